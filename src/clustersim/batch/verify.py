"""Recomputing the hashes of stored results: which parts are as they were written, and hold what their runs say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from clustersim.batch.journal import read_frame, scan
from clustersim.batch.records import payload_of, read_tables
from clustersim.batch.store import JOURNAL, part_headers, read_manifest, sha256_of, split_part
from clustersim.runs.arrow import digest_of

if TYPE_CHECKING:
    from pathlib import Path

    from clustersim.runs.tables import Columns


@dataclass
class Verdict:
    """How much was looked at, and what is wrong, one line each."""

    runs: int = 0
    parts: int = 0
    problems: list[str] = field(default_factory=list)


def verify(folder: Path) -> Verdict:
    """Check every part file against the manifest, every run's contents against its own hash, and the journal."""
    manifest, found = read_manifest(folder), Verdict()
    for part in manifest.parts:
        found.parts += 1
        bad = [table for table, known in part.files.items() if sha256_of(part.path(folder, table)) != known]
        for table in bad:
            path = part.path(folder, table)
            found.problems.append(
                f"{path}: {'is not as it was written' if path.exists() else 'is missing'} ({len(part.runs)} runs "
                f"of arm {part.arm})"
            )
        if bad:
            continue
        tables = split_part(folder, part)
        for header in part_headers(folder, part):
            found.runs += 1
            if digest_of({name: columns_of(table) for name, table in tables[header.id].items()}) != header.sha256:
                found.problems.append(
                    f"{part.name}: the contents of run {header.id} (seed {header.seed}) differ from its hash"
                )
    journal = folder / JOURNAL
    entries = scan(journal)
    found.problems += [f"{journal}: unreadable from byte {at} on" for at in entries.damaged]
    if journal.exists() and journal.stat().st_size > entries.end:
        found.problems.append(f"{journal}: ends in the middle of a record (a writer was killed, or is writing now)")
    for run, place in entries.frames.items():
        found.runs += 1
        payload = payload_of(read_frame(journal, place))
        if (
            payload is None
            or digest_of({name: columns_of(table) for name, table in read_tables(payload).items()})
            != entries.headers[run].sha256
        ):
            found.problems.append(f"{journal}: the contents of run {run} differ from its hash")
    return found


def columns_of(table: pa.Table) -> Columns:
    """Return an Arrow table as the columns it was made from."""
    found: Columns = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        text = pa.types.is_string(column.type)
        found[name] = np.array(column.to_pylist(), dtype=object) if text else column.to_numpy()
    return found
