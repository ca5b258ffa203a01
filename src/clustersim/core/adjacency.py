"""A network as adjacency lists: who is tied to whom, in arrays that a compiled loop walks along."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.columns import F64, I32, I64
from clustersim.core.draws import FINE, fixed
from clustersim.core.kernel import kernel

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Adjacency(NamedTuple):
    """Partners of node i: `partner[start[i]:start[i + 1]]`, in the order of the ties; `tie` is the number of the tie.

    An undirected network without loops and double ties, so every tie is there from both ends.
    """

    start: I64  # (nodes + 1,)
    partner: I32  # (2 ties,)
    tie: I32  # (2 ties,)


def link(nodes: int, first: ArrayLike, second: ArrayLike) -> Adjacency:
    """Return the adjacency lists of the ties `first[k]` - `second[k]`."""
    one, two = np.asarray(first, dtype=np.int32), np.asarray(second, dtype=np.int32)
    ends = 2 * len(one)
    links = Adjacency(np.zeros(nodes + 1, np.int64), np.empty(ends, np.int32), np.empty(ends, np.int32))
    _link(one, two, links.start, links.partner, links.tie)
    return links


@kernel
def sum_ties(first: I32, second: I32, strength: F64, degree: I32, units: I64) -> None:
    """Add the ties of every node to `degree` and their strengths, in units of 1 / FINE, to `units`."""
    for tie in range(first.shape[0]):
        worth = fixed(strength[tie], FINE)
        degree[first[tie]] += 1
        degree[second[tie]] += 1
        units[first[tie]] += worth
        units[second[tie]] += worth


@kernel
def _link(first: I32, second: I32, start: I64, partner: I32, tie: I32) -> None:
    for number in range(first.shape[0]):
        start[first[number] + 1] += 1
        start[second[number] + 1] += 1
    for node in range(start.shape[0] - 1):
        start[node + 1] += start[node]
    fill = start[:-1].copy()
    for number in range(first.shape[0]):
        a, b = first[number], second[number]
        partner[fill[a]], tie[fill[a]] = b, number
        fill[a] += 1
        partner[fill[b]], tie[fill[b]] = a, number
        fill[b] += 1
