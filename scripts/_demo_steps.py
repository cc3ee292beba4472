"""What the demo does before it serves. A step whose result is there already is not done again."""

import csv
import json
import shutil
import sys
from pathlib import Path

from _routing_table import routing_table
from _servers import Servers
from _steps import ROOT, run, say, step

DEMO = ROOT / "var" / "demo"
PLANT = DEMO / "plant"
LOGINS = DEMO / "logins.txt"
AGAIN = "run scripts/demo again: it goes on where it stopped. If it stops here again, delete var/demo first."
TRAINING_NOTE = "The demo's first model."
PREDICTED = 20

__all__ = ["LOGINS", "Servers", "prepare"]


def prepare(servers: Servers, *, items: int) -> None:
    _database()
    _static_files()
    with step("Demo people", AGAIN) as said:
        from _people import make_people  # needs Django, which the first step sets up

        said(f"{make_people(LOGINS)}; logins in {LOGINS.relative_to(ROOT)}")
    _plant(items)
    _catalogue()
    _model(servers)
    _prediction()


def _database() -> None:
    with step("PostgreSQL", "see the sentence above; a damaged demo is made anew after deleting var/demo.") as said:
        import django
        from django.conf import settings

        django.setup()
        said(f"{settings.DATABASES['default']['NAME']} at {settings.DATABASES['default']['HOST']}")
    with step("Tables", AGAIN) as said:
        said("up to date" if _is_migrated() else _last(_manage("migrate", "--verbosity", "1", log="demo-migrate.log")))


def _is_migrated() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _static_files() -> None:
    with step("Style sheets and scripts", AGAIN) as said:
        from _static import collect_static  # needs Django

        said(collect_static(log="demo-static.log"))


def _plant(items: int) -> None:
    """Written aside, so that a half-written plant is never taken for one."""
    with step("Demo plant", AGAIN) as said:
        if PLANT.exists():
            said(f"already in {PLANT.relative_to(ROOT)}")
            return
        aside = PLANT.with_name("plant.part")
        shutil.rmtree(aside, ignore_errors=True)
        _manage("make_demo_plant", str(aside), "--items", str(items), "--seed", "1", log="demo-plant.log")
        aside.rename(PLANT)
        said(f"{items:,} items, as CSV and as an ERP's views, in {PLANT.relative_to(ROOT)}")


def _catalogue() -> None:
    from apps.catalog.models import Item

    with step("Load the plant", AGAIN) as said:
        if Item.objects.exists():
            said(f"{Item.objects.count():,} items already there")
        else:
            _manage("load_catalog", str(PLANT), log="demo-load.log")
            said(f"{Item.objects.count():,} items")


def _model(servers: Servers) -> None:
    """An active version, reached from however far an earlier run came."""
    from apps.models.models import ModelVersion

    active = ModelVersion.objects.filter(is_active=True).first()
    if active and active.folder.is_dir():
        with step("Model", AGAIN) as said:
            said(f"version {active.number} is active")
        return
    usable = [
        version
        for version in ModelVersion.objects.exclude(review_status__in=("rejected", "retired"))
        if version.folder.is_dir()
    ]
    number = usable[0].number if usable else _train(servers)
    status = ModelVersion.objects.get(number=number).review_status
    if status == "candidate":
        _decide("Submit", "review", number, "submit", by="trainer", note="Trained on the demo plant.")
    if status in ("candidate", "in_review"):
        _decide(
            "Approve",
            "review",
            number,
            "approve",
            by="approver",
            note="The held-out figures are as expected.",
        )
    _decide("Activate", "activate", number, by="approver", note="First model of the demo.")


def _train(servers: Servers) -> int:
    _forget_unfinished()
    servers.start_task_cluster()
    with step("Train, in the task cluster", AGAIN) as said:
        report = json.loads(
            _manage("train", "--wait", "--seed", "1", "--note", TRAINING_NOTE, "--json", log="demo-train.log")
        )
        said(f"version {report['version']}")
    return int(report["version"])


def _forget_unfinished() -> None:
    """A training that a killed demo queued or was running: its processes are gone."""
    from django.utils import timezone

    from apps.models.models import TrainingRun

    unfinished = TrainingRun.objects.filter(note=TRAINING_NOTE, state__in=TrainingRun.OPEN_STATES)
    unfinished.update(state=TrainingRun.State.CANCELLED, finished_at=timezone.now())


def _decide(name: str, command: str, number: int, *decision: str, by: str, note: str) -> None:
    with step(f"{name} version {number}, as {by}", AGAIN) as said:
        said(_first(_manage(command, str(number), *decision, "--user", by, "--note", note, log=f"demo-{name}.log")))


def _prediction() -> None:
    """Some items without a routing are predicted into a file; the one that the model is surest of is shown."""
    from apps.catalog.models import Operation
    from apps.models.models import ModelVersion

    number = ModelVersion.objects.get(is_active=True).number
    predicted = DEMO / f"predicted-by-version-{number}.csv"
    with step(f"Predict {PREDICTED} items that have no routing", AGAIN) as said:
        if not predicted.exists():
            _predict_unrouted(predicted)
        rows = _surest(predicted)
        said(f"with version {number}, into {predicted.relative_to(ROOT)}; the surest of them:")
    say(routing_table(rows, dict(Operation.objects.values_list("code", "name"))))


def _predict_unrouted(predicted: Path) -> None:
    from apps.catalog.models import Item

    codes = Item.objects.filter(has_routing=False).order_by("code").values_list("code", flat=True)[:PREDICTED]
    items = DEMO / "unrouted.csv"
    with items.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["item_code"], *([code] for code in codes)])
    aside = predicted.with_suffix(".part")
    _manage("predict", str(items), "--out", str(aside), log="demo-predict.log")
    aside.rename(predicted)


def _surest(predicted: Path) -> list[dict[str, str]]:
    """The rows of the first-ranked routing with the highest confidence."""
    with predicted.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["rank"] == "1"]
    best = max(rows, key=lambda row: float(row["confidence"]), default=None)
    return [row for row in rows if best and row["item_code"] == best["item_code"]]


def _manage(command: str, *arguments: str, log: str) -> str:
    return run([sys.executable, str(ROOT / "manage.py"), command, *arguments], log=log)


def _first(text: str) -> str:
    return next(iter(text.strip().splitlines()), "")


def _last(text: str) -> str:
    return text.strip().splitlines()[-1].strip() if text.strip() else ""
