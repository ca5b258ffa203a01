"""What happened in a run, with its cause."""

from __future__ import annotations

from typing import Any

import numpy as np

from clustersim.core.columns import F64, I8, I32, U64
from clustersim.spec.codes import Cause, Event
from clustersim.world.tables import NONE


class EventLog:
    """What happened, with its cause. Rows are put into a canonical order, so that no row order shows."""

    COLUMNS = ("tick", "event", "actor", "other", "cell", "cause", "value")

    def __init__(self, active: bool = True) -> None:
        self.active = active
        self._parts: list[tuple[Any, ...]] = []

    def __deepcopy__(self, memo: object) -> EventLog:
        copied = EventLog(self.active)
        copied._parts = list(self._parts)  # what has happened does not change
        return copied

    def add(
        self,
        tick: int,
        event: Event,
        actor: U64,
        other: U64 | int = 0,
        cell: I32 | int = NONE,
        cause: I8 | Cause = Cause.NONE,
        value: F64 | float = 0.0,
    ) -> None:
        """Record one event for every key in `actor`; the other columns are arrays of that length or one value."""
        if not self.active or len(actor) == 0:
            return
        count = len(actor)
        self._parts.append(
            (
                np.full(count, tick, dtype=np.int32),
                np.full(count, int(event), dtype=np.int8),
                np.array(actor, dtype=np.uint64),
                np.array(np.broadcast_to(np.asarray(other, dtype=np.uint64), count)),
                np.array(np.broadcast_to(np.asarray(cell, dtype=np.int32), count)),
                np.array(np.broadcast_to(np.asarray(cause, dtype=np.int8), count)),
                np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), count)),
            )
        )

    def table(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return all events as columns, sorted by tick, event, actor, other, cause, value."""
        if not self._parts:
            dtypes = (np.int32, np.int8, np.uint64, np.uint64, np.int32, np.int8, np.float64)
            return {name: np.empty(0, dtype=dtype) for name, dtype in zip(self.COLUMNS, dtypes, strict=True)}
        columns = [np.concatenate(part) for part in zip(*self._parts, strict=True)]
        order = np.lexsort((columns[6], columns[5], columns[3], columns[2], columns[1], columns[0]))
        return {name: column[order] for name, column in zip(self.COLUMNS, columns, strict=True)}

    def drain(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return all events so far as columns and forget them (for streaming to a file)."""
        table = self.table()
        self._parts.clear()
        return table
