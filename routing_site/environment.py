"""What a start-up refuses, each with the sentence that mends it."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("demo", "production", "test")
SECRET_LENGTH = 50
WELL_KNOWN_SECRETS = ("django-insecure", "changeme", "change-me", "secret", "password", "example", "your-")
MAKE_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"  # noqa: S105 - a command


def check_name(name: str) -> str:
    if name not in ENVIRONMENTS:
        raise ImproperlyConfigured(
            f"ROUTING_ENV is {name!r}; it must be one of {', '.join(ENVIRONMENTS)}. "
            "Set it in the environment or in .env."
        )
    return name


def production_secret(secret: str) -> str:
    """The secret key of a production site, refused when it is missing, short or guessable."""
    reason = _secret_fault(secret)
    if reason:
        raise ImproperlyConfigured(
            f"SECRET_KEY {reason}, and ROUTING_ENV is production. Make one with\n"
            f"    {MAKE_SECRET}\n"
            "and put it into the environment or into .env as SECRET_KEY=... "
            "(to try the demo instead, run scripts/demo)."
        )
    return secret


def _secret_fault(secret: str) -> str:
    if not secret:
        return "is not set"
    if len(secret) < SECRET_LENGTH:
        return f"has {len(secret)} characters, fewer than {SECRET_LENGTH}"
    if len(set(secret)) < 10 or secret.lower().startswith(WELL_KNOWN_SECRETS):
        return "is a well-known or guessable text"
    return ""


def local_secret(file: Path) -> str:
    """The secret of a demo or test site: made once, kept beside its data, readable by its owner alone."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        aside = file.with_name(f"{file.name}.{os.getpid()}")
        aside.touch(mode=0o600)
        aside.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(aside, file)
        aside.unlink()
    return file.read_text()


def check_production(*, debug: bool, database: Mapping[str, Any]) -> None:
    if debug:
        raise ImproperlyConfigured(
            "DEBUG is on and ROUTING_ENV is production: DEBUG shows code and data to everyone. Remove DEBUG."
        )
    if not database:
        raise ImproperlyConfigured(
            "DATABASE_URL is not set and ROUTING_ENV is production, where the embedded PostgreSQL is not allowed. "
            "Set DATABASE_URL=postgres://USER:PASSWORD@HOST:5432/NAME."
        )


def check_engine(database: Mapping[str, Any], *, embedded_root: Path, production: bool) -> None:
    """Any database but PostgreSQL is refused everywhere; an embedded one is refused in production."""
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            f"DATABASE_URL names {database['ENGINE'].rsplit('.', 1)[-1]}; Routewright keeps everything in PostgreSQL. "
            "Set DATABASE_URL=postgres://USER:PASSWORD@HOST:5432/NAME."
        )
    hosts = (str(database.get("HOST", "")), str(database.get("OPTIONS", {}).get("host", "")))  # also ?host=/…
    if production and any(host.startswith(str(embedded_root)) for host in hosts):
        raise ImproperlyConfigured(
            f"DATABASE_URL points at the embedded PostgreSQL under {embedded_root}, and ROUTING_ENV is production. "
            "Use an installed PostgreSQL server, which is backed up and watched."
        )
