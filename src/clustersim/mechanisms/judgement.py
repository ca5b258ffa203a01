"""How the agency judges firms: what looks promising, seen through noise, among those that it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.draws import absorb, normal, unit
from clustersim.core.kernel import kernel
from clustersim.world.reach import Reach, reaching

if TYPE_CHECKING:
    from clustersim.spec.actions import StartProject, SupportFirms
    from clustersim.world.state import World


class Judgement(NamedTuple):
    """With what eyes the agency looks at firms in one selection."""

    own: np.uint64  # hash state of this selection
    reach: Reach
    targeting: float  # tau: weight of merit, 1 - tau that of the rest
    noise: float  # standard deviation of the error
    spread: float  # of knowledge, the unit of merit


def judgement_of(world: World, action: StartProject | SupportFirms, own: np.uint64) -> Judgement:
    """Return how the agency judges when it carries out an action."""
    return Judgement(
        own=own,
        reach=reaching(world, action.reach, action.task),
        targeting=action.targeting,
        noise=world.parameters.support.judgement_noise,
        spread=world.parameters.learning.spread,
    )


@kernel
def merit(judgement: Judgement, knowledge: float) -> float:
    """Return how promising a firm is: its knowledge in standard deviations."""
    return knowledge / judgement.spread if judgement.spread > 0.0 else 0.0


@kernel
def error(judgement: Judgement, key: np.uint64) -> float:
    """Return by how much the agency misjudges a firm."""
    return judgement.noise * normal(unit(absorb(judgement.own, key)))
