"""The parts of scripts/bench on a tiny plant: that their figures are sensible, not how good or fast they are."""

import csv
import gzip
import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from django.db import connection

from apps.catalog.demo_plant import make_plant
from tests.small_plant import parts

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _scripts_on_path(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))


@pytest.fixture
def place(tmp_path):
    """Databases beside the tests' own, on the embedded server; dropped in the end."""
    if os.environ["DATABASE_URL"]:
        pytest.skip("the bench makes databases, which it does on the embedded PostgreSQL alone")
    from _bench_place import Place

    found = Place(connection.settings_dict["HOST"], tmp_path, prefix=f"bench_test_{os.getpid()}_", threads=1)
    yield found
    for database in found._databases.values():
        database.drop()


# --- figures --------------------------------------------------------------------------------------------------


def test_a_figure_stands_beside_its_limit_and_peers():
    from _bench_figures import Figure, table

    figures = [
        Figure("speed", "loading", 97.0, "s", 120),
        Figure("speed", "requests", 40.0, "per s", 60, at_least=True),
        Figure("index", "one search", 2.0, "ms", peers={"brute": 8.0}, note="quiet"),
        Figure("web", "RSS", None, "MB", 250),
    ]
    assert [figure.is_met for figure in figures] == [True, False, None, False]
    lines = table(figures).splitlines()
    assert "≤ 120  ok" in lines[3]
    assert "≥ 60  MISSED" in " ".join(lines[4].split(" "))
    assert "brute 8 (×4.00); quiet" in lines[5]
    assert "not measured" in lines[6]
    assert lines[8:] == ["1 of 3 limits kept", "MISSED  speed: requests", "MISSED  web: RSS"]
    told = json.loads(json.dumps(figures[2].as_json()))
    assert (told["met"], told["ratios"]) == (None, {"brute": 4.0})


# --- data -----------------------------------------------------------------------------------------------------


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plant")
    make_plant(folder, items=300, seed=1)
    return folder


def test_hidden_items_keep_their_description_and_nothing_else(demo, tmp_path):
    from _bench_data import key, some, without_routings

    with gzip.open(demo / "BI_ROUTING_VIEW.csv.gz", "rt", encoding="utf-8-sig") as file:
        routed = {key(row["ITEM_CD"]) for row in csv.DictReader(file)}
    hidden = some(routed, share=0.2, most=2_000, seed=1)
    assert len(hidden) == round(0.2 * len(routed))
    seen = without_routings(demo, tmp_path / "seen", hidden)
    for name in ("BI_ROUTING_VIEW", "P_BOP_PROC_MASTER", "BI_WORK_ORDER_RESULTS", "BI_PUR_PO_VIEW"):
        left = {key(row["ITEM_CD"]) for row in rows_of(seen / f"{name}.csv")}
        assert left
        assert not left & set(hidden)
    described = {key(row["ITEM_CD"]) for row in rows_of(seen / "BI_ITEM_INFO_VIEW.csv")}
    assert described >= set(hidden)


def test_the_truth_joins_the_routings(demo, tmp_path):
    from _bench_data import with_truth

    told = rows_of(with_truth(demo, tmp_path / "told") / "BI_ROUTING_VIEW.csv")
    truth = rows_of(demo / "truth.csv")
    added = told[-len(truth) :]
    assert [row["JOB_CD"] for row in added] == [row["operation"] for row in truth]
    assert {row["ROUT_NO"] for row in added} == {"TRUE"}


def test_fewer_items_and_fewer_columns(tmp_path):
    from _bench_data import only_items, without_columns

    write_small_plant(tmp_path / "all")
    few = only_items(tmp_path / "all", tmp_path / "few", ["p-0001 ", "P-0002"])
    assert {row["item_code"] for row in rows_of(few / "routings.csv")} == {"P-0001", "P-0002"}
    bare = without_columns(few, tmp_path / "bare", lambda column: column not in {"item_code", "name"})
    assert [list(row) for row in rows_of(bare / "items.csv")] == [["item_code", "name"]] * 2
    assert rows_of(bare / "routings.csv") == rows_of(few / "routings.csv")


# --- judging --------------------------------------------------------------------------------------------------


def test_guesses_are_judged_by_what_is_true():
    from _bench_score import Guess, Made, judge

    truth = {"A": Made(("SAW", "TURN"), (2.0, None)), "B": Made(("MILL",), (4.0,)), "C": Made(("MILL", "PACK"), (1, 1))}
    guesses = {
        "A": Guess(("SAW", "TURN"), 0.8, ((1.0, 1.5, 3.0), None)),
        "B": Guess(("SAW", "MILL"), 0.4, (None, (5.0, 6.0, 7.0))),
    }
    found = judge(guesses, truth)
    assert (found["items"], found["exact"]) == (3, pytest.approx(1 / 3))
    assert found["similarity"] == pytest.approx((1 + 0.5 + 0) / 3)
    assert found["run_median_ape"] == pytest.approx((0.25 + 0.5) / 2)
    assert found["run_coverage_80"] == 0.5
    assert found["expected_calibration_error"] == pytest.approx((0.2 + 0.4 + 0) / 3)


# --- accuracy, through the product's own commands -------------------------------------------------------------


