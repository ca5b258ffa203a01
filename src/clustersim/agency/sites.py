"""Places for something new, as the agency sees the region."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustersim.agency.observe import Survey
    from clustersim.core.columns import F64, Bool


def best_places(seen: Survey, density: F64, count: int) -> tuple[int, ...]:
    """Return the best cells for something new, at least the field's half-distance apart.

    score = targeting d + (1 - targeting) p (1 - d), d the observed density relative to the largest, p the pull of the
    place: winners are where related firms are, potentials where they could be but are not yet.
    """
    return _best(seen, density, seen.inside, count)


def quiet_places(seen: Survey, density: F64, count: int) -> tuple[int, ...]:
    """Return the best cells in the quieter half of the region, where observed density is at most the median."""
    quiet = seen.inside & (density <= np.median(density[seen.inside]))
    return _best(seen, density, quiet, count)


def _best(seen: Survey, density: F64, allowed: Bool, count: int) -> tuple[int, ...]:
    score = place_scores(seen, density)
    order = np.lexsort((np.arange(len(score)), -np.round(score, 9)))
    chosen: list[int] = []
    for cell in order[allowed[order]].tolist():
        if len(chosen) == count:
            break
        if all(_distance(seen, cell, other) >= seen.half_distance for other in chosen):
            chosen.append(cell)
    return tuple(chosen)


def place_scores(seen: Survey, density: F64) -> F64:
    """Return how good every cell looks for something new, shape (cells,), as `best_places` says."""
    strength = density / max(float(density[seen.inside].max()), 1e-300)
    return np.asarray(seen.targeting * strength + (1.0 - seen.targeting) * seen.pull * (1.0 - strength))


def _distance(seen: Survey, a: int, b: int) -> float:
    (row, column), (other_row, other_column) = divmod(a, seen.columns), divmod(b, seen.columns)
    return seen.cell_km * math.hypot(row - other_row, column - other_column)


PLACES: dict[str, Callable[[Survey, F64, int], tuple[int, ...]]] = {"core": best_places, "periphery": quiet_places}
