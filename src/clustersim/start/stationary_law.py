"""The stationary law of firms by age and size, from which initial firms are drawn and hazard levels follow.

One sector is pushed through its own growth and exit, tick by tick, from the sizes at entry to age 60; older firms are
one class, solved as a linear system. The order is that of a tick (grow, then close with the size after growth, then
admit entrants half a tick old), so that numbers and jobs are stationary in the simulation and not just nearly so.

The mean of the factors of knowledge and credit on the hazard is 1 at birth. That the weak leave first is left out: it
makes stocks rise by about half a percent over the first decades.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.columns import F64, I64
from clustersim.core.kernel import kernel
from clustersim.errors import InputError, Problem
from clustersim.start.size_grid import Steps, entry_sizes, growth_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustersim.spec.parameters import Channels, EntryNumbers, ExitNumbers, GrowthNumbers

OLD = 60.0  # years from which firms are one class
OLDEST = 100.0  # ages of that class are spread evenly up to here (assumption; the hazard does not change any more)
LEVEL_RANGE = (1e-6, 30.0)  # 1/year: where the level of the hazard is looked for


@dataclass(frozen=True, eq=False)
class SectorLaw:
    """The stationary law of one sector; mass is the number of firms per entry a year, so that it sums to the
    mean life.
    """

    dt: float
    level: float  # L: hazard at its minimum, 1/year
    hazard: F64  # (7,) log hazard at the age nodes
    x: F64  # (nodes,) ln of employees
    mass: F64  # (ages, nodes): by ticks since entry; the last row holds all firms older than OLD
    life_elasticity: float  # of the mean life to a factor on all hazards, with the sign turned

    @property
    def mean_size(self) -> float:
        """Mean employees per firm."""
        return self.mean_root_size(1.0)

    def mean_root_size(self, exponent: float) -> float:
        """Return the mean of employees ** exponent."""
        sizes = self.mass.sum(axis=0)
        return float(np.sum(sizes * np.exp(exponent * self.x)) / np.sum(sizes))

    def sizes(self, u: F64) -> F64:
        """Return employees at the quantiles `u` of the size distribution."""
        return np.exp(self._quantiles(self.mass.sum(axis=0), u))

    def lives(self, u: F64) -> I64:
        """Return how many ticks firms live, at the quantiles 1 - `u` of the lives of all that enter (those above OLD
        years as OLD).
        """
        alive = self.mass[:-1].sum(axis=1)
        return 1 + len(alive) - np.searchsorted(alive[::-1] / alive[0], u, side="right").astype(np.int64)

    def ages(self, size: F64, u: F64) -> F64:
        """Return ages in years at the quantiles `u` of the age distribution of firms of these sizes."""
        node = np.searchsorted(0.5 * (self.x[1:] + self.x[:-1]), np.log(size))
        ages, group = np.empty(len(node)), np.argsort(node, kind="stable")
        for rows in np.split(group, np.flatnonzero(np.diff(node[group])) + 1):
            if len(rows):
                ages[rows] = self._ages(self.mass[:, node[rows[0]]], u[rows])
        return ages

    def ages_below(self, limit: float, u: F64) -> F64:
        """Return ages in years at the quantiles `u` of the age distribution of firms younger than `limit` years."""
        ticks = min(max(1, math.ceil(limit / self.dt - 0.5)), len(self.mass) - 1)
        return self._ages(self.mass[:ticks].sum(axis=1), u)

    def sizes_given_age(self, age: F64, u: F64) -> F64:
        """Return employees at the quantiles `u` of the size distribution of firms of these ages."""
        tick = np.minimum(np.floor(age / self.dt), len(self.mass) - 1).astype(np.int64)
        logs, group = np.empty(len(tick)), np.argsort(tick, kind="stable")
        for rows in np.split(group, np.flatnonzero(np.diff(tick[group])) + 1):
            if len(rows):
                logs[rows] = self._quantiles(self.mass[tick[rows[0]]], u[rows])
        return np.exp(logs)

    def _quantiles(self, weights: F64, u: F64) -> F64:
        """Return x at quantiles: the mass of node 0 sits at x = 0, that of the others is even halfway to their
        neighbours.
        """
        edges = np.concatenate([[0.0], 0.5 * (self.x[1:] + self.x[:-1]), [self.x[-1]]])
        cumulated = _cumulated(weights)
        node = np.searchsorted(cumulated, u)
        left = np.where(node > 0, cumulated[node - 1], 0.0)
        share = (u - left) / np.maximum(cumulated[node] - left, 1e-300)
        return np.where(node == 0, 0.0, edges[node] + share * (edges[node + 1] - edges[node]))

    def _ages(self, weights: F64, u: F64) -> F64:
        """Return ages at quantiles: firms enter in the middle of a tick, so ages are whole ticks and a half."""
        cumulated = _cumulated(weights)
        tick = np.searchsorted(cumulated, u)
        last = len(self.mass) - 1
        left = np.where(tick > 0, cumulated[tick - 1], 0.0)
        share = (u - left) / np.maximum(cumulated[tick] - left, 1e-300)
        extra = np.floor(share * (OLDEST - OLD) / self.dt)
        return np.where(tick < last, tick + 0.5, last + extra + 0.5) * self.dt


def _cumulated(weights: F64) -> F64:
    """Return the cumulated shares of weights, ending in exactly 1 (small negative weights of the cubics count as 0)."""
    cumulated = np.cumsum(np.maximum(weights, 0.0))
    cumulated /= cumulated[-1]
    cumulated[np.flatnonzero(weights > 0.0)[-1] :] = 1.0
    return cumulated


def stationary_law(
    entry_rate: float,
    dt: float,
    growth: GrowthNumbers,
    exit: ExitNumbers,
    entry: EntryNumbers,
    giant: float,
    channels: Channels,
) -> SectorLaw:
    """Return the stationary law of a sector with `entry_rate` entries per firm and year (cached in the process).

    Only the level L of the hazard in later life is solved, so that the mean life is 1 / entry_rate (B02); the hazard
    of the young stays, and with it survival (B05, B06). `giant` is the size in employees from which growth is dragged
    back. Of the channels only `growth_shock` matters: without entry or exit nothing is stationary, and the law is the
    one with them.

    Raises
    ------
    InputError
        No level of the hazard gives this entry rate.
    """
    return _stationary_law(entry_rate, dt, growth, exit, entry, float(giant), bool(channels.growth_shock))


@lru_cache(maxsize=64)
def _stationary_law(
    entry_rate: float,
    dt: float,
    growth: GrowthNumbers,
    exit: ExitNumbers,
    entry: EntryNumbers,
    giant: float,
    shock: bool,
) -> SectorLaw:
    steps = growth_steps(dt, growth, giant, shock)
    start = entry_sizes(entry, steps.x)
    ticks = max(2, round(OLD / dt))

    @lru_cache(maxsize=1)  # the law of the level found is the last that the solver tried
    def mass(log_level: float, factor: float = 1.0) -> F64:
        hazards = hazard_values(exit, math.exp(log_level)) + math.log(factor)
        return _push(steps, start * dt, _survival(steps.x, exit, dt, ticks, hazards), growth, dt)

    guess = math.log(0.0307) + 1.3 * math.log(entry_rate / 0.08)  # what the default parameters give
    log_level = _solve_level(lambda value: math.log(mass(value).sum() * entry_rate), guess, entry_rate)
    found, level = mass(log_level), math.exp(log_level)
    elasticity = -math.log(mass(log_level, 1.02).sum() / mass(log_level, 0.98).sum()) / math.log(1.02 / 0.98)
    return SectorLaw(dt, level, hazard_values(exit, level), steps.x, found, elasticity)


def hazard_values(exit: ExitNumbers, level: float) -> F64:
    """Return the log hazard at ages 0, 1, 5, 10, `minimum_age`, 30 and 60 for a firm of size 1."""
    late = [exit.at_ten * level, level, exit.at_thirty * level, exit.at_sixty * level]
    return np.log(np.maximum([exit.at_birth, exit.young, exit.young, *late], 1e-12))


def _solve_level(gap: Callable[[float], float], guess: float, entry_rate: float) -> float:
    """Return the log level where `gap` (log of firms held over firms wanted, falling) is 0: secant steps inside a
    bracket.

    Not one of SciPy's solvers: each value of `gap` is a run of the whole law, a good guess needs four or five of them,
    and every start rests on the bits of the level found.
    """
    low, high = math.log(LEVEL_RANGE[0]), math.log(LEVEL_RANGE[1])
    before, value = guess - 0.05, guess
    gap_before = gap(before)
    while high - low > 1e-9:
        here = gap(value)
        if abs(here) < 1e-12:
            return value
        low, high = (value, high) if here > 0.0 else (low, value)
        slope = (here - gap_before) / (value - before) if value != before else 0.0
        before, gap_before = value, here
        value = value - here / slope if slope < 0.0 else 0.5 * (low + high)
        if not low < value < high:
            value = 0.5 * (low + high)
    bounds = [entry_rate / math.exp(gap(math.log(level))) for level in LEVEL_RANGE]
    message = (
        f"is {entry_rate:g}; with the hazards of young firms as they are it must be between {bounds[0]:.3g} and "
        f"{bounds[1]:.3g} for a stationary sector"
    )
    raise InputError([Problem("", 0, "entry_rate", message)])


def _survival(x: F64, exit: ExitNumbers, dt: float, ticks: int, hazards: F64) -> F64:
    """Return the probability to survive the next tick by ticks since entry (the last row: older) and size."""
    middle = (np.arange(ticks + 1) + 1.0) * dt
    middle[0], middle[-1] = 0.75 * dt, max(OLD, middle[-1])
    exposure = np.full(ticks + 1, dt)
    exposure[0] = 1.5 * dt
    ages = np.array([0.0, 1.0, 5.0, 10.0, exit.minimum_age, 30.0, 60.0])
    by_age = np.exp(np.interp(middle, ages, hazards))
    by_size = np.maximum(np.exp(-exit.size_slope * x), exit.size_floor)
    return np.asarray(np.exp(-(by_age * exposure)[:, None] * by_size))


def _push(steps: Steps, start: F64, survival: F64, growth: GrowthNumbers, dt: float) -> F64:
    """Return the mass by ticks since entry and size, given entrants `start` in every tick."""
    ticks = len(survival) - 1
    age = (np.arange(ticks) + 0.5) * dt
    share = (
        2.0 * growth.youth * np.exp(-age / growth.youth_decay) * dt / steps.shift
        if steps.shift > 0.0
        else np.zeros(ticks)
    )
    mass = np.zeros(survival.shape)
    mass[0] = start
    _age(steps.moves, share, survival, mass)
    _settle(steps.moves[0], survival[-1], mass[-1])
    return mass


@kernel
def _age(moves: F64, share: F64, survival: F64, mass: F64) -> None:
    """Fill `mass` from row 0 on: grow, then survive. A shift between the three tabulated ones is interpolated."""
    nodes = mass.shape[1]
    for tick in range(share.shape[0]):
        t = share[tick]
        factor = (0.5 * (1.0 - t) * (2.0 - t), t * (2.0 - t), 0.5 * t * (t - 1.0))
        for number in range(3 if t > 1e-6 else 1):
            for node in range(nodes):
                here = mass[tick, node] * factor[number]
                if here != 0.0:
                    for goal in range(nodes):
                        mass[tick + 1, goal] += here * moves[number, node, goal]
        for goal in range(nodes):
            mass[tick + 1, goal] *= survival[tick, goal]


@kernel
def _settle(move: F64, survival: F64, mass: F64) -> None:
    """Replace the inflow into the last class, `mass`, by the stock m that solves m = inflow + (m move) survival.

    Gaussian elimination without pivots: the matrix 1 - move survival has a dominant diagonal. By hand, because LAPACK
    adds in an order that depends on the machine, and every start rests on these bits.
    """
    nodes = mass.shape[0]
    matrix = np.empty((nodes, nodes))  # row = goal
    for goal in range(nodes):
        for node in range(nodes):
            matrix[goal, node] = -move[node, goal] * survival[goal]
        matrix[goal, goal] += 1.0
    for pivot in range(nodes):
        for row in range(pivot + 1, nodes):
            factor = matrix[row, pivot] / matrix[pivot, pivot]
            if factor != 0.0:
                for column in range(pivot + 1, nodes):
                    matrix[row, column] -= factor * matrix[pivot, column]
                mass[row] -= factor * mass[pivot]
    for row in range(nodes - 1, -1, -1):
        for column in range(row + 1, nodes):
            mass[row] -= matrix[row, column] * mass[column]
        mass[row] /= matrix[row, row]
