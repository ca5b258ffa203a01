"""Tables of NumPy columns that grow, lose rows and can be permuted; the only place that knows how rows are stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

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

TYPES: dict[str, type[np.generic]] = {  # by the annotation a table uses
    "F64": np.float64,
    "I64": np.int64,
    "I32": np.int32,
    "I16": np.int16,
    "I8": np.int8,
    "U64": np.uint64,
    "Bool": np.bool_,
}


@dataclass(frozen=True)
class Column:
    """The declaration of a column: what a fresh row holds, what it means, and where it is written out."""

    default: float
    doc: str
    unit: str
    written: str  # "table.name table.name": the columns of the output that are made of it; empty if there are none
    type: type[np.generic] = np.float64  # from the annotation

    def names(self, table: str) -> list[str]:
        """Return the columns of a table of the output that are made of this one."""
        return [name for place, _, name in (word.partition(".") for word in self.written.split()) if place == table]


def column(default: float = 0, *, doc: str, unit: str = "", written: str = "") -> Any:
    """Declare a column in the body of a `Table`: `age: F64 = column(doc="age", unit="years", written="firms.age")`.

    The type of the result is Any, as that of `dataclasses.field` is, so that the annotation is what counts.
    """
    return Column(default, doc, unit, written)


class Table:
    """Columns of equal length. A subclass declares each with `column`; the attribute is a view of the rows in use.

    The buffers behind the views are a little longer than the table, so that adding rows is cheap; holding a column
    across `extend` or `keep` therefore holds a stale view.
    """

    COLUMNS: ClassVar[dict[str, Column]] = {}
    size: int

    def __init_subclass__(cls) -> None:
        """Take the declarations out of the body of the subclass, after those of its base."""
        found = dict(cls.COLUMNS)
        for name, note in cls.__annotations__.items():
            declared = cls.__dict__.get(name)
            if not isinstance(declared, Column) or note not in TYPES:
                raise TypeError(f"{cls.__name__}.{name}: a column is one of {', '.join(TYPES)} and made by column()")
            found[name] = replace(declared, type=TYPES[note])
            delattr(cls, name)
        cls.COLUMNS = found

    def __init__(self, size: int = 0) -> None:
        self._buffers: dict[str, NDArray[Any]] = {}
        for name, declared in self.COLUMNS.items():
            self._buffers[name] = np.full(size, declared.default, dtype=declared.type)
        self._use(size)

    def _use(self, size: int) -> None:
        self.size = size
        self._views = {name: buffer[:size] for name, buffer in self._buffers.items()}
        vars(self).update(self._views)

    def __len__(self) -> int:
        return self.size

    def __getstate__(self) -> dict[str, Any]:
        return {name: np.array(buffer[: self.size]) for name, buffer in self._buffers.items()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._buffers = dict(state)
        self._use(len(next(iter(state.values()))))

    def __deepcopy__(self, memo: object) -> Self:
        copied = type(self).__new__(type(self))
        copied.__setstate__(self.__getstate__())
        return copied

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
        for name, declared in self.COLUMNS.items():
            self._buffers[name][first:needed] = declared.default
        self._use(needed)
        return first

    def append(self, rows: Mapping[str, NDArray[Any]]) -> None:
        """Add rows given as columns; columns that are not given stay fresh."""
        count = len(next(iter(rows.values())))
        first = self.extend(count)
        for name, values in rows.items():
            self._buffers[name][first : first + count] = values

    def clear(self, rows: I64) -> None:
        """Make rows fresh that are used again: every column holds what is declared for a new row."""
        for name, declared in self.COLUMNS.items():
            self._buffers[name][rows] = declared.default

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

    def replaced(self) -> list[str]:
        """Return the columns that somebody set to another array: what stands there is lost when rows change."""
        held = vars(self)
        return [name for name, view in self._views.items() if held[name] is not view]

    def as_columns(self) -> dict[str, NDArray[Any]]:
        """Return copies of all columns."""
        return {name: np.array(getattr(self, name)) for name in self.COLUMNS}

    def nbytes(self) -> int:
        """Return the memory of all buffers in bytes."""
        return sum(buffer.nbytes for buffer in self._buffers.values())
