"""Specialisation and concentration from tables of employment by region (zone) and sector."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustersim.metrics.sums import divide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import ArrayLike

    from clustersim.columns import F64


def location_quotient(employment: ArrayLike) -> F64:
    """Return the location quotient: a sector's share in a region relative to its share in all regions together.

    `employment` and the result have shape (regions, sectors). NaN for regions and for sectors without employment.
    Source: Florence (1939).
    """
    table = np.asarray(employment, dtype=np.float64)
    return divide(divide(table, table.sum(axis=1, keepdims=True)), divide(table.sum(axis=0), np.asarray(table.sum())))


def herfindahl(employment: ArrayLike) -> F64:
    """Return the Herfindahl index of the sectors in each region, shape (regions,): 1 / sectors (even) to 1 (one sector).

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


def ellison_glaeser(employees: ArrayLike, sector: ArrayLike, zone: ArrayLike, zone_employment: Mapping[object, float] | None = None) -> pd.Series[float]:
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
    return _by_sector(employees, sector, zone, zone_employment, lambda s, x: float(((s - x) ** 2).sum() / (1.0 - (x**2).sum())))


def maurel_sedillot(employees: ArrayLike, sector: ArrayLike, zone: ArrayLike, zone_employment: Mapping[object, float] | None = None) -> pd.Series[float]:
    """Return the index of Maurel and Sedillot of each sector.

    As `ellison_glaeser`, with (sum s^2 - sum x^2) / (1 - sum x^2) in the place of G / (1 - sum x^2).
    Source: Maurel and Sedillot (1999, Reg. Sci. Urban Econ. 29:575).
    """
    return _by_sector(employees, sector, zone, zone_employment, lambda s, x: float(((s**2).sum() - (x**2).sum()) / (1.0 - (x**2).sum())))


def _by_sector(
    employees: ArrayLike, sector: ArrayLike, zone: ArrayLike, zone_employment: Mapping[object, float] | None, raw: Callable[[F64, F64], float]
) -> pd.Series[float]:
    plants = pd.DataFrame({"employees": np.asarray(employees, dtype=np.float64), "sector": np.asarray(sector), "zone": np.asarray(zone)})
    everything = plants.groupby("zone")["employees"].sum() if zone_employment is None else pd.Series(dict(zone_employment), dtype=np.float64)
    missing = set(plants["zone"]) - set(everything.index)
    if missing:
        message = f"zone_employment lacks zones of plants: {sorted(map(str, missing))}"
        raise ValueError(message)
    x = everything / everything.sum()
    values = {}
    for name, rows in plants.groupby("sector"):
        size = rows["employees"] / rows["employees"].sum()
        s = size.groupby(rows["zone"]).sum().reindex(x.index, fill_value=0.0)
        plant_size = float((size**2).sum())
        defined = len(rows) > 1 and plant_size < 1.0 and int((x > 0.0).sum()) > 1
        values[name] = (raw(np.asarray(s, dtype=np.float64), np.asarray(x, dtype=np.float64)) - plant_size) / (1.0 - plant_size) if defined else math.nan
    return pd.Series(values, dtype=np.float64, name="gamma")
