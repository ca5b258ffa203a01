"""Phase `join_organisation`: firms join the cluster organisation, or leave it when there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import keyed, randomness
from clustersim.spec.codes import Kind
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import MEMBERSHIP

if TYPE_CHECKING:
    from clustersim.world.state import World


def join_organisation(world: World) -> None:
    """Bring the members up to date with the lever `membership`, which says how many of whom are willing by now.

    A firm of sector s is a member if -ln(1 - u) < -ln(1 - membership_s) openness, u a number of its own: the open ones
    join first, a firm of openness 1 with probability membership_s, and who has joined stays as long as the lever does
    not fall. Every task reaches members (`world.reach`).

    Draws: MEMBER (firm), of tick 0. Reads lever membership, openness, sector. Writes member.
    """
    a = world.actors
    if world.levers.is_neutral(MEMBERSHIP):
        a.member[:] = False
        return
    rows = np.flatnonzero(a.alive & (a.kind == Kind.FIRM))
    numbers = keyed.uniforms(randomness.stream(world.seed, Decision.MEMBER, 0), a.key[rows])
    willing = -np.log1p(-np.minimum(world.levers[MEMBERSHIP], 1.0 - 1e-12))
    a.member[:] = False
    a.member[rows] = -np.log1p(-numbers) < willing[a.sector[rows]] * a.openness[rows]
