"""Waiting for a PostgreSQL that starts again."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

AWAY = (OperationalError, InterfaceError)
"""What a query raises while PostgreSQL is away."""
PAUSE_SECONDS = 0.5
T = TypeVar("T")


def replace_broken_connection() -> None:
    """Long stages pass between two queries, and PostgreSQL may have started again meanwhile."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def patiently(work: Callable[[], T], *, seconds: float) -> T:
    """The work's answer, asked for again while PostgreSQL is away. The work must bear being done twice."""
    until = time.monotonic() + seconds
    while True:
        replace_broken_connection()
        try:
            return work()
        except AWAY:
            if connection.in_atomic_block or time.monotonic() > until:
                raise
        time.sleep(PAUSE_SECONDS)
