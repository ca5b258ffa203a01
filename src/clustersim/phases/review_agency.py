"""Phase `review_agency`: once in a while the agency diagnoses potentials and weak spots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.agency.diagnose import review

if TYPE_CHECKING:
    from clustersim.world.state import World


def review_agency(world: World) -> None:
    """Review the region if a review is due (`agency.diagnose.review`).

    Draws: OBSERVATION, REPAIR, REACH. Reads the fields and the network that the last tick left. Writes
    agency.diagnosis. Event REVIEW.
    """
    review(world)
