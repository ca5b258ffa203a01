"""Phase `review_agency`: once in a while the agency diagnoses potentials and weak spots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.agency.diagnose import review
from clustersim.mechanisms.ties import soft_capacity

if TYPE_CHECKING:
    from clustersim.world.state import World


def review_agency(world: World) -> None:
    """Review the region if a review is due (`agency.diagnose.review`).

    Draws: OBSERVATION (cell; pair of actors), POTENTIAL (task, kind, sector), PROMISE (sector), REPAIR (actor),
    REPAIR_HOST (pair), REACH (actor). Reads agency, the fields and the network that the last tick left
    (`agency.observe.survey`). Writes agency (diagnosis, stage), capacity of actors. Events REVIEW, WEAK_SPOTS,
    SPOT_CHOSEN, POTENTIAL_SEEN, STAGE_ENTERED.
    """
    soft_capacity(world)
    review(world)
