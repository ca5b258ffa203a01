"""Shocks that the scenario contains. Rules: `apply_shocks`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from clustersim.core.clock import MOMENT
from clustersim.core.randomness import name_key
from clustersim.spec.codes import Cause, Event

if TYPE_CHECKING:
    from tests.reference.model import Reference


def apply_shocks(model: Reference) -> None:
    """Every shock that falls into this tick happens."""
    model.shock_push = [0.0] * len(model.shock_push)
    if not model.channels.shocks:
        return
    begins, ends = model.tick * model.dt, (model.tick + 1) * model.dt
    for number, shock in enumerate(getattr(model.case, "shocks", ()), 1):
        last = shock.start + (model.dt if shock.kind == "anchor" else shock.years)
        share = (min(ends, last) - max(begins, shock.start)) / model.dt
        if share <= 0.0:
            continue
        if begins <= shock.start + MOMENT < ends:
            value = shock.firms if shock.kind == "anchor" else shock.size
            model.record(Event.SHOCK, name_key(f"shock {number}"), cause=Cause.SHOCK, value=float(value))
        happen(model, shock, share, begins, ends)


def happen(model: Reference, shock: Any, share: float, begins: float, ends: float) -> None:
    """Let one shock do its work of this tick."""
    hit = [
        s for s in model.sector_numbers if (model.target[s] if shock.sector is None else model.names[s] == shock.sector)
    ]
    if shock.kind == "demand":
        for s in hit:
            model.shock_push[s] += shock.size * share
    elif shock.kind == "technology":
        way = shock.size * share * model.dt / shock.years
        for s in hit:
            x, y = model.centroid[s]
            angle = math.radians(shock.direction)
            model.centroid[s] = x + way * math.cos(angle), y + way * math.sin(angle)
        for firm in model.firms:
            if firm.sector in hit:
                firm.knowledge -= shock.loss * abs(way)
    elif begins <= shock.start + MOMENT < ends:
        largest = sorted(
            (firm for firm in model.firms if firm.sector in hit), key=lambda firm: (-firm.employees, firm.key)
        )
        for firm in largest[: shock.firms]:
            firm.close(Cause.SHOCK)
