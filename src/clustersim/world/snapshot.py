"""A snapshot of the region at one moment, light enough to keep, from which figures are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustersim.spec.codes import Kind
from clustersim.world.given import exact_places, given_names, has_given

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, Bool
    from clustersim.world.state import World


@dataclass(frozen=True)
class Snapshot:
    """Actors, ties, centres and the density field at one tick. Rows of `tie_a`, `tie_b` index the actor arrays."""

    tick: int
    years: float
    rows: int
    columns: int
    cell_km: float
    inside: Bool
    cluster_density: F64  # related firms of the target cluster per km2 by cell
    kind: I8
    cell: I32
    sector: I16
    employees: F64
    birth: np.ndarray
    tie_a: I32
    tie_b: I32
    tie_strength: F64
    tie_cause: I8
    centre_cell: I32
    sector_names: tuple[str, ...]
    sector_titles: tuple[str, ...]
    target: Bool
    institution_names: tuple[str, ...]
    exact: F64 | None = None  # (actors, 2) km, NaN where only the cell is known; None: nowhere known
    towns: tuple[tuple[str, float, float], ...] = ()  # name, km from the west and south; unscaled
    names: tuple[str, ...] = ()  # of the actors, '' without; empty if no firm has a name


def take_snapshot(world: World) -> Snapshot:
    """Return a copy of what figures need of the world as it is now."""
    a, ties, target = world.actors, world.ties, world.sectors.target
    rows = np.flatnonzero(a.alive)
    place = np.full(len(a), -1, dtype=np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    given = has_given(world)
    density = world.cells.density[target].mean(axis=0) if target.any() else np.zeros(world.grid.cells)
    return Snapshot(
        tick=world.tick,
        years=world.years(),
        rows=world.grid.rows,
        columns=world.grid.columns,
        cell_km=world.grid.cell_km,
        inside=world.cells.inside.copy(),
        cluster_density=density,
        kind=a.kind[rows].copy(),
        cell=a.cell[rows].copy(),
        sector=a.sector[rows].copy(),
        employees=a.employees[rows].copy(),
        birth=a.birth[rows].copy(),
        tie_a=place[ties.a],
        tie_b=place[ties.b],
        tie_strength=ties.strength.copy(),
        tie_cause=ties.cause.copy(),
        centre_cell=world.centres.cell.copy(),
        sector_names=world.sectors.names,
        sector_titles=world.sectors.titles,
        target=target.copy(),
        institution_names=world.institution_names,
        towns=_towns(world),
        exact=exact_places(world, rows) if given else None,
        names=tuple(given_names(world, rows)) if given else (),
    )


def firms(snapshot: Snapshot) -> Bool:
    """Return which rows of a snapshot are firms."""
    return np.asarray(snapshot.kind == Kind.FIRM)


def _towns(world: World) -> tuple[tuple[str, float, float], ...]:
    """Return the towns that have names; none in a scaled region, where every tile has them again."""
    region = world.scenario.region
    if region.scale != 1.0:
        return ()
    return tuple((town.name, town.x, town.y) for town in region.towns if town.name)
