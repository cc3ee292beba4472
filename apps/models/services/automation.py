"""What happens to versions by itself, as the policy in force says: submit, reject, remind, remove files."""

import logging
import resource
import shutil
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.models.gates import gather
from apps.models.models import ModelVersion, TrainingRun, VersionEvent
from apps.models.review_selectors import in_review, policy_in_force, prunable
from apps.models.services import review_mail
from apps.models.services.review import locked, void_if_changed
from apps.models.services.review_steps import freeze, log, reject_unsubmitted, send_to_review

logger = logging.getLogger(__name__)
Review = ModelVersion.Review
LEFT_OVER = timedelta(minutes=5)
"""A version that its own training has not looked at by then was published by a process that died."""
SMALL_FIGURES = ("held_out", "baselines", "training", "recall_at_10", "by_time")
SMALL_HELD_OUT = ("calibration", "abstention")


def after_training(version: ModelVersion) -> None:
    """Submit or reject a version as the policy says. The training is done: nothing here can fail it, and what is
    left undone the hourly round does."""
    try:
        note_peak_memory(version)
        judge_new(version.number)
    except Exception:  # whatever it is, the version is trained and stands under Models
        logger.exception("Version %s was not looked at by the automation; the next round does it", version.number)


def note_peak_memory(version: ModelVersion) -> None:
    """The training's own process, up to now; a gate looks at it."""
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    TrainingRun.objects.filter(pk=version.training_run_id, peak_memory_mb=None).update(peak_memory_mb=peak_mb)


def judge_new(number: int) -> None:
    """May run twice: whoever comes second finds the version looked at."""
    with transaction.atomic():
        version, policy = locked(number), policy_in_force()
        if not version.automation_due or version.review_status != Review.CANDIDATE:
            return
        if policy.submit_automatically or policy.reject_automatically:
            freeze(version, gather(version, policy))
            _follow_policy(version)
        ModelVersion.objects.filter(pk=version.pk).update(automation_due=False)


def _follow_policy(version: ModelVersion) -> None:
    failed, policy = version.failed_gates, version.policy
    if failed and policy and policy.reject_automatically:
        reject_unsubmitted(version, _("Failed by policy: %(gates)s.") % {"gates": _reasons(version)})
    elif not failed and policy and policy.submit_automatically:
        send_to_review(
            version, None, _("All gates passed; submitted by policy %(number)s.") % {"number": policy.number}
        )


def _reasons(version: ModelVersion) -> str:
    failed = [gate for gate in version.frozen_gates or [] if not gate["passed"]]
    return "; ".join(f"{gate['label']}: {gate['value']} ({gate['threshold']})" for gate in failed)


def tend_reviews() -> None:
    """The hourly round. Each part may run twice, and one that fails does not keep the others from running."""
    for part in (judge_left_over, void_changed, remind, prune, remove_pruned_folders):
        try:
            part()
        except Exception:  # logged with its name; the next round tries again
            logger.exception("The round of reviews failed at %s", part.__name__)


def judge_left_over() -> None:
    since = timezone.now() - LEFT_OVER
    left = ModelVersion.objects.filter(automation_due=True, review_status=Review.CANDIDATE, created_at__lt=since)
    for number in left.values_list("number", flat=True):
        judge_new(number)


def void_changed() -> None:
    for version in in_review():
        void_if_changed(version.number)


def remind() -> None:
    """Approvers hear of each overdue review once a day."""
    now, today = timezone.now(), timezone.localdate()
    overdue = in_review().filter(submitted_at__lt=now - timedelta(days=policy_in_force().review_days))
    for version in overdue:
        not_yet = ModelVersion.objects.filter(Q(reminded_on__lt=today) | Q(reminded_on=None), pk=version.pk)
        if not_yet.update(reminded_on=today):
            review_mail.send(review_mail.OVERDUE, version.pk)


def prune() -> None:
    policy = policy_in_force()
    if not policy.prune_after_days:
        return
    before = timezone.now() - timedelta(days=policy.prune_after_days)
    for number in prunable(policy, before).values_list("number", flat=True):
        prune_version(number, _("Unused for more than %(days)d days.") % {"days": policy.prune_after_days})


def prune_version(number: int, note: str) -> None:
    """Retire a version that nobody used, and take its files and large figures away. The row and its events stay."""
    with transaction.atomic():
        version = locked(number)
        if version.was_approved or version.pruned_at or version.review_status == Review.IN_REVIEW:
            return
        version.review_status, version.pruned_at = Review.RETIRED, timezone.now()
        version.metrics, version.automation_due = small_figures(version.metrics), False
        version.save()
        log(version, VersionEvent.Kind.PRUNED, None, note)


def small_figures(metrics: dict[str, object]) -> dict[str, object]:
    """What the list of versions still shows: shares, without rows of items, classes and bins."""
    kept = {name: metrics[name] for name in SMALL_FIGURES if name in metrics}
    held_out = kept.get("held_out")
    if isinstance(held_out, dict):
        kept["held_out"] = {name: value for name, value in held_out.items() if name not in SMALL_HELD_OUT}
    return kept


def remove_pruned_folders() -> None:
    """After the row says so: a crash in between leaves a folder for the next round, never a row without files."""
    for version in ModelVersion.objects.filter(pruned_at__isnull=False).only("number"):
        shutil.rmtree(version.folder, ignore_errors=True)
