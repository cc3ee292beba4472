"""A gate policy is proposed by one person and confirmed by another; the rows are never changed otherwise."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.models.models import GatePolicy
from apps.models.review_selectors import policy_in_force
from apps.models.services import review_mail
from apps.models.services.review import lock_versions, words
from apps.models.services.review_steps import void_all_submitted_under
from apps.people.history import because

Status = GatePolicy.Status
PERMISSION = "registry.decide_gatepolicy"
CONFIRM, DECLINE = "confirm", "decline"
DECISIONS = {CONFIRM: Status.CONFIRMED, DECLINE: Status.DECLINED}


def propose(*, user: User, comment: str, values: Mapping[str, Any]) -> GatePolicy:
    """The policy in force with these values changed, for a second person to confirm.

    Raises Refusal where nothing changes, ValidationError where a value is out of its range.
    """
    comment = words(comment)
    with transaction.atomic(), because(comment, user=user):
        person = _permitted(user)
        before = _locked_policy_in_force()
        changed = {name: value for name, value in values.items() if getattr(before, name) != value}
        if not changed:
            raise Refusal(_("Nothing differs from policy %(number)s, which is in force.") % {"number": before.number})
        number = (GatePolicy.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        policy = GatePolicy(
            **{**before.values, **changed}, number=number, replaces=before, comment=comment, proposed_by=person
        )
        policy.full_clean(validate_constraints=False, validate_unique=False)
        _check_bounds(policy)
        policy.save()
        review_mail.tell(review_mail.POLICY, policy.pk)
    return policy


def _check_bounds(policy: GatePolicy) -> None:
    if policy.coverage_min > policy.coverage_max:
        raise Refusal(_("The least coverage is above the most; exchange the two."))


def decide(*, number: int, decision: str, user: User, comment: str) -> GatePolicy:
    """Confirm or decline a proposal. Confirming makes every submission void that was judged by the policy before."""
    comment = words(comment)
    with transaction.atomic(), because(comment, user=user):
        person = _permitted(user)
        lock_versions()  # before the policies, as every decision about a version does
        before = _locked_policy_in_force()
        policy = GatePolicy.objects.filter(number=number).first()
        reason = decision_refusal(policy, decision, person, before)
        if policy is None or reason:
            raise Refusal(reason or _("There is no gate policy %(number)s.") % {"number": number})
        policy.status, policy.decision = DECISIONS[decision], comment
        policy.decided_by, policy.decided_at = person, timezone.now()
        policy.save()
        if decision == CONFIRM:
            void_all_submitted_under(policy)
    return policy


def decision_refusal(policy: GatePolicy | None, decision: str, user: User, in_force: GatePolicy) -> str:
    """Why this person may not decide so about this proposal, as a sentence; "" where they may."""
    if not user.has_perm(PERMISSION):
        return _("It needs the permission %(permission)s.") % {"permission": PERMISSION}
    if policy is None:
        return ""
    if policy.status != Status.PROPOSED:
        return _("Policy %(number)s is %(status)s already.") % {
            "number": policy.number,
            "status": policy.get_status_display(),
        }
    if decision == CONFIRM and policy.replaces_id != in_force.pk:
        return _("Policy %(number)s was written against one that is no longer in force; propose it anew.") % {
            "number": policy.number
        }
    if decision == CONFIRM and policy.proposed_by_id == user.pk:
        return _("You proposed policy %(number)s; a second person has to confirm it.") % {"number": policy.number}
    return ""


def _permitted(user: User) -> User:
    """The person as the database knows them now."""
    person = User.objects.get(pk=user.pk)
    if not person.has_perm(PERMISSION):
        raise PermissionDenied(
            _("You may not change gate policies: it needs the permission %(permission)s, which an administrator gives.")
            % {"permission": PERMISSION}
        )
    return person


def _locked_policy_in_force() -> GatePolicy:
    """All policies are locked, so that two proposals or decisions at once come one after the other."""
    list(GatePolicy.objects.select_for_update().order_by("pk").values_list("pk"))
    return policy_in_force()
