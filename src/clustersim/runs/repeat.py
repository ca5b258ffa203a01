"""A run again, from its manifest, and whether it gave the same."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clustersim.errors import InputError, Problem
from clustersim.runs.arrow import digest_of
from clustersim.runs.extensions import fingerprint_of
from clustersim.runs.files import MANIFEST
from clustersim.runs.manifest import environment
from clustersim.runs.run import run_scenario
from clustersim.runs.stored import TABLES, StoredRun, read_run, stored_columns, tables_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustersim.runs.tables import Columns


@dataclass(frozen=True)
class Repeat:
    """What a run gave when it was repeated, and what differs in how it was made."""

    scenario: str
    seed: int
    ticks: int
    before: str  # result_sha256 of the manifest
    now: str
    differences: tuple[str, ...]  # versions that are not those of the manifest, in words
    stored: tuple[str, ...] | None = None  # which tables beside the manifest are not its own; None if none lie there

    @property
    def same(self) -> bool:
        """Whether all tables have the same contents."""
        return self.before == self.now


def repeat_run(path: Path, progress: Callable[[int], object] | None = None) -> Repeat:
    """Simulate once more what a manifest describes, as far as the run went, and compare the hashes of the results: of
    what is simulated now, and of the tables that lie beside the manifest.

    Raises
    ------
    InputError
        If there is no manifest of a run, or it is damaged.
    """
    told, file = read_run(path), path / MANIFEST if path.is_dir() else path
    try:
        scenario = told.whole_scenario()
    except InputError as error:
        raise InputError(Problem(str(file), 0, f"case.{each.key}", each.message) for each in error.problems) from None
    with tempfile.TemporaryDirectory() as scratch:
        again = Path(scratch) / "again"
        done = run_scenario(
            scenario,
            told.seed,
            again,
            ticks=told.ticks_done,
            events=told.events,
            metrics=scenario.output.metrics,
            progress=progress,
        )
        beside = any((file.parent / f"{name}.parquet").exists() for name in TABLES)
        same = done.sha256 == told.result_sha256
        stored = _stored(told, file.parent, again if same else None) if beside else None
    different = _differences(told, fingerprint_of(scenario))
    return Repeat(scenario.name, told.seed, told.ticks_done, told.result_sha256, done.sha256, different, stored)


def _stored(told: StoredRun, folder: Path, again: Path | None) -> tuple[str, ...]:
    """Return which stored tables are not those of the manifest; with the same run `again`, each by its name."""
    names = tables_of(told)
    kept = {name: stored_columns(folder, name) for name in names}
    lost = tuple(f"{name}.parquet {what}" for name in names if (what := _lost(folder / f"{name}.parquet", kept[name])))
    there = {name: table for name, table in kept.items() if table is not None}
    if lost and again is None:
        return lost
    if again is None:
        one = digest_of(there) == told.result_sha256
        return () if one else ("the stored tables do not have the hash of the manifest",)
    other = [
        f"{name}.parquet is not as it was written"
        for name, table in there.items()
        if digest_of({name: table}) != digest_of({name: stored_columns(again, name) or {}})
    ]
    return (*lost, *other)


def _lost(path: Path, table: Columns | None) -> str:
    return "" if table is not None else "cannot be read" if path.exists() else "is missing"


def _differences(told: StoredRun, model: str) -> tuple[str, ...]:
    then, now = told.environment, environment()
    found = [f"{name} {then[name]} then, {now[name]} now" for name in now if name in then and then[name] != now[name]]
    if told.fingerprint != model:
        found.insert(0, f"model {told.fingerprint or 'unknown'} then, {model} now")
    return tuple(found)
