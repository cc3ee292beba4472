"""Our search for similar items beside others', on a large plant's own vectors."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from _bench_accuracy import made_plant
from _bench_figures import Figure
from _bench_place import AGAIN, Place
from _steps import step

PART = "index"
QUESTIONS = 1_000
RECALL = 0.95


def index(place: Place, items: int) -> Iterator[Figure]:
    plant, _ = made_plant(place, items)
    database = place.loaded(f"demo_{items}", plant)
    if database.inside("active") is None:  # else any version's vectors will do
        database.inside("activate", number=database.train().number, password=secrets.token_urlsafe(12))
    codes = database.inside("codes", has_routing=False, count=QUESTIONS)
    with step("Search beside scikit-learn, hnswlib and pgvector", AGAIN):
        met = database.inside("peers", codes=codes, host=place.host, database=database.full_name)
    yield from figures(met, f"{database.inside('active')['items']:,} vectors")


def figures(met: Sequence[Mapping[str, Any]], vectors: str) -> Iterator[Figure]:
    """Of each of our searches, with the others' as peers."""
    own = [peer for peer in met if peer["name"].startswith("ours")]
    others = [peer for peer in met if peer not in own]

    def beside(figure: str) -> dict[str, float]:
        return {peer["name"]: peer[figure] for peer in others if peer[figure] is not None}

    for ours in own:
        what = f"{ours['name']}, {vectors}"
        yield Figure(PART, f"{what}: one search", ours["milliseconds"], "ms", peers=beside("milliseconds"))
        yield Figure(PART, f"{what}: recall of the 10 nearest", ours["recall"], "", RECALL, True, beside("recall"))
        if ours["build_seconds"] is not None:
            yield Figure(PART, f"{what}: building", ours["build_seconds"], "s", peers=beside("build_seconds"))
