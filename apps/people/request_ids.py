"""The number of the request being answered: in the log's lines, in the change log, and in the answer's header."""

import logging
import secrets
from contextvars import ContextVar

NONE = "-"
_current: ContextVar[str] = ContextVar("request_id", default=NONE)


def current() -> str:
    return _current.get()


class InLogLines(logging.Filter):
    """Gives every record a `request_id`."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current()
        return True


def new() -> str:
    """Our own, never the client's: nobody can make two requests look like one. It stays until this thread's next
    request, since Django logs an answer's status after all middleware."""
    number = secrets.token_hex(8)
    _current.set(number)
    return number
