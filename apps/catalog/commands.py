"""What all of our commands share: a summary for people, `--json` for machines, one sentence on failure."""

import json
import sys
from abc import abstractmethod
from collections.abc import Callable
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal


class ReportingCommand(BaseCommand):
    """Subclasses define `report`, which does the work and returns what `--json` prints, and
    `summary`, which puts that into words."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # "resolve": a command's own --version (of a model) stands in for Django's
        parser = super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)
        parser.add_argument("--json", action="store_true", help="Print the report as JSON.")
        if getattr(self, "_called_from_command_line", False):
            parser.error = _refuse_arguments(parser)  # type: ignore[method-assign, assignment]
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
        except OSError as unusable:
            raise CommandError(_os_sentence(unusable)) from unusable
        except OperationalError as unreachable:
            raise CommandError(_("The database did not answer: %s") % _one_line(unreachable)) from unreachable
        except ProgrammingError as unmigrated:
            raise CommandError(
                _("The database has not the tables of this version: run manage.py migrate. (%s)")
                % _one_line(unmigrated)
            ) from unmigrated
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


def _refuse_arguments(parser: CommandParser) -> Callable[[str], NoReturn]:
    """In place of argparse's usage block and exit code 2: one sentence and 1, as for any other refusal."""

    def refuse(message: str) -> NoReturn:
        sentence = _("%(message)s; %(program)s --help shows the arguments.")
        sys.stderr.write(sentence % {"message": message.capitalize(), "program": parser.prog} + "\n")
        sys.exit(1)

    return refuse


def _os_sentence(fault: OSError) -> str:
    return f"{fault.filename}: {fault.strerror}." if fault.filename else str(fault)


def _one_line(fault: Exception) -> str:
    return " ".join(str(fault).split())
