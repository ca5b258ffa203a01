"""The results of a batch on disk: a journal of finished runs, compacted into Parquet parts, and one manifest.

    manifest.json     what is here: parts with their hashes, versions, counts
    plan.json         the plan, scenarios in full
    journal.bin       runs that are finished but not yet in a part, and finished runs of earlier versions of the plan
    runs/, series/, … one folder a table; a part is one file in each: ARM-NUMBER-MARK.parquet, about 100 runs of one arm
    failed/           for each failed run its traceback and its scenario

A part is never changed: a new one gets a new name, the manifest is replaced in one step, and files that it does not
name are removed. So at any moment a reader who follows the manifest finds whole parts.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pyarrow as pa

from clustersim.batch.folder_lock import LOCK, FolderLock
from clustersim.batch.journal import Journal
from clustersim.batch.manifest import (
    FAILED,
    JOURNAL,
    SCHEMA_VERSION,
    Manifest,
    StoredPart,
    contents_hash,
    is_damaged,
    read_manifest,
)
from clustersim.batch.parts import PART_RUNS, recovered, remove_unnamed, sound_headers, split_part, write_part
from clustersim.batch.plan import Plan
from clustersim.batch.plan_json import PLAN
from clustersim.batch.plan_parts import PlannedRun
from clustersim.batch.records import Header, pack, payload_of, read_tables
from clustersim.errors import InputError, Problem
from clustersim.runs.extensions import extensions_of
from clustersim.runs.files import MANIFEST, write_text
from clustersim.runs.manifest import environment
from clustersim.texts import command_line
from clustersim.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


class Store:
    """The folder of a batch, open for writing by one process; use as a context.

    Raises
    ------
    InputError
        If the folder holds something else, or results of another plan.
    OutputExistsError
        If another process writes to it.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder, plan
        fresh = not (folder / MANIFEST).exists()
        if fresh and folder.exists() and any(map(_is_foreign, folder.iterdir())):
            raise _refused(f"{folder} holds something else than results of a batch; choose another folder")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FolderLock(folder)
            self.locked = self._lock.take()
        except (PermissionError, FileExistsError, NotADirectoryError, FileNotFoundError) as error:
            raise _refused(f"{folder} cannot be used: {error.strerror or error}") from None
        try:
            self.manifest = Manifest(plan.name) if fresh else self._known_manifest()
            if (other := self.manifest.plan) != plan.name:
                message = f"{folder} holds results of the plan {other}, not of {plan.name}; choose another folder"
                raise _refused(message)
            self._open()
        except BaseException:
            if hasattr(self, "journal"):
                self.journal.close()
            self._lock.release()
            raise

    def _known_manifest(self) -> Manifest:
        """Return the manifest; one that is damaged is made anew from the parts that can be read in full."""
        try:
            return read_manifest(self.folder)
        except InputError:
            if not is_damaged(self.folder):
                raise
            return Manifest(self.plan.name, parts=recovered(self.folder))

    def _open(self) -> None:
        self.journal = Journal(self.folder / JOURNAL)
        remove_unnamed(self.folder, self.manifest.parts)
        held = {part.name: sound_headers(self.folder, part) for part in self.manifest.parts}
        self.damaged = [part for part in self.manifest.parts if not held[part.name]]
        self.parts = [part for part in self.manifest.parts if held[part.name]]
        self.headers: dict[str, Header] = {header.id: header for found in held.values() for header in found}
        self.headers |= self.journal.entries.headers
        self._tables: tuple[str, dict[str, dict[str, pa.Table]]] = ("", {})
        write_text(
            self.folder / PLAN, json.dumps({"schema_version": SCHEMA_VERSION} | self.plan.as_dict(), ensure_ascii=False)
        )
        if not (self.folder / MANIFEST).exists():
            self._write_manifest()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the journal and let others in."""
        self.journal.close()
        self._lock.release()

    # ---- what is there, what is missing ---------------------------------------------------------------------------

    def finished(self, runs: Iterable[PlannedRun]) -> list[PlannedRun]:
        """Return those of `runs` that are finished."""
        return [run for run in runs if run.id in self.headers]

    def forget(self, runs: Iterable[str]) -> None:
        """Count runs as not finished, so that they are executed again; what they left is replaced when they are."""
        for run in runs:
            self.headers.pop(run, None)

    def failed(self) -> set[str]:
        """Return the runs that failed."""
        return {path.stem for path in (self.folder / FAILED).glob("*.txt")}

    # ---- adding ---------------------------------------------------------------------------------------------------

    def add(self, frame: bytes) -> None:
        """Keep a finished run."""
        header = self.journal.append(frame)
        self.headers[header.id] = header

    def add_failure(self, run: PlannedRun, error: str) -> None:
        """Keep why a run failed, its scenario, and the command that repeats it."""
        folder = self.folder / FAILED
        folder.mkdir(exist_ok=True)
        scenario = self.plan.arm(run.arm).scenario
        write_text(folder / f"{run.id}.toml", scenario.to_toml())
        words = ("run", folder / f"{run.id}.toml", "--seed", run.seed, "--ticks", self.plan.ticks)
        command = command_line(*words, "--out", f"results/failed-{run.id[:8]}")
        write_text(folder / f"{run.id}.txt", f"arm {run.arm}, seed {run.seed}\nto repeat it: {command}\n\n{error}")

    def clear_failures(self, runs: Iterable[str]) -> None:
        """Forget that runs failed."""
        for run in runs:
            for ending in ("txt", "toml"):
                (self.folder / FAILED / f"{run}.{ending}").unlink(missing_ok=True)

    # ---- compaction -----------------------------------------------------------------------------------------------

    def compact(self) -> None:
        """Bring all finished runs of the plan into parts; runs that the plan does not name stay in the journal."""
        runs = self.plan.runs()
        wanted = [
            part
            for arm in self.plan.arms
            for part in self._wanted(arm.name, [run for run in runs if run.arm == arm.name])
        ]
        known = {part.name: part for part in self.parts}
        planned = {run.id for run in runs}
        spare = {run for part in self.parts for run in part.runs if run not in planned and run in self.headers}
        for run in spare - self.journal.entries.frames.keys():
            self.journal.append(pack(self.headers[run], self._tables_of(run)))
        made = [known.get(name) or self._write_part(arm, name, ids) for arm, name, ids in wanted]
        self.manifest.parts = made
        self._write_manifest()
        self.parts, self.damaged = made, []
        self._tables = ("", {})
        inside = {run for part in made for run in part.runs}
        if inside & self.journal.entries.frames.keys():
            self.journal.keep_only(self.journal.entries.frames.keys() - inside)
        remove_unnamed(self.folder, self.manifest.parts)

    def _wanted(self, arm: str, runs: Sequence[PlannedRun]) -> list[tuple[str, str, tuple[str, ...]]]:
        """Return arm, name and runs of each part an arm should have: fixed by the plan, of the finished among each
        hundred.
        """
        found = []
        for number, first in enumerate(range(0, len(runs), PART_RUNS)):
            ids = tuple(run.id for run in runs[first : first + PART_RUNS] if run.id in self.headers)
            if ids:
                made = [(run, self.headers[run].sha256, self.headers[run].fingerprint) for run in ids]
                mark = hashlib.sha256(json.dumps([arm, made]).encode()).hexdigest()[:8]
                found.append((arm, f"{arm}-{number:04d}-{mark}", ids))
        return found

    def _tables_of(self, run: str) -> dict[str, pa.Table]:
        """Return the tables of a finished run, from the journal or from the part it is in."""
        if run in self.journal.entries.frames:
            payload = payload_of(self.journal.read(run))
            if payload is None:
                message = "was damaged while the batch ran; run `clustersim batch` again"
                raise InputError([Problem(str(self.folder / JOURNAL), 0, run, message)])
            return read_tables(payload)
        part = next(part for part in self.parts if run in part.runs)
        if self._tables[0] != part.name:
            self._tables = (part.name, split_part(self.folder, part))
        return self._tables[1][run]

    def _write_part(self, arm: str, name: str, runs: tuple[str, ...]) -> StoredPart:
        return write_part(self.folder, arm, name, {self.headers[run]: self._tables_of(run) for run in runs})

    def _write_manifest(self) -> None:
        runs = self.plan.runs()
        done = [(run.arm, run.seed, self.headers[run.id].sha256) for run in runs if run.id in self.headers]
        manifest = self.manifest
        manifest.fingerprints = sorted({self.headers[run.id].fingerprint for run in runs if run.id in self.headers})
        manifest.counts = {
            "planned": len(runs),
            "finished": len(done),
            "failed": len(self.failed() & {run.id for run in runs}),
        }
        manifest.contents_sha256 = contents_hash(done)
        origins = dict.fromkeys(origin for arm in self.plan.arms for origin in extensions_of(arm.scenario))
        manifest.extensions = [origin._asdict() for origin in origins]
        manifest.clustersim, manifest.environment = __version__, environment()
        write_text(self.folder / MANIFEST, json.dumps(manifest.as_dict(), indent=1, ensure_ascii=False) + "\n")


def _is_foreign(path: Path) -> bool:
    """Say whether a file in a folder without a manifest is not one that a batch begins with."""
    return path.name not in (LOCK, JOURNAL, PLAN) and not path.name.startswith(".")


def _refused(message: str) -> InputError:
    return InputError([Problem("", 0, "--out", message)])
