"""Two versions on the held-out items that both were judged on. Plain Python over their stored outcomes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from apps.models.ml.align import kept_steps
from apps.models.ml.held_out import Outcome

ONLY_A, ONLY_B, NEITHER, BOTH = "only_a", "only_b", "neither", "both"
KEPT, EXTRA, MISSING = "kept", "extra", "missing"


@dataclass(frozen=True)
class Pair:
    """One item, as it is made and as each of the two would have made it."""

    a: Outcome
    b: Outcome

    @property
    def verdict(self) -> str:
        return {(True, True): BOTH, (True, False): ONLY_A, (False, True): ONLY_B}.get(
            (self.a.right, self.b.right), NEITHER
        )

    @property
    def steps_a(self) -> list[tuple[str, str]]:
        return against_truth(self.a)

    @property
    def steps_b(self) -> list[tuple[str, str]]:
        return against_truth(self.b)


def against_truth(outcome: Outcome) -> list[tuple[str, str]]:
    """The predicted operations, each kept or extra, and those of the truth that are missing, in one order."""
    number = {name: i for i, name in enumerate({*outcome.predicted, *outcome.true})}
    pairs = kept_steps(*(tuple(number[o] for o in steps) for steps in (outcome.predicted, outcome.true)))
    steps: list[tuple[str, str]] = []
    p = t = 0
    for i, j in [*pairs, (len(outcome.predicted), len(outcome.true))]:
        steps += [(MISSING, name) for name in outcome.true[t:j]] + [(EXTRA, name) for name in outcome.predicted[p:i]]
        steps += [(KEPT, name) for name in outcome.predicted[i : i + 1]]
        p, t = i + 1, j + 1
    return steps


@dataclass(frozen=True)
class ClassCount:
    part_class: str
    items: int
    only_a: int
    only_b: int


@dataclass(frozen=True)
class Common:
    """The items of both, in the order of their codes; `changed` ones are made in another way since and left out."""

    pairs: list[Pair]
    changed: int

    @cached_property
    def counts(self) -> dict[str, int]:
        verdicts = [pair.verdict for pair in self.pairs]
        return {name: verdicts.count(name) for name in (BOTH, ONLY_A, ONLY_B, NEITHER)}

    @property
    def exact_a(self) -> float | None:
        return self._share(self.counts[BOTH] + self.counts[ONLY_A])

    @property
    def exact_b(self) -> float | None:
        return self._share(self.counts[BOTH] + self.counts[ONLY_B])

    def _share(self, right: int) -> float | None:
        return right / len(self.pairs) if self.pairs else None

    @cached_property
    def classes(self) -> list[ClassCount]:
        """Most differences first."""
        of: dict[str, list[str]] = {}
        for pair in self.pairs:
            of.setdefault(pair.b.part_class, []).append(pair.verdict)
        found = [ClassCount(name, len(own), own.count(ONLY_A), own.count(ONLY_B)) for name, own in of.items()]
        return sorted(found, key=lambda row: (-row.only_a - row.only_b, row.part_class))

    def chosen(self, verdicts: Iterable[str], part_class: str | None) -> list[Pair]:
        return [
            pair
            for pair in self.pairs
            if pair.verdict in verdicts
            and part_class in (None, pair.b.part_class)
            and pair.a.predicted != pair.b.predicted
        ]


def in_common(a: Iterable[Outcome], b: Iterable[Outcome]) -> Common:
    of_a = {outcome.code: outcome for outcome in a}
    both = sorted((Pair(of_a[o.code], o) for o in b if o.code in of_a), key=lambda pair: pair.b.code)
    same = [pair for pair in both if pair.a.true == pair.b.true]
    return Common(same, changed=len(both) - len(same))
