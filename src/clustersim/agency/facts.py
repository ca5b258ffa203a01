"""What a review sees of sectors, of science and chambers, and of the whole network: counts, shares and means."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.clock import MOMENT
from clustersim.core.sums import exact_mean, ratio
from clustersim.metrics.density import count_neighbours
from clustersim.metrics.network import self_sustaining_share
from clustersim.spec.codes import Kind
from clustersim.spec.facts import Facts
from clustersim.spec.levers import SERVICE_SUPPLY
from clustersim.world.institutions import institution_capacity
from clustersim.world.network import lately_brokered
from clustersim.world.related import counted_relatedness

if TYPE_CHECKING:
    from clustersim.core.columns import F64, Bool
    from clustersim.world.state import World

YOUNG, FUNDED_AGE = 3.0, 8.0  # years


def gather_facts(world: World) -> Facts:
    """Return what there is to see, without noise; sums do not depend on the order of the rows."""
    a, cells, p, target = world.actors, world.cells, world.parameters, world.sectors.target
    firm = a.alive & (a.kind == Kind.FIRM)
    reach = related_in_reach(world, firm) / p.mass.critical
    powered = reach**p.mass.steepness
    yields = powered / (1.0 + powered)
    supply = 1.0 - (1.0 - cells.services) * (1.0 - world.levers[SERVICE_SUPPLY])
    linked, universities = a.degree > 0, _tied_to(world, Kind.UNIVERSITY)
    young, funded = a.age <= YOUNG + MOMENT, a.age <= FUNDED_AGE + MOMENT
    lacking = a.constrained * (1.0 - a.relief)
    rows = [firm & (a.sector == sector) for sector in range(len(target))]
    expected = np.maximum(YOUNG * world.sectors.entry_rate, 1e-12)
    own, across, distance = _network(world, firm & target[a.sector])
    return Facts(
        firms=np.array([float(np.count_nonzero(own)) for own in rows]),
        yields=_means(rows, yields),
        linked=_means(rows, linked),
        served=_means(rows, supply[a.cell]),
        young=_means(rows, young) / expected,
        constrained=_means([own & funded for own in rows], lacking),
        unpartnered=_means([own & linked for own in rows], ~universities),
        closed=_means([own & linked for own in rows], a.outside == 0),
        unskilled=_means([own & linked for own in rows], a.absorption * (1.0 + a.skills) < 1.0),
        target=target,
        progress=exact_mean(reach, firm & target[a.sector]),
        dense=exact_mean((reach >= 1.0).astype(np.float64), firm & target[a.sector]),
        science=_load(world, Kind.UNIVERSITY),
        chambers=_load(world, Kind.CHAMBER),
        own=own,
        across=across,
        distance=distance,
    )


def related_in_reach(world: World, firm: Bool) -> F64:
    """Return the related firms within `space.reach_radius` of every firm now, itself excluded, as they count against
    critical mass (fields are those of the last tick).
    """
    a, phi = world.actors, counted_relatedness(world)
    everywhere = np.ones(len(phi), dtype=np.bool_)
    around = count_neighbours(a.cell, a.sector, firm, everywhere, world.grid, world.parameters.space.reach_radius)
    place = np.zeros(world.grid.cells, dtype=np.int64)
    place[around.cell] = np.arange(len(around.cell))
    related = np.zeros(len(a))
    near = around.near[place[a.cell[firm]]]
    related[firm] = np.maximum((phi[a.sector[firm]] * near).sum(axis=1) - 1.0, 0.0)
    return related


def _means(rows: list[Bool], values: F64 | Bool) -> F64:
    return np.asarray(
        np.nan_to_num([exact_mean(np.asarray(values, dtype=np.float64), own) for own in rows]), dtype=np.float64
    )


def _tied_to(world: World, kind: Kind) -> Bool:
    """Return which actors have a tie to an actor of a kind."""
    ties, is_kind = world.ties, world.actors.kind == kind
    found = np.zeros(len(world.actors), dtype=np.bool_)
    found[ties.a[is_kind[ties.b]]] = True
    found[ties.b[is_kind[ties.a]]] = True
    return found


def _load(world: World, kind: Kind) -> float:
    """Return ties / soft capacity, mean over the institutions of a kind that serve target sectors."""
    a, count = world.actors, world.institutions
    serves = (world.profile[:, world.sectors.target] > 0.0).any(axis=1) & (a.kind[:count] == kind)
    return exact_mean(a.degree[:count] / institution_capacity(world), serves)


def _network(world: World, cluster: Bool) -> tuple[float, float, float]:
    """Return how far the cluster's network stands by itself, reaches across types, and keeps a cognitive distance."""
    a, ties, p = world.actors, world.ties, world.parameters
    counted = cluster[ties.a] | cluster[ties.b]
    apart = np.hypot(a.technology_x[ties.a] - a.technology_x[ties.b], a.technology_y[ties.a] - a.technology_y[ties.b])
    across = a.kind[ties.a] != a.kind[ties.b]
    distance = math.nan
    if p.ties.distance_optimum > 0.0:
        distance = exact_mean(apart, cluster[ties.a] & cluster[ties.b]) / p.ties.distance_optimum
    return (
        self_sustaining_share(ties.strength, counted, lately_brokered(world)),
        ratio(float(np.count_nonzero(counted & across)), float(np.count_nonzero(counted))),
        distance,
    )
