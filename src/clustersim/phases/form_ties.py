"""Phase `form_ties`: actors meet, both sides accept or not, and accepted ties are settled by keyed priority."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.columns import F64, I32, I64, U64, Bool
from clustersim.core.draws import absorb, pair, unit
from clustersim.core.groups import cut, pick
from clustersim.core.kernel import kernel
from clustersim.core.threads import parts, share
from clustersim.mechanisms.convene import agency_meetings, brokered_pairs
from clustersim.mechanisms.critical_mass import mass_yield
from clustersim.mechanisms.encounters import encounters
from clustersim.mechanisms.gatherings import chamber_events, project_meetings, stimulate_chambers, tenant_meetings
from clustersim.mechanisms.introductions import introductions
from clustersim.mechanisms.mending import as_table, introduce, note_mended
from clustersim.mechanisms.proposals import Proposals, proposed
from clustersim.mechanisms.relate import Kinship, related, relatedness_of
from clustersim.mechanisms.ties import Ends, add_ties, soft_capacity, tie_distance
from clustersim.spec.codes import BROKERED, REPAIR, Cause
from clustersim.spec.decisions import Decision
from clustersim.world.network import adjacency

if TYPE_CHECKING:
    from clustersim.core.adjacency import Adjacency
    from clustersim.spec.parameters import TiesNumbers
    from clustersim.world.state import World

CHANNEL_SLOT = np.uint64(1048576)  # proposals of a pair are told apart by channel * CHANNEL_SLOT + number


class Answers(NamedTuple):
    """What became of each proposal: whether both sides accept, and the priority with which it is then settled."""

    accepted: Bool
    priority: U64


def form_ties(world: World) -> None:
    """Propose ties by all channels on the frozen state, let both sides accept, settle in keyed order.

    Geography acts in meeting only (`encounters`), technology, sectors and shared partners in acceptance only:

        U_ij = constant + a_phi phi_ij + a_c exp(-((delta_ij - optimum) / width)^2) + a_gw GW(shared partners)
               + a_type [types differ] + a_mod [agency event, introduction or lead project]
               + a_rep [introduction by the agency]
        GW(n) = e^alpha (1 - (1 - e^-alpha)^n)
        p_i = 1 / (1 + exp(-(U_ij - c_d (deg_i / D_i)^2)))          both sides accept: p_i p_j      (P20-P26, E09)

    Accepted proposals are taken in the order of a keyed priority, then the keys, unless the pair is tied by then or
    one side is at its hard limit ceil(capacity_limit D). New ties have `strength_at_birth`, those of the agency's
    introductions `repair_strength` more, at most 1. Trust fades with its half-life and is raised by the
    agency's meetings, at the end.

    Draws: ENCOUNTER_COUNT, ENCOUNTER_PLACE, ENCOUNTER_PARTNER (visitor, visit), CLOSURE_COUNT, CLOSURE_PARTNER,
    CLOSURE_SECOND (actor), CHAMBER_ATTEND, CHAMBER_PARTNER, CHAMBER_TIE (member), TENANT_COUNT, TENANT_PARTNER
    (centre), PROJECT_MEET (pair, project), EVENT_ATTEND, EVENT_COUNTS, EVENT_PARTNER, REACH (actor), ACCEPT,
    PRIORITY (pair, proposal). Reads ties, degree, openness, trust, cells' reach and bucket, centres, projects;
    levers centre_support, project_support, brokering,
    chamber_stimulus, chamber_support; agenda (actions Convene, Broker, Mend). Writes ties; degree,
    strength, trust, supports, capacity, impulse of actors; agency.introduced; counts. Events STIMULATED, TIE_FORMED,
    MEETING_HELD,
    REPAIR_PROPOSED, SPOT_MENDED (value of both: number of the weak spot, 0 if nobody said).
    """
    a, ch = world.actors, world.channels
    yields, network = mass_yield(world), adjacency(world)
    found: list[Proposals] = []
    if ch.encounters:
        found.append(encounters(world, yields))
    if ch.closure:
        found.append(introductions(world, network))
    if ch.chambers:
        stimulate_chambers(world)
        found.append(chamber_events(world, yields))
    found.append(tenant_meetings(world, yields))
    found.append(project_meetings(world))
    meetings, gained = agency_meetings(world, yields)
    found.extend(meetings)
    found.append(brokered_pairs(world))
    met, ties_before = introduce(world, network), len(world.ties)
    found.append(proposed(as_table(met), Cause.REPAIR))
    proposals = Proposals.together(found)
    settle_ties(world, proposals, network)
    note_mended(world, met, ties_before)
    keep = 2.0 ** (-world.dt / world.parameters.ties.trust_half_life)
    np.minimum(1.0, a.trust * keep + gained, out=a.trust)


def settle_ties(world: World, proposals: Proposals, network: Adjacency) -> None:
    """Decide which proposals are accepted and make ties of those that can be settled."""
    a, p, known = world.actors, world.parameters.ties, relatedness_of(world)
    capacity = soft_capacity(world)
    ends, count = pick(Ends, a), len(proposals.a)
    answers = Answers(np.zeros(count, dtype=np.bool_), np.empty(count, dtype=np.uint64))
    accepts, priorities = world.stream(Decision.ACCEPT), world.stream(Decision.PRIORITY)

    def decide(rows: slice) -> None:
        _accept(accepts, priorities, p, cut(proposals, rows), network, known, ends, cut(answers, rows))

    share(decide, parts(count))
    _settle_in_order(world, proposals, answers, capacity)


def _settle_in_order(world: World, proposals: Proposals, answers: Answers, capacity: F64) -> None:
    """Make ties of the accepted proposals, in the order of their priority, as far as both sides have room."""
    a, p = world.actors, world.parameters.ties
    chosen = np.flatnonzero(answers.accepted)
    first, second = proposals.a[chosen], proposals.b[chosen]
    swapped = a.key[first] > a.key[second]
    low, high = np.where(swapped, second, first), np.where(swapped, first, second)
    numbers, channels = proposals.number[chosen], proposals.channel[chosen]
    order = np.lexsort((numbers, channels, a.key[high], a.key[low], answers.priority[chosen]))
    low, high, channel = low[order], high[order], channels[order]
    limit = np.ceil(p.capacity_limit * capacity).astype(np.int64)
    made = np.zeros(len(order), dtype=np.bool_)
    _settle(low, high, a.degree.copy(), limit, np.full(len(a), -1, dtype=np.int32), made)
    more = np.where(channel[made] == Cause.REPAIR, p.repair_strength, 0.0)
    add_ties(world, low[made], high[made], channel[made], np.minimum(1.0, p.strength_at_birth + more))


@kernel
def _odds(u: float, degree: int, capacity: float, cost: float) -> float:
    load = degree / capacity
    return 1.0 / (1.0 + math.exp(-(u - cost * load * load)))


@kernel
def _shared(start: I64, partner: I32, i: int, j: int) -> int:
    """Return the number of partners that two actors share; -1 if they are tied, or the same."""
    if i == j:
        return -1
    shared = 0
    for slot in range(start[i], start[i + 1]):
        friend = partner[slot]
        if friend == j:
            return -1
        for place in range(start[j], start[j + 1]):
            if partner[place] == friend:
                shared += 1
    return shared


@kernel
def _utility(
    p: TiesNumbers, relatedness: float, distance: float, shared: int, types_differ: bool, channel: int
) -> float:
    """Return U_ij."""
    away = (distance - p.distance_optimum) / p.distance_width
    u = p.constant + p.cognitive_effect * math.exp(-away * away)
    u += p.relatedness_effect * relatedness
    kept = 1.0 - math.exp(-p.shared_decay)
    u += p.shared_effect * math.exp(p.shared_decay) * (1.0 - math.pow(kept, shared))
    if types_differ:
        u += p.type_effect
    if channel in BROKERED:
        u += p.moderation_effect
    if channel == REPAIR:
        u += p.repair_effect
    return u


@kernel
def _accept(
    accepts: np.uint64,
    priorities: np.uint64,
    p: TiesNumbers,
    proposals: Proposals,
    network: Adjacency,
    known: Kinship,
    ends: Ends,
    answers: Answers,
) -> None:
    for proposal in range(proposals.a.shape[0]):
        i, j, channel = proposals.a[proposal], proposals.b[proposal], proposals.channel[proposal]
        if ends.key[i] > ends.key[j]:
            i, j = j, i
        shared = _shared(network.start, network.partner, i, j)
        if shared < 0:
            continue
        dx, dy = ends.technology_x[j] - ends.technology_x[i], ends.technology_y[j] - ends.technology_y[i]
        distance = tie_distance(p, ends.kind[i], ends.kind[j], dx, dy)
        relatedness = related(known, ends.kind, ends.sector, i, j)
        u = _utility(p, relatedness, distance, shared, ends.kind[i] != ends.kind[j], channel)
        code = np.uint64(channel) * CHANNEL_SLOT + np.uint64(proposals.number[proposal])
        own = absorb(pair(accepts, ends.key[i], ends.key[j]), code)
        if unit(absorb(own, np.uint64(0))) < _odds(u, ends.degree[i], ends.capacity[i], p.degree_cost) and unit(
            absorb(own, np.uint64(1))
        ) < _odds(u, ends.degree[j], ends.capacity[j], p.degree_cost):
            answers.accepted[proposal] = True
            answers.priority[proposal] = absorb(pair(priorities, ends.key[i], ends.key[j]), code)


@kernel
def _settle(low: I32, high: I32, degree: I32, limit: I64, newest: I32, made: Bool) -> None:
    """Take proposals in their order; `newest` starts the chain of an actor's ties made in this tick."""
    earlier = np.full(low.shape[0], -1, dtype=np.int32)
    for place in range(low.shape[0]):
        i, j = low[place], high[place]
        if degree[i] >= limit[i] or degree[j] >= limit[j]:
            continue
        twice = False
        link = newest[i]
        while link >= 0:
            if high[link] == j:
                twice = True
                break
            link = earlier[link]
        if twice:
            continue
        made[place] = True
        earlier[place] = newest[i]
        newest[i] = place
        degree[i] += 1
        degree[j] += 1
