"""Where entrants come from: start-ups and settlements by place, start-ups of centres, spin-offs, academic spin-offs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core import randomness
from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
from clustersim.core.draws import absorb, poisson, uniform, unit
from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.mechanisms.attract import entry_weights, place_odds
from clustersim.mechanisms.inflow import entry_shares, inflow
from clustersim.mechanisms.siting import search_places
from clustersim.spec.codes import FIRM, SETTLEMENT, START_UP, Kind, Origin
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import ENTRY_PULL, SERVICE_SUPPLY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.world.state import World

SECTOR_SLOT = 256  # keys of entrants name their place as cell * SECTOR_SLOT + sector


class Entrants(NamedTuple):
    """Firms that want to enter: identity, place, sector, origin, parent (key and row, 0 and -1 without), centre
    (-1).
    """

    key: U64
    cell: I32
    sector: I16
    origin: I8
    parent: U64
    parent_row: I32
    centre: I32

    def take(self, chosen: Bool | I64) -> Entrants:
        """Return some of the entrants, by mask or by position."""
        return Entrants(
            self.key[chosen],
            self.cell[chosen],
            self.sector[chosen],
            self.origin[chosen],
            self.parent[chosen],
            self.parent_row[chosen],
            self.centre[chosen],
        )

    @classmethod
    def together(cls, parts: Sequence[Entrants]) -> Entrants:
        """Return several lists of entrants as one."""
        key, cell, sector, origin, parent, parent_row, centre = (
            np.concatenate(column) for column in zip(*parts, strict=True)
        )
        return cls(key, cell, sector, origin, parent, parent_row, centre)


class EntryDraws(NamedTuple):
    """Hash states of how many enter, of their keys, and of whether they settle or start up."""

    entry: np.uint64
    keys: np.uint64
    origins: np.uint64


class Parents(NamedTuple):
    """What spin-offs read of every actor."""

    alive: Bool
    kind: I8
    key: U64
    sector: I16
    employees: F64


def start_ups(world: World) -> list[Entrants]:
    """Return start-ups and settlements, Poisson in every cell and sector, and the start-ups of centres."""
    odds = place_odds(world)
    neutral = entry_weights(world, odds, neutral=True)
    unchanged = world.levers.is_neutral(SERVICE_SUPPLY) and world.levers.is_neutral(ENTRY_PULL)
    weights = neutral if unchanged else entry_weights(world, odds, neutral=False)
    flow = inflow(world, weights, neutral)
    elsewhere, drawn = flow.independent, flow.independent * flow.centres
    if world.channels.regional_entry:
        odds = 1.0 + flow.centres.sum(axis=0)
        elsewhere, drawn = elsewhere / odds, drawn / odds
        sharing = flow.total_weight
    else:  # every place alone: what happens elsewhere takes nothing away
        sharing = np.full(len(elsewhere), float(max(int(world.cells.inside.sum()), 1)))
    both = elsewhere + flow.settlement
    intensity = np.divide(both, sharing, out=np.zeros(len(both)), where=sharing > 0.0) * world.dt
    settling = np.divide(flow.settlement, both, out=np.zeros(len(both)), where=both > 0.0)
    rates = drawn * world.dt
    found = [_start_ups_of_cells(world, weights, intensity, settling)]
    found.extend(_start_ups_of_centre(world, number, rates[number]) for number in range(len(world.centres)))
    return found


def _start_ups_of_cells(world: World, weights: F64, intensity: F64, settling: F64) -> Entrants:
    room = int(2.0 * float((weights.sum(axis=1) * intensity).sum())) + 1000
    states = EntryDraws(*(world.stream(of) for of in (Decision.ENTRY, Decision.KEY_ENTRANT, Decision.ENTRY_ORIGIN)))
    while True:
        key, place = np.empty(room, dtype=np.uint64), np.empty((2, room), dtype=np.int32)
        origin = np.empty(room, dtype=np.int8)
        used = _enter(states, weights, intensity, settling, key, place, origin)
        if used <= room:
            break
        room = used
    nobody, nowhere = np.zeros(used, dtype=np.uint64), np.full(used, -1, dtype=np.int32)
    return Entrants(
        key[:used], place[0, :used], place[1, :used].astype(np.int16), origin[:used], nobody, nowhere, nowhere
    )


def _start_ups_of_centre(world: World, number: int, rates: F64) -> Entrants:
    centre = int(world.centres.key[number])
    entry, keys = int(world.stream(Decision.CENTRE_ENTRY)), int(world.stream(Decision.KEY_ENTRANT))
    key: list[int] = []
    sector: list[int] = []
    for s, mean in enumerate(rates):
        count = randomness.poisson(randomness.uniform(entry, centre, s), float(mean))
        key.extend(randomness.hashed(keys, Origin.CENTRE_START_UP, centre + s, j) for j in range(count))
        sector.extend([s] * count)
    count = len(key)
    return Entrants(
        np.array(key, dtype=np.uint64),
        np.full(count, world.centres.cell[number], dtype=np.int32),
        np.array(sector, dtype=np.int16),
        np.full(count, int(Origin.CENTRE_START_UP), dtype=np.int8),
        np.zeros(count, dtype=np.uint64),
        np.full(count, -1, dtype=np.int32),
        np.full(count, number, dtype=np.int32),
    )


def spin_offs(world: World) -> Entrants:
    """Return spin-offs: each firm's hazard rises with its size, and most start near the parent (D03, D05, D07)."""
    p, a = world.parameters, world.actors
    rate = world.sectors.entry_rate * p.entry.spin_off_share * world.dt
    scale = np.divide(rate, world.references.root_size, out=np.zeros(len(rate)), where=world.references.root_size > 0.0)
    splits = np.zeros(len(a), dtype=np.bool_)
    if world.channels.spin_offs:
        _split(world.stream(Decision.SPINOFF), scale, p.entry.parent_size_exponent, pick(Parents, a), splits)
    rows = np.flatnonzero(splits)
    stream = int(world.stream(Decision.KEY_ENTRANT))
    keys = np.array([randomness.hashed(stream, Origin.SPIN_OFF, int(key), 0) for key in a.key[rows]], dtype=np.uint64)
    cell = search_places(world, Decision.SPINOFF_PLACE, keys, a.cell[rows], p.entry.spin_off_near)
    return _placed(keys, cell, a.sector[rows], Origin.SPIN_OFF, a.key[rows], rows)


