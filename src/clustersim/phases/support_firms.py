"""Phase `support_firms`: single firms are supported with finance or skills; earlier support fades."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import draws, randomness
from clustersim.core.clock import MOMENT
from clustersim.core.draws import absorb, normal, rounded, unit
from clustersim.core.kernel import kernel
from clustersim.spec.actions import SupportFirms
from clustersim.spec.codes import Cause, Event
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I64, U64, Bool
    from clustersim.world.state import World


def support_firms(world: World) -> None:
    """Let earlier support fade, then carry out the actions `SupportFirms` in their order.

    Relief of the credit constraint ends when its years are over; skills fade with `support.skills_half_life`. Of the
    firms of the action's sectors that any task reaches and that are at most `oldest` years old (for finance: that are
    not supported already), those with the highest score are supported:

        score = tau m + (1 - tau) n + noise N + ln w_s          tau: targeting; w: weight of the sector (focus)
        m     = knowledge / learning.spread                     who looks best
        n     = +1 if credit-constrained, else -1               finance: for whom it adds most
        n     = -2 (absorption (1 + skills) - 1)                skills: who absorbs little gains most

    noise = `support.judgement_noise`: the agency is not omniscient, N is a standard normal number. Finance sets the
    relief to `effect` for `years`; training adds `effect` to skills, up to `support.skills_most`.

    Draws: SUPPORT_MERIT (firm, task, number), REACH (firm). Reads agenda (actions SupportFirms), alive, sector,
    age, knowledge, constrained, absorption. Writes relief, relief_left, skills, supports. Event SUPPORT (value:
    effect).
    """
    a = world.actors
    if a.relief.any() or a.skills.any():
        keep = 2.0 ** (-world.dt / world.parameters.support.skills_half_life)
        _fade(world.dt, keep, a.relief, a.relief_left, a.skills)
    for action in world.agenda:
        if isinstance(action, SupportFirms) and action.count > 0:
            _support(world, action)


def _support(world: World, action: SupportFirms) -> None:
    a, p = world.actors, world.parameters
    weights = np.zeros(len(world.sectors.names))
    weights[list(action.sectors)] = action.weights or 1.0
    own = np.uint64(
        randomness.hashed(int(world.stream(Decision.SUPPORT_MERIT)), randomness.name_key(action.task), action.number)
    )
    scores = np.empty(len(a))
    finance = action.kind == "finance"
    _score(
        own,
        draws.stream(world.seed, Decision.REACH, 0),
        action.reach,
        action.oldest + MOMENT,
        action.targeting,
        p.support.judgement_noise,
        p.learning.spread,
        finance,
        weights,
        a.alive,
        a.kind,
        a.key,
        a.sector,
        a.age,
        a.knowledge,
        a.constrained,
        a.absorption,
        a.relief,
        a.skills,
        scores,
    )
    rows = np.flatnonzero(scores > -np.inf)
    rows = _best(scores, a.key, rows, action.count)
    if len(rows) == 0:
        return
    if finance:
        a.relief[rows], a.relief_left[rows] = action.effect, action.years
    else:
        a.skills[rows] = np.minimum(a.skills[rows] + action.effect, p.support.skills_most)
    a.supports[rows] += 1
    task = np.uint64(randomness.name_key(action.task))
    world.events.add(
        world.tick, Event.SUPPORT, a.key[rows], np.full(len(rows), task), a.cell[rows], Cause.POLICY, action.effect
    )


def _best(scores: F64, key: U64, rows: I64, count: int) -> I64:
    """Return the rows with the highest scores, equal ones by their keys."""
    return rows[np.lexsort((key[rows], -scores[rows]))[:count]]


@kernel
def _fade(dt: float, keep: float, relief: F64, left: F64, skills: F64) -> None:
    for row in range(relief.shape[0]):
        skills[row] *= keep
        if relief[row] > 0.0:
            left[row] -= dt
            if left[row] <= MOMENT:
                relief[row] = left[row] = 0.0


@kernel
def _score(
    own: np.uint64,
    reached: np.uint64,
    reach: float,
    oldest: float,
    targeting: float,
    noise: float,
    spread: float,
    finance: bool,
    weights: F64,
    alive: Bool,
    kind: I8,
    key: U64,
    sector: I16,
    age: F64,
    knowledge: F64,
    constrained: Bool,
    absorption: F64,
    relief: F64,
    skills: F64,
    scores: F64,
) -> None:
    for row in range(alive.shape[0]):
        scores[row] = -math.inf
        if (
            not alive[row]
            or kind[row] != 0
            or age[row] > oldest
            or weights[sector[row]] <= 0.0
            or (finance and relief[row] > 0.0)
        ):
            continue
        if unit(absorb(reached, key[row])) >= reach:
            continue
        merit = knowledge[row] / spread if spread > 0.0 else 0.0
        need = -2.0 * (absorption[row] * (1.0 + skills[row]) - 1.0)
        if finance:
            need = 1.0 if constrained[row] else -1.0
        luck = noise * normal(unit(absorb(own, key[row])))
        scores[row] = rounded(targeting * merit + (1.0 - targeting) * need + luck + math.log(weights[sector[row]]))
