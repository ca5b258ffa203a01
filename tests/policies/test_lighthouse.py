"""Lead projects are paid for as long as they run."""

from __future__ import annotations

import pytest

from clustersim.policies.lighthouse import LighthouseNumbers
from tests.helpers.policy_worlds import case_of, decisions, settings


@pytest.mark.parametrize("years", [1.0, 2.0])
def test_a_project_is_paid_in_every_tick_in_which_it_runs(years: float) -> None:
    numbers = {"projects_per_thousand": 0.0, "projects_least": 0.25, "years_least": years, "years_most": years}
    task = settings("lighthouse", **numbers)
    spent = [agency.spent["lighthouse"] for *_, agency in decisions(case_of({"lighthouse": task}), 8)]
    n, quarter = LighthouseNumbers(), 0.25
    running = [round((paid / quarter - n.staff_cost) / n.project_cost, 9) for paid in spent]
    # one project starts every four years (in the last tick of the fourth year); it is paid from the tick after, when
    # the task first knows of it
    begun = running.index(1.0)
    ticks = round(years / quarter)
    assert running[begun : begun + ticks + 1] == [1.0] * ticks + [0.0] * min(1, len(running) - begun - ticks)
