"""What people are told by e-mail. A decision never waits for the mail server, and never fails with it:
the task cluster writes the mail, once the decision is through."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from apps.models.models import GatePolicy, ModelVersion
from apps.models.review_selectors import people_who_may

SUBMITTED, OVERDUE, OVERRIDE, POLICY = "submitted", "overdue", "override", "policy"
MAIL_TASK = "apps.models.tasks.send_review_mail"
REVIEW, GRANT, CONFIRM = "registry.review_modelversion", "registry.override_gates", "registry.decide_gatepolicy"


def tell(occasion: str, pk: int) -> None:
    """Once the transaction around this is through; a queue that is away is logged and no more."""

    def queue() -> None:  # with a name, which Django logs where it fails
        async_task(MAIL_TASK, occasion, pk, group="mail")

    transaction.on_commit(queue, robust=True)


def send(occasion: str, pk: int) -> int:
    """Write to all who may act; returns to how many."""
    return _policy_mail(pk) if occasion == POLICY else _version_mail(occasion, pk)


def _version_mail(occasion: str, pk: int) -> int:
    people = ("trained_by", "submitted_by", "override_requested_by")
    version = ModelVersion.objects.select_related(*people).defer("metrics").get(pk=pk)
    own = [version.submitted_by_id, version.trained_by_id]
    if occasion == OVERRIDE:
        may, own = people_who_may(GRANT), [*own, version.override_requested_by_id]
    else:
        may, own = people_who_may(REVIEW), [*own, version.first_approved_by_id]
    return _write(
        may.exclude(pk__in=[pk for pk in own if pk is not None]), _subject(occasion, version), _body(occasion, version)
    )


def _subject(occasion: str, version: ModelVersion) -> str:
    subjects = {
        SUBMITTED: _("Model version %(number)s waits for your review"),
        OVERDUE: _("The review of model version %(number)s is overdue"),
        OVERRIDE: _("An override of the gates is asked for: model version %(number)s"),
    }
    return subjects[occasion] % {"number": version.number}


def _body(occasion: str, version: ModelVersion) -> str:
    failed = ", ".join(version.failed_gates) or _("none")
    lines = [
        _("Submitted by: %(who)s, %(when)s") % {"who": version.submitted_by or _("the policy"), "when": _when(version)},
        _("Failed gates: %(gates)s") % {"gates": failed},
    ]
    if occasion == OVERRIDE:
        lines.append(
            _("Asked for by %(who)s: %(reason)s")
            % {"who": version.override_requested_by, "reason": version.override_reason}
        )
    return "\n".join([*lines, _address(version.get_absolute_url())])


def _when(version: ModelVersion) -> str:
    return f"{version.submitted_at:%Y-%m-%d %H:%M}" if version.submitted_at else "–"


def _policy_mail(pk: int) -> int:
    policy = GatePolicy.objects.select_related("proposed_by").get(pk=pk)
    may = [person for person in people_who_may(CONFIRM) if person.pk != policy.proposed_by_id]
    body = "\n".join([f"{policy.proposed_by}: {policy.comment}", _address(reverse("registry:policy-list"))])
    return _write(may, _("Gate policy %(number)s is proposed") % {"number": policy.number}, body)


def _address(path: str) -> str:
    """In full where the site's own address is set; else the path, which people know where to add."""
    return getattr(settings, "SITE_URL", "").rstrip("/") + path


def _write(to: Iterable[User], subject: str, body: str) -> int:
    """One mail each, so that addresses stay with their owners."""
    return sum(send_mail(subject, body, None, [person.email]) for person in to)
