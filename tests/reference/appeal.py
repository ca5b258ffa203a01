"""How attractive a place is to a firm: the log odds V of `admit_firms`, used by entry and relocation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference.model import Reference
    from tests.reference.places import Place


def appeal(model: Reference, place: Place, s: int, firms: int, own: float = 0.0) -> float:
    """Return the log odds of a place for sector `s` when `firms` stand there; `own` is taken off the density."""
    public = model.service_supply[place.number]
    return appeal_without_services(model, place, s, firms, own) + appeal_of_services(model, place, s, public)


def appeal_without_services(model: Reference, place: Place, s: int, firms: int, own: float = 0.0) -> float:
    """Return what counts apart from services: density, first nature, rent and free floor space."""
    p, on = model.p.entry, model.channels
    value = 0.0
    if on.density_entry:
        elasticity = p.density_elasticity * (p.local_factor if model.local[s] else 1.0)
        value += elasticity * math.log(
            (max(place.density[s] - own, 0.0) + p.density_offset) / (model.references.density[s] + p.density_offset)
        )
    if on.first_nature:
        value += p.accessibility_weight * place.accessibility
        if model.target[s]:
            value += p.university_weight * place.university_pull
    if on.rent:
        value -= p.rent_weight * place.log_rent
    if on.floor:
        free = 1.0 - firms / place.floor_space if place.floor_space > 0.0 else 0.0
        value += p.floor_weight * math.log(max(free, 1e-12))
    return value


def appeal_of_services(model: Reference, place: Place, s: int, public: float) -> float:
    """Return what services are worth, private and `public` together, to a sector of the target cluster."""
    if not (model.channels.services and model.target[s]):
        return 0.0
    return model.p.entry.service_weight * (1.0 - (1.0 - place.services) * (1.0 - public))
