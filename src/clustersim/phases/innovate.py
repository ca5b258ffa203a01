"""Phase `innovate`: innovations, and ties to partners outside the region."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.draws import FINE, absorb, fixed, normal, poisson, uniform, unit
from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.mechanisms.ties import Bonds
from clustersim.spec.codes import FIRM, UNIVERSITY, Cause, Event
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import OUTSIDE_PUSH, REACH_FACTOR
from clustersim.world.reach import Reach, is_reached, reaching

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
    from clustersim.spec.parameters import InnovationNumbers
    from clustersim.world.state import World


class InnovatingFirms(NamedTuple):
    """What innovations and outside ties read of every actor; knowledge, technology and outside are written."""

    alive: Bool
    kind: I8
    key: U64
    sector: I16
    openness: F64
    strength: F64
    knowledge: F64
    outside: I32
    technology_x: F64
    technology_y: F64


class InnovationDraws(NamedTuple):
    """Hash states of the innovations and of the steps in technology space."""

    innovations: np.uint64
    steps: np.uint64


class OutsideSetting(NamedTuple):
    """How ties to partners outside the region are won and lost in a tick."""

    gains: np.uint64
    losses: np.uint64
    reach: Reach  # of tasks that help abroad; its share is 0 without one
    push: F64  # (sectors,)
    gain: float  # expected number, at openness 1
    kept: float  # share of those there are


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
    a, firms = world.actors, pick(InnovatingFirms, world.actors)
    made = np.zeros(len(a), dtype=np.int32)
    if world.channels.innovation:
        draws_of = InnovationDraws(world.stream(Decision.INNOVATION), world.stream(Decision.INNOVATION_STEP))
        p, ch = world.parameters.innovation, world.channels
        _innovate(draws_of, p, ch.technology, world.dt, university_strength(world), firms, made)
    _renew_outside(_outside_setting(world), firms)
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
    _sum_universities(pick(Bonds, world.ties), world.actors.kind, units)
    return units / FINE


def innovation_rates(world: World) -> F64:
    """Return the innovations a year to be expected of every row (0 without a living firm); for the references."""
    rates = np.zeros(len(world.actors))
    firms = pick(InnovatingFirms, world.actors)
    _rates(world.parameters.innovation, university_strength(world), firms, rates)
    return rates


def _outside_setting(world: World) -> OutsideSetting:
    p, levers = world.parameters.ties, world.levers
    reach = min(1.0, world.parameters.insight.reach * levers[REACH_FACTOR])
    return OutsideSetting(
        gains=world.stream(Decision.OUTSIDE_GAIN),
        losses=world.stream(Decision.OUTSIDE_LOSS),
        reach=reaching(world, 0.0 if levers.is_neutral(OUTSIDE_PUSH) else reach, OUTSIDE_PUSH.name),
        push=levers[OUTSIDE_PUSH],
        gain=p.outside_gain * world.dt,
        kept=math.exp(-p.outside_loss * world.dt),
    )


@kernel
def _sum_universities(bonds: Bonds, kind: I8, units: I64) -> None:
    for tie in range(bonds.a.shape[0]):
        i, j = bonds.a[tie], bonds.b[tie]
        if kind[i] == UNIVERSITY:
            units[j] += fixed(bonds.strength[tie], FINE)
        if kind[j] == UNIVERSITY:
            units[i] += fixed(bonds.strength[tie], FINE)


@kernel
def _rate(p: InnovationNumbers, knowledge: float, strength: float, university: float, outside: int) -> float:
    logs = p.knowledge_effect * knowledge + p.partner_effect * math.log(1.0 + strength)
    if university > 0.0:
        logs += p.university_effect * math.log(1.0 + university)
    if outside > 0:
        logs += p.outside_effect * math.log(1.0 + outside)
    return p.rate * math.exp(logs)


@kernel
def _rates(p: InnovationNumbers, university: F64, firms: InnovatingFirms, rates: F64) -> None:
    for row in range(firms.alive.shape[0]):
        if firms.alive[row] and firms.kind[row] == FIRM:
            rates[row] = _rate(p, firms.knowledge[row], firms.strength[row], university[row], firms.outside[row])


@kernel
def _innovate(
    states: InnovationDraws,
    p: InnovationNumbers,
    technology: float,
    dt: float,
    university: F64,
    firms: InnovatingFirms,
    made: I32,
) -> None:
    for row in range(firms.alive.shape[0]):
        if not firms.alive[row] or firms.kind[row] != FIRM:
            continue
        key = firms.key[row]
        rate = _rate(p, firms.knowledge[row], firms.strength[row], university[row], firms.outside[row])
        count = poisson(uniform(states.innovations, key), rate * dt)
        if count == 0:
            continue
        made[row] = count
        firms.knowledge[row] += p.jump * count
        if technology:
            step = p.technology_step * math.sqrt(count)
            own = absorb(states.steps, key)
            firms.technology_x[row] += step * normal(unit(absorb(own, np.uint64(0))))
            firms.technology_y[row] += step * normal(unit(absorb(own, np.uint64(1))))


@kernel
def _renew_outside(at: OutsideSetting, firms: InnovatingFirms) -> None:
    for row in range(firms.alive.shape[0]):
        if not firms.alive[row] or firms.kind[row] != FIRM:
            continue
        key, had, strength = firms.key[row], firms.outside[row], firms.strength[row]
        lost = _lost(uniform(at.losses, key), had, at.kept) if had > 0 else 0
        mean = at.gain * firms.openness[row]
        if at.reach.share > 0.0 and is_reached(at.reach, row):
            mean *= 1.0 + at.push[firms.sector[row]] * strength / (1.0 + strength)
        firms.outside[row] = had - lost + poisson(uniform(at.gains, key), mean)


@kernel
def _lost(u: float, had: int, kept: float) -> int:
    """Return how many of `had` ties are lost, each with probability 1 - kept: binomial, by inversion of `u`."""
    lost, lost_share = 0, 1.0 - kept
    if lost_share > 0.0:
        term = math.pow(kept, had)
        total = term
        while u > total and lost < had:
            term *= (had - lost) / (lost + 1.0) * lost_share / kept
            lost += 1
            total += term
    return lost
