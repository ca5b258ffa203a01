"""The firms at tick 0: who they are, how large and old, where, and what they were born with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import draws, keyed, randomness
from clustersim.core.columns import F64, I32, I64, U64
from clustersim.core.draws import normal, poisson, uniform
from clustersim.core.kernel import kernel
from clustersim.spec.codes import Kind, Origin
from clustersim.spec.decisions import Decision
from clustersim.start.given_firms import Cohort, given_firms, rescaled
from clustersim.world.membership import chambers_of
from clustersim.world.traits import draw_traits

if TYPE_CHECKING:
    from clustersim.scenario import Scenario
    from clustersim.start.ground import Layout
    from clustersim.start.stationary_law import SectorLaw
    from clustersim.world.state import World

BLOCK = 16  # cells along each edge of a block of rows


def draw_cohort(world: World, scenario: Scenario, layout: Layout, laws: list[SectorLaw], places: F64 | None) -> Cohort:
    """Return the firms at tick 0.

    A firm's key follows from its sector and its number in it. Sizes are a systematic sample of the stationary law (the
    i-th of n firms has quantile (i + u) / n), so that jobs differ little between seeds; ages follow from size and key,
    cells from `places` (expected firms by sector and cell of the tile; None: evenly) and key.

    Draws: KEY_INITIAL, INITIAL_SIZE (sector; firm where ages come first), INITIAL_AGE, INITIAL_PLACE (firm).
    """
    if scenario.start.given is not None:
        return _given_cohort(world, scenario, layout, laws)
    counts = firms_by_sector(scenario)
    share = (
        np.ones((len(counts), 1)) * world.cells.inside
        if places is None
        else places[:, layout.tile_cells()] * world.cells.inside
    )
    parts = []
    for sector, (count, law) in enumerate(zip(counts, laws, strict=True)):
        key = initial_keys(world.seed, sector, int(count))
        if is_nascent(scenario, sector):
            age = law.ages_below(world.parameters.start.nascent_age, uniforms(world, Decision.INITIAL_AGE, key))
            size = law.sizes_given_age(age, uniforms(world, Decision.INITIAL_SIZE, key))
        else:
            first = randomness.uniform(randomness.stream(world.seed, Decision.INITIAL_SIZE, 0), sector)
            size = law.sizes((np.arange(count) + first) / max(int(count), 1))
            age = law.ages(size, uniforms(world, Decision.INITIAL_AGE, key))
        jobs = scenario.sectors[sector].employees
        if jobs is not None:
            size = rescaled(size, jobs * count / max(world.sectors.stock[sector], 1e-300))
        cell = _pick(share[sector], uniforms(world, Decision.INITIAL_PLACE, key))
        parts.append((key, np.full(count, sector, dtype=np.int16), cell, size, age))
    return Cohort(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def is_nascent(scenario: Scenario, sector: int) -> bool:
    """Say whether a sector is only about to emerge."""
    return scenario.start.kind == "emerging" and scenario.sectors[sector].target


def firms_by_sector(scenario: Scenario) -> I64:
    """Return how many firms each sector has at tick 0: shares of the stationary number by largest remainder."""
    wanted = np.array([row.share * scenario.start.firms for row in scenario.sectors])
    counts = np.floor(wanted + 1e-9).astype(np.int64)
    order = np.argsort(-(wanted - counts), kind="stable")
    counts[order[: scenario.start.firms - int(counts.sum())]] += 1
    share = scenario.parameters.start.nascent_share
    return np.array(
        [round(share * wanted[s]) if is_nascent(scenario, s) else counts[s] for s in range(len(counts))], dtype=np.int64
    )


def _given_cohort(world: World, scenario: Scenario, layout: Layout, laws: list[SectorLaw]) -> Cohort:
    sector, cell, size, age = given_firms(scenario, layout)
    key = np.zeros(len(sector), dtype=np.uint64)
    for number, law in enumerate(laws):
        rows = np.flatnonzero(sector == number)
        key[rows] = initial_keys(world.seed, number, len(rows))
        rows = rows[np.isnan(age[rows])]
        age[rows] = law.ages(size[rows], uniforms(world, Decision.INITIAL_AGE, key[rows]))
    return Cohort(key, sector, cell, size, age, np.arange(len(sector), dtype=np.int32))


def _pick(weights: F64, u: F64) -> I32:
    """Return the cells at the quantiles `u` of a distribution over cells."""
    if len(u) == 0:
        return np.empty(0, dtype=np.int32)
    cumulated = np.cumsum(weights)
    cells = np.searchsorted(cumulated, u * cumulated[-1], side="right")
    return np.asarray(np.minimum(cells, np.flatnonzero(weights > 0.0)[-1]), dtype=np.int32)


def add_cohort(world: World, cohort: Cohort) -> None:
    """Add the firms at tick 0 with their traits; rows go by blocks of cells, so that neighbours are near in memory."""
    column, line = cohort.cell % world.grid.columns, cohort.cell // world.grid.columns
    order = np.lexsort((cohort.key, cohort.cell, column // BLOCK, line // BLOCK))
    key, sector, cell, size, age = (
        cohort.key[order],
        cohort.sector[order],
        cohort.cell[order],
        cohort.employees[order],
        cohort.age[order],
    )
    a, p = world.actors, world.parameters
    count = len(key)
    first = a.extend(count)
    rows = slice(first, first + count)
    traits = draw_traits(world.seed, p, world.sectors, key, sector)
    a.key[rows], a.sector[rows], a.cell[rows], a.employees[rows], a.age[rows] = key, sector, cell, size, age
    if cohort.given is not None:
        a.given[rows] = cohort.given[order]
    a.birth[rows] = world.births + np.arange(count)
    a.kind[rows], a.alive[rows], a.origin[rows] = int(Kind.FIRM), True, int(Origin.INITIAL)
    a.openness[rows], a.absorption[rows], a.constrained[rows] = traits.openness, traits.absorption, traits.constrained
    a.technology_x[rows], a.technology_y[rows] = traits.technology_x, traits.technology_y
    a.entered[rows] = -np.floor(age / world.dt + 1e-9).astype(np.int32) - 1
    a.chamber[rows] = chambers_of(world, cell, sector)
    outside = np.empty(count, dtype=np.int32)
    mean = p.ties.outside_gain / p.ties.outside_loss
    _outside_ties(draws.stream(world.seed, Decision.INITIAL_OUTSIDE, 0), mean, key, traits.openness, outside)
    a.outside[rows] = outside
    world.births += count


def knowledge_noise(world: World, rows: I64) -> F64:
    """Return the deviation of knowledge from its target of the firms in `rows`. Draws: INITIAL_KNOWLEDGE (firm)."""
    noise = np.empty(len(rows))
    _normals(draws.stream(world.seed, Decision.INITIAL_KNOWLEDGE, 0), world.actors.key[rows], noise)
    return world.parameters.learning.spread * noise


def uniforms(world: World, decision: Decision, key: U64) -> F64:
    """Return the number of every firm for a decision of tick 0."""
    return keyed.uniforms(randomness.stream(world.seed, decision, 0), key)


def initial_keys(seed: int, sector: int, count: int) -> U64:
    """Return the identities of the first `count` initial firms of a sector."""
    state = randomness.absorb(randomness.stream(seed, Decision.KEY_INITIAL, 0), sector)
    return keyed.hashed(state, np.arange(count, dtype=np.uint64))


@kernel
def _normals(stream: np.uint64, key: U64, numbers: F64) -> None:
    for row in range(key.shape[0]):
        numbers[row] = normal(uniform(stream, key[row]))


@kernel
def _outside_ties(stream: np.uint64, mean: float, key: U64, openness: F64, outside: I32) -> None:
    """Fill in the stationary number of ties, Poisson: gains come at a constant rate, each is lost independently."""
    for row in range(key.shape[0]):
        outside[row] = poisson(uniform(stream, key[row]), mean * openness[row])
