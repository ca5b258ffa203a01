"""Recomputing the hashes of stored results: which parts are as they were written, and hold what their runs say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clustersim.batch.journal import read_frame, scan
from clustersim.batch.manifest import JOURNAL, contents_hash, read_manifest, read_plan
from clustersim.batch.parts import part_headers, sha256_of, split_part
from clustersim.batch.records import payload_of, read_tables
from clustersim.errors import InputError
from clustersim.runs.arrow import columns_of, digest_of
from clustersim.runs.files import MANIFEST
from clustersim.runs.stored import UNREADABLE

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from clustersim.batch.manifest import Manifest, StoredPart
    from clustersim.batch.plan import Plan
    from clustersim.batch.records import Header


@dataclass
class Verdict:
    """How much was looked at, and what is wrong, one line each."""

    runs: int = 0
    parts: int = 0
    problems: list[str] = field(default_factory=list)


def verify(folder: Path) -> Verdict:
    """Check plan and manifest, every part file against the manifest, every run's contents against its own hash, and the
    journal.

    Raises
    ------
    InputError
        If there is no manifest, or it is damaged.
    """
    manifest, found = read_manifest(folder), Verdict()
    headers: dict[str, Header] = {}
    for part in manifest.parts:
        found.parts += 1
        headers |= _verify_part(folder, part, found)
    journal = folder / JOURNAL
    entries = scan(journal)
    found.problems += [f"{journal}: unreadable from byte {at} on" for at in entries.damaged]
    if journal.exists() and journal.stat().st_size > entries.end:
        found.problems.append(f"{journal}: ends in the middle of a record (a writer was killed, or is writing now)")
    for run, place in entries.frames.items():
        found.runs += 1
        payload = payload_of(read_frame(journal, place))
        if payload is None or _hash_of(read_tables(payload)) != entries.headers[run].sha256:
            found.problems.append(f"{journal}: the contents of run {run} differ from its hash")
    try:
        plan = read_plan(folder)
    except InputError as error:
        found.problems += [str(problem) for problem in error.problems]
    else:
        if not found.problems and not entries.frames:
            found.problems += _about_all(folder, manifest, plan, headers)
    return found


def _verify_part(folder: Path, part: StoredPart, found: Verdict) -> dict[str, Header]:
    """Check the files of a part and the contents of its runs, and return what it says of them."""
    bad = [table for table, known in part.files.items() if sha256_of(part.path(folder, table)) != known]
    for table in bad:
        path = part.path(folder, table)
        what = "is not as it was written" if path.exists() else "is missing"
        found.problems.append(f"{path}: {what} ({len(part.runs)} runs of arm {part.arm})")
    if bad:
        return {}
    try:
        headers, tables = part_headers(folder, part), split_part(folder, part)
    except UNREADABLE as error:
        found.problems.append(f"{part.name}: cannot be read, as the manifest names it ({type(error).__name__})")
        return {}
    if [header.id for header in headers] != list(part.runs):
        found.problems.append(f"{part.name}: holds other runs than the manifest says")
        return {}
    for header in headers:
        found.runs += 1
        if _hash_of(tables[header.id]) != header.sha256:
            found.problems.append(
                f"{part.name}: the contents of run {header.id} (seed {header.seed}) differ from its hash"
            )
    return {header.id: header for header in headers}


def _about_all(folder: Path, manifest: Manifest, plan: Plan, headers: dict[str, Header]) -> list[str]:
    """Return what the manifest says of all runs and is not true; everything in parts is sound."""
    runs = plan.runs()
    if not headers.keys() <= {run.id for run in runs}:
        return []  # the plan was changed since, or this version of the model names its runs in another way
    done = [(run.arm, run.seed, headers[run.id].sha256) for run in runs if run.id in headers]
    problems = []
    if manifest.contents_sha256 != contents_hash(done):
        problems.append("contents_sha256 is not that of the runs that are here")
    if manifest.counts.get("finished") != len(done):
        problems.append(f"counts {manifest.counts.get('finished')} finished runs of the plan, {len(done)} are here")
    if manifest.plan != plan.name:
        problems.append(f"is of the plan {manifest.plan}, plan.json of {plan.name}")
    return [f"{folder / MANIFEST}: {problem}" for problem in problems]


def _hash_of(tables: dict[str, pa.Table]) -> str:
    return digest_of({name: columns_of(table) for name, table in tables.items()})
