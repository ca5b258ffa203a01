"""Introductions that mend weak spots (action `Mend`): what the agency wrote on its list is held against the network as
it is, and only those are introduced whom it would still help.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.columns import I32
from clustersim.mechanisms.ties import tie_distance
from clustersim.metrics.network import components
from clustersim.spec.actions import Mend
from clustersim.spec.codes import FIRM, Cause, Event
from clustersim.spec.diagnosis import MENDABLE, Introduced

if TYPE_CHECKING:
    from clustersim.core.adjacency import Adjacency
    from clustersim.core.columns import Bool
    from clustersim.world.state import World

Helps = Callable[[int, int], bool]
"""(guest, host), rows -> whether an introduction would still mend the weak spot, those before it supposed."""


class Met(NamedTuple):
    """Rows of those who are introduced, a number that tells introductions apart, and that of the weak spot."""

    guest: int
    host: int
    number: int
    spot: int


def introduce(world: World, network: Adjacency) -> list[Met]:
    """Return the introductions of all actions `Mend` of this tick, and note what became of each list.

    Of every list the first `quota` pairs are taken of which both are there, are not tied, and whom it would help: the
    next one is looked at in place of one passed over. `network` is the true one, that of all actors.
    """
    met: list[Met] = []
    world.agency.introduced = {}
    for action in world.agenda:
        if not isinstance(action, Mend):
            continue
        helps = _RULES[action.spot](world, network)
        made = tried = 0
        for guest, host in action.pairs:
            if made == action.quota:
                break
            tried += 1
            a, b = _row_of(world, guest), _row_of(world, host)
            if a < 0 or b < 0 or a == b or b in partners(network, a) or not helps(a, b):
                continue
            met.append(Met(a, b, action.number + made, MENDABLE.index(action.spot) + 1))
            made += 1
        world.agency.introduced[action.task] = Introduced(made, tried)
    _tell(world, Event.REPAIR_PROPOSED, met, Cause.POLICY)
    return met


def note_mended(world: World, met: list[Met], ties_before: int) -> None:
    """Note which introductions became ties: by them the weak spot is gone, since each was held against the network."""
    if not met:
        return
    ties = world.ties
    new = ties_before + np.flatnonzero(ties.cause[ties_before:] == Cause.REPAIR)
    made = {frozenset(ends) for ends in zip(ties.a[new].tolist(), ties.b[new].tolist(), strict=True)}
    _tell(world, Event.SPOT_MENDED, [one for one in met if frozenset((one.guest, one.host)) in made], Cause.REPAIR)


def as_table(met: list[Met]) -> I32:
    """Return introductions as a table of rows, rows and numbers, shape (3, introductions)."""
    return np.array([one[:3] for one in met], dtype=np.int32).reshape(-1, 3).T


def partners(network: Adjacency, row: int) -> list[int]:
    """Return the rows of those to whom an actor is tied."""
    found: list[int] = network.partner[network.start[row] : network.start[row + 1]].tolist()
    return found


def _tell(world: World, event: Event, met: list[Met], cause: Cause) -> None:
    key = world.actors.key
    one, two = key[[m.guest for m in met]], key[[m.host for m in met]]
    spot = np.array([m.spot for m in met], dtype=np.float64)
    world.events.add(world.tick, event, np.minimum(one, two), np.maximum(one, two), cause=cause, value=spot)


def _row_of(world: World, key: int) -> int:
    """Return the row of a living actor, -1 if there is none."""
    rows = np.flatnonzero(world.actors.key == np.uint64(key))
    return int(rows[0]) if len(rows) and world.actors.alive[rows[0]] else -1


def _joins(world: World, away: Bool) -> Helps:
    """Join two parts of the network, some actors thought `away`."""
    ties = world.ties
    kept = ~(away[ties.a] | away[ties.b])
    part = components(len(world.actors), ties.a[kept], ties.b[kept])

    def helps(guest: int, host: int) -> bool:
        if away[guest] or away[host] or part[guest] == part[host]:
            return False
        part[part == part[guest]] = part[host]
        return True

    return helps


def _joins_parts(world: World, network: Adjacency) -> Helps:
    return _joins(world, np.zeros(len(world.actors), dtype=np.bool_))


def _bypasses_hubs(world: World, network: Adjacency) -> Helps:
    """Join what would fall apart without the best connected of all who have ties."""
    a, away = world.actors, np.zeros(len(world.actors), dtype=np.bool_)
    linked = np.flatnonzero(a.alive & (a.degree > 0))
    order = linked[np.lexsort((a.key[linked], -a.degree[linked]))]
    away[order[: math.ceil(world.parameters.process.hub_share * len(linked))]] = True
    return _joins(world, away)


def _crosses_types(world: World, network: Adjacency) -> Helps:
    """Bring a guest that knows its own type only to another type."""
    kind = world.actors.kind
    return lambda guest, host: bool(
        kind[host] != kind[guest] and all(kind[other] == kind[guest] for other in partners(network, guest))
    )


def _widens(world: World, network: Adjacency) -> Helps:
    """Bring a firm whose ties to firms are all close to a firm nearer to the best distance."""
    a, p = world.actors, world.parameters.ties
    close = (1.0 - world.parameters.process.lock_in_tolerated) * p.distance_optimum

    def far(one: int, other: int) -> float:
        dx, dy = a.technology_x[other] - a.technology_x[one], a.technology_y[other] - a.technology_y[one]
        return float(tie_distance(p, a.kind[one], a.kind[other], dx, dy))

    def helps(guest: int, host: int) -> bool:
        if a.kind[guest] != FIRM or a.kind[host] != FIRM:
            return False
        ties = [far(guest, other) for other in partners(network, guest) if a.kind[other] == FIRM]
        if not ties or max(ties) >= close:
            return False
        mean = math.fsum(ties) / len(ties)
        return abs(far(guest, host) - p.distance_optimum) < abs(mean - p.distance_optimum)

    return helps


_RULES: dict[str, Callable[[World, Adjacency], Helps]] = {
    "fragmentation": _joins_parts,
    "fragility": _bypasses_hubs,
    "one_type": _crosses_types,
    "lock_in": _widens,
}
