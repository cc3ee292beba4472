"""How often predictions are right, beside simple methods and a random forest, on every data set at hand.

Three protocols: "grouped" is the training's own judgement, where items alike are held out together; "by time"
predicts the newest from the oldest; "at random" hides the routings of items drawn at random before anything is
loaded and has `manage.py predict` propose them, which is how people meet the product.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from _bench_data import key, only_items, some, tables, with_truth, without_columns, without_routings
from _bench_figures import Figure
from _bench_place import AGAIN, Database, Place, Trained, write_codes
from _bench_score import judge, read_guesses, read_truth
from _steps import ROOT, say, step

SHARED = ROOT.parent / "shared"
PART = "accuracy"
HIDDEN_SHARE, HIDDEN_MOST = 0.2, 2_000
SMALL_ITEMS = 1_541
DEMO_ITEMS = 3_000
NAMES = {
    "class_most_frequent": "class",
    "nearest_neighbour": "nearest",
    "ten_neighbour_vote": "vote of 10",
    "random_forest": "forest",
}
WITHOUT_LIMIT = {
    "expected_calibration_error": "calibration error",
    "run_median_ape": "run time, median error",
    "run_coverage_80": "run time, share inside the 80 % range",
}
Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Options:
    trees: int = 200
    seed: int = 1
    only: Sequence[str] = ()
    folders: Sequence[Path] = ()
    demo_items: int = DEMO_ITEMS


@dataclass(frozen=True)
class DataSet:
    """`seen` is what the model of the protocol "at random" learns from, `whole` knows how the hidden items are made.

    The two other protocols judge a training on `own`.
    """

    name: str
    whole: Database
    seen: Database
    own: Database
    hidden: Sequence[str]
    truth: Figures


def accuracy(place: Place, options: Options) -> Iterator[Figure]:
    makers = _makers(place, options)
    unknown = set(options.only) - makers.keys()
    if unknown:
        raise SystemExit(f"No data set {min(unknown)} here; there are {', '.join(makers)}.")
    chosen = [make for name, make in makers.items() if name in (options.only or makers)]
    for make in chosen:
        yield from _figures_of(make(), options)


def _makers(place: Place, options: Options) -> dict[str, Callable[[], DataSet]]:
    """What makes each data set, by its name: only those that are asked for are made."""
    makers: dict[str, Callable[[], DataSet]] = {}
    folders = [*_shared(), *options.folders]
    for folder in folders:
        makers[folder.name] = _Usual(place, folder.name, folder, options.seed)
    if SHARED / "erp_sample" in folders:
        sample = _Sample(place, SHARED / "erp_sample", options.seed)
        makers[f"erp_sample_{SMALL_ITEMS}"] = sample.small
        makers["erp_sample_names_only"] = sample.names_only
        makers["erp_sample_no_text"] = sample.no_text
    makers["demo_plant"] = lambda: demo_plant(place, options.demo_items)
    return makers


def _shared() -> Iterator[Path]:
    if not SHARED.is_dir():
        say(f"{SHARED} is not here: its samples lie beside the developers' checkouts. The demo plant is measured.")
        return
    yield SHARED / "erp_sample"
    yield from sorted(path for path in (SHARED / "data").iterdir() if path.is_dir())


@dataclass(frozen=True)
class _Usual:
    """A data set of a folder whose routed items are partly hidden."""

    place: Place
    name: str
    folder: Path
    seed: int

    def __call__(self) -> DataSet:
        whole = self.place.loaded(self.name, self.folder)
        truth: Figures = whole.inside("truth")
        hidden = some(truth, share=HIDDEN_SHARE, most=HIDDEN_MOST, seed=self.seed)
        part = without_routings(self.folder, self.place.folder / "data" / f"{self.name}_seen", hidden)
        return DataSet(self.name, whole, self.place.loaded(f"{self.name}_seen", part), whole, hidden, truth)


@dataclass(frozen=True)
class _Sample:
    """Variations of the ERP's sample, made from its generic form."""

    place: Place
    folder: Path
    seed: int

    def small(self) -> DataSet:
        whole = self.place.loaded("erp_sample", self.folder)
        codes = some(whole.inside("truth"), share=1.0, most=SMALL_ITEMS, seed=self.seed)
        return self._made(f"erp_sample_{SMALL_ITEMS}", lambda source, target: only_items(source, target, codes))

    def names_only(self) -> DataSet:
        kept = {"item_code", "name", "created_on"}
        return self._without("erp_sample_names_only", lambda column: column not in kept)

    def no_text(self) -> DataSet:
        texts = {"name", *self._generic[1].get("text", [])}
        return self._without("erp_sample_no_text", lambda column: column in texts)

    def _without(self, name: str, drop: Callable[[str], bool]) -> DataSet:
        return self._made(name, lambda source, target: without_columns(source, target, drop))

    def _made(self, name: str, make: Callable[[Path, Path], Path]) -> DataSet:
        folder = make(self._generic[0], self.place.folder / "data" / name)
        return _Usual(self.place, name, folder, self.seed)()

    @cached_property
    def _generic(self) -> tuple[Path, dict[str, list[str]]]:
        """The folder, and its attributes by kind."""
        folder = self.place.folder / "data" / "erp_sample_generic"
        return folder, self.place.loaded("erp_sample", self.folder).inside("export", folder=str(folder))


