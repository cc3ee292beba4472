"""Pages of webhooks: for administrators; the secret is shown once, every change is a POST."""

import re

import pytest

from apps.models.models import Webhook, WebhookDelivery
from apps.models.services import review
from apps.models.tasks import send_webhooks
from tests.receiver import receiver

pytestmark = pytest.mark.django_db
URL = "https://mes.example.com/hook"


@pytest.fixture
def administrator(person):
    return person("mara", "administrator")


@pytest.fixture
def hook():
    return Webhook.objects.create(url=URL)


@pytest.fixture
def delivery(hook, make_version):
    make_version()  # its first event
    return WebhookDelivery.objects.get()


def text(answer):
    return answer.content.decode()


def secret_in(answer):
    return re.search(r'id="secret">([^<]+)<', text(answer))[1]


def test_adding_one_shows_its_secret_once(administrator):
    assert "No receiver yet" in text(administrator.get("/models/webhooks/"))
    answer = administrator.post("/models/webhooks/", {"url": URL, "events": ["activated"], "is_active": "on"})
    hook = Webhook.objects.get()
    assert secret_in(answer) == hook.secret
    assert "no-store" in answer.headers["Cache-Control"]
    assert (hook.url, hook.events, hook.is_active, hook.created_by) == (URL, ["activated"], True, administrator.user)
    for page in ("/models/webhooks/", hook.get_absolute_url(), "/models/webhooks/log/"):
        assert hook.secret not in text(administrator.get(page))


def test_the_same_address_twice_is_refused(administrator, hook):
    answer = administrator.post("/models/webhooks/", {"url": URL, "is_active": "on"})
    assert answer.status_code == 422
    assert "already exists" in text(answer)
    assert Webhook.objects.count() == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mes.example.com",
        "ftp://mes.example.com/",
        "file:///etc/passwd",
        "http://",
        "http://mes:port/",
        "http://name:word@mes/",
        "http://mes/a b",
        "http://[::1/",
        "javascript:alert(1)",
        "http://mes/" + "x" * 500,
    ],
)
def test_an_address_that_cannot_be_sent_to_is_refused(administrator, url):
    assert administrator.post("/models/webhooks/", {"url": url, "is_active": "on"}).status_code == 422
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("url", ["http://mes:8080/hook", "https://10.0.0.7/", "http://[::1]:9000/x?y=1"])
def test_addresses_of_a_plant_are_taken(administrator, url):
    assert administrator.post("/models/webhooks/", {"url": url, "is_active": "on"}).status_code == 200


def test_one_is_changed_and_switched_off(administrator, hook):
    salt = hook.secret_salt
    administrator.post(hook.get_absolute_url(), {"url": "http://mes/other", "events": ["approved", "rejected"]})
    hook.refresh_from_db()
    assert (hook.url, hook.events, hook.is_active) == ("http://mes/other", ["approved", "rejected"], False)
    assert hook.secret_salt == salt
    assert administrator.post(hook.get_absolute_url(), {"url": "x"}).status_code == 422


def test_a_new_secret_replaces_the_old_one(administrator, hook):
    before = hook.secret
    after = secret_in(administrator.post(f"{hook.get_absolute_url()}secret/"))
    assert after == Webhook.objects.get().secret != before


def test_the_test_button_sends(administrator):
    with receiver() as server:
        hook = Webhook.objects.create(url=server.url)
        answer = administrator.post(f"{hook.get_absolute_url()}test/", follow=True)
        assert 'hx-trigger="every 2s"' in text(answer)  # until it was sent
        send_webhooks()
    [(_, headers, body)] = server.received
    assert headers["X-Routewright-Event"] == "test"
    assert b'"event": "test"' in body
    page = text(administrator.get("/models/webhooks/log/"))
    assert "delivered" in page
    assert "every 2s" not in page


