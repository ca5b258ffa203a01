"""Stages of the regimes `staged` (first density, then networks) and `reversed` (first networks, then density)."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

from clustersim.core.clock import MOMENT

if TYPE_CHECKING:
    from clustersim.spec.diagnosis import Diagnosis
    from clustersim.spec.parameters import ProcessNumbers
    from clustersim.spec.regimes import Regime

FIRST: dict[Regime, str] = {"staged": "density", "reversed": "networks"}
NUMBER = {"": 0, "density": 1, "networks": 2}  # in the series and in events
Rule = Literal["share", "mean"]


class Reason(IntEnum):
    """Why the agency entered a stage."""

    BEGINNING = 0
    REACHED = 1  # the stage before has reached what it was for
    TIME_UP = 2  # the stage before has lasted as long as it may
    LOST = 3  # what the stage before was for is lacking again


class Course(NamedTuple):
    """What the course of the stages depends on, besides what a review sees."""

    regime: Regime
    entry_point: str
    rule: Rule  # `agency.progress` of the scenario


def next_stage(
    course: Course, stage: str, since: float, years: float, diagnosis: Diagnosis, process: ProcessNumbers
) -> tuple[str, Reason]:
    """Return the stage after a review, "" in regimes without stages, and why it was entered.

    The first stage is that of the regime, or the `entry_point` if that is a stage. A stage lasts at least
    `minimum_stay` years, so that noise does not toss the agency to and fro. An observation that is NaN changes nothing.

    `share`: the stage of density has done its work when the observed share of target firms with x >= m* is at least
    `advance_share`, that of networks when the observed mean degree of the actors known is at least `linked_at`; the
    first stage ends after `first_stage_most` years in any case, and there is no way back, since nothing that was
    started stops.

    `mean`: `staged` goes on to networks when the observed progress (mean over target firms of related firms in reach /
    m*) is at least `advance_at`, and falls back below `fall_back_at`; `reversed` goes on to density when the observed
    mean degree is at least `linked_at`, and falls back below `unlinked_at`.
    """
    if course.regime not in FIRST:
        return "", Reason.BEGINNING
    given = course.entry_point if course.entry_point in ("density", "networks") else FIRST[course.regime]
    if stage == "":
        return given, Reason.BEGINNING
    if course.rule == "share":
        return _by_share(given, stage, years - since, diagnosis, process)
    return _by_mean(course.regime, stage, years - since, diagnosis, process)


def _by_share(
    first: str, stage: str, lasted: float, diagnosis: Diagnosis, process: ProcessNumbers
) -> tuple[str, Reason]:
    if stage != first:
        return stage, Reason.BEGINNING
    seen, enough = diagnosis.dense, process.advance_share
    if stage == "networks":
        seen, enough = diagnosis.degree, process.linked_at
    if lasted >= process.minimum_stay - MOMENT and seen >= enough:
        return _other(stage), Reason.REACHED
    if lasted >= process.first_stage_most - MOMENT:
        return _other(stage), Reason.TIME_UP
    return stage, Reason.BEGINNING


def _by_mean(
    regime: Regime, stage: str, lasted: float, diagnosis: Diagnosis, process: ProcessNumbers
) -> tuple[str, Reason]:
    if lasted < process.minimum_stay - MOMENT:
        return stage, Reason.BEGINNING
    first = FIRST[regime]
    seen, up, down = diagnosis.progress, process.advance_at, process.fall_back_at
    if regime == "reversed":
        seen, up, down = diagnosis.degree, process.linked_at, process.unlinked_at
    if math.isnan(seen):
        return stage, Reason.BEGINNING
    if stage == first and seen >= up:
        return _other(first), Reason.REACHED
    if stage != first and seen < down:
        return first, Reason.LOST
    return stage, Reason.BEGINNING


def _other(stage: str) -> str:
    return "networks" if stage == "density" else "density"
