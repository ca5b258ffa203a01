"""Tables of NumPy columns that grow, lose rows and can be permuted; the only place that knows how rows are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
I16 = NDArray[np.int16]
I8 = NDArray[np.int8]
U64 = NDArray[np.uint64]
Bool = NDArray[np.bool_]

# (dtype, value of a fresh row) by the annotation a table uses
DTYPES: dict[str, tuple[type[np.generic], Any]] = {
    "F64": (np.float64, 0.0),
    "I64": (np.int64, 0),
    "I32": (np.int32, 0),
    "I16": (np.int16, 0),
    "I8": (np.int8, 0),
    "U64": (np.uint64, 0),
    "Bool": (np.bool_, False),
}


class Table:
    """Columns of equal length. A subclass declares them as annotations; each attribute is a view of the rows in use.

    The buffers behind the views are a little longer than the table, so that adding rows is cheap; holding a column
    across `extend` or `keep` therefore holds a stale view.
    """

    FIELDS: ClassVar[dict[str, str]]
    size: int

    def __init_subclass__(cls) -> None:
        """Read the columns from the annotations of the subclass."""
        notes = cls.__annotations__
        cls.FIELDS = {name: note for name, note in notes.items() if note in DTYPES}

    def __init__(self, size: int = 0) -> None:
        self._buffers: dict[str, NDArray[Any]] = {}
        for name, note in self.FIELDS.items():
            dtype, fresh = DTYPES[note]
            self._buffers[name] = np.full(size, fresh, dtype=dtype)
        self._use(size)

    def _use(self, size: int) -> None:
        self.size = size
        for name, buffer in self._buffers.items():
            setattr(self, name, buffer[:size])

    def __len__(self) -> int:
        return self.size

    def __getstate__(self) -> dict[str, Any]:
        return {name: np.array(buffer[: self.size]) for name, buffer in self._buffers.items()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._buffers = dict(state)
        self._use(len(next(iter(state.values()))))

    def extend(self, count: int) -> int:
        """Add `count` fresh rows and return the row number of the first."""
        first = self.size
        needed = first + count
        capacity = len(next(iter(self._buffers.values())))
        if needed > capacity:
            capacity = max(needed, capacity + capacity // 4 + 16)
            for name, buffer in self._buffers.items():
                grown = np.empty(capacity, dtype=buffer.dtype)
                grown[:first] = buffer[:first]
                self._buffers[name] = grown
        for name, note in self.FIELDS.items():
            self._buffers[name][first:needed] = DTYPES[note][1]
        self._use(needed)
        return first

    def append(self, rows: Mapping[str, NDArray[Any]]) -> None:
        """Add rows given as columns; columns that are not given stay fresh."""
        count = len(next(iter(rows.values())))
        first = self.extend(count)
        for name, values in rows.items():
            self._buffers[name][first : first + count] = values

    def keep(self, mask: Bool) -> None:
        """Drop the rows where `mask` is False; the others keep their order."""
        kept = int(np.count_nonzero(mask))
        if kept == self.size:
            return
        for buffer in self._buffers.values():
            buffer[:kept] = buffer[: self.size][mask]
        self._use(kept)

    def reorder(self, order: I64) -> None:
        """Put row `order[i]` at place i."""
        for buffer in self._buffers.values():
            buffer[: self.size] = buffer[: self.size][order]
        self._use(self.size)

    def as_columns(self) -> dict[str, NDArray[Any]]:
        """Return copies of all columns."""
        return {name: np.array(getattr(self, name)) for name in self.FIELDS}

    def nbytes(self) -> int:
        """Return the memory of all buffers in bytes."""
        return sum(buffer.nbytes for buffer in self._buffers.values())
