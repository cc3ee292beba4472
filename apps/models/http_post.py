"""One POST to an address that somebody typed in: bounded in time and size, no redirects, no proxies, http(s) only."""

import http.client
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from socket import SHUT_RDWR
from urllib.parse import urlsplit

SECONDS = 10.0
ANSWER_BYTES = 64 * 1024


class NoAnswer(Exception):
    """The receiver could not be asked or gave no answer; the message says why."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer, whose content is read (up to a bound) and thrown away. Raises NoAnswer."""
    connection = _connection(url)
    # A timeout of the socket starts anew with every byte that trickles in; this one does not.
    is_cut = threading.Event()
    limit = threading.Timer(SECONDS, _cut, [connection, is_cut])
    limit.daemon = True
    limit.start()
    try:
        with closing(connection):
            connection.request("POST", _target(url), body, {**headers, "Connection": "close"})
            answer = connection.getresponse()
            answer.read(ANSWER_BYTES)
            return answer.status
    except TimeoutError as error:
        raise NoAnswer(_too_slow()) from error
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise NoAnswer(_too_slow() if is_cut.is_set() else str(error)) from error
    finally:
        limit.cancel()


def _connection(url: str) -> http.client.HTTPConnection:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise NoAnswer(f"The address cannot be read: {error}.") from error
    if not host or parts.scheme not in ("http", "https"):
        raise NoAnswer("The address has to begin with http:// or https:// and a host.")
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=SECONDS)
    return http.client.HTTPConnection(host, port, timeout=SECONDS)


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _cut(connection: http.client.HTTPConnection, is_cut: threading.Event) -> None:
    is_cut.set()
    if connection.sock:
        with suppress(OSError):
            connection.sock.shutdown(SHUT_RDWR)


def _too_slow() -> str:
    return f"No whole answer within {SECONDS:.0f} s."
