"""How the tasks of a scenario are set, with sectors and cells as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.agency.regime import within
from clustersim.policies.base import Settings
from clustersim.policies.registry import POLICIES

if TYPE_CHECKING:
    from clustersim.policies.base import AnySettings
    from clustersim.scenario.schema import Scenario


def read_settings(scenario: Scenario) -> dict[str, AnySettings]:
    """Return the settings of every task whose intensity is above 0, in the canonical order, whatever that of the
    scenario.
    """
    return {
        task: _settings(scenario, task)
        for task in POLICIES
        if task in scenario.policies and scenario.policies[task].intensity > 0.0
    }


def live_tasks(scenario: Scenario, years: float) -> dict[str, AnySettings]:
    """Return the tasks that may run at a time, whatever the regime makes of them."""
    if not within(years, scenario.agency.start, scenario.agency.stop):
        return {}
    return {
        task: settings
        for task, settings in read_settings(scenario).items()
        if within(years, settings.start, settings.stop)
    }


def _settings(scenario: Scenario, task: str) -> AnySettings:
    given = scenario.policies[task]
    return Settings(
        intensity=given.intensity,
        planned=given.intensity,
        start=given.start,
        stop=given.stop,
        sectors=scenario.sectors_of(task),
        cells=tuple(_cell(scenario, column, row) for column, row in given.cells or ()),
        role=given.role,
        numbers=given.numbers,
        choices=given.choices,
    )


def _cell(scenario: Scenario, column: int, row: int) -> int:
    """Return the number of a cell of the scenario on the simulated grid: in a region that is drawn together, cells move
    too.
    """
    columns, rows = scenario.world_columns, scenario.world_rows
    if columns < scenario.region.columns:
        column = column * columns // scenario.region.columns
    if rows < scenario.region.rows:
        row = row * rows // scenario.region.rows
    return row * columns + column
