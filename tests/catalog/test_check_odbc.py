"""check_odbc names the first thing that is wrong, and how to mend it, without ever showing the password."""

import json
import shutil
import socket
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.catalog.erp import connecting, drivers, process
from apps.catalog.erp.address import parse
from apps.catalog.erp.redaction import redact
from apps.catalog.errors import Refusal
from tests.catalog.tds import WELCOME, error, sql_server

PASSWORD = "s3cr@t}et"
NO_LOGIN = error(18456, "Login failed for user 'planner'.")
NO_DATABASE = error(4060, 'Cannot open database "PLANT" requested by the login. The login failed.')


def address(host="127.0.0.1", port=1, path="/PLANT", options="extra_params=Encrypt%3Dno"):
    return f"mssql://planner:s3cr%40t%7Det@{host}:{port}{path}?{options}"


def run(capfd, caplog, *, json_too=False):
    """Exit code and everything that anybody could read."""
    out = StringIO()
    try:
        call_command("check_odbc", json=json_too, stdout=out)
        code, failure = 0, ""
    except CommandError as refusal:
        code, failure = refusal.returncode, str(refusal)
    everything = out.getvalue() + failure + caplog.text + "".join(capfd.readouterr())
    assert not any(form in everything for form in (PASSWORD, "s3cr", "t%7Det", "t}}et"))
    return code, failure, out.getvalue()


@pytest.fixture
def check(settings, capfd, caplog):
    def run_with(url, **options):
        settings.ERP_DATABASE_URL = url
        return run(capfd, caplog, **options)

    return run_with


@pytest.fixture
def closed_port():
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def broken_library(tmp_path, monkeypatch):
    """Puts a damaged library in front of the installed one."""

    def make(name):
        (tmp_path / name).touch()
        monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))

    return make


@pytest.fixture
def register_driver(tmp_path, monkeypatch):
    """Registers a library with unixODBC, as an installed package does."""

    def register(library, name="ODBC Driver 18 for SQL Server"):
        (tmp_path / "odbcinst.ini").write_text(f"[{name}]\nDriver={library}\n")
        monkeypatch.setenv("ODBCSYSINI", str(tmp_path))

    return register


def test_without_an_erp_it_lists_the_drivers_and_is_content(check):
    code, failure, out = check("")
    assert (code, failure) == (0, "")
    assert "No ERP is configured" in out
    assert "unixODBC is installed" in out


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgres://planner:s3cr%40t%7Det@host/PLANT", "does not begin with mssql://"),
        ("mssql://planner:s3cr%40t%7Det@host:port/PLANT", "cannot be read"),
        ("mssql://:s3cr%40t%7Det@host/PLANT", "names no user"),
        ("mssql://planner:s3cr%40t%7Det@host", "names no database"),
        ("mssql:///PLANT", "names no host"),
        ("mssql://planner:s3cr%40t%7Det@host%5CSQL2019/PLANT", "names a server instance"),
        (address(options="driver=FreeTDS"), "asks for the driver FreeTDS"),
        (address(host="erp.invalid"), "The name erp.invalid is not known"),
    ],
)
def test_an_address_that_leads_nowhere(check, url, sentence):
    code, failure, _ = check(url)
    assert code == 1
    assert sentence in failure


def test_a_closed_port(check, closed_port):
    code, failure, out = check(address(port=closed_port))
    assert code == 1
    assert f"Nothing answers on port {closed_port} of 127.0.0.1" in failure
    assert "firewalls" in failure
    assert "127.0.0.1 is 127.0.0.1" in out


@pytest.mark.parametrize(
    ("reply", "options", "sentence", "mend"),
    [
        (NO_LOGIN, "extra_params=Encrypt%3Dno", "refuses the login of planner", "Correct user and password"),
        (NO_DATABASE, "extra_params=Encrypt%3Dno", "has no database PLANT", "Correct the name"),
        (WELCOME, "extra_params=Nonsense%3Dyes", "does not understand extra_params", "?extra_params=Key%3Dvalue"),
        (WELCOME, "", "no login came about", "encrypted TCP connections"),
    ],
    ids=["login", "database", "unknown keyword", "no encryption"],
)
def test_a_server_that_does_not_let_us_in(check, reply, options, sentence, mend):
    with sql_server(reply) as port:
        code, failure, _ = check(address(port=port, options=options))
    assert code == 1
    assert sentence in failure
    assert mend in failure


