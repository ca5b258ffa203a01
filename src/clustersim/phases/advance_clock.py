"""Phase `advance_clock`: the tick is over, and time goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustersim.world.state import World


def advance_clock(world: World) -> None:
    """Count one tick more. Phases before it act within a tick, those after it see the state that the tick left.

    So `measure` stands behind it: the row of tick t holds what t ticks have made. A schedule without this phase does
    not advance time: all its draws would repeat those of the tick before.

    Draws: none. Reads nothing. Writes tick.
    """
    world.tick += 1
