"""What people are, may and did: the change log, requests for access, sessions."""

from apps.people.models.access import AccessRequest, RequestCount
from apps.people.models.changes import Change
from apps.people.models.logged import (
    LoggedGroup,
    LoggedGroupPermission,
    LoggedMembership,
    LoggedUser,
    LoggedUserPermission,
)
from apps.people.models.sessions import Session

__all__ = [
    "AccessRequest",
    "Change",
    "LoggedGroup",
    "LoggedGroupPermission",
    "LoggedMembership",
    "LoggedUser",
    "LoggedUserPermission",
    "RequestCount",
    "Session",
]
