"""Asking for access, and deciding about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.people import mails
from apps.people.errors import Refusal
from apps.people.history import because
from apps.people.models import AccessRequest

State = AccessRequest.State
PERMISSION = "people.decide_accessrequest"


@dataclass
class Outcome:
    """What became of the requests that were decided together."""

    decided: list[AccessRequest] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    unsent: int = 0  # mails

    def mail(self, messages: list[mails.Message]) -> None:
        self.unsent = mails.send(messages)


def ask(*, name: str, email: str, wanted_role: str, why: str, site: str) -> None:
    """Make an inactive user and a request, or neither where the address is known; the caller is not told which.

    Whoever reads the address's mail is, and so are the administrators.
    """
    address = email.strip().lower()
    with transaction.atomic(), because(_("Asked for access")):
        user = _applicant(address, name)
        if user:
            request = user.access_requests.create(name=name, email=address, wanted_role=wanted_role, why=why)
            messages = mails.asked(request, site)
        else:
            messages = mails.known(address, site)
        transaction.on_commit(partial(mails.send, messages))


def _applicant(address: str, name: str) -> User | None:
    """A new user, or one whose last request was rejected; None where the address has or awaits access."""
    user = User.objects.select_for_update().filter(Q(username__iexact=address) | Q(email__iexact=address)).first()
    if user is None:
        return _new_user(address, name)
    last = user.access_requests.order_by("-id").first()
    may_ask_again = not user.is_active and last is not None and last.state == State.REJECTED
    return user if may_ask_again else None


def _new_user(address: str, name: str) -> User | None:
    """Without a password: the link in the approval's mail lets its reader set one."""
    user = User(username=address, email=address, first_name=name, is_active=False)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # the same form, sent twice at once
        return None
    return user


def approve(*, numbers: Iterable[int], role: str, user: User, note: str, site: str) -> Outcome:
    """Let them in, each with the role given or, where that is "", with the one they asked for."""
    return _decide_all(State.APPROVED, numbers, role, user, note.strip(), site)


def reject(*, numbers: Iterable[int], user: User, note: str, site: str) -> Outcome:
    """Raises Refusal without a reason."""
    if not note.strip():
        raise Refusal(_("A rejection needs a reason: it is sent to whoever asked."))
    return _decide_all(State.REJECTED, numbers, "", user, note.strip(), site)


def _decide_all(state: str, numbers: Iterable[int], role: str, user: User, note: str, site: str) -> Outcome:
    """All in one transaction, in the order of their numbers so that two administrators never wait for each other;
    a request that cannot be decided keeps none of the others from being so."""
    if not user.has_perm(PERMISSION):
        raise PermissionDenied(_("You may not decide requests for access: it needs the group administrator."))
    outcome = Outcome()
    with transaction.atomic(), because(note or _("Request for access approved"), user=user):
        for number in sorted(set(numbers)):
            try:
                outcome.decided.append(_decide(state, number, role, user, note))
            except Refusal as refusal:
                outcome.refusals.append(str(refusal))
        messages = [message for request in outcome.decided for message in mails.decided(request, site)]
        transaction.on_commit(partial(outcome.mail, messages))
    return outcome


def _decide(state: str, number: int, role: str, user: User, note: str) -> AccessRequest:
    """Compare and set: of two administrators one decides, the other learns what was decided."""
    request = AccessRequest.objects.filter(pk=number).first()
    if request is None:
        raise Refusal(_("There is no request %(number)s any more; reload the page.") % {"number": number})
    group = _group(role or request.wanted_role, request) if state == State.APPROVED else None
    changed = AccessRequest.objects.filter(pk=number, state=State.WAITING).update(
        state=state, decided_by=user, decided_at=timezone.now(), given_role=group.name if group else "", note=note
    )
    request.refresh_from_db()
    if not changed:
        raise Refusal(_already(request))
    if group:
        request.user.is_active = True
        request.user.save(update_fields=["is_active"])
        request.user.groups.add(group)
    return request


def _group(name: str, request: AccessRequest) -> Group:
    group = Group.objects.filter(name=name).first()
    if group is None:
        raise Refusal(
            _("There is no group %(group)s for the request of %(name)s; choose another one.")
            % {"group": name, "name": request.name}
        )
    return group


def _already(request: AccessRequest) -> str:
    return _("The request of %(name)s was already %(state)s by %(who)s at %(when)s; nothing was changed.") % {
        "name": request.name,
        "state": request.get_state_display(),
        "who": request.decided_by,
        "when": timezone.localtime(request.decided_at).strftime("%Y-%m-%d %H:%M"),
    }
