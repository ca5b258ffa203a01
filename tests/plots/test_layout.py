"""The layout of networks: distances on paper like distances in the network, the same every time, parts apart."""

from __future__ import annotations

import networkx
import numpy as np
import pytest

from clustersim.plots.layout import lay_out, spread_by_distance


def steps(graph: networkx.Graph) -> np.ndarray:
    return np.asarray(networkx.floyd_warshall_numpy(graph, weight=None))


def misfit(distance: np.ndarray, at: np.ndarray) -> float:
    """Return the mean squared relative error of the distances on paper, at their best scale."""
    one, two = np.triu_indices(len(distance), 1)
    shown = np.hypot(*(at[one] - at[two]).T) / distance[one, two]
    return float(np.mean((shown * shown.sum() / (shown**2).sum() - 1.0) ** 2))


@pytest.mark.parametrize(
    "graph",
    [
        networkx.barabasi_albert_graph(60, 2, seed=1),
        networkx.connected_watts_strogatz_graph(60, 4, 0.1, seed=1),
        networkx.star_graph(20),
        networkx.cycle_graph(30),
        networkx.karate_club_graph(),
    ],
)
def test_no_worse_than_kamada_kawai_of_networkx(graph: networkx.Graph) -> None:
    distance = steps(graph)
    theirs = networkx.kamada_kawai_layout(graph, weight=None)
    assert misfit(distance, spread_by_distance(distance)) <= 1.02 * misfit(
        distance, np.array([theirs[i] for i in graph])
    )


def test_a_path_is_a_line() -> None:
    at = spread_by_distance(steps(networkx.path_graph(9)))
    shown = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    np.testing.assert_allclose(shown, np.abs(np.subtract.outer(np.arange(9), np.arange(9))), atol=0.15)


def test_parts_do_not_overlap_and_every_time_is_the_same() -> None:
    parts = [networkx.cycle_graph(9), networkx.star_graph(5), networkx.path_graph(2), networkx.path_graph(2)]
    graph = networkx.disjoint_union_all(parts)
    edges = np.array(graph.edges)
    at = lay_out(len(graph), edges)
    assert np.isfinite(at).all()
    np.testing.assert_array_equal(at, lay_out(len(graph), edges))
    part = np.repeat(np.arange(4), [len(one) for one in parts])
    middles = np.array([at[part == number].mean(axis=0) for number in range(4)])
    for number in range(4):
        own = np.hypot(*(at[part == number] - middles[number]).T).max()
        others = np.hypot(*(at[part != number] - middles[number]).T).min()
        assert own < others


def test_nothing_and_one_pair() -> None:
    assert lay_out(0, np.empty((0, 2), dtype=np.int64)).shape == (0, 2)
    pair = lay_out(2, np.array([[0, 1]]))
    assert np.hypot(*(pair[0] - pair[1])) > 0.5
