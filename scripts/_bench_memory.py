"""How much memory processes take, by the kernel's own accounts."""

import re
import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

SAMPLE_SECONDS = 0.2
MB = 1024 * 1024
_LIBRARY = re.compile(r"/site-packages/([a-zA-Z0-9_]+)[^ ]*\.so")


def pss_mb(pid: int) -> float:
    """Its proportional share: what several processes map together counts once in their sum. 0 once it has ended."""
    try:
        accounts = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(kilobytes) for kilobytes in re.findall(r"^Pss: +(\d+) kB", accounts, re.MULTILINE)) / 1024


def rss_mb(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss) / MB


def loaded_packages(pid: int) -> set[str]:
    """The Python packages whose compiled parts are mapped."""
    return set(_LIBRARY.findall(Path(f"/proc/{pid}/maps").read_text()))


def descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


class PeakMemory:
    """The most that all descendants of this process take together, in MB of PSS, while the `with` goes on."""

    def __init__(self) -> None:
        self.mb = 0.0
        self._ended = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        self._sampler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, reason: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._sampler.join()

    def _sample(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            self.mb = max(self.mb, _sum(descendants(psutil.Process().pid)))


def _sum(processes: Iterable[psutil.Process]) -> float:
    return sum(pss_mb(process.pid) for process in processes)
