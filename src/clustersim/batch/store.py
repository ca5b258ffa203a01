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

import errno
import hashlib
import json
import re
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import BaseFileLock, FileLock, Timeout

from clustersim.batch.journal import Journal, scan
from clustersim.batch.plan import Plan, PlannedRun, plan_from
from clustersim.batch.records import Header, pack, payload_of, read_tables
from clustersim.batch.stored import StoredManifest, StoredPlan
from clustersim.errors import InputError, OutputExistsError, Problem
from clustersim.runs.extensions import extensions_of, fingerprint_of
from clustersim.runs.files import MANIFEST, NEW, whole, write_text
from clustersim.runs.manifest import environment
from clustersim.runs.stored import check, read_json
from clustersim.texts import command_line
from clustersim.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

SCHEMA_VERSION = 1
PART_RUNS = 100
PLAN, JOURNAL, LOCK, FAILED = "plan.json", "journal.bin", ".lock", "failed"
TABLES = ("runs", "series", "measures", "clusters", "firms_start", "firms", "institutions", "ties", "events")
NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP}  # what a file system without locks answers
MARK = re.compile(r"-\d{4}-[0-9a-f]{8}\.parquet$")


@dataclass(frozen=True)
class StoredPart:
    """Some runs of one arm: their numbers in the order of seeds, and the hash of each of its files."""

    arm: str
    name: str
    runs: tuple[str, ...]
    files: dict[str, str]  # table: SHA-256

    def path(self, folder: Path, table: str) -> Path:
        """Return the file of one table."""
        return folder / table / f"{self.name}.parquet"


@dataclass
class Manifest:
    """What a folder of results says of itself."""

    plan: str
    fingerprints: list[str] = field(default_factory=list)
    parts: list[StoredPart] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    contents_sha256: str = ""
    clustersim: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    extensions: list[dict[str, str]] = field(default_factory=list)  # tasks, metrics, phases that are not of the package
    seconds: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """Return it as it is written."""
        return {
            "schema_version": SCHEMA_VERSION,
            "kind": "batch",
            **vars(self),
            "parts": [vars(part) for part in self.parts],
        }


MEND = "run the same `clustersim batch` again to mend it"


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder; InputError if there is none, or one that cannot be read."""
    path = folder / MANIFEST
    try:
        data = read_json(path)
    except FileNotFoundError:
        what = "no such folder" if not folder.exists() else "holds no results of a batch (no manifest.json)"
        raise InputError([Problem(str(folder), 0, "", f"{what}; `clustersim batch PLAN` makes one")]) from None
    except (OSError, ValueError) as error:
        raise InputError([Problem(str(path), 0, "", f"is damaged ({type(error).__name__}); {MEND}")]) from None
    if not isinstance(data, dict):
        raise InputError([Problem(str(path), 0, "", f"is damaged; {MEND}")])
    if "kind" not in data and "result_sha256" in data:
        message = "holds a single run, not a batch; `clustersim batch PLAN` makes one"
        raise InputError([Problem(str(folder), 0, "", message)])
    version = data.get("schema_version")
    if type(version) is int and version > SCHEMA_VERSION:
        message = f"is {version}; this version of clustersim reads up to {SCHEMA_VERSION}: update it"
        raise InputError([Problem(str(path), 0, "schema_version", message)])
    if problems := check(data, StoredManifest, path):
        raise InputError([*problems, Problem(str(path), 0, "", MEND)])
    known = dict(StoredManifest.model_validate(data)) | {
        "parts": [StoredPart(part["arm"], part["name"], tuple(part["runs"]), part["files"]) for part in data["parts"]]
    }
    return Manifest(**{name: value for name, value in known.items() if name not in ("schema_version", "kind")})


def read_plan(folder: Path) -> Plan:
    """Return the plan of a folder; InputError if it cannot be read."""
    path = folder / PLAN
    try:
        data = read_json(path)
    except (OSError, ValueError) as error:
        message = f"is damaged or missing ({type(error).__name__}); {MEND}"
        raise InputError([Problem(str(path), 0, "", message)]) from None
    problems = check(data, StoredPlan, path)
    if not problems and isinstance(data, dict):
        try:
            return plan_from(data)
        except InputError as error:
            problems = [Problem(str(path), 0, each.key, f"{each.message}; it is damaged") for each in error.problems]
    raise InputError([*problems, Problem(str(path), 0, "", MEND)])


def sha256_of(path: Path) -> str:
    """Return the hash of a file, empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def is_begun(folder: Path, plan: Plan) -> bool:
    """Say whether a folder holds the beginning (or all) of this very plan, made by this version of the model."""
    try:
        manifest = read_manifest(folder)
        wanted = {run.id for run in plan.runs()}
        if manifest.plan != plan.name or {run.id for run in read_plan(folder).runs()} != wanted:
            return False
    except InputError:
        return False
    ours = {fingerprint_of(arm.scenario) for arm in plan.arms}
    journal = scan(folder / JOURNAL).headers.values()
    return {*manifest.fingerprints, *(header.fingerprint for header in journal)} <= ours


