"""/accounts/request/: asking for access without a login."""

import pytest
from django.contrib.auth.models import Group, User

from apps.people.models import AccessRequest, Change, RequestCount

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/request/"
FORM = {"name": "Anna Kim", "email": "Anna@Plant.example", "wanted_role": "planner", "why": "I plan shafts."}


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    def send(**changes):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(ADDRESS, FORM | changes)

    return send


def test_the_login_page_leads_there(client):
    assert f'href="{ADDRESS}"' in client.get("/accounts/login/").content.decode()
    page = client.get(ADDRESS).content.decode()
    for name in Group.objects.values_list("name", flat=True):
        assert f'value="{name}"' in page


def test_asking_makes_a_user_who_cannot_log_in_and_tells_both_sides(send, administrator, mailoutbox):
    answer = send()
    assert answer.headers["Location"] == "/accounts/request/done/"
    user = User.objects.get(username="anna@plant.example")
    assert not user.is_active
    assert not user.has_usable_password()
    request = AccessRequest.objects.get()
    assert (request.user, request.state, request.wanted_role) == (user, "waiting", "planner")
    to_anna, to_administrators = mailoutbox
    assert to_anna.to == ["anna@plant.example"]
    assert to_administrators.to == ["admin@plant.example"]
    assert "I plan shafts." in to_administrators.body
    assert "http://testserver/people/requests/" in to_administrators.body
    logged = Change.objects.filter(object_type="people.accessrequest", object_label="anna@plant.example").get()
    assert (logged.operation, logged.reason, logged.request) == ("insert", "Asked for access", answer["X-Request-ID"])


@pytest.mark.parametrize(
    "known", [{"username": "anna@plant.example"}, {"username": "akim", "email": "ANNA@plant.example"}]
)
def test_the_answer_never_says_who_is_known(send, administrator, mailoutbox, known):
    fresh = send(email="new@plant.example", name="New")
    mailoutbox.clear()
    User.objects.create_user(**known)
    answer = send()
    assert (answer.status_code, answer.headers["Location"]) == (fresh.status_code, fresh.headers["Location"])
    assert answer.content == fresh.content
    assert not AccessRequest.objects.filter(email="anna@plant.example").exists()
    to_anna, to_administrators = mailoutbox  # as many mails as for somebody new, so that the wait is the same
    assert to_anna.to == ["anna@plant.example"]
    assert known["username"] in to_anna.body
    assert "/accounts/reset/" in to_anna.body
    assert known["username"] in to_administrators.body


def test_asking_twice_asks_once(send):
    send()
    send(name="Somebody Else", wanted_role="approver")
    assert AccessRequest.objects.get().wanted_role == "planner"
    assert User.objects.filter(email="anna@plant.example").count() == 1


def test_a_program_that_fills_in_every_field_gets_the_answer_and_nothing_else(send, mailoutbox):
    assert send(website="https://spam.example").headers["Location"] == "/accounts/request/done/"
    assert not AccessRequest.objects.exists()
    assert not mailoutbox


@pytest.mark.parametrize("field", ["name", "email", "wanted_role", "why"])
def test_a_missing_answer_is_said_beside_its_field(send, field):
    answer = send(**{field: ""})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not User.objects.exists()


def test_a_made_up_role_is_no_choice(send):
    assert send(wanted_role="emperor").status_code == 422


def test_an_address_sends_a_few_forms_an_hour(client, settings, mailoutbox):
    settings.ACCESS_REQUESTS_PER_HOUR = 3
    for number in range(3):
        assert client.post(ADDRESS, FORM | {"email": f"a{number}@plant.example"}).status_code == 302
    answer = client.post(ADDRESS, FORM)
    assert answer.status_code == 429
    assert "Send it again after" in answer.content.decode()
    assert not User.objects.filter(username="anna@plant.example").exists()
    assert client.get(ADDRESS).status_code == 200
    assert client.post(ADDRESS, FORM, REMOTE_ADDR="10.0.0.9").status_code == 302
    assert client.post("/accounts/reset/", {"email": "a0@plant.example"}).status_code == 429
    assert RequestCount.objects.count() == 2


def test_no_mail_server_no_harm(client, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(ADDRESS, FORM).status_code == 302
    assert AccessRequest.objects.count() == 1
