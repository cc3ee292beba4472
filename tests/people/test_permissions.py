"""docs/permissions.md says who may do what; here every address is asked by everyone with every method.

The table is read from the docs: a row that is missing or wrong fails with a sentence. A new address needs a row
there, and a new kind of argument an example in ARGUMENTS here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.diagnostics import views as diagnostics

DOCS = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS")
LOGINS = ("/accounts/login/?next=", "/admin/login/?next=")
ANYTHING = "any"  # of methods: the admin looks at the method itself
ARGUMENTS = {
    "code": "NO-SUCH-ITEM",
    "number": 1,
    "pk": 1,
    "id": 1,
    "action": "submit",
    "decision": "confirm",
    "sheet": "P_BOP_PROC_DETAIL",
    "key": "1",
    "kind": "resource",
    "format_name": "csv",
    "uidb64": "MQ",
    "token": "no-token",
    "object_id": "1",
    "content_type_id": 1,
    "app_label": "auth",
}


@dataclass(frozen=True)
class Row:
    name: str  # of the address; may end with *
    methods: frozenset[str]
    people: frozenset[str]  # who is let in


def read_table() -> tuple[list[str], list[Row]]:
    """The columns with people, and the rows in their order."""
    cells = [
        [cell.strip() for cell in line.strip("|\n ").split("|")]
        for line in DOCS.read_text().splitlines()
        if line[:1] == "|"
    ]
    people = cells[0][3:]
    assert len({*people}) == len(people)
    rows = [line for line in cells[1:] if line[1].startswith("`")]
    wrong = {cell for line in rows for cell in line[3:]} - {"yes", ""}
    assert not wrong, f"{DOCS.name}: a cell is yes or empty, not {wrong}"
    return people, [_row(line, people) for line in rows]


def _row(cells: list[str], people: list[str]) -> Row:
    assert len(cells) == len(people) + 3, f"{DOCS.name}: the row {cells[1]} has not as many cells as the head"
    methods = set(cells[2].split(", "))
    return Row(
        cells[1].strip("`"),
        frozenset(methods | {"HEAD"} if "GET" in methods else methods),
        frozenset(who for who, cell in zip(people, cells[3:], strict=True) if cell),
    )


PEOPLE, ROWS = read_table()


def addresses(
    resolver: URLResolver, space: str = "", arguments: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    """Every named address with the names of its arguments; the admin has one without, for what is not there."""
    for entry in resolver.url_patterns:
        needs = arguments | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{space}{entry.namespace}:" if entry.namespace else space, needs)
        elif isinstance(entry, URLPattern) and (entry.name or space != "admin:"):
            assert entry.name, (
                f"The address {entry.pattern} has no name; give it one, and a row in docs/permissions.md."
            )
            yield f"{space}{entry.name}", needs


ADDRESSES = sorted({*addresses(get_resolver())}, key=lambda address: address[0])


def row_of(name: str) -> Row | None:
    """The exact row, else the first with a star that fits."""
    fitting = [row for row in ROWS if fnmatchcase(name, row.name)]
    return next((row for row in fitting if row.name == name), fitting[0] if fitting else None)


def path_of(name: str, needs: frozenset[str]) -> str:
    unknown = needs - set(ARGUMENTS)
    assert not unknown, f"{name} takes {', '.join(unknown)}: give an example in ARGUMENTS of {Path(__file__).name}."
    return reverse(name, kwargs={key: ARGUMENTS[key] for key in needs})


@pytest.fixture
def clients(db):
    """Somebody for each column."""
    clients = {"anonymous": Client()}
    for who in PEOPLE[1:]:
        user = User.objects.create_user(f"is {who}", is_superuser=who == "superuser", is_staff=who == "superuser")
        user.groups.set(Group.objects.filter(name=who))
        clients[who] = Client()
        clients[who].force_login(user)
        clients[who].user = user
    return clients


def ask(client: Client, method: str, path: str) -> str:
    """yes: let in, whatever the page says then."""
    answer = client.generic(method, path)
    if "sessionid" in client.cookies and not client.cookies["sessionid"].value:  # that was the log-out
        client.force_login(client.user)
    if answer.status_code == 302 and answer.headers["Location"].startswith(LOGINS):
        return "sent to a login"
    return {403: "refused", 405: "wrong method"}.get(answer.status_code, "yes")


def complaints(row: Row, path: str, clients: dict[str, Client]) -> Iterator[str]:
    for who, client in clients.items():
        anything = ANYTHING in row.methods and who in row.people  # the admin decides model by model what may be done
        for method in ("GET",) if anything else METHODS:
            answer = ask(client, method, path)
            expected = who in row.people and method in row.methods
            if (answer == "yes") != expected and not anything:
                yield f"{method} {path} by {who}: the table says {'yes' if expected else 'no'}, the site {answer}."
            if anything and answer == "sent to a login":
                yield f"{method} {path} by {who}: the table says yes, the site asks for a login."


@pytest.fixture(autouse=True)
def _no_probes(monkeypatch):
    """Who may press the button is asked here a hundred times, not what fifteen probes find each time."""
    monkeypatch.setattr(diagnostics.services, "measure_within", lambda seconds: None)


@pytest.mark.parametrize("admin", [False, True], ids=["our pages", "the admin"])
def test_every_address_lets_in_whom_the_table_names(clients, settings, admin):
    """All in one test: making the people costs more than asking."""
    settings.ACCESS_REQUESTS_PER_HOUR = 1000
    found = [
        complaint
        for name, needs in ADDRESSES
        if name.startswith("admin:") == admin
        for complaint in complaints_about(name, needs, clients)
    ]
    assert not found, "\n".join(found)


def complaints_about(name: str, needs: frozenset[str], clients: dict[str, Client]) -> list[str]:
    row = row_of(name)
    if row is None:
        return [f"{name} is in no row of docs/permissions.md: say there who may use it, and with which methods."]
    return list(complaints(row, path_of(name, needs), clients))


@pytest.mark.django_db
def test_the_table_has_a_column_for_everyone():
    groups = sorted(Group.objects.values_list("name", flat=True))
    assert PEOPLE[:2] == ["anonymous", "no group"]
    assert sorted(PEOPLE[2:-1]) == groups, "docs/permissions.md needs a column for each group, and none more."
    assert PEOPLE[-1] == "superuser"


def test_the_table_names_no_address_that_is_not_there():
    names = [name for name, _needs in ADDRESSES]
    stale = [row.name for row in ROWS if not any(fnmatchcase(name, row.name) for name in names)]
    assert not stale, f"docs/permissions.md speaks of {', '.join(stale)}, which are no addresses (any more)."
