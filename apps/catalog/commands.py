"""What all of our commands share: a summary for people, `--json` for machines, one sentence on failure."""

import json
import sys
from abc import abstractmethod
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from apps.catalog.errors import Refusal


class ReportingCommand(BaseCommand):
    """Subclasses define `report`, which does the work and returns what `--json` prints, and
    `summary`, which puts that into words."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # "resolve": a command's own --version (of a model) stands in for Django's
        parser = super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)
        parser.add_argument("--json", action="store_true", help="Print the report as JSON.")
        return parser

    @abstractmethod
    def report(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Do the work. Raises Refusal, with one sentence that says what, where and what to do."""

    @abstractmethod
    def summary(self, report: dict[str, Any]) -> str:
        """The report for people."""

    def say(self, line: str) -> None:
        """Progress for people: on stderr, so that stdout stays the report."""
        self.stderr.write(line, self.style.NOTICE if self.stderr.isatty() else str)

    def handle(self, *args: Any, **options: Any) -> None:
        as_json = options.pop("json")
        try:
            report = self.report(**options)
        except (Refusal, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as invalid:
            raise CommandError(" ".join(invalid.messages)) from invalid
        except OperationalError as unreachable:
            raise CommandError(f"The database did not answer: {unreachable}".strip()) from unreachable
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) if as_json else self.summary(report))

    def execute(self, *args: Any, **options: Any) -> str | None:
        """As Django's, but on the command line the sentence stands alone, without the name of a Python class."""
        try:
            return super().execute(*args, **options)
        except CommandError as refusal:
            if not getattr(self, "_called_from_command_line", False) or options["traceback"]:
                raise
            self.stderr.write(str(refusal))
            sys.exit(refusal.returncode)
