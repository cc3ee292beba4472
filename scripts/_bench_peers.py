"""Inside the product: our search beside others', on the same vectors with the same questions, one at a time.

All use one thread. They take turns over several rounds, since the machine is never quite quiet.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import hnswlib
import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import sql
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from apps.catalog.models import Item
from apps.catalog.models.coded import code_key
from apps.models.ml import index
from apps.models.ml.mapped_index import MappedIndex
from apps.models.ml.predictor import Predictor
from apps.models.selectors import query_for_item, trained_attributes
from apps.models.serving import active_predictor

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
NEAREST = 10
ROUNDS = 5
SEED = 1
TABLE = sql.Identifier("bench_vectors")
Search = Callable[[Floats], Places]


@dataclass(frozen=True)
class Peer:
    """search: positions of the nearest of one vector; build_seconds: None where there is nothing to build."""

    name: str
    search: Search
    build_seconds: float | None


@dataclass(frozen=True)
class Met:
    name: str
    build_seconds: float | None
    milliseconds: float
    recall: float


def peers(*, codes: list[str], host: str, database: str) -> list[dict[str, Any]]:
    """Ours first. The vectors are the active version's, the questions those that these items would ask."""
    predictor = active_predictor().predictor
    known = np.array(predictor.model.known.vectors)
    asked = _asked(predictor, codes)
    with psycopg.connect(host=host, user="postgres", dbname=database, autocommit=True) as server:
        return [vars(met) for met in compare(known, asked, server)]


def _asked(predictor: Predictor, codes: Sequence[str]) -> Floats:
    """The items' embeddings, as ranking looks for their neighbours."""
    attributes = trained_attributes(active_predictor().columns)
    items = Item.objects.filter(code_key__in=[code_key(code) for code in codes])
    asked = predictor.ask([query_for_item(item, attributes) for item in items])
    model = predictor.model
    return model.embedding.vectors(model.network.outputs(model.network.hidden(asked.whole)), asked.features)


def compare(known: Floats, asked: Floats, server: psycopg.Connection[Any], rounds: int = ROUNDS) -> list[Met]:
    """Medians over the rounds of the median of a round's questions."""
    with threadpool_limits(1), tempfile.TemporaryDirectory() as folder:
        contenders = [*ours(known, Path(folder)), *others(known, server)]
        times: dict[str, list[float]] = {peer.name: [] for peer in contenders}
        for part in np.array_split(asked, rounds):
            for peer in contenders:
                times[peer.name].append(median(_milliseconds(peer.search, vector) for vector in part))
        truth = index.exact(known, asked, NEAREST)[1][:, -1]
        found = {peer.name: _recall(peer.search, known, asked, truth) for peer in contenders}
    return [Met(peer.name, peer.build_seconds, median(times[peer.name]), found[peer.name]) for peer in contenders]


def _milliseconds(search: Search, vector: Floats) -> float:
    began = time.perf_counter()
    search(vector)
    return (time.perf_counter() - began) * 1000


def _recall(search: Search, known: Floats, asked: Floats, border: Floats) -> float:
    """Share of the true nearest that are found; a tie at the border counts as found."""
    found = [(known[search(vector)] @ vector >= low - 1e-6).sum() for vector, low in zip(asked, border, strict=True)]
    return float(np.sum(found) / (NEAREST * len(asked)))


def ours(known: Floats, folder: Path) -> list[Peer]:
    """As the product searches: in small catalogues exactly, in large ones by the graph, walked where it lies."""
    if len(known) <= index.EXACT_UP_TO:
        return [Peer("ours, exact", lambda vector: index.exact(known, vector[None], NEAREST)[0][0], None)]
    began = time.perf_counter()
    graph = index.build(known, SEED)
    seconds = time.perf_counter() - began
    graph.save(folder / "graph")
    mapped = MappedIndex.open(folder / "graph", *known.shape)
    return [
        Peer("ours, pages", lambda vector: mapped.search(vector[None], NEAREST)[0][0], seconds),
        Peer("ours, files", lambda vector: graph.search(vector[None], NEAREST)[0][0], seconds),
    ]


def others(known: Floats, server: psycopg.Connection[Any]) -> list[Peer]:
    return [brute_force(known), bare_hnswlib(known), pgvector(known, server)]


def brute_force(known: Floats) -> Peer:
    """As a notebook would write it."""
    began = time.perf_counter()
    fitted = NearestNeighbors(n_neighbors=NEAREST, metric="cosine", algorithm="brute").fit(known)
    seconds = time.perf_counter() - began
    return Peer("scikit-learn, brute force", lambda vector: fitted.kneighbors(vector[None])[1][0], seconds)


def bare_hnswlib(known: Floats) -> Peer:
    """With the parameters of ours."""
    began = time.perf_counter()
    graph = hnswlib.Index(space="ip", dim=known.shape[1])
    graph.init_index(max_elements=len(known), M=index.LINKS, ef_construction=index.EFFORT_BUILDING, random_seed=SEED)
    graph.add_items(known, num_threads=1)
    graph.set_ef(index.EFFORT_ASKING)
    seconds = time.perf_counter() - began
    return Peer("hnswlib", lambda vector: graph.knn_query(vector, NEAREST, num_threads=1)[0][0].astype(int), seconds)


def pgvector(known: Floats, server: psycopg.Connection[Any]) -> Peer:
    """HNSW in PostgreSQL, with the parameters of ours; loaded by COPY, then indexed by one process."""
    began = time.perf_counter()
    width = known.shape[1]
    server.execute("CREATE EXTENSION IF NOT EXISTS vector")
    server.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(TABLE))
    server.execute(sql.SQL("CREATE UNLOGGED TABLE {} (id integer, v vector({}))").format(TABLE, sql.Literal(width)))
    with server.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(TABLE)) as copy:
        for place, vector in enumerate(known):
            copy.write_row((place, _text(vector)))
    server.execute("SET maintenance_work_mem = '1GB'")
    server.execute("SET max_parallel_maintenance_workers = 0")
    options = f"m = {index.LINKS}, ef_construction = {index.EFFORT_BUILDING}"
    server.execute(sql.SQL("CREATE INDEX ON {} USING hnsw (v vector_ip_ops) WITH ({})").format(TABLE, sql.SQL(options)))
    server.execute(f"SET hnsw.ef_search = {index.EFFORT_ASKING}")
    seconds = time.perf_counter() - began
    query = sql.SQL("SELECT id FROM {} ORDER BY v <#> %s::vector LIMIT {}").format(TABLE, sql.Literal(NEAREST))

    def search(vector: Floats) -> Places:
        rows = server.execute(query, [_text(vector)], prepare=True).fetchall()
        return np.array([place for (place,) in rows], np.int64)

    return Peer("pgvector, HNSW", search, seconds)


def _text(vector: Floats) -> str:
    return f"[{','.join(map(str, vector.tolist()))}]"
