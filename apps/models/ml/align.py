"""Aligns two sequences of operations: how similar they are, and which steps are the same."""

from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=50_000)
def alignment(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Levenshtein distance, and the positions (in a, in b) of the steps that an optimal edit keeps."""
    cost = _costs(a, b)
    i, j, kept = len(a), len(b), []
    while i and j:
        if a[i - 1] == b[j - 1] and cost[i][j] == cost[i - 1][j - 1]:
            i, j = i - 1, j - 1
            kept.append((i, j))
        elif cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
        elif cost[i][j] == cost[i][j - 1] + 1:
            j -= 1
        else:
            i, j = i - 1, j - 1
    return cost[-1][-1], tuple(reversed(kept))


def _costs(a: Sequence[int], b: Sequence[int]) -> list[list[int]]:
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        above, row = rows[-1], [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
        rows.append(row)
    return rows


def similarity(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """1 − Levenshtein distance ÷ longer length; 1 for two empty sequences."""
    return 1.0 if a == b else 1 - alignment(a, b)[0] / max(len(a), len(b))


def kept_steps(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((i, i) for i in range(len(a))) if a == b else alignment(a, b)[1]
