"""Phase `apply_shocks`: demand shocks, technology shifts and the closure of anchor firms that the scenario contains."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import randomness
from clustersim.core.clock import MOMENT
from clustersim.mechanisms.firms import remove_firms
from clustersim.spec.codes import Cause, Event, Kind

if TYPE_CHECKING:
    from clustersim.scenario.parts import Shock
    from clustersim.world.state import World


def apply_shocks(world: World) -> None:
    """Let the shocks of the scenario happen that are due, the same in every arm of a comparison.

    demand      from `start` on for `years`: growth of all firms of the sector changes by `size` a year (`grow_firms`)
    technology  over `years` the centroid of the sector moves by `size` in `direction`: entrants are born around the new
                one; firms that are there lose `loss` of knowledge per unit of the way, in step with it
    anchor      at `start` the `firms` largest firms (employees, then key) of the sector close

    A shock without a sector hits all target sectors. In a tick that it covers in part it acts in part.

    Draws: none. Reads employees, ties. Writes shock_push, sectors' centroids, knowledge, alive; ties, degree and
    strength of the partners of closed firms; cells' firms and total, centres' tenants, counts. Events SHOCK (actor:
    key of its name, value: size or firms), EXIT (cause shock), TIE_ENDED (partner closed).
    """
    shocks = getattr(world.scenario, "shocks", ())
    if not shocks:
        return
    world.shock_push[:] = 0.0
    if not world.channels.shocks:
        return
    for number, shock in enumerate(shocks):
        length = world.dt if shock.kind == "anchor" else shock.years
        now = covered(world.years(), world.dt, shock.start, length)
        if now <= 0.0:
            continue
        if begins(world, shock):
            _record(world, number, shock)
        _hit(world, shock, now)


def covered(years: float, dt: float, start: float, length: float) -> float:
    """Return the share of the tick from `years` on that lies between start and start + length."""
    return max(0.0, min(years + dt, start + length) - max(years, start)) / dt if length > 0.0 else 0.0


def begins(world: World, shock: Shock) -> bool:
    """Say whether a shock begins in this tick."""
    return bool(world.years() <= shock.start + MOMENT < world.years() + world.dt)


def sectors_hit(world: World, shock: Shock) -> list[int]:
    """Return the numbers of the sectors that a shock hits."""
    if shock.sector is None:
        return [int(sector) for sector in np.flatnonzero(world.sectors.target)]
    return [world.sectors.names.index(shock.sector)]


def _hit(world: World, shock: Shock, now: float) -> None:
    hit = sectors_hit(world, shock)
    if shock.kind == "demand":
        world.shock_push[hit] += shock.size * now
    elif shock.kind == "technology":
        _shift(world, hit, shock, now)
    elif begins(world, shock):
        _close_anchors(world, hit, shock.firms)


def _shift(world: World, hit: list[int], shock: Shock, now: float) -> None:
    a, sectors = world.actors, world.sectors
    step = shock.size * now * world.dt / shock.years
    angle = math.radians(shock.direction)
    sectors.centroid_x[hit] += step * math.cos(angle)
    sectors.centroid_y[hit] += step * math.sin(angle)
    firms = a.alive & (a.kind == Kind.FIRM) & np.isin(a.sector, hit)
    a.knowledge[firms] -= shock.loss * abs(step)


def _close_anchors(world: World, hit: list[int], count: int) -> None:
    a = world.actors
    rows = np.flatnonzero(a.alive & (a.kind == Kind.FIRM) & np.isin(a.sector, hit))
    order = np.lexsort((a.key[rows], -a.employees[rows]))
    remove_firms(world, rows[order[:count]], Cause.SHOCK, Cause.PARTNER_CLOSED)


def _record(world: World, number: int, shock: Shock) -> None:
    key = np.array([randomness.name_key(f"shock {number + 1}")], dtype=np.uint64)
    world.events.add(
        world.tick,
        Event.SHOCK,
        key,
        cause=Cause.SHOCK,
        value=float(shock.firms if shock.kind == "anchor" else shock.size),
    )
