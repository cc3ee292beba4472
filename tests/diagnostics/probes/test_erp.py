import socket

from apps.diagnostics.probes.erp import Erp
from apps.diagnostics.reading import State
from tests.catalog.tds import error, sql_server


def address(port):
    return f"mssql://planner:s3cret@127.0.0.1:{port}/PLANT?extra_params=Encrypt%3Dno"


def test_not_configured_is_no_error(settings):
    settings.ERP_DATABASE_URL = ""
    reading = Erp().measure()
    assert reading.state is State.NOT_CONFIGURED
    assert "ERP_DATABASE_URL" in str(reading.advice)


def test_a_closed_port_then_a_refused_login_then_good(settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.ERP_DATABASE_URL = address(closed.getsockname()[1])
        reading = Erp().measure()
    assert reading.state is State.BAD
    assert "Nothing answers on port" in str(reading.value)
    with sql_server(error(18456, "Login failed for user 'planner'.")) as port:
        settings.ERP_DATABASE_URL = address(port)
        reading = Erp().measure()
    assert reading.state is State.BAD
    assert "s3cret" not in str(reading.as_json())
    with sql_server() as port:
        settings.ERP_DATABASE_URL = address(port)
        assert Erp().measure().state is State.GOOD