def _acquired(lock: BaseFileLock) -> bool:
    """Take a lock; return False where the file system has none (some network drives and shares of containers)."""
    try:
        lock.acquire(timeout=0)
    except NotImplementedError:
        return False
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return False
    return True


def clear(folder: Path) -> None:
    """Take everything away from a folder of results; OutputExistsError if a batch is being written to it."""
    lock = FileLock(folder / LOCK)
    try:
        _acquired(lock)
    except Timeout:
        raise OutputExistsError(f"{folder} is being written by another command; wait for it") from None
    try:
        # the manifest goes last: a folder that is half cleared still counts as one of results
        for path in sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST):
            if path.name == LOCK:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    finally:
        lock.release()


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
        if (
            fresh
            and folder.exists()
            and any(
                path.name not in (LOCK, JOURNAL, PLAN) and not path.name.startswith(".") for path in folder.iterdir()
            )
        ):
            raise InputError(
                [
                    Problem(
                        "", 0, "--out", f"{folder} holds something else than results of a batch; choose another folder"
                    )
                ]
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / LOCK)
            self.locked = _acquired(self._lock)
        except Timeout:
            raise OutputExistsError(
                f"{folder} is being written by another `clustersim batch`; wait for it or choose another folder "
                "with --out"
            ) from None
        except (PermissionError, FileExistsError, NotADirectoryError, FileNotFoundError) as error:
            raise InputError([Problem("", 0, "--out", f"{folder} cannot be used: {error.strerror or error}")]) from None
        try:
            self.manifest = Manifest(plan.name) if fresh else self._known_manifest()
            if self.manifest.plan != plan.name:
                raise InputError(
                    [
                        Problem(
                            "",
                            0,
                            "--out",
                            f"{folder} holds results of the plan {self.manifest.plan}, not of {plan.name}; "
                            "choose another folder",
                        )
                    ]
                )
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
            if not self._is_damaged():
                raise
            return Manifest(self.plan.name, parts=recovered(self.folder))

    def _is_damaged(self) -> bool:
        """Say whether a manifest that cannot be read is ours: not that of a single run, or of a later version."""
        try:
            said = read_json(self.folder / MANIFEST)
        except (OSError, ValueError):
            return True
        if not isinstance(said, dict):
            return True
        version = said.get("schema_version")
        later = said.get("kind") == "batch" and type(version) is int and version > SCHEMA_VERSION
        return "result_sha256" not in said and not later

    def _open(self) -> None:
        self.journal = Journal(self.folder / JOURNAL)
        self._remove_unnamed()
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
        seeds = {run.id: run.seed for run in runs}
        made = [known.get(name) or self._write_part(arm, name, ids, seeds) for arm, name, ids in wanted]
        self.manifest.parts = made
        self._write_manifest()
        self.parts, self.damaged = made, []
        self._tables = ("", {})
        inside = {run for part in made for run in part.runs}
        if inside & self.journal.entries.frames.keys():
            self.journal.keep_only(self.journal.entries.frames.keys() - inside)
        self._remove_unnamed()

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
                raise InputError(
                    [
                        Problem(
                            str(self.folder / JOURNAL),
                            0,
                            run,
                            "was damaged while the batch ran; run `clustersim batch` again",
                        )
                    ]
                )
            return read_tables(payload)
        part = next(part for part in self.parts if run in part.runs)
        if self._tables[0] != part.name:
            self._tables = (part.name, split_part(self.folder, part))
        return self._tables[1][run]

    def _write_part(self, arm: str, name: str, runs: tuple[str, ...], seeds: dict[str, int]) -> StoredPart:
        rows: dict[str, list[pa.Table]] = {}
        for run in runs:
            for table, found in self._tables_of(run).items():
                rows.setdefault(table, []).append(labelled(found, arm, seeds[run], run))
        headers = [self.headers[run] for run in runs]
        rows["runs"] = [
            pa.table(
                {
                    "arm": pa.array([arm] * len(runs), pa.string()),
                    "seed": pa.array([seeds[run] for run in runs], pa.int64()),
                    "run": list(runs),
                    "sha256": [header.sha256 for header in headers],
                    "fingerprint": [header.fingerprint for header in headers],
                    "seconds": [header.seconds for header in headers],
                }
            )
        ]
        files: dict[str, str] = {}
        part = StoredPart(arm, name, runs, files)
        for table, found in rows.items():
            path = part.path(self.folder, table)
            together = pa.concat_tables(found, promote_options="default").replace_schema_metadata(
                {"schema_version": str(SCHEMA_VERSION), "made_by": "clustersim"}
            )
            with whole(path) as beside:
                pq.write_table(together, beside, compression="zstd", write_page_checksum=True)
                files[table] = sha256_of(beside)
        return part

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

    def _remove_unnamed(self) -> None:
        """Remove what an interrupted compaction left behind: files of tables that the manifest does not name."""
        named = {part.path(self.folder, table) for part in self.manifest.parts for table in part.files}
        for table in TABLES:
            for path in (self.folder / table).glob("*"):
                left = path.name.startswith(NEW) or path.name.endswith(".parquet.new")  # of a writer that was killed
                if (left or MARK.search(path.name)) and path not in named:
                    path.unlink()


