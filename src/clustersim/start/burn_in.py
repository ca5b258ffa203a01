"""The past of network and knowledge: some years of learning, innovation, meeting and fading before tick 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import draws
from clustersim.core.randomness import uniform
from clustersim.mechanisms.ties import end_ties
from clustersim.phases.fade_ties import fade_ties
from clustersim.phases.form_ties import form_ties
from clustersim.phases.innovate import innovate
from clustersim.phases.learn import learn
from clustersim.spec.codes import Cause
from clustersim.spec.decisions import Decision
from clustersim.world.traits import draw_traits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clustersim.core.columns import I64
    from clustersim.start.stationary_law import SectorLaw
    from clustersim.world.state import World


LONG_STEP, SHORT_YEARS = (
    1.0,
    5.0,
)  # years: long steps first, ticks as in the run for the last years (saves half the time)


def burn_in(world: World, laws: Sequence[SectorLaw]) -> None:
    """Run `start.burn_in` years of `learn`, `innovate`, `fade_ties` and `form_ties` up to tick 0, without any task.

    Every firm keeps its place. Before a firm entered, its row stands for the firms that were there before it, one after
    the other, each as long as a life drawn from the law of its sector: most were short. They meet and tie like any
    other; all ties of one end when it makes room, at the end of the tick in which the next enters with the knowledge
    and technology it is born with. So actors are met as densely as at tick 0, partners are lost as they are in a run,
    where mostly young firms with few ties exit, and at tick 0 no tie is older than the firms at its ends.

    Draws: those of the four phases, with negative ticks; INITIAL_HISTORY. Events are not recorded.
    """
    recording, world.events.active = world.events.active, False
    dt, ticks = world.dt, round(world.parameters.start.burn_in / world.dt)
    when, who = _turnover(world, laws, ticks)
    for tick, span in _steps(ticks, dt):
        world.tick, world.dt = tick, span * dt
        learn(world)
        innovate(world)
        fade_ties(world)
        form_ties(world)
        _replace(world, np.unique(who[(when >= tick) & (when < tick + span)]))
    world.tick, world.dt = 0, dt
    world.counts.clear()
    world.events.active = recording


def _turnover(world: World, laws: Sequence[SectorLaw], ticks: int) -> tuple[I64, I64]:
    """Return the ticks since -`ticks` at which a firm entered, and the row in which it did."""
    a, rows, number = world.actors, world.firm_rows(), 0
    stream = int(draws.stream(world.seed, Decision.INITIAL_HISTORY, 0))
    entered = a.entered[rows].astype(np.int64)
    when, who = [], []
    while len(rows):
        inside = entered >= -ticks
        rows, entered = rows[inside], entered[inside]
        when.append(entered)
        who.append(rows)
        lives = np.zeros(len(rows), dtype=np.int64)
        for sector, law in enumerate(laws):
            own = np.flatnonzero(a.sector[rows] == sector)
            lives[own] = law.lives(np.array([uniform(stream, int(key), number) for key in a.key[rows[own]]]))
        entered = entered - lives
        number += 1
    return np.concatenate(when) if when else np.empty(0, np.int64), np.concatenate(who) if who else np.empty(
        0, np.int64
    )


def _steps(ticks: int, dt: float) -> Iterator[tuple[int, int]]:
    """Yield (first tick, number of ticks) of the steps from tick -`ticks` up to 0."""
    short, long = min(ticks, round(SHORT_YEARS / dt)), max(1, round(LONG_STEP / dt))
    tick = -ticks
    while tick < -short:
        span = min(long, -short - tick)
        yield tick, span
        tick += span
    for last in range(tick, 0):
        yield last, 1


def _replace(world: World, rows: I64) -> None:
    """Let the firms in `rows` take the place of those that went before them."""
    if len(rows) == 0:
        return
    a, ties, sectors = world.actors, world.ties, world.sectors
    enters = np.zeros(len(a), dtype=np.bool_)
    enters[rows] = True
    ends = enters[ties.a] | enters[ties.b]
    if ends.any():
        end_ties(world, np.where(ends, np.int8(Cause.PARTNER_CLOSED), np.int8(0)))
    born = draw_traits(world.seed, world.parameters, sectors, a.key[rows], a.sector[rows])
    a.knowledge[rows], a.technology_x[rows], a.technology_y[rows] = born.knowledge, born.technology_x, born.technology_y
    a.outside[rows] = 0
