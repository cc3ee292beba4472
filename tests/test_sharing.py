"""What a web server does before it forks its workers."""

import gc

import pytest
from django.db import connection

from apps.models import serving
from routing_site.sharing import prepare_to_fork

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _collected_again():
    yield
    gc.unfreeze()


def test_the_model_is_loaded_once_for_all_and_no_connection_is_shared(active_version):
    prepare_to_fork()
    assert connection.connection is None
    served = serving._holder()._served
    assert served.version_number == active_version.number
    assert serving.active_predictor() is served


def test_without_a_model_the_server_starts_all_the_same():
    prepare_to_fork()
    with pytest.raises(serving.NoActiveVersion):
        serving.active_predictor()


def test_without_a_database_the_server_starts_all_the_same(monkeypatch):
    connection.close()
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "HOST", "/nowhere")
        prepare_to_fork()
    assert serving._holder()._served is None
