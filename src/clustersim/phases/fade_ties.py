"""Phase `fade_ties`: ties gain strength by use, lose it without, and end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.draws import pair, poisson, unit
from clustersim.core.groups import cut, pick
from clustersim.core.kernel import kernel
from clustersim.core.threads import parts, share
from clustersim.mechanisms.ties import Ends, end_ties, soft_capacity, tie_distance
from clustersim.spec.codes import DISSOLVED, FADED, MODERATED
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import MODERATION
from clustersim.world.network import put_ties_in_order

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I32
    from clustersim.spec.parameters import TiesNumbers
    from clustersim.world.state import World


class UsedBonds(NamedTuple):
    """Ties as they are used: the rows of both ends, strength (written) and how they came about."""

    a: I32
    b: I32
    strength: F64
    cause: I8


def fade_ties(world: World) -> None:
    """Renew the strength s of every tie and end those that dissolve or fade away.

        uses   n ~ Poisson(nu dt),  nu = use_rate / (1 + (deg_i / D_i + deg_j / D_j) / 2)
        s'     = (1 - (1 - s) (1 - use_gain)^n) exp(-decay dt (1 - moderation_decay m))
        hazard = end_hazard exp(end_cognitive (min(delta, 3) - 0.8) - end_strength (s - 0.5)) (1 - moderation_hazard m)

    The tie ends with probability 1 - exp(-hazard dt), or if s' < `strength_least`. Cognitive proximity protects,
    distance in space does not appear (E09); strength and hazard are calibrated to three-year persistence (E07). D is
    the soft capacity of an actor, m the lever `moderation` for ties from agency events and introductions, else 0.

    Draws: TIE_USE, TIE_END (pair). Reads ties, degree, technology, openness; lever moderation. Writes ties; degree,
    strength, capacity of actors; counts. Event TIE_ENDED.
    """
    put_ties_in_order(world)
    a, ties = world.actors, world.ties
    reason = np.zeros(len(ties), dtype=np.int8)
    soft_capacity(world)
    bonds, ends = pick(UsedBonds, ties), pick(Ends, a)
    uses, stops = world.stream(Decision.TIE_USE), world.stream(Decision.TIE_END)
    moderation = world.levers[MODERATION]

    def fade(rows: slice) -> None:
        _fade(uses, stops, world.parameters.ties, world.dt, moderation, cut(bonds, rows), ends, reason[rows])

    share(fade, parts(len(ties)))
    end_ties(world, reason)


@kernel
def _fade(
    uses: np.uint64,
    stops: np.uint64,
    p: TiesNumbers,
    dt: float,
    moderation: float,
    bonds: UsedBonds,
    ends: Ends,
    reason: I8,
) -> None:
    for tie in range(bonds.a.shape[0]):
        i, j, s, cause = bonds.a[tie], bonds.b[tie], bonds.strength[tie], bonds.cause[tie]
        moderated = moderation if cause in MODERATED else 0.0
        rate = p.use_rate / (1.0 + 0.5 * (ends.degree[i] / ends.capacity[i] + ends.degree[j] / ends.capacity[j]))
        used = poisson(unit(pair(uses, ends.key[i], ends.key[j])), rate * dt)
        renewed = 1.0 - (1.0 - s) * math.pow(1.0 - p.use_gain, used)
        bonds.strength[tie] = renewed * math.exp(-p.decay * dt * (1.0 - p.moderation_decay * moderated))
        dx, dy = ends.technology_x[j] - ends.technology_x[i], ends.technology_y[j] - ends.technology_y[i]
        distance = tie_distance(p, ends.kind[i], ends.kind[j], dx, dy)
        logs = p.end_cognitive * (min(distance, 3.0) - 0.8) - p.end_strength * (s - 0.5)
        hazard = p.end_hazard * math.exp(logs) * (1.0 - p.moderation_hazard * moderated)
        u = unit(pair(stops, ends.key[i], ends.key[j]))
        if u < hazard * dt and u < 1.0 - math.exp(-hazard * dt):  # the first comparison spares most exponentials
            reason[tie] = DISSOLVED
        elif bonds.strength[tie] < p.strength_least:
            reason[tie] = FADED
