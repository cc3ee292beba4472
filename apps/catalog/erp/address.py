"""ERP_DATABASE_URL in its parts."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal

FORM = "mssql://USER:PASSWORD@HOST:1433/NAME"
DEFAULT_PORT = 1433


@dataclass(frozen=True)
class ErpAddress:
    """`options` are mssql-django's: driver, python_driver, extra_params."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    options: dict[str, str] = field(default_factory=dict)

    @property
    def trusts_any_certificate(self) -> bool:
        wanted = self.options.get("extra_params", "").replace(" ", "").lower().split(";")
        return "trustservercertificate=yes" in wanted

    def connection_string(self, driver: str = "") -> str:
        """For pyodbc with the driver's name, for mssql-python without. It holds the password."""
        parts = {
            "Driver": _braced(driver) if driver else "",
            "Server": f"tcp:{self.host},{self.port}",
            "Database": _braced(self.database),
            "UID": _braced(self.user),
            "PWD": _braced(self.password),
        }
        extra = self.options.get("extra_params", "").strip("; ")
        return ";".join([f"{key}={value}" for key, value in parts.items() if value] + ([extra] if extra else []))


def _braced(value: str) -> str:
    return "{" + value.replace("}", "}}") + "}"


def parse(url: str) -> ErpAddress:
    """Raises Refusal with one sentence, which never repeats the address itself: it holds the password."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORT
        host = unquote(parts.hostname or "")
    except ValueError as error:
        raise Refusal(_("ERP_DATABASE_URL cannot be read; it must have the form %(form)s.") % {"form": FORM}) from error
    _require(parts.scheme == "mssql", _("does not begin with mssql://"))
    _require(bool(host), _("names no host"))
    _require("\\" not in host, _("names a server instance; name its port instead"))
    _require(bool(parts.username), _("names no user"))
    _require(bool(parts.path.strip("/")), _("names no database"))
    return ErpAddress(
        host=host,
        port=port,
        database=unquote(parts.path.strip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=dict(parse_qsl(parts.query)),
    )


def _require(condition: bool, fault: str) -> None:
    if not condition:
        raise Refusal(_("ERP_DATABASE_URL %(fault)s; it must have the form %(form)s.") % {"fault": fault, "form": FORM})
