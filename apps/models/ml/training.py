"""Trains a model: evaluation on items held out, then the model of all items, then the artefact."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from apps.models.ml import artifact, index
from apps.models.ml.evaluation import (
    Trial,
    baseline_figures,
    class_figures,
    held_out_figures,
    short_figures,
    trials,
    worst_items,
)
from apps.models.ml.features import NAME, PART_CLASS
from apps.models.ml.fit import Prepared, fit
from apps.models.ml.learning import Learned, TrainingOptions, fit_and_blend, prepare
from apps.models.ml.model import Model, Shown
from apps.models.ml.plant import Plant, Progress
from apps.models.ml.ranking import SIGNALS
from apps.models.ml.splits import folds, groups, hold_out, newest
from apps.models.ml.strings import strings
from apps.models.ml.text import as_text

Places = NDArray[np.int64]
_RECALL_SAMPLE = 1_000


def train_model(
    plant: Plant,
    folder: Path,
    *,
    seed: int,
    progress: Progress,
    threads: int,
    options: TrainingOptions | None = None,
) -> dict[str, Any]:
    """Trains on all routed items and writes the artefact into the empty `folder`; returns its metrics.

    The figures are those of models that were trained in the same way without the items they are judged
    on; the stored model has seen all. Raises TooLittleData, and Cancelled when `progress` does.
    """
    with threadpool_limits(threads):
        return _train(plant, folder, options or TrainingOptions(), seed, progress)


def _train(
    plant: Plant, folder: Path, options: TrainingOptions, seed: int, progress: Progress
) -> dict[str, Any]:
    progress("Reading the catalogue", 0.0)
    prepared = prepare(plant, options)
    group = groups(plant.items, prepared.routed.items)
    found, learned = _evaluate(prepared, group, options, seed, _stage(progress, "Judging on held-out items", 0.02, 0.6))
    by_time = _evaluate_by_time(
        prepared, learned, options, seed, _stage(progress, "Judging on the newest items", 0.6, 0.75)
    )
    everything = np.arange(len(prepared.routed.items))
    tick = _stage(progress, "Training on all items", 0.75, 0.95)
    if len(everything) < options.refit_below:
        model, learned = fit_and_blend(prepared, group, everything, options, seed, tick)
    else:
        model = learned.onto(fit(prepared, everything, seed, tick))
    progress("Building the index", 0.95)
    model = replace(model, shown=make_shown(prepared), index=index.build(model.known.vectors, seed))
    metrics = {
        "held_out": held_out_figures(prepared, found),
        "baselines": baseline_figures(found),
        "by_class": class_figures(prepared, found),
        "by_time": by_time,
        "recall_at_10": _recall(model, seed),
        "blend": _blend_figures(learned, prepared),
        "training": _counts(prepared, model),
        "worst_items": worst_items(prepared, found),
    }
    progress("Writing the model", 0.98)
    artifact.save(model, metrics, folder, seed=seed, data=_counts(prepared, model))
    progress("Done", 1.0)
    return metrics


def _stage(progress: Progress, name: str, start: float, end: float) -> Callable[[float], None]:
    progress(name, start)
    return lambda share: progress(name, start + (end - start) * min(max(share, 0.0), 1.0))


def _evaluate(
    prepared: Prepared, group: Places, options: TrainingOptions, seed: int, tick: Callable[[float], None]
) -> tuple[list[Trial], Learned]:
    """Trials of held-out items: one split of a large plant, five folds of a small one."""
    everything = np.arange(len(group))
    if len(group) < options.refit_below:
        splits = [fold for fold in folds(group, 5, seed) if len(fold)]
    else:
        splits = [hold_out(group, options.held_out_share, options.most_held_out, seed)]
    found: list[Trial] = []
    for k, test in enumerate(splits):
        train = np.setdiff1d(everything, test)
        model, learned = fit_and_blend(
            prepared, group, train, options, seed, lambda s, k=k: tick((k + 0.9 * s) / len(splits))
        )
        found += trials(prepared, model, train, test)
        tick((k + 1) / len(splits))
    return found, learned


def _evaluate_by_time(
    prepared: Prepared, learned: Learned, options: TrainingOptions, seed: int, tick: Callable[[float], None]
) -> dict[str, Any] | None:
    """The newest 20 % from the oldest 80 %, with the blend chosen before."""
    split = newest(prepared.plant.items.created_days[prepared.routed.items], 0.2, options.most_held_out)
    if split is None or len(split[0]) < options.least_items:
        return None
    model = learned.onto(fit(prepared, split[0], seed, tick))
    found = trials(prepared, model, *split)
    return {**short_figures(found), "baselines": baseline_figures(found)}


def make_shown(prepared: Prepared) -> Shown:
    """Attribute values as people read them, each distinct text once."""
    items, rows = prepared.plant.items, prepared.routed.items
    columns = [(NAME, items.names), (PART_CLASS, items.part_classes)]
    columns += [(column.key, column.values) for column in items.columns]
    number: dict[str, int] = {}
    codes = np.zeros((len(rows), len(columns)), np.int32)
    for k, (_, values) in enumerate(columns):
        codes[:, k] = [number.setdefault(as_text(v), len(number)) for v in values[rows].tolist()]
    return Shown(tuple(key for key, _ in columns), strings(number), codes)


def _recall(model: Model, seed: int) -> float | None:
    if model.index is None:
        return None
    vectors = model.known.vectors
    rng = np.random.default_rng(seed)
    asked = vectors[rng.choice(len(vectors), min(_RECALL_SAMPLE, len(vectors)), replace=False)]
    return index.recall(model.index, vectors, asked)


def _blend_figures(learned: Learned, prepared: Prepared) -> dict[str, Any]:
    return {
        "method": learned.blend.name,
        "weights": dict(zip(SIGNALS, learned.blend.weights, strict=True)),
        "exact_on_validation": learned.right,
        "part_class_from": prepared.class_attribute or "part class",
    }


def _counts(prepared: Prepared, model: Model) -> dict[str, int]:
    return {
        "items": len(prepared.routed.items),
        "routings": len(model.book.counts),
        "operations": len(set(prepared.plant.steps.operation.tolist())),
        "resources": len(set(prepared.plant.steps.resource.tolist()) - {-1}),
        "steps": len(prepared.plant.steps.item),
        "results": len(prepared.plant.results.item),
        "purchases": len(prepared.plant.purchases.item),
        "features": model.encoder.size,
    }
