"""Neighbours: the graph against comparing with every vector."""

import numpy as np

from apps.models.ml import index

VECTORS = np.random.default_rng(0).normal(size=(2000, 16)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)


def test_graph_finds_what_exact_search_finds() -> None:
    graph = index.build(VECTORS, seed=1)
    assert index.recall(graph, VECTORS, VECTORS[:300]) >= 0.99


def test_exact_search_is_brute_force() -> None:
    places, cosines = index.exact(VECTORS, VECTORS[:50], 10)
    truth = np.sort(VECTORS[:50] @ VECTORS.T, axis=1)[:, ::-1][:, :10]
    assert np.allclose(cosines, truth, atol=1e-6)
    assert (places[:, 0] == np.arange(50)).all()


def test_ties_go_to_the_lower_place() -> None:
    places, _ = index.best(np.array([[1.0, 2.0, 2.0, 0.0]], np.float32), 3)
    assert places.tolist() == [[1, 2, 0]]


def test_fewer_items_than_asked_for() -> None:
    assert index.exact(VECTORS[:3], VECTORS[:2], 10)[0].shape == (2, 3)
