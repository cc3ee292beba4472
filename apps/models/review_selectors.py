"""What the review reads: the policy in force, what a version stands beside, and the way back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, F, Q, QuerySet

from apps.catalog.models import ImportRun
from apps.models.models import GatePolicy, ModelVersion, VersionEvent

Review = ModelVersion.Review
Kind = VersionEvent.Kind
INTO_USE = (Kind.ACTIVATED, Kind.ROLLED_BACK)
HEAVY = ("metrics", "frozen_gates", "frozen_evidence")
BACKEND = "django.contrib.auth.backends.ModelBackend"


def policy_in_force() -> GatePolicy:
    """The confirmed one that none has replaced; PostgreSQL holds that there always is one."""
    return GatePolicy.objects.filter(status=GatePolicy.Status.CONFIRMED).latest("id")


def policies() -> QuerySet[GatePolicy]:
    return GatePolicy.objects.select_related("proposed_by", "decided_by", "replaces")


def active_version_with_figures() -> ModelVersion | None:
    return ModelVersion.objects.defer("frozen_gates", "frozen_evidence").filter(is_active=True).first()


def newest_import_before(moment: datetime) -> datetime | None:
    """When the newest import that was through by then ended."""
    finished = ImportRun.objects.filter(state=ImportRun.State.FINISHED, finished_at__lte=moment)
    return finished.order_by("-finished_at").values_list("finished_at", flat=True).first()


def field_accuracy(version: ModelVersion | None) -> float | None:
    """Share of accepted proposals of this version that nobody had to change; None until proposals are counted."""
    return None


def rollback_target() -> ModelVersion | None:
    """Where one step back leads: the version in use before the present one came into use."""
    events = VersionEvent.objects.filter(kind__in=INTO_USE, version__approved_at__isnull=False)
    stack = in_use_stack(events.order_by("id").values_list("version_id", "kind"))
    active = ModelVersion.objects.filter(is_active=True).values_list("pk", flat=True).first()
    before = stack[:-1] if active and stack and stack[-1] == active else []
    return ModelVersion.objects.defer(*HEAVY).get(pk=before[-1]) if before else None


def in_use_stack(events: Iterable[tuple[int, str]]) -> Sequence[int]:
    """The versions that stand behind the one in use, itself last, each once.

    An activation lays a version on top; a rollback takes away all that lay above the version it leads to. So two
    rollbacks in a row go two versions back, where "the one before" alone would lead to and fro.
    """
    stack: list[int] = []
    for version, kind in events:
        if kind == Kind.ROLLED_BACK and version in stack:
            del stack[stack.index(version) + 1 :]
        else:
            stack = [*(other for other in stack if other != version), version]
    return stack


def rollback_targets() -> QuerySet[ModelVersion]:
    """Every earlier approved version, newest first: approved once, not in use, and either in use before or older."""
    active = ModelVersion.objects.filter(is_active=True)
    earlier = Q(activated_at__isnull=False) | Q(number__lt=active.values("number")[:1])
    return (
        ModelVersion.objects.defer(*HEAVY)
        .filter(Exists(active), earlier, approved_at__isnull=False, is_active=False)
        .order_by(F("activated_at").desc(nulls_last=True), "-number")
    )


def is_earlier(version: ModelVersion) -> bool:
    return rollback_targets().filter(pk=version.pk).exists()


def in_review() -> QuerySet[ModelVersion]:
    return ModelVersion.objects.defer("metrics").filter(review_status=Review.IN_REVIEW).order_by("number")


def waiting_for(user: User | AnonymousUser | None) -> int:
    """How many reviews this person could decide: neither trained, submitted nor approved first by them."""
    if user is None or not user.is_authenticated:
        return 0
    own = Q(trained_by=user) | Q(submitted_by=user) | Q(first_approved_by=user)
    return ModelVersion.objects.filter(review_status=Review.IN_REVIEW).exclude(own).count()


def prunable(policy: GatePolicy, before: datetime) -> QuerySet[ModelVersion]:
    """Versions that were never approved, older than that, and not among the newest that the policy keeps."""
    unused = ModelVersion.objects.filter(
        approved_at__isnull=True,
        is_active=False,
        pruned_at__isnull=True,
        review_status__in=(Review.CANDIDATE, Review.REJECTED, Review.RETIRED),
    )
    kept = unused.order_by("-number").values("pk")[: policy.prune_keep]
    return unused.filter(created_at__lt=before).exclude(pk__in=list(kept.values_list("pk", flat=True)))


def people_who_may(permission: str) -> QuerySet[User]:
    """Active people with this permission and an address to write to."""
    return User.objects.with_perm(permission, backend=BACKEND).exclude(email="").order_by("username")