def test_a_receiver_that_is_off_gets_no_test(administrator, hook):
    Webhook.objects.update(is_active=False)
    answer = administrator.post(f"{hook.get_absolute_url()}test/", follow=True)
    assert "is switched off" in text(answer)
    assert not WebhookDelivery.objects.exists()


def test_the_log_has_filters_that_stand_in_the_address(administrator, delivery):
    review.log(delivery.event.version, "submitted", None, "")
    other = Webhook.objects.create(url="http://mes/2")
    WebhookDelivery.objects.filter(kind="submitted").update(state="failed", failure="It answered 500.", attempts=8)
    found = {
        query: [d.kind for d in administrator.get(f"/models/webhooks/log/?{query}").context["deliveries"]]
        for query in ("", "state=failed", "kind=trained", f"webhook={other.pk}", f"webhook={delivery.webhook_id}")
    }
    assert list(found.values()) == [["submitted", "trained"], ["submitted"], ["trained"], [], ["submitted", "trained"]]
    assert "It answered 500." in text(administrator.get("/models/webhooks/log/?state=failed"))
    fragment = administrator.get("/models/webhooks/log/?state=failed", headers={"HX-Request": "true"})
    assert text(fragment).lstrip().startswith('<div id="delivery-table"')


def test_the_log_has_a_fixed_number_of_queries(administrator, hook, make_version, django_assert_max_num_queries):
    version = make_version()
    for _event in range(5):
        review.log(version, "submitted", None, "")
    administrator.get("/models/webhooks/log/")
    with django_assert_max_num_queries(8):
        administrator.get("/models/webhooks/log/")


def test_a_delivery_is_sent_again(administrator, delivery):
    WebhookDelivery.objects.update(state="failed", failure="It answered 500.", attempts=8)
    page = f"/models/webhooks/log/{delivery.pk}/"
    assert '"trained"' in text(administrator.get(page)).replace("&quot;", '"')
    assert administrator.get(f"{page}resend/").status_code == 405
    answer = administrator.post(f"{page}resend/", follow=True)
    assert "is sent again" in text(answer)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts_max) == ("waiting", 16)


PAGES = ["/models/webhooks/", "/models/webhooks/log/", "/models/webhooks/{hook}/", "/models/webhooks/log/{delivery}/"]
POSTS = [
    "/models/webhooks/",
    "/models/webhooks/{hook}/",
    "/models/webhooks/{hook}/secret/",
    "/models/webhooks/{hook}/test/",
    "/models/webhooks/log/{delivery}/resend/",
]


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_sees_them(page, delivery, viewer, trainer, approver, client):
    path = page.format(hook=delivery.webhook_id, delivery=delivery.pk)
    for stranger in (viewer, trainer, approver):
        assert stranger.get(path).status_code == 403
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("page", POSTS)
def test_nobody_else_changes_them(page, delivery, approver):
    path = page.format(hook=delivery.webhook_id, delivery=delivery.pk)
    before = list(Webhook.objects.values()), list(WebhookDelivery.objects.values())
    assert approver.post(path, {"url": "http://evil/", "is_active": "on"}).status_code == 403
    assert (list(Webhook.objects.values()), list(WebhookDelivery.objects.values())) == before


@pytest.mark.parametrize("page", [*PAGES[2:], *POSTS[2:]])
def test_what_is_missing_is_404(page, administrator):
    path = page.format(hook=99, delivery=99)
    answer = administrator.post(path) if page in POSTS else administrator.get(path)
    assert answer.status_code == 404


def test_the_list_of_models_leads_there(administrator, viewer):
    assert "/models/webhooks/" not in text(viewer.get("/models/"))
    administrator.user.groups.add(viewer.user.groups.get())
    assert "/models/webhooks/" in text(administrator.get("/models/"))


def test_a_receivers_page_shows_its_changes_but_never_the_secrets_value(administrator, hook):
    administrator.post(f"/models/webhooks/{hook.pk}/secret/")
    page = text(administrator.get(f"/models/webhooks/{hook.pk}/"))
    assert "not shown (after)" in page
