"""Regimes: rules that say which tasks run at a time. To add one, write a function and name it in `REGIMES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from clustersim.policies.base import MOMENT

if TYPE_CHECKING:
    from clustersim.policies.base import Observation, Settings

Regime = Callable[[Any, Mapping[str, "Settings"], "Observation"], dict[str, float]]
"""(the scenario's `agency`, settings by task, observation) -> wished intensity of every task that is to run."""


def calendar(agency: Any, tasks: Mapping[str, Settings], observation: Observation) -> dict[str, float]:
    """Run every task from its own start to its own stop."""
    return {task: settings.intensity for task, settings in tasks.items() if within(observation.years, settings.start, settings.stop)}


def simultaneous(agency: Any, tasks: Mapping[str, Settings], observation: Observation) -> dict[str, float]:
    """Run all tasks from the agency's start to its stop; their own times are ignored."""
    if not within(observation.years, agency.start, agency.stop):
        return {}
    return {task: settings.intensity for task, settings in tasks.items()}


def within(years: float, start: float, stop: float | None) -> bool:
    """Say whether a time lies between start (included) and stop (excluded; None: never)."""
    return years >= start - MOMENT and (stop is None or years < stop - MOMENT)


REGIMES: dict[str, Regime] = {"calendar": calendar, "simultaneous": simultaneous}
