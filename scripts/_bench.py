"""The bench, called by scripts/bench once the packages are there: it measures, and prints one table."""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import _processes
from _bench_accuracy import Options, accuracy
from _bench_figures import Figure, table
from _bench_index import index
from _bench_place import Place
from _bench_scaling import scaling
from _bench_speed import speed
from _running import everything_ended, only_one
from _steps import LOGS, ROOT, say, step

BENCH = ROOT / "var" / "bench"
PARTS = ("accuracy", "speed", "scaling", "index")
SMALLER = (10_000, 100_000)


def main() -> None:
    arguments = _arguments()
    _processes.raise_on_signals()
    _processes.mark("bench")
    LOGS.mkdir(parents=True, exist_ok=True)
    BENCH.mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)
    out = sys.stderr if arguments.json else sys.stdout
    with only_one(BENCH / "bench.lock", "The bench"), everything_ended("bench"), contextlib.redirect_stdout(out):
        figures: list[Figure] = []
        try:
            figures.extend(_measured(_place(fresh=arguments.fresh), arguments))
        finally:  # what was measured before something failed took long enough
            say(f"\n{table(figures)}")
    if arguments.json:
        json.dump([figure.as_json() for figure in figures], sys.stdout, indent=2, ensure_ascii=False)
    sys.exit(any(figure.is_met is False for figure in figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("part", nargs="?", choices=PARTS)
    parser.add_argument("folders", nargs="*", type=Path, help="accuracy: more folders of data")
    parser.add_argument("--only", action="append", default=[], help="accuracy: this data set alone")
    parser.add_argument("--trees", type=int, default=200, help="accuracy: trees of the random forest")
    parser.add_argument("--items", type=int, default=325_000, help="of the large demo plant")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _place(*, fresh: bool) -> Place:
    """A PostgreSQL server of its own; it stops with the last process that uses it."""
    sys.path.insert(0, str(ROOT))
    from routing_site import embedded_postgres  # from the checkout, which is no package of this script

    with step("PostgreSQL", "look at var/bench/postgres/log; delete var/bench to begin anew."):
        server = embedded_postgres.start(BENCH / "postgres")
    return Place(str(server.get_postmaster_info().socket_dir), BENCH, fresh=fresh)


def _measured(place: Place, arguments: argparse.Namespace) -> Iterator[Figure]:
    """Figure by figure, each part under its name."""
    options = Options(arguments.trees, only=arguments.only, folders=[f.resolve() for f in arguments.folders])
    sizes = sorted({*(size for size in SMALLER if size < arguments.items), arguments.items})
    parts: dict[str, Iterable[Figure]] = {
        "accuracy": accuracy(place, options),
        "speed": speed(place, arguments.items),
        "scaling": scaling(place, sizes),
        "index": index(place, arguments.items),
    }
    for name in [arguments.part] if arguments.part else PARTS:
        say(f"\n#### {name}")
        yield from parts[name]


if __name__ == "__main__":
    main()
