"""The network as adjacency lists, and the columns that summarise it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.columns import F64, I32, I64
from clustersim.core.draws import FINE, fixed
from clustersim.core.kernel import kernel

if TYPE_CHECKING:
    from clustersim.world.state import World


class Adjacency(NamedTuple):
    """Partners of row i: `partner[start[i]:start[i + 1]]`, in no particular order; `tie` is the row of the tie."""

    start: I64
    partner: I32
    tie: I32


def adjacency(world: World) -> Adjacency:
    """Return the adjacency lists of all actors."""
    ties = world.ties
    start = np.zeros(len(world.actors) + 1, dtype=np.int64)
    partner = np.empty(2 * len(ties), dtype=np.int32)
    tie = np.empty(2 * len(ties), dtype=np.int32)
    _link(ties.a, ties.b, start, partner, tie)
    return Adjacency(start, partner, tie)


def summarise_ties(world: World) -> None:
    """Bring the columns degree and strength of all actors up to date with the ties."""
    actors, ties = world.actors, world.ties
    units = np.zeros(len(actors), dtype=np.int64)
    _summarise(ties.a, ties.b, ties.strength, actors.degree, units)
    np.divide(units, FINE, out=actors.strength)


MANY_TIES, REORDER = (
    100_000,
    16,
)  # ties from which, and ticks after which, putting them in order pays (measured at 1,000,000 firms)


def put_ties_in_order(world: World) -> None:
    """Now and then put many ties into the order of their first ends, so that neighbours in the table are near in
    memory.

    No result depends on the order of rows; this only spares waiting for memory.
    """
    if world.tick % REORDER == 0 and len(world.ties) >= MANY_TIES:
        world.ties.reorder(np.argsort(world.ties.a, kind="stable"))


@kernel
def _link(first: I32, second: I32, start: I64, partner: I32, tie: I32) -> None:
    for row in range(first.shape[0]):
        start[first[row] + 1] += 1
        start[second[row] + 1] += 1
    for actor in range(start.shape[0] - 1):
        start[actor + 1] += start[actor]
    fill = start[:-1].copy()
    for row in range(first.shape[0]):
        a, b = first[row], second[row]
        partner[fill[a]] = b
        tie[fill[a]] = row
        fill[a] += 1
        partner[fill[b]] = a
        tie[fill[b]] = row
        fill[b] += 1


@kernel
def _summarise(first: I32, second: I32, strength: F64, degree: I32, units: I64) -> None:
    degree[:] = 0
    for row in range(first.shape[0]):
        degree[first[row]] += 1
        degree[second[row]] += 1
        units[first[row]] += fixed(strength[row], FINE)
        units[second[row]] += fixed(strength[row], FINE)
