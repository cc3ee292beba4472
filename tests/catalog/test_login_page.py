"""Login, logout, password change, and the wait after too many failures."""

import re

import pytest
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture
def user(db):
    return User.objects.create_user("ines", password="Ines-Pass-2417")


def test_login_leads_to_the_wanted_page(client, user):
    data = {"username": "ines", "password": "Ines-Pass-2417", "next": "/items/"}
    assert client.post(LOGIN, data).headers["Location"] == "/items/"


def test_login_never_leads_elsewhere(client, user):
    data = {"username": "ines", "password": "Ines-Pass-2417", "next": "https://evil.example/"}
    assert client.post(LOGIN, data).headers["Location"] == "/"


def test_a_wrong_password_is_said_and_what_was_typed_stays(client, user):
    page = client.post(LOGIN, {"username": "ines", "password": "wrong"}).content.decode()
    assert "Please enter a correct username and password" in page
    assert 'value="ines"' in page


def test_too_many_failures_lock_and_say_until_when(client, user, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = client.post(LOGIN, {"username": "ines", "password": "wrong"})
    assert response.status_code == 429
    assert re.search(r"You can log in again at \d\d:\d\d", response.content.decode())
    assert client.post(LOGIN, {"username": "ines", "password": "Ines-Pass-2417"}).status_code == 429


def test_logout_is_a_post(viewer):
    assert viewer.get("/accounts/logout/").status_code == 405
    assert viewer.post("/accounts/logout/").headers["Location"] == LOGIN


def test_the_password_is_changed(viewer):
    assert viewer.get("/accounts/password/").status_code == 200
    data = {"old_password": "viewer-Pass-2417", "new_password1": "Other-Pass-9921", "new_password2": "Other-Pass-9921"}
    page = viewer.post("/accounts/password/", data, follow=True).content.decode()
    assert "Password changed" in page
    assert User.objects.get(username="viewer").check_password("Other-Pass-9921")


def test_an_error_of_the_form_stands_beside_its_field(viewer):
    data = {"old_password": "viewer-Pass-2417", "new_password1": "short", "new_password2": "short"}
    page = viewer.post("/accounts/password/", data).content.decode()
    assert 'id="id_new_password2_error"' in page
    assert "too short" in page
