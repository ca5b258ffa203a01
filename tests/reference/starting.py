"""Who starts a firm, and where. Rules: `admit_firms`; the regional part of entry is in `entering`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustersim.core.randomness import absorb, hashed, normal, poisson, uniform
from clustersim.spec.codes import Origin
from clustersim.spec.decisions import Decision
from tests.reference.actor import Actor, Business, Centre

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.reference.model import Reference
    from tests.reference.places import Place

TRIES = 20


@dataclass(frozen=True)
class Entrant:
    """A firm about to enter."""

    key: int
    sector: int
    place: Place
    origin: Origin
    parent: Actor | None = None
    centre: Centre | None = None


class FoundsSpinOffs(Business):
    """A firm whose people may leave to start their own firm nearby."""

    def spin_off(self) -> Entrant | None:
        """Return the spin-off of this tick, if there is one and it finds a place."""
        model, p, s = self.model, self.model.p.entry, self.sector
        if model.references.root_size[s] <= 0.0:
            return None
        hazard = (
            model.entry_rate[s]
            * p.spin_off_share
            * self.employees**p.parent_size_exponent
            / model.references.root_size[s]
        )
        if uniform(model.stream(Decision.SPINOFF), self.key) >= 1.0 - math.exp(-hazard * model.dt):
            return None
        key = hashed(model.stream(Decision.KEY_ENTRANT), Origin.SPIN_OFF, self.key, 0)
        place = find_place(model, self.cell, absorb(model.stream(Decision.SPINOFF_PLACE), key), p.spin_off_near)
        return Entrant(key, s, place, Origin.SPIN_OFF, parent=self) if place else None


class FoundsAcademicSpinOffs(Actor):
    """A university whose people may start firms."""

    def academic_spin_offs(self) -> Iterator[Entrant]:
        """Return the academic spin-offs of this tick that find a place."""
        model, p = self.model, self.model.p.entry
        for s in model.sector_numbers:
            research = math.fsum(other.profile[s] * max(other.employees, 1.0) for other in model.universities)
            if self.profile[s] <= 0.0:
                continue
            share = self.profile[s] * max(self.employees, 1.0) / research
            expected = model.entry_rate[s] * model.stock[s] * p.academic_share * share * model.dt
            for j in range(poisson(uniform(model.stream(Decision.ACADEMIC), self.key, s), expected)):
                key = hashed(model.stream(Decision.KEY_ENTRANT), Origin.ACADEMIC_SPIN_OFF, self.key + s, j)
                place = find_place(
                    model, self.cell, absorb(model.stream(Decision.ACADEMIC_PLACE), key), p.academic_near
                )
                if place:
                    yield Entrant(key, s, place, Origin.ACADEMIC_SPIN_OFF, parent=self)


def find_place(model: Reference, home: Place, draws: int, near: float) -> Place | None:
    """Return a place near home with probability `near`, else (or if there is none) anywhere in the region."""
    if uniform(draws, 0) < near:
        found = find_near(model, home, draws)
        if found is not None:
            return found
    for attempt in range(TRIES):
        place = model.places[math.floor(uniform(draws, 100 + attempt) * len(model.places))]
        if place.inside and place.free(place.firm_count, model) > 0:
            return place
    return None


def find_near(model: Reference, home: Place, draws: int) -> Place | None:
    """Return the first of some places around home, scattered as the weight of neighbours, that takes a firm."""
    spread = model.p.space.half_distance / math.sqrt(2.0 * math.log(2.0))
    for attempt in range(TRIES):
        east = spread * normal(uniform(draws, 2 * attempt + 1))
        north = spread * normal(uniform(draws, 2 * attempt + 2))
        place = model.place_of(home.x + east, home.y + north)
        if place is not None and place.inside and place.free(place.firm_count, model) > 0:
            return place
    return None


def equip(model: Reference, entrant: Entrant) -> None:
    """Make the entrant a firm, with the traits that its key gives it."""
    from tests.reference.agents import Firm

    p, key, s = model.p.entry, entrant.key, entrant.sector
    firm = Firm(model, key, entrant.place, s)
    firm.origin, firm.entered, firm.age = int(entrant.origin), model.tick, model.dt / 2.0
    firm.parent = entrant.parent.key if entrant.parent else 0
    firm.employees = first_size(model, entrant)
    rank = (1.0 - p.openness_from) * uniform(model.trait(Decision.OPENNESS), key)
    firm.openness = (-math.log(rank)) ** (1.0 / p.openness_shape) / math.gamma(1.0 + 1.0 / p.openness_shape)
    if model.local[s]:
        firm.openness *= p.local_openness
    firm.absorption = 1.0 + model.p.learning.absorption_range * (
        2.0 * uniform(model.trait(Decision.ABSORPTION), key) - 1.0
    )
    firm.constrained = uniform(model.trait(Decision.CONSTRAINED), key) < model.p.exit.constrained_share
    firm.knowledge = p.birth_offset + model.p.learning.spread * normal(
        uniform(model.trait(Decision.KNOWLEDGE_AT_BIRTH), key)
    )
    x, y = (
        centre + p.technology_spread * normal(uniform(model.trait(Decision.TECHNOLOGY), key, axis))
        for axis, centre in enumerate(model.centroid[s])
    )
    if entrant.origin == Origin.SPIN_OFF and entrant.parent is not None:
        x, y = (x + entrant.parent.technology[0]) / 2.0, (y + entrant.parent.technology[1]) / 2.0
    firm.technology = (x, y)
    firm.chamber = model.chamber_for(entrant.place, s)
    if entrant.centre is not None:
        firm.centre = entrant.centre
        entrant.centre.tenants.append(firm)
    firm.birth = model.births
    model.births += 1
    model.by_key[key] = firm


def first_size(model: Reference, entrant: Entrant) -> float:
    """Return the number of employees at entry."""
    p = model.p.entry
    draws = absorb(model.stream(Decision.ENTRY_SIZE), entrant.key)
    if entrant.origin == Origin.SETTLEMENT:
        return max(1.0, p.settlement_median * math.exp(p.settlement_spread * normal(uniform(draws, 1))))
    if uniform(draws, 0) < p.employer_share:
        return 2.0 * math.pow(uniform(draws, 1), -1.0 / p.employer_exponent)
    return 1.0
