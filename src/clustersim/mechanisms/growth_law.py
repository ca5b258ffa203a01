"""The law of growth shocks: variance-gamma increments, so that a year's growth is Laplace whatever the tick (A07).

V(dt) = G1 - G2 with two independent Gamma(dt, 1) numbers: V(1) is a standard Laplace number, increments of
consecutive ticks add up to the one of both together, and the variance is 2 dt. (Quarterly *Laplace* draws would not
be Laplace a year later.) A keyed draw needs the quantile of V as a function of one uniform number u, which has no
closed form: `law_table` tabulates it once for a tick length, `increment` interpolates.

With w = -ln(2 min(u, 1 - u)) and y = ln w, the table holds ln|V| and its exact slope at equal nodes of y; between
them a cubic Hermite polynomial, beyond them straight lines, which is the exact limit at both ends: |V| is a power of
w near u = 1/2 and proportional to w far out.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.kernel import kernel
from clustersim.errors import InputError, Problem

if TYPE_CHECKING:
    from clustersim.core.columns import F64

NODES = 256
LOW, HIGH = -12.0, 4.0  # y of the first and last node; a uniform number of 53 bits never reaches y = 3.61
STEP = (HIGH - LOW) / (NODES - 1)
TOLERANCE = 1e-5  # largest error of V, relative to |V| or (for the least |V|) in standard deviations
LEAST = -150.0  # ln|V| below which V is as good as 0: quantiles are not followed further


@lru_cache(maxsize=16)
def law_table(dt: float) -> F64:
    """Return the quantile table of V(dt) for `increment`: ln|V| and its slope at the nodes, shape (2, NODES).

    Raises
    ------
    InputError
        `dt` (years) is not positive, or the table misses the exact quantiles by more than `TOLERANCE`.
    """
    if not dt > 0.0:
        raise InputError([Problem("", 0, "tick_years", f"{dt!r} is not a positive number of years")])
    nodes = LOW + STEP * np.arange(NODES, dtype=np.float64)
    table = np.empty((2, NODES))
    table[0] = _log_quantile(nodes, dt)
    table[1] = _position_and_slope(table[0], dt)[1]
    error = table_error(table, dt)
    if not error <= TOLERANCE:
        message = (
            f"growth shocks cannot be tabulated for a tick of {dt!r} years (error {error:.1e}, allowed {TOLERANCE:.0e})"
        )
        raise InputError([Problem("", 0, "tick_years", message)])
    table.setflags(write=False)
    return table


def table_error(table: F64, dt: float) -> float:
    """Return the largest error of a table midway between nodes and below them.

    It is the error of V divided by |V|, or by the standard deviation where |V| is below a ten-thousandth of that.
    """
    middle = LOW + STEP * (np.arange(NODES - 1) + 0.5)
    inside = 0.5 * (table[0, :-1] + table[0, 1:]) + 0.125 * STEP * (table[1, :-1] - table[1, 1:])
    below = LOW - np.arange(1.0, 26.0)
    logs = np.append(inside, table[0, 0] + table[1, 0] * (below - LOW))
    found, exact = np.exp(logs), np.exp(_log_quantile(np.append(middle, below), dt))
    deviation = math.sqrt(2.0 * dt)
    return float(np.max(np.abs(found - exact) / np.where(exact > 1e-4 * deviation, exact, deviation)))


@kernel
def increment(u: float, table: F64) -> float:
    """Return the quantile of V at `u` in (0, 1), from a table of `law_table`."""
    tail = 2.0 * min(u, 1.0 - u)
    if tail >= 1.0:
        return 0.0
    place = (math.log(-math.log(tail)) - LOW) / STEP
    if place <= 0.0:
        logs = table[0, 0] + place * STEP * table[1, 0]
    elif place >= NODES - 1.0:
        logs = table[0, NODES - 1] + (place - (NODES - 1.0)) * STEP * table[1, NODES - 1]
    else:
        node = int(place)
        t = place - node
        s = 1.0 - t
        logs = (1.0 + 2.0 * t) * s * s * table[0, node] + t * s * s * STEP * table[1, node]
        logs += t * t * (1.0 + 2.0 * s) * table[0, node + 1] - t * t * s * STEP * table[1, node + 1]
    size = math.exp(logs)
    return size if u > 0.5 else -size


def _log_quantile(y: F64, dt: float) -> F64:
    """Return ln|V| at `y` by Newton's method; the slope of y in ln|V| lies between 2 dt and about 1, so it
    converges.
    """
    logs = np.maximum(np.where(y < 0.0, max(1.0, 0.5 / dt) * y, y), LEAST)
    for _ in range(60):
        position, slope = _position_and_slope(logs, dt)
        better = np.maximum(logs + (y - position) * slope, LEAST)
        change = np.max(np.abs(better - logs))
        logs = better
        if change < 1e-11:
            break
    return logs


def _position_and_slope(logs: F64, dt: float) -> tuple[F64, F64]:
    """Return y and d ln|V| / dy at given ln|V|.

    The density of |V| is 2 f(v) = 2 v^nu K_nu(v) / (2^nu sqrt(pi) Gamma(dt)), nu = dt - 1/2 (K: modified Bessel
    function; Madan and Seneta 1990). Small v: integrated from 0 by double-exponential quadrature, which bears the
    singularity at 0; large v: integrated to infinity, with exp(v) taken out.
    """
    from scipy.special import gammaln, kve  # here: importing the kernel must not cost the import of scipy

    nu = dt - 0.5
    least = math.pow(1e-300, 1.0 / max(1.0, abs(nu) + 0.01))  # K_nu of a smaller number overflows
    constant = math.log(2.0) - nu * math.log(2.0) - 0.5 * math.log(math.pi) - float(gammaln(dt))
    v = np.exp(logs)

    def scaled(x: F64) -> F64:  # exp(x) times the density of |V|
        return np.asarray(np.exp(constant + nu * np.log(x)) * kve(nu, x))

    w = np.empty_like(v)
    small = v <= 1.0
    fraction, weight = _unit_interval()
    x = np.maximum(v[small, None] * fraction, least)
    below = v[small] * np.sum(weight * scaled(x) * np.exp(-x), axis=1)
    w[small] = -np.log1p(-below)
    ahead, weight = _half_line()
    beyond = np.sum(weight * np.exp(-ahead) * scaled(v[~small, None] + ahead), axis=1)
    w[~small] = v[~small] - np.log(beyond)
    slope = np.exp(v - w) * w / (scaled(v) * v)
    return np.log(w), slope


def _unit_interval() -> tuple[F64, F64]:
    """Return points and weights of the tanh-sinh rule on (0, 1), with points down to 1e-270."""
    step = 0.08
    s = np.arange(-6.0, 3.3, step)
    lift = math.pi * np.sinh(s)
    points = 1.0 / (1.0 + np.exp(-lift))
    return points, step * math.pi * np.cosh(s) * points / (1.0 + np.exp(lift))


def _half_line() -> tuple[F64, F64]:
    """Return points and weights of the double-exponential rule on (0, infinity) for integrands that fall like
    exp(-t).
    """
    step = 0.08
    s = np.arange(-4.0, 4.2, step)
    points = np.exp(s - np.exp(-s))
    return points, step * points * (1.0 + np.exp(-s))
