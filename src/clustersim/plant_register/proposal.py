"""What a region could be made of: a grid, towns, sectors and a target cluster, proposed from the plants."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from clustersim.errors import InputError, Problem, did_you_mean
from clustersim.plant_register.plants import KM_PER_DEGREE
from clustersim.scenario.files.projection import local_km
from clustersim.spec.nace import section_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustersim.plant_register.plants import Plant

MOST_SECTORS = 6  # besides `other` and `local`
LEAST_SHARE = 0.03  # of the plants, from which a division is a sector of its own (assumption)
LEAST_PLANTS = 5
TRADABLE = "ABCDEJM"  # sections that sell outside the region by and large (assumption); all others serve it
LOCAL_TRADABLE = 0.3  # share of their sales outside the region (assumption, as in the shipped regions)
MARGIN = 2  # empty cells around the outermost plants
TOWNS = 5
MOST_CELLS = 250_000


class SectorProposal(NamedTuple):
    """A sector: its key, title, the codes that belong to it, its plants, and what is known of it."""

    key: str
    title: str
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
    """All that is proposed; kilometres count from the south-west corner."""

    longitude: float
    latitude: float
    columns: int
    rows: int
    cell_km: float
    sectors: tuple[SectorProposal, ...]
    target: str
    towns: tuple[TownProposal, ...]


def propose(
    plants: Sequence[Plant], cell_km: float, target: str | None = None, reference: Mapping[str, float] | None = None
) -> Proposal:
    """Return a grid around all plants, the densest cells as towns, divisions as sectors, and a target among them.

    `reference` counts the firms of the country by division; with it the target is the tradable sector with the largest
    location quotient, without it the largest tradable sector.

    Raises
    ------
    InputError
        The grid would be too large, or there is no sector called `target`.
    """
    corner, columns, rows = _grid(plants, cell_km)
    sectors = _sectors(plants, reference)
    keys = [sector.key for sector in sectors]
    if target is not None and target not in keys:
        raise InputError(
            [
                Problem(
                    "",
                    0,
                    "--target",
                    f"{target} is no sector; there are: {', '.join(keys)}.{did_you_mean(target, keys)}",
                )
            ]
        )
    open_to_all = [sector for sector in sectors if not sector.local and sector.key != "other"] or list(sectors)
    best = max(open_to_all, key=lambda sector: (sector.quotient if reference else 0.0, sector.plants))
    size = (columns * cell_km, rows * cell_km)
    places = [local_km(plant.longitude or 0.0, plant.latitude or 0.0, corner, *size) for plant in plants]
    return Proposal(
        *corner, columns, rows, cell_km, sectors, target or best.key, _towns(places, columns, rows, cell_km)
    )


def _grid(plants: Sequence[Plant], cell_km: float) -> tuple[tuple[float, float], int, int]:
    """Return the south-west corner in degrees and the columns and rows that hold all plants."""
    east = [plant.longitude for plant in plants if plant.longitude is not None]
    north = [plant.latitude for plant in plants if plant.latitude is not None]
    if not east:
        raise InputError([Problem("", 0, "", "no plant has a place")])
    across = KM_PER_DEGREE * math.cos(math.radians((min(north) + max(north)) / 2.0))
    corner = (min(east) - MARGIN * cell_km / across, min(north) - MARGIN * cell_km / KM_PER_DEGREE)
    columns = math.ceil((max(east) - corner[0]) * across * 1.002 / cell_km) + MARGIN
    rows = math.ceil((max(north) - corner[1]) * KM_PER_DEGREE * 1.002 / cell_km) + MARGIN
    if columns * rows > MOST_CELLS:
        message = (
            f"a grid of {columns} x {rows} cells would hold all plants; choose larger cells (--cell-km) or drop "
            "plants far away (--drop outside)"
        )
        raise InputError([Problem("", 0, "--cell-km", message)])
    return (round(corner[0], 5), round(corner[1], 5)), columns, rows


def _sectors(plants: Sequence[Plant], reference: Mapping[str, float] | None) -> tuple[SectorProposal, ...]:
    given = Counter(plant.sector for plant in plants if plant.sector)
    if given and not any(plant.code for plant in plants):
        return tuple(
            SectorProposal(_key(name), name, "", (), count, False, math.nan) for name, count in given.most_common()
        )
    divisions = Counter(_division(plant.code) for plant in plants if _division(plant.code))
    total, everywhere = sum(divisions.values()), sum((reference or {}).values())
    large = [
        code
        for code, count in divisions.most_common()
        if section_of(code) in TRADABLE and count >= max(LEAST_PLANTS, LEAST_SHARE * len(plants))
    ][:MOST_SECTORS]

    def quotient(code: str) -> float:
        wide = (reference or {}).get(code, 0.0)
        return (divisions[code] / total) / (wide / everywhere) if wide and everywhere else math.nan

    sectors = [
        SectorProposal(
            f"nace{code}", f"NACE {code}", section_of(code).lower(), (code,), divisions[code], False, quotient(code)
        )
        for code in large
    ]
    rest = sorted(code for code in divisions if code not in large)
    for key, local in (("other", False), ("local", True)):
        mine = tuple(code for code in rest if (section_of(code) not in TRADABLE) == local)
        unknown = sum(not _division(plant.code) for plant in plants) if key == "other" else 0
        count = sum(divisions[code] for code in mine) + unknown
        if count:
            sectors.append(SectorProposal(key, f"{key} sectors", key, mine, count, local, math.nan))
    return tuple(sectors)


def _division(code: str) -> str:
    return code.lstrip("ABCDEFGHIJKLMNOPQRSTU")[:2]


def sector_of_plant(plant: Plant, sectors: Sequence[SectorProposal]) -> str:
    """Return the key of the sector that a plant belongs to."""
    division = _division(plant.code)
    for sector in sectors:
        if division and division in sector.codes:
            return sector.key
    keys = {sector.key for sector in sectors}
    return _key(plant.sector) if _key(plant.sector) in keys else "other"


def _key(name: str) -> str:
    from clustersim.plant_register.columns import plain

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
