"""The grid of sizes on which the stationary law is solved, and what a tick of growth does to mass on it.

A step moves mass from a node to where the equation of growth puts it, and shares it among neighbouring nodes so that
expectations of straight lines (below `SMOOTH_FROM`) or cubics (above) in x = ln(employees) are exact: no drift and
hardly any spread is added by the grid, which is fine where firms are small.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.columns import F64
from clustersim.core.kernel import kernel
from clustersim.core.randomness import normal
from clustersim.mechanisms.growth_law import increment, law_table

if TYPE_CHECKING:
    from clustersim.spec.parameters import EntryNumbers, GrowthNumbers

FINE_STEP, COARSE_STEP, WIDENING = (
    0.0125,
    0.06,
    1.04,
)  # grid of x: first steps, last steps, growth from one to the other
SMOOTH_FROM = 1.2  # x above which the law is smooth enough for cubics


class Steps(NamedTuple):
    """What growth does to mass on the grid in one tick: `moves[k]` for an extra shift in x of k / 2 of `shift`."""

    x: F64  # (nodes,)
    shift: float  # the largest shift in x that youth gives in a tick
    moves: F64  # (3, nodes, nodes): from row to column


@lru_cache(maxsize=8)
def growth_steps(dt: float, growth: GrowthNumbers, giant: float, shock: bool) -> Steps:
    """Return the grid and the moves of a tick (`grow_firms`), apart from what depends on the region and on age."""
    x = _grid(max(8.0, math.log(max(giant, 1.0)) + 2.0))
    sigma = np.maximum(growth.sigma_floor, growth.sigma_one * np.exp(-growth.sigma_slope * x))
    drift = growth.drift - growth.giant_drag * np.maximum(0.0, x - math.log(max(giant, 1.0)))
    values, weights = np.zeros(1), np.ones(1)
    if shock:
        drift = drift + np.log(1.0 - 0.5 * sigma * sigma)
        values, weights = _shocks(dt)
    shift = growth.youth * math.exp(-0.5 * dt / growth.youth_decay) * dt
    moves = np.zeros((3, len(x), len(x)))
    smooth = int(np.searchsorted(x, SMOOTH_FROM))
    for number in range(3):
        _move(x, x + drift * dt + 0.5 * number * shift, sigma * math.sqrt(0.5), values, weights, smooth, moves[number])
    return Steps(x, shift, moves)


def _grid(top: float) -> F64:
    """Return the nodes of x from 0 to `top`: fine first, then wider and wider, then coarse."""
    nodes, step = [0.0], FINE_STEP
    while nodes[-1] < top:
        nodes.append(nodes[-1] + step)
        if nodes[-1] > SMOOTH_FROM:
            step = min(step * WIDENING, COARSE_STEP)
    return np.array(nodes)


@lru_cache(maxsize=8)
def _shocks(dt: float) -> tuple[F64, F64]:
    """Return points and probabilities that stand for V(dt): Gauss-Legendre in w = -ln P(|V| > v), both signs."""
    edges = 40.0 * np.linspace(0.0, 1.0, 41) ** 2
    w, weight = _gauss(edges)
    table = law_table(dt)
    sizes = np.array([-increment(0.5 * math.exp(-value), table) for value in w])
    weight = 0.5 * weight * np.exp(-w)
    return np.concatenate([-sizes, sizes]), np.concatenate([weight, weight]) / (2.0 * weight.sum())


def _gauss(edges: F64) -> tuple[F64, F64]:
    """Return points and weights of the six-point Gauss-Legendre rule on consecutive intervals."""
    points, weights = np.polynomial.legendre.leggauss(6)
    half, centre = 0.5 * np.diff(edges), 0.5 * (edges[1:] + edges[:-1])
    return (centre[:, None] + half[:, None] * points).ravel(), (half[:, None] * weights).ravel()


def entry_sizes(entry: EntryNumbers, x: F64) -> F64:
    """Return the sizes of entrants as masses on the grid, in all 1: start-ups of one, employers, settlements."""
    masses = np.zeros((1, len(x)))
    smooth = int(np.searchsorted(x, SMOOTH_FROM))
    w, weight = _gauss(np.linspace(0.0, 40.0, 61))
    employers = math.log(2.0) + w / entry.employer_exponent  # 2 u^(-1 / exponent) with w = -ln u
    _move(x, np.zeros(1), np.ones(1), employers, weight * np.exp(-w) * entry.employer_share, smooth, masses)
    u = (np.arange(2000) + 0.5) / 2000
    settlements = math.log(entry.settlement_median) + entry.settlement_spread * np.array(
        [normal(float(value)) for value in u]
    )
    masses *= 1.0 - entry.settlement_share
    _move(x, np.zeros(1), np.ones(1), settlements, np.full(len(u), entry.settlement_share / len(u)), smooth, masses)
    masses[0, 0] += (1.0 - entry.settlement_share) * (1.0 - entry.employer_share)
    return np.asarray(masses[0] / masses.sum())


@kernel
def _move(x: F64, place: F64, scale: F64, values: F64, weights: F64, smooth: int, out: F64) -> None:
    """Add to row i of `out` the weights of `values`, put at max(0, place_i + scale_i value) and shared among nodes."""
    last = x.shape[0] - 1
    for source in range(place.shape[0]):
        for number in range(values.shape[0]):
            y = min(max(0.0, place[source] + scale[source] * values[number]), x[last])
            high = min(np.searchsorted(x, y, side="right"), last)
            low = high - 1
            if high <= smooth:
                share = (y - x[low]) / (x[high] - x[low])
                out[source, low] += (1.0 - share) * weights[number]
                out[source, high] += share * weights[number]
                continue
            first = min(low - 1, last - 3)
            for node in range(first, first + 4):
                factor = weights[number]
                for other in range(first, first + 4):
                    if other != node:
                        factor *= (y - x[other]) / (x[node] - x[other])
                out[source, node] += factor
