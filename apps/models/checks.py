"""Settings under which a training could run twice, or be taken for dead while it lives, are refused."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.translation import gettext as _

from apps.models.services.training import HEARTBEAT_SECONDS
from apps.models.tasks import LEAVE_SECONDS

BEATS_IN_A_LEASE = 3


def check_training_settings(app_configs: Sequence[Any] | None, **_kwargs: Any) -> list[CheckMessage]:
    cluster = settings.Q_CLUSTER
    return [
        *_check_times(settings.TRAINING_SECONDS_MAX, cluster.get("timeout"), cluster.get("retry")),
        *_check_attempts(cluster),
        *_check_lease(settings.TRAINING_LEASE_SECONDS),
    ]


def _check_times(longest: float, timeout: float | None, retry: float | None) -> list[CheckMessage]:
    if timeout and retry and 0 < longest + LEAVE_SECONDS < timeout < retry:
        return []
    return [
        Error(
            _(
                "TRAINING_SECONDS_MAX is %(longest)s, Q_CLUSTER timeout %(timeout)s and retry %(retry)s: django-q2 "
                "would end a training that may still run, or start it a second time."
            )
            % {"longest": longest, "timeout": timeout, "retry": retry},
            hint=_("TRAINING_SECONDS_MAX + %(leave)d < timeout < retry must hold.") % {"leave": LEAVE_SECONDS},
            id="registry.E001",
        )
    ]


def _check_attempts(cluster: dict[str, Any]) -> list[CheckMessage]:
    if cluster.get("max_attempts") == 1 and cluster.get("ack_failures") is True:
        return []
    return [
        Error(
            _("Q_CLUSTER would run a failed task again: max_attempts is %(attempts)s, ack_failures %(ack)s.")
            % {"attempts": cluster.get("max_attempts"), "ack": cluster.get("ack_failures")},
            hint=_("Set max_attempts to 1 and ack_failures to True; the rows decide what is tried again."),
            id="registry.E002",
        )
    ]


def _check_lease(lease: float) -> list[CheckMessage]:
    if lease >= BEATS_IN_A_LEASE * HEARTBEAT_SECONDS:
        return []
    return [
        Error(
            _("TRAINING_LEASE_SECONDS is %(lease)s, and a training says every %(beat)g s that it lives.")
            % {"lease": lease, "beat": HEARTBEAT_SECONDS},
            hint=_("Set it to %(least)g or more; 30 is usual.") % {"least": BEATS_IN_A_LEASE * HEARTBEAT_SECONDS},
            id="registry.E003",
        )
    ]
