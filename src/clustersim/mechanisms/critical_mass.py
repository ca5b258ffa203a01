"""Critical mass: how much of what actors try bears fruit, given the related firms within reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.spec.codes import CHAMBER, FIRM

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, Bool
    from clustersim.spec.parameters import MassNumbers
    from clustersim.world.state import World


class Placed(NamedTuple):
    """What critical mass reads of every actor."""

    alive: Bool
    kind: I8
    cell: I32
    sector: I16


def mass_yield(world: World) -> F64:
    """Return F = x^g / (1 + x^g) of every actor, x = related firms in reach / m* (1 if the channel is off).

    Related are those from `mass.related_from` on (`world.related`). A firm does not count itself; a university looks
    at the sector of its profile with most firms in reach, a chamber at all sectors.
    """
    yields = np.ones(len(world.actors))
    if world.channels.critical_mass:
        _yield(world.parameters.mass, world.cells.reach, world.profile, pick(Placed, world.actors), yields)
    return yields


@kernel
def _yield(mass: MassNumbers, reach: F64, profile: F64, actors: Placed, yields: F64) -> None:
    for row in range(actors.alive.shape[0]):
        if not actors.alive[row]:
            continue
        kind, cell, related = actors.kind[row], actors.cell[row], 0.0
        if kind == FIRM:
            related = max(reach[actors.sector[row], cell] - 1.0, 0.0)
        else:
            for sector in range(reach.shape[0]):
                if kind == CHAMBER or profile[row, sector] > 0.0:
                    related = max(related, reach[sector, cell])
        share = related / mass.critical
        powered = share * share if mass.steepness == 2.0 else math.pow(share, mass.steepness)
        yields[row] = powered / (1.0 + powered)
