"""Phase `learn`: knowledge approaches what the surroundings and the partners of a firm sustain."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.draws import FINE, fixed, normal, uniform
from clustersim.core.kernel import kernel
from clustersim.core.threads import parts, share
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
    from clustersim.spec.parameters import Channels, LearningNumbers
    from clustersim.world.state import World


def learn(world: World) -> None:
    """Move every firm's knowledge k (log productivity relative to the frontier) towards its target.

        target_i = d_i + q_i - reference_s - innovation reference / rate
        d_i = e ln((D_s(c) - own + d0) / (D0_s + d0))                                e = `density_elasticity` (P01)
        q_i = gain absorption_i (1 + skills_i) (1 - exp(-L_i / scale))
        L_i = sum_j s_ij exp(-((delta_ij - optimum) / width)^2) 2 / (1 + exp(-(k_j - k_i) / slope))   (P20, P21)
        k  <- target + (k - target) exp(-rate dt) + spread sqrt(1 - exp(-2 rate dt)) N

    Coefficients are long-run elasticities of the *level*; `rate` is obsolescence and own effort together. The
    reference of a sector is its mean of d + q at tick 0, that of innovation the mean gain of all firms then: mean
    knowledge of the region starts near 0, so that region-wide gains show. L_i sums over ties
    with firms and universities: chambers do not teach technology. Partners draw together in technology space:

        y_i <- y_i + (1 - exp(-pull dt)) sum_j s_ij (y_j - y_i) / (1 + sum_j s_ij)

    Draws: LEARNING (firm). Reads density, ties, knowledge, technology, absorption, skills. Writes knowledge,
    technology_x, technology_y of firms.
    """
    p, ch, a = world.parameters.learning, world.channels, world.actors
    useful, weight, move_x, move_y = partner_sums(world)
    stream, from_innovation = world.stream(Decision.LEARNING), world.references.innovation / p.rate * ch.innovation

    def move(rows: slice) -> None:
        _learn(
            stream,
            world.dt,
            p,
            ch,
            world.parameters.entry.density_offset,
            world.references.density,
            world.references.learning,
            from_innovation,
            world.cells.density,
            world.cells.kernel_area,
            useful[rows],
            weight[rows],
            move_x[rows],
            move_y[rows],
            a.alive[rows],
            a.kind[rows],
            a.key[rows],
            a.cell[rows],
            a.sector[rows],
            a.absorption[rows],
            a.skills[rows],
            a.knowledge[rows],
            a.technology_x[rows],
            a.technology_y[rows],
        )

    share(move, parts(len(a)))


def learning_terms(world: World) -> F64:
    """Return d_i + q_i of the equation above for every row (0 for rows without a living firm); for the references."""
    p, a = world.parameters.learning, world.actors
    useful = partner_sums(world)[0]
    terms = np.zeros(len(a))
    _terms(
        p,
        world.channels,
        world.parameters.entry.density_offset,
        world.references.density,
        world.cells.density,
        world.cells.kernel_area,
        useful,
        a.alive,
        a.kind,
        a.cell,
        a.sector,
        a.absorption,
        a.skills,
        terms,
    )
    return terms


def partner_sums(world: World) -> tuple[I64, I64, I64, I64]:
    """Return useful partner strength, tie strength and the two components of the pull, per row in units of 2^-40."""
    a, ties = world.actors, world.ties
    sums = np.zeros((4, len(a)), dtype=np.int64)
    _gather(
        world.parameters.learning,
        ties.a,
        ties.b,
        ties.strength,
        a.kind,
        a.knowledge,
        a.technology_x,
        a.technology_y,
        sums,
    )
    return sums[0], sums[1], sums[2], sums[3]


@kernel
def _gather(
    p: LearningNumbers,
    first: I32,
    second: I32,
    strength: F64,
    kind: I8,
    knowledge: F64,
    technology_x: F64,
    technology_y: F64,
    sums: I64,
) -> None:
    for tie in range(first.shape[0]):
        i, j = first[tie], second[tie]
        if kind[i] == 2 or kind[j] == 2:
            continue
        s = strength[tie]
        dx = technology_x[j] - technology_x[i]
        dy = technology_y[j] - technology_y[i]
        away = (math.sqrt(dx * dx + dy * dy) - p.distance_optimum) / p.distance_width
        value = s * math.exp(-away * away)
        odds = math.exp(-(knowledge[j] - knowledge[i]) / p.teacher_slope)
        units = fixed(s, FINE)
        pull_x, pull_y = fixed(s * dx, FINE), fixed(s * dy, FINE)
        sums[0, i] += fixed(value * 2.0 / (1.0 + odds), FINE)
        sums[0, j] += fixed(value * 2.0 / (1.0 + 1.0 / odds), FINE)
        sums[1, i] += units
        sums[1, j] += units
        sums[2, i] += pull_x
        sums[2, j] -= pull_x
        sums[3, i] += pull_y
        sums[3, j] -= pull_y


@kernel
def _term(
    p: LearningNumbers,
    ch: Channels,
    offset: float,
    mean: float,
    density: float,
    area: float,
    useful: int,
    absorption: float,
) -> float:
    term = 0.0
    if ch.density_learning:
        term += p.density_elasticity * math.log((max(density - 1.0 / area, 0.0) + offset) / (mean + offset))
    if ch.partner_learning:
        term += p.partner_gain * absorption * (1.0 - math.exp(-(useful / FINE) / p.partner_scale))
    return term


@kernel
def _terms(
    p: LearningNumbers,
    ch: Channels,
    offset: float,
    means: F64,
    density: F64,
    area: F64,
    useful: I64,
    alive: Bool,
    kind: I8,
    cell: I32,
    sector: I16,
    absorption: F64,
    skills: F64,
    terms: F64,
) -> None:
    for row in range(alive.shape[0]):
        if alive[row] and kind[row] == 0:
            s, c = sector[row], cell[row]
            terms[row] = _term(
                p, ch, offset, means[s], density[s, c], area[c], useful[row], absorption[row] * (1.0 + skills[row])
            )


@kernel
def _learn(
    stream: np.uint64,
    dt: float,
    p: LearningNumbers,
    ch: Channels,
    offset: float,
    means: F64,
    centre: F64,
    from_innovation: float,
    density: F64,
    area: F64,
    useful: I64,
    weight: I64,
    move_x: I64,
    move_y: I64,
    alive: Bool,
    kind: I8,
    key: U64,
    cell: I32,
    sector: I16,
    absorption: F64,
    skills: F64,
    knowledge: F64,
    technology_x: F64,
    technology_y: F64,
) -> None:
    keep = math.exp(-p.rate * dt)
    noise = p.spread * math.sqrt(1.0 - math.exp(-2.0 * p.rate * dt))
    nearer = 1.0 - math.exp(-p.technology_pull * dt)
    for row in range(alive.shape[0]):
        if not alive[row] or kind[row] != 0:
            continue
        s, c = sector[row], cell[row]
        absorbs = absorption[row] * (1.0 + skills[row])
        target = (
            _term(p, ch, offset, means[s], density[s, c], area[c], useful[row], absorbs) - centre[s] - from_innovation
        )
        knowledge[row] = target + (knowledge[row] - target) * keep + noise * normal(uniform(stream, key[row]))
        if ch.technology and weight[row] > 0:
            share = nearer / (1.0 + weight[row] / FINE)
            technology_x[row] += share * (move_x[row] / FINE)
            technology_y[row] += share * (move_y[row] / FINE)
