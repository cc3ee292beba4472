"""Rows ready for COPY, and what happened to them on the way; also as bytes, for the way between two processes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from apps.catalog.importing.profile import AttributeForm


class Copy(NamedTuple):
    """rows: as COPY reads them in text form, encoded in UTF-8."""

    table: str
    columns: Sequence[str]
    rows: bytes


@dataclass
class Package:
    """What was made of one chunk of a source.

    unread: rows that could not even be taken apart into cells.
    is_last: it holds no rows, but the attributes of which an item has a value, and the notes on the whole source.
    """

    copies: list[Copy] = field(default_factory=list)
    read: int = 0
    rejected: int = 0
    values_left_out: int = 0
    unread: int = 0
    is_last: bool = False
    attributes: list[AttributeForm] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def send(self, way: Connection) -> None:
        counts = {name: getattr(self, name) for name in _PLAIN}
        attributes = [[getattr(form, name) for name in _OF_ATTRIBUTE] for form in self.attributes]
        copies = [[copy.table, list(copy.columns)] for copy in self.copies]
        way.send_bytes(json.dumps(counts | {"attributes": attributes, "copies": copies}).encode())
        for copy in self.copies:
            way.send_bytes(copy.rows)

    @classmethod
    def receive(cls, told: dict[str, Any], way: Connection) -> "Package":
        copies = [Copy(table, tuple(columns), way.recv_bytes()) for table, columns in told.pop("copies")]
        attributes = [AttributeForm(**dict(zip(_OF_ATTRIBUTE, form, strict=True))) for form in told.pop("attributes")]
        return cls(copies=copies, attributes=attributes, **told)


_PLAIN = ("read", "rejected", "values_left_out", "unread", "is_last", "notes")
_OF_ATTRIBUTE = ("key", "label", "kind", "column", "unit", "used_for_learning")
