"""/people/requests/: letting people in, or not."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from apps.people.models import AccessRequest, Change
from apps.people.services import access

pytestmark = pytest.mark.django_db
PAGE = "/people/requests/"
APPROVE, REJECT = f"{PAGE}approve/", f"{PAGE}reject/"


def asked(name, role="planner"):
    access.ask(name=name, email=f"{name}@plant.example", wanted_role=role, why="I plan.", site="http://plant.example")
    return AccessRequest.objects.get(email=f"{name}@plant.example")


@pytest.fixture
def send(administrator, django_capture_on_commit_callbacks):
    def send(address, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return administrator.post(address, data, follow=True)

    return send


def test_waiting_requests_are_listed(administrator):
    asked("anna")
    page = administrator.get(PAGE).content.decode()
    assert "anna@plant.example" in page
    assert "I plan." in page


def test_an_approved_person_sets_a_password_by_the_mail_and_logs_in(send, client, mailoutbox):
    request = asked("anna")
    page = send(APPROVE, only=request.pk, role="trainer").content.decode()
    assert "anna: approved." in page
    user = User.objects.get(username="anna@plant.example")
    assert user.is_active
    assert [group.name for group in user.groups.all()] == ["trainer"]
    to_anna, to_administrators = mailoutbox
    assert to_anna.to == ["anna@plant.example"]
    assert "approved by administrator" in to_administrators.body
    link = re.search(r"http://testserver(/accounts/reset/\S+)", to_anna.body).group(1)
    form = client.get(link, follow=True)
    new = {"new_password1": "Anna-Pass-2417", "new_password2": "Anna-Pass-2417"}
    assert "Password set" in client.post(form.request["PATH_INFO"], new, follow=True).content.decode()
    login = {"username": "anna@plant.example", "password": "Anna-Pass-2417"}
    assert client.post("/accounts/login/", login).headers["Location"] == "/"
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_a_lost_link_is_sent_again(client, send, mailoutbox):
    request = asked("anna")
    send(APPROVE, only=request.pk, role="")
    mailoutbox.clear()
    client.post("/accounts/reset/", {"email": "anna@plant.example"})
    assert "/accounts/reset/" in mailoutbox[0].body
    mailoutbox.clear()
    assert client.post("/accounts/reset/", {"email": "nobody@plant.example"}).status_code == 302
    assert not mailoutbox


def test_many_are_approved_at_once_each_as_wanted(send):
    numbers = [asked("anna").pk, asked("ben", "approver").pk]
    send(APPROVE, number=numbers, role="")
    assert User.objects.get(username="anna@plant.example").groups.get().name == "planner"
    assert User.objects.get(username="ben@plant.example").groups.get().name == "approver"


def test_many_are_rejected_with_one_reason(send, mailoutbox):
    numbers = [asked("anna").pk, asked("ben").pk]
    send(REJECT, number=numbers, note="Only for planners of plant 2.")
    assert set(AccessRequest.objects.values_list("state", flat=True)) == {"rejected"}
    assert not User.objects.filter(username__in=["anna@plant.example", "ben@plant.example"], is_active=True)
    assert sum("Only for planners of plant 2." in mail.body for mail in mailoutbox if "admin" not in mail.to[0]) == 2


def test_a_rejection_needs_a_reason_and_keeps_what_was_ticked(administrator):
    request = asked("anna")
    answer = administrator.post(REJECT, {"number": request.pk, "note": "  "})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A rejection needs a reason" in page
    assert re.search(rf'value="{request.pk}"[^>]*checked', page)


def test_nothing_ticked_is_said(administrator):
    answer = administrator.post(APPROVE, {"role": ""})
    assert answer.status_code == 422
    assert "No request was chosen" in answer.content.decode()


def test_the_second_administrator_learns_what_the_first_decided(send, person):
    request = asked("anna")
    other = person("ben", "administrator")
    access.reject(numbers=[request.pk], user=other.user, note="No.", site="")
    page = send(APPROVE, only=request.pk).content.decode()
    assert "The request of anna was already rejected by ben" in page
    assert not User.objects.get(username="anna@plant.example").is_active


def test_whoever_was_rejected_may_ask_again(send):
    first = asked("anna")
    send(REJECT, only=first.pk, note="Say more.")
    access.ask(name="anna", email="anna@plant.example", wanted_role="viewer", why="More.", site="")
    again = AccessRequest.objects.get(state="waiting")
    assert (again.user, again.wanted_role) == (first.user, "viewer")


def test_a_group_that_is_no_more_is_refused_and_the_rest_is_decided(send):
    gone, stays = asked("anna", "vanished"), asked("ben")
    page = send(APPROVE, number=[gone.pk, stays.pk]).content.decode()
    assert "There is no group vanished" in page
    assert AccessRequest.objects.get(pk=gone.pk).state == "waiting"
    assert AccessRequest.objects.get(pk=stays.pk).state == "approved"


@pytest.mark.django_db(transaction=True)  # the mails are sent before the page is, as in production
def test_a_dead_mail_server_changes_no_decision_and_is_said(administrator, settings):
    request = asked("anna")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = administrator.post(APPROVE, {"only": request.pk}, follow=True).content.decode()
    assert "2 mails could not be sent" in page
    assert AccessRequest.objects.get().state == "approved"


def test_the_log_knows_who_decided_and_why(send, administrator):
    request = asked("anna")
    send(REJECT, only=request.pk, note="Not here.")
    change = Change.objects.filter(object_type="people.accessrequest", object_id=str(request.pk)).latest("id")
    assert (change.who, change.reason) == ("administrator", "Not here.")
    assert (change.before["state"], change.after["state"]) == ("waiting", "rejected")


def test_others_may_not(approver):
    request = asked("anna")
    assert approver.get(PAGE).status_code == 403
    assert approver.post(APPROVE, {"only": request.pk}).status_code == 403
    with pytest.raises(PermissionDenied):
        access.approve(numbers=[request.pk], role="", user=approver.user, note="", site="")


@pytest.mark.parametrize(
    "sql", ["state = 'approved'", "state = 'rejected', decided_at = now(), decided_by_id = user_id"]
)
def test_postgresql_refuses_half_a_decision(sql):
    asked("anna")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_accessrequest SET {sql}")  # noqa: S608 - the test's own words


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_at_once_one_decides_and_the_other_is_told(person):
    numbers = [asked(name).pk for name in ("anna", "ben", "cem")]
    deciders = [person(name, "administrator").user for name in ("first", "second")]
    barrier = Barrier(2)

    def approve(user):
        try:
            barrier.wait(10)
            mine = numbers if user.username == "first" else numbers[::-1]
            return access.approve(numbers=mine, role="", user=user, note="", site="")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(approve, deciders))
    assert sorted(request.pk for outcome in outcomes for request in outcome.decided) == sorted(numbers)
    assert sum(len(outcome.refusals) for outcome in outcomes) == 3
    assert all("already approved by" in sentence for outcome in outcomes for sentence in outcome.refusals)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_makes_one_user():
    barrier = Barrier(2)

    def ask(_number):
        try:
            barrier.wait(10)
            access.ask(name="Anna", email="anna@plant.example", wanted_role="viewer", why="x", site="")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        list(both.map(ask, range(2)))
    assert AccessRequest.objects.filter(email="anna@plant.example").count() == 1
