"""All that stands between us and the ERP, in the order in which it must work."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.catalog.erp.address import FORM, ErpAddress, parse
from apps.catalog.erp.connecting import judge_connection
from apps.catalog.erp.drivers import Driver, Drivers, inspect_drivers, judge
from apps.catalog.erp.finding import Finding
from apps.catalog.erp.process import NoAnswer
from apps.catalog.errors import Refusal
from apps.catalog.words import plain
from apps.catalog.words import say as _


@dataclass(frozen=True)
class ErpReport:
    configured: bool
    findings: tuple[Finding, ...]

    @property
    def first_wrong(self) -> Finding | None:
        return next((finding for finding in self.findings if finding.verdict == "wrong"), None)

    def as_json(self) -> dict[str, Any]:
        wrong = self.first_wrong
        return {
            "configured": self.configured,
            "first_wrong": wrong.as_json() if wrong else None,
            "findings": [finding.as_json() for finding in self.findings],
        }


def check_erp(url: str) -> ErpReport:
    """Ends with the first thing that is wrong; without an address only the drivers are looked at.

    Drivers and network are tried in processes of their own, so this returns within half a minute at worst.
    """
    return ErpReport(configured=bool(url), findings=tuple(_until_wrong(_findings(url))))


def _until_wrong(findings: Iterator[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield finding
        if finding.verdict == "wrong":
            return


def _findings(url: str) -> Iterator[Finding]:
    yield _configured(url)
    try:
        drivers = inspect_drivers()
    except NoAnswer as silent:
        yield Finding("drivers", "wrong", _("The drivers could not be listed: %(why)s.", why=str(silent)))
        return
    yield from judge(drivers, configured=bool(url))
    if url:
        yield from _connection(url, drivers)


def _configured(url: str) -> Finding:
    if url:
        return Finding("configured", "ok", _("ERP_DATABASE_URL is set."))
    sentence = _("No ERP is configured: ERP_DATABASE_URL is not set.")
    return Finding("configured", "note", sentence, plain(f"ERP_DATABASE_URL={FORM}"))


def _connection(url: str, drivers: Drivers) -> Iterator[Finding]:
    try:
        address = parse(url)
        driver = _choose(address, drivers.usable())
    except Refusal as refusal:
        yield Finding("address", "wrong", plain(str(refusal)))
        return
    yield from judge_connection(address, driver)


def _choose(address: ErpAddress, usable: list[Driver]) -> Driver:
    """The one that the address asks for, else the best that loads."""
    way, name = address.options.get("python_driver", ""), address.options.get("driver", "")
    fitting = [d for d in usable if way in ("", d.way) and name in ("", d.name)]
    if not fitting:
        names = ", ".join(str(driver) for driver in usable)
        raise Refusal(
            f"ERP_DATABASE_URL asks for the driver {name or way}, which does not load here; there is {names}."
        )
    return fitting[0]
