"""What the agency gets to see: counts in every tick, and once in a while a survey of places and of the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.agency.facts import gather_facts
from clustersim.policies.base import Observation
from clustersim.spec.codes import Kind
from clustersim.spec.levers import REACH_FACTOR
from clustersim.world.reach import reach_numbers, reaching

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
    from clustersim.spec.facts import Facts
    from clustersim.spec.parameters import InsightNumbers, TiesNumbers
    from clustersim.world.state import World


class Known(NamedTuple):
    """What the agency knows of the actors it knows, each of shape (known actors,), in the order of their keys."""

    kind: I8
    sector: I16  # of a firm
    profile: Bool  # (known actors, sectors) sectors that an institution serves
    technology_x: F64
    technology_y: F64
    openness: F64
    degree: I32  # all ties: how busy one is, one says oneself
    capacity: F64  # ties kept without strain


@dataclass(frozen=True)
class Survey:
    """What a review looks at, without noise: places, and the actors that the agency knows with the ties among them."""

    seed: int
    tick: int
    columns: int
    rows: int
    cell_km: float
    half_distance: float  # km, of the field kernel
    inside: Bool  # (cells,)
    density: F64  # (cells,) related density, mean over the target sectors, firms/km2
    pull: F64  # (cells,) 0 to 1: accessibility and nearness of a university, which density may or may not have followed
    actors: U64  # (known actors,) keys in ascending order
    ties: I64  # (ties, 2) places in `actors` of both ends, the lower first, in ascending order
    targeting: float  # 0 additional ... 1 picks winners
    facts: Facts
    insight: InsightNumbers
    known: Known
    relatedness: F64  # (sectors, sectors)
    rules: TiesNumbers  # by which actors accept ties


def observe(world: World) -> Observation:
    """Return what tasks get to see in this tick."""
    actors = world.actors
    firm = actors.alive & (actors.kind == Kind.FIRM)
    firms = np.bincount(actors.sector[firm], minlength=len(world.sectors.names))
    return Observation(
        tick=world.tick,
        years=world.years(),
        dt=world.dt,
        columns=world.grid.columns,
        rows=world.grid.rows,
        cell_km=world.grid.cell_km,
        half_distance=world.parameters.space.half_distance,
        inside=world.cells.inside,
        firms=tuple(firms.tolist()),
        reach=world.parameters.insight.reach,
        members=int(np.count_nonzero(actors.member & firm)),
        chambers=tuple(
            np.count_nonzero(world.profile[actors.kind[: world.institutions] == Kind.CHAMBER] > 0.0, axis=0).tolist()
        ),
        diagnosis=world.agency.diagnosis,
        process=world.parameters.process,
        universities=tuple(
            np.count_nonzero(world.profile[actors.kind[: world.institutions] == Kind.UNIVERSITY] > 0.0, axis=0).tolist()
        ),
        targeting=world.scenario.agency.targeting,
        seed=world.seed,
    )


def survey(world: World) -> Survey:
    """Return what a review looks at.

    The agency knows the institutions whose profile meets a target sector and, of the firms of the target sectors, those
    that it reaches itself (`world.reach`, share reach * reach_factor), at most `insight.contacts` of them.
    """
    cells, target = world.cells, world.sectors.target
    density = cells.density[target].mean(axis=0) if target.any() else np.zeros(world.grid.cells)
    rows = _known_rows(world)
    place = np.full(len(world.actors), -1)
    place[rows] = np.arange(len(rows))
    ends = np.stack((place[world.ties.a], place[world.ties.b]), axis=1)
    ends = np.sort(ends[(ends >= 0).all(axis=1)], axis=1)
    return Survey(
        seed=world.seed,
        tick=world.tick,
        columns=world.grid.columns,
        rows=world.grid.rows,
        cell_km=world.grid.cell_km,
        half_distance=world.parameters.space.half_distance,
        inside=cells.inside,
        density=density,
        pull=0.5 * (cells.accessibility + cells.university_pull),
        actors=world.actors.key[rows],
        ties=ends[np.lexsort((ends[:, 1], ends[:, 0]))],
        targeting=world.scenario.agency.targeting,
        facts=gather_facts(world),
        insight=world.parameters.insight,
        known=_traits(world, rows),
        relatedness=world.sectors.relatedness,
        rules=world.parameters.ties,
    )


def _traits(world: World, rows: I64) -> Known:
    a, institution = world.actors, rows < world.institutions
    profile = np.zeros((len(rows), len(world.sectors.names)), dtype=np.bool_)
    profile[institution] = world.profile[rows[institution]] > 0.0
    return Known(
        a.kind[rows],
        a.sector[rows],
        profile,
        a.technology_x[rows],
        a.technology_y[rows],
        a.openness[rows],
        a.degree[rows],
        a.capacity[rows],
    )


def _known_rows(world: World) -> I64:
    actors, target, count = world.actors, world.sectors.target, world.institutions
    reach = min(1.0, world.parameters.insight.reach * world.levers[REACH_FACTOR])
    candidates = np.flatnonzero(actors.alive & (actors.kind == Kind.FIRM) & target[actors.sector])
    numbers = reach_numbers(reaching(world, reach, "agency"), candidates)
    candidates, numbers = candidates[numbers < reach], numbers[numbers < reach]
    first = np.lexsort((actors.key[candidates], numbers))[: world.parameters.insight.contacts]
    institutions = np.flatnonzero(actors.alive[:count] & (world.profile[:, target] > 0.0).any(axis=1))
    rows = np.concatenate((institutions, candidates[first]))
    return rows[np.argsort(actors.key[rows])]
