"""What phases do to ties: add them, end them, and how many an actor keeps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.spec.codes import CHAMBER, FIRM, Cause, Event
from clustersim.world.institutions import institution_capacity
from clustersim.world.network import summarise_ties

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, U64
    from clustersim.spec.parameters import TiesNumbers
    from clustersim.world.state import World


class Bonds(NamedTuple):
    """Ties: the rows of both ends, and how strong they are."""

    a: I32
    b: I32
    strength: F64


class Ends(NamedTuple):
    """What counts of the actors at the ends of a tie, or of one that may come about."""

    key: U64
    kind: I8
    sector: I16
    degree: I32
    capacity: F64  # filled by `soft_capacity`
    technology_x: F64
    technology_y: F64


class Upkeep(NamedTuple):
    """How many ties a firm keeps without strain, of the parameters of ties."""

    capacity: float
    capacity_exponent: float
    capacity_least: float


def end_ties(world: World, reason: I8) -> None:
    """Take away the ties whose `reason` (a Cause) is not 0, record them, and bring the actors' columns up to date."""
    ties, key = world.ties, world.actors.key
    gone = np.flatnonzero(reason)
    world.count("ties_ended", len(gone))
    world.events.add(
        world.tick, Event.TIE_ENDED, key[ties.a[gone]], key[ties.b[gone]], cause=reason[gone], value=ties.strength[gone]
    )
    ties.keep(reason == Cause.NONE)
    summarise_ties(world)


def soft_capacity(world: World) -> F64:
    """Return the number of ties D that each actor keeps without strain, shape (actors,).

    D = max(capacity_least, capacity openness^capacity_exponent) for firms, `institution_capacity` by size for
    universities and institutes, `chamber_capacity` for chambers. It is worked out once for each actor, because openness
    and the size of institutions do not change.
    """
    actors, count = world.actors, world.institutions
    if not actors.capacity[:count].all():
        actors.capacity[:count] = institution_capacity(world)
    _capacity(pick(Upkeep, world.parameters.ties), actors.kind, actors.openness, actors.capacity)
    return actors.capacity


@kernel
def _capacity(p: Upkeep, kind: I8, openness: F64, capacity: F64) -> None:
    for row in range(kind.shape[0]):
        if capacity[row] > 0.0 or kind[row] != FIRM:
            continue
        wanted = p.capacity * math.pow(openness[row], p.capacity_exponent) if openness[row] > 0.0 else 0.0
        capacity[row] = max(p.capacity_least, wanted)


@kernel
def tie_distance(p: TiesNumbers, kind_i: int, kind_j: int, dx: float, dy: float) -> float:
    """Return the cognitive distance of two actors; chambers stand at a neutral distance from everybody."""
    if CHAMBER in (kind_i, kind_j):
        return p.institution_distance
    return math.sqrt(dx * dx + dy * dy)


def add_ties(world: World, first: I32, second: I32, cause: I8, strength: F64 | float) -> None:
    """Add ties between rows (the smaller key first), record them and bring the actors' columns up to date."""
    count = len(first)
    if count == 0:
        return
    key = world.actors.key
    world.ties.append(
        {
            "a": first,
            "b": second,
            "strength": np.full(count, strength),
            "born": np.full(count, world.tick, dtype=np.int32),
            "cause": cause,
        }
    )
    world.count("ties_formed", count)
    world.events.add(world.tick, Event.TIE_FORMED, key[first], key[second], cause=cause, value=strength)
    summarise_ties(world)
