"""Membership of the cluster organisation. Rules: `join_organisation`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.core.randomness import uniform
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import MEMBERSHIP

if TYPE_CHECKING:
    from tests.reference.model import Reference


def join_organisation(model: Reference) -> None:
    """Let every firm that is willing by now be a member."""
    share, luck = model.levers[MEMBERSHIP], model.trait(Decision.MEMBER)
    for firm in model.firms:
        wait = -math.log1p(-uniform(luck, firm.key)) / firm.openness if firm.openness > 0.0 else math.inf
        firm.member = wait < -math.log1p(-min(float(share[firm.sector]), 1.0 - 1e-12))
