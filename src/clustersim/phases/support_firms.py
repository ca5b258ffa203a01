"""Phase `support_firms`: single firms are supported with finance or skills; earlier support fades."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustersim.world.state import World


def support_firms(world: World) -> None:
    """Carry out the actions `SupportFirms` and let earlier support fade."""
