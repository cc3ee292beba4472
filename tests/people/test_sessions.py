"""Sessions: how long they last, what ends them, and /people/sessions/."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.people.models import Change, Session
from apps.people.services.sessions import end_sessions

pytestmark = pytest.mark.django_db
PAGE = "/people/sessions/"
PASSWORD = "viewer-Pass-2417"  # as the fixture makes it


def is_in(client):
    return client.get("/accounts/password/").status_code == 200


def move_back(**columns):
    Session.objects.update(**{name: timezone.now() - back for name, back in columns.items()})


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_session_ends_after_idle_time(viewer, settings):
    settings.SESSION_IDLE_MINUTES = 30
    move_back(seen_at=timedelta(minutes=29))
    assert is_in(viewer)  # and with this click the time begins anew
    assert Session.objects.get().seen_at > timezone.now() - timedelta(minutes=1)
    move_back(seen_at=timedelta(minutes=31))
    assert not is_in(viewer)


def test_a_session_ends_however_busy_it_is(viewer, settings):
    settings.SESSION_COOKIE_AGE = 8 * 3600
    move_back(started_at=timedelta(hours=8, seconds=-5))
    assert is_in(viewer)
    session = viewer.session
    session["note"] = "written"
    session.save()
    assert Session.objects.get().started_at < timezone.now() - timedelta(hours=7)
    move_back(started_at=timedelta(hours=8, seconds=5))
    assert not is_in(viewer)


def test_a_new_login_is_a_new_session(viewer, settings):
    move_back(started_at=timedelta(hours=11))
    viewer.logout()
    viewer.post("/accounts/login/", {"username": "viewer", "password": PASSWORD})
    session = Session.objects.get()
    assert session.started_at > timezone.now() - timedelta(minutes=1)
    assert session.user.username == "viewer"


@pytest.mark.parametrize("by_sql", [False, True])
def test_deactivating_ends_all_sessions_for_good(viewer, by_sql):
    elsewhere = Client()
    elsewhere.force_login(viewer.user)
    if by_sql:
        run("UPDATE auth_user SET is_active = false WHERE id = %s", viewer.user.pk)
    else:
        User.objects.filter(pk=viewer.user.pk).update(is_active=False)
    assert not is_in(viewer)
    assert not is_in(elsewhere)
    User.objects.filter(pk=viewer.user.pk).update(is_active=True)
    assert not is_in(viewer)
    assert not Session.objects.filter(user=viewer.user).exists()


def test_a_new_password_ends_the_other_sessions(viewer):
    elsewhere = Client()
    elsewhere.force_login(viewer.user)
    new = {"old_password": PASSWORD, "new_password1": "Other-Pass-9921", "new_password2": "Other-Pass-9921"}
    assert viewer.post("/accounts/password/", new).status_code == 302
    assert is_in(viewer)
    assert not is_in(elsewhere)


def test_an_administrator_ends_the_sessions_of_a_person(administrator, viewer, planner):
    assert "viewer" in administrator.get(PAGE).content.decode()
    page = administrator.post(f"{PAGE}{viewer.user.pk}/end/", follow=True).content.decode()
    assert "1 session of viewer was ended." in page
    assert not is_in(viewer)
    assert is_in(planner)
    change = Change.objects.filter(object_type="auth.user", object_label="viewer").latest("id")
    assert (change.who, change.before, change.after) == ("administrator", {"sessions": 1}, {"sessions": 0})


def test_ended_sessions_are_no_longer_listed(administrator, viewer, settings):
    Session.objects.filter(user=viewer.user).update(seen_at=timezone.now() - timedelta(days=1))
    assert "viewer" not in administrator.get(PAGE).content.decode()


def test_clearsessions_takes_away_what_has_ended(viewer, planner):
    Session.objects.filter(user=viewer.user).update(seen_at=timezone.now() - timedelta(days=1))
    call_command("clearsessions")
    assert [session.user for session in Session.objects.all()] == [planner.user]


def test_a_click_costs_no_write_each(viewer, django_assert_max_num_queries):
    is_in(viewer)
    with django_assert_max_num_queries(10) as asked:
        assert is_in(viewer)
    assert not [query["sql"] for query in asked.captured_queries if not query["sql"].startswith("SELECT")]


def test_others_may_not(approver, viewer):
    assert approver.get(PAGE).status_code == 403
    assert approver.post(f"{PAGE}{viewer.user.pk}/end/").status_code == 403
    with pytest.raises(PermissionDenied):
        end_sessions(of=viewer.user, user=approver.user)
    assert is_in(viewer)