def academic_spin_offs(world: World) -> Entrants:
    """Return academic spin-offs: universities share them by size and profile (D08: half of them stay near)."""
    p, a = world.parameters.entry, world.actors
    rows = np.flatnonzero(a.kind[: world.institutions] == Kind.UNIVERSITY)
    _, academic = entry_shares(world)
    size = world.profile[rows] * np.maximum(a.employees[rows], 1.0)[:, None]
    share = np.divide(size, size.sum(axis=0), out=np.zeros(size.shape), where=size.sum(axis=0) > 0.0)
    mean = share * (world.sectors.entry_rate * world.sectors.stock * academic * world.dt)
    counts = np.zeros(mean.shape, dtype=np.int64)
    _count_academic(world.stream(Decision.ACADEMIC), a.key[rows], mean, counts)
    number, s = np.nonzero(counts)
    counts = counts[number, s]
    who, sector = np.repeat(rows[number], counts), np.repeat(s, counts).astype(np.int16)
    stream, nth = (
        int(world.stream(Decision.KEY_ENTRANT)),
        np.concatenate([np.arange(count) for count in counts]) if len(counts) else counts,
    )
    names = [
        randomness.hashed(stream, Origin.ACADEMIC_SPIN_OFF, int(a.key[row]) + int(s), int(j))
        for row, s, j in zip(who, sector, nth, strict=True)
    ]
    key = np.array(names, dtype=np.uint64)
    cell = search_places(world, Decision.ACADEMIC_PLACE, key, a.cell[who], p.academic_near)
    return _placed(key, cell, sector, Origin.ACADEMIC_SPIN_OFF, a.key[who], who)


def _placed(key: U64, cell: I32, sector: I16, origin: Origin, parent: U64, rows: I64) -> Entrants:
    kept = cell >= 0
    count = int(kept.sum())
    origins, nowhere = np.full(count, int(origin), dtype=np.int8), np.full(count, -1, dtype=np.int32)
    return Entrants(key[kept], cell[kept], sector[kept], origins, parent[kept], rows[kept].astype(np.int32), nowhere)


@kernel
def _enter(states: EntryDraws, weights: F64, intensity: F64, settling: F64, key: U64, place: I32, origin: I8) -> int:
    """Fill the entrants of every cell and sector; return how many there are, even if there is no room for all."""
    sectors, cells = weights.shape
    start = absorb(states.keys, np.uint64(START_UP))  # of settlements too: the key comes before the origin
    used = 0
    for cell in range(cells):
        at = absorb(states.entry, np.uint64(cell))
        for sector in range(sectors):
            mean = weights[sector, cell] * intensity[sector]
            if mean <= 0.0:
                continue
            count = poisson(unit(absorb(at, np.uint64(sector))), mean)
            for number in range(count):
                if used < key.shape[0]:
                    own = absorb(absorb(start, np.uint64(cell * SECTOR_SLOT + sector)), np.uint64(number))
                    key[used] = own
                    place[0, used], place[1, used] = cell, sector
                    origin[used] = SETTLEMENT if uniform(states.origins, own) < settling[sector] else START_UP
                used += 1
    return used


@kernel
def _count_academic(stream: np.uint64, key: U64, mean: F64, counts: I64) -> None:
    for number in range(mean.shape[0]):
        own = absorb(stream, key[number])
        for sector in range(mean.shape[1]):
            if mean[number, sector] > 0.0:
                counts[number, sector] = poisson(unit(absorb(own, np.uint64(sector))), mean[number, sector])


@kernel
def _split(stream: np.uint64, scale: F64, exponent: float, firms: Parents, splits: Bool) -> None:
    for row in range(firms.alive.shape[0]):
        if firms.alive[row] and firms.kind[row] == FIRM:
            employees = firms.employees[row]
            size = math.sqrt(employees) if exponent == 0.5 else math.pow(employees, exponent)
            hazard, u = scale[firms.sector[row]] * size, uniform(stream, firms.key[row])
            splits[row] = u < hazard and u < 1.0 - math.exp(-hazard)
