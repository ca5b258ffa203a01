"""Whom the agency reaches: the firms that a task can invite, choose, help or know."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core import draws, randomness
from clustersim.core.columns import F64, I32, U64, Bool
from clustersim.core.draws import absorb, unit
from clustersim.core.kernel import kernel
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import CHAMBER_SEAT

if TYPE_CHECKING:
    from clustersim.core.columns import I64
    from clustersim.world.state import World

NEVER = -1.0


class Reach(NamedTuple):
    """What decides whom a task reaches in a tick."""

    stream: np.uint64  # hash state of being reached
    turns: float  # time in periods after which it is drawn anew; `NEVER`
    share: float  # of the firms that are no members
    key: U64  # of all actors
    member: Bool  # of the cluster organisation: its members are reached by every task
    chamber: I32  # the chamber a firm belongs to, -1 without
    seat: float  # 1 + by how much likelier members of chambers are reached


def reaching(world: World, share: float, task: str) -> Reach:
    """Return whom a task (or another name that stands for one) reaches in this tick.

    A firm is reached if it is a member of the cluster organisation, or if its number u is below `share`. The number is
    drawn by (firm, task) if `insight.reach_by_task`, else by firm, the same for all tasks. It holds for
    `insight.reach_years` from a moment of the firm's own, then it is drawn anew (0: it holds for ever), so that half of
    those reached have changed, but for chance, after half that time. Where chambers have a seat in what is organised
    and planned (lever chamber_seat), the number of their members is divided by 1 + chamber_seat: so much likelier they
    are reached.

    Draws: REACH (firm; task, period), of tick 0.
    """
    insight = world.parameters.insight
    stream = draws.stream(world.seed, Decision.REACH, 0)
    if insight.reach_by_task:
        stream = np.uint64(randomness.hashed(int(stream), randomness.name_key(task)))
    turns = world.years() / insight.reach_years if insight.reach_years > 0.0 else NEVER
    a, seat = world.actors, 1.0 + world.levers[CHAMBER_SEAT]
    return Reach(stream, turns, share, a.key, a.member, a.chamber, seat)


def reach_numbers(reach: Reach, rows: I64) -> F64:
    """Return the numbers that are compared with the share, shape (rows,); 0 for members."""
    found = np.empty(len(rows))
    _numbers(reach, rows, found)
    return found


@kernel
def is_reached(reach: Reach, row: int) -> bool:
    """Say whether a task reaches a firm."""
    return reach_number(reach, row) < reach.share


@kernel
def reach_number(reach: Reach, row: int) -> float:
    """Return the number of a firm that is compared with the share."""
    if reach.member[row]:
        return 0.0
    own = absorb(reach.stream, reach.key[row])
    if reach.turns >= 0.0:
        own = absorb(own, np.uint64(math.floor(reach.turns + unit(own))))
    return unit(own) / (reach.seat if reach.chamber[row] >= 0 else 1.0)


@kernel
def _numbers(reach: Reach, rows: I64, found: F64) -> None:
    for place in range(rows.shape[0]):
        found[place] = reach_number(reach, rows[place])
