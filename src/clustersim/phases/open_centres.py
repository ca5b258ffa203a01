"""Phase `open_centres`: technology and start-up centres that a task asked for open their doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import randomness
from clustersim.spec.actions import OpenCentre
from clustersim.spec.codes import Cause, Event

if TYPE_CHECKING:
    from clustersim.world.state import World


def open_centres(world: World) -> None:
    """Carry out the actions `OpenCentre`: add a centre with its places and profile.

    The centre stands in its cell for good; what it offers in a tick is up to the levers centre_starts,
    centre_support and service_supply. Its identity follows from its name, so that the same centre draws the same
    tenants in every arm of a comparison.

    Draws: none. Reads agenda (actions OpenCentre), centres. Writes centres. Event CENTRE_OPENED.
    """
    for action in world.agenda:
        if not isinstance(action, OpenCentre):
            continue
        key = np.array([randomness.name_key(f"centre {action.name}")], dtype=np.uint64)
        if key[0] in world.centres.key:  # a task that starts again finds its building
            continue
        profile = sum(1 << sector for sector in action.sectors)
        world.centres.append(
            {
                "key": key,
                "cell": np.array([action.cell], dtype=np.int32),
                "places": np.array([action.places], dtype=np.int32),
                "sectors": np.array([profile], dtype=np.uint64).view(np.int64),  # bit 63 is the sign
                "opened": np.array([world.tick], dtype=np.int32),
            }
        )
        world.events.add(
            world.tick, Event.CENTRE_OPENED, key, cell=action.cell, cause=Cause.POLICY, value=float(action.places)
        )
