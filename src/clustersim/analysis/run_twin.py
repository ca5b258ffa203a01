"""The run of a folder beside its twin: the same region and seed without policy, found or run now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clustersim.analysis.told_run import ToldRun
from clustersim.errors import InputError, Problem
from clustersim.runs.extensions import fingerprint_of
from clustersim.runs.run import run_scenario
from clustersim.runs.stored import read_run, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustersim.runs.stored import StoredRun
    from clustersim.scenario import Scenario
    from clustersim.texts import Language

TWIN = "without-policy"  # folder inside that of the run, where its twin is kept
NAMES = ("name", "title", "title_de", "description", "output")  # of a scenario: they say nothing about what happens


class BesideTwin(NamedTuple):
    """A run, and where its twin is: None if the run has no policy, and so no twin."""

    told: ToldRun
    twin: Path | None
    made_now: bool


def is_run(folder: Path) -> bool:
    """Say whether a folder holds a single run, not a batch."""
    try:
        read_run(folder)
    except InputError:
        return False
    return True


def read_beside_twin(folder: Path, language: Language = "en") -> BesideTwin:
    """Return the run of a folder with its twin without policy: one of an earlier run, or simulated and kept now.

    A twin is looked for in the folder of the run and in those beside it and beside its parent. Raises InputError if
    there is no run, it kept no events, or another version of the model made it.
    """
    manifest = read_run(folder)
    if not manifest.events:
        raise InputError([Problem(str(folder), 0, "", "holds a run without events; run it again with --events")])
    scenario, seed, ticks = manifest.whole_scenario(), manifest.seed, manifest.ticks_done
    title = (scenario.title_de if language == "de" else "") or scenario.title or scenario.name
    told = ToldRun(
        scenario.name,
        seed,
        read_table(folder, "events"),
        None,
        scenario.tick_years,
        tuple(scenario.policies),
        language,
        title,
    )
    if not scenario.tasks_on():
        return BesideTwin(told, None, made_now=False)
    without = scenario.changed_by({"policies": {}})
    found = next((other for other in _near(folder) if _is_twin(other, without, manifest)), None)
    if found is None:
        _check_version(folder, manifest, scenario)
        run_scenario(without, seed, folder / TWIN, ticks=ticks, events=True, replace=True)
    twin = found or folder / TWIN
    told.baseline = read_table(twin, "events")
    return BesideTwin(told, twin, made_now=found is None)


def _near(folder: Path) -> Iterator[Path]:
    """Yield the folders in which a twin may lie: inside the run, beside it, and beside its scenario's."""
    here = folder.resolve()
    yield folder / TWIN
    for pattern in ("*", f"*/{here.name}"):
        for top in (here.parent, here.parent.parent):
            yield from (path.parent for path in sorted(top.glob(f"{pattern}/manifest.json")) if path.parent != here)


def _is_twin(folder: Path, without: Scenario, manifest: StoredRun) -> bool:
    """Say whether a folder holds the same run without policy, with events."""
    try:
        other = read_run(folder)
    except InputError:
        return False
    same = ("seed", "ticks_done", "fingerprint")
    if not other.events or any(getattr(other, name) != getattr(manifest, name) for name in same):
        return False
    try:
        there = other.whole_scenario()
    except InputError:
        return False
    return not there.tasks_on() and _contents(there) == _contents(without)


def _contents(scenario: Scenario) -> dict[str, object]:
    return {key: value for key, value in scenario.changed_by({"policies": {}}).as_dict().items() if key not in NAMES}


def _check_version(folder: Path, manifest: StoredRun, scenario: Scenario) -> None:
    now = fingerprint_of(scenario)
    if manifest.fingerprint != now:
        message = (
            f"was made by another version of the model ({manifest.fingerprint}, this is {now}), whose twin "
            "cannot be run here; run it again with --force"
        )
        raise InputError([Problem(str(folder), 0, "", message)])
