"""Phase `form_ties`: actors meet, both sides accept or not, and accepted ties are settled by keyed priority."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.columns import F64, I8, I32, I64, U64, Bool
from clustersim.core.draws import absorb, pair, unit
from clustersim.core.kernel import kernel
from clustersim.core.threads import parts, share
from clustersim.mechanisms.convene import agency_meetings, brokered_pairs
from clustersim.mechanisms.meet import (
    Proposals,
    chamber_events,
    encounters,
    introductions,
    mass_yield,
    project_meetings,
    tenant_meetings,
)
from clustersim.mechanisms.relate import related
from clustersim.mechanisms.ties import add_ties, soft_capacity, tie_distance
from clustersim.spec.decisions import Decision
from clustersim.world.network import adjacency

if TYPE_CHECKING:
    from clustersim.core.adjacency import Adjacency
    from clustersim.core.columns import I16
    from clustersim.spec.parameters import TiesNumbers
    from clustersim.world.state import World

CODE = 1048576  # proposals are told apart by channel * CODE + index


def form_ties(world: World) -> None:
    """Propose ties by all channels on the frozen state, let both sides accept, settle in keyed order.

    Geography acts in meeting only (`meet`), technology, sectors and shared partners in acceptance only:

        U_ij = constant + a_phi phi_ij + a_c exp(-((delta_ij - optimum) / width)^2) + a_gw GW(shared partners)
               + a_type [types differ] + a_mod [agency event or repair]
        GW(n) = e^alpha (1 - (1 - e^-alpha)^n)
        p_i = 1 / (1 + exp(-(U_ij - c_d (deg_i / D_i)^2)))          both sides accept: p_i p_j      (P20-P26, E09)

    Accepted proposals are taken in the order of a keyed priority, then the keys, unless the pair is tied by then or
    one side is at its hard limit ceil(capacity_limit D). Trust fades with its half-life and is raised by the
    agency's meetings, at the end.

    Draws: ENCOUNTER_COUNT, ENCOUNTER_PLACE, ENCOUNTER_PARTNER (visitor, visit), CLOSURE_COUNT, CLOSURE_PARTNER,
    CLOSURE_SECOND (actor), CHAMBER_ATTEND, CHAMBER_PARTNER, CHAMBER_TIE (member), TENANT_COUNT, TENANT_PARTNER
    (centre), PROJECT_MEET (pair, project), EVENT_ATTEND, EVENT_COUNTS, EVENT_PARTNER, REACH (actor), ACCEPT,
    PRIORITY (pair, proposal). Reads ties, degree, openness, trust, cells' reach and bucket, centres, projects;
    levers centre_support, project_support, brokering; agenda (actions Convene, Broker). Writes ties; degree,
    strength, trust, supports, capacity of actors; counts. Events TIE_FORMED, MEETING_HELD, REPAIR_PROPOSED.
    """
    a, ch = world.actors, world.channels
    yields, network = mass_yield(world), adjacency(world)
    found: list[Proposals] = []
    if ch.encounters:
        found.append(encounters(world, yields))
    if ch.closure:
        found.append(introductions(world, network))
    if ch.chambers:
        found.append(chamber_events(world, yields))
    found.append(tenant_meetings(world, yields))
    found.append(project_meetings(world))
    meetings, gained = agency_meetings(world, yields)
    found.extend(meetings)
    found.append(brokered_pairs(world))
    proposals = Proposals.together(found)
    settle_ties(world, proposals, network)
    keep = 2.0 ** (-world.dt / world.parameters.ties.trust_half_life)
    np.minimum(1.0, a.trust * keep + gained, out=a.trust)


def settle_ties(world: World, proposals: Proposals, network: Adjacency) -> None:
    """Decide which proposals are accepted and make ties of those that can be settled."""
    a, p = world.actors, world.parameters.ties
    capacity = soft_capacity(world)
    accepted = np.zeros(len(proposals.a), dtype=np.bool_)
    priority = np.empty(len(proposals.a), dtype=np.uint64)
    accepts, priorities = world.stream(Decision.ACCEPT), world.stream(Decision.PRIORITY)

    def decide(rows: slice) -> None:
        _accept(
            accepts,
            priorities,
            p,
            proposals.a[rows],
            proposals.b[rows],
            proposals.channel[rows],
            proposals.number[rows],
            network.start,
            network.partner,
            world.sectors.relatedness,
            world.profile,
            a.key,
            a.kind,
            a.sector,
            a.degree,
            capacity,
            a.technology_x,
            a.technology_y,
            accepted[rows],
            priority[rows],
        )

    share(decide, parts(len(accepted)))
    chosen = np.flatnonzero(accepted)
    first, second = proposals.a[chosen], proposals.b[chosen]
    swapped = a.key[first] > a.key[second]
    low, high = np.where(swapped, second, first), np.where(swapped, first, second)
    order = np.lexsort((proposals.number[chosen], proposals.channel[chosen], a.key[high], a.key[low], priority[chosen]))
    low, high, channel = low[order], high[order], proposals.channel[chosen][order]
    limit = np.ceil(p.capacity_limit * capacity).astype(np.int64)
    made = np.zeros(len(order), dtype=np.bool_)
    _settle(low, high, a.degree.copy(), limit, np.full(len(a), -1, dtype=np.int32), made)
    add_ties(world, low[made], high[made], channel[made], p.strength_at_birth)


@kernel
def _odds(u: float, degree: int, capacity: float, cost: float) -> float:
    load = degree / capacity
    return 1.0 / (1.0 + math.exp(-(u - cost * load * load)))


@kernel
def _accept(
    accepts: np.uint64,
    priorities: np.uint64,
    p: TiesNumbers,
    first: I32,
    second: I32,
    channel: I8,
    index: I32,
    start: I64,
    partner: I32,
    relatedness: F64,
    profile: F64,
    key: U64,
    kind: I8,
    sector: I16,
    degree: I32,
    capacity: F64,
    technology_x: F64,
    technology_y: F64,
    accepted: Bool,
    priority: U64,
) -> None:
    weight = math.exp(p.shared_decay)
    kept = 1.0 - math.exp(-p.shared_decay)
    for proposal in range(first.shape[0]):
        i, j = first[proposal], second[proposal]
        if key[i] > key[j]:
            i, j = j, i
        shared, tied = 0, i == j
        for slot in range(start[i], start[i + 1]):
            friend = partner[slot]
            if friend == j:
                tied = True
                break
            for place in range(start[j], start[j + 1]):
                if partner[place] == friend:
                    shared += 1
        if tied:
            continue
        distance = tie_distance(
            p, kind[i], kind[j], technology_x[j] - technology_x[i], technology_y[j] - technology_y[i]
        )
        away = (distance - p.distance_optimum) / p.distance_width
        u = p.constant + p.cognitive_effect * math.exp(-away * away)
        u += p.relatedness_effect * related(p.university_relatedness, relatedness, profile, kind, sector, i, j)
        u += p.shared_effect * weight * (1.0 - math.pow(kept, shared))
        if kind[i] != kind[j]:
            u += p.type_effect
        if channel[proposal] == 5 or channel[proposal] == 6 or channel[proposal] == 7:
            u += p.moderation_effect
        code = np.uint64(channel[proposal]) * np.uint64(1048576) + np.uint64(index[proposal])
        own = absorb(pair(accepts, key[i], key[j]), code)
        if unit(absorb(own, np.uint64(0))) < _odds(u, degree[i], capacity[i], p.degree_cost) and unit(
            absorb(own, np.uint64(1))
        ) < _odds(u, degree[j], capacity[j], p.degree_cost):
            accepted[proposal] = True
            priority[proposal] = absorb(pair(priorities, key[i], key[j]), code)


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
