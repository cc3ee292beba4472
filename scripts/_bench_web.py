"""The predict page over HTTP, as people meet it, and what its processes take."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from _bench_clients import put_load
from _bench_figures import Figure, p95
from _bench_memory import descendants, loaded_packages, pss_mb, rss_mb
from _bench_place import AGAIN, Database
from _processes import wait_until
from _servers import Servers
from _steps import Failure, step

PART = "web"
PLANNER = "bench-planner"
FOR_TRAINING_ONLY = {"sklearn", "scipy", "pandas"}
WORKERS, CLIENTS = 2, 4
ROUNDS, SECONDS = 3, 10.0
WARM_UP_SECONDS, WARM_UP_ANSWERS = 30.0, 30
NUMBERS_OF_WORKERS = (1, 2, 4)


@dataclass(frozen=True)
class Memory:
    """Of the web server's processes once each worker has predicted, in MB."""

    total_pss: float
    largest_rss: float
    packages: set[str]


@dataclass(frozen=True)
class Site:
    """A running web server; `codes` are items to ask for."""

    host: str
    master: int
    models: Path
    password: str
    codes: Sequence[str]

    def load(self) -> tuple[float, float]:
        """p95 in milliseconds, and requests per second."""
        met = put_load(self.host, PLANNER, self.password, self.codes, clients=CLIENTS, seconds=SECONDS)
        return p95(met.seconds) * 1000, met.per_second

    def memory(self) -> Memory:
        workers = [process.pid for process in descendants(self.master)]
        return Memory(
            total_pss=sum(map(pss_mb, [self.master, *workers])),
            largest_rss=max(map(rss_mb, workers)),
            packages=set().union(*map(loaded_packages, workers)) & FOR_TRAINING_ONLY,
        )

    def all_have_predicted(self) -> bool:
        """Asks on, and says whether every worker has mapped the model's files."""
        workers = descendants(self.master)
        ask = partial(put_load, self.host, PLANNER, self.password, self.codes)
        ask(clients=2 * len(workers), seconds=WARM_UP_SECONDS, most=WARM_UP_ANSWERS)
        maps = [Path(f"/proc/{process.pid}/maps").read_text() for process in workers]
        return all(str(self.models) in mapped for mapped in maps)


def web(database: Database, password: str, codes: Sequence[str]) -> Iterator[Figure]:
    database.inside("static")
    memories: dict[int, Memory] = {}
    for workers in NUMBERS_OF_WORKERS:
        with (
            step(f"Serve {database.name} with {workers} workers", AGAIN),
            _serving(database, workers, password, codes) as site,
        ):
            memories[workers] = site.memory()
            if workers == WORKERS:
                yield from _under_load(site)
                after = site.memory()
    yield Figure(PART, "a worker after the load, RSS", after.largest_rss, "MB", 250)
    yield Figure(PART, "packages of the training in it", len(after.packages), "", 0, note=", ".join(after.packages))
    one, two, four = (memories[workers].total_pss for workers in NUMBERS_OF_WORKERS)
    yield Figure(PART, "the second worker adds, PSS", two - one, "MB", 40, note=f"one and its master {one:.0f} MB")
    yield Figure(PART, "the third and fourth add each, PSS", (four - two) / 2, "MB", 40)


@contextmanager
def _serving(database: Database, workers: int, password: str, codes: Sequence[str]) -> Iterator[Site]:
    port = _free_port()
    servers = Servers(port, name="bench", workers=workers, environment=database.environment)
    try:
        servers.start_web()
        servers.wait_for_web()
        site = Site(f"127.0.0.1:{port}", servers.running["web"].pid, database.artifacts, password, codes)
        if not wait_until(site.all_have_predicted, seconds=60):
            raise Failure("After a minute under load, not every worker has loaded the model.")
        yield site
    finally:
        servers.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _under_load(site: Site) -> Iterator[Figure]:
    met = [site.load() for _ in range(ROUNDS)]
    setting = f"{WORKERS} workers, {CLIENTS} clients, median of {ROUNDS} rounds of {SECONDS:.0f} s"
    yield Figure(PART, "/predict/, 95 of 100 answers within", median(ms for ms, _ in met), "ms", 60, note=setting)
    yield Figure(PART, "/predict/, requests", median(rate for _, rate in met), "per s", 60, at_least=True)
