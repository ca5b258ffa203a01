"""What a user does to the region by hand between two ticks, each change recorded as an event with the cause `user`.

Nothing here is part of the schedule. These functions keep what hangs together together: a firm that is closed takes
its ties with it, a firm that moves is counted in its new cell and may change its chamber. What the world cannot
follow raises `AgentError` and changes nothing.
"""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import randomness
from clustersim.errors import AgentError, did_you_mean
from clustersim.mechanisms.counting import count_firms
from clustersim.mechanisms.entrants import SECTOR_SLOT, Entrants
from clustersim.mechanisms.firms import add_firms, remove_firms
from clustersim.spec.codes import Cause, Event, Origin
from clustersim.spec.decisions import Decision
from clustersim.world.membership import chambers_of

if TYPE_CHECKING:
    from clustersim.core.columns import I64
    from clustersim.world.state import World


def found_firm(
    world: World, cell: int, sector: str, employees: float | None = None, knowledge: float | None = None
) -> int:
    """Add a firm to a cell and return its row.

    Size (unless given) and traits are drawn from its key as those of a start-up are; it counts as an entrant of the
    tick that runs next. The key follows from tick, cell, sector and a running index, so that the same call in two
    arms of a comparison makes the same firm.
    """
    number = sector_number(world, sector)
    size = None if employees is None else np.array([_employees(employees)])
    level = None if knowledge is None else _finite("knowledge", knowledge)
    require_place(world, cell)
    entrant = Entrants(
        key=np.array([_new_key(world, cell * SECTOR_SLOT + number)], dtype=np.uint64),
        cell=np.array([cell], dtype=np.int32),
        sector=np.array([number], dtype=np.int16),
        origin=np.array([Origin.USER], dtype=np.int8),
        parent=np.zeros(1, dtype=np.uint64),
        parent_row=np.full(1, -1, dtype=np.int32),
        centre=np.full(1, -1, dtype=np.int32),
    )
    row = int(add_firms(world, entrant, size)[0])
    if level is not None:
        world.actors.knowledge[row] = level
    count_firms(world)
    return row


def close_firms_by_hand(world: World, rows: I64) -> None:
    """Close the firms in `rows` and end their ties."""
    remove_firms(world, rows, Cause.USER, Cause.USER)
    count_firms(world)


def move_firm(world: World, row: int, cell: int) -> None:
    """Move a firm to another cell; the chamber it belongs to follows from the place."""
    actors, cells = world.actors, world.cells
    old, sector = int(actors.cell[row]), int(actors.sector[row])
    if cell == old:
        return
    if actors.centre[row] >= 0:
        raise AgentError(
            "A tenant of a technology centre stays in the centre's cell until its stay is over; it cannot be moved."
        )
    require_place(world, cell)
    actors.cell[row] = cell
    for place, change in ((old, -1.0), (cell, 1.0)):
        cells.firms[sector, place] += change
        cells.total[place] += change
    _join_chamber(world, row)
    _record(world, Event.MOVE, row, float(old))


def set_sector(world: World, row: int, sector: str) -> None:
    """Move a firm to another sector; its place in technology space stays."""
    actors, number = world.actors, sector_number(world, sector)
    old, cell = int(actors.sector[row]), int(actors.cell[row])
    if number == old:
        return
    actors.sector[row] = number
    world.cells.firms[old, cell] -= 1.0
    world.cells.firms[number, cell] += 1.0
    _join_chamber(world, row)
    _record(world, Event.SECTOR_CHANGED, row, float(number))


def set_employees(world: World, row: int, employees: float) -> None:
    """Set the employees of a firm or a university."""
    world.actors.employees[row] = _employees(employees)
    _record(world, Event.EMPLOYEES_CHANGED, row, float(employees))


def set_knowledge(world: World, row: int, knowledge: float) -> None:
    """Set the knowledge of a firm (log productivity relative to the frontier)."""
    world.actors.knowledge[row] = _finite("knowledge", knowledge)
    _record(world, Event.KNOWLEDGE_CHANGED, row, float(knowledge))


def set_budget(world: World, budget: float | None) -> None:
    """Set what the development agency may spend, in EUR a year; None means without limit."""
    amount = math.inf if budget is None else _number("budget", budget)
    if not amount >= 0.0:
        raise AgentError(f"A budget is at least 0 EUR a year (or None for no limit), not {budget!r}.")
    world.agency.budget = amount
    world.events.add(world.tick, Event.BUDGET_CHANGED, np.zeros(1, dtype=np.uint64), cause=Cause.USER, value=amount)


def sector_number(world: World, sector: str) -> int:
    """Return the number of a sector given by name."""
    names = world.sectors.names
    if sector not in names:
        hint = did_you_mean(sector, names) if isinstance(sector, str) else ""
        raise AgentError(f"There is no sector {sector!r}; the sectors are {', '.join(names)}.{hint}")
    return names.index(sector)


def require_place(world: World, cell: int) -> None:
    """Raise AgentError unless one more firm can be in a cell."""
    cells = world.cells
    place = (cell % world.grid.columns, cell // world.grid.columns)
    if not cells.inside[cell]:
        raise AgentError(f"Cell {place} is outside the region; no firm can be there.")
    if world.channels.floor and cells.total[cell] + 1.0 > cells.floor_space[cell]:
        raise AgentError(
            f"Cell {place} is full: {cells.total[cell]:.0f} firms on floor space for {cells.floor_space[cell]:.1f}."
        )


def _new_key(world: World, place: int) -> int:
    """Return the first key for a firm of this origin, place and tick that no row of the actors' table carries."""
    taken, index = world.actors.key, 0
    state = randomness.stream(world.seed, Decision.KEY_ENTRANT, world.tick)
    while True:
        key = randomness.hashed(state, int(Origin.USER), place, index)
        if not (taken == np.uint64(key)).any():
            return key
        index += 1


def _join_chamber(world: World, row: int) -> None:
    actors = world.actors
    actors.chamber[row] = chambers_of(world, actors.cell[row : row + 1], actors.sector[row : row + 1])[0]


def _record(world: World, event: Event, row: int, value: float) -> None:
    actors = world.actors
    world.events.add(
        world.tick, event, actors.key[row : row + 1], cell=int(actors.cell[row]), cause=Cause.USER, value=value
    )


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise AgentError(f"{name} is a number, not {value!r}.")
    return float(value)


def _finite(name: str, value: object) -> float:
    number = _number(name, value)
    if not math.isfinite(number):
        raise AgentError(f"{name} is a finite number, not {value!r}.")
    return number


def _employees(value: object) -> float:
    number = _finite("employees", value)
    if number < 1.0:
        raise AgentError(f"An actor has at least 1 employee, not {value!r}; remove() closes a firm.")
    return number
