"""Meetings in company: at events of a chamber, among tenants of a centre, among partners in a lead project."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core import randomness
from clustersim.core.clock import MOMENT
from clustersim.core.columns import F64, I8, I32, I64, U64, Bool
from clustersim.core.draws import absorb, pair, uniform, unit
from clustersim.core.geography import disc_widths
from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.mechanisms.proposals import Proposals, proposed
from clustersim.spec.codes import FIRM, Cause, Event, Kind, Outcome
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import CENTRE_SUPPORT, CHAMBER_STIMULUS, CHAMBER_SUPPORT, PROJECT_SUPPORT

if TYPE_CHECKING:
    from clustersim.world.state import World

CHAMBER_FACTOR, ROW_FACTOR = 1 << 40, 1 << 20  # places are numbered by chamber, row, column; no grid is as wide


class Members(NamedTuple):
    """What the events of chambers read of every actor."""

    alive: Bool
    kind: I8
    key: U64
    openness: F64
    chamber: I32
    impulse: F64


class ChamberDraws(NamedTuple):
    """Hash states of whom an attendee meets and of whether that is the chamber, and the share of those who meet it."""

    partner: np.uint64
    own: np.uint64
    own_share: float


def chamber_events(world: World, yields: F64) -> Proposals:
    """Members meet at the events that their chamber holds around them, and sometimes meet the chamber itself.

    A member who attends meets, of the others of its chamber who attend near it, the one with the least hash of the
    pair. Near is within edge / sqrt(pi) km, edge = `ties.chamber_district` (a circle of the same area), whatever the
    grid; with the channel `chamber_circles` off, in the same square of that edge, counted from the south-west corner.
    Where a task complements what chambers do (lever chamber_support), their members attend more often.
    """
    a, p, members = world.actors, world.parameters.ties, pick(Members, world.actors)
    attends = np.zeros(len(a), dtype=np.bool_)
    share = 1.0 - math.exp(-p.chamber_rate * (1.0 + world.levers[CHAMBER_SUPPORT]) * world.dt)
    _attend(world.stream(Decision.CHAMBER_ATTEND), share, members, attends)
    rows = np.flatnonzero(attends)
    place, widths = _places(world, a.cell[rows], a.chamber[rows])
    order = np.lexsort((a.key[rows], place))
    rows, place = rows[order], place[order]
    found = np.empty((3, 2 * len(rows)), dtype=np.int32)
    states = ChamberDraws(world.stream(Decision.CHAMBER_PARTNER), world.stream(Decision.CHAMBER_TIE), p.chamber_own)
    used = _meet_nearby(states, rows, place, widths, members, yields, found)
    return proposed(found[:, :used], Cause.CHAMBER_EVENT)


def stimulate_chambers(world: World) -> None:
    """Let what a stimulus added to chambers fade, and raise it to the lever chamber_stimulus.

    impulse <- max(impulse 2^(-dt / `impulse_half_life`), chamber_stimulus); an attendee meets the chamber itself with
    probability `chamber_own` (1 + impulse). Event STIMULATED (value: the lever) when it rises.
    """
    a, wanted, count = world.actors, world.levers[CHAMBER_STIMULUS], world.institutions
    rows = np.flatnonzero(a.kind[:count] == Kind.CHAMBER)
    before = a.impulse[rows]
    if wanted <= 0.0 and not before.any():
        return
    keep = 2.0 ** (-world.dt / world.parameters.ties.impulse_half_life)
    a.impulse[rows] = np.maximum(before * keep, wanted)
    risen = rows[before < wanted - MOMENT]
    world.events.add(world.tick, Event.STIMULATED, a.key[risen], cell=a.cell[risen], cause=Cause.POLICY, value=wanted)


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


def _places(world: World, cell: I32, chamber: I32) -> tuple[I64, I64]:
    """Return the number of each attendee's place, in order of chamber, row, column, and the widths of a neighbourhood.

    Places are cells, with the widths of a disc (`disc_widths`); or the squares of a fixed grid, each by itself.
    """
    grid, edge = world.grid, world.parameters.ties.chamber_district
    column, row = (cell % grid.columns).astype(np.int64), (cell // grid.columns).astype(np.int64)
    widths = disc_widths(edge / math.sqrt(math.pi), grid.cell_km)
    if not world.channels.chamber_circles:
        column, row = (((line + 0.5) * grid.cell_km // edge).astype(np.int64) for line in (column, row))
        widths = np.zeros(1, dtype=np.int64)
    return np.asarray(chamber * np.int64(CHAMBER_FACTOR) + row * ROW_FACTOR + column), widths


@kernel
def _attend(stream: np.uint64, share: float, members: Members, attends: Bool) -> None:
    for row in range(members.alive.shape[0]):
        if members.alive[row] and members.kind[row] == FIRM and members.chamber[row] >= 0:
            attends[row] = uniform(stream, members.key[row]) < min(1.0, share * math.sqrt(members.openness[row]))


@kernel
def _meet_nearby(
    states: ChamberDraws,
    rows: I64,
    place: I64,
    widths: I64,
    members: Members,
    yields: F64,
    found: I32,
) -> int:
    """Let each of `rows`, ordered by place, meet the one near it with the least hash of the pair, and the chamber.

    Who is near in one line of places is a stretch of `rows`, whose beginning only moves on (`first`).
    """
    key = members.key
    used, away = 0, widths.shape[0] - 1
    first = np.zeros(2 * away + 1, dtype=np.int64)
    for slot in range(rows.shape[0]):
        row = rows[slot]
        best, winner = np.uint64(0), -1
        for line in range(2 * away + 1):
            middle, width = place[slot] + (line - away) * ROW_FACTOR, widths[abs(line - away)]
            while first[line] < rows.shape[0] and place[first[line]] < middle - width:
                first[line] += 1
            other = first[line]
            while other < rows.shape[0] and place[other] <= middle + width:
                if other != slot:
                    score = pair(states.partner, key[row], key[rows[other]])
                    if winner < 0 or score < best:
                        best, winner = score, rows[other]
                other += 1
        if winner >= 0 and unit(absorb(best, np.uint64(1))) < math.sqrt(yields[row] * yields[winner]):
            found[0, used], found[1, used], found[2, used] = row, winner, 0
            used += 1
        chamber = members.chamber[row]
        if uniform(states.own, key[row]) < states.own_share * (1.0 + members.impulse[chamber]):
            found[0, used], found[1, used], found[2, used] = row, chamber, 1
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
