"""What each regime does: rules that say which tasks run at a time, the most important first.

To add a regime, name it in `spec.regimes`, write a function and enter it in `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from clustersim.core.clock import MOMENT
from clustersim.policies.registry import POLICIES

if TYPE_CHECKING:
    from clustersim.policies.base import AnySettings, Observation
    from clustersim.scenario.parts import Agency
    from clustersim.spec.regimes import Regime

Rule = Callable[[Mapping[str, "AnySettings"], "Observation"], list[str]]
"""(settings of the tasks that may run now, observation) -> tasks that are to run, the most important first."""
ENABLING_FROM = 2  # other tasks that must run for an enabling one to be worth its cost in the regime `adaptive`


def wishes(
    agency: Agency, regime: Regime, tasks: Mapping[str, AnySettings], observation: Observation
) -> dict[str, float]:
    """Return the wished intensity of every task that is to run.

    A task runs at most from its own start to its own stop, and from the agency's start to its stop, in every regime.
    Within that the regime says which run (`RULES`); then

    - `entry_point`: for the first `process.entry_years` only tasks of that stage (and those that serve both);
    - `breadth`: at most so many tasks, the most important ones;
    - `focus`: the intensity of tasks beside the emphasis is multiplied by `process.off_focus`.
    """
    years, process = observation.years, observation.process
    if not within(years, agency.start, agency.stop):
        return {}
    live = {task: settings for task, settings in tasks.items() if within(years, settings.start, settings.stop)}
    order = RULES[regime](live, observation)
    if agency.entry_point != "all" and years < agency.start + process.entry_years - MOMENT:
        first = {"organisation": ("enabling",)}.get(agency.entry_point, (agency.entry_point, "both", "enabling"))
        order = [task for task in order if POLICIES[task].stage in first]
    wished = emphasised(agency, tasks, observation)
    return {task: wished[task] for task in order[: agency.breadth] if wished.get(task, 0.0) > 0.0}


def emphasised(agency: Agency, tasks: Mapping[str, AnySettings], observation: Observation) -> dict[str, float]:
    """Return the intensity with the emphasis of all tasks that may run at this time."""
    years = observation.years
    if not within(years, agency.start, agency.stop):
        return {}
    return {
        task: settings.intensity * _emphasis(agency.focus, task, observation.process.off_focus)
        for task, settings in tasks.items()
        if within(years, settings.start, settings.stop)
    }


def _emphasis(focus: str, task: str, off_focus: float) -> float:
    return 1.0 if focus == "balanced" or POLICIES[task].stage in (focus, "both", "enabling") else off_focus


def everything(tasks: Mapping[str, AnySettings], observation: Observation) -> list[str]:
    """Run all tasks there are: in the canonical order, but those that only serve others last."""
    return sorted(tasks, key=lambda task: POLICIES[task].stage == "enabling")


def staged(tasks: Mapping[str, AnySettings], observation: Observation) -> list[str]:
    """Run the tasks of the present stage (`agency.stages`), and those that serve others; the compensation of weak spots
    is part of networking.
    """
    return [
        task
        for task in everything(tasks, observation)
        if POLICIES[task].stage in (observation.stage, "both", "enabling")
    ]


def adaptive(tasks: Mapping[str, AnySettings], observation: Observation) -> list[str]:
    """Run the tasks with the greatest potentials that the last review saw, from `process.potential_at` on; none before
    a review.

    Tasks that only serve others are worth it when at least two others run.
    """
    best: dict[str, float] = {}
    for potential in observation.diagnosis.potentials:
        best[potential.task] = max(best.get(potential.task, 0.0), potential.score)
    found = [
        task
        for task in tasks
        if best.get(task, 0.0) >= observation.process.potential_at and POLICIES[task].stage != "enabling"
    ]
    found.sort(key=lambda task: -best[task])  # stable: equal ones in the canonical order
    serving = [task for task in tasks if POLICIES[task].stage == "enabling"]
    return [*found, *serving] if len(found) >= ENABLING_FROM else found


def within(years: float, start: float, stop: float | None) -> bool:
    """Say whether a time lies between start (included) and stop (excluded; None: never)."""
    return years >= start - MOMENT and (stop is None or years < stop - MOMENT)


RULES: dict[Regime, Rule] = {
    "adaptive": adaptive,
    "staged": staged,
    "simultaneous": everything,
    "reversed": staged,
    "calendar": everything,
}
