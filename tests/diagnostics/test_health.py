"""/healthz and /readyz: for machines, without a login, without a secret."""

import pytest
from django.test import Client

from apps.diagnostics import health


def test_alive_without_a_database():
    """This test has no access to the database, so neither has the page."""
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"alive\n")
    assert response["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_asking_is_allowed(path):
    assert Client().post(path).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_ready_without_an_active_version():
    response = Client().get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db(transaction=True)
def test_ready_with_an_active_version_until_its_files_are_damaged(active_version, nothing_served_yet):
    assert Client().get("/readyz").status_code == 200
    forget_the_predictor()
    (active_version.folder / "model.json").write_text("{}")
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert b"cannot be loaded; /diagnostics/ says why" in response.content
    assert str(active_version.folder).encode() not in response.content


def forget_the_predictor():
    from apps.models.serving import _holder

    _holder.cache_clear()


@pytest.mark.django_db
def test_not_ready_without_a_database(monkeypatch):
    from django.db import connections

    monkeypatch.setattr(connections, "settings", {"default": _closed(connections["default"].settings_dict)})
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.content == b"The database does not answer as it should; manage.py diagnose says why.\n"


def test_not_ready_while_the_answer_takes_too_long(monkeypatch):
    import time

    monkeypatch.setattr(health, "READY_SECONDS", 0.05)
    monkeypatch.setattr(health, "_fault", lambda: time.sleep(0.3))
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert b"No answer in time" in response.content


def _closed(database):
    return {**database, "HOST": "127.0.0.1", "PORT": "1", "PASSWORD": "s3cret"}
