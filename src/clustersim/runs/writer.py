"""The results of a run as files: Parquet tables, and a manifest from which the run can be repeated.

A folder appears whole or not at all: tables are written into a hidden folder beside it, which is renamed at the end.
`result_sha256` in the manifest is taken over the contents of all tables.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from clustersim.errors import InputError, Problem
from clustersim.runs.arrow import Digest, to_arrow
from clustersim.runs.files import MANIFEST, check_free, whole
from clustersim.runs.manifest import SCHEMA_VERSION
from clustersim.runs.tables import Columns, events_table, firms_table, institutions_table, series_table, ties_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from clustersim.world.state import World


class RunWriter:
    """Writes one run into `folder`, which appears whole or not at all; use as a context.

    Events are written as they come, everything else at the end. Raises OutputExistsError if there is something in the
    folder that must not be replaced, InputError if the folder cannot be made.
    """

    def __init__(self, folder: Path, *, replace: bool = False) -> None:
        check_free(folder, replace)
        self.folder, self.replace = folder, replace
        self.digest = Digest()
        self._events: pq.ParquetWriter | None = None
        self._stack = ExitStack()

    def __enter__(self) -> RunWriter:
        try:
            self.partial = self._stack.enter_context(whole(self.folder))
            self.partial.mkdir()
        except OSError as error:
            self._stack.__exit__(*sys.exc_info())
            message = f"{self.folder} cannot be written: {error.strerror or error}"
            raise InputError([Problem("", 0, "--out", message)]) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._events is not None:
            self._events.close()
        self._stack.__exit__(kind, error, trace)

    def add_events(self, world: World) -> None:
        """Append the events since the last call."""
        table = events_table(world.events.drain(), world.grid.columns)
        self.digest.update("events", table)
        arrow = _arrow(table)
        if self._events is None:
            self._events = pq.ParquetWriter(self.partial / "events.parquet", arrow.schema)
        if arrow.num_rows:
            self._events.write_table(arrow)

    def finish(self, world: World, manifest: Mapping[str, object], more: Mapping[str, Columns] | None = None) -> str:
        """Write the tables (and `more` of them) and the manifest, return `result_sha256`.

        Raises OutputExistsError if something else has taken the folder's place meanwhile.
        """
        self.add_events(world)
        for name, table in (
            ("series", series_table(world)),
            ("firms", firms_table(world)),
            ("institutions", institutions_table(world)),
            ("ties", ties_table(world)),
            *(more or {}).items(),
        ):
            self.digest.update(name, table)
            pq.write_table(_arrow(table), self.partial / f"{name}.parquet")
        result = self.digest.hexdigest()
        text = json.dumps({**manifest, "result_sha256": result}, indent=2, ensure_ascii=False, default=str)
        (self.partial / MANIFEST).write_text(text + "\n", encoding="utf-8")
        check_free(self.folder, self.replace)  # another run may have finished meanwhile
        return result


def _arrow(table: Columns) -> pa.Table:
    return to_arrow(table).replace_schema_metadata({"schema_version": str(SCHEMA_VERSION), "made_by": "clustersim"})
