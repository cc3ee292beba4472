"""Random people take random steps, also two at once, among changed files, policies and gates that fail.

What must hold is computed here from rows, events and figures, not by the code under test.
"""

import os
import shutil
import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from apps.catalog.errors import Refusal
from apps.catalog.models import ImportRun
from apps.models.ml import artifact
from apps.models.models import GatePolicy, ModelVersion, TrainingRun, VersionEvent
from apps.models.services import automation, policies, review
from tests import flush
from tests.models.raw_attempts import ATTEMPTS, refused

TABLES = "registry_versionevent, registry_modelversion, registry_trainingrun, registry_gatepolicy"
PEOPLE = {"tina": "trainer", "tom": "trainer", "ada": "approver", "ben": "approver", "vic": "viewer", "boss": ""}
NOTES = st.sampled_from(["because", "checked", "Monday", " "])
RECALL_OF_GOOD, RECALL_OF_BAD = 1.0, 0.5
RECALLS_WANTED = (0.99, 0.9, 0.4)  # the last lets even the bad ones pass
FORWARD = {"submit", "request-override", "grant-override", "approve", "activate", "roll-back"}
REFUSALS = (Refusal, PermissionDenied)


def make_people() -> None:
    for name, group in PEOPLE.items():
        user = User.objects.create_user(name, is_superuser=not group, is_staff=not group)
        user.groups.set(Group.objects.filter(name=group))


def link(source: str, target: str) -> str:
    """Files that are only read need no second copy; whoever changes one replaces it."""
    os.link(source, target)
    return target


class ReviewMachine(RuleBasedStateMachine):
    """`trained` and `metrics` are the artefact that every version gets; `reached` counts what came to pass."""

    trained: os.PathLike[str]
    metrics: dict[str, object]
    reached: Counter[str] = Counter()

    versions = Bundle("versions")
    people = st.sampled_from(sorted(PEOPLE))
    deciders = st.sampled_from(["ada", "ben", "boss", "tina"])

    def __init__(self) -> None:
        super().__init__()
        with connection.cursor() as cursor:
            for statement in flush.unguarded([f"TRUNCATE {TABLES} CASCADE"]):
                cursor.execute(statement)
        GatePolicy.objects.create(number=1, status="confirmed", comment="The first.")
        User.objects.update(is_active=True)
        ImportRun.objects.get_or_create(state="finished", profile="machine", finished_at=timezone.now())
        self.tampered: set[int] = set()

    # What people and machines do

    def _make(self, trainer: str | None, *, good: bool) -> int:
        now = timezone.now() + timedelta(seconds=1)
        user = User.objects.get(username=trainer) if trainer else None
        run = TrainingRun.objects.create(requested_by=user, state="finished", started_at=now, peak_memory_mb=900)
        number = ModelVersion.objects.count() + 1
        version = ModelVersion(number=number, training_run=run, trained_by=user, artifact_bytes=1)
        shutil.rmtree(version.folder, ignore_errors=True)
        shutil.copytree(self.trained, version.folder, copy_function=link)
        version.artifact_hash = artifact.artifact_hash(version.folder)
        version.metrics = {**self.metrics, "recall_at_10": RECALL_OF_GOOD if good else RECALL_OF_BAD}
        version.save()
        return number

    @initialize(target=versions, trainer=st.sampled_from(["tina", "boss", None]), data=st.data())
    def begin(self, trainer, data):
        """Two versions, one good and one bad, each some steps on its way."""
        numbers = self._make("tina", good=True), self._make(trainer, good=False)
        for number in numbers:
            self._go(number, data, data.draw(st.integers(0, 6)))
        return multiple(*numbers)

    @rule(target=versions, trainer=st.sampled_from(["tina", "tom", "boss", None]), good=st.booleans())
    def train(self, trainer, good):
        return self._make(trainer, good=good)

    @rule(number=versions, person=people, action=st.sampled_from(sorted(review.ACTIONS)), note=NOTES)
    def try_anything(self, number, person, action, note):
        self._try(action, number, person, note)

    @rule(number=versions, data=st.data())
    def press_a_button(self, number, data):
        self._press(number, data, set(review.ACTIONS))

    @rule(number=versions, data=st.data(), steps=st.integers(1, 4))
    def go_forward(self, number, data, steps):
        self._go(number, data, steps)

    def _go(self, number, data, steps):
        for _ in range(steps):
            self._press(number, data, FORWARD)

    def _press(self, number, data, wanted):
        """A step that the page offers to somebody goes through, unless files or policy changed meanwhile."""
        version = ModelVersion.objects.get(number=number)
        offered = [
            (action.name, user.username)
            for user in User.objects.filter(is_active=True).order_by("username")
            for action in review.get_actions(version, user)
            if action.name in wanted
        ]
        if offered:
            action, person = data.draw(st.sampled_from(offered))
            raised = self._try(action, number, person, "as offered")
            spoiled = number in self.tampered or version.policy_id != in_force().pk
            assert raised is None or spoiled, f"{action} was offered, and then refused: {raised}"

    @rule(one=versions, other=versions, data=st.data())
    def two_at_once(self, one, other, data):
        calls = [self._drawn_call(number, data) for number in (one, other)]
        raised = at_once(*calls)
        assert all(error is None or isinstance(error, REFUSALS) for error in raised), raised
        self.reached["two at once"] += raised.count(None)

    def _drawn_call(self, number, data):
        """What one of the two does: mostly a step with a version, else a change of the policy, or the automation."""
        kind = data.draw(st.sampled_from(["step", "step", "step", "policy", "automation"]))
        if kind == "policy":
            values = {"recall_min": data.draw(st.sampled_from(RECALLS_WANTED))}
            return lambda: change_policy("ada", "ben", values)
        if kind == "automation":
            return lambda: automation.judge_new(number) or review.void_if_changed(number)
        person = data.draw(self.people)
        version, user = ModelVersion.objects.get(number=number), User.objects.get(username=person)
        offered = [action.name for action in review.get_actions(version, user)]
        action = data.draw(st.sampled_from(offered or sorted(review.ACTIONS)))
        return lambda: review.perform(action=review.ACTIONS[action], number=number, user=user, note="at once")

    def _try(self, action, number, person, note):
        """What was raised. A step that goes through had a reason; an approval, whole files and today's policy."""
        try:
            user = User.objects.get(username=person)
            version = review.perform(action=review.ACTIONS[action], number=number, user=user, note=note)
        except REFUSALS as refusal:
            return refusal
        assert note.strip()
        if action in ("approve", "activate", "roll-back"):
            assert number not in self.tampered
        if action == "approve":
            assert version.policy_id == in_force().pk
        self.reached[action] += 1
        return None

    @rule(person=people, number=st.one_of(st.none(), versions), note=NOTES)
    def roll_back(self, person, number, note):
        with suppress(*REFUSALS):
            review.rollback(user=User.objects.get(username=person), note=note, number=number)
            self.reached["rollback"] += 1

    @rule(number=versions)
    def tamper(self, number):
        path = ModelVersion.objects.get(number=number).folder / "model.json"
        if path.exists():
            path.unlink()  # a link: the others keep theirs
            path.write_text("{}")
            self.tampered.add(number)

    @rule(number=versions)
    def restore(self, number):
        folder = ModelVersion.objects.get(number=number).folder
        if number in self.tampered and folder.exists():
            (folder / "model.json").unlink()
            link(f"{self.trained}/model.json", str(folder / "model.json"))
            self.tampered.discard(number)

    @rule(proposer=deciders, decider=deciders, recall=st.sampled_from(RECALLS_WANTED), by_itself=st.booleans())
    def change_the_policy(self, proposer, decider, recall, by_itself):
        values = {"recall_min": recall, "submit_automatically": by_itself, "reject_automatically": by_itself}
        with suppress(*REFUSALS):
            change_policy(proposer, decider, values)
            assert proposer != decider
            self.reached["policy"] += 1

    @rule(number=versions, what=st.sampled_from([automation.judge_new, review.void_if_changed]))
    def automate(self, number, what):
        what(number)

    @rule(number=versions)
    def prune(self, number):
        automation.prune_version(number, "unused")

    @rule(person=people)
    def put_one_to_rest(self, person):
        User.objects.update(is_active=True)
        User.objects.filter(username=person).update(is_active=False)

    @rule(attempt=st.sampled_from(ATTEMPTS))
    def try_raw_sql(self, attempt):
        assert refused(attempt), f"PostgreSQL let it pass: {attempt}"

    # What must hold

    @invariant()
    def one_at_most_is_active(self):
        active = list(ModelVersion.objects.filter(is_active=True))
        assert len(active) <= 1
        assert all(version.review_status == "approved" for version in active)

    @invariant()
    def what_was_ever_approved_had_two_people_a_reason_and_its_gates(self):
        used = ModelVersion.objects.filter(events__kind__in=("approved", "activated", "rolled_back")).distinct()
        for version in used | ModelVersion.objects.filter(is_active=True).distinct():
            check_people(version)
            check_gates(version, self.reached)

    @invariant()
    def every_event_of_a_person_has_words(self):
        assert not VersionEvent.objects.filter(actor__isnull=False, note__regex=r"^\s*$").exclude(kind="trained")

    @invariant()
    def there_is_one_policy_in_force(self):
        confirmed = GatePolicy.objects.filter(status="confirmed")
        assert confirmed.exclude(pk__in=confirmed.exclude(replaces=None).values("replaces")).count() == 1


