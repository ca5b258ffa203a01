"""The schedule: the phases of a tick in their order, and `advance`, which runs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from clustersim.phases.adjust_services import adjust_services
from clustersim.phases.admit_firms import admit_firms
from clustersim.phases.advance_clock import advance_clock
from clustersim.phases.apply_shocks import apply_shocks
from clustersim.phases.apply_tasks import apply_tasks
from clustersim.phases.balance_labour import balance_labour
from clustersim.phases.close_firms import close_firms
from clustersim.phases.compute_fields import compute_fields
from clustersim.phases.fade_ties import fade_ties
from clustersim.phases.form_ties import form_ties
from clustersim.phases.grow_firms import grow_firms
from clustersim.phases.innovate import innovate
from clustersim.phases.join_organisation import join_organisation
from clustersim.phases.learn import learn
from clustersim.phases.measure import measure
from clustersim.phases.open_centres import open_centres
from clustersim.phases.relocate_firms import relocate_firms
from clustersim.phases.review_agency import review_agency
from clustersim.phases.run_projects import run_projects
from clustersim.phases.soundness import check_after
from clustersim.phases.support_firms import support_firms
from clustersim.scenario.own_phases import checked_phase

if TYPE_CHECKING:
    from clustersim.scenario import Scenario
    from clustersim.world.state import World

Phase = Callable[["World"], None]

SCHEDULE: tuple[Phase, ...] = (
    apply_shocks,
    review_agency,
    apply_tasks,
    join_organisation,
    open_centres,
    support_firms,
    run_projects,
    compute_fields,
    adjust_services,
    learn,
    innovate,
    grow_firms,
    balance_labour,
    fade_ties,
    form_ties,
    close_firms,
    admit_firms,
    relocate_firms,
    advance_clock,
    measure,
)
OURS = frozenset(SCHEDULE)


@cache
def own_phase(place: str) -> Phase:
    """Return the function that a scenario names as `module:function`; InputError if it cannot be had."""
    return checked_phase(place)


@cache
def with_phases(own: tuple[tuple[str, str], ...]) -> tuple[Phase, ...]:
    """Return the schedule with phases of one's own: (`module:function`, name of the phase after which it runs).

    Of several after the same phase, the first named runs first.
    """
    found: list[Phase] = []
    for phase in SCHEDULE:
        found += [phase, *(own_phase(place) for place, after in own if after == phase.__name__)]
    return tuple(found)


def schedule_of(scenario: Scenario) -> tuple[Phase, ...]:
    """Return the phases of a tick in a scenario."""
    return with_phases(tuple((phase.call, phase.after) for phase in scenario.phases)) if scenario.phases else SCHEDULE


def advance(world: World, schedule: Sequence[Phase] | None = None) -> None:
    """Run the phases of one tick, those of the scenario unless others are given; each reads what the last one left.

    Time is one of them (`advance_clock`): a schedule of your own without it does not advance time. What a phase that is
    not of the package wrote is looked at; InputError names the phase, the column and the tick if it is not finite.
    """
    world.counts.clear()
    tick = world.tick + 1
    for phase in schedule_of(world.scenario) if schedule is None else schedule:
        phase(world)
        if phase not in OURS:
            check_after(phase, world, tick)
