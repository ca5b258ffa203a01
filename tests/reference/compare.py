"""Both implementations side by side: run them phase by phase and say where they first differ, and by how much."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clustersim.phases import schedule as package
from clustersim.spec.codes import Event, Kind
from tests.reference.model import Reference

if TYPE_CHECKING:
    from clustersim.world.state import World

TOLERANCE = 1e-9
Table = dict[object, dict[str, object]]
Phase = Callable[["World"], None]
ACTOR_COLUMNS = (
    "birth",
    "kind",
    "cell",
    "sector",
    "employees",
    "knowledge",
    "age",
    "openness",
    "trust",
    "origin",
    "entered",
    "supports",
    "project",
    "impulse",
    "degree",
    "strength",
)
FIRM_COLUMNS = (
    "absorption",
    "constrained",
    "parent",
    "chamber",
    "outside",
    "centre",
    "centre_age",
    "graduate",
    "relief",
    "relief_left",
    "skills",
    "advised",
    "adopted",
)
TECHNOLOGY = ("technology_x", "technology_y")


@dataclass(frozen=True)
class Difference:
    """One number on which the two do not agree. `margin` is NaN where something is there on one side only."""

    tick: int
    phase: str
    table: str
    row: object
    column: str
    kernel: object
    reference: object

    @property
    def margin(self) -> float:
        """Absolute difference."""
        if isinstance(self.kernel, (int, float)) and isinstance(self.reference, (int, float)):
            return abs(float(self.kernel) - float(self.reference))
        return math.nan

    def __str__(self) -> str:
        name = f"{self.row:016x}" if isinstance(self.row, int) and self.row > 10**6 else str(self.row)
        return (
            f"tick {self.tick}, after {self.phase}: {self.table} {name}, {self.column}: "
            f"kernel {self.kernel!r}, reference {self.reference!r}, margin {self.margin:.3g}"
        )


def compare(
    make: Callable[[], tuple[World, Reference]], ticks: int, schedule: Sequence[Phase] | None = None
) -> list[Difference]:
    """Run both for some ticks; return the differences after the first phase in which they differ, or nothing.

    `make` returns both at tick 0. They are compared after every tick; if they differ, they are made and run once more
    up to that tick, and compared after every phase of it. `schedule` replaces the phases of the package.
    """
    world, reference = make()
    if found := differences(world, reference, "the start"):
        return found
    for tick in range(ticks):
        run_tick(world, reference, schedule)
        if found := differences(world, reference, "measure"):
            world, reference = make()
            for _ in range(tick):
                run_tick(world, reference, schedule)
            differences(world, reference, "measure")  # empties the logs
            return run_tick(world, reference, schedule, watch=True) or found
    return []


def run_tick(
    world: World, reference: Reference, schedule: Sequence[Phase] | None = None, *, watch: bool = False
) -> list[Difference]:
    """Run one tick of both; with `watch`, compare after every phase and stop at the first difference."""
    world.counts.clear()
    reference.begin_tick()
    for phase in schedule or package.SCHEDULE:
        name = phase.__name__
        phase(world)
        reference.run_phase(name)
        if watch and (found := differences(world, reference, name)):
            return found
    return []


def differences(world: World, reference: Reference, phase: str) -> list[Difference]:
    """Return all differences between two states, most telling tables first."""
    pairs: list[tuple[str, Table, Table]] = [
        ("actor", world_actors(world), reference_actors(reference)),
        ("tie", world_ties(world), reference_ties(reference)),
        ("centre", world_centres(world), reference_centres(reference)),
    ]
    if phase in ("compute_fields", "adjust_services"):
        pairs.append(("cell", world_cells(world), reference_cells(reference)))
    if phase == "balance_labour":
        pairs.append(("labour", world_labour(world), reference_labour(reference)))
    if phase in ("measure", "the start"):
        pairs.append(("measure", {world.tick: dict(world.series[-1])}, {reference.tick: dict(reference.series[-1])}))
    found = [
        Difference(reference.tick, phase, name, *rest)
        for name, one, two in pairs
        for rest in unlike(one, two, shared_only=name == "measure")
    ]
    found += [Difference(reference.tick, phase, "event", *rest) for rest in unlike_events(world, reference)]
    return found


def unlike(one: Table, two: Table, *, shared_only: bool = False) -> list[tuple[object, str, object, object]]:
    """Return row, column and both values wherever two tables differ."""
    found: list[tuple[object, str, object, object]] = []
    for row in sorted(one.keys() ^ two.keys(), key=str):
        found.append((row, "is there", row in one, row in two))
    for row in one.keys() & two.keys():
        mine, other = one[row], two[row]
        columns = mine.keys() & other.keys() if shared_only else mine.keys() | other.keys()
        found += [
            (row, column, mine.get(column), other.get(column))
            for column in sorted(columns)
            if not same(mine.get(column), other.get(column))
        ]
    return found


def same(a: object, b: object) -> bool:
    """Say whether two values agree: whole numbers exactly, others to 1e-9."""
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE) or (math.isnan(a) and math.isnan(b))
    return a == b


def unlike_events(world: World, reference: Reference) -> list[tuple[object, str, object, object]]:
    """Return the kinds of rows that one log has and the other has not; both logs are emptied."""
    columns = world.events.drain()
    rows = list(zip(*(columns[name].tolist() for name in world.events.COLUMNS), strict=True))
    mine, other = Counter(map(rough, rows)), Counter(map(rough, reference.events))
    reference.events.clear()
    missing = (mine - other) + (other - mine)
    return [(f"{Event(row[1]).name} {row[2:]}", "rows", mine[row], other[row]) for row in missing]


def rough(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return an event with its value to 8 digits, so that equal events are equal."""
    return (*row[:-1], f"{row[-1]:.8g}")


