"""Aligns two sequences of operations: how similar they are, and which steps are the same."""

from rapidfuzz.distance import Levenshtein

Sequence = tuple[int, ...]


def similarity(a: Sequence, b: Sequence) -> float:
    """1 − Levenshtein distance ÷ longer length; 1 for two empty sequences."""
    return Levenshtein.normalized_similarity(a, b)


def kept_steps(a: Sequence, b: Sequence) -> list[tuple[int, int]]:
    """Positions (in a, in b) of the steps that an optimal edit of a into b keeps, ascending."""
    if a == b:
        return [(i, i) for i in range(len(a))]
    blocks = Levenshtein.editops(a, b).as_matching_blocks()
    return [(block.a + i, block.b + i) for block in blocks for i in range(block.size)]
