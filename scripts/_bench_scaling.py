"""How training and one prediction grow with the plant."""

import math
import secrets
from collections.abc import Iterator, Sequence

from _bench_accuracy import made_plant
from _bench_figures import Figure
from _bench_place import Place, Trained
from _bench_speed import one_prediction

PART = "scaling"
ALLOWED = 1.5
"""Times the growth of n log n, or log n: what a constant part and a shared machine may add."""


def scaling(place: Place, sizes: Sequence[int]) -> Iterator[Figure]:
    """From the smallest plant on, each figure stands beside the growth that its order allows."""
    found = [(size, *_measured(place, size)) for size in sorted(sizes)]
    _, base, base_ms = found[0]
    for size, trained, milliseconds in found:
        on = f"{size:,} items, {trained.items:,} routed"
        yield Figure(PART, f"train, {on}", trained.seconds, "s")
        yield Figure(PART, f"one prediction, {on}", milliseconds, "ms")
        if trained is not base:
            yield _ratio(f"train, {on}: growth ÷ n log n", trained.seconds / base.seconds, _n_log_n(trained, base))
            yield _ratio(f"one prediction, {on}: growth ÷ log n", milliseconds / base_ms, _log_n(trained, base))


def _ratio(what: str, growth: float, allowed: float) -> Figure:
    return Figure(PART, what, growth / allowed, "", ALLOWED, note=f"grew ×{growth:.2f}, the order ×{allowed:.2f}")


def _log_n(trained: Trained, base: Trained) -> float:
    return math.log(trained.items) / math.log(base.items)


def _n_log_n(trained: Trained, base: Trained) -> float:
    return trained.items / base.items * _log_n(trained, base)


def _measured(place: Place, size: int) -> tuple[Trained, float]:
    plant, _ = made_plant(place, size)
    database = place.loaded(f"demo_{size}", plant)
    trained = database.train()
    in_use = database.inside("active")
    if in_use is None or in_use["number"] != trained.number:
        database.inside("activate", number=trained.number, password=secrets.token_urlsafe(12))
    return trained, one_prediction(database)["median"]
