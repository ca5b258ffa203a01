"""What lies in a folder of results, read back: JSON that may be damaged, the manifest of a run, its tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clustersim.errors import InputError, Problem
from clustersim.runs.arrow import columns_of
from clustersim.runs.files import MANIFEST
from clustersim.scenario import Scenario
from clustersim.scenario.explain import explain
from clustersim.scenario.files.paths import dotted

if TYPE_CHECKING:
    from pathlib import Path

    from clustersim.runs.tables import Columns

NEEDED = ("case", "seed", "ticks_done", "events", "result_sha256")
TABLES, MEASURED = ("series", "firms", "institutions", "ties", "events"), ("measures", "clusters")
MISSING = "is missing"  # as `explain` says it
UNREADABLE = (OSError, ValueError, KeyError, TypeError, pa.ArrowException)  # what a damaged table ends in


class Stored(BaseModel):
    """Something that was written by the package; more than is needed here may stand there."""

    model_config = ConfigDict(strict=True, frozen=True)


class StoredTask(Stored):
    """A task as it stands in a stored scenario."""

    intensity: float = 1.0


class StoredSector(Stored):
    """A sector as it stands in a stored scenario."""

    key: str
    title: str = ""
    title_de: str = ""


class StoredOutline(Stored):
    """Of a stored scenario what can be told without the tasks of somebody's own that it may name."""

    title: str = ""
    title_de: str = ""
    policies: dict[str, StoredTask]
    sectors: list[StoredSector]


class StoredRun(Stored):
    """The manifest of a run, as far as anything is done with it."""

    stored_scenario: dict[str, Any] = Field(alias="case")
    seed: int = Field(ge=0, lt=2**64)
    ticks_done: int = Field(ge=0, lt=2**31)
    events: bool
    result_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    scenario: str = "run"
    tick_years: float = Field(0.25, gt=0, allow_inf_nan=False)
    fingerprint: str = ""
    environment: dict[str, str] = Field({})

    @property
    def outline(self) -> StoredOutline:
        """What of the scenario can be told whatever is installed here."""
        return StoredOutline.model_validate(self.stored_scenario)

    def whole_scenario(self) -> Scenario:
        """Return the scenario; InputError if it is damaged, or names a task that is not installed here."""
        return Scenario(**self.stored_scenario)


def read_json(path: Path) -> object:
    """Return what stands in a JSON file.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is no JSON.
    """
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return found


def check(data: object, model: type[BaseModel], file: Path, within: tuple[str, ...] = ()) -> list[Problem]:
    """Return what is wrong with something that the package wrote, a line for every place."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        found = {dotted((*within, *path)): text for path, text in explain(error, model).items()}
        missing = [key for key, text in found.items() if text == MISSING]
        wrong = {key: f"{text}; it is damaged" for key, text in found.items() if text != MISSING}
        named = {", ".join(missing): f"{'are' if len(missing) > 1 else 'is'} missing; it is damaged"} if missing else {}
        return [Problem(str(file), 0, key, text) for key, text in (named | wrong).items()]
    return []


def read_run(path: Path) -> StoredRun:
    """Return the manifest of a run; `path` is the file or the folder of the run.

    Raises
    ------
    InputError
        There is none, it is not that of a run, or it is damaged.
    """
    file = path / MANIFEST if path.is_dir() else path
    try:
        found = read_json(file)
    except FileNotFoundError:
        what = (
            "is not the folder of a run (of `clustersim run`): it has no manifest.json"
            if path != file
            else "no such file"
        )
        raise InputError([Problem(str(path), 0, "", what)]) from None
    except OSError as error:
        raise InputError([Problem(str(file), 0, "", f"cannot be read: {error.strerror or error}")]) from None
    except ValueError:
        raise InputError([Problem(str(file), 0, "", "is not the manifest of a run: no JSON")]) from None
    missing = [name for name in NEEDED if not isinstance(found, dict) or name not in found]
    if missing:
        batch = isinstance(found, dict) and "plan" in found
        hint = "; a batch is made again by `clustersim batch PLAN`" if batch else ""
        message = f"is not the manifest of a finished run: {', '.join(missing)} missing{hint}"
        raise InputError([Problem(str(file), 0, "", message)])
    assert isinstance(found, dict)
    problems = check(found, StoredRun, file) or check(found["case"], StoredOutline, file, ("case",))
    if problems:
        raise InputError(problems)
    return StoredRun.model_validate(found)


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """Return a table of a run; InputError if it cannot be read."""
    path = folder / f"{name}.parquet"
    try:
        return pd.read_parquet(path)
    except FileNotFoundError:
        raise InputError([Problem(str(path), 0, "", "is missing")]) from None
    except UNREADABLE as error:
        raise InputError([Problem(str(path), 0, "", f"is damaged: {str(error).splitlines()[0]}")]) from None


def stored_columns(folder: Path, name: str) -> Columns | None:
    """Return a table of a run as columns, None if there is none that can be read."""
    try:
        return columns_of(pq.read_table(folder / f"{name}.parquet"))
    except UNREADABLE:
        return None


def tables_of(told: StoredRun) -> tuple[str, ...]:
    """Return the tables that a run left."""
    output = told.stored_scenario.get("output")
    headline = not isinstance(output, dict) or output.get("metrics", "headline") == "headline"
    return TABLES if headline else (*TABLES, *MEASURED)
