"""Version events reach other systems: signed, tried again, and never lost with the process that sent them."""

import hashlib
import hmac
import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from apps.models import http_post
from apps.models.models import VersionEvent, Webhook, WebhookDelivery
from apps.models.services import review, webhooks
from apps.models.tasks import send_webhooks
from tests.models.test_review_at_once import at_once
from tests.receiver import HANG, TRICKLE, receiver

pytestmark = pytest.mark.django_db
State = WebhookDelivery.State


@pytest.fixture
def version(make_version):
    return make_version()


def follow(url, **fields):
    return Webhook.objects.create(url=url, **fields)


def log(version, kind="submitted", note="Better on rings"):
    review.log(version, kind, None, note)


def make_due():
    WebhookDelivery.objects.filter(state=State.WAITING).update(next_attempt_at=timezone.now())


def test_an_event_arrives_signed(version, trainer):
    with receiver() as server:
        hook = follow(server.url)
        review.log(version, "submitted", trainer.user, "Better on rings – ≥ 2 %")
        send_webhooks()
    [(path, headers, body)] = server.received
    assert path == "/hook?plant=1"
    told = json.loads(body)
    assert (told["event"], told["actor"], told["note"]) == ("submitted", "trainer", "Better on rings – ≥ 2 %")
    assert told["version"]["number"] == version.number
    assert told["version"]["artifact_sha256"] == version.artifact_hash
    expected = hmac.new(hook.secret.encode(), f"{headers['X-Routewright-Timestamp']}.".encode() + body, hashlib.sha256)
    assert headers["X-Routewright-Signature"] == f"sha256={expected.hexdigest()}"
    assert abs(int(headers["X-Routewright-Timestamp"]) - time.time()) < 60
    delivery = WebhookDelivery.objects.get()
    assert headers["X-Routewright-Delivery"] == str(delivery.pk)
    assert headers["X-Routewright-Event"] == "submitted"
    assert (delivery.state, delivery.response_code, delivery.attempts) == ("delivered", 204, 1)


def example_of_the_docs():
    text = (settings.BASE_DIR / "docs" / "webhooks.md").read_text()
    names = {}
    exec(re.search(r"```python\n(.+?)```", text, re.DOTALL)[1], names)  # noqa: S102 - ours
    return names["is_genuine"]


def test_a_receiver_that_checks_as_the_docs_say_accepts_it_and_nothing_else(version):
    with receiver() as server:
        hook = follow(server.url)
        log(version)
        send_webhooks()
    [(_, headers, body)] = server.received
    is_genuine = example_of_the_docs()
    assert is_genuine(hook.secret, headers, body)
    assert not is_genuine(hook.secret, headers, body.replace(b"rings", b"plates"))
    assert not is_genuine(Webhook(url="http://other/").secret, headers, body)
    old = str(int(headers["X-Routewright-Timestamp"]) - 400)
    signed = webhooks.signature(hook.secret, int(old), body)
    stale = {"X-Routewright-Timestamp": old, "X-Routewright-Signature": f"sha256={signed}"}
    assert not is_genuine(hook.secret, headers | stale, body)


def test_waking_it_twice_sends_once(version):
    with receiver() as server:
        follow(server.url)
        log(version)
        send_webhooks()
        send_webhooks()
    assert len(server.received) == 1


def test_only_active_receivers_of_the_event_are_told(version):
    for at, fields in enumerate(({"events": ["activated"]}, {"events": ["submitted"]}, {"is_active": False}, {})):
        follow(f"http://127.0.0.1:9/{at}", **fields)
    log(version, "submitted")
    assert [delivery.webhook.url[-1] for delivery in WebhookDelivery.objects.order_by("id")] == ["1", "3"]


@pytest.mark.django_db(transaction=True)
def test_an_event_that_is_rolled_back_tells_nobody(version):
    follow("http://127.0.0.1:9/")
    events, waiting = VersionEvent.objects.count(), OrmQ.objects.count()
    with transaction.atomic():
        log(version)
        transaction.set_rollback(True)
    assert (VersionEvent.objects.count(), WebhookDelivery.objects.count()) == (events, 0)
    assert OrmQ.objects.count() == waiting
    log(version)
    assert (WebhookDelivery.objects.count(), OrmQ.objects.count()) == (1, waiting + 1)


@pytest.mark.parametrize("answer", [500, 404, 302])
def test_a_refusal_is_tried_again_later_with_the_same_body_and_number(version, answer):
    with receiver(answer) as server:
        follow(server.url)
        log(version)
        send_webhooks()
        delivery = WebhookDelivery.objects.get()
        assert (delivery.state, delivery.response_code) == ("waiting", answer)
        assert str(answer) in delivery.failure
        assert 45 < (delivery.next_attempt_at - timezone.now()).total_seconds() < 75
        send_webhooks()
        assert len(server.received) == 1  # not before its time, and no redirect was followed
        make_due()
        send_webhooks()
    (_, first, body), (_, second, again) = server.received
    assert body == again
    assert first["X-Routewright-Delivery"] == second["X-Routewright-Delivery"]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.failure) == ("delivered", 2, "")


