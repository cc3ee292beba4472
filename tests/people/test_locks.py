"""Locks after too many failed logins: whom they meet, until when, and /people/locks/."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.people.models import Change
from apps.people.selectors.locks import locks
from apps.people.services.locks import unlock

pytestmark = pytest.mark.django_db
LOGIN, PAGE = "/accounts/login/", "/people/locks/"
PASSWORD = "Ines-Pass-2417"


@pytest.fixture(autouse=True)
def _ines(db, settings):
    settings.AXES_FAILURE_LIMIT = 3
    User.objects.create_user("ines", password=PASSWORD)
    User.objects.create_user("omar", password=PASSWORD)


def log_in(client, name="ines", password=PASSWORD, address="10.0.0.7", forwarded=None, agent="a browser"):
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    client.logout()
    return client.post(
        LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address, HTTP_USER_AGENT=agent, **more
    ).status_code


def lock(client, **place):
    for _ in range(3):
        log_in(client, password="wrong", **place)


def test_a_lock_is_of_one_name_from_one_address(client):
    lock(client)
    assert log_in(client) == 429
    assert log_in(client, address="10.0.0.8") == 302
    assert log_in(client, name="omar") == 302


def test_another_browser_opens_no_lock(client):
    lock(client)
    assert log_in(client, agent="another browser") == 429


def test_a_locked_person_sees_when_it_ends(client):
    lock(client)
    answer = client.post(
        LOGIN, {"username": "ines", "password": PASSWORD}, REMOTE_ADDR="10.0.0.7", HTTP_USER_AGENT="a browser"
    )
    until = re.search(r"log in again at (\d\d:\d\d)", answer.content.decode()).group(1)
    assert until == f"{timezone.localtime(locks()[0].until):%H:%M}"


def test_the_lock_ends_by_itself_at_that_time(client):
    lock(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert locks() == []
    assert log_in(client) == 302


@pytest.mark.parametrize(
    ("proxies", "mine", "others", "same"),
    [
        # without a proxy the header is anybody's writing: one cannot walk away from a lock with it
        (0, "1.1.1.1", "2.2.2.2", True),
        # behind one proxy two people have two addresses, though they share the proxy's
        (1, "1.1.1.1", "2.2.2.2", False),
        # what stands before the proxy's own entry was made up by the client
        (1, "6.6.6.6, 1.1.1.1", "7.7.7.7, 1.1.1.1", True),
        (1, "6.6.6.6, 1.1.1.1", "6.6.6.6, 2.2.2.2", False),
        # two proxies: the first of ours saw the client, the second saw the first
        (2, "1.1.1.1, 10.9.9.9", "2.2.2.2, 10.9.9.9", False),
        (2, "6.6.6.6, 1.1.1.1, 10.9.9.9", "7.7.7.7, 1.1.1.1, 10.9.9.9", True),
        # a header that is shorter than our proxies make it did not come through them
        (2, "1.1.1.1", "2.2.2.2", True),
        (1, "nonsense", "more nonsense", True),
        (1, "1.1.1.1:5000", "1.1.1.1:6000", True),
        (1, "[2001:db8::1]:443", "2001:db8::1", True),
    ],
)
def test_behind_proxies_neither_everyone_nor_no_one_is_locked(client, settings, proxies, mine, others, same):
    settings.PROXY_COUNT = proxies
    lock(client, forwarded=mine)
    assert log_in(client, forwarded=mine) == 429
    assert log_in(client, forwarded=others) == (429 if same else 302)


def test_an_administrator_unlocks_and_the_log_says_so(administrator, client):
    lock(client)
    page = administrator.get(PAGE).content.decode()
    address = re.search(rf'action="({PAGE}\d+/unlock/)"', page).group(1)
    assert "10.0.0.7" in page
    assert "ines (10.0.0.7) can log in again now." in administrator.post(address, follow=True).content.decode()
    assert log_in(client) == 302
    change = Change.objects.filter(object_type="people.lock").latest("id")
    assert (change.who, change.object_label) == ("administrator", "ines (10.0.0.7)")
    assert change.before["failures"] == 3
    assert "Login lock" in administrator.get("/people/changes/?type=people.lock").content.decode()


def test_unlocking_one_leaves_the_others(administrator, client):
    lock(client)
    lock(client, address="10.0.0.8")
    lock(client, name="omar")
    first = next(found for found in locks() if found.label == "ines (10.0.0.7)")
    administrator.post(f"{PAGE}{first.number}/unlock/")
    assert {found.label for found in locks()} == {"ines (10.0.0.8)", "omar (10.0.0.7)"}


def test_unlocking_twice_is_said(administrator, client):
    lock(client)
    number = locks()[0].number
    administrator.post(f"{PAGE}{number}/unlock/")
    assert "has ended already" in administrator.post(f"{PAGE}{number}/unlock/", follow=True).content.decode()
    assert Change.objects.filter(object_type="people.lock", object_id=str(number)).count() == 1


def test_others_may_not(approver, client):
    lock(client)
    number = locks()[0].number
    assert approver.get(PAGE).status_code == 403
    assert approver.post(f"{PAGE}{number}/unlock/").status_code == 403
    assert approver.get(f"{PAGE}{number}/unlock/").status_code == 405
    with pytest.raises(PermissionDenied):
        unlock(number=number, user=approver.user)