def world_actors(world: World) -> Table:
    """Return the columns of living actors by key, other rows named by key."""
    columns = {name: column.tolist() for name, column in world.actors.as_columns().items()}
    keys = columns["key"]
    table: Table = {}
    for row, key in enumerate(keys):
        if not columns["alive"][row]:
            continue
        names = (*ACTOR_COLUMNS, *TECHNOLOGY, *(FIRM_COLUMNS if columns["kind"][row] == Kind.FIRM else ()))
        state = {name: columns[name][row] for name in names}
        if "chamber" in state:
            state["chamber"] = keys[state["chamber"]] if state["chamber"] >= 0 else 0
            state["centre"] = int(world.centres.key[state["centre"]]) if state["centre"] >= 0 else 0
        table[key] = state
    return table


def reference_actors(reference: Reference) -> Table:
    """Return the same columns of the agents."""
    table: Table = {}
    for key, actor in reference.by_key.items():
        state: dict[str, Any] = {
            name: getattr(actor, name)
            for name in (*ACTOR_COLUMNS, *(FIRM_COLUMNS if actor.kind == Kind.FIRM else ()))
            if hasattr(actor, name)
        }
        state.update(kind=int(actor.kind), cell=actor.cell.number, degree=len(actor.ties))
        state.update(technology_x=actor.technology[0], technology_y=actor.technology[1])
        if actor.kind == Kind.FIRM:
            state["chamber"] = state["chamber"].key if state["chamber"] else 0
            state["centre"] = state["centre"].key if state["centre"] else 0
        table[key] = state
    return table


def world_ties(world: World) -> Table:
    """Return ties by the two keys."""
    ties, key = world.ties, world.actors.key
    columns = zip(
        key[ties.a].tolist(),
        key[ties.b].tolist(),
        ties.strength.tolist(),
        ties.born.tolist(),
        ties.cause.tolist(),
        strict=True,
    )
    return {(a, b): {"strength": strength, "born": born, "cause": cause} for a, b, strength, born, cause in columns}


def reference_ties(reference: Reference) -> Table:
    """Return ties by the two keys."""
    return {
        (tie.a.key, tie.b.key): {"strength": tie.strength, "born": tie.born, "cause": tie.cause}
        for tie in reference.ties()
    }


def world_centres(world: World) -> Table:
    """Return centres by key."""
    c = world.centres
    rows = zip(
        c.key.tolist(),
        c.cell.tolist(),
        c.places.tolist(),
        c.sectors.tolist(),
        c.opened.tolist(),
        c.tenants.tolist(),
        strict=True,
    )
    return {
        row[0]: {"cell": row[1], "places": row[2], "sectors": row[3], "opened": row[4], "tenants": row[5]}
        for row in rows
    }


def reference_centres(reference: Reference) -> Table:
    """Return centres by key."""
    return {
        c.key: {
            "cell": c.place.number,
            "places": c.places,
            "sectors": sum(1 << s for s in c.sectors),
            "opened": c.opened,
            "tenants": len(c.tenants),
        }
        for c in reference.centres
    }


def world_cells(world: World) -> Table:
    """Return the fields of the cells inside the region."""
    cells = world.cells
    return {
        int(c): {
            "services": float(cells.services[c]),
            "area": float(cells.kernel_area[c]),
            "crowd": float(cells.crowd[c]),
            "log_rent": float(cells.log_rent[c]),
            **{f"density {s}": float(cells.density[s, c]) for s in range(len(cells.density))},
            **{f"reach {s}": float(cells.reach[s, c]) for s in range(len(cells.reach))},
        }
        for c in np.flatnonzero(cells.inside)
    }


def reference_cells(reference: Reference) -> Table:
    """Return the fields of the cells inside the region."""
    return {
        place.number: {
            "services": place.services,
            "area": place.kernel_area,
            "crowd": place.crowd,
            "log_rent": place.log_rent,
            **{f"density {s}": value for s, value in enumerate(place.density)},
            **{f"reach {s}": place.critical(s, reference) for s in reference.sector_numbers},
        }
        for place in reference.places
        if place.inside
    }


def world_labour(world: World) -> Table:
    """Return the state of the labour market."""
    return {
        "region": {
            "jobs": world.labour.jobs,
            "tightness": world.labour.tightness,
            **{f"gap {s}": g for s, g in enumerate(world.labour.demand_gap.tolist())},
        }
    }


def reference_labour(reference: Reference) -> Table:
    """Return the state of the labour market."""
    labour = reference.labour
    return {
        "region": {
            "jobs": labour.jobs,
            "tightness": labour.tightness,
            **{f"gap {s}": g for s, g in enumerate(labour.demand_gap)},
        }
    }
