"""What a file's rows were left out for: written as it comes, so that a million bad rows cost no memory."""

import csv
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

SHOWN = 5


@dataclass(frozen=True)
class Fault:
    """A row that was not predicted, or a value of it that was left out."""

    line: int
    reason: str
    content: str


LeaveOut = Callable[[Fault], None]


class FaultFile:
    """Made by the first fault; without one, what an earlier run left is removed."""

    def __init__(self, path: Path) -> None:
        self.count = 0
        self.first: list[Fault] = []
        self._path = path
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> "FaultFile":
        with suppress(FileNotFoundError):
            self._path.unlink()
        return self

    def __exit__(self, *raised: object) -> None:
        if self._file:
            self._file.close()

    def leave_out(self, fault: Fault) -> None:
        if self._file is None:
            self._file = self._path.open("w", encoding="utf-8", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(("line", "reason", "content"))
        self._writer.writerow((fault.line, fault.reason, fault.content))
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(fault)
