"""Several tables read at the same time, each in a process of its own: two cores read twice as fast.

A reader's process is a fork, so that nothing has to be handed to it; it touches neither the database connection that
it inherits nor anything else but its source, and ends when its packages are taken or nobody is left to take them.
"""

import contextlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, Pipe, wait
from typing import NoReturn

from apps.catalog.errors import Refusal
from apps.catalog.importing.package import Package
from apps.catalog.importing.table_reader import TableReader


def read_in_turn(readers: Sequence[TableReader]) -> Iterator[tuple[TableReader, Package]]:
    for reader in readers:
        for package in reader.packages():
            yield reader, package


def read_apart(readers: Sequence[TableReader]) -> Iterator[tuple[TableReader, Package]]:
    """The same packages in any order; those of one reader in theirs. Raises Refusal as they do."""
    ways: dict[Connection, TableReader] = {}
    children: list[int] = []
    try:
        for reader in readers:
            ours, theirs = Pipe(duplex=False)
            ways[ours] = reader
            children.append(_start(reader, theirs, inherited=list(ways)))
            theirs.close()
        while ways:
            for way in wait(list(ways)):
                assert isinstance(way, Connection)  # noqa: S101 - wait gives back what it was given
                package = _receive(way, ways[way])
                yield ways[way], package
                if package.is_last:
                    del ways[way]
                    way.close()
    finally:
        for way in ways:
            way.close()
        for child in children:
            _end(child)


def _start(reader: TableReader, way: Connection, inherited: Sequence[Connection]) -> int:
    """Returns the child's process id. What it inherits of the other ways it closes, or it would never learn that
    nobody reads its own any more."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        for other in inherited:
            other.close()
        _work(reader, way)
    return child


def _work(reader: TableReader, way: Connection) -> NoReturn:
    """In the child. Whatever happens, it does not return into the parent's program."""
    status = 1
    with contextlib.suppress(BaseException):  # nobody reads on
        try:
            for package in reader.packages():
                package.send(way)
            status = 0
        except Refusal as refusal:
            way.send_bytes(json.dumps({"refusal": str(refusal)}).encode())
        except Exception:
            way.send_bytes(json.dumps({"crash": traceback.format_exc()}).encode())
    os._exit(status)  # without the parent's clean-up


def _receive(way: Connection, reader: TableReader) -> Package:
    try:
        header = way.recv_bytes()
    except EOFError as died:
        raise RuntimeError(f"The process that read {reader.source.name} was killed.") from died
    told = json.loads(header)
    if "refusal" in told:
        raise Refusal(told["refusal"])
    if "crash" in told:
        raise RuntimeError(told["crash"])
    return Package.receive(told, way)


def _end(child: int) -> None:
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(child, signal.SIGKILL)  # it has nothing to clean up
        os.waitpid(child, 0)
