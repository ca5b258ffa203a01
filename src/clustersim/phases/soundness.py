"""Whether a phase of somebody's own left the state such that the next phases can go on from it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.errors import InputError, Problem
from clustersim.world.tables import Actors, Centres, Projects, Ties

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clustersim.core.columns import F64, Table
    from clustersim.world.state import World

TABLES: dict[str, type[Table]] = {"actors": Actors, "ties": Ties, "centres": Centres, "projects": Projects}
REAL = [  # table, column, and how it is shown
    (name, column, f"{name}.{column}")
    for name, table in TABLES.items()
    for column, declared in table.COLUMNS.items()
    if declared.type is np.float64
]
RECORDS = ("cells", "labour")


def check_after(phase: Callable[[World], None], world: World, tick: int) -> None:
    """Refuse what a phase wrote in a tick, if no phase after it could go on: numbers that are not finite, and columns
    that were replaced instead of written into, whose values the next phase that adds or drops rows would lose.

    Raises
    ------
    InputError
        One problem for each column, with the phase and the tick.
    """
    name = f"phase {getattr(phase, '__module__', '')}:{getattr(phase, '__qualname__', repr(phase))}"
    with np.errstate(over="ignore", invalid="ignore"):  # the sum of sound numbers may be infinite
        problems = [Problem("", 0, name, f"in tick {tick} it {fault}") for fault in _faults(world)]
    if problems:
        raise InputError(problems)


def _faults(world: World) -> Iterator[str]:
    """Yield what is wrong with the columns of a world."""
    for name in TABLES:
        table: Table = getattr(world, name)
        for column in table.replaced():
            yield f"replaced the column {name}.{column}; write into it: world.{name}.{column}[rows] = ..."
    for name, values in _numbers(world):
        flat = values.ravel()
        if not math.isfinite(flat.sum()):  # tells of a whole column at once (`dot` would wake threads for long ones)
            bad = np.count_nonzero(~np.isfinite(flat))
            what = "NaN" if np.isnan(flat).any() else "an infinite number"
            if bad:
                yield f"wrote {what} into {name} ({bad:,} of {flat.size:,} values)"


def _numbers(world: World) -> Iterator[tuple[str, F64]]:
    """Yield the arrays of real numbers in a world, by their names."""
    for name, column, shown in REAL:
        yield shown, getattr(getattr(world, name), column)
    for name in RECORDS:
        for column, values in vars(getattr(world, name)).items():
            if isinstance(values, float):
                yield f"{name}.{column}", np.array([values])
            elif values.dtype == np.float64:
                yield f"{name}.{column}", values
    yield "shock_push", world.shock_push
