"""Compensation of weak spots: how severe each is among the actors known, and whom to introduce to whom to mend it.

Every weak spot of `spec.diagnosis.MENDABLE` has a repair of its own: it says who should be helped (guests, in their
order) and who could help each of them (hosts). Actors are numbered in the order of their keys, as in `agency.repair`.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.agency.repair import Neighbours, parts
from clustersim.core import keyed, randomness
from clustersim.core.sums import ratio
from clustersim.spec.codes import CHAMBER, FIRM, UNIVERSITY
from clustersim.spec.decisions import Decision
from clustersim.spec.diagnosis import MENDABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clustersim.agency.observe import Survey
    from clustersim.core.columns import F64, I64, Bool
    from clustersim.spec.diagnosis import WeakSpots
    from clustersim.spec.parameters import ProcessNumbers


class Repair(NamedTuple):
    """Whom a weak spot asks to help, the most urgent first, and who could be the host of each."""

    guests: list[int]
    hosts: Callable[[int], I64]


class Judged(NamedTuple):
    """Fragmentation and fragility among those who could be tied; NaN where there is nothing to judge."""

    fragmentation: float
    fragility: float


def could_be_tied(seen: Survey, neighbours: Neighbours) -> Bool:
    """Return which of the actors known have a tie that the agency sees, or are open enough to have one, shape (known
    actors,).
    """
    linked = np.array([len(entry) > 0 for entry in neighbours], dtype=np.bool_)
    return np.asarray(linked | (seen.known.openness >= seen.insight.open_least))


def judge(seen: Survey, neighbours: Neighbours, process: ProcessNumbers) -> Judged:
    """Return fragmentation, 1 - share of the largest part, and fragility, the share of that part which is lost when
    the best connected `hub_share` of all who could be tied leave.
    """
    able = could_be_tied(seen, neighbours)
    found = _parts_of(neighbours, able)
    if not found:
        return Judged(math.nan, math.nan)
    largest = found[0]
    if len(largest) < 2:
        return Judged(1.0 - ratio(1.0, float(np.count_nonzero(able))), math.nan)
    left = _parts_of(neighbours, _without_hubs(neighbours, able, process.hub_share), largest)
    return Judged(1.0 - len(largest) / int(np.count_nonzero(able)), 1.0 - (len(left[0]) if left else 0) / len(largest))


def worst_spot(spots: WeakSpots, process: ProcessNumbers) -> tuple[str, float]:
    """Return the weak spot that exceeds what is tolerated by the largest factor, and that factor, or "" and 0."""
    severity = {spot: getattr(spots, spot) / getattr(process, f"{spot}_tolerated") for spot in MENDABLE}
    worst = max(MENDABLE, key=lambda spot: -1.0 if math.isnan(severity[spot]) else severity[spot])
    return (worst, severity[worst]) if severity[worst] > 1.0 else ("", 0.0)


def useful_pairs(
    spot: str, seen: Survey, neighbours: Neighbours, count: int, process: ProcessNumbers
) -> list[tuple[int, int]]:
    """Return introductions that mend a weak spot: the most open guests, each with the host with whom it gains most."""
    repair = repair_of(spot, seen, neighbours, seen.known.openness.tolist(), process)
    return _pairs(repair, neighbours, _by_mutual_utility(seen, neighbours), count)


def liked_pairs(
    spot: str, seen: Survey, neighbours: Neighbours, appeal: Sequence[float], count: int, process: ProcessNumbers
) -> list[tuple[int, int]]:
    """Return introductions that mend a weak spot: guests and hosts whom the agency likes to put forward."""
    repair = repair_of(spot, seen, neighbours, appeal, process)
    return _pairs(repair, neighbours, lambda guest, hosts: _in_front(hosts.tolist(), appeal)[0], count)


def _pairs(
    repair: Repair, neighbours: Neighbours, host_of: Callable[[int, I64], int], count: int
) -> list[tuple[int, int]]:
    """Return at most `count` introductions (guest, host), one for each guest, of actors who are not seen to be tied."""
    found: list[tuple[int, int]] = []
    for guest in repair.guests:
        if len(found) == count:
            break
        tied = {guest, *neighbours[guest], *(one for one, other in found if other == guest)}
        hosts = repair.hosts(guest)
        free = np.ones(len(neighbours), dtype=np.bool_)
        free[list(tied)] = False
        hosts = hosts[free[hosts]]
        if len(hosts):
            found.append((guest, host_of(guest, hosts)))
    return found


def repair_of(
    spot: str, seen: Survey, neighbours: Neighbours, front: Sequence[float], process: ProcessNumbers
) -> Repair:
    """Return guests and hosts for a weak spot; of actors who would do alike, those with the largest `front` come
    first.
    """
    able = could_be_tied(seen, neighbours)
    if spot == "fragmentation":
        return _between_parts(_parts_of(neighbours, able), front)
    if spot == "fragility":
        largest = _parts_of(neighbours, able)[:1]
        rest = _without_hubs(neighbours, able, process.hub_share)
        return _between_parts(_parts_of(neighbours, rest, largest[0]) if largest else [], front)
    return (_across_types if spot == "one_type" else _away_from_lock_in)(seen, neighbours, able, front, process)


def _by_mutual_utility(seen: Survey, neighbours: Neighbours) -> Callable[[int, I64], int]:
    """Return the choice of the best of `insight.hosts_compared` hosts drawn by lot (keyed, the same lots whatever the
    others are).

    score = U - degree_cost ((deg + introductions already on the list) / D)^2, U the utility of a tie to both sides as
    in `form_ties` as far as the agency knows (its own hand adds the same to all hosts), deg and D what the host says
    of itself.
    """
    keys, lots = seen.actors, randomness.stream(seen.seed, Decision.REPAIR_HOST, seen.tick)
    listed: Counter[int] = Counter()

    def choose(guest: int, hosts: I64) -> int:
        luck = keyed.uniforms(randomness.absorb(lots, int(keys[guest])), keys[hosts])
        drawn = hosts[np.lexsort((hosts, luck))[: seen.insight.hosts_compared]]
        busy = seen.known.degree[drawn] + np.array([listed[host] for host in drawn.tolist()])
        load = busy / seen.known.capacity[drawn]
        worth = utilities(seen, neighbours, guest, drawn) - seen.rules.degree_cost * load * load
        best = int(drawn[np.lexsort((drawn, -keyed.rounded(worth)))[0]])
        listed[best] += 1
        return best

    return choose


def utilities(seen: Survey, neighbours: Neighbours, one: int, others: I64) -> F64:
    """Return what ties of an actor known to others would be worth to either side, shape of `others`, as `form_ties`
    says, without the agency's hand.
    """
    p, kind = seen.rules, seen.known.kind
    away = (_distances(seen, one, others) - p.distance_optimum) / p.distance_width
    friends = set(neighbours[one])
    shared = np.array([len(friends.intersection(neighbours[other])) for other in others.tolist()])
    kept = 1.0 - math.exp(-p.shared_decay)
    worth = p.constant + p.cognitive_effect * np.exp(-away * away)
    worth += p.relatedness_effect * _related(seen, one, others)
    worth += p.shared_effect * math.exp(p.shared_decay) * (1.0 - kept**shared)
    return np.asarray(worth + np.where(kind[others] != kind[one], p.type_effect, 0.0))


def _parts_of(neighbours: Neighbours, among: Bool, start: Sequence[int] | None = None) -> list[list[int]]:
    """Return the connected parts of some actors, the others thought away; with `start`, only parts with one of them."""
    lists = [[other for other in entry if among[other]] for entry in neighbours]
    return parts(lists, start=[actor for actor in (range(len(lists)) if start is None else start) if among[actor]])


def _without_hubs(neighbours: Neighbours, able: Bool, share: float) -> Bool:
    """Return `able` without the best connected of them, equal ones by key."""
    order = sorted(np.flatnonzero(able).tolist(), key=lambda actor: (-len(neighbours[actor]), actor))
    left = able.copy()
    left[order[: math.ceil(share * len(order))]] = False
    return left


def _between_parts(found: list[list[int]], front: Sequence[float]) -> Repair:
    """Return one guest of each part but the largest, large parts first; hosts are the members of the largest."""
    guests = [(-len(part), min((-front[actor], actor) for actor in part)) for part in found[1:]]
    main = np.array(found[0] if found else [], dtype=np.int64)
    return Repair([guest for _, (_, guest) in sorted(guests)], lambda guest: main)


def _across_types(
    seen: Survey, neighbours: Neighbours, able: Bool, front: Sequence[float], process: ProcessNumbers
) -> Repair:
    """Return those without a tie to another type; hosts are of another type."""
    kind = seen.known.kind
    alone = [
        actor
        for actor in np.flatnonzero(able).tolist()
        if all(kind[other] == kind[actor] for other in neighbours[actor])
    ]
    return Repair(_in_front(alone, front), lambda guest: np.flatnonzero(able & (kind != kind[guest])))


def _away_from_lock_in(
    seen: Survey, neighbours: Neighbours, able: Bool, front: Sequence[float], process: ProcessNumbers
) -> Repair:
    """Return firms that have ties to other firms, all of them close; hosts are firms nearer to the best distance."""
    firm, best = seen.known.kind == FIRM, seen.rules.distance_optimum
    mean: dict[int, float] = {}
    for actor in np.flatnonzero(able & firm).tolist():
        partners = np.array([other for other in neighbours[actor] if firm[other]], dtype=np.int64)
        far = _distances(seen, actor, partners).tolist()
        if far and max(far) < (1.0 - process.lock_in_tolerated) * best:
            mean[actor] = math.fsum(far) / len(far)

    def hosts(guest: int) -> I64:
        far = _distances(seen, guest, np.arange(len(firm)))
        return np.flatnonzero(able & firm & (np.abs(far - best) < abs(mean[guest] - best)))

    return Repair(_in_front(list(mean), front), hosts)


def _in_front(actors: list[int], front: Sequence[float]) -> list[int]:
    return sorted(actors, key=lambda actor: (-front[actor], actor))


def _distances(seen: Survey, one: int, others: I64) -> F64:
    """Return the cognitive distances of an actor known to others; chambers stand at a neutral one."""
    known = seen.known
    dx = known.technology_x[others] - known.technology_x[one]
    dy = known.technology_y[others] - known.technology_y[one]
    neutral = (known.kind[others] == CHAMBER) | (known.kind[one] == CHAMBER)
    return np.where(neutral, seen.rules.institution_distance, np.sqrt(dx * dx + dy * dy))


def _related(seen: Survey, one: int, others: I64) -> F64:
    """Return how related an actor known is to others: by sector, or by research profile."""
    known, full = seen.known, seen.rules.university_relatedness
    kind, sector, found = known.kind[others], known.sector[others], np.full(len(others), full)
    firms, universities = kind == FIRM, kind == UNIVERSITY
    if known.kind[one] == FIRM:
        found[firms] = seen.relatedness[known.sector[one], sector[firms]]
        found[universities] *= np.where(known.profile[others[universities], known.sector[one]], 1.0, 0.5)
    elif known.kind[one] == UNIVERSITY:
        found[firms] *= np.where(known.profile[one, sector[firms]], 1.0, 0.5)
    return found
