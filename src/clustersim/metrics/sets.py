"""The sets of measures `standard` and `full`, taken on a state of the region at one moment.

The set `headline` is the series of a run, one row per tick. `standard` costs no more than a few passes over firms and
ties; `full` contains it and everything dearer. `registry.SET_METRICS` says what each figure means.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from clustersim.core.adjacency import link
from clustersim.core.sums import ratio
from clustersim.metrics import density, graphs, mixing, network, regions
from clustersim.metrics.clusters import find_hot_spots
from clustersim.metrics.lattice import local_g_star, morans_i
from clustersim.metrics.sampling import Estimate, sampled_distances
from clustersim.metrics.set_metrics import KD_RADII, M_RADII, TIE_CAUSES
from clustersim.spec.codes import Kind

if TYPE_CHECKING:
    import pandas as pd

    from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
    from clustersim.core.geography import Grid

ZONE_KM = 5.0  # side of the zones for measures of employment by zone: assumption
KD_REACH = 10.0  # km up to which Kd is compared with its band: assumption
KD_SIMULATIONS = 200
SIGNIFICANT_Z = 1.96


class MeasuredState(NamedTuple):
    """Actors, ties and cells at one moment. Give actors in the order of their keys: sums then do not depend on rows."""

    key: U64  # (actors,)
    kind: I8  # (actors,) codes.Kind
    cell: I32  # (actors,)
    sector: I16  # (actors,) -1 for institutions
    employees: F64  # (actors,)
    first: I32  # (ties,) places in the columns of the actors
    second: I32  # (ties,)
    strength: F64  # (ties,)
    cause: I8  # (ties,) codes.Cause
    grid: Grid
    inside: Bool  # (cells,)
    relatedness: F64  # (sectors, sectors)
    target: Bool  # (sectors,)
    groups: tuple[str, ...]  # (sectors,) group of each sector, for related variety
    seed: int  # of samples and simulations
    exact: F64 | None = None  # (actors, 2) places in km of firms given one by one, NaN where only the cell is known


def measure_set(state: MeasuredState, which: Literal["standard", "full"] = "standard") -> dict[str, float]:
    """Return the measures of a set by name; NaN where one is undefined.

    Parameters
    ----------
    state
        The region at one moment; of a world, `clustersim.world.measured_state.measured_state(world)`.
    which
        `standard` or `full`.
    """
    if which not in ("standard", "full"):
        message = f"a set is standard or full, not '{which}' (headline measures are the series of a run)"
        raise ValueError(message)
    return (
        _places(state)
        | _hot_spots(state)
        | _network(state, which)
        | _causes(state)
        | (_dearer(state) if which == "full" else {})
    )


def _firms(state: MeasuredState) -> tuple[I64, Bool]:
    """Return the rows of firms, and which of these are of the target sectors."""
    rows = np.flatnonzero(state.kind == Kind.FIRM)
    return rows, state.target[state.sector[rows]]


def zones(grid: Grid, side: float = ZONE_KM) -> I64:
    """Return the number of the square zone, with sides of `side` km, of each cell, shape (cells,)."""
    column, row = (np.floor(place / side + 1e-9).astype(np.int64) for place in (grid.x(), grid.y()))
    return np.asarray(row * (column.max(initial=0) + 1) + column)


def _places(state: MeasuredState) -> dict[str, float]:
    """Return the measures of employment by zone and sector."""
    rows, target = _firms(state)
    zone, sector, jobs, kinds = (
        zones(state.grid)[state.cell[rows]],
        state.sector[rows],
        state.employees[rows],
        len(state.target),
    )
    places = (int(zone.max(initial=0)) + 1) * kinds
    table = np.asarray(np.bincount(zone * kinds + sector, weights=jobs, minlength=places), dtype=np.float64).reshape(
        -1, kinds
    )
    split = np.column_stack([table[:, state.target].sum(axis=1), table[:, ~state.target].sum(axis=1)])
    every_zone: dict[object, float] = dict(enumerate(split.sum(axis=1)))
    plants = (jobs[target], sector[target], zone[target], every_zone)
    whole = table.sum(axis=0, keepdims=True)
    return {
        "location_quotient": _mean(regions.location_quotient(split)[:, 0], split[:, 0]),
        "herfindahl": float(regions.herfindahl(whole)[0]),
        "locational_gini": float(regions.locational_gini(split)[0]),
        "ellison_glaeser": _over_sectors(regions.ellison_glaeser(*plants), table),
        "maurel_sedillot": _over_sectors(regions.maurel_sedillot(*plants), table),
        "coagglomeration": regions.coagglomeration(*plants),
        "related_variety": float(regions.related_variety(whole, state.groups)[0]),
    }


def _over_sectors(index: pd.Series[float], table: F64) -> float:
    return _mean(np.asarray(index, dtype=np.float64), table.sum(axis=0)[index.index.to_numpy(dtype=np.int64)])


def _mean(values: F64, weight: F64) -> float:
    """Return the weighted mean of the values that are defined, NaN without any."""
    held = (weight > 0.0) & ~np.isnan(values)
    return ratio(float((values[held] * weight[held]).sum()), float(weight[held].sum())) if held.any() else math.nan


def _counts(state: MeasuredState) -> F64:
    """Return the firms of the target sectors by cell."""
    rows, target = _firms(state)
    return np.asarray(np.bincount(state.cell[rows[target]], minlength=state.grid.cells), dtype=np.float64)


def _hot_spots(state: MeasuredState) -> dict[str, float]:
    counts, shape = _counts(state), (state.grid.rows, state.grid.columns)
    found = find_hot_spots(counts, state.grid, inside=state.inside)
    return {
        "morans_i": morans_i(counts.reshape(shape), "queen", state.inside.reshape(shape)),
        "hot_spots": float(len(found.firms)),
        "hot_spot_share": found.share,
        "hot_spot_largest": float(found.firms.max(initial=0)),
    }


def _network(state: MeasuredState, which: str) -> dict[str, float]:
    """Return the measures of the network of all actors that need a few passes over it."""
    nodes, first, second = len(state.key), state.first, state.second
    links = link(nodes, first, second)
    degree, strength = network.degrees_and_strengths(nodes, first, second, state.strength)
    triangles, cuts = graphs.triangles(links), graphs.cuts(links)
    component = network.components(nodes, first, second)
    giant = np.flatnonzero(component == np.bincount(component).argmax()) if nodes else np.zeros(0, dtype=np.int64)
    efficiency, distance = sampled_distances(links, state.key, giant, state.seed, None if which == "full" else 64)
    return {
        "network_density": ratio(len(first), nodes * (nodes - 1) / 2),
        "mean_degree": ratio(2.0 * len(first), nodes),
        "mean_strength": float(strength.mean()) if nodes else math.nan,
        "transitivity": mixing.transitivity(degree, triangles),
        "local_clustering": mixing.local_clustering(degree, triangles),
        "giant_share": ratio(len(giant), nodes),
        **_estimates("global_efficiency", efficiency),
        **_estimates("mean_distance_giant", distance),
        "degree_assortativity": mixing.degree_assortativity(degree, first, second),
        "type_assortativity": mixing.label_assortativity(state.kind, first, second),
        "sector_assortativity": mixing.sector_assortativity(state.sector, first, second),
        "degree_centralisation": mixing.degree_centralisation(degree),
        "max_core": float(graphs.core_numbers(links).max()) if nodes else math.nan,
        "articulation_points": float(np.count_nonzero(cuts.articulation)) if nodes else math.nan,
        "bridges": float(cuts.bridges) if nodes else math.nan,
        "cross_type_share": network.cross_type_share(state.kind, first, second),
        "tie_relatedness": _tie_relatedness(state),
    }


def _estimates(name: str, estimate: Estimate) -> dict[str, float]:
    return {name: estimate.value, f"{name}_error": estimate.error}


def _tie_relatedness(state: MeasuredState) -> float:
    one, two = state.sector[state.first], state.sector[state.second]
    firms = (one >= 0) & (two >= 0)
    return float(np.sort(state.relatedness[one[firms], two[firms]]).mean()) if firms.any() else math.nan


def _causes(state: MeasuredState) -> dict[str, float]:
    return {
        f"tie_share_{cause.name.lower()}": ratio(int(np.count_nonzero(state.cause == cause)), len(state.cause))
        for cause in TIE_CAUSES
    }


def _dearer(state: MeasuredState) -> dict[str, float]:
    """Return what only the full set has."""
    from clustersim.metrics.structure import network_metrics

    found = network_metrics(state.kind, state.sector, state.first, state.second, state.strength, state.seed)
    names = (
        "modularity",
        "small_world_quotient",
        "core_periphery_fit",
        "mean_constraint",
        "robustness_targeted",
        "robustness_random",
    )
    return _concentration(state) | _local(state) | {name: found[name] for name in names}


def _local(state: MeasuredState) -> dict[str, float]:
    shape = (state.grid.rows, state.grid.columns)
    g_star = local_g_star(_counts(state).reshape(shape), "queen", state.inside.reshape(shape))
    defined = ~np.isnan(g_star)
    return {
        "g_star_share": ratio(int(np.count_nonzero(g_star[defined] > SIGNIFICANT_Z)), int(np.count_nonzero(defined)))
    }


def _m(state: MeasuredState, radius: float) -> float:
    """Return M of the target sectors: between exact places where firms have some, else between the centres of cells."""
    rows, target = _firms(state)
    if state.exact is None or np.isnan(state.exact[rows]).all():
        counted = state.kind == Kind.FIRM
        around = density.count_neighbours(state.cell, state.sector, counted, state.target, state.grid, radius)
        return density.concentration_m(around, state.target)
    from clustersim.metrics.points import marcon_puech_m

    centres = np.column_stack([state.grid.x(), state.grid.y()])[state.cell[rows]]
    places = np.where(np.isnan(state.exact[rows]), centres, state.exact[rows])
    return float(marcon_puech_m(places, np.ones(len(rows)), target, [radius], True, True)[0])


def _concentration(state: MeasuredState) -> dict[str, float]:
    """Return M and Kd of the target sectors together at several distances, and how far Kd leaves its band."""
    from clustersim.metrics.pair_distances import duranton_overman_kd, kd_band

    rows, target = _firms(state)
    values = {f"concentration_m_{radius}km": _m(state, radius) for radius in M_RADII}
    xy = np.column_stack([state.grid.x(), state.grid.y()])[state.cell[rows]]
    r = np.arange(KD_REACH + 1.0)  # steps of 1 km, so that sums over r are integrals
    kd, band = duranton_overman_kd(xy, target, r, True), kd_band(xy, target, r, True, KD_SIMULATIONS, state.seed)
    for radius in KD_RADII:
        values |= {
            f"kd_{radius}km": kd[radius],
            f"kd_lower_{radius}km": band.lower[radius],
            f"kd_upper_{radius}km": band.upper[radius],
        }
    above, below = float(np.maximum(kd - band.upper, 0.0).sum()), float(np.maximum(band.lower - kd, 0.0).sum())
    # dispersion counts only where there is no localisation at all (Duranton and Overman 2005)
    values |= {"kd_localisation": above, "kd_dispersion": 0.0 if above > 0.0 else below}
    return {name: float(value) for name, value in values.items()}
