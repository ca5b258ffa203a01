"""Specialisation and concentration from tables of employment by region (zone) and sector."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from clustersim.core.sums import divide
from clustersim.metrics.inputs import refuse, same_length

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from clustersim.core.columns import F64, I64


def location_quotient(employment: ArrayLike) -> F64:
    """Return the location quotient: a sector's share in a region relative to its share in all regions together.

    `employment` and the result have shape (regions, sectors). NaN for regions and for sectors without employment.
    Source: Florence (1939).
    """
    table = np.asarray(employment, dtype=np.float64)
    return divide(divide(table, table.sum(axis=1, keepdims=True)), divide(table.sum(axis=0), np.asarray(table.sum())))


def herfindahl(employment: ArrayLike) -> F64:
    """Return the Herfindahl index of the sectors in each region, shape (regions,): 1 / sectors (even) to 1 (one
    sector).

    NaN for regions without employment. Source: Herfindahl (1950).
    """
    table = np.asarray(employment, dtype=np.float64)
    return np.asarray((divide(table, table.sum(axis=1, keepdims=True)) ** 2).sum(axis=1))


def locational_gini(employment: ArrayLike) -> F64:
    """Return the locational Gini coefficient of each sector, shape (sectors,): 0 (like all employment) to almost 1.

    It is twice the area between the diagonal and the Lorenz curve of the sector's shares over the shares of all
    employment, regions in order of their location quotient (some packages give the area itself, half of it). NaN for
    sectors without employment. Source: Krugman (1991, Geography and Trade).
    """
    table = np.asarray(employment, dtype=np.float64)
    table = table[table.sum(axis=1) > 0.0]
    everything = table.sum(axis=1) / table.sum()
    gini = np.full(table.shape[1], math.nan)
    for sector in np.flatnonzero(table.sum(axis=0) > 0.0):
        share = table[:, sector] / table[:, sector].sum()
        order = np.argsort(share / everything, kind="stable")
        base, height = everything[order], np.cumsum(share[order])
        area = (base * (height + np.append(0.0, height[:-1]))).sum()  # twice the area below the curve
        gini[sector] = 1.0 - area
    return gini


def related_variety(employment: ArrayLike, group: Sequence[object]) -> F64:
    """Return the related variety of each region in bits, shape (regions,): entropy within groups of sectors.

    sum_g P_g sum_{s in g} (p_s / P_g) log2(P_g / p_s), p_s the share of sector s, P_g that of its group. NaN for
    regions without employment. Source: Frenken, van Oort and Verburg (2007, Reg. Stud. 41:685).

    Parameters
    ----------
    employment
        Shape (regions, sectors).
    group
        Group of each sector, shape (sectors,).
    """
    table = np.asarray(employment, dtype=np.float64)
    share = divide(table, table.sum(axis=1, keepdims=True))
    _, number = np.unique(np.asarray(group, dtype=object).astype(str), return_inverse=True)
    together = np.zeros(table.shape)
    for index in range(table.shape[1]):
        together[:, index] = share[:, number == number[index]].sum(axis=1)
    ratio = np.divide(together, share, out=np.ones(table.shape), where=share > 0.0)
    return np.asarray((share * np.log2(ratio)).sum(axis=1))


def ellison_glaeser(
    employees: ArrayLike, sector: ArrayLike, zone: ArrayLike, zone_employment: Mapping[object, float] | None = None
) -> pd.Series[float]:
    """Return the Ellison-Glaeser index of each sector: concentration beyond that of all employment and of plant sizes.

    gamma = (G / (1 - sum x^2) - H) / (1 - H) with G = sum over zones of (s - x)^2, s a zone's share of the sector's
    employment, x its share of all employment, H the sum over plants of squared shares. Near 0 without agglomeration,
    above 0.05 strong. NaN for sectors with one plant and where all employment lies in one zone.

    Parameters
    ----------
    employees, sector, zone
        Of every plant, shape (plants,).
    zone_employment
        All employment by zone (also zones without plants); the sum over the plants if not given.

    Notes
    -----
    Source: Ellison and Glaeser (1997, J. Polit. Econ. 105:889).
    """
    found = _plants(employees, sector, zone, zone_employment)
    return _index(found, ((found.s - found.x[:, None]) ** 2).sum(axis=0))


def maurel_sedillot(
    employees: ArrayLike, sector: ArrayLike, zone: ArrayLike, zone_employment: Mapping[object, float] | None = None
) -> pd.Series[float]:
    """Return the index of Maurel and Sedillot of each sector.

    As `ellison_glaeser`, with (sum s^2 - sum x^2) / (1 - sum x^2) in the place of G / (1 - sum x^2).
    Source: Maurel and Sedillot (1999, Reg. Sci. Urban Econ. 29:575).
    """
    found = _plants(employees, sector, zone, zone_employment)
    return _index(found, (found.s**2).sum(axis=0) - (found.x**2).sum())


def coagglomeration(
    employees: ArrayLike, sector: ArrayLike, zone: ArrayLike, zone_employment: Mapping[object, float] | None = None
) -> float:
    """Return the co-agglomeration of a group of sectors: how much plants of different sectors choose the same zones.

    gamma_c = (G / (1 - sum x^2) - H - sum_j gamma_j w_j^2 (1 - H_j)) / (1 - sum_j w_j^2): G as in `ellison_glaeser`
    for the group as a whole, w_j the share of sector j in its employment, gamma_j and H_j those of the sector,
    H = sum_j w_j^2 H_j. It is the mean over pairs of sectors j and k, with weights w_j w_k, of
    sum over zones of (s_j - x)(s_k - x) / (1 - sum x^2), and this is how it is computed. 0 if the sectors choose
    their zones independently of each other.

    Parameters
    ----------
    employees, sector, zone
        Of every plant of the group, shape (plants,).
    zone_employment
        All employment by zone (also outside the group); the sum over the plants if not given. Then two sectors can
        only differ from each other, and the index is never positive.

    Notes
    -----
    NaN with fewer than two sectors with employees and where all employment lies in one zone. Source: Ellison and
    Glaeser (1997, J. Polit. Econ. 105:889); pairwise form: Ellison, Glaeser and Kerr (2010, Am. Econ. Rev. 100:1195).
    """
    found = _plants(employees, sector, zone, zone_employment)
    held = found.size > 0.0
    spread = 1.0 - float((found.x**2).sum())
    if np.count_nonzero(held) < 2 or np.count_nonzero(found.x > 0.0) < 2:
        return math.nan
    weight, gap = found.size[held] / found.size.sum(), found.s[:, held] - found.x[:, None]
    group = float(((gap @ weight) ** 2).sum())
    alone = float((weight**2 * (gap**2).sum(axis=0)).sum())
    return (group - alone) / spread / (1.0 - float((weight**2).sum()))


class _Plants(NamedTuple):
    names: pd.Index[Any]  # of the sectors, in order
    size: F64  # (sectors,) employees
    number: I64  # (sectors,) plants
    plant_size: F64  # (sectors,) H: sum over plants of squared shares in the sector, NaN without employees
    s: F64  # (zones, sectors) share of each zone in the sector
    x: F64  # (zones,) share of each zone in all employment


def _plants(
    employees: ArrayLike, sector: ArrayLike, zone: ArrayLike, zone_employment: Mapping[object, float] | None
) -> _Plants:
    same_length(employees=employees, sector=sector, zone=zone)
    worth = np.asarray(employees, dtype=np.float64)
    of, names = pd.factorize(pd.Series(np.asarray(sector)), sort=True)
    at, zones = pd.factorize(pd.Series(np.asarray(zone)), sort=True)
    table = _totals(at * len(names) + of, worth, len(zones) * len(names)).reshape(len(zones), len(names))
    everything = table.sum(axis=1)
    if zone_employment is not None:
        known = dict(zone_employment)
        missing = set(zones) - known.keys()
        if missing:
            raise refuse("zone_employment", f"lacks zones of plants: {', '.join(sorted(map(str, missing)))}")
        empty = sorted(known.keys() - set(zones), key=str)
        everything = np.array([known[name] for name in [*zones, *empty]], dtype=np.float64)
        table = np.vstack([table, np.zeros((len(empty), len(names)))])
    size = table.sum(axis=0)
    share = divide(worth, size[of])
    x = divide(everything, np.asarray(everything.sum()))
    number = np.bincount(of, minlength=len(names))
    return _Plants(names, size, number, _totals(of, share**2, len(names)), divide(table, size), x)


def _totals(group: NDArray[np.integer], worth: F64, groups: int) -> F64:
    return np.asarray(np.bincount(group, weights=worth, minlength=groups), dtype=np.float64)


def _index(found: _Plants, raw: F64) -> pd.Series[float]:
    """Return (raw / (1 - sum x^2) - H) / (1 - H) by sector."""
    apart = 1.0 - float((found.x**2).sum()) if np.count_nonzero(found.x > 0.0) > 1 else 0.0
    defined = (found.number > 1) & (found.plant_size < 1.0)
    gamma = divide(divide(raw, np.asarray(apart)) - found.plant_size, np.where(defined, 1.0 - found.plant_size, 0.0))
    return pd.Series(gamma, index=found.names, dtype=np.float64, name="gamma")
