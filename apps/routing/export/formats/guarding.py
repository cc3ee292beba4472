"""Texts in files that a spreadsheet reads without being told what is a text."""

from apps.routing.export.cells import Cell, plain, text

STARTERS = frozenset("=+-@＝＋－＠\t\n'")
GUARD = "'"


def guarded(value: str) -> str:
    """With an apostrophe in front where a spreadsheet could take it for a formula; whatever begins with an apostrophe
    gets one more, so that taking one away always gives the text back.
    """
    start = value.lstrip(" \u00a0\u3000")[:1]
    return GUARD + value if value[:1] in STARTERS or start in STARTERS else value


def unguarded(value: str) -> str:
    return value.removeprefix(GUARD)


def written(cell: Cell) -> str:
    """Numbers and days as they are, texts guarded, nothing as nothing."""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, int | float):
        return plain(cell)
    return text(cell) or ""
