"""Meetings that the agency holds, and introductions that it brokers: the actions `Convene` and `Broker`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core import randomness
from clustersim.core.columns import F64, I8, I32, I64, U64, Bool
from clustersim.core.draws import absorb, pair, rounded, unit
from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.mechanisms.proposals import Proposals, proposed
from clustersim.mechanisms.relate import Kinship, related, relatedness_of
from clustersim.spec.actions import Broker, Convene
from clustersim.spec.codes import FIRM, Cause, Event
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import BROKERING
from clustersim.world.reach import Reach, is_reached, reaching

if TYPE_CHECKING:
    from clustersim.core.columns import I16
    from clustersim.world.state import World

ROOM = 64  # meetings of one attendee at one event are numbered below this
LEAST_WEIGHT = 0.2  # of a partner of the same type who is not related at all (assumption)


class Guests(NamedTuple):
    """What the agency's meetings read of those who may attend."""

    alive: Bool
    kind: I8
    key: U64
    sector: I16
    openness: F64


class EventDraws(NamedTuple):
    """Hash states of whom one meets, of whether it counts, and of how often; `salt` tells events apart."""

    partners: np.uint64
    counts: np.uint64
    times: np.uint64
    salt: np.uint64


class Programme(NamedTuple):
    """What the agency arranges at one event."""

    meetings: float  # of each attendee
    cross_weight: float  # of a partner of another type
    offset: int  # the event's meetings are numbered from here


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
    return proposed(table, Cause.REPAIR)


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
    _score(event, reaching(world, action.reach, action.task), invited_sector, pick(Guests, a), scores)
    rows = np.flatnonzero(scores < np.inf)
    order = np.lexsort((a.key[rows], scores[rows]))[: action.attendees]
    rows = rows[order]
    return rows[np.argsort(a.key[rows])]


def _hold(world: World, action: Convene, rows: I64, yields: F64) -> Proposals:
    name, counts = randomness.name_key(action.task), world.stream(Decision.EVENT_COUNTS)
    states = EventDraws(
        partners=world.stream(Decision.EVENT_PARTNER),
        counts=counts,
        times=np.uint64(randomness.hashed(int(counts), name, action.number)),
        salt=np.uint64((name + action.number) & randomness.MASK),
    )
    meetings = min(action.meetings * world.levers[BROKERING], float(ROOM - 1))
    programme = Programme(meetings, action.cross_weight, action.number * ROOM)
    found = np.empty((3, len(rows) * ROOM), dtype=np.int32)
    used = _meet(states, programme, relatedness_of(world), rows, pick(Guests, world.actors), yields, found)
    return proposed(found[:, :used], Cause.AGENCY_EVENT)


@kernel
def _score(event: np.uint64, reach: Reach, invited: F64, guests: Guests, scores: F64) -> None:
    for row in range(guests.alive.shape[0]):
        scores[row] = math.inf
        if not guests.alive[row] or guests.openness[row] <= 0.0:
            continue
        speed = 1.0
        if guests.kind[row] == FIRM:
            speed = invited[guests.sector[row]]
            if speed <= 0.0 or not is_reached(reach, row):
                continue
        time = -math.log(unit(absorb(event, guests.key[row]))) / (speed * math.sqrt(guests.openness[row]))
        scores[row] = rounded(time)


@kernel
def _meet(
    states: EventDraws, event: Programme, known: Kinship, rows: I64, guests: Guests, yields: F64, found: I32
) -> int:
    key = guests.key
    used = 0
    for slot in range(rows.shape[0]):
        row = rows[slot]
        times = int(math.floor(event.meetings))
        if unit(absorb(states.times, key[row])) < event.meetings - times:
            times += 1
        for number in range(times):
            best, winner = 0.0, -1
            for place in range(rows.shape[0]):
                other = rows[place]
                if other == row:
                    continue
                weight = event.cross_weight
                if guests.kind[row] == guests.kind[other]:
                    weight = LEAST_WEIGHT + related(known, guests.kind, guests.sector, row, other)
                hashed = absorb(absorb(pair(states.partners, key[row], key[other]), states.salt), np.uint64(number))
                score = rounded(-math.log(unit(hashed)) / weight)
                if winner < 0 or score < best or (score == best and key[other] < key[winner]):
                    best, winner = score, other
            chance = unit(absorb(absorb(pair(states.counts, key[row], key[winner]), states.salt), np.uint64(number)))
            if chance < math.sqrt(yields[row] * yields[winner]):
                found[0, used], found[1, used], found[2, used] = row, winner, event.offset + number
                used += 1
    return used
