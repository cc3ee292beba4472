"""manage.py check_odbc: the first thing that stands between us and the ERP, and the command that mends it."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from apps.catalog.commands import ReportingCommand
from apps.catalog.erp.check import ErpReport, check_erp


class Command(ReportingCommand):
    help = "Check the ERP's drivers, address and connection. Exits 1 with the first thing that is wrong."
    requires_system_checks: list[str] = []
    found: ErpReport

    def report(self, **options: Any) -> dict[str, Any]:
        self.found = check_erp(settings.ERP_DATABASE_URL)
        return self.found.as_json()

    def summary(self, report: dict[str, Any]) -> str:
        return "\n".join(f"{finding['verdict']:5}  {finding['sentence']}" for finding in report["findings"])

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        wrong = self.found.first_wrong
        if wrong:
            raise CommandError(f"{wrong.sentence} {wrong.mend}".strip())