def contents_hash(done: Sequence[tuple[str, int, str]]) -> str:
    """Return a hash of finished runs, given as arm, seed and hash of their contents."""
    return hashlib.sha256(json.dumps(sorted(done)).encode()).hexdigest()


def labelled(table: pa.Table, arm: str, seed: int, run: str) -> pa.Table:
    """Return a table of one run with the columns arm, seed and run before the others."""
    count = table.num_rows
    names = pa.array(np.zeros(count, np.int32))
    first = [
        pa.DictionaryArray.from_arrays(names, pa.array([arm])).cast(pa.string()),
        pa.array(np.full(count, seed, np.int64)),
    ]
    first.append(pa.DictionaryArray.from_arrays(names, pa.array([run])).cast(pa.string()))
    return pa.table([*first, *table.columns], names=["arm", "seed", "run", *table.column_names])


def sound(folder: Path, part: StoredPart) -> bool:
    """Say whether all files of a part are as they were written."""
    return all(sha256_of(part.path(folder, table)) == known for table, known in part.files.items())


def sound_headers(folder: Path, part: StoredPart) -> list[Header]:
    """Return what a part says of its runs; nothing if it is not as it was written, or holds other runs."""
    if not {"runs", "series"} <= part.files.keys() or not sound(folder, part):
        return []
    headers = part_headers(folder, part)
    return headers if [header.id for header in headers] == list(part.runs) else []


def recovered(folder: Path) -> list[StoredPart]:
    """Return the parts in a folder without a readable manifest: those whose pages all pass their checksums."""
    found = []
    for path in sorted((folder / "runs").glob("*.parquet")):
        files = [folder / table / path.name for table in TABLES if (folder / table / path.name).exists()]
        try:
            tables = {file.parent.name: pq.ParquetFile(file, page_checksum_verification=True).read() for file in files}
        except (OSError, pa.ArrowException):
            continue
        runs = tables["runs"].to_pydict()
        if runs["arm"]:
            found.append(
                StoredPart(
                    runs["arm"][0], path.stem, tuple(runs["run"]), {file.parent.name: sha256_of(file) for file in files}
                )
            )
    return found


def part_headers(folder: Path, part: StoredPart) -> list[Header]:
    """Return what a part says of its runs."""
    rows = pq.read_table(part.path(folder, "runs")).to_pylist()
    return [Header(row["run"], row["seed"], row["fingerprint"], row["sha256"], row["seconds"]) for row in rows]


def split_part(folder: Path, part: StoredPart) -> dict[str, dict[str, pa.Table]]:
    """Return the tables of every run of a part, as they were before they were put together."""
    found: dict[str, dict[str, pa.Table]] = {run: {} for run in part.runs}
    for table in part.files:
        if table == "runs":
            continue
        whole = pq.read_table(part.path(folder, table)).replace_schema_metadata(None)
        for run in part.runs:
            own = whole.filter(pc.equal(whole["run"], run)).drop_columns(["arm", "seed", "run"]).combine_chunks()
            lacking = [name for name in own.column_names if own[name].null_count == own.num_rows > 0]
            found[run][table] = own.drop_columns(lacking) if table == "series" else own  # what only other runs measured
    return found
