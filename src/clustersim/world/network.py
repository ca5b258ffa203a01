"""The network as adjacency lists, and the columns that summarise it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.adjacency import Adjacency, link
from clustersim.core.columns import F64, I32, I64
from clustersim.core.draws import FINE, fixed
from clustersim.core.kernel import kernel

if TYPE_CHECKING:
    from clustersim.world.state import World


def adjacency(world: World) -> Adjacency:
    """Return the adjacency lists of all actors."""
    return link(len(world.actors), world.ties.a, world.ties.b)


def summarise_ties(world: World) -> None:
    """Bring the columns degree and strength of all actors up to date with the ties."""
    actors, ties = world.actors, world.ties
    units = np.zeros(len(actors), dtype=np.int64)
    _summarise(ties.a, ties.b, ties.strength, actors.degree, units)
    np.divide(units, FINE, out=actors.strength)


# ties from which, and ticks after which, putting them in order pays (measured at 1,000,000 firms)
MANY_TIES, REORDER = 100_000, 16


def put_ties_in_order(world: World) -> None:
    """Now and then put many ties into the order of their first ends, so that neighbours in the table are near in
    memory.

    No result depends on the order of rows; this only spares waiting for memory.
    """
    if world.tick % REORDER == 0 and len(world.ties) >= MANY_TIES:
        world.ties.reorder(np.argsort(world.ties.a, kind="stable"))


@kernel
def _summarise(first: I32, second: I32, strength: F64, degree: I32, units: I64) -> None:
    degree[:] = 0
    for row in range(first.shape[0]):
        degree[first[row]] += 1
        degree[second[row]] += 1
        units[first[row]] += fixed(strength[row], FINE)
        units[second[row]] += fixed(strength[row], FINE)
