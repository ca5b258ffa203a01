"""The world as tables: columns of numbers and words, rows in a canonical order (birth number, tick).

Equal worlds are therefore equal tables, whatever the order of rows in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustersim.spec.codes import Cause, Event, Kind, Origin, words
from clustersim.world.given import exact_places, given_lines, given_names

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from clustersim.core.columns import I64, U64, Table
    from clustersim.world.state import World

Values = np.ndarray[Any, Any]
Columns = dict[str, Values]


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


def written(world: World, table: str, source: Table, rows: I64, leave_out: Container[str] = ()) -> Columns:
    """Return the columns of a table of the output that are declared by the columns of `source`, in their order."""
    return {
        name: shown(world, name, getattr(source, column)[rows])
        for column, declared in source.COLUMNS.items()
        if column not in leave_out
        for name in declared.names(table)
    }


def firms_table(world: World, rows: I64 | None = None) -> Columns:
    """Return the living firms in the order of their birth.

    Where a scenario gives firms one by one, they keep their names, the lines they come from (0 for all others) and
    their exact places, as long as they stay in their cells.
    """
    chosen = world.firm_rows() if rows is None else rows
    chosen = chosen[np.argsort(world.actors.birth[chosen])]
    table = written(world, "firms", world.actors, chosen)
    if world.scenario.start.given is None:
        return table
    places = exact_places(world, chosen)
    for axis, name in enumerate(("x_km", "y_km")):
        table[name] = np.where(np.isnan(places[:, axis]), table[name], places[:, axis])
    names = np.array(given_names(world, chosen), dtype=object)
    return table | {"name": names, "input_row": np.array(given_lines(world, chosen), dtype=np.int64)}


def institutions_table(world: World) -> Columns:
    """Return universities, institutes and chambers, and what they are tied to."""
    table = written(world, "institutions", world.actors, np.arange(world.institutions))
    names = {"name": np.array(world.institution_names, dtype=object)}  # of the world, not of a column
    return {"birth": table.pop("birth"), "key": table.pop("key"), **names, **table}


def ties_table(world: World) -> Columns:
    """Return the ties; `a` is the end that was born first."""
    birth, ties = world.actors.birth, world.ties
    swap = birth[ties.a] > birth[ties.b]
    ends = {"a": np.where(swap, ties.b, ties.a), "b": np.where(swap, ties.a, ties.b)}
    order = np.lexsort((birth[ends["b"]], birth[ends["a"]]))
    names = [[(name, end) for name in ties.COLUMNS[end].names("ties")] for end in ends]
    table = {name: shown(world, name, ends[end][order]) for both in zip(*names, strict=True) for name, end in both}
    return table | written(world, "ties", ties, order, leave_out=ends)


# How a column of the output is made where it is not the column as it stands: from the world and the column's values.
FORMS: dict[str, Callable[[World, Values], Values]] = {
    "key": lambda world, key: hexadecimal(key),
    "parent": lambda world, key: hexadecimal(key),
    "kind": lambda world, code: named(code, words(Kind)),
    "origin": lambda world, code: named(code, words(Origin)),
    "cause": lambda world, code: named(code, words(Cause)),
    "sector": lambda world, code: np.array(world.sectors.names, dtype=object)[code],
    "column": lambda world, cell: cell % world.grid.columns,
    "row": lambda world, cell: cell // world.grid.columns,
    "x_km": lambda world, cell: world.grid.x()[cell],
    "y_km": lambda world, cell: world.grid.y()[cell],
    "chamber": lambda world, row: np.array((*world.institution_names, ""), dtype=object)[row],  # -1 is the last
    "tenant": lambda world, centre: centre >= 0,
    "a_birth": lambda world, row: world.actors.birth[row],
    "b_birth": lambda world, row: world.actors.birth[row],
    "a_key": lambda world, row: hexadecimal(world.actors.key[row]),
    "b_key": lambda world, row: hexadecimal(world.actors.key[row]),
    "a_kind": lambda world, row: named(world.actors.kind[row], words(Kind)),
    "b_kind": lambda world, row: named(world.actors.kind[row], words(Kind)),
}


def shown(world: World, name: str, values: Values) -> Values:
    """Return the values of a column as a column of the output shows them."""
    return FORMS[name](world, values) if name in FORMS else values


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
