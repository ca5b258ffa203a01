"""Who meets whom: chance encounters, introductions, chamber events, tenants of a centre, partners in a lead project.

Each function returns proposals (a, b, channel, index); `form_ties` decides which become ties. Partners are chosen by
the least hash (rendezvous hashing), so that one more or one less actor changes only the meetings it takes part in.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core import randomness
from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
from clustersim.core.draws import absorb, pair, poisson, rounded, uniform, unit
from clustersim.core.geography import VisitTable, visit_table
from clustersim.core.kernel import kernel
from clustersim.core.threads import parts, share
from clustersim.spec.codes import Cause, Outcome
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import CENTRE_SUPPORT, PROJECT_SUPPORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.core.adjacency import Adjacency
    from clustersim.core.geography import Grid
    from clustersim.spec.parameters import MassNumbers, TiesNumbers
    from clustersim.world.state import World


LOW_BITS = np.uint64(4095)


class Proposals(NamedTuple):
    """Pairs of rows who met: the channel (a Cause) and a number that tells meetings of a pair apart."""

    a: I32
    b: I32
    channel: I8
    number: I32

    @classmethod
    def together(cls, parts: Sequence[Proposals]) -> Proposals:
        """Return several lists of proposals as one."""
        a, b, channel, number = (np.concatenate(column) for column in zip(*parts, strict=True))
        return cls(a, b, channel, number)


def mass_yield(world: World) -> F64:
    """Return F = x^g / (1 + x^g) of every actor, x = related firms in reach / m* (1 if the channel is off).

    A firm does not count itself; a university looks at the sector of its profile with most firms in reach, a chamber
    at all sectors.
    """
    a, yields = world.actors, np.ones(len(world.actors))
    if world.channels.critical_mass:
        _yield(world.parameters.mass, world.cells.reach, world.profile, a.alive, a.kind, a.cell, a.sector, yields)
    return yields


def encounters(world: World, yields: F64) -> Proposals:
    """Visits to places around: firms and universities seek them, at a rate that rises with openness and trust.

    n ~ Poisson(encounter_rate o_i F_i (1 + trust_effect T_i) dt). For each visit up to `encounter_tries` cells are
    drawn from the kernel exp(-d / d0) around the own cell, each taken with probability min(1, n_c / crowd) for n_c
    others there: so everybody around is as likely to be met at a given distance, whether alone in a cell or among up to
    `encounter_crowd` others. One of those in the first cell taken is met, if willing: with probability 1 - exp(-o_j /
    host).
    """
    p, a, cells = world.parameters.ties, world.actors, world.cells
    visits = np.zeros(len(a), dtype=np.int32)
    counts, places, partners = (
        world.stream(of) for of in (Decision.ENCOUNTER_COUNT, Decision.ENCOUNTER_PLACE, Decision.ENCOUNTER_PARTNER)
    )
    table = visit_table(p.encounter_distance, world.grid.cell_km)

    def visit(rows: slice) -> I32:
        total = _count_visits(
            counts,
            world.dt,
            p,
            yields[rows],
            a.alive[rows],
            a.kind[rows],
            a.key[rows],
            a.openness[rows],
            a.trust[rows],
            visits[rows],
        )
        found = np.empty((3, total), dtype=np.int32)
        used = _visit(
            places,
            partners,
            p,
            table,
            world.channels.encounter_distance,
            world.grid.rows,
            world.grid.columns,
            cells.inside,
            cells.bucket_start,
            cells.bucket,
            rows.start,
            rows.stop,
            visits,
            a.key,
            a.cell,
            a.openness,
            found,
        )
        return found[:, :used]

    found = share(visit, parts(len(a)))
    return _proposals(found[0] if len(found) == 1 else np.concatenate(found, axis=1), Cause.ENCOUNTER)


def introductions(world: World, network: Adjacency) -> Proposals:
    """Partners introduce their partners (closure): strong ties are likelier to, at both steps.

    n ~ Poisson(closure_rate sqrt(o_i) min(1, deg_i / closure_degree) dt).
    """
    p, a = world.parameters.ties, world.actors
    times = np.zeros(len(a), dtype=np.int32)
    total = _count_introductions(
        world.stream(Decision.CLOSURE_COUNT), world.dt, p, a.alive, a.kind, a.key, a.openness, a.degree, times
    )
    found = np.empty((3, total), dtype=np.int32)
    used = _introduce(
        world.stream(Decision.CLOSURE_PARTNER),
        world.stream(Decision.CLOSURE_SECOND),
        network.start,
        network.partner,
        network.tie,
        world.ties.strength,
        times,
        a.key,
        found,
    )
    return _proposals(found[:, :used], Cause.CLOSURE)


def chamber_events(world: World, yields: F64) -> Proposals:
    """Members meet at the events their chamber holds in each district, and sometimes meet the chamber itself."""
    a, p = world.actors, world.parameters.ties
    attends = np.zeros(len(a), dtype=np.bool_)
    _attend(world.stream(Decision.CHAMBER_ATTEND), p, world.dt, a.alive, a.kind, a.chamber, a.key, a.openness, attends)
    rows = np.flatnonzero(attends)
    groups = a.chamber[rows].astype(np.int64) * (1 << 40) + _district(world.grid, p.chamber_district, a.cell[rows])
    rows = rows[np.lexsort((a.key[rows], groups))]
    groups.sort()
    found = np.empty((3, 2 * len(rows)), dtype=np.int32)
    used = _chamber(
        world.stream(Decision.CHAMBER_PARTNER),
        world.stream(Decision.CHAMBER_TIE),
        p.chamber_own,
        rows,
        groups,
        a.key,
        a.chamber,
        yields,
        found,
    )
    return _proposals(found[:, :used], Cause.CHAMBER_EVENT)


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
    return _proposals(table, Cause.TENANTS)


def project_meetings(world: World) -> Proposals:
    """Every pair of a consortium, the university included, meets with probability 1 - exp(-meetings project_support
    dt).

    It is work on a mission: critical mass plays no part. Draws: PROJECT_MEET (pair, project).
    """
    a, projects = world.actors, world.projects
    chance = 1.0 - math.exp(-world.parameters.projects.meetings * world.levers[PROJECT_SUPPORT] * world.dt)
    running = np.flatnonzero(projects.outcome == Outcome.RUNNING)
    if chance <= 0.0 or len(running) == 0:
        return _proposals(np.empty((3, 0), dtype=np.int32), Cause.PROJECT)
    firms = np.flatnonzero(a.project > 0)
    firms = firms[a.alive[firms]]
    institutions = np.argmax(
        a.key[: world.institutions, None] == projects.university[running], axis=0
    )  # institutions never close
    rows = np.concatenate([institutions, firms]).astype(np.int32)
    number = np.concatenate([running + 1, a.project[firms]]).astype(np.int32)
    found = np.empty((3, len(rows) * len(rows)), dtype=np.int32)
    used = _meet_in_projects(world.stream(Decision.PROJECT_MEET), chance, rows, number, projects.key, a.key, found)
    return _proposals(found[:, :used], Cause.PROJECT)


def _proposals(found: I32, channel: Cause) -> Proposals:
    return Proposals(found[0], found[1], np.full(found.shape[1], int(channel), dtype=np.int8), found[2])


def _district(grid: Grid, edge: float, cell: I32) -> I64:
    """Return the number of the chamber district of each cell (districts are squares of `edge` km)."""
    column = ((cell % grid.columns + 0.5) * grid.cell_km // edge).astype(np.int64)
    row = ((cell // grid.columns + 0.5) * grid.cell_km // edge).astype(np.int64)
    return row * (1 << 20) + column


@kernel
def _yield(
    mass: MassNumbers, reach: F64, profile: F64, alive: Bool, kind: I8, cell: I32, sector: I16, yields: F64
) -> None:
    for row in range(alive.shape[0]):
        if not alive[row]:
            continue
        related = 0.0
        if kind[row] == 0:
            related = max(reach[sector[row], cell[row]] - 1.0, 0.0)
        else:
            for other in range(reach.shape[0]):
                if kind[row] == 2 or profile[row, other] > 0.0:
                    related = max(related, reach[other, cell[row]])
        share = related / mass.critical
        powered = share * share if mass.steepness == 2.0 else math.pow(share, mass.steepness)
        yields[row] = powered / (1.0 + powered)


@kernel
def _count_visits(
    stream: np.uint64,
    dt: float,
    p: TiesNumbers,
    yields: F64,
    alive: Bool,
    kind: I8,
    key: U64,
    openness: F64,
    trust: F64,
    visits: I32,
) -> int:
    total = 0
    for row in range(alive.shape[0]):
        if alive[row] and kind[row] != 2:
            mean = p.encounter_rate * openness[row] * yields[row] * (1.0 + p.trust_effect * trust[row]) * dt
            visits[row] = poisson(uniform(stream, key[row]), mean)
            total += visits[row]
    return total


@kernel
def _find_place(
    own: np.uint64,
    p: TiesNumbers,
    table: VisitTable,
    by_distance: int,
    rows: int,
    columns: int,
    inside: Bool,
    start: I64,
    home: int,
) -> int:
    """Return the first cell, of up to `encounter_tries` drawn, where somebody else is met; -1 if none."""
    line, column = home // columns, home % columns
    slots = table.share.shape[0]
    for attempt in range(p.encounter_tries):
        drawn = absorb(own, np.uint64(attempt))
        u = unit(drawn)
        if by_distance:
            at = u * slots
            slot = int(at)
            if at - slot >= table.share[slot]:
                slot = table.alias[slot]
            to_line, to_column = line + table.rows[slot], column + table.columns[slot]
            if to_column < 0 or to_column >= columns or to_line < 0 or to_line >= rows:
                continue
            place = to_line * columns + to_column
        else:
            place = int(u * (rows * columns))
        present = start[place + 1] - start[place] - (1 if place == home else 0)
        # the lowest 12 bits, which `unit` does not use, decide whether the cell is taken
        if present > 0 and inside[place] and ((drawn & LOW_BITS) + 0.5) / 4096.0 * p.encounter_crowd < present:
            return place
    return -1


@kernel
def _visit(
    places: np.uint64,
    partners: np.uint64,
    p: TiesNumbers,
    table: VisitTable,
    by_distance: int,
    rows: int,
    columns: int,
    inside: Bool,
    start: I64,
    bucket: I32,
    first_row: int,
    last_row: int,
    visits: I32,
    key: U64,
    cell: I32,
    openness: F64,
    found: I32,
) -> int:
    used = 0
    for row in range(first_row, last_row):
        for number in range(visits[row]):
            own = absorb(absorb(places, key[row]), np.uint64(number))
            place = _find_place(own, p, table, by_distance, rows, columns, inside, start, cell[row])
            if place < 0:
                continue
            base = absorb(absorb(partners, key[row]), np.uint64(number))
            best, winner = np.uint64(0), -1
            for there in range(start[place], start[place + 1]):
                other = bucket[there]
                score = absorb(base, key[other])
                if other != row and (winner < 0 or score < best):
                    best, winner = score, other
            if unit(absorb(own, np.uint64(1000003))) < 1.0 - math.exp(-openness[winner] / p.encounter_host):
                found[0, used], found[1, used], found[2, used] = row, winner, number
                used += 1
    return used


@kernel
def _count_introductions(
    stream: np.uint64,
    dt: float,
    p: TiesNumbers,
    alive: Bool,
    kind: I8,
    key: U64,
    openness: F64,
    degree: I32,
    times: I32,
) -> int:
    total = 0
    for row in range(alive.shape[0]):
        if alive[row] and kind[row] != 2 and degree[row] > 0:
            mean = p.closure_rate * math.sqrt(openness[row]) * min(1.0, degree[row] / p.closure_degree) * dt
            times[row] = poisson(uniform(stream, key[row]), mean)
            total += times[row]
    return total


@kernel
def _race(
    stream: np.uint64,
    salt: np.uint64,
    start: I64,
    partner: I32,
    tie: I32,
    strength: F64,
    key: U64,
    row: int,
    barred: int,
) -> int:
    """Return the partner of `row` (other than `barred`) who comes first in a race with the strengths as speeds."""
    best, winner = 0.0, -1
    for slot in range(start[row], start[row + 1]):
        other = partner[slot]
        if other == barred:
            continue
        score = rounded(-math.log(unit(absorb(pair(stream, key[row], key[other]), salt))) / strength[tie[slot]])
        if winner < 0 or score < best or (score == best and key[other] < key[winner]):
            best, winner = score, other
    return winner


@kernel
def _introduce(
    firsts: np.uint64,
    seconds: np.uint64,
    start: I64,
    partner: I32,
    tie: I32,
    strength: F64,
    times: I32,
    key: U64,
    found: I32,
) -> int:
    used = 0
    for row in range(times.shape[0]):
        for number in range(times[row]):
            friend = _race(firsts, np.uint64(number), start, partner, tie, strength, key, row, -1)
            third = _race(seconds, key[row] + np.uint64(number), start, partner, tie, strength, key, friend, row)
            if third >= 0:
                found[0, used], found[1, used], found[2, used] = row, third, number
                used += 1
    return used


@kernel
def _attend(
    stream: np.uint64,
    p: TiesNumbers,
    dt: float,
    alive: Bool,
    kind: I8,
    chamber: I32,
    key: U64,
    openness: F64,
    attends: Bool,
) -> None:
    share = 1.0 - math.exp(-p.chamber_rate * dt)
    for row in range(alive.shape[0]):
        if alive[row] and kind[row] == 0 and chamber[row] >= 0:
            attends[row] = uniform(stream, key[row]) < min(1.0, share * math.sqrt(openness[row]))


@kernel
def _chamber(
    meets: np.uint64,
    own: np.uint64,
    own_share: float,
    rows: I64,
    groups: I64,
    key: U64,
    chamber: I32,
    yields: F64,
    found: I32,
) -> int:
    used = 0
    first = 0
    for slot in range(rows.shape[0]):
        if groups[slot] != groups[first]:
            first = slot
        row = rows[slot]
        best, winner = np.uint64(0), -1
        other = first
        while other < rows.shape[0] and groups[other] == groups[slot]:
            if other != slot:
                score = pair(meets, key[row], key[rows[other]])
                if winner < 0 or score < best:
                    best, winner = score, rows[other]
            other += 1
        if winner >= 0 and unit(absorb(best, np.uint64(1))) < math.sqrt(yields[row] * yields[winner]):
            found[0, used], found[1, used], found[2, used] = row, winner, 0
            used += 1
        if uniform(own, key[row]) < own_share:
            found[0, used], found[1, used], found[2, used] = row, chamber[row], 1
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
