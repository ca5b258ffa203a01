"""Communities of a network by the method of Leiden: groups with more tie strength inside than chance would put there.

Source: Traag, Waltman and van Eck (2019, Sci. Rep. 9:5233), with modularity (Newman 2006) as the quality. Why it is
written here and not taken from a library: docs/decisions.md, Dependencies.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.adjacency import link
from clustersim.core.columns import F64, I32, I64
from clustersim.core.kernel import kernel
from clustersim.core.keyed import uniforms
from clustersim.core.randomness import hashed, stream
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

MOST_ROUNDS = 100  # of one search; it ends by itself after a few


class Weighted(NamedTuple):
    """A network whose nodes may stand for groups. Partners of node i: `partner[start[i]:start[i + 1]]`."""

    start: I64  # (nodes + 1,)
    partner: I32  # (2 ties,)
    weight: F64  # (2 ties,) of the tie to each partner
    mass: F64  # (nodes,) tie strength of the node, ties within a group counted twice


def weighted(nodes: int, first: ArrayLike, second: ArrayLike, strength: ArrayLike) -> Weighted:
    """Return the network of the ties `first[k]` - `second[k]`; the same whatever the order of the ties."""
    one, two = np.asarray(first, dtype=np.int32), np.asarray(second, dtype=np.int32)
    low, high = np.minimum(one, two), np.maximum(one, two)
    order = np.lexsort((high, low))
    links = link(nodes, low[order], high[order])
    weight = np.asarray(strength, dtype=np.float64)[order][links.tie]
    ends = np.repeat(np.arange(nodes), np.diff(links.start))
    return Weighted(links.start, links.partner, weight, _sums(ends, weight, nodes))


def modularity(network: Weighted, community: I64) -> float:
    """Return the modularity of communities, shape (nodes,); NaN without any tie.

    Source: Newman (2006, PNAS 103:8577), with tie strengths as weights.
    """
    whole = float(network.mass.sum())  # twice the strength of all ties
    if whole <= 0.0:
        return math.nan
    ends = np.repeat(community, np.diff(network.start))
    inside = float(network.weight[ends == community[network.partner]].sum())
    total = np.bincount(community, weights=network.mass)
    return inside / whole - float(((total / whole) ** 2).sum())


def constraint(network: Weighted) -> F64:
    """Return how far the partners of each node are tied to each other and so constrain it, shape (nodes,).

    NaN for a node without ties. Source: Burt (1992, Structural Holes), over direct partners.
    """
    return _constrain(network.start, network.partner, network.weight, network.mass)


def find_communities(network: Weighted, seed: int, run: int = 0) -> I64:
    """Return the number of the community of every node, shape (nodes,), found by one search in keyed orders.

    A round moves nodes to better communities, splits these into parts that hold together, and goes on with the parts
    as nodes. Rounds are repeated, each from what the last one found, until one finds nothing better.
    """
    community = np.arange(len(network.mass), dtype=np.int64)
    best = modularity(network, community)
    for number in range(MOST_ROUNDS):
        found = _search_once(network, community, hashed(stream(seed, Decision.PERMUTATION, 0), run, number))
        quality = modularity(network, found)
        if not quality > best + 1e-12:
            break
        community, best = found, quality
    return community


def _search_once(network: Weighted, community: I64, state: int) -> I64:
    """Return communities that are at least as good as those given."""
    whole = float(network.mass.sum())
    member = np.arange(len(network.mass), dtype=np.int64)  # the node of the present level that stands for each node
    level = 0
    while True:
        order = keyed_order(hashed(state, 2 * level), len(network.mass))
        community = _dense(_move(*network, community, order, whole))
        groups = int(community.max(initial=-1)) + 1
        if groups == len(network.mass):
            return np.asarray(community[member])
        order = keyed_order(hashed(state, 2 * level + 1), len(network.mass))
        part = _dense(_refine(*network, community, order, whole))
        if int(part.max()) + 1 == len(network.mass):  # no two nodes hold together: the next level would be this one
            return np.asarray(community[member])
        above = np.empty(int(part.max()) + 1, dtype=np.int64)
        above[part] = community
        network, community, member, level = _gather(network, part), above, part[member], level + 1


def keyed_order(state: int, nodes: int) -> I64:
    """Return the numbers of nodes in an order that belongs to the stream `state`."""
    return np.argsort(uniforms(state, np.arange(nodes, dtype=np.uint64)), kind="stable")


def _dense(label: I64) -> I64:
    """Return labels 0, 1, 2 ... for the labels given."""
    return np.asarray(np.unique(label, return_inverse=True)[1], dtype=np.int64).reshape(-1)


def _gather(network: Weighted, part: I64) -> Weighted:
    """Return the network of the parts: ties added up, those within a part left to its mass."""
    parts = int(part.max()) + 1
    ends, others = np.repeat(part, np.diff(network.start)), part[network.partner]
    apart = ends != others
    pair, place = np.unique(ends[apart] * parts + others[apart], return_inverse=True)
    weight = _sums(place.reshape(-1), network.weight[apart], len(pair))
    start = np.concatenate([[0], np.cumsum(np.bincount(pair // parts, minlength=parts))]).astype(np.int64)
    return Weighted(start, (pair % parts).astype(np.int32), weight, _sums(part, network.mass, parts))


def _sums(label: ArrayLike, values: F64, labels: int) -> F64:
    return np.asarray(np.bincount(np.asarray(label), weights=values, minlength=labels), dtype=np.float64)


@kernel
def _constrain(start: I64, partner: I32, weight: F64, mass: F64) -> F64:
    nodes = mass.shape[0]
    found, share = np.full(nodes, np.nan), np.zeros(nodes)
    for node in range(nodes):
        if start[node] == start[node + 1]:
            continue
        for place in range(start[node], start[node + 1]):
            share[partner[place]] = weight[place] / mass[node]
        total = 0.0
        for place in range(start[node], start[node + 1]):
            end = partner[place]
            invested = share[end]
            for step in range(start[end], start[end + 1]):  # ties are mutual: who is between is a partner of both
                between = partner[step]
                invested += share[between] * weight[step] / mass[between]
            total += invested * invested
        found[node] = total
        for place in range(start[node], start[node + 1]):
            share[partner[place]] = 0.0
    return found


@kernel
def _move(start: I64, partner: I32, weight: F64, mass: F64, community: I64, order: I64, whole: float) -> I64:
    """Move each node to the community where modularity gains most; partners of a mover are looked at again."""
    nodes = mass.shape[0]
    group = community.copy()
    total, size = np.zeros(nodes), np.zeros(nodes, dtype=np.int64)
    for node in range(nodes):
        total[group[node]] += mass[node]
        size[group[node]] += 1
    empty, empties = np.empty(nodes + 1, dtype=np.int64), 0
    for number in range(nodes):
        if size[number] == 0:
            empty[empties] = number
            empties += 1
    queue, waiting = order.copy(), np.ones(nodes, dtype=np.bool_)
    head, length = 0, nodes
    towards, near = np.zeros(nodes), np.empty(nodes, dtype=np.int64)
    while length > 0:
        node = queue[head]
        head = (head + 1) % nodes
        length -= 1
        waiting[node] = False
        own = group[node]
        found = 0
        for place in range(start[node], start[node + 1]):
            other = group[partner[place]]
            if towards[other] == 0.0:
                near[found] = other
                found += 1
            towards[other] += weight[place]
        total[own] -= mass[node]
        best, gain = own, towards[own] - mass[node] * total[own] / whole
        if size[own] > 1 and gain < -1e-12 * whole:  # alone is better
            best, gain = empty[empties - 1], 0.0
        for number in range(found):
            other = near[number]
            here = towards[other] - mass[node] * total[other] / whole
            if here > gain + 1e-12 * whole:
                best, gain = other, here
        for number in range(found):
            towards[near[number]] = 0.0
        total[best] += mass[node]
        if best == own:
            continue
        group[node] = best
        if size[best] == 0:
            empties -= 1
        size[best] += 1
        size[own] -= 1
        if size[own] == 0:
            empty[empties] = own
            empties += 1
        for place in range(start[node], start[node + 1]):
            other = partner[place]
            if group[other] != best and not waiting[other]:
                waiting[other] = True
                queue[(head + length) % nodes] = other
                length += 1
    return group


@kernel
def _refine(start: I64, partner: I32, weight: F64, mass: F64, community: I64, order: I64, whole: float) -> I64:
    """Split each community into parts that hold together: nodes, alone at first, join the best part well tied to it."""
    nodes = mass.shape[0]
    part, alone = np.arange(nodes), np.ones(nodes, dtype=np.bool_)
    total, outward = mass.copy(), np.zeros(nodes)  # of each part; `outward` is its tie strength to its community
    limit = np.zeros(nodes)
    for node in range(nodes):
        limit[community[node]] += mass[node]
        for place in range(start[node], start[node + 1]):
            if community[partner[place]] == community[node]:
                outward[node] += weight[place]
    towards, near = np.zeros(nodes), np.empty(nodes, dtype=np.int64)
    for node in order:
        around = limit[community[node]]
        if not alone[node] or outward[node] < mass[node] * (around - mass[node]) / whole - 1e-12 * whole:
            continue
        found = 0
        for place in range(start[node], start[node + 1]):
            if community[partner[place]] == community[node]:
                other = part[partner[place]]
                if towards[other] == 0.0:
                    near[found] = other
                    found += 1
                towards[other] += weight[place]
        best, gain = node, 1e-12 * whole
        for number in range(found):
            other = near[number]
            here = towards[other] - mass[node] * total[other] / whole
            if here > gain and outward[other] >= total[other] * (around - total[other]) / whole - 1e-12 * whole:
                best, gain = other, here
        if best != node:
            part[node] = best
            alone[node] = alone[best] = False
            total[best] += mass[node]
            outward[best] += outward[node] - 2.0 * towards[best]
        for number in range(found):
            towards[near[number]] = 0.0
    return part
