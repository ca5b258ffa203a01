"""The results of a run as files: Parquet tables, and a manifest from which the run can be repeated.

A folder appears whole or not at all: tables are written into a hidden folder beside it, which is renamed at the end.
`result_sha256` in the manifest is taken over the contents of all tables.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from clustersim.errors import InputError, OutputExistsError, Problem
from clustersim.runs.arrow import Digest, to_arrow
from clustersim.runs.manifest import SCHEMA_VERSION
from clustersim.runs.tables import Columns, events_table, firms_table, institutions_table, series_table, ties_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from clustersim.world.state import World


class RunWriter:
    """Writes one run into `folder`: events as they come, everything else at the end.

    Raises OutputExistsError if there is something in the folder that must not be replaced, InputError if the folder
    cannot be made.
    """

    _events: pq.ParquetWriter | None = None

    def __init__(self, folder: Path, *, replace: bool = False) -> None:
        self.shown, self.replace = folder, replace
        self._refuse_existing()
        if folder.exists() and not (folder / "manifest.json").exists() and any(folder.iterdir()):
            raise OutputExistsError(
                f"{folder} holds something else than results and is not replaced; choose another folder with --out"
            )
        self.folder = folder.resolve()  # the folder itself is replaced, not a link to it
        mark = f"{os.getpid()}-{time.time_ns():x}"  # in a container every run may have the same process number
        self.partial = self.folder.parent / f".partial-{mark}"
        self._old = self.folder.parent / f".old-{mark}"
        self._made = [parent for parent in self.partial.parents if not parent.exists()]
        try:
            self.partial.mkdir(parents=True)
        except OSError as error:
            self.abandon()
            raise InputError(
                [Problem("", 0, "--out", f"{folder} cannot be written: {error.strerror or error}")]
            ) from None
        self.digest = Digest()

    def _refuse_existing(self) -> None:
        if self.shown.exists() and not self.replace:
            raise OutputExistsError(
                f"{self.shown} already holds results; choose another folder with --out, or --force to replace them"
            )

    def add_events(self, world: World) -> None:
        """Append the events since the last call."""
        table = events_table(world.events.drain(), world.grid.columns)
        self.digest.update("events", table)
        arrow = _arrow(table)
        if self._events is None:
            self._events = pq.ParquetWriter(self.partial / "events.parquet", arrow.schema)
        if arrow.num_rows:
            self._events.write_table(arrow)

    def finish(self, world: World, manifest: Mapping[str, Any], more: Mapping[str, Columns] | None = None) -> str:
        """Write the tables (and `more` of them) and the manifest, put the folder in its place and return
        `result_sha256`.
        """
        self.add_events(world)
        if self._events is not None:
            self._events.close()
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
        (self.partial / "manifest.json").write_text(text + "\n", encoding="utf-8")
        self._publish()
        return result

    def _publish(self) -> None:
        self._refuse_existing()  # another run may have finished meanwhile
        if self.folder.exists():
            self.folder.rename(self._old)
            self.partial.rename(self.folder)
            shutil.rmtree(self._old)
        else:
            self.partial.rename(self.folder)

    def abandon(self) -> None:
        """Remove what was written so far, and the folders that were made for it."""
        if self._events is not None:
            self._events.close()
        shutil.rmtree(self.partial, ignore_errors=True)
        for parent in self._made:  # from the innermost outwards
            with suppress(OSError):  # somebody else may use it by now
                parent.rmdir()


def _arrow(table: Columns) -> pa.Table:
    return to_arrow(table).replace_schema_metadata({"schema_version": str(SCHEMA_VERSION), "made_by": "clustersim"})
