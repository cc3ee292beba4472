"""Where things are measured: a PostgreSQL server with a database per data set, and the product's real commands."""

import hashlib
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from _steps import ROOT, run, step
from psycopg import sql

AGAIN = "look at the lines above; scripts/bench --fresh makes everything anew."
SECRET = secrets.token_urlsafe(50)
LOADER = ROOT / "apps" / "catalog" / "importing"


@dataclass(frozen=True)
class Place:
    """host: the server's socket folder. folder: for data and artefacts. prefix: of its databases' names."""

    host: str
    folder: Path
    prefix: str = "bench_"
    fresh: bool = False
    threads: int = 0

    def database(self, name: str) -> "Database":
        return self._databases.setdefault(name, Database(self, name))

    @cached_property
    def _databases(self) -> dict[str, "Database"]:
        return {}

    @cached_property
    def _made(self) -> set[str]:
        """What this run has loaded itself is fresh enough."""
        return set()

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(host=self.host, user="postgres", dbname=database, autocommit=True)

    def loaded(self, name: str, folder: Path) -> "Database":
        """The database with this folder's data, loaded anew unless just this was loaded before."""
        database, stamp = self.database(name), data_stamp(folder)
        if self.fresh and name not in self._made:
            database.drop()
        self._made.add(name)
        with step(f"Load {name}", AGAIN) as said:
            if database.noted().get("stamp") == stamp:
                database.migrate()
                said("loaded by an earlier run")
            else:
                database.drop()
                database.create()
                database.note(stamp=stamp, load_seconds=database.load(folder))
        return database


@dataclass(frozen=True)
class Trained:
    """A version as its training left it; seconds and memory are those of the training's own process."""

    number: int
    items: int
    seconds: float
    peak_memory_mb: float
    artifact_mb: float
    metrics: dict[str, Any]


@dataclass(frozen=True)
class Database:
    """One data set's database, with a folder of its own for the versions' files."""

    place: Place
    name: str
    _trained: list[Trained] = field(default_factory=list, compare=False)

    @property
    def full_name(self) -> str:
        return f"{self.place.prefix}{self.name}"

    @property
    def artifacts(self) -> Path:
        return self.place.folder / "artifacts" / self.name

    @cached_property
    def environment(self) -> dict[str, str]:
        """Of every process that works on it: nothing of the demo's, and no ERP."""
        return {
            **os.environ,
            "ROUTING_ENV": "demo",
            "DATABASE_URL": f"postgres:///{self.full_name}?host={quote(self.place.host)}&user=postgres",
            "ARTIFACTS_DIR": str(self.artifacts),
            "SECRET_KEY": SECRET,
            "ERP_DATABASE_URL": "",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "DEBUG": "",
            "HTTPS": "",
            "BEHIND_PROXY": "",
            "ROUTING_THREADS": str(self.place.threads),
            "DJANGO_SETTINGS_MODULE": "routing_site.settings",
        }

    # --- the database itself ---

    def drop(self) -> None:
        with self.place.connect() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(self._identifier))
        shutil.rmtree(self.artifacts, ignore_errors=True)

    def create(self) -> None:
        with self.place.connect() as server:
            text = "CREATE DATABASE {} TEMPLATE template0 LOCALE 'C.UTF-8'"
            server.execute(sql.SQL(text).format(self._identifier))
        self.migrate()

    def migrate(self) -> None:
        self.manage("migrate", "--verbosity", "0")

    @property
    def _identifier(self) -> sql.Identifier:
        return sql.Identifier(self.full_name)

    def note(self, **facts: Any) -> None:
        """Kept as the database's comment, so that it goes where the database goes."""
        with self.place.connect() as server:
            text = sql.SQL("COMMENT ON DATABASE {} IS {}")
            server.execute(text.format(self._identifier, sql.Literal(json.dumps(self.noted() | facts))))

    def noted(self) -> dict[str, Any]:
        query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        with self.place.connect() as server:
            row = server.execute(query, [self.full_name]).fetchone()
        return dict(json.loads(row[0])) if row and row[0] else {}

    # --- the product's commands ---

    def manage(self, command: str, *arguments: str) -> str:
        words = [sys.executable, str(ROOT / "manage.py"), command, *arguments]
        return run(words, log=f"bench-{command}.log", env=self.environment)

    def manage_json(self, command: str, *arguments: str) -> dict[str, Any]:
        return dict(json.loads(self.manage(command, *arguments, "--json")))

    def inside(self, task: str, **arguments: Any) -> Any:
        """What a task of ours (`_bench_inside.py`) says, run in a process of its own with Django set up."""
        words = [sys.executable, str(ROOT / "scripts" / "_bench_inside.py"), task, json.dumps(arguments)]
        return json.loads(run(words, log=f"bench-{task}.log", env=self.environment))

    def load(self, folder: Path) -> float:
        """Seconds."""
        began = time.monotonic()
        self.manage("load_catalog", str(folder))
        return time.monotonic() - began

    def train(self, *, seed: int = 1) -> Trained:
        """A version by `train --wait`; one per run of the bench, since nothing of it changes meanwhile."""
        if self._trained:
            return self._trained[0]
        with step(f"Train on {self.name}", AGAIN) as said:
            report = self.manage_json("train", "--wait", "--seed", str(seed), "--note", "bench")
            number = report["version"]
            metrics = self.manage_json("evaluate", "--version", str(number))["metrics"]
            trained = Trained(number=number, metrics=metrics, **self.inside("training", run=report["run"]))
            said(f"{trained.seconds:.0f} s, {trained.peak_memory_mb:.0f} MB")
        self._forget_others(number)
        self._trained.append(trained)
        return trained

    def _forget_others(self, number: int) -> None:
        kept = self.inside("folder", number=number)
        for folder in self.artifacts.iterdir():
            if folder != Path(kept):
                shutil.rmtree(folder, ignore_errors=True)


def data_stamp(folder: Path) -> str:
    """Of the files' contents and of the code that loads them."""
    digest = hashlib.sha256()
    for path in [*_files(folder), *sorted(LOADER.rglob("*.py"))]:
        digest.update(path.name.encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.iterdir()) if path.name.endswith((".csv", ".csv.gz")))


def write_codes(path: Path, codes: Iterable[str]) -> Path:
    """A file of items that asks by code alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("item_code\n")
        file.writelines(f'"{code}"\n' for code in (code.replace('"', '""') for code in codes))
    return path
