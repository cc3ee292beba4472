"""A handful of rows that no loader can take. They stand beside the real ones: nothing true is lost with them."""

from collections.abc import Callable, Mapping, Sequence

ONE_IN = 20_000
"""Rows per broken row of each kind; a small file has one of each."""
UNKNOWN_ITEM = "ZZ9999999ZZ"
TOO_LONG = "X" * 300

Faults = Sequence[Mapping[str, str]]

ITEM_FAULTS: Faults = (
    {"ITEM_NM": "DUPLICATE OF AN EARLIER ROW"},
    {"ITEM_CD": TOO_LONG},
)
ROUTING_FAULTS: Faults = (
    {"ITEM_CD": UNKNOWN_ITEM},
    {"SETUP_TIME": "1.0"},  # the key of an earlier row
    {"PROC_SEQ": "970", "SETUP_TIME": "-12.0"},
    {"PROC_SEQ": "980", "RUN_TIME": "ask the foreman"},
    {"PROC_SEQ": "990", "JOB_CD": TOO_LONG},
)
RESULT_FAULTS: Faults = (
    {"ITEM_CD": UNKNOWN_ITEM},
    {"MACH_WORKED_HOURS": "see paper"},
    {"MACH_WORKED_HOURS": "-3.5"},
)


def broken_rows(
    header: Sequence[str], row_at: Callable[[int], list[str]], count: int, faults: Faults
) -> list[list[str]]:
    """Copies of real rows, evenly spread over the file, each with one fault."""
    if not count:
        return []
    rounds = max(1, count // ONE_IN)
    places = [number * count // (rounds * len(faults)) for number in range(rounds * len(faults))]
    return [_spoilt(header, row_at(place), faults[number % len(faults)]) for number, place in enumerate(places)]


def _spoilt(header: Sequence[str], row: list[str], fault: Mapping[str, str]) -> list[str]:
    return [fault.get(name, value) for name, value in zip(header, row, strict=True)]
