"""manage.py diagnose: the board in the terminal, measured now."""

from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError

from apps.catalog.commands import ReportingCommand
from apps.diagnostics.reading import State
from apps.diagnostics.selectors import Board, board, board_of
from apps.diagnostics.services import measure_and_record

EXIT_CODES = {State.BAD: 2, State.WATCH: 1}


class Command(ReportingCommand):
    help = "Measure everything now. Exits 0 when all is good, 1 when something is to be watched, 2 when bad."
    requires_system_checks: list[str] = []
    board: Board

    def report(self, **options: Any) -> dict[str, Any]:
        measurements = measure_and_record()
        try:
            self.board = board()
        except (DatabaseError, InterfaceError):  # PostgreSQL is what is wrong
            self.board = board_of(measurements)
        return self.board.as_json()

    def summary(self, report: dict[str, Any]) -> str:
        width = max(len(probe["title"]) for probe in report["probes"])
        return "\n".join(line for probe in report["probes"] for line in _lines(probe, width))

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        code = EXIT_CODES.get(self.board.state, 0)
        if code:
            raise CommandError(f"{self.board.headline}", returncode=code)


def _lines(probe: dict[str, Any], width: int) -> list[str]:
    """Two lines at most: what was measured, and what to do."""
    margin = " " * 16
    limit = f"  [{probe['threshold']}]" if probe["threshold"] else ""
    lines = [f"{State(probe['state']).label.upper():16}{probe['title']:{width}}  {probe['value']}{limit}"]
    return lines + ([f"{margin}→ {probe['advice']}"] if probe["advice"] else [])
