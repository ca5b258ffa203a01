"""When the agency goes on to the next stage, and why, on made-up observations, year by year."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from clustersim.agency.stages import Course, Reason, next_stage
from clustersim.spec.diagnosis import Diagnosis
from clustersim.spec.parameters import ProcessNumbers


def course(course: Course, values: list[float], name: str, process: ProcessNumbers) -> list[tuple[str, Reason]]:
    """Return the first letter of the stage in each year, and the reason of the last change."""
    stage, since, why, found = "", 0.0, Reason.BEGINNING, []
    for year, value in enumerate(values):
        seen = replace(Diagnosis(tick=0), **{name: value})
        after, reason = next_stage(course, stage, since, float(year), seen, process)
        if after != stage:
            stage, since, why = after, float(year), reason
        found.append((stage[:1], why))
    return found


def by_mean(regime: str, values: list[float], point: str = "all", name: str = "progress") -> str:
    found = course(Course(regime, point, "mean"), values, name, ProcessNumbers())
    return "".join(stage or "-" for stage, _ in found)


def by_share(regime: str, values: list[float], point: str = "all", name: str = "dense", **numbers: float) -> str:
    found = course(Course(regime, point, "share"), values, name, ProcessNumbers(**numbers))
    return "".join(stage or "-" for stage, _ in found)


def test_by_the_mean_with_hysteresis_and_a_minimum_stay():
    assert by_mean("staged", [2, 2, 2, 2]) == "ddnn"  # two years at least
    assert by_mean("staged", [0.9] * 5) == "ddddd"
    assert by_mean("staged", [1, 1, 1, 0.8, 0.8, 0.8]) == "ddnnnn"  # not below 0.7
    assert by_mean("staged", [1, 1, 1, 0.6, 0.6, 0.6]) == "ddnndd"
    assert by_mean("staged", [1, 1, math.nan, 1]) == "dddn"


def test_by_the_mean_reversed_begins_with_networks():
    assert by_mean("reversed", [3.5] * 4, name="degree") == "nndd"
    assert by_mean("reversed", [2.5] * 4, name="degree") == "nnnn"
    assert by_mean("reversed", [3.5, 3.5, 3.5, 2.5, 1.5], name="degree") == "nnddn"
    assert by_mean("staged", [0.9, 0.9, 0.9, 0.9], point="networks") == "nnnn"
    assert by_mean("simultaneous", [5.0] * 3) == "---"


def test_by_the_share_density_suffices_when_enough_firms_have_it():
    assert by_share("staged", [0.29, 0.29, 0.29, 0.3, 0.0]) == "dddnn"
    assert by_share("staged", [0.9] * 4) == "ddnn"  # two years at least
    assert by_share("staged", [0.5] * 4, advance_share=0.6) == "dddd"


def test_by_the_share_a_thin_region_goes_on_when_the_time_is_up():
    assert by_share("staged", [0.1] * 9) == "d" * 6 + "n" * 3
    assert by_share("staged", [math.nan] * 9) == "d" * 6 + "n" * 3
    assert by_share("reversed", [0.5] * 9, name="degree") == "n" * 6 + "d" * 3
    assert by_share("staged", [0.1] * 9, first_stage_most=4.0) == "d" * 4 + "n" * 5


def test_by_the_share_there_is_no_way_back():
    assert by_share("staged", [0.9, 0.9, 0.9, 0.0, 0.0, 0.0, 0.0]) == "ddnnnnn"
    assert by_share("reversed", [3.5, 3.5, 3.5, 0.0, 0.0], name="degree") == "nnddd"


def test_by_the_share_an_entry_point_is_the_first_stage_and_is_left_for_the_other():
    assert by_share("staged", [3.5] * 4, point="networks", name="degree") == "nndd"
    assert by_share("reversed", [0.9] * 4, point="density") == "ddnn"
    assert by_share("simultaneous", [0.9] * 3) == "---"


@pytest.mark.parametrize(
    ("rule", "values", "name", "reason"),
    [
        ("share", [0.9] * 4, "dense", Reason.REACHED),
        ("share", [0.1] * 8, "dense", Reason.TIME_UP),
        ("mean", [2.0] * 4, "progress", Reason.REACHED),
        ("mean", [2.0, 2.0, 2.0, 0.1, 0.1, 0.1], "progress", Reason.LOST),
        ("mean", [0.1] * 4, "progress", Reason.BEGINNING),
    ],
)
def test_why_a_stage_was_left(rule, values, name, reason):
    assert course(Course("staged", "all", rule), values, name, ProcessNumbers())[-1][1] == reason