def demo_plant(place: Place, items: int) -> DataSet:
    """Its unrouted items are the hidden ones: the plant itself tells how they are made."""
    name = f"demo_{items}"
    plant, _seconds = made_plant(place, items)
    seen = place.loaded(name, plant)
    told = with_truth(plant, place.folder / "data" / f"{name}_whole")
    whole = place.loaded(f"{name}_whole", told)
    truth: Figures = whole.inside("truth")
    routed = set(map(key, seen.inside("codes", has_routing=True, count=items)))
    return DataSet("demo_plant", whole, seen, seen, [code for code in truth if key(code) not in routed], truth)


def made_plant(place: Place, items: int) -> tuple[Path, float | None]:
    """The folder, and how many seconds its making took if it was made now. Written aside, then renamed."""
    folder = place.folder / "data" / f"demo_{items}"
    if folder.is_dir() and any(tables(folder)):
        return folder, None
    with step(f"Make a demo plant of {items:,} items", AGAIN) as said:
        aside = folder.with_suffix(".part")
        made = place.database("none").manage_json("make_demo_plant", str(aside), "--items", str(items), "--seed", "1")
        aside.rename(folder)
        said(f"{made['seconds']} s")
    return folder, float(made["seconds"])


def _figures_of(data: DataSet, options: Options) -> Iterator[Figure]:
    metrics = data.own.train().metrics
    own = data.own.inside("rivals", test=None, trees=options.trees, seed=options.seed)
    yield from _protocol(data.name, "grouped", metrics["held_out"], metrics["baselines"] | own)
    if metrics.get("by_time"):
        yield from _protocol(data.name, "by time", metrics["by_time"], metrics["by_time"]["baselines"])
    trained = data.seen.train()
    with step(f"Predict the {len(data.hidden):,} hidden items of {data.name}", AGAIN):
        guessed = _guessed(data, trained)
    hidden = set(map(key, data.hidden))
    truth = {code: made for code, made in read_truth(data.truth).items() if code in hidden}
    rivals = data.whole.inside("rivals", test=list(data.hidden), trees=options.trees, seed=options.seed)
    yield from _protocol(data.name, "at random", judge(read_guesses(guessed), truth), rivals)


def _guessed(data: DataSet, trained: Trained) -> Path:
    folder = data.seen.place.folder / "predicted"
    asked = write_codes(folder / f"{data.seen.name}.items.csv", data.hidden)
    out = folder / f"{data.seen.name}.csv"
    data.seen.manage("predict", str(asked), "--out", str(out), "--version", str(trained.number))
    return out


def _error(ours: Figures) -> str:
    """The standard error of the share of exact routings."""
    share = ours["exact"]
    return f"{(share * (1 - share) / ours['items']) ** 0.5:.3f}"


def _protocol(name: str, protocol: str, ours: Figures, rivals: Mapping[str, Figures]) -> Iterator[Figure]:
    """Ours has to be at least as good as the best of the others."""
    what = f"{name}, {protocol}"
    for figure in ("exact", "similarity"):
        peers = {NAMES[rival]: float(rivals[rival][figure]) for rival in NAMES if rival in rivals}
        note = f"{ours['items']:,} items, ± {_error(ours)}" if figure == "exact" else ""
        yield Figure(PART, f"{what}: {figure}", ours[figure], "", max(peers.values()), True, peers, note)
    for measured, words in WITHOUT_LIMIT.items():
        if ours.get(measured) is not None:
            yield Figure(PART, f"{what}: {words}", ours[measured])
