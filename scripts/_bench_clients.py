"""People at the predict page: clients with a session each, who ask for different items as fast as they are answered."""

import http.client
import itertools
import re
import threading
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from _steps import Failure

ANSWERED = b"Predicted routing"
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Client:
    """One person's browser: a connection that is kept, and cookies."""

    host: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(self.host, timeout=60)

    def log_in(self, user: str, password: str) -> None:
        page = self.ask("GET", "/accounts/login/")
        token = _TOKEN.search(page)
        if not token:
            raise Failure("The login page has no form.")
        form = {"username": user, "password": password, "csrfmiddlewaretoken": token[1].decode()}
        self.ask("POST", "/accounts/login/", urllib.parse.urlencode(form))
        if "sessionid" not in self.cookies:
            raise Failure(f"{user} could not log in.")

    def predict(self, code: str) -> float:
        """Seconds until the whole page was there; raises Failure where it holds no routing."""
        began = time.perf_counter()
        page = self.ask("GET", f"/predict/?item={urllib.parse.quote(code)}")
        seconds = time.perf_counter() - began
        if ANSWERED not in page:
            raise Failure(f"/predict/ said nothing about {code}.")
        return seconds

    def ask(self, method: str, address: str, body: str | None = None) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            self.connection.request(method, address, body, headers)
            answer = self.connection.getresponse()
        except ConnectionError:  # closed by the server while nobody asked; a browser asks again too
            self.connection.close()
            self.connection.request(method, address, body, headers)
            answer = self.connection.getresponse()
        page = answer.read()
        if answer.status >= 400:
            raise Failure(f"{address} answered {answer.status}.")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return page


@dataclass(frozen=True)
class Load:
    """What so many clients met: seconds of each request, and requests answered per second."""

    seconds: list[float]
    per_second: float


def put_load(
    host: str, user: str, password: str, codes: Sequence[str], *, clients: int, seconds: float, most: int = 10**9
) -> Load:
    """All clients log in first; then they ask for so long, or until each has asked `most` times.

    Raises Failure where one of them met one.
    """
    with ExitStack() as connections:
        people = [Client(host) for _ in range(clients)]
        for person in people:
            connections.callback(person.connection.close)
            person.log_in(user, password)
        return _asked_at_once(people, codes, seconds, most)


def _asked_at_once(people: Sequence[Client], codes: Sequence[str], seconds: float, most: int) -> Load:
    found: list[list[float]] = [[] for _ in people]
    failures: list[Exception] = []
    until = time.monotonic() + seconds

    def work(person: Client, own: Iterator[str], times: list[float]) -> None:
        try:
            while time.monotonic() < until and len(times) < most:
                times.append(person.predict(next(own)))
        except Exception as failure:  # handed to the caller's thread
            failures.append(failure)

    threads = [
        threading.Thread(target=work, args=(person, itertools.cycle(codes[i :: len(people)]), found[i]))
        for i, person in enumerate(people)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.monotonic() - began
    if failures:
        raise failures[0]
    times = [one for own in found for one in own]
    return Load(times, len(times) / passed)
