"""What runs, and how strongly, once the budget has spoken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from clustersim.agency.regime import REGIMES
from clustersim.agency.settings import read_settings
from clustersim.policies.base import agency_share
from clustersim.policies.registry import POLICIES

if TYPE_CHECKING:
    from clustersim.policies.base import Observation, Settings
    from clustersim.world.state import Agency


@dataclass(frozen=True)
class Grant:
    """A task that runs in this tick: its settings at the intensity that is paid for, and what the agency pays in EUR a year."""

    settings: Settings
    yearly_cost: float


def granted(case: Any, agency: Agency, observation: Observation) -> dict[str, Grant]:
    """Return the tasks that run in this tick, in the canonical order.

    The regime says which tasks are to run. If what they would cost the agency exceeds its yearly budget, the intensities
    of all of them are multiplied by one common factor, budget / cost, so that cost equals the budget: every cost, the
    fixed ones too, is proportional to intensity. With a budget of 0, or where nothing is left, no task runs.
    """
    tasks = read_settings(case)
    wished = REGIMES[agency.regime](case.agency, tasks, observation) if tasks else {}
    plans = {task: replace(tasks[task], intensity=wished[task]) for task in tasks if wished.get(task, 0.0) > 0.0}
    costs = {task: _cost(task, settings, view_of(task, agency, observation)) for task, settings in plans.items()}
    factor = share_of_budget(sum(costs.values()), agency.budget)
    if factor == 1.0:
        return {task: Grant(settings, costs[task]) for task, settings in plans.items()}
    scaled = {task: replace(settings, intensity=settings.intensity * factor) for task, settings in plans.items()}
    return {task: Grant(settings, costs[task] * factor) for task, settings in scaled.items() if settings.intensity > 0.0}


def share_of_budget(cost: float, budget: float) -> float:
    """Return the factor by which all intensities are scaled: 1 if the budget suffices."""
    if budget <= 0.0:
        return 0.0
    return 1.0 if cost <= budget else budget / cost


def view_of(task: str, agency: Agency, observation: Observation) -> Observation:
    """Return the observation as one task gets it: with what it kept, and since when it has been running."""
    return replace(observation, memory=agency.memory.get(task, {}), running_for=agency.since.get(task, 0.0))


def _cost(task: str, settings: Settings, observation: Observation) -> float:
    share = agency_share(settings.role, settings.numbers.partner_share)
    return POLICIES[task].cost(observation, settings).total * share
