"""From a world to the state on which the sets of metrics are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.metrics.sets import MeasuredState
from clustersim.world.given import exact_places, has_given

if TYPE_CHECKING:
    from clustersim.world.state import World


def measured_state(world: World) -> MeasuredState:
    """Return living actors, ties and cells as they are now; actors in the order of their keys, ties in that of their
    ends.

    Because of this order, no metric depends on the rows of the world. A sector without a group is a
    group of its own.
    """
    actors, ties = world.actors, world.ties
    rows = np.flatnonzero(actors.alive)
    rows = rows[np.argsort(actors.key[rows])]
    place = np.full(len(actors), -1, dtype=np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    one, two = place[ties.a], place[ties.b]
    first, second = np.minimum(one, two), np.maximum(one, two)
    order = np.lexsort((second, first))
    group_of = {sector.key: sector.group for sector in world.scenario.sectors}
    return MeasuredState(
        key=actors.key[rows],
        kind=actors.kind[rows],
        cell=actors.cell[rows],
        sector=actors.sector[rows],
        employees=actors.employees[rows],
        first=first[order],
        second=second[order],
        strength=ties.strength[order],
        cause=ties.cause[order],
        grid=world.grid,
        inside=world.cells.inside.copy(),
        relatedness=world.sectors.relatedness.copy(),
        target=world.sectors.target.copy(),
        groups=tuple(group_of.get(name) or name for name in world.sectors.names),
        seed=world.seed,
        exact=exact_places(world, rows) if has_given(world) else None,
    )
