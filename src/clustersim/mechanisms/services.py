"""Cluster-related services as firms meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.spec.levers import SERVICE_SUPPLY

if TYPE_CHECKING:
    from clustersim.core.columns import F64
    from clustersim.world.state import World


def effective_services(world: World) -> F64:
    """Return private and public supply together by cell, in [0, 1]."""
    if world.levers.is_neutral(SERVICE_SUPPLY):
        return world.cells.services
    return 1.0 - (1.0 - world.cells.services) * (1.0 - world.levers[SERVICE_SUPPLY])
