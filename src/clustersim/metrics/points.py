"""Concentration of points in the plane by distance: Marcon and Puech's M, Ripley's K."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.spatial.distance import cdist

from clustersim.core.sums import divide
from clustersim.metrics import inputs
from clustersim.metrics.sites import Sites, group_sites

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from clustersim.core.columns import F64, I64

Correction = Literal["none", "translate", "isotropic", "periodic"]
BLOCK = 256  # points whose distances to all others are held at a time


def marcon_puech_m(xy: F64, weight: F64, sector: NDArray[np.generic], r: ArrayLike, of: object, to: object) -> F64:
    """Return the cumulative M of sector `to` around the points of sector `of` at each radius, shape (radii,).

    M(r) = sum_i (w_to(i, r) / w(i, r)) / sum_i (W_to / W), where w(i, r) is the weight of all points within r of point
    i of sector `of`, w_to that of sector `to` among them, W and W_to the totals; the point itself is excluded
    everywhere. Neighbours at distance r and at distance 0 count; points of one place are counted together. Points
    without any neighbour are left out of both sums. 1 is the concentration of all activity. NaN where no point of `of`
    has a neighbour, or where nothing of `to` is left besides the point itself.

    Parameters
    ----------
    xy
        Positions, shape (n, 2).
    weight
        Weight of each point (employees, or ones), shape (n,).
    sector
        Sector of each point, shape (n,).
    r
        Radii in the unit of `xy`.
    of, to
        The sector around whose points to look, and the sector to look for.

    Notes
    -----
    Source: Marcon and Puech (2010, J. Econ. Geogr. 10:745); as in the R package dbmss.
    """
    radii, sector, weight = (
        np.atleast_1d(np.asarray(r, dtype=np.float64)),
        np.asarray(sector),
        np.asarray(weight, dtype=np.float64),
    )
    inputs.positions(xy, sector=sector, weight=weight)
    inputs.known("of", of, sector)
    inputs.known("to", to, sector)
    wanted, centres = sector == to, np.flatnonzero(sector == of)
    sites = group_sites(xy)
    held = np.bincount(sites.site, weights=weight)  # of all points at each site
    kind = np.bincount(sites.site, weights=np.where(wanted, weight, 0.0))
    own = np.where(wanted, weight, 0.0)[centres]
    # a point that stands alone leaves exactly 0
    here, here_kind = held[sites.site[centres]] - weight[centres], kind[sites.site[centres]] - own
    overall = np.nan_to_num(divide(weight[wanted].sum() - own, weight.sum() - weight[centres]))
    looked, place = np.unique(sites.site[centres], return_inverse=True)
    beyond = _around(sites, looked, np.column_stack([held, kind]), radii)
    local, share = np.zeros(len(radii)), np.zeros(len(radii))
    for k in range(len(radii)):
        near, alike = beyond[k, place, 0] + here, beyond[k, place, 1] + here_kind
        seen = near > 0.0
        local[k] = (alike[seen] / near[seen]).sum()
        share[k] = overall[seen].sum()
    return divide(local, share)


def ripley_k(
    xy: F64, window: tuple[float, float, float, float], r: ArrayLike, correction: Correction = "isotropic"
) -> F64:
    """Return Ripley's K of points in a rectangle at each radius, shape (radii,).

    K(r) = A / (n (n - 1)) times the sum of e_ij over ordered pairs at most r apart, A the area of the window. Under
    complete spatial randomness K(r) = pi r^2. NaN with fewer than two points.

    Parameters
    ----------
    xy
        Positions, shape (n, 2), inside the window.
    window
        xmin, xmax, ymin, ymax.
    r
        Radii in the unit of `xy`, at most half the shorter side.
    correction
        Edge correction e_ij: `none` 1; `translate` A / (area of the window and its copy shifted by the pair);
        `isotropic` 1 / (share of the circle through j around i that lies inside); `periodic` 1 on a torus.

    Notes
    -----
    Source: Ripley (1977, J. R. Stat. Soc. B 39:172), Ohser (1983) for `translate`; as in the R package spatstat.
    """
    if correction not in ("none", "translate", "isotropic", "periodic"):
        message = f"correction is none, translate, isotropic or periodic, not '{correction}'"
        raise ValueError(message)
    xy, radii = np.asarray(xy, dtype=np.float64).reshape(-1, 2), np.atleast_1d(np.asarray(r, dtype=np.float64))
    n, width, height = len(xy), window[1] - window[0], window[3] - window[2]
    if n < 2:
        return np.full(len(radii), math.nan)
    total = np.zeros(len(radii))
    for start in range(0, n, BLOCK):
        rows = np.arange(start, min(start + BLOCK, n))
        dx, dy = np.abs(xy[rows, None, 0] - xy[None, :, 0]), np.abs(xy[rows, None, 1] - xy[None, :, 1])
        if correction == "periodic":
            dx, dy = np.minimum(dx, width - dx), np.minimum(dy, height - dy)
        distance, edge = np.hypot(dx, dy), np.ones(dx.shape)
        if correction == "translate":
            edge = width * height / ((width - dx) * (height - dy))
        elif correction == "isotropic":
            edge = 1.0 / _inside_share(xy[rows], window, distance)
        edge[np.arange(len(rows)), rows] = 0.0
        total += [edge[distance <= radius].sum() for radius in radii]
    return width * height / (n * (n - 1)) * total


def _around(sites: Sites, centres: I64, held: F64, radii: F64) -> F64:
    """Return the sums of `held`, shape (sites, columns), over other sites within each radius, shape (radii, centres,
    columns).
    """
    sums = np.empty((len(radii), len(centres), held.shape[1]))
    for start in range(0, len(centres), BLOCK):
        block = centres[start : start + BLOCK]
        distance = cdist(sites.xy[block], sites.xy)
        distance[np.arange(len(block)), block] = math.inf
        for k, radius in enumerate(radii):
            sums[k, start : start + BLOCK] = (distance <= radius).astype(np.float64) @ held
    return sums


def _inside_share(centre: F64, window: tuple[float, float, float, float], radius: F64) -> F64:
    """Return the share of each circle (one row per centre) that lies inside the window; 1 for radius 0."""

    def angle(gap: F64) -> F64:  # half the arc beyond a side at this distance from the centre
        beyond = np.divide(gap[:, None], radius, out=np.ones(radius.shape), where=radius > 0.0)
        return np.asarray(np.arccos(np.minimum(beyond, 1.0)))

    west, east = angle(centre[:, 0] - window[0]), angle(window[1] - centre[:, 0])
    south, north = angle(centre[:, 1] - window[2]), angle(window[3] - centre[:, 1])
    quarter = 0.5 * math.pi  # in each quarter of the circle the two arcs may overlap beyond the corner
    outside = sum(np.minimum(quarter, a + b) for a, b in ((east, north), (north, west), (west, south), (south, east)))
    return np.asarray(1.0 - outside / (2.0 * math.pi))
