"""Phase `relocate_firms`: a few firms look around and move to a clearly better place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.draws import absorb, rounded, uniform, unit
from clustersim.core.kernel import kernel
from clustersim.mechanisms.attract import density_odds
from clustersim.mechanisms.counting import shift_counts
from clustersim.mechanisms.services import effective_services
from clustersim.mechanisms.siting import allot
from clustersim.spec.codes import Cause, Event
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import ENTRY_PULL
from clustersim.world.membership import chambers_of

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, U64, Bool
    from clustersim.spec.parameters import Channels, EntryNumbers, RelocationNumbers
    from clustersim.world.state import World


def relocate_firms(world: World) -> None:
    """Let firms that consider moving compare their place with a sampled set of cells.

    With probability 1 - exp(-hazard dt) a firm looks at `candidates` cells drawn evenly, and moves to the one with the
    highest V_s(c) + Gumbel noise if that exceeds V_s(own place) + `moving_cost`. V is the attractiveness that entry
    uses (`attract`): rent pushes, related firms and services pull. The density and the free floor of the own place are
    counted without the firm, its rent with it; the own place has no noise. Full cells and cells outside the region are
    not looked at, and tenants of centres stay.

    Draws: RELOCATE, RELOCATE_PLACE, RELOCATE_NOISE, PLACE_PRIORITY (firm). Reads fields; levers service_supply,
    entry_pull. Writes cell, chamber, cells' firms and total, counts. Event MOVE.
    """
    if not world.channels.relocation:
        return
    a, cells = world.actors, world.cells
    goal = np.full(len(a), -1, dtype=np.int32)
    pull = world.levers[ENTRY_PULL] if not world.levers.is_neutral(ENTRY_PULL) else np.ones((1, 1))
    _choose(
        world.stream(Decision.RELOCATE),
        world.stream(Decision.RELOCATE_PLACE),
        world.stream(Decision.RELOCATE_NOISE),
        world.dt,
        world.parameters.relocation,
        world.parameters.entry,
        world.channels,
        cells.density,
        world.references.density,
        cells.inside,
        cells.accessibility,
        cells.university_pull,
        cells.log_rent,
        cells.kernel_area,
        cells.total,
        cells.floor_space,
        effective_services(world),
        pull,
        world.sectors.target,
        world.sectors.local,
        a.alive,
        a.kind,
        a.key,
        a.cell,
        a.sector,
        a.centre,
        goal,
    )
    rows = np.flatnonzero(goal >= 0)
    rows = rows[allot(world, goal[rows], a.key[rows])]
    origin = a.cell[rows].copy()
    shift_counts(world, rows, -1)
    a.cell[rows] = goal[rows]
    shift_counts(world, rows, 1)
    a.chamber[rows] = chambers_of(world, a.cell[rows], a.sector[rows])
    world.count("moves", len(rows))
    world.events.add(
        world.tick, Event.MOVE, a.key[rows], cell=a.cell[rows], cause=Cause.MARKET, value=origin.astype(np.float64)
    )


@kernel
def _appeal(
    p: EntryNumbers,
    ch: Channels,
    target: bool,
    local: bool,
    density: float,
    mean: float,
    accessibility: float,
    university: float,
    log_rent: float,
    services: float,
    present: float,
    room: float,
) -> float:
    value = density_odds(p, ch, density, mean, local)
    if ch.first_nature:
        value += p.accessibility_weight * accessibility
        if target:
            value += p.university_weight * university
    if target and ch.services:
        value += p.service_weight * services
    if ch.rent:
        value -= p.rent_weight * log_rent
    if ch.floor:
        value += p.floor_weight * math.log(max(1.0 - present / room, 1e-12) if room > 0.0 else 1e-12)
    return value


@kernel
def _choose(
    considers: np.uint64,
    places: np.uint64,
    noises: np.uint64,
    dt: float,
    p: RelocationNumbers,
    entry: EntryNumbers,
    ch: Channels,
    density: F64,
    means: F64,
    inside: Bool,
    accessibility: F64,
    university: F64,
    log_rent: F64,
    area: F64,
    total: F64,
    room: F64,
    services: F64,
    pull: F64,
    target: Bool,
    local: Bool,
    alive: Bool,
    kind: I8,
    key: U64,
    cell: I32,
    sector: I16,
    centre: I32,
    goal: I32,
) -> None:
    chance = 1.0 - math.exp(-p.hazard * dt)
    cells = inside.shape[0]
    pulled = pull.shape[1] > 1
    for row in range(alive.shape[0]):
        if not alive[row] or kind[row] != 0 or centre[row] >= 0 or not uniform(considers, key[row]) < chance:
            continue
        s, own = sector[row], cell[row]
        best, choice = -math.inf, -1
        at, noise = absorb(places, key[row]), absorb(noises, key[row])
        for number in range(p.candidates):
            c = int(unit(absorb(at, np.uint64(number))) * cells)
            if c == own or not inside[c] or (ch.floor and math.floor(room[c] - total[c]) <= 0):
                continue
            value = _appeal(
                entry,
                ch,
                target[s],
                local[s],
                density[s, c],
                means[s],
                accessibility[c],
                university[c],
                log_rent[c],
                services[c],
                total[c],
                room[c],
            )
            if pulled:
                value += math.log(pull[s, c])
            value = rounded(value - math.log(-math.log(unit(absorb(noise, np.uint64(number))))))
            if value > best:
                best, choice = value, c
        without = max(density[s, own] - 1.0 / area[own], 0.0)
        stays = _appeal(
            entry,
            ch,
            target[s],
            local[s],
            without,
            means[s],
            accessibility[own],
            university[own],
            log_rent[own],
            services[own],
            total[own] - 1.0,
            room[own],
        )
        if pulled:
            stays += math.log(pull[s, own])
        if choice >= 0 and best > rounded(stays + p.moving_cost):
            goal[row] = choice
