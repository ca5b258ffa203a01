"""Compiled measures of an undirected network without loops and double ties, at a cost of nodes and ties.

The results do not depend on the order of the ties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.adjacency import Adjacency
from clustersim.core.columns import F64, I32, I64, Bool
from clustersim.core.kernel import kernel
from clustersim.core.sums import ratio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Cuts(NamedTuple):
    """What holds a network together by itself."""

    articulation: Bool  # (nodes,) nodes without which their component falls apart
    bridges: int  # ties without which their component falls apart
    damage: I64  # (nodes,) nodes that are cut off from the largest piece left without the node


class Distances(NamedTuple):
    """From each source node, each of shape (sources,)."""

    reached: I64  # other nodes of its component
    total: I64  # sum of the distances to them in steps
    inverse: F64  # sum of their inverses


def triangles(links: Adjacency) -> I64:
    """Return the number of triangles through each node, shape (nodes,).

    Source: the forward algorithm of Schank and Wagner (2005, WEA), at most ties^1.5 steps.
    """
    nodes = len(links.start) - 1
    degree = np.diff(links.start)
    rank = np.empty(nodes, dtype=np.int64)
    rank[np.argsort(degree, kind="stable")] = np.arange(nodes)
    found = np.zeros(nodes, dtype=np.int64)
    _find_triangles(links.start, links.partner, rank, found)
    return found


def core_numbers(links: Adjacency) -> I32:
    """Return the core number of each node, shape (nodes,): k if it is in the k-core but not in the next.

    Source: Seidman (1983, Soc. Netw. 5:269), algorithm of Batagelj and Zaversnik (2003).
    """
    core = np.diff(links.start).astype(np.int32)
    _peel(links.start, links.partner, core)
    return core


def cuts(links: Adjacency) -> Cuts:
    """Return articulation points and the number of bridges. Source: Hopcroft and Tarjan (1973, Commun. ACM 16:372)."""
    damage = np.zeros(len(links.start) - 1, dtype=np.int64)
    bridges = int(_find_cuts(links.start, links.partner, damage))
    return Cuts(damage > 0, bridges, damage)


def distances(links: Adjacency, sources: ArrayLike) -> Distances:
    """Return reach and distances from source nodes by breadth-first search; every tie is one step."""
    chosen = np.asarray(sources, dtype=np.int64)
    found = Distances(np.zeros(len(chosen), np.int64), np.zeros(len(chosen), np.int64), np.zeros(len(chosen)))
    _search(links.start, links.partner, chosen, found.reached, found.total, found.inverse)
    return found


def robustness(links: Adjacency, order: ArrayLike) -> float:
    """Return the mean share of the largest component after 1, 2 ... n removals in this order; NaN without a node.

    Source: Schneider et al. (2011, PNAS 108:3838). Computed backwards: nodes come back from the last.
    """
    removed = np.asarray(order, dtype=np.int64)
    return ratio(float(_largest_after_removals(links.start, links.partner, removed)), len(removed) ** 2)


@kernel
def _find_triangles(start: I64, partner: I32, rank: I64, found: I64) -> None:
    nodes = rank.shape[0]
    higher_start = np.zeros(nodes + 1, dtype=np.int64)  # partners of higher rank only: few even for hubs
    higher = np.empty(partner.shape[0] // 2, dtype=np.int32)
    number = 0
    for node in range(nodes):
        for place in range(start[node], start[node + 1]):
            if rank[partner[place]] > rank[node]:
                higher[number] = partner[place]
                number += 1
        higher_start[node + 1] = number
    marked = np.full(nodes, -1, dtype=np.int64)
    for node in range(nodes):
        for place in range(higher_start[node], higher_start[node + 1]):
            marked[higher[place]] = node
        for place in range(higher_start[node], higher_start[node + 1]):
            middle = higher[place]
            for other in range(higher_start[middle], higher_start[middle + 1]):
                if marked[higher[other]] == node:
                    found[node] += 1
                    found[middle] += 1
                    found[higher[other]] += 1


@kernel
def _peel(start: I64, partner: I32, core: I32) -> None:
    nodes = core.shape[0]
    most = 0
    for node in range(nodes):
        most = max(most, core[node])
    begin = np.zeros(most + 2, dtype=np.int64)  # of the nodes with each remaining degree in `order`
    for node in range(nodes):
        begin[core[node] + 1] += 1
    for degree in range(most + 1):
        begin[degree + 1] += begin[degree]
    place, order, fill = np.empty(nodes, dtype=np.int64), np.empty(nodes, dtype=np.int64), begin.copy()
    for node in range(nodes):
        place[node] = fill[core[node]]
        order[place[node]] = node
        fill[core[node]] += 1
    for step in range(nodes):
        node = order[step]
        for link_place in range(start[node], start[node + 1]):
            other = partner[link_place]
            if (
                core[other] > core[node]
            ):  # it loses a tie: swap it with the first of its degree and let that group begin later
                swapped = order[begin[core[other]]]
                order[place[other]], place[swapped] = swapped, place[other]
                order[begin[core[other]]], place[other] = other, begin[core[other]]
                begin[core[other]] += 1
                core[other] -= 1


@kernel
def _find_cuts(start: I64, partner: I32, damage: I64) -> int:
    """Fill in how many nodes the loss of each cuts off; return the bridges.

    Depth first: the subtree of a child hangs on its parent if nothing in it reaches above the parent.
    """
    nodes = damage.shape[0]
    entered, lowest = np.zeros(nodes, dtype=np.int64), np.zeros(nodes, dtype=np.int64)  # 0: not yet seen
    parent, following = np.full(nodes, -1, dtype=np.int64), start[:-1].copy()
    size = np.ones(nodes, dtype=np.int64)  # of the subtree
    hanging, largest = np.zeros(nodes, dtype=np.int64), np.zeros(nodes, dtype=np.int64)  # nodes that hang on a node
    path, order = np.empty(nodes, dtype=np.int64), np.empty(nodes, dtype=np.int64)
    clock, bridges = 0, 0
    for root in range(nodes):
        if entered[root] > 0:
            continue
        depth, before = 0, clock
        path[0] = order[clock] = root
        clock += 1
        entered[root] = lowest[root] = clock
        while depth >= 0:
            node = path[depth]
            if following[node] < start[node + 1]:
                other = partner[following[node]]
                following[node] += 1
                if entered[other] == 0:
                    parent[other] = node
                    order[clock] = other
                    clock += 1
                    entered[other] = lowest[other] = clock
                    depth += 1
                    path[depth] = other
                elif other != parent[node]:
                    lowest[node] = min(lowest[node], entered[other])
                continue
            depth -= 1
            above = parent[node]
            if above < 0:
                continue
            lowest[above] = min(lowest[above], lowest[node])
            size[above] += size[node]
            bridges += int(lowest[node] > entered[above])
            if lowest[node] >= entered[above]:
                hanging[above] += size[node]
                largest[above] = max(largest[above], size[node])
        for place in range(before, clock):
            node, others = order[place], clock - before - 1
            damage[node] = others - max(largest[node], others - hanging[node])
    return bridges


@kernel
def _search(start: I64, partner: I32, sources: I64, reached: I64, total: I64, inverse: F64) -> None:
    nodes = start.shape[0] - 1
    seen, queue = np.full(nodes, -1, dtype=np.int64), np.empty(nodes, dtype=np.int32)
    for number in range(sources.shape[0]):
        queue[0] = sources[number]
        seen[sources[number]] = number
        level_start, end, steps = 0, 1, 0
        while level_start < end:
            level_end = end
            for place in range(level_start, level_end):
                node = queue[place]
                for other in range(start[node], start[node + 1]):
                    if seen[partner[other]] != number:
                        seen[partner[other]] = number
                        queue[end] = partner[other]
                        end += 1
            steps += 1
            total[number] += steps * (end - level_end)
            inverse[number] += (end - level_end) / steps
            level_start = level_end
        reached[number] = end - 1


@kernel
def _largest_after_removals(start: I64, partner: I32, order: I64) -> int:
    nodes = order.shape[0]
    root, size = np.arange(nodes), np.zeros(nodes, dtype=np.int64)
    largest, total = 0, 0
    for step in range(nodes - 1, -1, -1):
        total += largest
        node = order[step]
        size[node] = 1
        here = node
        for place in range(start[node], start[node + 1]):
            there = int(partner[place])
            if size[there] == 0:  # not back yet
                continue
            while root[there] != there:
                root[there] = root[root[there]]
                there = root[there]
            if there != here:
                if size[there] > size[here]:
                    here, there = there, here
                root[there] = here
                size[here] += size[there]
        largest = max(largest, size[here])
    return total