def change_policy(proposer: str, decider: str, values: dict[str, object]) -> None:
    policy = policies.propose(user=User.objects.get(username=proposer), comment="try", values=values)
    policies.decide(number=policy.number, decision="confirm", user=User.objects.get(username=decider), comment="yes")


def in_force() -> GatePolicy:
    return GatePolicy.objects.filter(status="confirmed").latest("pk")


def check_people(version: ModelVersion) -> None:
    people = {version.trained_by_id, version.submitted_by_id, version.first_approved_by_id, version.decided_by_id}
    assert len(people - {None}) >= 2, f"{version} stands on one person's word"
    assert version.decided_by_id not in (None, version.trained_by_id, version.submitted_by_id)
    assert version.decided_by_id != version.first_approved_by_id
    approval = version.events.get(kind="approved")
    assert (approval.actor_id, bool(approval.note.strip())) == (version.decided_by_id, True)


def check_gates(version: ModelVersion, reached: Counter[str]) -> None:
    """By the figures themselves: the gates passed, or a second person overrode them and the mark says so."""
    passed = version.metrics["recall_at_10"] >= version.policy.recall_min
    assert passed == all(gate["passed"] for gate in version.frozen_gates)
    assert passed != version.gates_overridden
    if not passed:
        asked = version.events.filter(kind="override_requested").latest("pk")
        granted = version.events.filter(kind="overridden").latest("pk")
        assert asked.note.strip()
        assert asked.pk < granted.pk
        assert asked.actor_id != granted.actor_id
        assert granted.actor_id not in (version.trained_by_id, version.submitted_by_id)
        reached["approved by override"] += 1


def at_once(*calls):
    """Runs the calls in threads that start together, each on a connection of its own; returns what each raised."""
    start, raised = threading.Barrier(len(calls)), [None] * len(calls)

    def run(at, call):
        start.wait()
        try:
            call()
        except Exception as error:  # handed to the caller
            raised[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
