"""Version events to other systems: made with the event, sent by a task, tried again with growing pauses.

waiting → sending → delivered | waiting (again) | failed. A sender claims a row by compare-and-set and holds it by a
lease; one that was killed leaves a row whose lease ends, and the next sender takes it. So a receiver may be told twice,
never not at all: it tells them apart by the delivery's number.
"""

import hashlib
import hmac
import json
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from apps.catalog.errors import Refusal
from apps.models.http_post import NoAnswer, post
from apps.models.models import ModelVersion, VersionEvent, Webhook, WebhookDelivery
from apps.models.models.webhooks import ATTEMPTS_MAX, TEST_EVENT, new_salt
from apps.models.selectors import figure

State = WebhookDelivery.State
MANAGE = "registry.manage_webhooks"
SEND_TASK = "apps.models.tasks.send_webhooks"
LEASE = timedelta(seconds=60)
FIRST_PAUSE_SECONDS = 60.0
PAUSE_FACTOR = 3  # 1 min, 3, 9, 27, 81 min, 4 h, 12 h: a receiver that is down for a night is told in the morning
JITTER = 0.2
AT_ONCE = 50
"""Deliveries to one receiver in a round; the rest goes out a minute later."""


def announce(event: VersionEvent) -> None:
    """Rows for all who want to know, in the transaction of the event; sent once that is through."""
    wanted = [hook for hook in Webhook.objects.filter(is_active=True) if hook.wants(event.kind)]
    body = event_body(event) if wanted else ""
    _enqueue(WebhookDelivery(webhook=hook, event=event, kind=event.kind, body=body) for hook in wanted)


def event_body(event: VersionEvent) -> str:
    version = event.version
    return _json(
        id=event.pk,
        event=event.kind,
        at=event.created_at.isoformat(),
        actor=event.actor.username if event.actor else None,
        note=event.note,
        version=_described(version),
    )


def _described(version: ModelVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "review_status": version.review_status,
        "is_active": version.is_active,
        "artifact_sha256": version.artifact_hash,
        "exact": figure(version, "held_out", "exact"),
        "similarity": figure(version, "held_out", "similarity"),
        "path": version.get_absolute_url(),
    }


