"""What a region could be made of: a grid, towns, sectors and a target cluster, proposed from the plants."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from clustersim.errors import InputError, Problem
from clustersim.plant_register.columns import mean, plain
from clustersim.plant_register.whereabouts import KM_PER_DEGREE, Place, Unit
from clustersim.scenario.files.projection import local_km
from clustersim.spec.nace import section_of
from clustersim.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clustersim.plant_register.plants import Plant, Plants

MOST_SECTORS = 6  # besides `other` and `local`
LEAST_SHARE = 0.03  # of the plants, from which a division is a sector of its own (assumption)
LEAST_PLANTS = 5
TRADABLE = "ABCDEJM"  # sections that sell outside the region by and large (assumption); all others serve it
LOCAL_TRADABLE = 0.3  # share of their sales outside the region (assumption, as in the shipped regions)
MARGIN = 2  # empty cells around the outermost plants
OWN_CORNER_KM = 25.0  # kilometres that begin below this are taken as those of a grid, with its corner at 0, 0
TOWNS = 5
MOST_CELLS = 250_000


class SectorProposal(NamedTuple):
    """A sector: its key, the codes that belong to it, its plants, and what is known of it."""

    key: str
    name: str  # as the register calls it; '' if it is a division, or all `other` or `local` ones
    group: str
    codes: tuple[str, ...]
    plants: int
    local: bool
    quotient: float  # location quotient, NaN without a reference


class TownProposal(NamedTuple):
    """A town: the middle of a dense cell, and the plants around it."""

    x: float
    y: float
    plants: int


@dataclass(frozen=True)
class Proposal:
    """All that is proposed. Towns count kilometres from the south-west corner, as the scenario does."""

    unit: Unit
    corner: Place  # in degrees, or in the kilometres of the register
    columns: int
    rows: int
    cell_km: float
    sectors: tuple[SectorProposal, ...]
    target: str
    towns: tuple[TownProposal, ...]
    sector_of: Callable[[Plant], str]
    """the key of the sector that a plant belongs to"""

    def position(self, place: Place) -> Place:
        """Return the place of a plant in km from the south-west corner."""
        if self.unit == "km":
            return round(place[0] - self.corner[0], 3), round(place[1] - self.corner[1], 3)
        return local_km(*place, self.corner, self.columns * self.cell_km, self.rows * self.cell_km)


def propose(
    found: Plants,
    cell_km: float,
    target: str | None = None,
    reference: Mapping[str, float] | None = None,
    lang: Language = "en",
) -> Proposal:
    """Return a grid around all plants, the densest cells as towns, divisions as sectors, and a target among them.

    `reference` counts the firms of the country by division; with it the target is the tradable sector with the largest
    location quotient, without it the largest tradable sector.

    Raises
    ------
    InputError
        The grid would be too large, or there is no sector called `target`.
    """
    plants = found.plants
    corner, columns, rows = _grid([plant.place for plant in plants if plant.place], found.unit, cell_km, lang)
    sectors = _sectors(plants, reference)
    check_target(target, [sector.key for sector in sectors], lang)
    open_to_all = [sector for sector in sectors if not sector.local and sector.key != "other"] or list(sectors)
    best = max(open_to_all, key=lambda sector: (sector.quotient if reference else 0.0, sector.plants))
    bare = Proposal(
        *(found.unit, corner, columns, rows, cell_km),
        sectors=sectors,
        target=target or best.key,
        towns=(),
        sector_of=lambda plant: _sector_of_plant(plant, sectors),
    )
    places = [bare.position(plant.place) for plant in plants if plant.place]
    return replace(bare, towns=_towns(places, columns, rows, cell_km))


def check_target(target: str | None, keys: Sequence[str], lang: Language) -> None:
    """Raise InputError if no sector is called `target`."""
    if target is not None and target not in keys:
        message = say(lang, "region.no sector", key=target, keys=", ".join(keys)) + mean(lang, target, keys)
        raise InputError([Problem("", 0, "--target", message)])


def _grid(places: Sequence[Place], unit: Unit, cell_km: float, lang: Language) -> tuple[Place, int, int]:
    """Return the south-west corner and the columns and rows that hold all plants."""
    if not places:
        raise InputError([Problem("", 0, "", say(lang, "region.nowhere"))])
    east, north = [place[0] for place in places], [place[1] for place in places]
    up, across, spare = 1.0, 1.0, 1.0
    if unit == "degrees":
        up, spare = KM_PER_DEGREE, 1.002
        across = KM_PER_DEGREE * math.cos(math.radians((min(north) + max(north)) / 2.0))
    corner = (min(east) - MARGIN * cell_km / across, min(north) - MARGIN * cell_km / up)
    if unit == "km":  # a register that counts from a corner of its own keeps it
        near = 0.0 <= min(east) <= OWN_CORNER_KM and 0.0 <= min(north) <= OWN_CORNER_KM
        corner = (0.0, 0.0) if near else (math.floor(corner[0]), math.floor(corner[1]))
    columns = math.ceil((max(east) - corner[0]) * across * spare / cell_km) + MARGIN
    rows = math.ceil((max(north) - corner[1]) * up * spare / cell_km) + MARGIN
    if columns * rows > MOST_CELLS:
        message = say(lang, "region.too large", columns=columns, rows=rows)
        raise InputError([Problem("", 0, "--cell-km", message)])
    return (round(corner[0], 5), round(corner[1], 5)), columns, rows


def _sectors(plants: Sequence[Plant], reference: Mapping[str, float] | None) -> tuple[SectorProposal, ...]:
    given = Counter(plant.sector for plant in plants if plant.sector)
    if given and not any(plant.code for plant in plants):
        names = {_key(name): name for name in reversed(given)}
        counts = Counter(_key(plant.sector) if plant.sector else "other" for plant in plants)
        return tuple(
            SectorProposal(key, names.get(key, ""), "", (), count, False, math.nan)
            for key, count in counts.most_common()
        )
    divisions = Counter(_division(plant.code) for plant in plants if _division(plant.code))
    total, everywhere = sum(divisions.values()), sum((reference or {}).values())
    least = max(LEAST_PLANTS, LEAST_SHARE * len(plants))
    large = [code for code, count in divisions.most_common() if section_of(code) in TRADABLE and count >= least]
    large = large[:MOST_SECTORS]

    def quotient(code: str) -> float:
        wide = (reference or {}).get(code, 0.0)
        return (divisions[code] / total) / (wide / everywhere) if wide and everywhere else math.nan

    sectors = [
        SectorProposal(f"nace{code}", "", section_of(code).lower(), (code,), divisions[code], False, quotient(code))
        for code in large
    ]
    rest = sorted(code for code in divisions if code not in large)
    for key, local in (("other", False), ("local", True)):
        mine = tuple(code for code in rest if (section_of(code) not in TRADABLE) == local)
        unknown = sum(not _division(plant.code) for plant in plants) if key == "other" else 0
        count = sum(divisions[code] for code in mine) + unknown
        if count:
            sectors.append(SectorProposal(key, "", key, mine, count, local, math.nan))
    return tuple(sectors)


def _division(code: str) -> str:
    return code.lstrip("ABCDEFGHIJKLMNOPQRSTU")[:2]


def _sector_of_plant(plant: Plant, sectors: Sequence[SectorProposal]) -> str:
    division = _division(plant.code)
    for sector in sectors:
        if division and division in sector.codes:
            return sector.key
    keys = {sector.key for sector in sectors}
    return _key(plant.sector) if _key(plant.sector) in keys else "other"


def _key(name: str) -> str:
    return (plain(name) or "sector")[:40] if plain(name)[:1].isalpha() else f"s{plain(name)}"[:40]


def _towns(places: Sequence[tuple[float, float]], columns: int, rows: int, cell_km: float) -> tuple[TownProposal, ...]:
    """Return the middles of the densest cells, none next to another."""
    counts = Counter((int(x // cell_km), int(y // cell_km)) for x, y in places)
    towns: list[tuple[int, int]] = []
    for cell, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if all(max(abs(cell[0] - other[0]), abs(cell[1] - other[1])) > 2 for other in towns):
            towns.append(cell)
        if len(towns) == TOWNS:
            break

    def around(town: tuple[int, int]) -> int:
        return sum(count for cell, count in counts.items() if max(abs(cell[0] - town[0]), abs(cell[1] - town[1])) <= 1)

    return tuple(
        TownProposal(round((column + 0.5) * cell_km, 3), round((row + 0.5) * cell_km, 3), around((column, row)))
        for column, row in towns
        if column < columns and row < rows
    )
