"""From the address to a login, one step at a time, so that the first one that fails is named."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.catalog.erp.address import ErpAddress
from apps.catalog.erp.drivers import Driver
from apps.catalog.erp.finding import Finding
from apps.catalog.erp.process import NoAnswer, ask
from apps.catalog.erp.redaction import redact
from apps.catalog.words import Words
from apps.catalog.words import say as _

REACH_SECONDS = 3
LOGIN_SECONDS = 5
SPARE_SECONDS = 2  # for the child to start and to answer
CERTIFICATE = _(
    "Let this machine trust the server's certificate authority (Debian, Ubuntu: copy ca.crt to "
    "/usr/local/share/ca-certificates and run update-ca-certificates · RHEL: copy it to "
    "/etc/pki/ca-trust/source/anchors and run update-ca-trust), or, if you accept any server that answers "
    "there, add ?extra_params=TrustServerCertificate%%3Dyes to ERP_DATABASE_URL."
)
UNKNOWN_NAME = _("The name %(host)s is not known to this machine.")
MEND_NAME = _("Correct the host in ERP_DATABASE_URL, or add it to DNS or /etc/hosts; try: getent hosts %(host)s")
CLOSED_PORT = _("Nothing answers on port %(port)s of %(host)s.")
MEND_PORT = _(
    "Start SQL Server there, enable TCP/IP in its Configuration Manager and open port %(port)s in the "
    "firewalls between; try: nc -vz %(host)s %(port)s"
)
NO_LOGIN = _("Port %(port)s of %(host)s answers, but no login came about: %(error)s.")


@dataclass(frozen=True)
class Fault:
    """A thing that servers and drivers complain of, known by any of `signs` in what they say."""

    name: str
    signs: tuple[str, ...]
    sentence: Words
    mend: Words


FAULTS = (  # the first that fits; a refused database comes with the words "login failed" too
    Fault(
        "database",
        ("4060", "cannot open database"),
        _("The server %(host)s has no database %(database)s, or %(user)s may not open it."),
        _("Correct the name in ERP_DATABASE_URL, or have the server's administrator let %(user)s in."),
    ),
    Fault(
        "login",
        ("18456", "login failed", "28000"),
        _("The server %(host)s refuses the login of %(user)s."),
        _("Correct user and password in ERP_DATABASE_URL; special characters in them are written as %%XX."),
    ),
    Fault(
        "tls",
        ("certificate", "ssl provider", "ssl routines"),
        _("The server %(host)s was reached, but its certificate is not trusted."),
        CERTIFICATE,
    ),
    Fault(
        "address",
        ("invalid connection string", "unknown keyword", "invalid value specified"),
        _("The driver does not understand extra_params in ERP_DATABASE_URL."),
        _("Write it as ?extra_params=Key%%3Dvalue%%3BKey%%3Dvalue, with keywords of Microsoft's driver."),
    ),
)


def judge_connection(address: ErpAddress, driver: Driver) -> Iterator[Finding]:
    """Ends with the first that is wrong."""
    for finding in _reach(address):
        yield finding
        if finding.verdict == "wrong":
            return
    yield _log_in(address, driver)


def _reach(address: ErpAddress) -> Iterator[Finding]:
    values = {"host": address.host, "port": str(address.port)}
    found = _ask_to_reach(address)
    if found["step"] == "resolve":
        yield Finding("name", "wrong", UNKNOWN_NAME.fill(**values), MEND_NAME.fill(**values))
        return
    yield Finding("name", "ok", _("%(host)s is %(address)s.", host=address.host, address=found["address"]))
    if found["step"] == "port":
        yield Finding("port", "wrong", CLOSED_PORT.fill(**values), MEND_PORT.fill(**values))
        return
    yield Finding("port", "ok", _("Port %(port)s answers.", **values))


def _ask_to_reach(address: ErpAddress) -> dict[str, Any]:
    """Only the resolver can exceed the child's own limit."""
    limit = REACH_SECONDS + SPARE_SECONDS
    try:
        return ask("reach", limit=limit, host=address.host, port=address.port, seconds=REACH_SECONDS)
    except NoAnswer:
        return {"step": "resolve"}


def _log_in(address: ErpAddress, driver: Driver) -> Finding:
    question = {
        "way": driver.way,
        "connection_string": address.connection_string(driver.name),
        "seconds": LOGIN_SECONDS,
    }
    try:
        answer = ask("connect", limit=LOGIN_SECONDS + SPARE_SECONDS, **question)
    except NoAnswer as silent:
        answer = {"error": str(silent)}
    if answer["error"]:
        return _fault(address, redact(str(answer["error"]), address.password))
    return Finding("login", "ok", _logged_in(address, driver, answer))


def _logged_in(address: ErpAddress, driver: Driver, answer: dict[str, Any]) -> Words:
    text = (
        _("Logged in to %(database)s through %(driver)s in %(time)s, trusting any certificate: %(version)s")
        if address.trusts_any_certificate
        else _("Logged in to %(database)s through %(driver)s in %(time)s: %(version)s")
    )
    time = f"{answer['seconds'] * 1000:.0f} ms"
    return text.fill(database=address.database, driver=str(driver), time=time, version=answer["version"])


def _fault(address: ErpAddress, error: str) -> Finding:
    values = {"host": address.host, "database": address.database, "user": address.user}
    for fault in FAULTS:
        if any(sign in error.lower() for sign in fault.signs):
            return Finding(fault.name, "wrong", fault.sentence.fill(**values), fault.mend.fill(**values))
    return Finding(
        "login",
        "wrong",
        NO_LOGIN.fill(port=str(address.port), host=address.host, error=error.rstrip(" .")),
        _("Check that a SQL Server listens there, and that it accepts encrypted TCP connections.", **values),
    )