def write_small_plant(folder):
    folder.mkdir()
    every = parts()
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        rows = ([p.code, p.name, p.part_class, p.drawing, p.created_on, p.diameter_mm, p.material] for p in every)
        head = ["item_code", "name", "part_class", "drawing", "created_on", "diameter", "material"]
        csv.writer(file).writerows([head, *rows])
    with (folder / "routings.csv").open("w", encoding="utf-8", newline="") as file:
        steps = ((p, at, operation) for p in every for at, operation in enumerate(p.operations()))
        rows = ([p.code, 10 * (at + 1), op, p.resource(op), *p.minutes(op)] for p, at, op in steps)
        head = ["item_code", "sequence", "operation", "resource", "setup_time", "run_time"]
        csv.writer(file).writerows([head, *rows])
    return folder


ADOPT = """
from pathlib import Path
import shutil
from apps.models.ml import artifact
from apps.models.models import ModelVersion, TrainingRun
version = ModelVersion(number=1, training_run=TrainingRun.objects.create(), artifact_bytes=1, metrics={{}})
version.artifact_hash = artifact.artifact_hash(Path("{folder}"))
shutil.copytree("{folder}", version.folder)
version.save()
"""


@pytest.fixture
def without_training(monkeypatch, trained_folder):
    """Training takes longest and is tested elsewhere: what it made once is brought into the bench's databases."""
    import _bench_place

    def adopt(database, *, seed=1):
        database.artifacts.mkdir(parents=True)
        database.manage("shell", "--verbosity", "0", "--command", ADOPT.format(folder=trained_folder))
        return _bench_place.Trained(1, 240, 1.0, 1, 1, json.loads((trained_folder / "metrics.json").read_text()))

    monkeypatch.setattr(_bench_place.Database, "train", adopt)


@pytest.mark.usefixtures("without_training")
def test_accuracy_of_a_folder_beside_its_rivals(place, tmp_path, monkeypatch):
    import _bench_accuracy

    monkeypatch.setattr(_bench_accuracy, "SHARED", tmp_path / "nowhere")
    folder = write_small_plant(tmp_path / "small")
    options = _bench_accuracy.Options(trees=20, only=["small"], folders=[folder])
    figures = {figure.what: figure for figure in _bench_accuracy.accuracy(place, options)}
    hidden = figures["small, at random: exact"]
    assert hidden.note.startswith("48 items, ±")
    assert set(hidden.peers) == {"class", "nearest", "vote of 10", "forest"}
    assert 0.1 < min(hidden.peers.values()) < max(hidden.peers.values()) <= 1
    assert 0.8 < hidden.value <= 1  # it was trained on them
    assert hidden.limit == max(hidden.peers.values())
    assert 0 <= figures["small, at random: run time, median error"].value < 0.3
    assert 0.5 < figures["small, at random: run time, share inside the 80 % range"].value <= 1
    assert 0.3 < figures["small, grouped: exact"].peers["forest"] <= 1
    assert place.loaded("small", folder).noted()["load_seconds"] > 0  # not loaded again


# --- the index ------------------------------------------------------------------------------------------------


def test_searches_are_compared_on_the_same_questions(place, monkeypatch):
    import _bench_peers
    from _bench_index import figures

    monkeypatch.setattr(_bench_peers.index, "EXACT_UP_TO", 1_000)
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(2_050, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    with place.connect() as server:
        server.execute(f"CREATE DATABASE {place.database('vectors').full_name}")
    with place.connect(place.database("vectors").full_name) as server:
        met = _bench_peers.compare(vectors[:2_000], vectors[2_000:], server, rounds=2)
    assert [peer.name for peer in met] == [
        "ours, pages",
        "ours, files",
        "scikit-learn, brute force",
        "hnswlib",
        "pgvector, HNSW",
    ]
    assert met[2].recall == 1
    assert all(0.9 < peer.recall <= 1 for peer in met)
    assert all(peer.milliseconds > 0 for peer in met)
    ours = {figure.what: figure for figure in figures([vars(peer) for peer in met], "2,000 vectors")}
    assert set(ours["ours, pages, 2,000 vectors: one search"].ratios()) == {peer.name for peer in met[2:]}
    assert ours["ours, files, 2,000 vectors: recall of the 10 nearest"].is_met


# --- one prediction, and many people --------------------------------------------------------------------------


def test_one_prediction_after_the_other_is_timed(active_version):
    from _bench_single import single

    found = single(codes=["P-0010", "P-0020", "p-0030"])
    assert 0 < found["median"] <= found["p95"]
    assert found["first"] > 0


def test_people_log_in_and_ask_for_different_items(active_version, planner, live_server):
    from _bench_clients import put_load
    from _steps import Failure

    planner.user.set_password("Planner-Pass-2417")
    planner.user.save()
    host = live_server.url.removeprefix("http://")
    asked = ["P-0010", "P-0020", "P-0030", "P-0040"]
    met = put_load(host, "planner", "Planner-Pass-2417", asked, clients=2, seconds=1)
    assert len(met.seconds) >= 2
    assert met.per_second > 0
    with pytest.raises(Failure, match="could not log in"):
        put_load(host, "planner", "wrong", asked, clients=1, seconds=1)
    with pytest.raises(Failure, match="said nothing about NOBODY"):
        put_load(host, "planner", "Planner-Pass-2417", ["NOBODY"], clients=1, seconds=1)


def test_a_process_s_memory_and_packages_are_read():
    from _bench_memory import PeakMemory, loaded_packages, pss_mb, rss_mb

    assert 10 < pss_mb(os.getpid()) <= rss_mb(os.getpid()) + 1
    assert "numpy" in loaded_packages(os.getpid())
    assert pss_mb(2**22 + 1) == 0
    import subprocess

    with PeakMemory() as peak:
        subprocess.run([sys.executable, "-c", "import time; x = b'x' * 50_000_000; time.sleep(1)"], check=True)
    assert peak.mb > 45
