"""What runs, and how strongly, once the budget has spoken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from clustersim.agency.regime import REGIMES
from clustersim.agency.settings import read_settings
from clustersim.policies.base import agency_share
from clustersim.policies.registry import POLICIES

if TYPE_CHECKING:
    from clustersim.levers import Levers
    from clustersim.policies.base import Observation, Settings
    from clustersim.world.state import Agency


@dataclass(frozen=True)
class Grant:
    """A task that runs in this tick: its settings at the intensity that is paid for, and what the agency pays in EUR a year."""

    settings: Settings
    yearly_cost: float


def planned(case: Any, agency: Agency, observation: Observation) -> dict[str, Settings]:
    """Return the tasks that are to run in this tick, as the regime wishes them, in the canonical order; none without money."""
    tasks = read_settings(case) if agency.budget > 0.0 else {}
    if not tasks:
        return {}
    wished = REGIMES[agency.regime](case.agency, tasks, observation)
    running = {task: settings for task, settings in tasks.items() if wished.get(task, 0.0) > 0.0}
    return {task: _at(settings, wished[task]) for task, settings in running.items()}


def granted(case: Any, agency: Agency, observation: Observation) -> dict[str, Grant]:
    """Return the tasks that run in this tick, in the canonical order.

    If what is planned would cost the agency more than its yearly budget, the intensities of all tasks are multiplied by
    one common factor, budget / cost, so that cost equals the budget: every cost, the fixed ones too, is proportional to
    intensity. With a budget of 0 no task runs.
    """
    plans = planned(case, agency, observation)
    costs = {task: _cost(task, settings, view_of(task, agency, observation)) for task, settings in plans.items()}
    total = sum(costs.values())
    factor = 1.0 if total <= agency.budget else agency.budget / total
    return {task: Grant(_at(settings, settings.intensity * factor), costs[task] * factor) for task, settings in plans.items()}


def view_of(task: str, agency: Agency, observation: Observation, levers: Levers | None = None) -> Observation:
    """Return the observation as one task gets it: with what it kept, since when it has been running, what others do for it."""
    memory, running_for = agency.memory.get(task, {}), agency.since.get(task, 0.0)
    seen = replace(observation, memory=memory, running_for=running_for)
    if levers is None:
        return seen
    focus = () if levers.is_neutral("focus") else tuple(levers.array("focus").tolist())
    return replace(seen, reach_factor=levers.value("reach_factor"), brokering=levers.value("brokering"), focus=focus)


def _at(settings: Settings, intensity: float) -> Settings:
    return settings if settings.intensity == intensity else replace(settings, intensity=intensity)


def _cost(task: str, settings: Settings, observation: Observation) -> float:
    share = agency_share(settings.role, settings.numbers.partner_share)
    return POLICIES[task].cost(observation, settings).total * share
