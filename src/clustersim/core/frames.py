"""Small helps with data frames whose types pandas cannot know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustersim.core.clock import MOMENT

if TYPE_CHECKING:
    import pandas as pd


def records(frame: pd.DataFrame) -> list[Any]:
    """Return the rows of a frame as named tuples, without its index."""
    return list(frame.itertuples(index=False))


def yearly(wide: pd.DataFrame) -> pd.DataFrame:
    """Return the start and the mean of every year of a metric's table, whose index is the years."""
    return wide.groupby(np.ceil(wide.index.to_numpy() - MOMENT)).mean()


def of_arm(wide: pd.DataFrame, arm: str) -> pd.DataFrame:
    """Return the part of a metric's table (columns: arm and seed) that belongs to an arm: a row per tick, a column per
    seed.
    """
    part: Any = wide[arm]
    found: pd.DataFrame = part
    return found
