"""Phase `apply_shocks`: demand shocks, technology shifts and the closure of anchor firms that the scenario contains."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustersim.world.state import World


def apply_shocks(world: World) -> None:
    """Let the shocks of the scenario happen that are due."""
