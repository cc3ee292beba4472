"""Runs in a process of its own, which may crash or hang without harm: one JSON question on stdin, one answer.

A driver is foreign machine code: it is loaded here and nowhere else. No Django, so that it starts in 30 ms.
"""

import configparser
import ctypes
import importlib.metadata
import importlib.util
import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

Answer = dict[str, Any]


def load_library(path: str) -> Answer:
    """The answer's error is "" where the dynamic linker finds the library and all that it needs."""
    try:
        ctypes.CDLL(path)
    except OSError as error:
        return {"error": str(error)}
    return {"error": ""}


def inspect() -> Answer:
    """What is installed, found without loading any driver."""
    return {
        "unixodbc": load_library("libodbc.so.2"),
        "installed": _installed_drivers(),
        "bundled": _bundled_driver(),
    }


def import_pyodbc() -> Answer:
    try:
        import pyodbc
    except ImportError as error:
        return {"error": str(error)}
    return {"error": "", "version": pyodbc.version}


def _installed_drivers() -> dict[str, str]:
    """The SQL Server drivers that unixODBC knows by name, each with its library's path."""
    folder = Path(os.environ.get("ODBCSYSINI", "/etc"))
    registry = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        registry.read([folder / os.environ.get("ODBCINSTINI", "odbcinst.ini"), Path.home() / ".odbcinst.ini"])
    except (configparser.Error, UnicodeDecodeError):
        return {}
    drivers = {name: registry[name].get("driver", "") for name in registry.sections()}
    return {name: path for name, path in drivers.items() if path and name.endswith("for SQL Server")}


def _bundled_driver() -> Answer:
    """Microsoft's driver out of the package mssql-python-odbc, which holds one per family of systems."""
    package = importlib.util.find_spec("mssql_python_odbc")
    if package is None or not package.origin or importlib.util.find_spec("mssql_python") is None:
        return {"path": "", "version": ""}
    libraries = Path(package.origin).parent.glob(f"libs/linux/{_family()}/*/lib/libmsodbcsql*")
    return {
        "path": str(next(libraries, "")),
        "version": importlib.metadata.version("mssql-python"),
    }


def _family() -> str:
    places = {"/etc/alpine-release": "alpine", "/etc/redhat-release": "rhel", "/etc/SuSE-release": "suse"}
    return next((name for place, name in places.items() if Path(place).exists()), "debian_ubuntu")


def reach(host: str, port: int, seconds: float) -> Answer:
    """Name resolution, then the port."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return {"step": "resolve", "error": str(error)}
    address = str(places[0][4][0])
    try:
        socket.create_connection((host, port), timeout=seconds).close()
    except OSError as error:
        return {"step": "port", "error": str(error), "address": address}
    return {"step": "", "error": "", "address": address}


def connect(way: str, connection_string: str, seconds: int) -> Answer:
    """Log in and ask for the server's version."""
    started = time.perf_counter()
    try:
        if way == "pyodbc":
            import pyodbc as driver
        else:
            import mssql_python as driver
        with driver.connect(connection_string, timeout=seconds, autocommit=True) as connection:
            logged_in = time.perf_counter() - started
            version = connection.cursor().execute("SELECT @@VERSION").fetchone()[0]
    except Exception as error:
        return {"error": f"{error}", "seconds": time.perf_counter() - started}
    return {"error": "", "seconds": logged_in, "version": str(version).partition("\n")[0]}


QUESTIONS = {f.__name__: f for f in (inspect, load_library, import_pyodbc, reach, connect)}


def main() -> None:
    question = json.load(sys.stdin)
    answer = QUESTIONS[question.pop("do")](**question)
    print(json.dumps(answer), flush=True)
    os._exit(0)  # a driver's own clean-up may hang


if __name__ == "__main__":
    main()
