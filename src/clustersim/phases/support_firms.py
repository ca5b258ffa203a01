"""Phase `support_firms`: single firms are supported with finance or skills; earlier support fades."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core import randomness
from clustersim.core.clock import MOMENT
from clustersim.core.draws import rounded
from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.mechanisms.judgement import Judgement, error, judgement_of, merit
from clustersim.spec.actions import SupportFirms
from clustersim.spec.codes import FIRM, Cause, Event
from clustersim.spec.decisions import Decision
from clustersim.world.reach import is_reached

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
    from clustersim.world.state import World


class Applicants(NamedTuple):
    """What counts of firms when the agency chooses whom to support."""

    alive: Bool
    kind: I8
    key: U64
    sector: I16
    age: F64
    knowledge: F64
    constrained: Bool
    absorption: F64
    relief: F64
    skills: F64
    chamber: I32


def support_firms(world: World) -> None:
    """Let earlier support fade, then carry out the actions `SupportFirms` in their order.

    Relief of the credit constraint ends when its years are over; skills fade with `support.skills_half_life`. Of the
    firms of the action's sectors that any task reaches and that are at most `oldest` years old (for finance: that are
    not supported already), those with the highest score are supported. With `by_chambers`, chambers give the support to
    their members, whether the task reaches them or not:

        score = tau m + (1 - tau) n + noise N + ln w_s          tau: targeting; w: weight of the sector (focus)
        m     = knowledge / learning.spread                     who looks best
        n     = +1 if credit-constrained, else -1               finance: for whom it adds most
        n     = -2 (absorption (1 + skills) - 1)                skills: who absorbs little gains most

    noise = `support.judgement_noise`: the agency is not omniscient, N is a standard normal number. Finance sets the
    relief to `effect` for `years`; training adds `effect` to skills, up to `support.skills_most`.

    Draws: SUPPORT_MERIT (firm, task, number), REACH (firm). Reads agenda (actions SupportFirms), alive, sector,
    age, knowledge, constrained, absorption. Writes relief, relief_left, skills, supports. Event SUPPORT (value:
    effect; cause: chamber, if one gave it).
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
    finance, judgement = action.kind == "finance", judgement_of(world, action, own)
    _score(judgement, action.oldest + MOMENT, finance, action.by_chambers, weights, pick(Applicants, a), scores)
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
    who = Cause.CHAMBER if action.by_chambers else Cause.POLICY
    world.events.add(world.tick, Event.SUPPORT, a.key[rows], np.full(len(rows), task), a.cell[rows], who, action.effect)


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
    judgement: Judgement,
    oldest: float,
    finance: bool,
    by_chambers: bool,
    weights: F64,
    firms: Applicants,
    scores: F64,
) -> None:
    for row in range(firms.alive.shape[0]):
        scores[row] = -math.inf
        if not firms.alive[row] or firms.kind[row] != FIRM or firms.age[row] > oldest:
            continue
        weight = weights[firms.sector[row]]
        if weight <= 0.0 or (finance and firms.relief[row] > 0.0):
            continue
        if not (firms.chamber[row] >= 0 if by_chambers else is_reached(judgement.reach, row)):
            continue
        need = -2.0 * (firms.absorption[row] * (1.0 + firms.skills[row]) - 1.0)
        if finance:
            need = 1.0 if firms.constrained[row] else -1.0
        tau, luck = judgement.targeting, error(judgement, firms.key[row])
        score = tau * merit(judgement, firms.knowledge[row]) + (1.0 - tau) * need + luck + math.log(weight)
        scores[row] = rounded(score)
