"""Tables of a run on their way to a file: the hash of their contents, and their form in Arrow."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from clustersim.runs.tables import Columns


@dataclass
class Digest:
    """A hash of tables that does not depend on how they were cut into chunks."""

    columns: dict[str, Any] = field(default_factory=dict)

    def update(self, table: str, columns: Columns) -> None:
        """Take in some more rows of a table."""
        for name, values in columns.items():
            hasher = self.columns.setdefault(f"{table}.{name}", hashlib.sha256(f"{table}.{name}".encode()))
            if values.dtype == object:
                hasher.update("".join(f"{value}\n" for value in values).encode())
            else:
                kind = np.int64 if values.dtype.kind in "iub" else np.float64
                hasher.update(np.ascontiguousarray(values, dtype=kind).tobytes())

    def hexdigest(self) -> str:
        """Return the hash over all columns."""
        total = hashlib.sha256()
        for name in sorted(self.columns):
            total.update(self.columns[name].digest())
        return total.hexdigest()


def digest_of(tables: dict[str, Columns]) -> str:
    """Return a hash of the contents of all tables."""
    digest = Digest()
    for name, table in tables.items():
        digest.update(name, table)
    return digest.hexdigest()


def to_arrow(table: Columns) -> pa.Table:
    """Return columns as an Arrow table; objects are texts."""
    return pa.table(
        {
            name: pa.array(values.tolist(), type=pa.string())
            if values.dtype == object
            else pa.array(np.ascontiguousarray(values))
            for name, values in table.items()
        }
    )


def columns_of(table: pa.Table) -> Columns:
    """Return an Arrow table as the columns it was made from."""
    found: Columns = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        text = pa.types.is_string(column.type)
        found[name] = np.array(column.to_pylist(), dtype=object) if text else column.to_numpy()
    return found
