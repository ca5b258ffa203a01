"""Phase `fade_ties`: ties gain strength by use, lose it without, and end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.draws import pair, poisson, unit
from clustersim.core.kernel import kernel
from clustersim.core.threads import parts, share
from clustersim.mechanisms.ties import end_ties, soft_capacity, tie_distance
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import MODERATION
from clustersim.world.network import put_ties_in_order

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I32, U64
    from clustersim.spec.parameters import TiesNumbers
    from clustersim.world.state import World


def fade_ties(world: World) -> None:
    """Renew the strength s of every tie and end those that dissolve or fade away.

        uses   n ~ Poisson(nu dt),  nu = use_rate / (1 + (deg_i / D_i + deg_j / D_j) / 2)
        s'     = (1 - (1 - s) (1 - use_gain)^n) exp(-decay dt (1 - moderation_decay m))
        hazard = end_hazard exp(end_cognitive (min(delta, 3) - 0.8) - end_strength (s - 0.5)) (1 - moderation_hazard m)

    The tie ends with probability 1 - exp(-hazard dt), or if s' < `strength_least`. Cognitive proximity protects,
    distance in space does not appear (E09); strength and hazard are calibrated to three-year persistence (E07). D is
    the soft capacity of an actor, m the lever `moderation` for ties that the agency brokered (0 for others).

    Draws: TIE_USE, TIE_END (pair). Reads ties, degree, technology, openness; lever moderation. Writes ties; degree,
    strength, capacity of actors; counts. Event TIE_ENDED.
    """
    put_ties_in_order(world)
    a, ties = world.actors, world.ties
    reason = np.zeros(len(ties), dtype=np.int8)
    uses, ends, capacity = world.stream(Decision.TIE_USE), world.stream(Decision.TIE_END), soft_capacity(world)

    def fade(rows: slice) -> None:
        _fade(
            uses,
            ends,
            world.dt,
            world.parameters.ties,
            world.levers[MODERATION],
            ties.a[rows],
            ties.b[rows],
            ties.strength[rows],
            ties.cause[rows],
            a.key,
            a.kind,
            a.degree,
            capacity,
            a.technology_x,
            a.technology_y,
            reason[rows],
        )

    share(fade, parts(len(ties)))
    end_ties(world, reason)


@kernel
def _fade(
    uses: np.uint64,
    ends: np.uint64,
    dt: float,
    p: TiesNumbers,
    moderation: float,
    first: I32,
    second: I32,
    strength: F64,
    cause: I8,
    key: U64,
    kind: I8,
    degree: I32,
    capacity: F64,
    technology_x: F64,
    technology_y: F64,
    reason: I8,
) -> None:
    for tie in range(first.shape[0]):
        i, j = first[tie], second[tie]
        moderated = moderation if cause[tie] == 5 or cause[tie] == 7 else 0.0
        s = strength[tie]
        rate = p.use_rate / (1.0 + 0.5 * (degree[i] / capacity[i] + degree[j] / capacity[j]))
        used = poisson(unit(pair(uses, key[i], key[j])), rate * dt)
        renewed = 1.0 - (1.0 - s) * math.pow(1.0 - p.use_gain, used)
        strength[tie] = renewed * math.exp(-p.decay * dt * (1.0 - p.moderation_decay * moderated))
        distance = tie_distance(
            p, kind[i], kind[j], technology_x[j] - technology_x[i], technology_y[j] - technology_y[i]
        )
        logs = p.end_cognitive * (min(distance, 3.0) - 0.8) - p.end_strength * (s - 0.5)
        hazard = p.end_hazard * math.exp(logs) * (1.0 - p.moderation_hazard * moderated)
        u = unit(pair(ends, key[i], key[j]))
        if u < hazard * dt and u < 1.0 - math.exp(-hazard * dt):  # the first comparison spares most exponentials
            reason[tie] = 11
        elif strength[tie] < p.strength_least:
            reason[tie] = 10
