"""The world as tables: columns of numbers and words, rows in a canonical order (birth number, tick).

Equal worlds are therefore equal tables, whatever the order of rows in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustersim.spec.codes import Cause, Event, Kind, Origin, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustersim.core.columns import I64, U64
    from clustersim.world.state import World

Columns = dict[str, np.ndarray[Any, Any]]


def hexadecimal(keys: U64) -> np.ndarray[Any, Any]:
    """Return keys as 16 hexadecimal characters, empty for 0 (nobody)."""
    return np.array([f"{int(key):016x}" if key else "" for key in keys], dtype=object)


def named(codes: np.ndarray[Any, Any], names: Mapping[int, str]) -> np.ndarray[Any, Any]:
    """Return the word of every code."""
    lookup = np.array([names.get(code, str(code)) for code in range(max(names) + 1)], dtype=object)
    return np.asarray(lookup[codes], dtype=object)


def series_table(world: World) -> Columns:
    """Return one row per tick and one column per metric."""
    names = list(dict.fromkeys(name for row in world.series for name in row))
    table = {name: np.array([row.get(name, np.nan) for row in world.series], dtype=np.float64) for name in names}
    table["tick"] = np.array([int(row["tick"]) for row in world.series], dtype=np.int64)
    return table


def firms_table(world: World, rows: I64 | None = None) -> Columns:
    """Return the living firms in the order of their birth."""
    a, grid = world.actors, world.grid
    chosen = world.firm_rows() if rows is None else rows
    chosen = chosen[np.argsort(a.birth[chosen])]
    cell = a.cell[chosen]
    names = (*world.institution_names, "")
    sectors = np.array(world.sectors.names, dtype=object)
    return {
        "birth": a.birth[chosen],
        "key": hexadecimal(a.key[chosen]),
        "sector": sectors[a.sector[chosen]],
        "column": cell % grid.columns,
        "row": cell // grid.columns,
        "x_km": grid.x()[cell],
        "y_km": grid.y()[cell],
        "employees": a.employees[chosen],
        "knowledge": a.knowledge[chosen],
        "age_years": a.age[chosen],
        "openness": a.openness[chosen],
        "trust": a.trust[chosen],
        "absorption": a.absorption[chosen],
        "credit_constrained": a.constrained[chosen],
        "technology_x": a.technology_x[chosen],
        "technology_y": a.technology_y[chosen],
        "origin": named(a.origin[chosen], words(Origin)),
        "parent": hexadecimal(a.parent[chosen]),
        "entered_tick": a.entered[chosen],
        "chamber": np.array([names[int(row)] for row in a.chamber[chosen]], dtype=object),
        "outside_ties": a.outside[chosen],
        "supports": a.supports[chosen],
        "tenant": a.centre[chosen] >= 0,
        "graduate": a.graduate[chosen],
        "credit_relief": a.relief[chosen],
        "skills": a.skills[chosen],
        "advised": a.advised[chosen],
        "project": a.project[chosen],
        "adopted_project": a.adopted[chosen],
        "degree": a.degree[chosen],
        "tie_strength": a.strength[chosen],
    }


def institutions_table(world: World) -> Columns:
    """Return universities, institutes and chambers, and what they are tied to."""
    a, rows, grid = world.actors, np.arange(world.institutions), world.grid
    cell = a.cell[rows]
    return {
        "birth": a.birth[rows],
        "key": hexadecimal(a.key[rows]),
        "name": np.array(world.institution_names, dtype=object),
        "kind": named(a.kind[rows], words(Kind)),
        "x_km": grid.x()[cell],
        "y_km": grid.y()[cell],
        "employees": a.employees[rows],
        "degree": a.degree[rows],
        "tie_strength": a.strength[rows],
    }


def ties_table(world: World) -> Columns:
    """Return the ties; `a` is the end that was born first."""
    a, ties = world.actors, world.ties
    swap = a.birth[ties.a] > a.birth[ties.b]
    first, second = np.where(swap, ties.b, ties.a), np.where(swap, ties.a, ties.b)
    order = np.lexsort((a.birth[second], a.birth[first]))
    first, second = first[order], second[order]
    kinds = words(Kind)
    return {
        "a_birth": a.birth[first],
        "b_birth": a.birth[second],
        "a_key": hexadecimal(a.key[first]),
        "b_key": hexadecimal(a.key[second]),
        "a_kind": named(a.kind[first], kinds),
        "b_kind": named(a.kind[second], kinds),
        "strength": ties.strength[order],
        "born_tick": ties.born[order],
        "cause": named(ties.cause[order], words(Cause)),
    }


def events_table(raw: Columns, columns: int) -> Columns:
    """Return drained events with words instead of codes; cells as column and row (-1 where there is no place)."""
    nowhere = raw["cell"] < 0
    return {
        "tick": raw["tick"],
        "event": named(raw["event"], words(Event)),
        "actor": hexadecimal(raw["actor"]),
        "other": hexadecimal(raw["other"]),
        "column": np.where(nowhere, -1, raw["cell"] % columns),
        "row": np.where(nowhere, -1, raw["cell"] // columns),
        "cause": named(raw["cause"], words(Cause)),
        "value": raw["value"],
    }
