"""Initial firms that a scenario gives one by one, and sectors whose jobs it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.columns import F64, I16, I32, U64
from clustersim.errors import InputError, Problem

if TYPE_CHECKING:
    from clustersim.scenario import Scenario
    from clustersim.start.ground import Layout


class Cohort(NamedTuple):
    """The firms at tick 0, each of shape (firms,)."""

    key: U64
    sector: I16
    cell: I32
    employees: F64
    age: F64  # years; NaN where it is still to be drawn for the size
    given: I32 | None = None  # row in `start.given`, if the scenario gives the firms


def given_firms(scenario: Scenario, layout: Layout) -> tuple[I16, I32, F64, F64]:
    """Return sector, cell, employees and age (NaN if not given) of the firms of a scenario, in its order.

    Raises
    ------
    InputError
        A firm lies outside the grid.
    """
    numbers = {sector.key: number for number, sector in enumerate(scenario.sectors)}
    rows = scenario.start.given or ()
    cells = [layout.grid.cell_at(row.x, row.y) for row in rows]
    off = [number for number, cell in enumerate(cells) if cell < 0]
    if off:
        raise InputError(Problem("", 0, f"start.given.{number}", "lies outside the grid") for number in off)
    return (
        np.array([numbers[row.sector] for row in rows], dtype=np.int16),
        np.array(cells, dtype=np.int32),
        np.array([row.employees for row in rows], dtype=np.float64),
        np.array([np.nan if row.age is None else row.age for row in rows], dtype=np.float64),
    )


def rescaled(sizes: F64, jobs: float) -> F64:
    """Return sizes multiplied by one factor, none below 1, so that they add up to `jobs` (or all 1 if that is
    too few).
    """
    if len(sizes) == 0 or jobs <= len(sizes):
        return np.ones(len(sizes))
    low, high = 0.0, jobs / float(sizes.max())  # no size above 1 needs more than this factor
    high = max(high, jobs / float(sizes.sum()))
    for _ in range(200):  # until nothing is left to halve; a solver of SciPy stops at a tolerance, with other bits
        factor = 0.5 * (low + high)
        low, high = (factor, high) if float(np.maximum(1.0, factor * sizes).sum()) < jobs else (low, factor)
    return np.maximum(1.0, high * sizes)
