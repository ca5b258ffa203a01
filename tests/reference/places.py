"""The cells of the reference: a Mesa cell that knows its surroundings, and the fields of one tick.

Rules: `compute_fields` and `adjust_services` of the model description.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mesa.discrete_space import Cell

from clustersim.spec.codes import Kind

if TYPE_CHECKING:
    from tests.reference.agents import Firm
    from tests.reference.model import Reference


class Place(Cell):
    """A square cell with what is known of it; its agents stand on it as on any Mesa cell."""

    number: int
    x: float  # km, centre
    y: float
    inside: bool
    accessibility: float
    floor_space: float
    university_pull: float
    services: float
    kernel_area: float
    along_row: list[tuple[Place, float]]
    along_column: list[tuple[Place, float]]

    def __init__(self, coordinate: Any, capacity: int | None = None, random: Any = None) -> None:
        super().__init__(coordinate, capacity=capacity, random=random)
        self.related: list[float] = []  # related firms standing here by sector, last: all firms; empty without firms
        self.related_enough: list[float] = []  # the same, only those that count against critical mass
        self.density: list[float] = []  # related firms per km2 under the kernel
        self.crowd = 0.0
        self.log_rent = 0.0
        self.firm_count = 0
        self._discs: dict[float, list[Place]] = {}
        self._areas: dict[float, float] = {}
        self._reach: dict[tuple[int, float], float] = {}
        self._critical: dict[int, float] = {}

    @property
    def firms(self) -> list[Firm]:
        """The firms that stand here."""
        return [agent for agent in self._agents if agent.kind == Kind.FIRM]

    def disc(self, radius: float, model: Reference) -> list[Place]:
        """Return the cells whose centres lie within `radius` km, itself included."""
        found = self._discs.get(radius)
        if found is None:
            column, row = self.coordinate
            cells = radius / model.cell_km
            steps = math.floor(cells + 1e-9)
            found = [
                model.place_at[column + east, row + north]
                for north in range(-steps, steps + 1)
                for east in range(-steps, steps + 1)
                if math.hypot(east, north) <= cells + 1e-9 and (column + east, row + north) in model.place_at
            ]
            self._discs[radius] = found
        return found

    def disc_area(self, radius: float, model: Reference) -> float:
        """Return the in-region area within `radius` km, in km2."""
        found = self._areas.get(radius)
        if found is None:
            found = self._areas[radius] = sum(place.inside for place in self.disc(radius, model)) * model.cell_km**2
        return found

    def reach(self, sector: int, radius: float, model: Reference) -> float:
        """Return the related firms of `sector` within `radius` km, as counted by the last `count_firms`."""
        found = self._reach.get((sector, radius))
        if found is None:
            found = math.fsum(other.related[sector] for other in self.disc(radius, model) if other.related)
            self._reach[sector, radius] = found
        return found

    def critical(self, sector: int, model: Reference) -> float:
        """Return the firms within reach that are related enough to `sector` to count against critical mass."""
        found = self._critical.get(sector)
        if found is None:
            around = self.disc(model.p.space.reach_radius, model)
            found = math.fsum(other.related_enough[sector] for other in around if other.related_enough)
            self._critical[sector] = found
        return found

    def is_full(self, firms: int, model: Reference) -> bool:
        """Say whether no firm can be added to `firms` in this cell."""
        return bool(model.channels.floor) and firms >= self.floor_space

    def free(self, firms: int, model: Reference) -> float:
        """Return how many firms can still be added to `firms` in this cell."""
        return max(0.0, math.floor(self.floor_space - firms)) if model.channels.floor else math.inf


def survey(model: Reference) -> None:
    """Tell every cell its mates along the row and the column, with their weights, and its in-region area."""
    half = model.p.space.half_distance
    steps = math.floor(3.0 * half / model.cell_km)
    weights = {step: 2.0 ** -((abs(step) * model.cell_km / half) ** 2) for step in range(-steps, steps + 1)}
    for place in model.places:
        column, row = place.coordinate
        place.along_row = [
            (model.place_at[column + step, row], weight)
            for step, weight in weights.items()
            if (column + step, row) in model.place_at
        ]
        place.along_column = [
            (model.place_at[column, row + step], weight)
            for step, weight in weights.items()
            if (column, row + step) in model.place_at
        ]
    area = model.cell_km**2
    for place in model.places:
        rows = (
            weight * sum(across for mate, across in other.along_row if mate.inside)
            for other, weight in place.along_column
        )
        place.kernel_area = area * math.fsum(rows)


def count_firms(model: Reference) -> None:
    """Count in every cell the firms, and the related firms of every sector."""
    phi = model.relatedness
    for place in model.places:
        place.related, place.related_enough = [], []
        place.firm_count = 0
        place._reach.clear()
        place._critical.clear()
        firms = place.firms if not place.is_empty else []
        if firms:
            sectors = [firm.sector for firm in firms]
            place.firm_count = len(firms)
            place.related = [math.fsum(phi[s][t] for t in sectors) for s in model.sector_numbers]
            place.related.append(float(len(firms)))
            least = model.p.mass.related_from
            place.related_enough = [
                math.fsum(phi[s][t] for t in sectors if phi[s][t] >= least) for s in model.sector_numbers
            ]


def compute_fields(model: Reference) -> None:
    """Related density, crowd and rent of every cell: the Gaussian weight is one along the row times one along the column."""
    count_firms(model)
    across: dict[Place, list[float]] = {}
    for place in model.places:
        if place.related:
            for mate, weight in place.along_row:
                add(across, mate, weight, place.related)
    spread: dict[Place, list[float]] = {}
    for place, values in across.items():
        for mate, weight in place.along_column:
            add(spread, mate, weight, values)
    p = model.p.space
    nothing = [0.0] * (len(model.sector_numbers) + 1)
    for place in model.places:
        values = spread.get(place, nothing)
        area = place.kernel_area
        place.density = [value / area for value in values[:-1]] if area > 0.0 else nothing[:-1]
        place.crowd = values[-1] / area if area > 0.0 else 0.0
        crowd = math.log((place.crowd + p.rent_base) / (model.references.crowd + p.rent_base))
        place.log_rent = p.rent_elasticity * crowd - model.references.log_rent


def add(sums: dict[Place, list[float]], place: Place, weight: float, values: list[float]) -> None:
    """Add `weight` times `values` to what `place` has so far."""
    own = sums.get(place)
    if own is None:
        own = sums[place] = [0.0] * len(values)
    for i, value in enumerate(values):
        own[i] += weight * value


def adjust_services(model: Reference) -> None:
    """Private supply of services follows related demand with a lag."""
    p = model.p.services
    targets = [s for s in model.sector_numbers if model.target[s]]
    step = 1.0 - math.exp(-model.dt / p.lag)
    for place in model.places:
        demand = math.fsum(place.density[s] for s in targets) / len(targets) if targets else 0.0
        place.services += step * (saturation(demand / p.threshold, p.steepness) - place.services)


def saturation(x: float, steepness: float) -> float:
    """Return x^g / (1 + x^g)."""
    power: float = x**steepness
    return power / (1.0 + power)
