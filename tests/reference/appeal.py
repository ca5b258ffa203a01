"""How attractive a place is to a firm: the log odds V of `admit_firms`, used by entry and relocation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference.model import Reference
    from tests.reference.places import Place


def appeal(model: Reference, place: Place, s: int, firms: int, *, neutral: bool = False) -> float:
    """Return the log odds of a place for sector `s` when `firms` stand there; `neutral` leaves out public services."""
    p, on = model.p.entry, model.channels
    value = 0.0
    if on.density_entry:
        elasticity = p.density_elasticity * (p.local_factor if model.local[s] else 1.0)
        value += elasticity * math.log((place.density[s] + p.density_offset) / (model.references.density[s] + p.density_offset))
    if on.first_nature:
        value += p.accessibility_weight * place.accessibility
        if model.target[s]:
            value += p.university_weight * place.university_pull
    if on.services and model.target[s]:
        public = 0.0 if neutral else model.service_supply[place.number]
        value += p.service_weight * (1.0 - (1.0 - place.services) * (1.0 - public))
    if on.rent:
        value -= p.rent_weight * place.log_rent
    if on.floor:
        free = 1.0 - firms / place.floor_space if place.floor_space > 0.0 else 0.0
        value += p.floor_weight * math.log(max(free, 1e-12))
    return value
