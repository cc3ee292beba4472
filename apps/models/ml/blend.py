"""Chooses how candidates are ranked on this plant, from items that the parts have not seen (training only).

The blend is a conditional logit over the signals, drawn towards a sensible start when there are few
items. Simple rules compete with it on the same items and win where they are clearly better.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

from apps.models.ml.model import Blend
from apps.models.ml.ranking import SIGNALS, softmax

Doubles = NDArray[np.float64]


def _weights(**signals: float) -> Doubles:
    """Weights by signal, written with _ for a blank; the others are 0."""
    return np.array([signals.get(signal.replace(" ", "_"), 0.0) for signal in SIGNALS])


_START = _weights(
    network=0.2,
    trees=0.7,
    class_share=0.2,
    neighbours=0.2,
    raw_neighbours=0.2,
    raw_nearest=0.2,
    siblings=0.5,
    made_before=0.5,
)
_RAW = np.array([signal.startswith("raw") for signal in SIGNALS])
_LEADERS = ("network", "trees")
"""The likeliest weights are not always those that are right most often: one of these may deserve more."""
_LED_BY = 3.0
_SIMPLE = {
    "network": _weights(network=1.0),
    "trees": _weights(trees=1.0, network=0.02, class_share=0.01),
    "class share": _weights(class_share=1.0, all_items=1e-3),
    "neighbours": _weights(neighbours=1.0, class_share=1e-3),
    "raw neighbours": _weights(raw_neighbours=1.0, class_share=1e-3),
    "raw nearest": _weights(raw_nearest=5.0, raw_neighbours=1e-2, class_share=1e-3),
}
_ISOTONIC_FROM = 1000


@dataclass(frozen=True)
class Judged:
    """Candidates of held-out items with the true one's place, -1 where it is not among them.

    signals (items, candidates, signals), routing (items, candidates), true (items,).
    """

    signals: NDArray[np.float32]
    routing: NDArray[np.int64]
    true: NDArray[np.int64]

    def chances(self, weights: Doubles) -> NDArray[np.float32]:
        return softmax(self.signals, self.routing, weights)

    def right(self, weights: Doubles) -> NDArray[np.bool_]:
        """Whether the first candidate is the true one."""
        right: NDArray[np.bool_] = self.chances(weights).argmax(axis=1) == self.true
        return right


def join(parts: list[Judged]) -> Judged:
    """Several folds as one; rows are filled up with empty candidates."""
    width = max(part.routing.shape[1] for part in parts)
    pads = [(0, width - part.routing.shape[1]) for part in parts]
    return Judged(
        np.concatenate([np.pad(p.signals, ((0, 0), pad, (0, 0))) for p, pad in zip(parts, pads, strict=True)]),
        np.concatenate(
            [np.pad(p.routing, ((0, 0), pad), constant_values=-1) for p, pad in zip(parts, pads, strict=True)]
        ),
        np.concatenate([part.true for part in parts]),
    )


def choose_blend(judged: Judged, *, raw_allowed: bool) -> tuple[Blend, dict[str, float]]:
    """The blend, and the share of exact routings of each contender on these items."""
    contenders = {"blend without raw": fit_logit(judged, ~_RAW)}
    if raw_allowed:
        contenders["blend"] = fit_logit(judged, np.ones(len(SIGNALS), np.bool_))
    contenders.update(
        {_led(name, leader): _leading(weights, leader) for name, weights in contenders.items() for leader in _LEADERS}
    )
    contenders.update({k: w for k, w in _SIMPLE.items() if raw_allowed or not k.startswith("raw")})
    right = {name: float(judged.right(weights).mean()) for name, weights in contenders.items()}
    name = _winner(judged, contenders, right)
    weights = contenders[name] * _sharpness(judged, contenders[name])
    blend = Blend(
        name=name,
        weights=tuple(float(w) for w in weights),
        uses_raw=bool(weights[_RAW].any()),
        **_calibration(judged, weights),
    )
    return blend, right


def _led(name: str, leader: str) -> str:
    return f"{name}, {leader} first"


def _leading(weights: Doubles, leader: str) -> Doubles:
    return np.where(np.array(SIGNALS) == leader, weights * _LED_BY, weights)


def _winner(judged: Judged, contenders: dict[str, Doubles], right: dict[str, float]) -> str:
    """The better blend by likelihood; another contender that is right more often by enough takes its place.

    What differs much from the blend has to show more, since the best of many is partly lucky.
    """
    blends = [name for name in ("blend without raw", "blend") if name in contenders]
    best = min(blends, key=lambda name: log_loss(judged, contenders[name]) + 0.004 * (name == "blend"))
    error = 0.5 / np.sqrt(len(judged.true))
    led = max((_led(best, leader) for leader in _LEADERS), key=lambda name: right[name])
    chosen = led if right[led] > right[best] + error / 5 else best
    simple = max(_SIMPLE.keys() & contenders.keys(), key=lambda name: (right[name], name))
    return simple if right[simple] > right[chosen] + error else chosen


def _sharpness(judged: Judged, weights: Doubles) -> float:
    """The factor that makes the chances likeliest; it changes no ranking."""
    factors = np.geomspace(0.1, 3, 35)
    return float(factors[np.argmin([log_loss(judged, weights * factor) for factor in factors])])


def log_loss(judged: Judged, weights: Doubles) -> float:
    found = judged.true >= 0
    if not found.any():
        return 0.0
    chance = judged.chances(weights)[found, judged.true[found]]
    return float(-np.log(chance.clip(min=1e-9)).mean())


def fit_logit(judged: Judged, used: NDArray[np.bool_], pull: float = 3.0) -> Doubles:
    """Weights of the used signals with the highest likelihood, less `pull` x squared distance to the start."""
    found = judged.true >= 0
    signals, true = judged.signals[found].astype(np.float64), judged.true[found]
    filled = judged.routing[found] >= 0
    start = np.where(used, _START, 0.0)

    def loss(free: Doubles) -> tuple[float, Doubles]:
        weights = np.zeros(len(used))
        weights[used] = free
        scores = np.where(filled, signals @ weights, -np.inf)
        scores -= scores.max(axis=1, keepdims=True)
        chance = np.exp(scores)
        chance /= chance.sum(axis=1, keepdims=True)
        rows = np.arange(len(true))
        slope = np.einsum("ic,ics->s", chance, signals) - signals[rows, true].sum(axis=0)
        away = weights - start
        total = -np.log(chance[rows, true].clip(min=1e-12)).sum() + pull * (away**2).sum()
        return float(total), (slope + 2 * pull * away)[used]

    best = minimize(loss, start[used], jac=True, method="L-BFGS-B", bounds=[(0, 5)] * int(used.sum()))
    weights = np.zeros(len(used))
    weights[used] = best.x
    return weights


def _calibration(judged: Judged, weights: Doubles) -> dict[str, tuple[float, ...]]:
    """What share was right at each chance: isotonic with many items, logistic with few."""
    chance = judged.chances(weights).max(axis=1).astype(np.float64)
    right = judged.right(weights).astype(np.float64)
    grid = np.linspace(0, 1, 41)
    if len(right) >= _ISOTONIC_FROM:
        curve = IsotonicRegression(y_min=0.01, y_max=0.99, out_of_bounds="clip").fit(chance, right).predict(grid)
    else:
        curve = _logistic(chance, right, grid)
    return {"chance_from": tuple(grid.tolist()), "chance_to": tuple(curve.clip(0.01, 0.99).tolist())}


def _logistic(chance: Doubles, right: Doubles, grid: Doubles) -> Doubles:
    """Platt's scaling (1999), drawn towards leaving the chance as it is."""

    def logit(p: Doubles) -> Doubles:
        p = p.clip(1e-3, 1 - 1e-3)
        return np.asarray(np.log(p / (1 - p)))

    def loss(ab: Doubles) -> float:
        z = ab[0] * logit(chance) + ab[1]
        fit = np.logaddexp(0, z).sum() - (right * z).sum()
        return float(fit + 2 * (ab[0] - 1) ** 2 + 2 * ab[1] ** 2)

    a, b = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.05, 5), (-5, 5)]).x
    curve: Doubles = 1 / (1 + np.exp(-(a * logit(grid) + b)))
    return curve
