"""Phase `close_firms`: firms exit; those that stay grow older."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.draws import uniform
from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.mechanisms.firms import remove_firms
from clustersim.spec.codes import FIRM, Cause
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, U64, Bool
    from clustersim.spec.parameters import CentresNumbers, ExitNumbers, SupportNumbers
    from clustersim.world.state import World


class MortalFirms(NamedTuple):
    """What the hazard of exit reads of every actor."""

    alive: Bool
    kind: I8
    key: U64
    sector: I16
    employees: F64
    knowledge: F64
    age: F64
    constrained: Bool
    relief: F64
    advised: Bool
    graduate: Bool
    centre_age: F64
    entered: I32


class ExitSetting(NamedTuple):
    """What the hazard of exit needs that is not the firm's own."""

    dt: float  # years
    tick: int
    norm: float  # F
    nodes: F64  # (nodes,) ages in years
    log_hazard: F64  # (sectors, nodes): ln A_s


def close_firms(world: World) -> None:
    """Draw exits and let the surviving firms age by one tick.

        h(a, z, k) = A_s(a) max(z^-size_slope, size_floor) exp(-b k) c g / F               1/year
        F = exp(b^2 spread^2 / 2) (1 - share + share ratio)

    ln A_s is linear between the ages 0, 1, 5, 10, `minimum_age`, 30 and 60 (constant beyond); its level in later life
    is solved from the sector's entry rate, so that stocks are stationary (B02). c is `constrained_ratio` for a
    credit-constrained firm (1 + (ratio - 1) (1 - relief) for one supported with finance), g `graduate_ratio` in the
    first years after leaving a centre (F-P4a). For firms whose founder was advised b is larger by `support.selection`
    up to the age `selection_years`: weak ones stop earlier (F-P9b). F keeps the mean of the factors at 1 at birth.
    Size, knowledge, age: B05-B10.

    Exit probability 1 - exp(-h dt) with the hazard at mid-tick; a firm that entered in the last tick, half a tick old
    on average, is exposed for 1.5 dt.

    Draws: EXIT (firm). Reads employees, knowledge, age, constrained, relief, advised, graduate. Writes alive, age,
    centre_age; ties, degree and strength of the partners of closed firms; cells' firms and total, centres' tenants,
    counts. Events EXIT, TIE_ENDED (partner closed).
    """
    a, closed = world.actors, np.zeros(len(world.actors), dtype=np.bool_)
    if world.channels.exit:
        p = world.parameters
        setting = ExitSetting(world.dt, world.tick, hazard_norm(world), age_nodes(p.exit), world.sectors.hazard)
        firms = pick(MortalFirms, a)
        _close(
            world.stream(Decision.EXIT),
            p.exit,
            p.centres,
            p.support,
            world.channels.knowledge_exit,
            setting,
            firms,
            closed,
        )
    remove_firms(world, np.flatnonzero(closed), Cause.MARKET, Cause.PARTNER_CLOSED)
    _grow_older(world.dt, a.alive, a.kind, a.centre, a.graduate, a.age, a.centre_age)


def age_nodes(p: ExitNumbers) -> F64:
    """Return the ages in years between which the log hazard is linear, shape (7,)."""
    return np.array([0.0, 1.0, 5.0, 10.0, p.minimum_age, 30.0, 60.0])


def hazard_norm(world: World) -> float:
    """Return F, the mean of the factors of knowledge and credit at birth."""
    p, spread = world.parameters.exit, world.parameters.learning.spread
    norm = 1.0 - p.constrained_share + p.constrained_share * p.constrained_ratio
    if world.channels.knowledge_exit:
        norm *= math.exp(0.5 * (p.knowledge_effect * spread) ** 2)
    return norm


@kernel
def _log_hazard(age: float, nodes: F64, values: F64) -> float:
    last = nodes.shape[0] - 1
    if age >= nodes[last]:
        return values[last]
    place = 0
    while age >= nodes[place + 1]:
        place += 1
    share = (age - nodes[place]) / (nodes[place + 1] - nodes[place])
    return values[place] + share * (values[place + 1] - values[place])


@kernel
def _close(
    stream: np.uint64,
    p: ExitNumbers,
    centres: CentresNumbers,
    support: SupportNumbers,
    knowledge_counts: float,
    at: ExitSetting,
    firms: MortalFirms,
    closed: Bool,
) -> None:
    for row in range(firms.alive.shape[0]):
        if not firms.alive[row] or firms.kind[row] != FIRM:
            continue
        fresh = firms.entered[row] == at.tick - 1
        age = 0.75 * at.dt if fresh else firms.age[row] + 0.5 * at.dt
        logs = _log_hazard(age, at.nodes, at.log_hazard[firms.sector[row]])
        if knowledge_counts:
            logs -= p.knowledge_effect * firms.knowledge[row]
            if firms.advised[row] and age < support.selection_years:
                logs -= support.selection * firms.knowledge[row]
        hazard = math.exp(logs) / at.norm
        if firms.constrained[row]:
            hazard *= 1.0 + (p.constrained_ratio - 1.0) * (1.0 - firms.relief[row])
        if firms.graduate[row] and firms.centre_age[row] < centres.graduate_years:
            hazard *= centres.graduate_ratio
        exposure, u = 1.5 * at.dt if fresh else at.dt, uniform(stream, firms.key[row])
        if u < hazard * exposure:  # else not even a firm of size 1 would exit: most are spared the power
            hazard *= max(math.exp(-p.size_slope * math.log(firms.employees[row])), p.size_floor)
            closed[row] = u < 1.0 - math.exp(-hazard * exposure)


@kernel
def _grow_older(dt: float, alive: Bool, kind: I8, centre: I32, graduate: Bool, age: F64, centre_age: F64) -> None:
    for row in range(alive.shape[0]):
        if alive[row] and kind[row] == FIRM:
            age[row] += dt
            if centre[row] >= 0 or graduate[row]:
                centre_age[row] += dt
