"""What happens to versions by itself: submitted, rejected, reminded of, their files removed; and who is told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from apps.models import tasks
from apps.models.models import GatePolicy, ModelVersion, TrainingRun
from apps.models.services import automation, policies, review, review_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(person):
    """Puts a policy with these settings in force."""
    people = [person(name, "approver").user for name in ("pia", "per")]

    def change(**values):
        proposed = policies.propose(user=people[0], comment="try", values=values)
        return policies.decide(number=proposed.number, decision="confirm", user=people[1], comment="yes")

    return change


def status(version):
    version.refresh_from_db()
    return version.review_status


def aged(version, days, field="created_at"):
    """As if it were that old. The tables refuse to be told so, hence their owner's switch."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE registry_modelversion DISABLE TRIGGER USER")
        ModelVersion.objects.filter(pk=version.pk).update(**{field: timezone.now() - timedelta(days=days)})
        cursor.execute("ALTER TABLE registry_modelversion ENABLE TRIGGER USER")


def test_nothing_happens_unless_the_policy_says_so(make_version, trainer):
    assert status(make_version(trainer.user)) == status(make_version(trainer.user, recall_at_10=0.5)) == "candidate"


def test_a_version_whose_gates_pass_submits_itself(policy, make_version, trainer):
    policy(submit_automatically=True)
    version = make_version(trainer.user)
    assert status(version) == "in_review"
    assert (version.submitted_by, version.events.last().note) == (None, "All gates passed; submitted by policy 2.")
    assert status(make_version(trainer.user, recall_at_10=0.5)) == "candidate"


def test_a_version_that_fails_is_rejected_with_the_reasons(policy, make_version, trainer, viewer):
    policy(reject_automatically=True)
    version = make_version(trainer.user, recall_at_10=0.5)
    assert status(version) == "rejected"
    note = version.events.last().note
    assert note == "Failed by policy: Recall of the index: 50.0 % (at least 99.0 %)."
    assert "Rejected by" in viewer.get("/models/1/").content.decode()
    assert status(make_version(trainer.user)) == "candidate"


def test_a_training_whose_automation_died_is_looked_at_by_the_next_round(policy, make_version, trainer, monkeypatch):
    policy(submit_automatically=True)
    monkeypatch.setattr("apps.models.services.training.after_training", lambda version: None)  # killed before it
    version = make_version(trainer.user)
    TrainingRun.objects.update(peak_memory_mb=900)
    tasks.tend_reviews()
    assert status(version) == "candidate"  # perhaps its own process is just about to
    aged(version, 1)
    tasks.tend_reviews()
    tasks.tend_reviews()
    assert status(version) == "in_review"
    assert version.events.filter(kind="submitted").count() == 1


def test_a_failure_of_the_automation_never_fails_the_training(policy, make_version, trainer, monkeypatch):
    policy(submit_automatically=True)
    monkeypatch.setattr(automation, "gather", lambda *evidence: 1 / 0)
    version = make_version(trainer.user)
    assert (status(version), version.training_run.state) == ("candidate", "finished")


def test_changed_files_are_noticed_by_the_round(make_version, decide, trainer):
    version = decide(make_version(trainer.user), ("submit", trainer.user))
    (version.folder / "model.json").write_text("{}")
    tasks.tend_reviews()
    assert status(version) == "candidate"


def test_approvers_are_told_but_not_of_their_own(make_version, decide, trainer, approver, person):
    for client, address in ((approver, "ann@plant.example"), (trainer, "tom@plant.example")):
        client.user.email = address
        client.user.save()
    person("mute", "approver")  # without an address
    version = decide(make_version(trainer.user), ("submit", trainer.user))
    assert review_mail.send(review_mail.SUBMITTED, version.pk) == 1
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["ann@plant.example"], "Model version 1 waits for your review")
    assert "/models/1/" in message.body


def test_mail_is_written_by_the_cluster_once_the_decision_is_through(
    make_version, decide, trainer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        decide(make_version(trainer.user), ("submit", trainer.user))
        assert not OrmQ.objects.count()
    assert [task.func() for task in OrmQ.objects.all()] == ["apps.models.tasks.send_review_mail"]


def test_a_mail_server_that_is_away_breaks_no_decision(
    make_version, decide, trainer, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*args, **options):
        raise ConnectionError

    monkeypatch.setattr(review_mail, "async_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        version = decide(make_version(trainer.user), ("submit", trainer.user))
    assert status(version) == "in_review"


def test_an_overdue_review_reminds_once_a_day(make_version, decide, trainer, approver):
    approver.user.email = "ann@plant.example"
    approver.user.save()
    version = decide(make_version(trainer.user), ("submit", trainer.user))
    tasks.tend_reviews()
    assert not mail.outbox
    aged(version, 4, "submitted_at")
    tasks.tend_reviews()
    tasks.tend_reviews()
    assert [m.subject for m in mail.outbox] == ["The review of model version 1 is overdue"]


def test_old_unused_versions_lose_their_files_and_keep_their_history(policy, make_version, active_version, trainer):
    policy(prune_after_days=30, prune_keep=1)
    old, kept, young = (make_version(trainer.user) for _ in range(3))
    for version in (active_version, old, kept):
        aged(version, 40)
    aged(young, 10)
    folder = old.folder
    tasks.tend_reviews()
    assert not folder.exists()
    assert status(old) == "retired"
    assert old.events.last().kind == "pruned"
    assert old.metrics["held_out"]["exact"] > 0
    assert "worst_items" not in old.metrics
    assert not kept.folder.exists()  # only the newest is kept
    assert young.folder.exists()
    assert active_version.folder.exists()
    assert not review.get_actions(old, trainer.user)


def test_a_folder_that_a_crash_left_goes_with_the_next_round(policy, make_version, trainer):
    version = make_version(trainer.user)
    automation.prune_version(version.number, "unused")
    assert version.folder.exists()
    tasks.tend_reviews()
    assert not version.folder.exists()


def test_the_round_is_scheduled_hourly():
    schedule = Schedule.objects.get(func="apps.models.tasks.tend_reviews")
    assert schedule.schedule_type == Schedule.HOURLY


def test_approvers_see_a_badge_of_what_waits_for_them(make_version, decide, trainer, approver, viewer):
    decide(make_version(trainer.user), ("submit", trainer.user))
    assert "1 review waits" in approver.get("/models/").content.decode()
    assert "review waits" not in viewer.get("/models/").content.decode()
    assert GatePolicy.objects.count() == 1
