"""What runs, and how strongly, once the budget has spoken."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clustersim.agency.regime import wishes
from clustersim.agency.settings import read_settings
from clustersim.policies.base import agency_share
from clustersim.policies.registry import POLICIES
from clustersim.spec.levers import BROKERING, FOCUS, REACH_FACTOR

if TYPE_CHECKING:
    from clustersim.policies.base import AnySettings, Observation
    from clustersim.scenario.schema import Scenario
    from clustersim.world.levers import Levers
    from clustersim.world.state import AgencyState


@dataclass(frozen=True)
class Grant:
    """A task that runs in this tick: its settings at the intensity that is paid for, and who pays how much, in EUR a
    year.
    """

    settings: AnySettings
    yearly_cost: float  # what the agency pays
    yearly_outside: float  # what programmes of higher levels pay
    staff: float  # posts


def planned(scenario: Scenario, agency: AgencyState, observation: Observation) -> dict[str, AnySettings]:
    """Return the tasks that are to run in this tick, as the regime wishes them, in the canonical order; none without
    money.
    """
    tasks = read_settings(scenario) if agency.budget > 0.0 else {}
    if not tasks:
        return {}
    wished = wishes(scenario.agency, agency.regime, tasks, replace(observation, stage=agency.stage))
    return {task: _at(settings, wished[task]) for task, settings in tasks.items() if task in wished}


def granted(scenario: Scenario, agency: AgencyState, observation: Observation) -> dict[str, Grant]:
    """Return the tasks that run in this tick, in the canonical order.

    Who pays: in the role `contribute` partners pay their share first; of the rest, programmes of higher levels pay the
    share that the lever cofunding of the last tick promises, as a mean over the task's sectors, if the task is of a
    kind they fund; the agency pays what is left. Staff: intensity * posts of the task, less the share that coordination
    saved in the last tick (not for tasks that serve others).

    If what is planned would cost the agency more than its yearly budget, or need more posts than it has, the
    intensities of all tasks are multiplied by one common factor, min(1, budget / cost, posts / need): every cost, the
    fixed ones too, is proportional to intensity. With a budget of 0 no task runs.
    """
    plans = planned(scenario, agency, observation)
    costs = {task: _cost(task, settings, view_of(task, agency, observation)) for task, settings in plans.items()}
    paid_outside = {task: _cofunding(task, settings, agency) for task, settings in plans.items()}
    own = {task: costs[task] * (1.0 - paid_outside[task]) for task in plans}
    need = {task: _staff(task, settings, agency) for task, settings in plans.items()}
    factor = min(1.0, _share(agency.budget, math.fsum(own.values())), _share(agency.posts, math.fsum(need.values())))
    return {
        task: Grant(
            _at(settings, settings.intensity * factor),
            own[task] * factor,
            costs[task] * paid_outside[task] * factor,
            need[task] * factor,
        )
        for task, settings in plans.items()
        if settings.intensity * factor > 0.0
    }


def _share(there: float, wanted: float) -> float:
    return 1.0 if wanted <= there else there / wanted


def _cofunding(task: str, settings: AnySettings, agency: AgencyState) -> float:
    """Return the share of the agency's cost that programmes of higher levels pay."""
    rates = agency.standing.cofunding
    if not rates or not POLICIES[task].fundable:
        return 0.0
    return float(math.fsum(rates[sector] for sector in settings.sectors) / len(settings.sectors))


def _staff(task: str, settings: AnySettings, agency: AgencyState) -> float:
    saved = 0.0 if POLICIES[task].stage == "enabling" else agency.standing.coordination
    return float(settings.intensity * settings.numbers.staff * (1.0 - saved))


def view_of(task: str, agency: AgencyState, observation: Observation, levers: Levers | None = None) -> Observation:
    """Return the observation as one task gets it: with what it kept, since when it has been running, what others do for
    it.
    """
    seen = replace(observation, memory=agency.memory.get(task), running_for=agency.since.get(task, 0.0))
    if levers is None:
        return seen
    focus = () if levers.is_neutral(FOCUS) else tuple(levers[FOCUS].tolist())
    return replace(seen, reach_factor=levers[REACH_FACTOR], brokering=levers[BROKERING], focus=focus)


def _at(settings: AnySettings, intensity: float) -> AnySettings:
    return settings if settings.intensity == intensity else replace(settings, intensity=intensity)


def _cost(task: str, settings: AnySettings, observation: Observation) -> float:
    share = agency_share(settings.role, settings.numbers.partner_share)
    return POLICIES[task].cost(observation, settings).total * share
