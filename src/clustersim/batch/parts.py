"""Parts: finished runs of one arm in a Parquet file a table, written once and never changed."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clustersim.batch.manifest import SCHEMA_VERSION, StoredPart
from clustersim.batch.records import Header
from clustersim.runs.files import NEW, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PART_RUNS = 100
TABLES = ("runs", "series", "measures", "clusters", "firms_start", "firms", "institutions", "ties", "events")
MARK = re.compile(r"-\d{4}-[0-9a-f]{8}\.parquet$")


def sha256_of(path: Path) -> str:
    """Return the hash of a file, empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def write_part(folder: Path, arm: str, name: str, runs: Mapping[Header, dict[str, pa.Table]]) -> StoredPart:
    """Write the tables of some runs of an arm, and one of the runs themselves, as a part."""
    rows: dict[str, list[pa.Table]] = {}
    for header, tables in runs.items():
        for table, found in tables.items():
            rows.setdefault(table, []).append(labelled(found, arm, header.seed, header.id))
    rows["runs"] = [
        pa.table(
            {
                "arm": pa.array([arm] * len(runs), pa.string()),
                "seed": pa.array([header.seed for header in runs], pa.int64()),
                "run": [header.id for header in runs],
                "sha256": [header.sha256 for header in runs],
                "fingerprint": [header.fingerprint for header in runs],
                "seconds": [header.seconds for header in runs],
            }
        )
    ]
    files: dict[str, str] = {}
    part = StoredPart(arm, name, tuple(header.id for header in runs), files)
    for table, found in rows.items():
        together = pa.concat_tables(found, promote_options="default").replace_schema_metadata(
            {"schema_version": str(SCHEMA_VERSION), "made_by": "clustersim"}
        )
        with whole(part.path(folder, table)) as beside:
            pq.write_table(together, beside, compression="zstd", write_page_checksum=True)
            files[table] = sha256_of(beside)
    return part


def remove_unnamed(folder: Path, parts: Sequence[StoredPart]) -> None:
    """Remove what an interrupted compaction left behind: files of tables that belong to none of these parts."""
    named = {part.path(folder, table) for part in parts for table in part.files}
    for table in TABLES:
        for path in (folder / table).glob("*"):
            left = path.name.startswith(NEW) or path.name.endswith(".parquet.new")  # of a writer that was killed
            if (left or MARK.search(path.name)) and path not in named:
                path.unlink()


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
