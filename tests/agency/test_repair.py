from __future__ import annotations

import random

import networkx as nx
import pytest

from clustersim.agency.repair import bypass_cuts, cut_actors, join_parts, neighbour_lists, parts

PATH = neighbour_lists(5, [(0, 1), (1, 2), (2, 3), (3, 4)])


def random_ties(number):
    dice = random.Random(number)
    count = dice.randrange(1, 25)
    return count, sorted(
        {tuple(sorted(dice.sample(range(count), 2))) for _ in range(dice.randrange(int(1.5 * count)))}
        if count > 1
        else set()
    )


def graph_of(count, ties):
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(ties)
    return graph


@pytest.mark.parametrize("number", range(60))
def test_parts_and_articulation_points_against_networkx(number):
    count, ties = random_ties(number)
    graph, neighbours = graph_of(count, ties), neighbour_lists(count, ties)
    assert sorted(map(tuple, parts(neighbours))) == sorted(
        tuple(sorted(part)) for part in nx.connected_components(graph)
    )
    cuts = cut_actors(neighbours)
    assert [cut.actor for cut in cuts] == sorted(nx.articulation_points(graph))
    for cut in cuts:
        rest = graph.subgraph(nx.node_connected_component(graph, cut.actor) - {cut.actor})
        sizes = [len(piece) for piece in nx.connected_components(rest)]
        assert cut.damage == sum(sizes) - max(sizes)


def test_joins_the_largest_parts_to_the_main_one():
    neighbours = neighbour_lists(9, [(0, 1), (1, 2), (2, 3), (4, 5), (5, 6), (7, 8)])
    appeal = [0.1, 0.4, 0.3, 0.2, 0.0, 0.1, 0.9, 0.5, 0.4]
    assert join_parts(neighbours, appeal, 5) == [(6, 1), (7, 2)]
    assert join_parts(neighbours, appeal, 1) == [(6, 1)]


def test_hosts_take_turns():
    assert join_parts(neighbour_lists(5, [(0, 1)]), [0.0, 1.0, 0.0, 0.0, 0.0], 3) == [(2, 1), (3, 0), (4, 1)]


def test_equal_parts_and_equal_appeal_are_settled_by_key():
    assert join_parts(neighbour_lists(6, [(4, 5), (2, 3), (0, 1)]), [1.0] * 6, 2) == [(2, 0), (4, 1)]


def test_bypasses_the_actor_whose_loss_cuts_off_most():
    assert max(cut_actors(PATH)).actor == 2
    assert bypass_cuts(PATH, [0.0] * 5, 1) == [(1, 3)]


def test_each_bypass_supposes_those_before_it():
    assert bypass_cuts(PATH, [0.0] * 5, 10) == [(1, 3), (2, 0), (1, 4)]
    graph = graph_of(5, [(0, 1), (1, 2), (2, 3), (3, 4), (1, 3), (2, 0), (1, 4)])
    assert list(nx.articulation_points(graph)) == []
    assert neighbour_lists(5, [(0, 1), (1, 2), (2, 3), (3, 4)]) == PATH  # what was given is left alone


@pytest.mark.parametrize("number", range(20))
def test_neither_rule_proposes_what_exists_and_both_mend(number):
    count, ties = random_ties(number)
    neighbours, dice = neighbour_lists(count, ties), random.Random(number)
    appeal = [dice.random() for _ in range(count)]
    joins, bypasses = join_parts(neighbours, appeal, count), bypass_cuts(neighbours, appeal, 3 * count)
    for pairs in (joins, bypasses):
        assert len({frozenset(pair) for pair in pairs}) == len(pairs)
        assert not {frozenset(pair) for pair in pairs}.intersection(map(frozenset, ties))
    assert len(parts(neighbour_lists(count, [*ties, *joins]))) == 1
    assert cut_actors(neighbour_lists(count, [*ties, *bypasses])) == []


@pytest.mark.parametrize("count", [0, 1, 2])
def test_nothing_to_mend(count):
    ties = [(0, 1)] if count == 2 else []
    assert join_parts(neighbour_lists(count, ties), [0.0] * count, 3) == []
    assert bypass_cuts(neighbour_lists(count, ties), [0.0] * count, 3) == []


def test_long_chains_need_no_recursion():
    count = 5000
    assert len(cut_actors(neighbour_lists(count, [(i, i + 1) for i in range(count - 1)]))) == count - 2
