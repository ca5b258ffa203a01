"""Compiled measures of networks against networkx, samples against the exact figure, persistence by hand."""

from __future__ import annotations

import math

import networkx
import numpy as np
import pytest

from clustersim import metrics
from clustersim.core.adjacency import Adjacency, link
from clustersim.metrics import graphs, mixing
from clustersim.metrics.sampling import sampled_distances


def random_graph(seed: int) -> tuple[networkx.Graph, np.ndarray, np.ndarray]:
    """Return a graph with hubs, leaves, isolates, triangles and several components."""
    random = np.random.default_rng(seed)
    nodes = int(random.integers(5, 60))
    graph = networkx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(
        (int(i), int(j)) for i, j in random.integers(0, nodes, (int(random.integers(1, 2 * nodes)), 2)) if i != j
    )
    graph.add_edges_from((0, int(j)) for j in random.integers(1, nodes, 4))
    edges = random.permutation(np.array(graph.edges))
    return graph, edges[:, 0], edges[:, 1]


@pytest.mark.parametrize("seed", range(25))
def test_as_networkx(seed: int) -> None:
    graph, first, second = random_graph(seed)
    nodes = len(graph)
    links = link(nodes, first, second)
    degree = np.diff(links.start).astype(np.int32)
    assert [set(links.partner[links.start[i] : links.start[i + 1]].tolist()) for i in range(nodes)] == [
        set(graph[i]) for i in range(nodes)
    ]
    ends = np.repeat(np.arange(nodes), np.diff(links.start))
    assert (np.where(first[links.tie] == ends, second[links.tie], first[links.tie]) == links.partner).all()
    assert ((first[links.tie] == ends) | (second[links.tie] == ends)).all()
    assert graphs.triangles(links).tolist() == [networkx.triangles(graph)[i] for i in range(nodes)]
    assert graphs.core_numbers(links).tolist() == [networkx.core_number(graph)[i] for i in range(nodes)]
    found = graphs.cuts(links)
    assert set(np.flatnonzero(found.articulation)) == set(networkx.articulation_points(graph))
    assert found.bridges == len(list(networkx.bridges(graph)))
    for node in range(nodes):
        rest = graph.subgraph(networkx.node_connected_component(graph, node) - {node})
        pieces = [len(piece) for piece in networkx.connected_components(rest)]
        assert found.damage[node] == sum(pieces) - max(pieces, default=0)
    away = graphs.distances(links, np.arange(nodes))
    for node in range(nodes):
        steps = [d for d in networkx.single_source_shortest_path_length(graph, node).values() if d]
        assert (away.reached[node], away.total[node]) == (len(steps), sum(steps))
        assert away.inverse[node] == pytest.approx(sum(1.0 / d for d in steps))
    assert mixing.transitivity(degree, graphs.triangles(links)) == pytest.approx(
        networkx.transitivity(graph), nan_ok=True
    )
    assert mixing.local_clustering(degree, graphs.triangles(links)) == pytest.approx(networkx.average_clustering(graph))
    assert mixing.degree_assortativity(degree, first, second) == pytest.approx(
        networkx.degree_assortativity_coefficient(graph), abs=1e-9, nan_ok=True
    )
    label = np.arange(nodes) % 3
    networkx.set_node_attributes(graph, dict(enumerate(label.tolist())), "label")
    assert mixing.label_assortativity(label, first, second) == pytest.approx(
        networkx.attribute_assortativity_coefficient(graph, "label"), abs=1e-9
    )
    everything = metrics.network_metrics(label, label, first, second, np.ones(len(first)))
    assert everything["global_efficiency"] == pytest.approx(networkx.global_efficiency(graph))


def test_nothing_and_isolates() -> None:
    none = link(0, [], [])
    assert graphs.triangles(none).shape == graphs.core_numbers(none).shape == (0,) and graphs.cuts(none).bridges == 0
    assert math.isnan(mixing.transitivity(np.zeros(3, np.int32), np.zeros(3, np.int64)))
    assert math.isnan(
        mixing.degree_assortativity(np.array([1, 1], np.int32), np.array([0]), np.array([1]))
    )  # all ends have one tie
    efficiency, distance = sampled_distances(link(3, [], []), np.arange(3, dtype=np.uint64), np.array([0]), 1)
    assert efficiency == (0.0, 0.0) and math.isnan(distance.value)
    assert math.isnan(sampled_distances(none, np.zeros(0, np.uint64), np.zeros(0, np.int64), 1)[0].value)


def path_of_rings(nodes: int = 400) -> tuple[Adjacency, np.ndarray]:
    first = np.arange(nodes - 1)
    return link(nodes, np.append(first, [0, 100, 200]), np.append(first + 1, [50, 180, 390])), np.random.default_rng(
        1
    ).permutation(nodes).astype(np.uint64)


def test_samples_come_near_within_their_error() -> None:
    links, keys = path_of_rings()
    giant = np.arange(len(keys))
    exact = sampled_distances(links, keys, giant, 0, None)
    assert exact[0].error == exact[1].error == 0.0
    assert sampled_distances(links, keys, giant, 0, 400) == exact
    off = np.array(
        [
            [
                (found.value - true.value) / found.error
                for found, true in zip(sampled_distances(links, keys, giant, seed), exact, strict=True)
            ]
            for seed in range(200)
        ]
    )
    assert (np.abs(off) < 2.0).mean() == pytest.approx(0.95, abs=0.04)  # the error is that of the sample
    assert np.abs(off.mean(axis=0)).max() < 0.3


def test_sample_follows_keys_not_rows() -> None:
    links, keys = path_of_rings()
    order = np.random.default_rng(2).permutation(400)
    place = np.argsort(order)
    first, second = np.repeat(np.arange(400), np.diff(links.start)), links.partner
    once = first < second
    moved = link(400, place[first[once]], place[second[once]])
    here, there = (
        sampled_distances(links, keys, np.arange(400), 5),
        sampled_distances(moved, keys[order], np.arange(400), 5),
    )
    assert here == there


def test_persistence_by_hand() -> None:
    before = np.array([[1, 2], [3, 1], [4, 5]], dtype=np.uint64)
    after = np.array([[2, 1], [1, 2], [5, 4], [5, 6], [6, 7]], dtype=np.uint64)
    found = metrics.tie_persistence(before, after)
    assert found == (2 / 5, 2 / 3) and found.jaccard == 2 / 5 and found.kept == 2 / 3
    assert metrics.tie_persistence(before, before) == (1.0, 1.0)
    assert metrics.tie_persistence(before, []) == (0.0, 0.0)
    empty = metrics.tie_persistence([], after)
    assert empty.jaccard == 0.0 and math.isnan(empty.kept)
    assert all(math.isnan(value) for value in metrics.tie_persistence([], []))


def test_persistence_tells_large_keys_apart() -> None:
    large = 2**63 + 1
    assert (
        metrics.tie_persistence(
            np.array([[large, 5]], dtype=np.uint64), np.array([[large + 1, 5]], dtype=np.uint64)
        ).jaccard
        == 0.0
    )
    assert metrics.tie_persistence(np.array([[large, 5]], dtype=np.uint64), [[5, large]]).jaccard == 1.0
    assert metrics.tie_persistence(np.array([[7, 5]], dtype=np.int64), np.array([[5, 7]], dtype=np.uint64)).kept == 1.0
