"""Meetings that the agency holds, and introductions that it brokers: the actions `Convene` and `Broker`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import draws, randomness
from clustersim.core.columns import F64, I8, I32, I64, U64, Bool
from clustersim.core.draws import absorb, pair, rounded, unit
from clustersim.core.kernel import kernel
from clustersim.mechanisms.meet import Proposals
from clustersim.mechanisms.relate import related
from clustersim.spec.actions import Broker, Convene
from clustersim.spec.codes import Cause, Event
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import BROKERING

if TYPE_CHECKING:
    from clustersim.core.columns import I16
    from clustersim.world.state import World

ROOM = 64  # meetings of one attendee at one event are numbered below this


def agency_meetings(world: World, yields: F64) -> tuple[list[Proposals], F64]:
    """Hold all meetings on the agenda; return what they propose and the trust each actor gains by attending.

    Invited are the firms of the sectors named whose keyed number is below the reach, and all institutions; the
    attendees are those who come first in a race with sqrt(openness) * weight of the sector as speed. Each meets
    `meetings` * brokering others, likelier those of another type, and a meeting counts with probability sqrt(F_i F_j).
    """
    gained = np.zeros(len(world.actors))
    found: list[Proposals] = []
    for action in world.agenda:
        if isinstance(action, Convene):
            rows = _attendees(world, action)
            if len(rows) >= 2:
                found.append(_hold(world, action, rows, yields))
            gained[rows] += action.trust
            world.actors.supports[rows] += 1
            first = world.actors.key[rows[:1]]
            world.events.add(world.tick, Event.MEETING_HELD, first, cause=Cause.POLICY, value=float(len(rows)))
    return found, gained


def brokered_pairs(world: World) -> Proposals:
    """Return the introductions that the agency brokers in this tick; pairs of which one is gone are left out."""
    asked = {key for action in world.agenda if isinstance(action, Broker) for key in (action.a, action.b)}
    rows = _rows_of(world, asked)
    pairs = [
        (rows[action.a], rows[action.b], action.number)
        for action in world.agenda
        if isinstance(action, Broker) and action.a in rows and action.b in rows and action.a != action.b
    ]
    table = np.array(pairs, dtype=np.int32).reshape(-1, 3).T
    key = world.actors.key
    low, high = np.minimum(key[table[0]], key[table[1]]), np.maximum(key[table[0]], key[table[1]])
    world.events.add(world.tick, Event.REPAIR_PROPOSED, low, high, cause=Cause.POLICY)
    return Proposals(table[0], table[1], np.full(table.shape[1], int(Cause.REPAIR), dtype=np.int8), table[2])


def _rows_of(world: World, keys: set[int]) -> dict[int, int]:
    """Return the rows of living actors by key; some few keys are looked for one by one."""
    a, found = world.actors, {}
    for key in keys:
        for row in np.flatnonzero(a.key == np.uint64(key)).tolist():
            if a.alive[row]:
                found[key] = row
    return found


def _attendees(world: World, action: Convene) -> I64:
    """Return the rows of those who attend, in the order of their keys."""
    a = world.actors
    invited_sector = np.zeros(len(world.sectors.names))  # speed in the race, 0 for those who are not invited
    invited_sector[list(action.sectors)] = action.weights or 1.0
    event = np.uint64(
        randomness.hashed(int(world.stream(Decision.EVENT_ATTEND)), randomness.name_key(action.task), action.number)
    )
    scores = np.empty(len(a))
    reached = draws.stream(world.seed, Decision.REACH, 0)
    _score(event, reached, action.reach, invited_sector, a.alive, a.kind, a.sector, a.key, a.openness, scores)
    rows = np.flatnonzero(scores < np.inf)
    order = np.lexsort((a.key[rows], scores[rows]))[: action.attendees]
    rows = rows[order]
    return rows[np.argsort(a.key[rows])]


def _hold(world: World, action: Convene, rows: I64, yields: F64) -> Proposals:
    a = world.actors
    salt = np.uint64((randomness.name_key(action.task) + action.number) & randomness.MASK)
    event = np.uint64(
        randomness.hashed(int(world.stream(Decision.EVENT_COUNTS)), randomness.name_key(action.task), action.number)
    )
    meetings = min(action.meetings * world.levers[BROKERING], float(ROOM - 1))
    found = np.empty((3, len(rows) * ROOM), dtype=np.int32)
    used = _meet(
        world.stream(Decision.EVENT_PARTNER),
        world.stream(Decision.EVENT_COUNTS),
        event,
        salt,
        meetings,
        action.cross_weight,
        action.number * ROOM,
        world.parameters.ties.university_relatedness,
        world.sectors.relatedness,
        world.profile,
        rows,
        a.key,
        a.kind,
        a.sector,
        yields,
        found,
    )
    return Proposals(
        found[0, :used], found[1, :used], np.full(used, int(Cause.AGENCY_EVENT), dtype=np.int8), found[2, :used]
    )


@kernel
def _score(
    event: np.uint64,
    reached: np.uint64,
    reach: float,
    invited: F64,
    alive: Bool,
    kind: I8,
    sector: I16,
    key: U64,
    openness: F64,
    scores: F64,
) -> None:
    for row in range(alive.shape[0]):
        scores[row] = math.inf
        if not alive[row] or openness[row] <= 0.0:
            continue
        speed = 1.0
        if kind[row] == 0:
            speed = invited[sector[row]]
            if speed <= 0.0 or unit(absorb(reached, key[row])) >= reach:
                continue
        scores[row] = rounded(-math.log(unit(absorb(event, key[row]))) / (speed * math.sqrt(openness[row])))


@kernel
def _meet(
    partners: np.uint64,
    counts: np.uint64,
    event: np.uint64,
    salt: np.uint64,
    meetings: float,
    cross_weight: float,
    offset: int,
    university_relatedness: float,
    relatedness: F64,
    profile: F64,
    rows: I64,
    key: U64,
    kind: I8,
    sector: I16,
    yields: F64,
    found: I32,
) -> int:
    used = 0
    for slot in range(rows.shape[0]):
        row = rows[slot]
        times = int(math.floor(meetings))
        if unit(absorb(event, key[row])) < meetings - times:
            times += 1
        for number in range(times):
            best, winner = 0.0, -1
            for place in range(rows.shape[0]):
                other = rows[place]
                if other == row:
                    continue
                weight = cross_weight
                if kind[row] == kind[other]:
                    weight = 0.2 + related(university_relatedness, relatedness, profile, kind, sector, row, other)
                hashed = absorb(absorb(pair(partners, key[row], key[other]), salt), np.uint64(number))
                score = rounded(-math.log(unit(hashed)) / weight)
                if winner < 0 or score < best or (score == best and key[other] < key[winner]):
                    best, winner = score, other
            chance = unit(absorb(absorb(pair(counts, key[row], key[winner]), salt), np.uint64(number)))
            if chance < math.sqrt(yields[row] * yields[winner]):
                found[0, used], found[1, used], found[2, used] = row, winner, offset + number
                used += 1
    return used
