"""Meetings in company: at events of a chamber, among tenants of a centre, among partners in a lead project."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core import randomness
from clustersim.core.columns import F64, I8, I32, I64, U64, Bool
from clustersim.core.draws import absorb, pair, uniform, unit
from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.mechanisms.proposals import Proposals, proposed
from clustersim.spec.codes import FIRM, Cause, Outcome
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import CENTRE_SUPPORT, PROJECT_SUPPORT

if TYPE_CHECKING:
    from clustersim.core.geography import Grid
    from clustersim.world.state import World

CHAMBER_FACTOR, ROW_FACTOR = 1 << 40, 1 << 20  # districts of a chamber are numbered chamber, row, column


class Members(NamedTuple):
    """What the events of chambers read of every actor."""

    alive: Bool
    kind: I8
    key: U64
    openness: F64
    chamber: I32


def chamber_events(world: World, yields: F64) -> Proposals:
    """Members meet at the events their chamber holds in each district, and sometimes meet the chamber itself."""
    a, p, members = world.actors, world.parameters.ties, pick(Members, world.actors)
    attends = np.zeros(len(a), dtype=np.bool_)
    share = 1.0 - math.exp(-p.chamber_rate * world.dt)
    _attend(world.stream(Decision.CHAMBER_ATTEND), share, members, attends)
    rows = np.flatnonzero(attends)
    district = _district(world.grid, p.chamber_district, a.cell[rows], a.chamber[rows])
    rows = rows[np.lexsort((a.key[rows], district))]
    district.sort()
    found = np.empty((3, 2 * len(rows)), dtype=np.int32)
    meets, own = world.stream(Decision.CHAMBER_PARTNER), world.stream(Decision.CHAMBER_TIE)
    used = _meet_in_districts(meets, own, p.chamber_own, rows, district, members, yields, found)
    return proposed(found[:, :used], Cause.CHAMBER_EVENT)


def tenant_meetings(world: World, yields: F64) -> Proposals:
    """Tenants of a supported centre meet each other: n ~ Poisson(tenant_rate o_i F_i centre_support dt)."""
    a, p = world.actors, world.parameters.ties
    support = world.levers[CENTRE_SUPPORT]
    rows = (
        np.flatnonzero(a.alive & (a.centre >= 0))
        if support > 0.0 and len(world.centres)
        else np.empty(0, dtype=np.int64)
    )
    state, partner = int(world.stream(Decision.TENANT_COUNT)), int(world.stream(Decision.TENANT_PARTNER))
    found: list[tuple[int, int, int]] = []
    for row in rows:  # a centre has some dozens of tenants: plain Python is quick enough
        others = rows[(a.centre[rows] == a.centre[row]) & (rows != row)]
        mean = p.tenant_rate * a.openness[row] * support * yields[row] * world.dt
        key = int(a.key[row])
        for number in range(randomness.poisson(randomness.uniform(state, key), mean) if len(others) else 0):
            partner_of = min(others, key=lambda other: randomness.hashed(partner, key, number, int(a.key[other])))
            found.append((int(row), int(partner_of), number))
    table = np.array(found, dtype=np.int32).reshape(-1, 3).T
    return proposed(table, Cause.TENANTS)


def project_meetings(world: World) -> Proposals:
    """Every pair of a consortium, the university included, meets with probability 1 - exp(-meetings project_support
    dt).

    It is work on a mission: critical mass plays no part. Draws: PROJECT_MEET (pair, project).
    """
    a, projects = world.actors, world.projects
    chance = 1.0 - math.exp(-world.parameters.projects.meetings * world.levers[PROJECT_SUPPORT] * world.dt)
    running = np.flatnonzero(projects.outcome == Outcome.RUNNING)
    if chance <= 0.0 or len(running) == 0:
        return proposed(np.empty((3, 0), dtype=np.int32), Cause.PROJECT)
    firms = np.flatnonzero(a.project > 0)
    firms = firms[a.alive[firms]]
    institutions = np.argmax(
        a.key[: world.institutions, None] == projects.university[running], axis=0
    )  # institutions never close
    rows = np.concatenate([institutions, firms]).astype(np.int32)
    number = np.concatenate([running + 1, a.project[firms]]).astype(np.int32)
    found = np.empty((3, len(rows) * len(rows)), dtype=np.int32)
    used = _meet_in_projects(world.stream(Decision.PROJECT_MEET), chance, rows, number, projects.key, a.key, found)
    return proposed(found[:, :used], Cause.PROJECT)


def _district(grid: Grid, edge: float, cell: I32, chamber: I32) -> I64:
    """Return the number of each chamber's district around each cell (districts are squares of `edge` km)."""
    column = ((cell % grid.columns + 0.5) * grid.cell_km // edge).astype(np.int64)
    row = ((cell // grid.columns + 0.5) * grid.cell_km // edge).astype(np.int64)
    return np.asarray(chamber.astype(np.int64) * CHAMBER_FACTOR + row * ROW_FACTOR + column)


@kernel
def _attend(stream: np.uint64, share: float, members: Members, attends: Bool) -> None:
    for row in range(members.alive.shape[0]):
        if members.alive[row] and members.kind[row] == FIRM and members.chamber[row] >= 0:
            attends[row] = uniform(stream, members.key[row]) < min(1.0, share * math.sqrt(members.openness[row]))


@kernel
def _meet_in_districts(
    meets: np.uint64,
    own: np.uint64,
    chamber_own: float,
    rows: I64,
    district: I64,
    members: Members,
    yields: F64,
    found: I32,
) -> int:
    """Let each of `rows`, ordered by district, meet the one with the least hash of the pair, and the chamber."""
    key = members.key
    used = 0
    first = 0
    for slot in range(rows.shape[0]):
        if district[slot] != district[first]:
            first = slot
        row = rows[slot]
        best, winner = np.uint64(0), -1
        other = first
        while other < rows.shape[0] and district[other] == district[slot]:
            if other != slot:
                score = pair(meets, key[row], key[rows[other]])
                if winner < 0 or score < best:
                    best, winner = score, rows[other]
            other += 1
        if winner >= 0 and unit(absorb(best, np.uint64(1))) < math.sqrt(yields[row] * yields[winner]):
            found[0, used], found[1, used], found[2, used] = row, winner, 0
            used += 1
        if uniform(own, key[row]) < chamber_own:
            found[0, used], found[1, used], found[2, used] = row, members.chamber[row], 1
            used += 1
    return used


@kernel
def _meet_in_projects(
    stream: np.uint64, chance: float, rows: I32, number: I32, project: U64, key: U64, found: I32
) -> int:
    used = 0
    for place in range(rows.shape[0]):
        for other in range(place):
            if number[place] == number[other]:
                hashed = absorb(pair(stream, key[rows[place]], key[rows[other]]), project[number[place] - 1])
                if unit(hashed) < chance:
                    found[0, used], found[1, used], found[2, used] = rows[place], rows[other], number[place] - 1
                    used += 1
    return used
