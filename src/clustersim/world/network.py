"""The network as adjacency lists, and the columns that summarise it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.adjacency import Adjacency, link, sum_ties
from clustersim.core.clock import MOMENT
from clustersim.core.draws import FINE
from clustersim.spec.codes import BROKERED, Cause

if TYPE_CHECKING:
    from clustersim.core.columns import Bool
    from clustersim.world.state import World

IS_BROKERED = np.isin(np.arange(len(Cause)), BROKERED)  # (causes,); looking up is quicker than searching


def lately_brokered(world: World) -> Bool:
    """Return which ties the agency had a hand in and are younger than `measures.recent`, shape (ties,)."""
    age = (world.tick - world.ties.born) * world.dt
    return IS_BROKERED[world.ties.cause] & (age < world.parameters.measures.recent - MOMENT)


def adjacency(world: World) -> Adjacency:
    """Return the adjacency lists of all actors."""
    return link(len(world.actors), world.ties.a, world.ties.b)


def summarise_ties(world: World) -> None:
    """Bring the columns degree and strength of all actors up to date with the ties."""
    actors, ties = world.actors, world.ties
    units = np.zeros(len(actors), dtype=np.int64)
    actors.degree[:] = 0
    sum_ties(ties.a, ties.b, ties.strength, actors.degree, units)
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
