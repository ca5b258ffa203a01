"""Compensation of weak spots, agent by agent: what the agency sees, whom it would introduce, and what is left of that.

The rules of a diagnosis are shared with the package, but not these: weak spots that introductions can mend and pairs
chosen by mutual utility are found here once more, on agents and their ties, and stand in the place of the package's.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from clustersim.core.randomness import rounded, uniform
from clustersim.spec.codes import Cause, Event, Kind
from clustersim.spec.decisions import Decision
from clustersim.spec.diagnosis import BY_DIAGNOSIS, MENDABLE, Introduced, by_utility
from tests.reference.ties import Proposal, propose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clustersim.spec.actions import Mend
    from clustersim.spec.diagnosis import Diagnosis
    from tests.reference.actor import Actor
    from tests.reference.model import Reference

Circle = dict["Actor", set["Actor"]]
"""Actors and those to whom they are tied, as far as somebody sees it."""


def diagnosed_anew(model: Reference, known: list[Actor], found: Diagnosis, wanted: dict[str, int]) -> Diagnosis:
    """Return a diagnosis with weak spots and useful introductions as the reference sees them."""
    seen = what_is_seen(model, known)
    if BY_DIAGNOSIS in wanted or by_utility(BY_DIAGNOSIS) in wanted:
        fragmentation, fragility = judge(model, seen)
        spots = found.weak_spots._replace(fragmentation=fragmentation, fragility=fragility)
        times = {spot: getattr(spots, spot) / getattr(model.p.process, f"{spot}_tolerated") for spot in MENDABLE}
        above = [spot for spot in MENDABLE if times[spot] > 1.0]
        worst = max(above, key=lambda spot: times[spot], default="")
        found = replace(found, weak_spots=spots, worst=worst, severity=times[worst] if worst else 0.0)
    own = dict(found.introductions)
    for kind in (*MENDABLE, BY_DIAGNOSIS):
        if by_utility(kind) in wanted:
            spot = found.worst if kind == BY_DIAGNOSIS else kind
            pairs = useful_pairs(model, seen, spot, wanted[by_utility(kind)]) if spot else []
            own[by_utility(kind)] = tuple((guest.key, host.key) for guest, host in pairs)
    return replace(found, introductions=own)


def what_is_seen(model: Reference, known: list[Actor]) -> Circle:
    """Return those of the known who could be tied, and the ties among them that the review sees."""
    stream = model.stream(Decision.OBSERVATION)

    def sees(one: Actor, other: Actor) -> bool:
        return uniform(stream, min(one.key, other.key), max(one.key, other.key)) < model.p.insight.tie_sight

    ties = {one: {other for other in one.ties if other in set(known) and sees(one, other)} for one in known}
    return {one: ties[one] for one in known if ties[one] or one.openness >= model.p.insight.open_least}


def parts(circle: Circle) -> list[set[Actor]]:
    """Return the connected parts, the largest first, of equal ones that with the smallest key first."""
    left, found = set(circle), []
    while left:
        part: set[Actor] = set()
        edge = {left.pop()}
        while edge:
            part |= edge
            edge = {other for one in edge for other in circle[one] if other in circle} - part
        left -= part
        found.append(part)
    return sorted(found, key=lambda part: (-len(part), min(one.key for one in part)))


def without(circle: Circle, gone: Iterable[Actor]) -> Circle:
    """Return the circle without some."""
    left = circle.keys() - set(gone)
    return {one: circle[one] & left for one in left}


def hubs(model: Reference, circle: Circle) -> list[Actor]:
    """Return the best connected."""
    order = sorted(circle, key=lambda one: (-len(circle[one]), one.key))
    return order[: math.ceil(model.p.process.hub_share * len(order))]


def cut_off(model: Reference, circle: Circle) -> list[set[Actor]]:
    """Return what the largest part falls into when the best connected of all leave."""
    main = parts(circle)[0]
    left = without(circle, hubs(model, circle))
    return parts({one: others for one, others in left.items() if one in main})


def judge(model: Reference, circle: Circle) -> tuple[float, float]:
    """Return fragmentation and fragility."""
    if not circle:
        return math.nan, math.nan
    main = parts(circle)[0]
    if len(main) < 2:
        return 1.0 - 1.0 / len(circle), math.nan
    left = cut_off(model, circle)
    return 1.0 - len(main) / len(circle), 1.0 - (len(left[0]) / len(main) if left else 0.0)


def useful_pairs(model: Reference, circle: Circle, spot: str, count: int) -> list[tuple[Actor, Actor]]:
    """Return whom to introduce to whom: the most open guests, each with the host with whom both gain most."""
    guests, hosts_of = repair(model, circle, spot)
    found: list[tuple[Actor, Actor]] = []
    listed: Counter[Actor] = Counter()
    stream, p = model.stream(Decision.REPAIR_HOST), model.p.ties
    for guest in guests:
        taken = {guest, *circle[guest], *(one for one, other in found if other is guest)}
        hosts = [host for host in hosts_of(guest) if host not in taken]
        lots = {host: (uniform(stream, guest.key, host.key), host.key) for host in hosts}
        drawn = sorted(hosts, key=lambda host: lots[host])[: model.p.insight.hosts_compared]

        def score(host: Actor, guest: Actor = guest) -> tuple[float, int]:
            load = (len(host.ties) + listed[host]) / host.soft_capacity
            worth = known_utility(model, circle, guest, host) - p.degree_cost * load**2
            return rounded(worth), -host.key

        if drawn and len(found) < count:
            host = max(drawn, key=score)
            listed[host] += 1
            found.append((guest, host))
    return found


def known_utility(model: Reference, circle: Circle, a: Actor, b: Actor) -> float:
    """Return what a tie is worth to either side, with the shared partners that the agency sees."""
    p = model.p.ties
    value = p.constant + p.relatedness_effect * a.relatedness(b)
    value += p.cognitive_effect * math.exp(-(((a.distance(b) - p.distance_optimum) / p.distance_width) ** 2))
    shared = len(circle[a] & circle[b])
    value += p.shared_effect * math.exp(p.shared_decay) * (1.0 - (1.0 - math.exp(-p.shared_decay)) ** shared)
    return value + (p.type_effect if a.kind != b.kind else 0.0)


def repair(model: Reference, circle: Circle, spot: str) -> tuple[list[Actor], Callable[[Actor], Iterable[Actor]]]:
    """Return who should be helped, in order, and who could help each of them."""

    def open_first(one: Actor) -> tuple[float, int]:
        return -one.openness, one.key

    if spot in ("fragmentation", "fragility"):
        found = [] if not circle else parts(circle) if spot == "fragmentation" else cut_off(model, circle)
        others = [(-len(part), *open_first(min(part, key=open_first)), min(part, key=open_first)) for part in found[1:]]
        main = found[0] if found else set()
        return [guest for *_, guest in sorted(others, key=lambda row: row[:3])], lambda guest: main
    if spot == "one_type":
        alone = [one for one in circle if all(other.kind == one.kind for other in circle[one])]
        return sorted(alone, key=open_first), lambda guest: [one for one in circle if one.kind != guest.kind]
    best = model.p.ties.distance_optimum
    close = [one for one in circle if is_locked_in(model, one, circle[one])]
    return sorted(close, key=open_first), lambda guest: [
        one
        for one in circle
        if one.kind == Kind.FIRM and abs(guest.distance(one) - best) < abs(mean_distance(guest, circle[guest]) - best)
    ]


def is_locked_in(model: Reference, firm: Actor, partners: Iterable[Actor]) -> bool:
    """Say whether a firm has ties to firms, all of them close."""
    best, tolerated = model.p.ties.distance_optimum, model.p.process.lock_in_tolerated
    far = [firm.distance(other) for other in partners if other.kind == Kind.FIRM]
    return firm.kind == Kind.FIRM and bool(far) and max(far) < (1.0 - tolerated) * best


def mean_distance(firm: Actor, partners: Iterable[Actor]) -> float:
    """Return the mean cognitive distance to those partners that are firms."""
    far = [firm.distance(other) for other in partners if other.kind == Kind.FIRM]
    return math.fsum(far) / len(far)


def introduce(model: Reference, action: Mend) -> Iterator[Proposal | None]:
    """Introduce those on the list whom it still helps, up to the quota."""
    helps = verification(model, action.spot)
    made = tried = 0
    for guest_key, host_key in action.pairs:
        if made == action.quota:
            break
        tried += 1
        guest, host = model.by_key.get(guest_key), model.by_key.get(host_key)
        if guest is None or host is None or guest is host or host in guest.ties or not helps(guest, host):
            continue
        model.record(
            Event.REPAIR_PROPOSED,
            min(guest_key, host_key),
            max(guest_key, host_key),
            cause=Cause.POLICY,
            value=1.0 + MENDABLE.index(action.spot),
        )
        model.met.append((guest, host, 1.0 + MENDABLE.index(action.spot)))
        yield propose(Cause.REPAIR, guest, host, action.number + made)
        made += 1
    model.desk.introduced[action.task] = Introduced(made, tried)


def verification(model: Reference, spot: str) -> Callable[[Actor, Actor], bool]:
    """Return what says whether an introduction helps in the network as it is."""
    if spot == "one_type":
        return lambda guest, host: host.kind != guest.kind and all(one.kind == guest.kind for one in guest.ties)
    best = model.p.ties.distance_optimum
    if spot == "lock_in":
        return lambda guest, host: (
            host.kind == Kind.FIRM
            and is_locked_in(model, guest, guest.ties)
            and abs(guest.distance(host) - best) < abs(mean_distance(guest, guest.ties) - best)
        )
    network: Circle = {one: set(one.ties) for one in model.actors()}
    if spot == "fragility":
        network = without(network, hubs(model, {one: others for one, others in network.items() if others}))

    def joins(guest: Actor, host: Actor) -> bool:
        if guest not in network or host not in network or any({guest, host} <= part for part in parts(network)):
            return False
        network[guest].add(host)
        network[host].add(guest)
        return True

    return joins


def note_mended(model: Reference) -> None:
    """Note which introductions of this tick became ties."""
    for guest, host, spot in model.met:
        tie = guest.ties.get(host)
        if tie is not None and tie.cause == Cause.REPAIR and tie.born == model.tick:
            low, high = sorted((guest.key, host.key))
            model.record(Event.SPOT_MENDED, low, high, cause=Cause.REPAIR, value=spot)
    model.met.clear()