def _json(**content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _enqueue(deliveries: Iterable[WebhookDelivery]) -> None:
    if WebhookDelivery.objects.bulk_create(deliveries):
        wake()


def wake() -> None:
    """Ask the task cluster to send, once the transaction around this is through."""
    transaction.on_commit(lambda: async_task(SEND_TASK, group="webhooks"))


def check_may_manage(user: User) -> None:
    if not user.has_perm(MANAGE):
        raise PermissionDenied(
            _("You may not do this: it needs the permission %(permission)s, which an administrator gives.")
            % {"permission": MANAGE}
        )


def make_webhook(*, url: str, events: list[str], is_active: bool, user: User) -> Webhook:
    check_may_manage(user)
    return Webhook.objects.create(url=url, events=events, is_active=is_active, created_by=user)


def change_webhook(*, webhook: Webhook, url: str, events: list[str], is_active: bool, user: User) -> None:
    check_may_manage(user)
    Webhook.objects.filter(pk=webhook.pk).update(url=url, events=events, is_active=is_active)


def renew_secret(*, webhook: Webhook, user: User) -> Webhook:
    """The old secret signs nothing from now on, not even what waits already."""
    check_may_manage(user)
    webhook.secret_salt = new_salt()
    webhook.save(update_fields=["secret_salt"])
    return webhook


def send_test(*, webhook: Webhook, user: User) -> None:
    check_may_manage(user)
    if not webhook.is_active:
        raise Refusal(_("%(url)s is switched off: switch it on to send to it.") % {"url": webhook})
    body = _json(event=TEST_EVENT, at=timezone.now().isoformat(), actor=user.username, note="", version=None, id=None)
    with transaction.atomic():
        _enqueue([WebhookDelivery(webhook=webhook, kind=TEST_EVENT, body=body)])


def resend(*, delivery: WebhookDelivery, user: User) -> None:
    """The same body under the same number, as often again as a new one would be tried."""
    check_may_manage(user)
    with transaction.atomic():
        changed = (
            WebhookDelivery.objects.filter(pk=delivery.pk)
            .exclude(state=State.SENDING)
            .update(
                state=State.WAITING,
                next_attempt_at=timezone.now(),
                attempts_max=F("attempts") + ATTEMPTS_MAX,
                delivered_at=None,
                failure="",
            )
        )
        if not changed:
            raise Refusal(_("Delivery %(number)d is being sent at this moment.") % {"number": delivery.pk})
        wake()


def due(now: datetime) -> QuerySet[WebhookDelivery]:
    """No join: an UPDATE of these rows looks at each of them anew once another sender lets go of it."""
    active = Webhook.objects.filter(is_active=True)
    return WebhookDelivery.objects.filter(state=State.WAITING, next_attempt_at__lte=now, webhook__in=active)


def send_due() -> int:
    """Send what is due, and say how many attempts that took."""
    free_abandoned()
    receivers = due(timezone.now()).order_by("webhook").values_list("webhook", flat=True).distinct()
    return sum(_send_to(webhook_id) for webhook_id in list(receivers))


def _send_to(webhook_id: int) -> int:
    """Oldest first. A receiver that fails is left alone until the next round, so that it holds nobody else up."""
    waiting = due(timezone.now()).filter(webhook=webhook_id).order_by("id").values_list("pk", flat=True)
    tried = 0
    for delivery_id in list(waiting[:AT_ONCE]):
        claimed = claim(delivery_id)
        if claimed:
            tried += 1
            if not attempt(claimed):
                break
    return tried


def free_abandoned() -> None:
    """What a killed sender left waits again; one that kills its sender each time is not tried for ever."""
    left = WebhookDelivery.objects.filter(state=State.SENDING, lease_until__lt=timezone.now())
    freed = {"lease_until": None, "failure": _("The process that sent it was killed.")}
    left.filter(attempts__gte=F("attempts_max")).update(state=State.FAILED, **freed)
    left.update(state=State.WAITING, next_attempt_at=timezone.now(), **freed)


def claim(delivery_id: int) -> WebhookDelivery | None:
    """Take a due delivery by compare-and-set; None where another sender was quicker."""
    now = timezone.now()
    claimed = (
        due(now)
        .filter(pk=delivery_id)
        .update(state=State.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1, token=F("token") + 1)
    )
    return WebhookDelivery.objects.select_related("webhook").get(pk=delivery_id) if claimed else None


def attempt(delivery: WebhookDelivery) -> bool:
    """Send a claimed delivery once and write the outcome down."""
    body = delivery.body.encode()
    try:
        code = post(delivery.webhook.url, body, headers_of(delivery, body, int(timezone.now().timestamp())))
    except NoAnswer as reason:
        return _put_off(delivery, None, str(reason))
    if not 200 <= code < 300:
        return _put_off(delivery, code, _refused(code))
    _held(delivery).update(
        state=State.DELIVERED, lease_until=None, response_code=code, failure="", delivered_at=timezone.now()
    )
    return True


def headers_of(delivery: WebhookDelivery, body: bytes, timestamp: int) -> dict[str, str]:
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Routewright",
        "X-Routewright-Event": delivery.kind,
        "X-Routewright-Delivery": str(delivery.pk),
        "X-Routewright-Timestamp": str(timestamp),
        "X-Routewright-Signature": f"sha256={signature(delivery.webhook.secret, timestamp, body)}",
    }


def signature(secret: str, timestamp: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def _refused(code: int) -> str:
    if 300 <= code < 400:
        return _("It answered %(code)d, which leads elsewhere; give the final address.") % {"code": code}
    return _("It answered %(code)d.") % {"code": code}


def _put_off(delivery: WebhookDelivery, code: int | None, failure: str) -> bool:
    last = delivery.attempts >= delivery.attempts_max
    _held(delivery).update(
        state=State.FAILED if last else State.WAITING,
        lease_until=None,
        response_code=code,
        failure=failure,
        next_attempt_at=timezone.now() + pause(delivery),
    )
    return False


def pause(delivery: WebhookDelivery) -> timedelta:
    """Longer after each attempt of this row of attempts, and never the same for all that failed together."""
    done = ATTEMPTS_MAX - (delivery.attempts_max - delivery.attempts)
    seconds: float = FIRST_PAUSE_SECONDS * PAUSE_FACTOR ** max(done - 1, 0)
    return timedelta(seconds=seconds * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 - guards nothing


def _held(delivery: WebhookDelivery) -> QuerySet[WebhookDelivery]:
    """The row while it is ours."""
    return WebhookDelivery.objects.filter(pk=delivery.pk, state=State.SENDING, token=delivery.token)
