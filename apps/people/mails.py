"""The mails about access. A mail server that fails or hangs changes nothing that was decided."""

import logging
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from apps.people.models import AccessRequest

logger = logging.getLogger(__name__)
Message = EmailMessage


def send(messages: Iterable[Message]) -> int:
    """Send what can be sent, over one connection; how many could not be."""
    waiting = list(messages)
    if not waiting:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except Exception:  # of any kind: see above
        logger.exception("The mail server does not answer; %d mails were not sent.", len(waiting))
        return len(waiting)
    unsent = sum(not _sent(connection, message) for message in waiting)
    connection.close()
    return unsent


def _sent(connection: Any, message: Message) -> bool:
    try:
        connection.send_messages([message])
    except Exception:  # of any kind: see above
        logger.exception("A mail was not sent: %s", message.subject)
        return False
    return True


def asked(request: AccessRequest, site: str) -> list[Message]:
    """To whoever asked, and to those who decide."""
    context = {"request": request, "site": site, "page": site + reverse("people:request-list")}
    return [
        _message([request.email], _("Your request for access to Routewright"), "asked", context),
        *_to_administrators(_("A request for access to Routewright"), "asked_administrators", context),
    ]


def known(address: str, site: str) -> list[Message]:
    """To the owner of an address that has access, or has asked for it already; as many mails as in `asked`."""
    users = list(User.objects.filter(email__iexact=address) | User.objects.filter(username__iexact=address))
    context = {"users": users, "address": address, "site": site, "page": site + reverse("password_reset")}
    return [
        _message([address], _("Your access to Routewright"), "known", context),
        *_to_administrators(_("Somebody known asked for access to Routewright"), "known_administrators", context),
    ]


def decided(request: AccessRequest, site: str) -> list[Message]:
    context = {"request": request, "site": site, "page": site + _password_path(request.user)}
    approved = request.state == AccessRequest.State.APPROVED
    subject = _("Welcome to Routewright") if approved else _("Your request for access to Routewright")
    about = _("A request for access to Routewright was decided")
    return [
        _message([request.email], subject, "approved" if approved else "rejected", context),
        *_to_administrators(about, "decided_administrators", context),
    ]


def _password_path(user: User) -> str:
    """Django's own link: good for PASSWORD_RESET_TIMEOUT, and once."""
    number = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("password_reset_confirm", args=[number, default_token_generator.make_token(user)])


def _to_administrators(subject: str, template: str, context: dict[str, Any]) -> list[Message]:
    deciders = User.objects.with_perm(
        "people.decide_accessrequest", backend="django.contrib.auth.backends.ModelBackend"
    )
    addresses = sorted(set(deciders.exclude(email="").values_list("email", flat=True)))
    return [_message(addresses, subject, template, context)] if addresses else []


def _message(addresses: list[str], subject: str, template: str, context: dict[str, Any]) -> Message:
    return EmailMessage(subject, render_to_string(f"people/mails/{template}.txt", context), to=addresses)
