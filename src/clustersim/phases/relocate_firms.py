"""Phase `relocate_firms`: a few firms look around and move to a clearly better place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.draws import absorb, rounded, uniform, unit
from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.mechanisms.attract import (
    Locations,
    PlaceSwitches,
    Preferences,
    Surroundings,
    appeal,
    preferences,
    surroundings,
)
from clustersim.mechanisms.counting import shift_counts
from clustersim.mechanisms.siting import allot
from clustersim.spec.codes import FIRM, Cause, Event
from clustersim.spec.decisions import Decision
from clustersim.world.membership import chambers_of

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
    from clustersim.spec.parameters import RelocationNumbers
    from clustersim.world.state import World


class Residents(NamedTuple):
    """Who may consider to move."""

    alive: Bool
    kind: I8
    key: U64
    centre: I32


class Movers(NamedTuple):
    """Firms that consider to move, each of shape (movers,)."""

    key: U64
    cell: I32
    sector: I16
    density: F64  # related firms per km2 at the own place, the firm itself left out


class MoveDraws(NamedTuple):
    """Hash states of the places looked at and of the Gumbel noise with which they are seen."""

    places: np.uint64
    noises: np.uint64


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
    a, p = world.actors, world.parameters
    looks = np.zeros(len(a), dtype=np.bool_)
    _consider(world.stream(Decision.RELOCATE), world.dt, p.relocation, pick(Residents, a), looks)
    rows = np.flatnonzero(looks)
    goal = np.full(len(rows), -1, dtype=np.int32)
    states = MoveDraws(world.stream(Decision.RELOCATE_PLACE), world.stream(Decision.RELOCATE_NOISE))
    cells, around, movers = pick(Locations, world.cells), surroundings(world), _movers(world, rows)
    _choose(states, p.relocation, *preferences(world), cells, around, movers, goal)
    moves = np.flatnonzero(goal >= 0)
    moves = moves[allot(world, goal[moves], a.key[rows[moves]])]
    rows, goal = rows[moves], goal[moves]
    origin = a.cell[rows].copy()
    shift_counts(world, rows, -1)
    a.cell[rows] = goal
    shift_counts(world, rows, 1)
    a.chamber[rows] = chambers_of(world, a.cell[rows], a.sector[rows])
    world.count("moves", len(rows))
    world.events.add(
        world.tick, Event.MOVE, a.key[rows], cell=a.cell[rows], cause=Cause.MARKET, value=origin.astype(np.float64)
    )


def _movers(world: World, rows: I64) -> Movers:
    a, cells = world.actors, world.cells
    cell, sector = a.cell[rows], a.sector[rows]
    density = np.maximum(cells.density[sector, cell] - 1.0 / cells.kernel_area[cell], 0.0)
    return Movers(a.key[rows], cell, sector, density)


@kernel
def _consider(stream: np.uint64, dt: float, p: RelocationNumbers, firms: Residents, looks: Bool) -> None:
    chance = 1.0 - math.exp(-p.hazard * dt)
    for row in range(firms.alive.shape[0]):
        if firms.alive[row] and firms.kind[row] == FIRM and firms.centre[row] < 0:
            looks[row] = uniform(stream, firms.key[row]) < chance


@kernel
def _choose(
    states: MoveDraws,
    p: RelocationNumbers,
    prefer: Preferences,
    ch: PlaceSwitches,
    cells: Locations,
    around: Surroundings,
    movers: Movers,
    goal: I32,
) -> None:
    number_of_cells = cells.inside.shape[0]
    for mover in range(goal.shape[0]):
        s, own = movers.sector[mover], movers.cell[mover]
        best, choice = -math.inf, -1
        at, noise = absorb(states.places, movers.key[mover]), absorb(states.noises, movers.key[mover])
        for number in range(p.candidates):
            c = int(unit(absorb(at, np.uint64(number))) * number_of_cells)
            if c == own or not cells.inside[c]:
                continue
            if ch.floor and math.floor(cells.floor_space[c] - cells.total[c]) <= 0:
                continue
            value = appeal(prefer, ch, cells, around, s, c, around.density[s, c], cells.total[c])
            value = rounded(value - math.log(-math.log(unit(absorb(noise, np.uint64(number))))))
            if value > best:
                best, choice = value, c
        stays = appeal(prefer, ch, cells, around, s, own, movers.density[mover], cells.total[own] - 1.0)
        if choice >= 0 and best > rounded(stays + p.moving_cost):
            goal[mover] = choice
