"""Stored results as tidy frames: `load(folder)`. Reads parts and journal, of a batch that is finished or not."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from clustersim.batch.journal import read_frame, scan
from clustersim.batch.manifest import FAILED, JOURNAL, Manifest, read_manifest, read_plan
from clustersim.batch.parts import labelled, sha256_of
from clustersim.batch.records import payload_of, read_tables
from clustersim.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from os import PathLike

    from clustersim.batch.journal import Entries
    from clustersim.batch.manifest import StoredPart
    from clustersim.batch.plan import Plan
    from clustersim.batch.plan_parts import Arm, PlannedRun

KEYS = ("arm", "seed", "run")
LAST_YEARS = 1.0  # `end` is the mean of the last year
NEEDED = ("runs", "series")  # a run without one of them counts in no table: it would be finished without results
WITH_LEVELS = ("runs", "series")  # tables that say what a sweep set in each arm


def load(folder: str | PathLike[str]) -> Results:
    """Return the results of a batch.

    Raises
    ------
    InputError
        If there are none, or the manifest cannot be read. A damaged part is left out with a warning.
    """
    path = Path(folder)
    return Results(path, read_manifest(path), read_plan(path))


@dataclass
class Results:
    """The results of a batch; tables are read when they are first looked at."""

    folder: Path
    manifest: Manifest
    plan: Plan
    _read: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)
    _checked: dict[Path, bool] = field(default_factory=dict, repr=False)  # whether a file is as it was written
    _wide: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        """Return whose results they are and how many runs are finished, in a line; no table is read."""
        there = self._journal.frames.keys() | {run for part in self.manifest.parts for run in part.runs}
        finished = len(there & {run.id for run in self._planned})
        return f"<Results in {str(self.folder)!r}: {finished:,} runs finished of {repr(self.plan)[1:-1]}>"

    @property
    def runs(self) -> pd.DataFrame:
        """One row per finished run: arm, seed, run, sha256, fingerprint, seconds."""
        return self.table("runs")

    @property
    def series(self) -> pd.DataFrame:
        """One row per run and tick, one column per metric (`clustersim metrics` says what each is)."""
        return self.table("series")

    @property
    def measures(self) -> pd.DataFrame:
        """The standard or full set of measures at start, middle and end, one row per run, tick and metric."""
        return self.table("measures")

    @property
    def clusters(self) -> pd.DataFrame:
        """Life lines of the clusters on the map."""
        return self.table("clusters")

    @property
    def firms(self) -> pd.DataFrame:
        """Firms at the end of each run."""
        return self.table("firms")

    @property
    def firms_start(self) -> pd.DataFrame:
        """Firms at the start of each run."""
        return self.table("firms_start")

    @property
    def ties(self) -> pd.DataFrame:
        """Ties at the end of each run."""
        return self.table("ties")

    @property
    def events(self) -> pd.DataFrame:
        """What happened, with its cause."""
        return self.table("events")

    @property
    def failed(self) -> list[str]:
        """The runs that failed."""
        return sorted(path.stem for path in (self.folder / FAILED).glob("*.txt"))

    @property
    def journal_runs(self) -> int:
        """How many runs are in the journal."""
        return len(self._journal.frames)

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one table (or some of its columns) of all finished runs, in the order of arms and seeds."""
        if columns is not None:
            return self._frame(name, columns)
        if name not in self._read:
            self._read[name] = self._frame(name, None)
        return self._read[name]

    def metric(self, name: str) -> pd.DataFrame:
        """Return one metric of the series as a table: a row per tick (index: years), a column per (arm, seed)."""
        if name in self._wide:
            return self._wide[name]
        known = self.metrics
        if name not in known:
            raise InputError(
                [
                    Problem(
                        "",
                        0,
                        "--metric",
                        f"{name} is no metric of these results; there are: "
                        f"{', '.join(known)}.{did_you_mean(name, known)}",
                    )
                ]
            )
        long = self.table("series", ("years", name)) if "series" not in self._read else self.series
        self._wide[name] = long.pivot(index="years", columns=["arm", "seed"], values=name).sort_index()
        return self._wide[name]

    @cached_property
    def costs(self) -> dict[str, float]:
        """Public cost of every arm over the whole run in EUR, mean over seeds."""
        total = self.metric("cost").sum().groupby(level="arm", observed=True).mean()
        return {str(arm): float(cost) for arm, cost in total.items()}

    @cached_property
    def metrics(self) -> list[str]:
        """The metrics of the series, of whatever arm."""
        names = dict.fromkeys(name for table in self._tables("series", None) for name in table.column_names)
        return [name for name in names if name not in (*KEYS, "tick", "years")]

    def arm(self, name: str) -> Arm:
        """Return an arm; InputError if there is none of this name."""
        names = [arm.name for arm in self.plan.arms]
        if name not in names:
            shown = ", ".join(names[:20]) + (" ..." if len(names) > 20 else "")
            raise InputError(
                [
                    Problem(
                        "", 0, "", f"{name} is no arm of these results; there are: {shown}.{did_you_mean(name, names)}"
                    )
                ]
            )
        return self.plan.arm(name)

    # ---- reading --------------------------------------------------------------------------------------------------

    def _frame(self, name: str, columns: Sequence[str] | None) -> pd.DataFrame:
        tables = list(self._tables(name, columns))
        if not tables:
            raise InputError([Problem(str(self.folder), 0, name, self._why_missing(name))])
        frame: pd.DataFrame = pa.concat_tables(tables, promote_options="default").to_pandas()
        order = {arm.name: place for place, arm in enumerate(self.plan.arms)}
        frame["arm"] = pd.Categorical(frame["arm"], categories=list(order))
        frame = frame[frame["arm"].notna()]  # of arms that an earlier version of the plan had
        frame = frame.sort_values(["arm", "seed"], kind="stable", ignore_index=True)
        frame["arm"] = frame["arm"].astype(str)
        if name in WITH_LEVELS and columns is None:
            for key, values in levels_of(self.plan).items():
                frame[key] = frame["arm"].map(values)
        unpaid = [column for column in frame.columns if str(column).startswith("cost_")] if name == "series" else []
        frame[unpaid] = frame[unpaid].fillna(0.0)  # an arm that does not know a task has paid nothing for it
        return frame

    def _why_missing(self, name: str) -> str:
        if not self._planned:
            return "is empty: the plan has no runs"
        if name in ("firms", "firms_start", "institutions", "ties", "events") and any(
            True for _ in self._tables("runs", None)
        ):
            return (
                f"was not kept; set outputs.{'firms' if name in ('institutions', 'firms_start') else name} = true in "
                "the plan and run it again"
            )
        if name in ("measures", "clusters") and any(True for _ in self._tables("runs", None)):
            return 'was not kept; set outputs.metrics = "standard" or "full" in the plan and run it again'
        return "is empty: no run is finished; `clustersim status` says what is there"

    def _tables(self, name: str, columns: Sequence[str] | None) -> Iterator[pa.Table]:
        inside: set[str] = set()
        for part in self.manifest.parts:
            if name not in part.files:
                continue
            inside |= set(part.runs)
            needed = [table for table in dict.fromkeys((name, *NEEDED)) if table in part.files]
            if not all(self._sound(part, table) for table in needed):
                continue
            path = part.path(self.folder, name)
            known = pq.read_schema(path).names
            yield pq.read_table(path, columns=None if columns is None else _there([*KEYS, *columns], known))
        yield from self._from_journal(name, columns, inside)

    def _sound(self, part: StoredPart, table: str) -> bool:
        """Say whether a file of a part is as it was written; the first time it is not, a warning says so."""
        path = part.path(self.folder, table)
        if path not in self._checked:
            self._checked[path] = sha256_of(path) == part.files[table]
            if not self._checked[path]:
                what = "damaged" if path.exists() else "missing"
                warnings.warn(
                    f"{path} is {what} and left out; `clustersim verify` names all such files, `clustersim "
                    "batch` mends them",
                    stacklevel=5,
                )
        return self._checked[path]

    def _from_journal(self, name: str, columns: Sequence[str] | None, inside: set[str]) -> Iterator[pa.Table]:
        """Yield the table of runs of the plan that are in the journal only."""
        for run in self._planned:
            place = self._journal.frames.get(run.id)
            if place is None or run.id in inside:
                continue
            if name == "runs":
                header = self._journal.headers[run.id]
                yield pa.table(
                    {
                        "arm": [run.arm],
                        "seed": [run.seed],
                        "run": [run.id],
                        "sha256": [header.sha256],
                        "fingerprint": [header.fingerprint],
                        "seconds": [header.seconds],
                    }
                )
                continue
            payload = payload_of(read_frame(self.folder / JOURNAL, place))
            tables = {} if payload is None else read_tables(payload)
            if name in tables:
                table = labelled(tables[name], run.arm, run.seed, run.id)
                yield table if columns is None else table.select(_there([*KEYS, *columns], table.column_names))

    @cached_property
    def _planned(self) -> list[PlannedRun]:
        return self.plan.runs()

    @cached_property
    def _journal(self) -> Entries:
        return scan(self.folder / JOURNAL)


def levels_of(plan: Plan) -> dict[str, dict[str, object]]:
    """Return what a grid or sample set, by dotted key and arm; empty for other designs."""
    found: dict[str, dict[str, object]] = {}
    for arm in plan.arms:
        for key, value in arm.settings:
            if arm.swept and "." in key:
                found.setdefault(key, {})[arm.name] = value
    return found


def _there(wanted: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return the columns that a table has: what a task or metric of somebody's own reports, only some arms have."""
    return [name for name in wanted if name in known]
