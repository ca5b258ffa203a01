"""The density of distances between pairs of firms: Duranton and Overman's Kd, and its band under random sites."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial.distance import pdist

from clustersim.core.kernel import kernel
from clustersim.core.randomness import absorb
from clustersim.metrics import inputs
from clustersim.metrics.sampling import priorities, state_of
from clustersim.metrics.sites import Lattice, Sites, find_lattice, group_sites

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from clustersim.core.columns import F64, I32, I64

FEWEST = 3  # firms: two have one distance, and one distance has no spread from which a bandwidth could follow


class Spectrum(NamedTuple):
    """Distances between pairs: how many pairs have each, and the products of their weights together."""

    distance: F64  # (distances,) increasing
    pairs: I64  # (distances,)
    weight: F64  # (distances,)


class KdBand(NamedTuple):
    """Global band of Kd, both of shape (radii,)."""

    lower: F64
    upper: F64


def duranton_overman_kd(
    xy: F64,
    sector: ArrayLike,
    r: ArrayLike,
    of: object,
    weight: ArrayLike | None = None,
    bandwidth: float | None = None,
) -> F64:
    """Return the density at each distance of the distances between pairs of firms of one sector, shape (radii,).

    Kd(r) = sum over pairs i < j of w_i w_j f((r - d_ij) / h) / (h sum of w_i w_j), f the normal density, h the
    bandwidth; what lies below 0 is reflected. In 1 / unit of `xy`; its integral from 0 on is 1.

    Parameters
    ----------
    xy
        Positions of all firms, shape (n, 2). Several may share one.
    sector
        Sector of each firm, shape (n,).
    r
        Distances at which to take the density, in the unit of `xy`.
    of
        The sector.
    weight
        Weight of each firm (employees), shape (n,); ones if not given.
    bandwidth
        h in the unit of `xy`; by default the rule of thumb of Silverman (1986, eq. 3.31) as R's `bw.nrd0` has it, from
        the unweighted pair distances up to 2 max(r).

    Notes
    -----
    NaN with fewer than three firms of the sector (a single distance has no density), without weight, or if no
    bandwidth is given and fewer than two pairs are at most 2 max(r) apart. Source: Duranton and Overman (2005, Rev.
    Econ. Stud. 72:1077); as in the R package dbmss.
    """
    inputs.positions(xy, sector=sector)
    inputs.known("of", of, np.asarray(sector))
    chosen = np.asarray(sector) == of
    radii = np.atleast_1d(np.asarray(r, dtype=np.float64))
    if np.count_nonzero(chosen) < FEWEST:
        return np.full(len(radii), math.nan)
    sites = group_sites(xy)
    worth = np.ones(len(chosen)) if weight is None else np.asarray(weight, dtype=np.float64)
    order = np.lexsort((worth, sites.site))  # sums in this order do not depend on that of the rows
    firms = order[chosen[order]]
    return _density_at(_spectrum(sites, find_lattice(sites), sites.site[firms], worth[firms]), radii, bandwidth)


def kd_band(
    xy: F64, sector: ArrayLike, r: ArrayLike, of: object, simulations: int, seed: int, level: float = 0.05
) -> KdBand:
    """Return the global band of the unweighted Kd if the firms of a sector stood on random ones of all firms' sites.

    In each simulation the sites of all firms are dealt out anew (same sites, sectors shuffled), with the bandwidth of
    its own distances. The band is the median of the simulations, widened at each r in proportion to their spread above
    and below it, until the share `level` of such curves leaves it anywhere in r, above or below. How far a simulation
    strays is measured against the spread of the others, so that the share also holds for a curve that is not among
    them.

    Parameters
    ----------
    xy, sector, r, of
        As in `duranton_overman_kd`.
    simulations
        Number of simulations; with fewer than 1 / level - 1 the band holds them all and is left more often than
        `level`.
    seed
        Of the keyed draws.
    level
        Share of random curves that leave the band.

    Returns
    -------
    KdBand
        lower and upper, shape (radii,); NaN with fewer than three firms of the sector.

    Notes
    -----
    A simulation with fewer than two pairs at most 2 max(r) apart counts as density 0. Source: Duranton and Overman
    (2005, Rev. Econ. Stud. 72:1077) for the null and the global band; Myllymäki et al. (2017, J. R. Stat. Soc. B
    79:381) for bands scaled by the spread to each side.
    """
    if simulations < 1 or not 0.0 < level < 1.0:
        message = f"at least one simulation and a level between 0 and 1, not {simulations} and {level}"
        raise ValueError(message)
    inputs.positions(xy, sector=sector)
    inputs.known("of", of, np.asarray(sector))
    radii = np.atleast_1d(np.asarray(r, dtype=np.float64))
    firms = int(np.count_nonzero(np.asarray(sector) == of))
    if firms < FEWEST:
        return KdBand(np.full(len(radii), math.nan), np.full(len(radii), math.nan))
    sites = group_sites(xy)
    lattice, place = (
        find_lattice(sites),
        np.sort(sites.site),
    )  # of each firm; in this order the draws do not depend on that of the rows
    state, keys = state_of(seed, "kd_band"), np.arange(len(place), dtype=np.uint64)
    curves, one = np.empty((simulations, len(radii))), np.ones(firms)
    for number in range(simulations):
        drawn = np.sort(place[np.argsort(priorities(absorb(state, number), keys), kind="stable")[:firms]])
        curves[number] = np.nan_to_num(_density_at(_spectrum(sites, lattice, drawn, one), radii, None))
    return _band(curves, level)


def _band(curves: F64, level: float) -> KdBand:
    number = len(curves)
    centre = np.median(curves, axis=0)
    above, below = np.maximum(curves - centre, 0.0) ** 2, np.maximum(centre - curves, 0.0) ** 2
    up, down = np.sqrt(above.mean(axis=0)), np.sqrt(below.mean(axis=0))
    strays = np.maximum(_strays(above), _strays(below)).max(axis=1, initial=0.0)
    rank = min(math.ceil((1.0 - level) * (number + 1) - 1e-9), number)
    width = float(np.sort(strays)[rank - 1])
    return KdBand(np.maximum(centre - _times(width, down), 0.0), centre + _times(width, up))


def _strays(squares: F64) -> F64:
    """Return how many times the spread of the other curves each one is off, per r."""
    others = np.maximum(squares.sum(axis=0) - squares, 0.0) / max(len(squares) - 1, 1)
    return np.asarray(
        np.sqrt(np.divide(squares, others, out=np.where(squares > 0.0, math.inf, 0.0), where=others > 0.0))
    )


def _times(width: float, spread: F64) -> F64:
    return np.multiply(width, spread, out=np.zeros(spread.shape), where=spread > 0.0)


def _spectrum(sites: Sites, lattice: Lattice | None, place: I64, weight: F64) -> Spectrum:
    """Return the distances of all pairs of firms, given the sites where they stand in increasing order and their
    weights.
    """
    held, site, number = np.unique(place, return_inverse=True, return_counts=True)
    total, squares = (np.bincount(site, weights=worth).astype(np.float64) for worth in (weight, weight * weight))
    together = np.where(number > 1, (total * total - squares) / 2.0, 0.0)  # pairs that share a site
    at_zero = int((number * (number - 1) // 2).sum())
    if lattice is not None:
        pairs, products = np.zeros(len(lattice.distance), dtype=np.int64), np.zeros(len(lattice.distance))
        _count_pairs(lattice.column[held], lattice.row[held], lattice.number, number, total, pairs, products)
        pairs[0] += at_zero
        products[0] += together.sum()
        return Spectrum(lattice.distance, pairs, products)
    distance = np.append(0.0, pdist(sites.xy[held]))
    first, second = np.triu_indices(len(number), 1)
    order = np.argsort(distance, kind="stable")
    pairs = np.append(at_zero, number[first] * number[second])
    products = np.append(together.sum(), total[first] * total[second])
    return Spectrum(distance[order], pairs[order], products[order])


def _density_at(spectrum: Spectrum, r: F64, bandwidth: float | None) -> F64:
    density, total = np.full(len(r), math.nan), float(spectrum.weight.sum())
    width = _rule_of_thumb(spectrum, 2.0 * float(r.max(initial=0.0))) if bandwidth is None else float(bandwidth)
    if total > 0.0 and width > 0.0:
        used = spectrum.weight > 0.0
        _smooth(spectrum.distance[used], spectrum.weight[used] / total, r, width, density)
    return density


def _rule_of_thumb(spectrum: Spectrum, most: float) -> float:
    """Return R's `bw.nrd0` of the pair distances up to `most`: 0.9 min(sd, quartile distance / 1.34) / n^0.2."""
    within = (spectrum.distance <= most * (1.0 + 1e-9)) & (spectrum.pairs > 0)
    distance, pairs = spectrum.distance[within], spectrum.pairs[within]
    n = int(pairs.sum())
    if n < 2:
        return math.nan
    lowest, highest = float(distance[0]), float(distance[-1])
    if lowest == highest:
        return 0.9 * (abs(lowest) or 1.0) * math.pow(n, -0.2)
    mean = float((distance * pairs).sum()) / n
    deviation = math.sqrt(float(((distance - mean) ** 2 * pairs).sum()) / (n - 1))
    before = np.cumsum(pairs)

    def quantile(share: float) -> float:  # R's type 7
        place = float((n - 1) * share)
        low = math.floor(place)
        below, above = (float(distance[np.searchsorted(before, at, side="right")]) for at in (low, min(low + 1, n - 1)))
        return below + (place - low) * (above - below)

    spread = min(deviation, (quantile(0.75) - quantile(0.25)) / 1.34) or deviation
    return 0.9 * spread * math.pow(n, -0.2)


@kernel
def _count_pairs(
    column: I32, row: I32, number: I32, firms: NDArray[np.int64], weight: F64, pairs: I64, products: F64
) -> None:
    for one in range(column.shape[0]):
        for two in range(one):
            apart = number[abs(column[one] - column[two]), abs(row[one] - row[two])]
            pairs[apart] += firms[one] * firms[two]
            products[apart] += weight[one] * weight[two]


@kernel
def _smooth(distance: F64, weight: F64, r: F64, bandwidth: float, density: F64) -> None:
    """Write into `density` the normal kernel density at each r, reflected at 0; `weight` sums to one."""
    scale = 1.0 / (bandwidth * math.sqrt(2.0 * math.pi))
    for place in range(r.shape[0]):
        total = 0.0
        for item in range(distance.shape[0]):
            near, far = (r[place] - distance[item]) / bandwidth, (r[place] + distance[item]) / bandwidth
            if abs(near) < 38.0:  # beyond, the density is below the smallest number
                total += weight[item] * math.exp(-0.5 * near * near)
            if far < 38.0:
                total += weight[item] * math.exp(-0.5 * far * far)
        density[place] = total * scale
