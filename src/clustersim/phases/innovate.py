"""Phase `innovate`: innovations, and ties to partners outside the region."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import draws
from clustersim.core.draws import FINE, absorb, fixed, normal, poisson, uniform, unit
from clustersim.core.kernel import kernel
from clustersim.spec.codes import Cause, Event
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import OUTSIDE_PUSH, REACH_FACTOR

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
    from clustersim.spec.parameters import Channels, InnovationNumbers
    from clustersim.world.state import World


def innovate(world: World) -> None:
    """Draw the innovations of every firm and the gain and loss of its outside ties.

        rate_i = rate exp(b k_i) (1 + S_i)^p (1 + U_i)^u (1 + O_i)^o              1/year (P16, P17; E15, E26 signs)

    S_i is the strength of all ties, U_i of those with universities, O_i the number of outside ties. An innovation adds
    `jump` to knowledge and moves the firm in technology space, so that partners who grow alike also spread apart.
    Outside ties: Poisson gains at `ties.outside_gain` openness (1 + push_s S_i / (1 + S_i)), each lost at
    `ties.outside_loss` (E27). push is the lever outside_push for firms that any task reaches, 0 for others: help abroad
    is of use to those who have a network at home.

    Draws: INNOVATION, INNOVATION_STEP, OUTSIDE_GAIN, OUTSIDE_LOSS, REACH (firm). Reads knowledge, strength, ties,
    outside, openness; levers outside_push, reach_factor. Writes knowledge, technology_x, technology_y, outside,
    counts. Event INNOVATION.
    """
    a, t = world.actors, world.parameters.ties
    made = np.zeros(len(a), dtype=np.int32)
    _innovate(
        world.stream(Decision.INNOVATION),
        world.stream(Decision.INNOVATION_STEP),
        world.dt,
        world.parameters.innovation,
        world.channels,
        university_strength(world),
        a.alive,
        a.kind,
        a.key,
        a.strength,
        a.outside,
        a.knowledge,
        a.technology_x,
        a.technology_y,
        made,
    )
    reach = min(1.0, world.parameters.insight.reach * world.levers[REACH_FACTOR])
    pushed = 0.0 if world.levers.is_neutral(OUTSIDE_PUSH) else reach
    _renew_outside(
        world.stream(Decision.OUTSIDE_GAIN),
        world.stream(Decision.OUTSIDE_LOSS),
        draws.stream(world.seed, Decision.REACH, 0),
        pushed,
        world.levers[OUTSIDE_PUSH],
        t.outside_gain * world.dt,
        math.exp(-t.outside_loss * world.dt),
        a.alive,
        a.kind,
        a.key,
        a.sector,
        a.openness,
        a.strength,
        a.outside,
    )
    rows = np.flatnonzero(made)
    world.count("innovations", float(made[rows].sum()))
    world.events.add(
        world.tick,
        Event.INNOVATION,
        a.key[rows],
        cell=a.cell[rows],
        cause=Cause.MARKET,
        value=made[rows].astype(np.float64),
    )


def university_strength(world: World) -> F64:
    """Return, for every row, the strength of its ties with universities and institutes."""
    units = np.zeros(len(world.actors), dtype=np.int64)
    _sum_universities(world.ties.a, world.ties.b, world.ties.strength, world.actors.kind, units)
    return units / FINE


def innovation_rates(world: World) -> F64:
    """Return the innovations a year to be expected of every row (0 without a living firm); for the references."""
    a = world.actors
    rates = np.zeros(len(a))
    _rates(
        world.parameters.innovation,
        university_strength(world),
        a.alive,
        a.kind,
        a.strength,
        a.outside,
        a.knowledge,
        rates,
    )
    return rates


@kernel
def _sum_universities(first: I32, second: I32, strength: F64, kind: I8, units: I64) -> None:
    for tie in range(first.shape[0]):
        i, j = first[tie], second[tie]
        if kind[i] == 1:
            units[j] += fixed(strength[tie], FINE)
        if kind[j] == 1:
            units[i] += fixed(strength[tie], FINE)


@kernel
def _rate(p: InnovationNumbers, knowledge: float, strength: float, university: float, outside: int) -> float:
    logs = p.knowledge_effect * knowledge + p.partner_effect * math.log(1.0 + strength)
    if university > 0.0:
        logs += p.university_effect * math.log(1.0 + university)
    if outside > 0:
        logs += p.outside_effect * math.log(1.0 + outside)
    return p.rate * math.exp(logs)


@kernel
def _rates(
    p: InnovationNumbers,
    university: F64,
    alive: Bool,
    kind: I8,
    strength: F64,
    outside: I32,
    knowledge: F64,
    rates: F64,
) -> None:
    for row in range(alive.shape[0]):
        if alive[row] and kind[row] == 0:
            rates[row] = _rate(p, knowledge[row], strength[row], university[row], outside[row])


@kernel
def _innovate(
    stream: np.uint64,
    steps: np.uint64,
    dt: float,
    p: InnovationNumbers,
    ch: Channels,
    university: F64,
    alive: Bool,
    kind: I8,
    key: U64,
    strength: F64,
    outside: I32,
    knowledge: F64,
    technology_x: F64,
    technology_y: F64,
    made: I32,
) -> None:
    if not ch.innovation:
        return
    for row in range(alive.shape[0]):
        if not alive[row] or kind[row] != 0:
            continue
        rate = _rate(p, knowledge[row], strength[row], university[row], outside[row])
        count = poisson(uniform(stream, key[row]), rate * dt)
        if count == 0:
            continue
        made[row] = count
        knowledge[row] += p.jump * count
        if ch.technology:
            step = p.technology_step * math.sqrt(count)
            own = absorb(steps, key[row])
            technology_x[row] += step * normal(unit(absorb(own, np.uint64(0))))
            technology_y[row] += step * normal(unit(absorb(own, np.uint64(1))))


@kernel
def _renew_outside(
    gains: np.uint64,
    losses: np.uint64,
    reached: np.uint64,
    reach: float,
    push: F64,
    gain: float,
    kept: float,
    alive: Bool,
    kind: I8,
    key: U64,
    sector: I16,
    openness: F64,
    strength: F64,
    outside: I32,
) -> None:
    lost_share = 1.0 - kept
    for row in range(alive.shape[0]):
        if not alive[row] or kind[row] != 0:
            continue
        had = outside[row]
        lost = 0
        if had > 0 and lost_share > 0.0:
            u = uniform(losses, key[row])
            term = math.pow(kept, had)
            total = term
            while u > total and lost < had:
                term *= (had - lost) / (lost + 1.0) * lost_share / kept
                lost += 1
                total += term
        mean = gain * openness[row]
        if reach > 0.0 and uniform(reached, key[row]) < reach:
            mean *= 1.0 + push[sector[row]] * strength[row] / (1.0 + strength[row])
        outside[row] = had - lost + poisson(uniform(gains, key[row]), mean)
