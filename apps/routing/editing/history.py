"""Which change undo takes back, and which one redo does again: told from the events alone."""

from collections.abc import Iterable
from dataclasses import dataclass

EDITED, UNDONE, REDONE = "edited", "undone", "redone"


@dataclass(frozen=True)
class Happened:
    """An event: its id, its kind, and for undo and redo the id of the change that it is of."""

    id: int
    kind: str
    of: int | None = None


@dataclass(frozen=True)
class Stacks:
    """Ids of changes, the next one last."""

    undo: tuple[int, ...]
    redo: tuple[int, ...]


def stacks(events: Iterable[Happened]) -> Stacks:
    """A new change forgets what was undone before it, as everywhere."""
    undo: list[int] = []
    redo: list[int] = []
    for event in events:
        if event.kind == EDITED:
            undo.append(event.id)
            redo.clear()
        elif event.kind == UNDONE and undo:
            redo.append(undo.pop())
        elif event.kind == REDONE and redo:
            undo.append(redo.pop())
    return Stacks(tuple(undo), tuple(redo))
