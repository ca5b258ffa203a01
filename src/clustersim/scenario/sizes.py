"""Whether a region that was scaled has its institutions in proportion to its firms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustersim.scenario.fields import ScenarioFields

NEAR = 0.01  # institutions per firm that differ by less are in proportion


def institutions_there(scenario: ScenarioFields) -> int:
    """Return how many institutions the simulated region has: those of its whole tiles, and of the cut one."""
    region = scenario.region
    east = region.cut_columns * region.cell_km
    return region.whole_tiles * len(scenario.institutions) + sum(one.x < east for one in scenario.institutions)


def out_of_proportion(scenario: ScenarioFields) -> str:
    """Return what differs in a scaled region, '' if institutions are as dense among firms as in the region drawn."""
    drawn, there, scale = len(scenario.institutions), institutions_there(scenario), scenario.region.scale
    if abs(there - drawn * scale) <= NEAR * there:
        return ""
    firms = scenario.start.firms
    one = firms / scale
    sizes = sorted({max(1, round(times)) * round(one) for times in (scale - 0.5, scale + 0.5)})
    return (
        f"a region of {firms} firms has {1000.0 * there / firms:.3g} institutions per 1,000 firms instead of "
        f"{1000.0 * drawn / one:.3g}, and its measures differ by that; densities stay at whole multiples of "
        f"{round(one)} firms, the nearest: {' and '.join(map(str, sizes))}"
    )
