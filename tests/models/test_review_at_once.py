"""Two people at once: whoever is second waits, and then decides about what is true by then."""

import threading

import pytest
from django.db import connection

from apps.catalog.errors import Refusal
from apps.models.models import ModelVersion, VersionEvent
from apps.models.services import review

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Runs the calls in threads that start together; returns what each raised, None where it went through."""
    start, raised = threading.Barrier(len(calls)), [None] * len(calls)

    def run(at, call):
        start.wait()
        try:
            call()
        except Exception as error:
            raised[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def decision(name, number, user):
    return lambda: review.perform(action=review.ACTIONS[name], number=number, user=user, note="at once")


def test_two_activations_leave_one_active_version(make_version, decide, trainer, approver):
    way = (("submit", trainer.user), ("approve", approver.user))
    numbers = [decide(make_version(trainer.user), *way).number for _ in range(3)]
    raised = at_once(*(decision("activate", number, approver.user) for number in numbers))
    assert raised == [None, None, None]
    assert ModelVersion.objects.filter(is_active=True).count() == 1
    kinds = list(VersionEvent.objects.values_list("kind", flat=True))
    assert (kinds.count("activated"), kinds.count("deactivated")) == (3, 2)


def test_approve_and_reject_at_once_leave_one_decision(make_version, decide, trainer, approver, person):
    version = decide(make_version(trainer.user), ("submit", trainer.user))
    other = person("other-approver", "approver")
    raised = at_once(decision("approve", version.number, approver.user), decision("reject", version.number, other.user))
    assert sorted(type(error) for error in raised if error) == [Refusal]
    version.refresh_from_db()
    last = version.events.last()
    assert (last.kind, last.actor) == (version.review_status, version.decided_by)