def test_a_server_that_never_answers_is_given_up(check, monkeypatch):
    monkeypatch.setattr(connecting, "LOGIN_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        code, failure, _ = check(address(port=silent.getsockname()[1]))
    assert code == 1
    assert "no login came about" in failure


@pytest.mark.parametrize("way", ["bundled", "installed"])
def test_a_login(check, register_driver, way):
    if way == "installed":
        register_driver(process.ask("inspect", limit=5)["bundled"]["path"])
    with sql_server() as port:
        code, failure, out = check(address(port=port), json_too=True)
    report = json.loads(out)
    assert (code, failure, report["first_wrong"]) == (0, "", None)
    assert report["configured"]
    expected = "ODBC Driver 18 for SQL Server" if way == "installed" else "mssql-python"
    assert f"Logged in to PLANT through {expected}" in report["findings"][-1]["sentence"]


def test_the_choice_to_trust_any_certificate_is_shown(check):
    with sql_server() as port:
        options = "extra_params=Encrypt%3Dno%3BTrustServerCertificate%3Dyes"
        *_, out = check(address(port=port, options=options))
    assert "trusting any certificate" in out


def test_without_unixodbc(check, broken_library):
    broken_library("libodbc.so.2")
    code, failure, _ = check(address())
    assert code == 1
    assert "unixODBC is missing" in failure
    assert "apt-get install unixodbc" in failure
    assert "dnf install unixODBC" in failure
    code, *_, out = check("")
    assert code == 0, "the bundled driver still loads, and no ERP is configured"
    assert "unixODBC is missing" in out


def test_without_any_driver_it_fails_even_where_no_erp_is_configured(check, broken_library):
    broken_library("libkrb5.so.3")
    for url in ("", address()):
        code, failure, _ = check(url)
        assert code == 1
        assert "libkrb5.so.3" in failure
        assert "apt-get install libltdl7 libkrb5-3 libgssapi-krb5-2" in failure


def test_a_registered_driver_that_is_not_there_is_noted_and_the_bundled_one_taken(check, register_driver):
    register_driver("/opt/microsoft/msodbcsql18/lib64/gone.so")
    code, failure, out = check("")
    assert (code, failure) == (0, "")
    assert "ODBC Driver 18 for SQL Server is registered but cannot be loaded" in out


@pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler")
@pytest.mark.parametrize(
    ("body", "sentence"), [("__builtin_trap();", "crashed with signal"), ("for(;;);", "no answer within")]
)
def test_a_driver_that_crashes_or_hangs_takes_nothing_with_it(
    check, register_driver, tmp_path, monkeypatch, body, sentence
):
    monkeypatch.setattr(drivers, "SECONDS", 2.0)
    source, library = Path(tmp_path / "bad.c"), tmp_path / "bad.so"
    source.write_text(f"__attribute__((constructor)) void load(void) {{ {body} }}")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    register_driver(library)
    code, _, out = check("")
    assert code == 0
    assert sentence in out


def test_the_password_is_part_of_no_error():
    with pytest.raises(Refusal) as refusal:
        parse("mssql://planner:s3cr%40t%7Det@host:x/PLANT")
    assert "s3cr" not in str(refusal.value)
    assert "s3cr" not in repr(parse(address()))


@pytest.mark.parametrize(
    "text", [f"PWD={PASSWORD};", "mssql://u:s3cr%40t%7Det@h", "PWD={s3cr@t}}et}", "nothing to hide"]
)
def test_redaction(text):
    assert "s3cr" not in redact(text, PASSWORD, "")
    assert redact("nothing to hide", PASSWORD, "") == "nothing to hide"
