"""What runs, and how strongly, once the budget has spoken."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from clustersim.agency.queue import Claim, Purse, share_out
from clustersim.agency.regime import emphasised, wishes
from clustersim.agency.settings import read_settings
from clustersim.policies.base import Cost, agency_share
from clustersim.policies.registry import POLICIES
from clustersim.spec.diagnosis import NOBODY
from clustersim.spec.levers import BROKERING, FOCUS, PROFILE, REACH_FACTOR

if TYPE_CHECKING:
    from clustersim.policies.base import AnySettings, Observation
    from clustersim.scenario.schema import Scenario
    from clustersim.world.agency_state import AgencyState
    from clustersim.world.levers import Levers


@dataclass(frozen=True)
class Grant:
    """A task that runs in this tick: its settings at the intensity that is paid for, and who pays how much, in EUR a
    year.
    """

    settings: AnySettings
    yearly_cost: float  # what the agency pays
    yearly_outside: float  # what programmes of higher levels pay
    staff: float  # posts
    capital: float = 1.0  # share of the capital asked for that is paid


class Grants(NamedTuple):
    """What runs, what waits for money or posts, and what is left of the money of this tick, in EUR."""

    run: dict[str, Grant]
    waiting: dict[str, float]  # task -> EUR a year that the agency would pay for it
    left: float = 0.0
    order: tuple[str, ...] = ()  # the tasks that run, the most important first
    room: float = math.inf  # EUR a year that fixed costs leave


class Need(NamedTuple):
    """What a task would need in this tick."""

    cost: Cost  # EUR a year, of the agency and of programmes of higher levels together
    outside: float  # share of it that programmes of higher levels pay
    posts: float


def planned(scenario: Scenario, agency: AgencyState, observation: Observation) -> dict[str, AnySettings]:
    """Return the tasks that are to run in this tick, the most important first; none without money.

    The regime says what runs. With `agency.commitments = "kept"` it only says what may start: what was started and may
    still run goes on in full and comes first, in the order in which it started; `breadth` limits both together.
    """
    tasks = read_settings(scenario) if agency.budget > 0.0 else {}
    if not tasks:
        return {}
    rules, seen = scenario.agency, replace(observation, stage=agency.stage)
    wished = wishes(rules, agency.regime, tasks, seen)
    if rules.commitments == "kept":
        going_on = {task: value for task, value in emphasised(rules, tasks, seen).items() if task in agency.begun}
        started = [task for task in agency.begun if task in going_on]
        room = len(tasks) if rules.breadth is None else max(rules.breadth - len(started), 0)
        fresh = [task for task in wished if task not in going_on][:room]
        wished = {task: going_on[task] for task in started} | {task: wished[task] for task in fresh}
    return {task: replace(tasks[task], intensity=value, planned=value) for task, value in wished.items()}


def granted(scenario: Scenario, agency: AgencyState, observation: Observation) -> Grants:
    """Return the tasks that run in this tick, in the canonical order.

    Who pays: in the role `contribute` partners pay their share first; of the rest, programmes of higher levels pay the
    share that the lever cofunding of the last tick promises, as a mean over the task's sectors, if the task is of a
    kind they fund; the agency pays what is left. Staff: intensity * posts of the task, less the share that coordination
    saved in the last tick (not for tasks that serve others). With a budget of 0 no task runs.

    If money or posts do not suffice for what is planned (`agency.budgeting`):

    - `proportional`: the intensities of all tasks are multiplied by one common factor, min(1, budget / cost, posts /
      need): every cost, the fixed ones too, is proportional to intensity;
    - `queue`: `agency.queue.share_out`. Fixed costs are paid in full or not at all, so that there is no quarter of a
      network manager; all tasks that run do so at the intensity planned times one level, the share of variable costs
      that is paid (also those that have none just now); what is not spent is carried over.
    """
    plans = planned(scenario, agency, observation)
    needs = {
        task: Need(
            _cost(task, settings, view_of(task, agency, observation)),
            _cofunding(task, settings, agency),
            _staff(task, settings, agency),
        )
        for task, settings in plans.items()
    }
    if scenario.agency.budgeting == "queue":
        return _queued(agency, plans, needs, observation)
    run = _scaled(agency, plans, {task: needs[task] for task in POLICIES if task in needs})
    return Grants(run, {}, order=tuple(task for task in plans if task in run))


def _scaled(agency: AgencyState, plans: dict[str, AnySettings], needs: dict[str, Need]) -> dict[str, Grant]:
    own = {task: need.cost.total * (1.0 - need.outside) for task, need in needs.items()}
    posts = math.fsum(need.posts for need in needs.values())
    factor = min(1.0, _share(agency.budget, math.fsum(own.values())), _share(agency.posts, posts))
    return {
        task: Grant(
            _at(plans[task], plans[task].intensity * factor),
            own[task] * factor,
            need.cost.total * need.outside * factor,
            need.posts * factor,
            factor,
        )
        for task, need in needs.items()
        if plans[task].intensity * factor > 0.0
    }


def _queued(
    agency: AgencyState, plans: dict[str, AnySettings], needs: dict[str, Need], observation: Observation
) -> Grants:
    dt = observation.dt
    income = agency.budget * dt
    claims = [_claim(task, task in agency.begun, need, dt) for task, need in needs.items()]
    shared = share_out(claims, Purse(income + agency.saved, income, agency.posts), observation.process)
    run = {
        task: _grant(plans[task], needs[task], shared.level, _part(shared.capital[task] / dt, needs[task]))
        for task in POLICIES
        if task in shared.capital
    }
    waiting = {task: needs[task].cost.total * (1.0 - needs[task].outside) for task in shared.waiting}
    order = tuple(task for task in plans if task in run)
    return Grants(run, waiting, shared.left, order, max(shared.room, 0.0) / dt)


def _claim(task: str, begun: bool, need: Need, dt: float) -> Claim:
    own, cost = (1.0 - need.outside) * dt, need.cost
    return Claim(
        task, begun, cost.fixed * own, cost.variable * own, cost.capital * own, posts=need.posts, later=cost.later * own
    )


def _grant(plan: AnySettings, need: Need, level: float, capital: float) -> Grant:
    """Return what a task gets; programmes of higher levels pay in step with the agency."""
    cost = need.cost.fixed + level * need.cost.variable + capital * need.cost.capital
    outside = cost * need.outside
    return Grant(_at(plan, plan.intensity * level), cost - outside, outside, need.posts, capital)


def _part(paid: float, need: Need) -> float:
    """Return the share of the capital asked for that is paid, given what the agency pays, in EUR a year."""
    own = need.cost.capital * (1.0 - need.outside)
    return paid / own if own > 0.0 else 1.0


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
    seen = replace(
        observation,
        memory=agency.memory.get(task),
        running_for=agency.since.get(task, 0.0),
        introduced=agency.introduced.get(task, NOBODY),
    )
    if levers is None:
        return seen
    focus = () if levers.is_neutral(FOCUS) else tuple(levers[FOCUS].tolist())
    profile = () if levers.is_neutral(PROFILE) else tuple(levers[PROFILE].tolist())
    return replace(seen, reach_factor=levers[REACH_FACTOR], brokering=levers[BROKERING], focus=focus, profile=profile)


def _at(settings: AnySettings, intensity: float) -> AnySettings:
    return settings if settings.intensity == intensity else replace(settings, intensity=intensity)


def _cost(task: str, settings: AnySettings, observation: Observation) -> Cost:
    share = agency_share(settings.role, settings.numbers.partner_share)
    cost = POLICIES[task].cost(observation, settings)
    return Cost(cost.fixed * share, cost.variable * share, cost.capital * share, cost.later * share)
