"""Communities: quality against networkx and the exact optimum, what a search may depend on, constraint."""

from __future__ import annotations

import networkx
import numpy as np
import pytest

from clustersim.metrics import communities

KARATE_OPTIMUM = 0.4197896120973046  # exact, tests/data/oracles/expected/karate_extra.json


def ties(graph: networkx.Graph) -> communities.Weighted:
    ends = np.array(graph.edges).reshape(-1, 2)
    return communities.weighted(
        len(graph), ends[:, 0], ends[:, 1], [graph.edges[tie].get("weight", 1.0) for tie in graph.edges]
    )


def planted(seed: int, groups: int = 8, size: int = 25) -> networkx.Graph:
    graph = networkx.planted_partition_graph(groups, size, 0.3, 0.01, seed=seed)
    luck = np.random.default_rng(seed)
    for one, two in graph.edges:
        graph.edges[one, two]["weight"] = float(luck.uniform(0.1, 1.0))
    graph.add_nodes_from(range(groups * size, groups * size + 3))  # isolates
    return graph


def karate() -> networkx.Graph:
    graph = networkx.karate_club_graph()
    for tie in graph.edges:
        graph.edges[tie]["weight"] = 1.0
    return graph


def test_single_searches_reach_the_exact_optimum_of_karate() -> None:
    network = ties(karate())
    found = [communities.modularity(network, communities.find_communities(network, seed)) for seed in range(20)]
    assert found == pytest.approx([KARATE_OPTIMUM] * 20, abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_quality_is_that_of_networkx_and_no_worse_than_louvain(seed: int) -> None:
    graph = planted(seed)
    network = ties(graph)
    label = communities.find_communities(network, seed)
    groups = [set(np.flatnonzero(label == number).tolist()) for number in range(label.max() + 1)]
    quality = communities.modularity(network, label)
    assert quality == pytest.approx(networkx.community.modularity(graph, groups), abs=1e-12)
    louvain = networkx.community.louvain_communities(graph, seed=seed)
    assert quality >= networkx.community.modularity(graph, louvain) - 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_every_community_hangs_together(seed: int) -> None:
    """What Leiden promises and Louvain does not, on a ragged network where it matters."""
    graph = networkx.gnm_random_graph(300, 330, seed=seed)
    label = communities.find_communities(ties(graph), seed)
    for number in range(label.max() + 1):
        assert networkx.is_connected(graph.subgraph(np.flatnonzero(label == number).tolist()))


def test_a_search_depends_on_its_seed_and_not_on_the_order_of_ties() -> None:
    graph = networkx.gnm_random_graph(200, 420, seed=3)
    ends = np.array(graph.edges)
    strength = np.random.default_rng(1).uniform(0.1, 1.0, len(ends))
    order = np.random.default_rng(2).permutation(len(ends))
    here = communities.weighted(200, ends[:, 0], ends[:, 1], strength)
    there = communities.weighted(200, ends[order, 1], ends[order, 0], strength[order])
    one, other = communities.find_communities(here, 1), communities.find_communities(there, 1)
    np.testing.assert_array_equal(one, other)
    searches = {communities.find_communities(here, seed).tobytes() for seed in range(8)}
    assert len(searches) > 1
    assert communities.find_communities(here, 1, run=1).tobytes() in {
        communities.find_communities(there, 1, run=1).tobytes()
    }


def test_without_ties_everybody_is_alone() -> None:
    network = communities.weighted(3, [], [], [])
    assert communities.find_communities(network, 0).tolist() == [0, 1, 2]
    assert np.isnan(communities.modularity(network, np.arange(3)))
    assert np.isnan(communities.constraint(network)).all()


@pytest.mark.parametrize("seed", range(4))
def test_constraint_as_networkx(seed: int) -> None:
    graph = planted(seed)
    wanted = networkx.constraint(graph, weight="weight")
    found = communities.constraint(ties(graph))
    np.testing.assert_allclose(found, [wanted[node] for node in range(len(graph))], rtol=1e-12, equal_nan=True)
