"""A run again, from its manifest, and whether it gave the same."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustersim.errors import InputError, Problem
from clustersim.runs.extensions import fingerprint_of
from clustersim.runs.manifest import environment
from clustersim.runs.run import run_scenario
from clustersim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

NEEDED = ("case", "seed", "ticks_done", "events", "result_sha256")


@dataclass(frozen=True)
class Repeat:
    """What a run gave when it was repeated, and what differs in how it was made."""

    scenario: str
    seed: int
    ticks: int
    before: str  # result_sha256 of the manifest
    now: str
    differences: tuple[str, ...]  # versions that are not those of the manifest, in words

    @property
    def same(self) -> bool:
        """Whether all tables have the same contents."""
        return self.before == self.now


def read_run_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest of a run; `path` is the file or the folder of the run.

    Raises
    ------
    InputError
        There is none, or it is not that of a run.
    """
    file = path / "manifest.json" if path.is_dir() else path
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError([Problem(str(file), 0, "", f"cannot be read: {error.strerror or error}")]) from None
    except ValueError:
        raise InputError([Problem(str(file), 0, "", "is not the manifest of a run: no JSON")]) from None
    missing = [name for name in NEEDED if not isinstance(found, dict) or name not in found]
    if missing:
        hint = (
            "; a batch is made again by `clustersim batch PLAN`" if isinstance(found, dict) and "plan" in found else ""
        )
        message = f"is not the manifest of a finished run: {', '.join(missing)} missing{hint}"
        raise InputError([Problem(str(file), 0, "", message)])
    return dict(found)


def repeat_run(path: Path, progress: Callable[[int], object] | None = None) -> Repeat:
    """Simulate once more what a manifest describes, as far as the run went, and compare the hashes of the results."""
    told = read_run_manifest(path)
    scenario = Scenario(**told["case"])
    with tempfile.TemporaryDirectory() as scratch:
        done = run_scenario(
            scenario,
            int(told["seed"]),
            Path(scratch) / "again",
            ticks=int(told["ticks_done"]),
            events=bool(told["events"]),
            metrics=scenario.output.metrics,
            progress=progress,
        )
    different = _differences(told, fingerprint_of(scenario))
    return Repeat(scenario.name, told["seed"], told["ticks_done"], told["result_sha256"], done.sha256, different)


def _differences(told: dict[str, Any], model: str) -> tuple[str, ...]:
    then, now = dict(told.get("environment", {})), environment()
    found = [f"{name} {then[name]} then, {now[name]} now" for name in now if name in then and then[name] != now[name]]
    if told.get("fingerprint") != model:
        found.insert(0, f"model {told.get('fingerprint')} then, {model} now")
    return tuple(found)
