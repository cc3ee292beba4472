"""Which driver can reach a SQL Server from this machine?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.catalog.erp.finding import Finding, install
from apps.catalog.erp.process import NoAnswer, ask
from apps.catalog.words import Words, plain
from apps.catalog.words import say as _

SECONDS = 5.0
UNIXODBC = install("unixodbc", "unixODBC")
NEEDED = ("libltdl.so.7", "libkrb5.so.3", "libgssapi_krb5.so.2")  # by the bundled driver
LIBRARIES = install("libltdl7 libkrb5-3 libgssapi-krb5-2", "libtool-ltdl krb5-libs")
KNOWN = ("ODBC Driver 18 for SQL Server", "ODBC Driver 17 for SQL Server")


@dataclass(frozen=True)
class Driver:
    """`way` is Django's: "pyodbc" with an installed driver's name, or "mssql_python" with its own."""

    way: str
    name: str = ""

    def __str__(self) -> str:
        return self.name or "mssql-python"


@dataclass(frozen=True)
class Drivers:
    """Reasons are "" where the thing loads; `installed` holds one per driver that unixODBC knows."""

    unixodbc: str
    installed: dict[str, str]
    bundled: str
    bundled_version: str

    def usable(self) -> list[Driver]:
        """Best first."""
        named = [Driver("pyodbc", name) for name in KNOWN if not self.unixodbc and self.installed.get(name) == ""]
        return named + ([] if self.bundled else [Driver("mssql_python")])


def inspect_drivers() -> Drivers:
    """Raises NoAnswer where not even the list can be had."""
    found = ask("inspect", limit=SECONDS)
    bundled: dict[str, Any] = found["bundled"]
    return Drivers(
        unixodbc=found["unixodbc"]["error"] or _reason("import_pyodbc"),
        installed={name: _reason("load_library", path=path) for name, path in found["installed"].items()},
        bundled=_reason("load_library", path=bundled["path"]) if bundled["path"] else "it is not installed",
        bundled_version=bundled["version"],
    )


def _reason(do: str, **question: str) -> str:
    try:
        return str(ask(do, limit=SECONDS, **question)["error"])
    except NoAnswer as silent:
        return str(silent)


def judge(drivers: Drivers, *, configured: bool) -> Iterator[Finding]:
    """What a site without an ERP lacks is only noted, unless no driver at all would load."""
    needed = configured or not drivers.usable()
    yield _unixodbc(drivers, needed=needed)
    yield _installed(drivers)
    yield _bundled(drivers, needed=not drivers.usable())


def _unixodbc(drivers: Drivers, *, needed: bool) -> Finding:
    if not drivers.unixodbc:
        return Finding("unixodbc", "ok", _("unixODBC is installed and pyodbc loads it."))
    text = (
        _("unixODBC is missing (libodbc.so.2); Django's SQL Server backend needs it with every driver.")
        if "libodbc" in drivers.unixodbc
        else _("pyodbc cannot be loaded: %(reason)s.")
    )
    return Finding("unixodbc", "wrong" if needed else "note", text.fill(reason=drivers.unixodbc.rstrip(".")), UNIXODBC)


def _installed(drivers: Drivers) -> Finding:
    if not drivers.installed:
        sentence = _("No ODBC driver for SQL Server is registered in odbcinst.ini; a bundled one will do.")
        return Finding("installed_drivers", "note", sentence)
    broken = {name: reason for name, reason in drivers.installed.items() if reason}
    if broken:
        name, reason = next(iter(broken.items()))
        sentence = _("%(name)s is registered but cannot be loaded: %(reason)s.", name=name, reason=reason)
        return Finding("installed_drivers", "note", sentence, _reinstall(name))
    names = ", ".join(drivers.installed)
    return Finding("installed_drivers", "ok", _("Installed and loads: %(names)s.", names=names))


def _reinstall(name: str) -> Words:
    package = "msodbcsql17" if "17" in name else "msodbcsql18"
    return plain(f"Debian, Ubuntu: apt-get install --reinstall {package} · RHEL: dnf reinstall {package}")


def _bundled(drivers: Drivers, *, needed: bool) -> Finding:
    if not drivers.bundled:
        sentence = _("Microsoft's driver inside mssql-python %(version)s loads.", version=drivers.bundled_version)
        return Finding("bundled_driver", "ok", sentence)
    sentence = _(
        "Microsoft's driver inside mssql-python cannot be loaded: %(reason)s.",
        reason=drivers.bundled.rstrip("."),
    )
    lacks_library = any(name in drivers.bundled for name in NEEDED)
    mend = LIBRARIES if lacks_library else plain("pip install mssql-python")
    return Finding("bundled_driver", "wrong" if needed else "note", sentence, mend)
