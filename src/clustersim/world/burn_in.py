"""The network's past: ties form and fade for some years before tick 0, so that the run starts near their equilibrium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.codes import Cause, Kind
from clustersim.phases.fade_ties import end_ties, fade_ties
from clustersim.phases.form_ties import form_ties

if TYPE_CHECKING:
    from clustersim.world.state import World


def burn_in(world: World) -> None:
    """Run `start.burn_in` years of `fade_ties` and `form_ties` up to tick 0, without any task.

    Every firm keeps its place. Before a firm entered, its row stands for the firm whose place it took: that one meets
    and ties like any other, and all its ties end when it makes room, at the end of the tick in which the later firm
    enters. So actors are met as densely as at tick 0, partners are lost at about the rate at which firms are replaced,
    and at tick 0 no tie is older than the firms at its ends.

    Draws: those of the two phases, with negative ticks. Events are not recorded.
    """
    recording, world.events.active = world.events.active, False
    ticks = round(world.parameters.start.burn_in / world.dt)
    a = world.actors
    for tick in range(-ticks, 0):
        world.tick = tick
        fade_ties(world)
        form_ties(world)
        enters = (a.entered == tick) & (a.kind == Kind.FIRM)
        ends = enters[world.ties.a] | enters[world.ties.b]
        if ends.any():
            end_ties(world, np.where(ends, np.int8(Cause.PARTNER_CLOSED), np.int8(0)))
    world.tick = 0
    world.counts.clear()
    world.events.active = recording
