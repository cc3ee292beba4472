"""A predicted routing as a table on the terminal."""

from collections.abc import Iterable, Mapping

HEADS = ["seq", "operation", "resource", "made", "set-up", "10-90 %", "run/pc", "10-90 %", "sure"]
RIGHT = {0, 4, 5, 6, 7, 8}
NAME_LENGTH = 28


def routing_table(rows: list[dict[str, str]], names: Mapping[str, str]) -> str:
    """The steps of one rank of a predicted CSV (its columns stand in README.md); times in minutes.

    names: of operations, by their codes.
    """
    if not rows:
        return ""
    confidence = _percent(rows[0]["confidence"])
    head = f"Item {rows[0]['item_code']}, minutes per order and per piece, confidence {confidence}"
    lines = [HEADS, *(_cells(row, names) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    table = [_line(line, widths) for line in lines]
    rule = "-" * len(table[0])
    return "\n".join(["", head, rule, table[0], rule, *table[1:], rule])


def _cells(row: dict[str, str], names: Mapping[str, str]) -> list[str]:
    return [
        row["sequence"],
        _operation(row["operation"], names),
        row["resource"],
        _made(row),
        _minutes(row["setup_minutes"]),
        _interval(row["setup_p10"], row["setup_p90"]),
        _minutes(row["run_minutes"]),
        _interval(row["run_p10"], row["run_p90"]),
        _percent(row["step_confidence"]),
    ]


def _operation(code: str, names: Mapping[str, str]) -> str:
    name = names.get(code, "")
    return code if name in ("", code) else f"{code} {name}"[:NAME_LENGTH].rstrip()


def _made(row: dict[str, str]) -> str:
    if row["outsourced"].lower() not in ("1", "true", "yes", "y"):
        return "in-house"
    return f"out: {row['vendor']}" if row["vendor"] else "outsourced"


def _minutes(text: str) -> str:
    return f"{float(text):.1f}" if text and float(text) else "-"


def _interval(low: str, high: str) -> str:
    return f"{float(low):.1f}-{float(high):.1f}" if low and high and float(high) else "-"


def _percent(text: str) -> str:
    return f"{float(text):.0%}".replace("%", " %") if text else "-"


def _line(cells: Iterable[str], widths: list[int]) -> str:
    padded = (
        cell.rjust(width) if column in RIGHT else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()
