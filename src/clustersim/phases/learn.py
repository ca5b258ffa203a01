"""Phase `learn`: knowledge approaches what the surroundings and the partners of a firm sustain."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.draws import FINE, fixed, normal, uniform
from clustersim.core.groups import cut, pick
from clustersim.core.kernel import kernel
from clustersim.core.threads import parts, share
from clustersim.mechanisms.ties import Bonds
from clustersim.spec.codes import CHAMBER, FIRM
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
    from clustersim.spec.parameters import LearningNumbers
    from clustersim.world.state import World


class LearningFirms(NamedTuple):
    """What learning reads of every actor; knowledge and technology are written."""

    alive: Bool
    kind: I8
    key: U64
    cell: I32
    sector: I16
    absorption: F64
    skills: F64
    knowledge: F64
    technology_x: F64
    technology_y: F64


class Partners(NamedTuple):
    """What one learns from: the columns of every actor that ties bring together."""

    kind: I8
    knowledge: F64
    technology_x: F64
    technology_y: F64


class LearningSwitches(NamedTuple):
    """The channels of learning."""

    density_learning: float
    partner_learning: float
    technology: float


class PartnerSums(NamedTuple):
    """What ties bring to every actor, each of shape (actors,), in whole units of 2^-40."""

    useful: I64  # strength of ties, as far as one learns from them: L
    strength: I64  # of ties with firms and universities
    pull_x: I64  # sum of s_ij (y_j - y_i), by component
    pull_y: I64


class LearningPlaces(NamedTuple):
    """What learning reads of places."""

    density: F64  # (sectors, cells) related firms per km2
    kernel_area: F64  # (cells,) km2
    mean_density: F64  # (sectors,) at tick 0
    offset: float  # d0


class LearningReference(NamedTuple):
    """What counts as 0: the mean of d + q at tick 0, and of the gain from innovations."""

    sector: F64  # (sectors,)
    innovation: float


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
    a, sums, around = world.actors, partner_sums(world), _surroundings(world)
    p, ch, stream = world.parameters.learning, pick(LearningSwitches, world.channels), world.stream(Decision.LEARNING)
    from_innovation = world.references.innovation / p.rate * world.channels.innovation
    reference = LearningReference(world.references.learning, from_innovation)
    firms = pick(LearningFirms, a)

    def move(rows: slice) -> None:
        _learn(stream, world.dt, p, ch, around, reference, cut(sums, rows), cut(firms, rows))

    share(move, parts(len(a)))


def learning_terms(world: World) -> F64:
    """Return d_i + q_i of the equation above for every row (0 for rows without a living firm); for the references."""
    sums, firms, terms = partner_sums(world), pick(LearningFirms, world.actors), np.zeros(len(world.actors))
    _terms(world.parameters.learning, pick(LearningSwitches, world.channels), _surroundings(world), sums, firms, terms)
    return terms


def partner_sums(world: World) -> PartnerSums:
    """Return what ties bring to every actor."""
    sums = PartnerSums(*np.zeros((4, len(world.actors)), dtype=np.int64))
    _gather(world.parameters.learning, pick(Bonds, world.ties), pick(Partners, world.actors), sums)
    return sums


def _surroundings(world: World) -> LearningPlaces:
    cells = world.cells
    return LearningPlaces(
        cells.density, cells.kernel_area, world.references.density, world.parameters.entry.density_offset
    )


@kernel
def _gather(p: LearningNumbers, bonds: Bonds, actors: Partners, sums: PartnerSums) -> None:
    knowledge, x, y = actors.knowledge, actors.technology_x, actors.technology_y
    for tie in range(bonds.a.shape[0]):
        i, j, s = bonds.a[tie], bonds.b[tie], bonds.strength[tie]
        if actors.kind[i] == CHAMBER or actors.kind[j] == CHAMBER:
            continue
        dx, dy = x[j] - x[i], y[j] - y[i]
        away = (math.sqrt(dx * dx + dy * dy) - p.distance_optimum) / p.distance_width
        value = s * math.exp(-away * away)
        odds = math.exp(-(knowledge[j] - knowledge[i]) / p.teacher_slope)
        units = fixed(s, FINE)
        pull_x, pull_y = fixed(s * dx, FINE), fixed(s * dy, FINE)
        sums.useful[i] += fixed(value * 2.0 / (1.0 + odds), FINE)
        sums.useful[j] += fixed(value * 2.0 / (1.0 + 1.0 / odds), FINE)
        sums.strength[i] += units
        sums.strength[j] += units
        sums.pull_x[i] += pull_x
        sums.pull_x[j] -= pull_x
        sums.pull_y[i] += pull_y
        sums.pull_y[j] -= pull_y


@kernel
def _term(
    p: LearningNumbers,
    ch: LearningSwitches,
    density: float,
    area: float,
    mean: float,
    offset: float,
    useful: int,
    absorption: float,
) -> float:
    """Return d_i + q_i."""
    term = 0.0
    if ch.density_learning:
        term += p.density_elasticity * math.log((max(density - 1.0 / area, 0.0) + offset) / (mean + offset))
    if ch.partner_learning:
        term += p.partner_gain * absorption * (1.0 - math.exp(-(useful / FINE) / p.partner_scale))
    return term


@kernel
def _terms(
    p: LearningNumbers,
    ch: LearningSwitches,
    around: LearningPlaces,
    sums: PartnerSums,
    firms: LearningFirms,
    terms: F64,
) -> None:
    for row in range(firms.alive.shape[0]):
        if firms.alive[row] and firms.kind[row] == FIRM:
            s, c = firms.sector[row], firms.cell[row]
            density, area, mean = around.density[s, c], around.kernel_area[c], around.mean_density[s]
            absorbs = firms.absorption[row] * (1.0 + firms.skills[row])
            terms[row] = _term(p, ch, density, area, mean, around.offset, sums.useful[row], absorbs)


@kernel
def _learn(
    stream: np.uint64,
    dt: float,
    p: LearningNumbers,
    ch: LearningSwitches,
    around: LearningPlaces,
    reference: LearningReference,
    sums: PartnerSums,
    firms: LearningFirms,
) -> None:
    keep = math.exp(-p.rate * dt)
    noise = p.spread * math.sqrt(1.0 - math.exp(-2.0 * p.rate * dt))
    nearer = 1.0 - math.exp(-p.technology_pull * dt)
    for row in range(firms.alive.shape[0]):
        if not firms.alive[row] or firms.kind[row] != FIRM:
            continue
        s, c = firms.sector[row], firms.cell[row]
        density, area, mean = around.density[s, c], around.kernel_area[c], around.mean_density[s]
        absorbs = firms.absorption[row] * (1.0 + firms.skills[row])
        term = _term(p, ch, density, area, mean, around.offset, sums.useful[row], absorbs)
        target = term - reference.sector[s] - reference.innovation
        luck = noise * normal(uniform(stream, firms.key[row]))
        firms.knowledge[row] = target + (firms.knowledge[row] - target) * keep + luck
        if ch.technology and sums.strength[row] > 0:
            share = nearer / (1.0 + sums.strength[row] / FINE)
            firms.technology_x[row] += share * (sums.pull_x[row] / FINE)
            firms.technology_y[row] += share * (sums.pull_y[row] / FINE)
