"""The agency acts: it asks every task that runs what it wants, sets levers, fills the agenda, pays and keeps
the books.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from clustersim.agency.budget import granted, view_of
from clustersim.agency.observe import observe
from clustersim.agency.queue import CENT
from clustersim.agency.regime import within
from clustersim.agency.settings import live_tasks
from clustersim.core.clock import MOMENT
from clustersim.core.randomness import name_key
from clustersim.policies.registry import POLICIES
from clustersim.spec.codes import Cause, Event
from clustersim.spec.levers import COFUNDING, COORDINATION
from clustersim.world.agency_state import Standing

if TYPE_CHECKING:
    from clustersim.agency.budget import Grants
    from clustersim.policies.base import AnyPolicy, Observation, Wish
    from clustersim.scenario.schema import Scenario
    from clustersim.spec.actions import Action
    from clustersim.world.agency_state import AgencyState
    from clustersim.world.levers import Levers
    from clustersim.world.state import World

CHANGE = 0.1  # relative change of a granted intensity that is worth an event


@dataclass
class Turn:
    """What the agency decided in a tick: actions in the order of (task, number) and notes for the events."""

    agenda: list[Action] = field(default_factory=list)
    notes: list[tuple[Event, str, float]] = field(default_factory=list)  # event, task, value


def act(world: World) -> None:
    """Set all levers back to neutral, empty the agenda, then let the tasks that run set them anew.

    Draws: none. Reads what `observe` reads. Writes levers, agenda, agency, counts cost and cost_<task>. Events
    TASK_STARTED and TASK_CHANGED (value: intensity), TASK_STOPPED, TASK_WAITING (value: EUR a year it would cost),
    CARRIED_OVER (value: EUR, at the end of a year), PAYMENT and COFUNDING_WON (value: EUR),
    STRATEGY_CHOSEN (value: number of the sector); their actor is the key of the task's name.
    """
    world.levers.reset()
    world.agenda.clear()
    if not world.scenario.policies:
        return
    outcome = decide(world.scenario, world.agency, world.levers, observe(world))
    world.agenda.extend(outcome.agenda)
    for event, task, value in outcome.notes:
        world.events.add(
            world.tick, event, np.array([name_key(task)], dtype=np.uint64), cause=Cause.POLICY, value=value
        )
    for task, paid in world.agency.spent.items():
        world.count("cost", paid)
        world.count(f"cost_{task}", paid)
    world.count("cofunding", math.fsum(world.agency.outside.values()))


def decide(scenario: Scenario, agency: AgencyState, levers: Levers, observation: Observation) -> Turn:
    """Ask the tasks that run, in the canonical order; set `levers`, bring `agency` up to date, return the rest.

    A task sees what the tasks before it set for reach and brokering, so that an organisation acts through the others.
    """
    outcome = Turn()
    grants = granted(scenario, agency, observation)
    rules = scenario.agency
    live = frozenset(live_tasks(scenario, observation.years))
    _note_changes(agency, grants, outcome, rules.commitments == "kept", live)
    _note_money(agency, grants, observation, outcome, within(observation.years, rules.start, rules.stop))
    for task, grant in grants.run.items():
        seen = replace(view_of(task, agency, observation, levers), capital=grant.capital, room=grants.room)
        wish = POLICIES[task].act(seen, grant.settings)
        check_declared(POLICIES[task], wish)
        for lever, value in wish.levers:
            levers.apply(lever, value)
        outcome.agenda.extend(wish.actions)
        agency.memory[task] = wish.memory
        agency.reported |= reported(POLICIES[task], wish)
        agency.spent[task] = grant.yearly_cost * observation.dt
        agency.outside[task] = grant.yearly_outside * observation.dt
        agency.staff_used += grant.staff
        agency.since[task] = agency.since.get(task, 0.0) + observation.dt
        outcome.notes.append((Event.PAYMENT, task, agency.spent[task]))
        if agency.outside[task] > 0.0:
            outcome.notes.append((Event.COFUNDING_WON, task, agency.outside[task]))
        outcome.notes += [(Event.STRATEGY_CHOSEN, task, float(sector)) for sector in wish.chosen]
    agency.standing = Standing(
        cofunding=() if levers.is_neutral(COFUNDING) else tuple(levers[COFUNDING].tolist()),
        coordination=levers[COORDINATION],
    )
    outcome.agenda.sort(key=_place)
    return outcome


def reported(policy: AnyPolicy, wish: Wish) -> dict[str, float]:
    """Return the figures of a task that it has something to say about in this tick."""
    values = {figure.name: wish.figures.get(figure.name) for figure in policy.figures}
    return {name: float(value) for name, value in values.items() if value is not None}


def check_declared(policy: AnyPolicy, wish: Wish) -> None:
    """Raise ValueError if a task asks for what it did not declare."""
    for lever, _ in wish.levers:
        if lever not in policy.levers:
            raise ValueError(f"task {policy.key} sets the lever {lever.name}, which it does not declare")
    for action in wish.actions:
        if not isinstance(action, policy.actions) or action.task != policy.key:
            raise ValueError(f"task {policy.key} asks for {action}, which it does not declare")


def _note_changes(agency: AgencyState, grants: Grants, outcome: Turn, kept: bool, live: frozenset[str]) -> None:
    """Note which tasks start and stop, and forget what stopped tasks kept, unless commitments are kept: then a task
    that pauses, or is over, keeps what it knows, so that nothing is paid twice.
    """
    for task in [task for task in agency.running if task not in grants.run]:
        outcome.notes.append((Event.TASK_STOPPED, task, agency.granted.get(task, 0.0)))
        agency.running.pop(task)
        if not kept:
            for book in (agency.memory, agency.since, agency.begun):
                book.pop(task, None)
    for task, grant in grants.run.items():
        if task not in agency.running:
            outcome.notes.append((Event.TASK_STARTED, task, grant.settings.intensity))
        elif abs(grant.settings.intensity - agency.granted.get(task, 0.0)) > CHANGE * agency.granted.get(task, 0.0):
            outcome.notes.append((Event.TASK_CHANGED, task, grant.settings.intensity))
    agency.begun |= dict.fromkeys(grants.order, True)  # those that were begun keep their places
    for task in [task for task in agency.begun if task not in live]:
        agency.begun.pop(task)
    agency.granted = {task: grant.settings.intensity for task, grant in grants.run.items()}
    agency.running = dict.fromkeys(grants.run, True)
    agency.spent, agency.outside, agency.reported, agency.staff_used = {}, {}, {}, 0.0


def _note_money(agency: AgencyState, grants: Grants, observation: Observation, outcome: Turn, in_office: bool) -> None:
    """Note which tasks begin to wait for money or posts, and at the end of a year what is carried over."""
    for task, cost in grants.waiting.items():
        if task not in agency.waiting:
            outcome.notes.append((Event.TASK_WAITING, task, cost))
    agency.waiting = dict.fromkeys(grants.waiting, True)
    most = observation.process.carry_years * agency.budget if math.isfinite(agency.budget) else 0.0
    agency.saved = min(grants.left, most) if in_office else 0.0  # before the start and after the stop nothing is saved
    end_of_year = math.floor(observation.years + observation.dt + MOMENT) > math.floor(observation.years + MOMENT)
    if agency.saved > CENT and end_of_year:
        outcome.notes.append((Event.CARRIED_OVER, "agency", agency.saved))


def _place(action: Action) -> tuple[str, str, int]:
    return action.task, getattr(action, "name", ""), getattr(action, "number", 0)
