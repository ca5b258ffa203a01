"""Phase `measure`: the headline measures and their companions, one row of the series."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.agency.stages import NUMBER
from clustersim.core.clock import MOMENT
from clustersim.core.sums import exact_mean, exact_sum, ratio
from clustersim.mechanisms.services import effective_services
from clustersim.metrics import density, network
from clustersim.metrics.own import OWN_METRICS
from clustersim.metrics.registry import COUNTS
from clustersim.spec.codes import Kind, Outcome
from clustersim.spec.levers import FOCUS
from clustersim.world.network import lately_brokered
from clustersim.world.related import counted_relatedness

if TYPE_CHECKING:
    from clustersim.core.columns import Bool
    from clustersim.world.state import World

TRAINED = 0.05  # absorptive capacity gained from which a firm counts as trained


class Groups(NamedTuple):
    """Which rows belong to whom, each of shape (actors,)."""

    actor: Bool  # living firms, universities, chambers
    firm: Bool
    cluster_firm: Bool  # firms of the target sectors
    member: Bool  # target-cluster actors
    seasoned: Bool  # target-cluster actors old enough to count in network strength
    cohort: Bool  # target-cluster actors that were there at the start


def measure(world: World) -> None:
    """Append one row to `world.series`; `metrics.registry` says what each column means.

    The *target cluster* is the firms of the target sectors together with the universities, institutes and chambers
    whose profile meets a target sector. Institutions have no age: they always count as seasoned. Places are those
    after the moves of this tick; rent and services are those that firms met in it.

    Draws: none. Reads actors, ties, cells' log_rent and services, labour, agency's spent, counts. Writes series.
    """
    groups = find_groups(world)
    world.series.append(
        {"tick": float(world.tick), "years": world.years()}
        | _stocks(world, groups)
        | _density(world, groups)
        | _cluster_network(world, groups)
        | _whole_network(world, groups)
        | {name: float(world.counts.get(name, 0.0)) for name in COUNTS}
        | _economy(world, groups)
        | _agency(world)
        | {name: float(metric.measure(world)) for name, metric in OWN_METRICS.items()}
        | _costs(world)
    )


def find_groups(world: World) -> Groups:
    """Return who is an actor, a firm, a member of the target cluster, seasoned, of the initial cohort."""
    actors, target, count = world.actors, world.sectors.target, world.institutions
    firm = actors.alive & (actors.kind == Kind.FIRM)
    cluster_firm = firm & target[actors.sector]
    institution = np.zeros(len(actors), dtype=np.bool_)
    institution[:count] = actors.alive[:count] & (world.profile[:, target] > 0.0).any(axis=1)
    seasoned = institution | (cluster_firm & (actors.age > world.parameters.measures.seasoned_age - MOMENT))
    cohort = institution | (cluster_firm & (actors.entered < 0))
    return Groups(actors.alive, firm, cluster_firm, institution | cluster_firm, seasoned, cohort)


def _stocks(world: World, groups: Groups) -> dict[str, float]:
    employees = world.actors.employees
    return {
        "firms": _number(groups.firm),
        "jobs": exact_sum(employees, groups.firm),
        "cluster_firms": _number(groups.cluster_firm),
        "cluster_jobs": exact_sum(employees, groups.cluster_firm),
    }


def _density(world: World, groups: Groups) -> dict[str, float]:
    actors, p, target, phi = world.actors, world.parameters, world.sectors.target, world.sectors.relatedness
    radius, reach = p.measures.radius, p.space.reach_radius
    around = density.count_neighbours(actors.cell, actors.sector, groups.firm, target, world.grid, radius)
    reached, area = around, world.cells.disc_area
    if reach != radius:
        reached = density.count_neighbours(actors.cell, actors.sector, groups.firm, target, world.grid, reach)
        area = density.disc_area(world.cells.inside, world.grid, radius)
    return {
        "cluster_density": density.cluster_density(around, area, phi, target),
        "concentration_m": density.concentration_m(around, target),
        "critical_share": density.critical_share(reached, counted_relatedness(world), target, p.mass.critical),
    }


def _cluster_network(world: World, groups: Groups) -> dict[str, float]:
    actors, ties = world.actors, world.ties
    counted = groups.member[ties.a] | groups.member[ties.b]
    return {
        "network_strength": network.network_strength(actors.strength, groups.seasoned),
        "network_strength_firms": network.network_strength(actors.strength, groups.seasoned & groups.firm),
        "network_strength_initial_cohort": network.network_strength(actors.strength, groups.cohort),
        "total_strength": exact_sum(ties.strength, counted),
        "connected_share": network.connected_share(ties.a, ties.b, groups.member),
        "self_sustaining_share": network.self_sustaining_share(ties.strength, counted, lately_brokered(world)),
    }


def _whole_network(world: World, groups: Groups) -> dict[str, float]:
    actors, ties = world.actors, world.ties
    number = _number(groups.actor)
    return {
        "ties": float(len(ties)),
        "mean_degree": ratio(2.0 * len(ties), number),
        "isolate_share": ratio(_number(groups.actor & (actors.degree == 0)), number),
        "cross_type_share": network.cross_type_share(actors.kind, ties.a, ties.b),
    }


def _number(counted: Bool) -> float:
    return float(np.count_nonzero(counted))


def _economy(world: World, groups: Groups) -> dict[str, float]:
    actors, cells = world.actors, world.cells
    services = effective_services(world)
    return {
        "mean_knowledge": exact_mean(actors.knowledge, groups.firm),
        "tightness": world.labour.tightness,
        "mean_rent": math.exp(exact_mean(cells.log_rent[actors.cell], groups.firm)),
        "services": exact_mean(services[actors.cell], groups.cluster_firm),
        "tenants": _number(groups.firm & (actors.centre >= 0)),
        "outside_ties": exact_mean(actors.outside.astype(np.float64), groups.cluster_firm),
        "projects": float(np.count_nonzero(world.projects.outcome == Outcome.RUNNING)),
        "adopters": _number(groups.firm & (actors.adopted > 0)),
        "relieved_firms": _number(groups.firm & (actors.relief > 0.0)),
        "constrained_share": exact_mean(actors.constrained * (1.0 - actors.relief), groups.cluster_firm),
        "trained_firms": _number(groups.firm & (actors.skills >= TRAINED)),
    }


def _agency(world: World) -> dict[str, float]:
    """Return what the agency stands at; `focus` is the largest effort on a target sector relative to their mean."""
    agency, target = world.agency, world.sectors.target
    focus = world.levers[FOCUS][target]
    return {
        "members": agency.reported.get("members", 0.0),
        "staff_used": agency.staff_used,
        "stage": float(NUMBER[agency.stage]),
        "focus": float(focus.max() / focus.mean()) if len(focus) and focus.mean() > 0.0 else math.nan,
        "targeting_error": agency.reported.get("targeting_error", math.nan),
        "cofunding": math.fsum(agency.outside.values()),
    } | agency.reported


def _costs(world: World) -> dict[str, float]:
    spent = {task: float(world.agency.spent.get(task, 0.0)) for task in world.scenario.policies}
    return {"cost": math.fsum(spent.values())} | {f"cost_{task}": cost for task, cost in spent.items()}
