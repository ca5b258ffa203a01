"""Phase `run_projects`: lead projects start, run, end, and their technologies spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustersim.world.state import World


def run_projects(world: World) -> None:
    """Carry out the actions `StartProject`, let projects run and their technologies spread."""
