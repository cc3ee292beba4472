"""Trains a model: evaluation on items held out, then the model of all items, then the artefact."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from apps.models.ml import artifact, held_out, index
from apps.models.ml.evaluation import (
    Trial,
    baseline_figures,
    class_figures,
    held_out_figures,
    outcome_rows,
    short_figures,
    trials,
    worst_items,
)
from apps.models.ml.features import NAME, PART_CLASS
from apps.models.ml.fit import Prepared, fit
from apps.models.ml.importance import importance, join_importance
from apps.models.ml.jobs import Job, run_jobs
from apps.models.ml.learning import Learned, TrainingOptions, Unseen, learn, prepare, try_out
from apps.models.ml.mapped_index import MappedIndex
from apps.models.ml.model import Model, Shown
from apps.models.ml.network import Tick
from apps.models.ml.plan import Done, Plan, Split, make_plan
from apps.models.ml.plant import Plant, Progress
from apps.models.ml.ranking import SIGNALS
from apps.models.ml.strings import strings
from apps.models.ml.text import as_text

Places = NDArray[np.int64]
_RECALL_SAMPLE = 1_000


@dataclass(frozen=True)
class Judgement:
    """What held-out items say of a training, and the final model's index."""

    found: list[Trial]
    learned: Learned
    by_time: dict[str, Any] | None
    importance: list[dict[str, Any]]
    index: index.NativeIndex


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

    The figures (:mod:`evaluation` says which) are those of models that were trained in the same way
    without the items they are judged on; the stored model has seen all. Raises TooLittleData, and
    Cancelled when `progress` does, which is called from the caller's own thread.
    """
    # One BLAS thread per fit, several fits at once: small matrices gain nothing from more, and threads
    # that wait for each other by spinning are worst of all on a shared machine.
    with threadpool_limits(1):
        return _train(plant, folder, options or TrainingOptions(), seed, progress, threads)


def _train(
    plant: Plant, folder: Path, options: TrainingOptions, seed: int, progress: Progress, threads: int
) -> dict[str, Any]:
    progress("Reading the catalogue", 0.0)
    prepared = prepare(plant, options)
    plan = make_plan(prepared, options, seed)
    done = _run_plan(prepared, plan, seed, threads, lambda s: progress("Training", 0.03 + 0.72 * s))
    judged = _judge(
        prepared, plan, done, seed, threads, lambda s: progress("Judging on held-out items", 0.75 + 0.2 * s)
    )
    found, learned = judged.found, judged.learned
    progress("Measuring", 0.95)
    model = replace(learned.onto(done.final), shown=make_shown(prepared), index=judged.index)
    metrics = {
        "held_out": held_out_figures(prepared, found),
        "baselines": baseline_figures(found),
        "by_class": class_figures(prepared, found),
        "by_time": judged.by_time,
        "importance": judged.importance,
        "recall_at_10": _recall(model, judged.index, seed),
        "blend": _blend_figures(learned, prepared),
        "training": _counts(prepared, model),
        "attributes": model.encoder.columns,
        "worst_items": worst_items(prepared, found),
    }
    progress("Writing the model", 0.97)
    outcomes = held_out.encode(outcome_rows(prepared, found), prepared.plant.operations)
    artifact.save(model, metrics, outcomes, folder, seed=seed, data=_counts(prepared, model))
    progress("Done", 1.0)
    return metrics


def _run_plan(prepared: Prepared, plan: Plan, seed: int, threads: int, tick: Tick) -> Done:
    """All fits of the plan, those of the product first: they are the longest."""
    tries = [split for inner in plan.inner for split in inner]
    whole = [np.arange(len(prepared.routed.items)), *(s.train for s in plan.splits)]
    whole += [plan.by_time.train] if plan.by_time else []
    jobs: list[Job] = [partial(fit, prepared, positions, seed) for positions in whole]
    jobs += [partial(try_out, prepared, split.train, split.test, seed) for split in tries]
    costs = [float(len(p)) for p in whole] + [float(len(split.train)) for split in tries]
    results = run_jobs(jobs, costs, threads, tick)
    rest = iter(results[len(whole) :])
    tried = [[next(rest) for _ in inner] for inner in plan.inner]
    by_time = results[len(whole) - 1] if plan.by_time else None
    return Done(results[0], results[1 : 1 + len(plan.splits)], by_time, tried)


def _judge(prepared: Prepared, plan: Plan, done: Done, seed: int, threads: int, tick: Tick) -> Judgement:
    """Held-out and newest items predicted, and the index built beside it."""
    splits = zip(plan.splits, done.models, done.tried, strict=False)
    jobs: list[Job] = [partial(_held_out, prepared, split, model, tried, seed) for split, model, tried in splits]
    # In this order the two evaluations of a large plant hardly meet: their simple methods take much memory.
    jobs.append(partial(index.build, done.final.known.vectors, seed))
    jobs.append(partial(_newest, prepared, plan.by_time, done.by_time, done.tried[len(plan.splits) - 1]))
    *parts, graph, by_time = run_jobs(jobs, [1.0] * len(jobs), threads, tick)
    found, learned, losses = zip(*parts, strict=True)
    chosen = learn(prepared, done.tried[-1], len(prepared.routed.items)) if plan.final_inner else learned[-1]
    return Judgement([trial for some in found for trial in some], chosen, by_time, join_importance(losses), graph)


def _held_out(
    prepared: Prepared, split: Split, model: Model, tried: list[Unseen], seed: int, tick: Tick
) -> tuple[list[Trial], Learned, list[dict[str, Any]]]:
    """Trials of held-out items by a model and a blend that have not seen them, and what its attributes are worth."""
    learned = learn(prepared, tried, len(split.train))
    judged = learned.onto(model)
    found = trials(prepared, judged, split.train, split.test, lambda share: tick(0.7 * share))
    return found, learned, importance(prepared, judged, split.test, seed, lambda share: tick(0.7 + 0.3 * share))


def _newest(
    prepared: Prepared, split: Split | None, model: Model | None, tried: list[Unseen], tick: Tick
) -> dict[str, Any] | None:
    """The newest 20 % from the oldest 80 %, with the blend of the held-out evaluation."""
    if split is None or model is None:
        return None
    learned = learn(prepared, tried, len(split.train))
    found = trials(prepared, learned.onto(model), split.train, split.test, tick)
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


def _recall(model: Model, graph: index.NativeIndex, seed: int) -> float:
    """The lower recall of the two ways in which the graph is asked: hnswlib's own, and the walk in its file."""
    vectors = model.known.vectors
    rng = np.random.default_rng(seed)
    asked = vectors[rng.choice(len(vectors), min(_RECALL_SAMPLE, len(vectors)), replace=False)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / artifact.GRAPH
        graph.save(path)
        walk = MappedIndex.open(path, *vectors.shape)
        return min(index.recall(way, vectors, asked) for way in (graph, walk))


def _blend_figures(learned: Learned, prepared: Prepared) -> dict[str, Any]:
    return {
        "method": learned.blend.name,
        "weights": dict(zip(SIGNALS, learned.blend.weights, strict=True)),
        "exact_on_validation": learned.right,
        "part_class_from": prepared.class_attribute or PART_CLASS,
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
        **_days("items", prepared.plant.items.created_days[prepared.routed.items]),
        **_days("results", prepared.plant.results.day),
    }


def _days(name: str, days: NDArray[np.int32]) -> dict[str, int]:
    """The oldest and the newest day that is known, counted from 1970-01-01; nothing where none is."""
    known = days[days >= 0]
    return {f"{name}_from_day": int(known.min()), f"{name}_to_day": int(known.max())} if len(known) else {}
