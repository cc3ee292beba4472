"""Can the ERP be read? The same check as manage.py check_odbc."""

from dataclasses import dataclass

from django.conf import settings

from apps.catalog.erp.check import check_erp
from apps.catalog.words import say as _
from apps.diagnostics.reading import Reading, State


@dataclass(frozen=True)
class Erp:
    name = "erp"
    title = _("ERP")
    timeout_seconds: float = 40.0

    def measure(self) -> Reading:
        if not settings.ERP_DATABASE_URL:
            return Reading(
                state=State.NOT_CONFIGURED,
                value=_("no ERP is configured"),
                advice=_("Set ERP_DATABASE_URL to read a SQL Server; manage.py check_odbc shows what is missing."),
            )
        report = check_erp(settings.ERP_DATABASE_URL)
        wrong = report.first_wrong
        threshold = _("driver, name, port and login work")
        if wrong:
            return Reading(state=State.BAD, value=wrong.sentence, threshold=threshold, advice=wrong.mend)
        return Reading(state=State.GOOD, value=report.findings[-1].sentence, threshold=threshold)
