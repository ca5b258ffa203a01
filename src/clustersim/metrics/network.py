"""Strength and connectedness of the network, from lists of ties; cheap enough for every tick.

Nodes are rows; a tie joins row `first[k]` with row `second[k]` with `strength[k]` in (0, 1]. There are no loops and no
double ties. Weights are strengths, not distances. Isolates count, with degree and strength 0.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.adjacency import sum_ties
from clustersim.core.draws import FINE
from clustersim.core.kernel import kernel
from clustersim.core.sums import exact_mean, exact_sum, ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustersim.core.columns import F64, I32, Bool


def degrees_and_strengths(nodes: int, first: I32, second: I32, strength: F64) -> tuple[I32, F64]:
    """Return the number of ties of every node and the sum of their strengths, both of shape (nodes,).

    The same bits whatever the order of the ties. Source: Barrat et al. (2004, PNAS 101:3747) for node strength.
    """
    degree = np.zeros(nodes, dtype=np.int32)
    units = np.zeros(nodes, dtype=np.int64)
    sum_ties(first, second, strength, degree, units)
    return degree, units / FINE


def components(nodes: int, first: I32, second: I32) -> I32:
    """Return for every node the smallest row of its connected component, shape (nodes,)."""
    root = np.arange(nodes, dtype=np.int32)
    _join(first, second, root)
    return root


def network_strength(strength: F64, counted: Bool) -> float:
    """Return the mean node strength over the nodes `counted`, isolates included; NaN if none is counted.

    Source: Barrat et al. (2004, PNAS 101:3747).
    """
    return exact_mean(strength, counted)


def connected_share(first: I32, second: I32, member: Bool) -> float:
    """Return the share of `member` nodes in the largest component of the members' own network.

    Only ties with both ends among the members count (the subgraph induced by them), so that it does not matter which
    part of the network around the cluster happens to be the largest. A component has at least two nodes: 0 without a
    tie among members, NaN without a member. Source: definition of this model.

    Parameters
    ----------
    first, second
        Ends of all ties, shape (ties,).
    member
        Which nodes are counted, shape (nodes,).
    """
    members = int(np.count_nonzero(member))
    if members == 0:
        return math.nan
    own = member[first] & member[second]
    size = np.bincount(components(len(member), first[own], second[own]))
    largest = int(size.max())
    return largest / members if largest > 1 else 0.0


def self_sustaining_share(strength: F64, counted: Bool, brokered: Bool) -> float:
    """Return the share of the strength of the ties `counted` that is left without the ties `brokered` lately.

    NaN without any strength. Source: definition of this model.
    """
    return ratio(exact_sum(strength, counted & ~brokered), exact_sum(strength, counted))


def cross_type_share(node_type: NDArray[np.integer], first: I32, second: I32) -> float:
    """Return the share of ties that join nodes of different types; NaN without ties."""
    return ratio(int(np.count_nonzero(node_type[first] != node_type[second])), len(first))


@kernel
def _join(first: I32, second: I32, root: I32) -> None:
    for tie in range(first.shape[0]):
        a, b = first[tie], second[tie]
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        if a < b:
            root[b] = a
        elif b < a:
            root[a] = b
    for node in range(root.shape[0]):  # a root never has a higher row, so one pass in order of rows is enough
        root[node] = root[root[node]]