def test_pauses_grow_and_differ(version):
    follow("http://127.0.0.1:9/")
    log(version)
    delivery = WebhookDelivery.objects.get()
    pauses = []
    for attempts in range(1, 8):
        delivery.attempts = attempts
        pauses.append(webhooks.pause(delivery).total_seconds() / 60)
    assert all(0.8 * 3**at <= pause <= 1.2 * 3**at for at, pause in enumerate(pauses))
    assert len({webhooks.pause(delivery) for _ in range(10)}) > 1


def test_after_the_last_attempt_it_has_failed_and_can_be_sent_again(version, person):
    with receiver(*[503] * 8) as server:
        follow(server.url)
        log(version)
        for _attempt in range(12):
            make_due()
            send_webhooks()
        delivery = WebhookDelivery.objects.get()
        assert (len(server.received), delivery.state, delivery.attempts) == (8, "failed", 8)
        webhooks.resend(delivery=delivery, user=person("mara", "administrator").user)
        send_webhooks()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("delivered", 9)


@pytest.mark.parametrize("answer", [HANG, TRICKLE])
def test_a_receiver_that_takes_too_long_is_cut_off(version, monkeypatch, answer):
    monkeypatch.setattr(http_post, "SECONDS", 0.5)
    with receiver(answer) as server:
        follow(server.url)
        log(version)
        began = time.monotonic()
        send_webhooks()
        assert time.monotonic() - began < 5
    delivery = WebhookDelivery.objects.get()
    assert delivery.state == "waiting"
    assert "No whole answer within" in delivery.failure


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://no-such-host.invalid/", "https://127.0.0.1:99999/"])
def test_a_receiver_that_is_not_there_is_said(version, url):
    follow(url)
    log(version)
    send_webhooks()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.response_code) == ("waiting", None)
    assert delivery.failure


def test_a_failing_receiver_holds_no_other_up(version):
    with receiver(500, 500, 500) as failing, receiver() as well:
        follow(failing.url)
        follow(well.url)
        for _event in range(3):
            log(version)
        send_webhooks()
    assert (len(failing.received), len(well.received)) == (1, 3)


def test_a_receiver_that_is_switched_off_waits(version):
    with receiver() as server:
        hook = follow(server.url)
        log(version)
        Webhook.objects.update(is_active=False)
        send_webhooks()
        assert not server.received
        Webhook.objects.filter(pk=hook.pk).update(is_active=True)
        send_webhooks()
    assert len(server.received) == 1


SENDER = "import django; django.setup(); from apps.models.tasks import send_webhooks; send_webhooks()"


def address_of_this_database():
    place = connection.settings_dict
    host = f"@{place['HOST']}:{place['PORT']}/" if place["PORT"] else "@/"
    address = f"postgres://{place['USER']}:{place['PASSWORD'] or ''}{host}{place['NAME']}"
    return address if place["PORT"] else f"{address}?host={place['HOST']}"


def sender():
    """The task in a process of its own, on this test's database."""
    environment = {**os.environ, "DATABASE_URL": address_of_this_database()}
    return subprocess.Popen([sys.executable, "-c", SENDER], cwd=settings.BASE_DIR, env=environment)


def wait_for(ready):
    until = time.monotonic() + 60
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_sender_left_is_sent_by_the_next(version):
    with receiver(HANG) as server:
        follow(server.url)
        log(version)
        process = sender()
        try:
            wait_for(lambda: server.received)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert WebhookDelivery.objects.get().state == "sending"
        send_webhooks()
        assert len(server.received) == 1  # its lease has not ended
        WebhookDelivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        send_webhooks()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts, len(server.received)) == ("delivered", 2, 2)


def test_one_that_kills_its_sender_each_time_ends(version):
    follow("http://127.0.0.1:9/")
    log(version)
    past = timezone.now() - timedelta(seconds=1)
    WebhookDelivery.objects.update(state=State.SENDING, attempts=8, lease_until=past)
    send_webhooks()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("failed", 8)
    assert "killed" in delivery.failure


def test_a_sender_that_was_overtaken_writes_no_outcome(version):
    with receiver(500) as server:
        follow(server.url)
        log(version)
        slow = webhooks.claim(WebhookDelivery.objects.get().pk)
        WebhookDelivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        server.answers.clear()
        send_webhooks()
        server.answers.append(500)
        webhooks.attempt(slow)
    assert WebhookDelivery.objects.get().state == "delivered"


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_send_each_delivery_once(version):
    with receiver() as server:
        follow(server.url)
        for _event in range(20):
            log(version)
        assert at_once(*[send_webhooks] * 4) == [None] * 4
    numbers = [headers["X-Routewright-Delivery"] for _, headers, _ in server.received]
    assert len(numbers) == len(set(numbers)) == 20


def test_the_task_cluster_is_woken_each_minute():
    assert Schedule.objects.get(name="send-webhooks").func == "apps.models.tasks.send_webhooks"


def test_the_secret_is_stored_nowhere():
    hook = follow("http://127.0.0.1:9/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(w)::text FROM registry_webhook w")
        assert hook.secret not in cursor.fetchone()[0]
    assert hook.secret not in repr(vars(hook))
    assert len(hook.secret) >= 43
    assert Webhook.objects.get().secret == hook.secret
