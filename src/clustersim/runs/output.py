"""The results of a run as files: Parquet tables, and a manifest from which the run can be repeated.

A folder appears whole or not at all: tables are written into a hidden folder beside it, which is renamed at the end.
Rows are in a canonical order (birth number, tick), so equal results are equal files' contents; `result_sha256` in the
manifest is taken over these contents.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from clustersim.core.fingerprint import fingerprint
from clustersim.errors import InputError, OutputExistsError, Problem
from clustersim.spec.codes import Cause, Event, Kind, Origin, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustersim.core.columns import I64, U64
    from clustersim.world.state import World

SCHEMA_VERSION = 1
TABLES = ("series", "firms", "institutions", "ties", "events")
Columns = dict[str, np.ndarray[Any, Any]]


def hexadecimal(keys: U64) -> np.ndarray[Any, Any]:
    """Return keys as 16 hexadecimal characters, empty for 0 (nobody)."""
    return np.array([f"{int(key):016x}" if key else "" for key in keys], dtype=object)


def named(codes: np.ndarray[Any, Any], names: Mapping[int, str]) -> np.ndarray[Any, Any]:
    """Return the word of every code."""
    lookup = np.array([names.get(code, str(code)) for code in range(max(names) + 1)], dtype=object)
    return np.asarray(lookup[codes], dtype=object)


def series_table(world: World) -> Columns:
    """Return one row per tick and one column per metric."""
    names = list(dict.fromkeys(name for row in world.series for name in row))
    table = {name: np.array([row.get(name, np.nan) for row in world.series], dtype=np.float64) for name in names}
    table["tick"] = np.array([int(row["tick"]) for row in world.series], dtype=np.int64)
    return table


def firms_table(world: World, rows: I64 | None = None) -> Columns:
    """Return the living firms in the order of their birth."""
    a, grid = world.actors, world.grid
    chosen = world.firm_rows() if rows is None else rows
    chosen = chosen[np.argsort(a.birth[chosen])]
    cell = a.cell[chosen]
    names = (*world.institution_names, "")
    sectors = np.array(world.sectors.names, dtype=object)
    return {
        "birth": a.birth[chosen],
        "key": hexadecimal(a.key[chosen]),
        "sector": sectors[a.sector[chosen]],
        "column": cell % grid.columns,
        "row": cell // grid.columns,
        "x_km": grid.x()[cell],
        "y_km": grid.y()[cell],
        "employees": a.employees[chosen],
        "knowledge": a.knowledge[chosen],
        "age_years": a.age[chosen],
        "openness": a.openness[chosen],
        "trust": a.trust[chosen],
        "absorption": a.absorption[chosen],
        "credit_constrained": a.constrained[chosen],
        "technology_x": a.technology_x[chosen],
        "technology_y": a.technology_y[chosen],
        "origin": named(a.origin[chosen], words(Origin)),
        "parent": hexadecimal(a.parent[chosen]),
        "entered_tick": a.entered[chosen],
        "chamber": np.array([names[int(row)] for row in a.chamber[chosen]], dtype=object),
        "outside_ties": a.outside[chosen],
        "supports": a.supports[chosen],
        "tenant": a.centre[chosen] >= 0,
        "graduate": a.graduate[chosen],
        "credit_relief": a.relief[chosen],
        "skills": a.skills[chosen],
        "advised": a.advised[chosen],
        "project": a.project[chosen],
        "adopted_project": a.adopted[chosen],
        "degree": a.degree[chosen],
        "tie_strength": a.strength[chosen],
    }


def institutions_table(world: World) -> Columns:
    """Return universities, institutes and chambers, and what they are tied to."""
    a, rows, grid = world.actors, np.arange(world.institutions), world.grid
    cell = a.cell[rows]
    return {
        "birth": a.birth[rows],
        "key": hexadecimal(a.key[rows]),
        "name": np.array(world.institution_names, dtype=object),
        "kind": named(a.kind[rows], words(Kind)),
        "x_km": grid.x()[cell],
        "y_km": grid.y()[cell],
        "employees": a.employees[rows],
        "degree": a.degree[rows],
        "tie_strength": a.strength[rows],
    }


def ties_table(world: World) -> Columns:
    """Return the ties; `a` is the end that was born first."""
    a, ties = world.actors, world.ties
    swap = a.birth[ties.a] > a.birth[ties.b]
    first, second = np.where(swap, ties.b, ties.a), np.where(swap, ties.a, ties.b)
    order = np.lexsort((a.birth[second], a.birth[first]))
    first, second = first[order], second[order]
    kinds = words(Kind)
    return {
        "a_birth": a.birth[first],
        "b_birth": a.birth[second],
        "a_key": hexadecimal(a.key[first]),
        "b_key": hexadecimal(a.key[second]),
        "a_kind": named(a.kind[first], kinds),
        "b_kind": named(a.kind[second], kinds),
        "strength": ties.strength[order],
        "born_tick": ties.born[order],
        "cause": named(ties.cause[order], words(Cause)),
    }


def events_table(raw: Columns, columns: int) -> Columns:
    """Return drained events with words instead of codes; cells as column and row (-1 where there is no place)."""
    nowhere = raw["cell"] < 0
    return {
        "tick": raw["tick"],
        "event": named(raw["event"], words(Event)),
        "actor": hexadecimal(raw["actor"]),
        "other": hexadecimal(raw["other"]),
        "column": np.where(nowhere, -1, raw["cell"] % columns),
        "row": np.where(nowhere, -1, raw["cell"] // columns),
        "cause": named(raw["cause"], words(Cause)),
        "value": raw["value"],
    }


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
    arrays = {}
    for name, values in table.items():
        arrays[name] = (
            pa.array(values.tolist(), type=pa.string())
            if values.dtype == object
            else pa.array(np.ascontiguousarray(values))
        )
    return pa.table(arrays).replace_schema_metadata({"schema_version": str(SCHEMA_VERSION), "made_by": "clustersim"})


def environment() -> dict[str, str]:
    """Return the versions that a result may depend on."""
    found = {"python": platform.python_version(), "platform": platform.platform(), "machine": platform.machine()}
    for package in ("numpy", "numba", "scipy", "mesa", "pyarrow"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def make_manifest(world: World, *, ticks: int, status: str, seconds: float, package_version: str) -> dict[str, Any]:
    """Return what is needed to repeat and to judge a run."""
    return {
        "schema_version": SCHEMA_VERSION,
        "clustersim": package_version,
        "fingerprint": fingerprint(),
        "scenario": world.scenario.name,
        "seed": world.seed,
        "ticks_planned": ticks,
        "ticks_done": world.tick,
        "tick_years": world.dt,
        "status": status,
        "seconds": round(seconds, 3),
        "events": world.events.active,
        "environment": environment(),
        "command": f"clustersim run {world.scenario.name} --seed {world.seed} --ticks {ticks}",
        "case": world.scenario.as_dict(),
        "argv": sys.argv[1:],
    }
