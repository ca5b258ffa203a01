"""Stages of the regimes `staged` (first density, then networks) and `reversed` (first networks, then density)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.core.clock import MOMENT

if TYPE_CHECKING:
    from clustersim.spec.diagnosis import Diagnosis
    from clustersim.spec.parameters import ProcessNumbers
    from clustersim.spec.regimes import Regime

FIRST: dict[Regime, str] = {"staged": "density", "reversed": "networks"}
NUMBER = {"": 0, "density": 1, "networks": 2}  # in the series and in events


def next_stage(
    regime: Regime,
    entry_point: str,
    stage: str,
    since: float,
    years: float,
    diagnosis: Diagnosis,
    process: ProcessNumbers,
) -> str:
    """Return the stage after a review; "" in regimes without stages.

    The first stage is that of the regime, or the `entry_point` if that is a stage. `staged` goes on to networks when
    the observed progress (mean over target firms of related firms in reach / m*) is at least `advance_at`, and falls
    back below `fall_back_at`; `reversed` goes on to density when the observed mean degree of the actors known is at
    least `linked_at`, and falls back below `unlinked_at`. A stage lasts at least `minimum_stay` years, so that noise
    does not toss the agency to and fro. An observation that is NaN changes nothing.
    """
    if regime not in FIRST:
        return ""
    if stage == "":
        return entry_point if entry_point in ("density", "networks") else FIRST[regime]
    if years < since + process.minimum_stay - MOMENT:
        return stage
    first, second = FIRST[regime], "networks" if FIRST[regime] == "density" else "density"
    seen, up, down = diagnosis.progress, process.advance_at, process.fall_back_at
    if regime == "reversed":
        seen, up, down = diagnosis.degree, process.linked_at, process.unlinked_at
    if stage == first and seen >= up:
        return second
    if stage == second and seen < down:
        return first
    return stage
