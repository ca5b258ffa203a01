"""A register for a region that is there already: its grid and its sectors are taken, rows that do not fit are odd."""

from __future__ import annotations

import math
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from clustersim.errors import InputError, Problem
from clustersim.plant_register.columns import mean
from clustersim.plant_register.plants import ODD
from clustersim.plant_register.proposal import Proposal, SectorProposal
from clustersim.scenario import Scenario
from clustersim.scenario.files.documents import find_file, shipped_scenarios
from clustersim.scenario.files.projection import local_km
from clustersim.spec.nace import sector_of
from clustersim.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clustersim.plant_register.plants import Plant, Plants
    from clustersim.plant_register.whereabouts import Place
    from clustersim.scenario import Region


def base_of(source: str, folder: Path) -> tuple[str, Scenario]:
    """Return how a scenario in `folder` names the one it extends, and that scenario."""
    scenario = Scenario.load(source)
    path, _ = find_file(source)
    shipped = shipped_scenarios().get(path.stem)
    return (path.stem if shipped == path else Path(os.path.relpath(path, folder)).as_posix()), scenario


def mark_odd(
    found: Plants, scenario: Scenario, unknown: str | None, columns: Mapping[str, str], file: str, lang: Language
) -> None:
    """Note in `found.odd` which plants lie outside the region of a scenario or belong to none of its sectors.

    Raises
    ------
    InputError
        The scenario has no place on earth, longitude and latitude look swapped, or there is no sector `unknown`.
    """
    region, keys = scenario.region, [sector.key for sector in scenario.sectors]
    if found.unit == "degrees" and (region.longitude is None or region.latitude is None):
        raise InputError([Problem("", 0, "--extends", say(lang, "region.no corner"))])
    if unknown is not None and unknown not in keys:
        message = say(lang, "region.no sector", key=unknown, keys=", ".join(keys)) + mean(lang, unknown, keys)
        raise InputError([Problem("", 0, "--unknown-sector", message)])
    corner, known = _corner(found, region), _sector_of(scenario, unknown)
    cells = None if region.cells is None else {(cell.column, cell.row) for cell in region.cells if cell.inside}
    placed = [(plant.line, plant.place) for plant in found.plants if plant.place is not None]
    outside = [(line, place) for line, place in placed if not _inside(place, region, corner, cells)]
    if corner and 2 * len(outside) > len(placed):
        swapped = [_inside((place[1], place[0]), region, corner, cells) for _, place in outside]
        if 2 * sum(swapped) > len(outside):
            raise InputError([Problem(file, 1, "", say(lang, "region.swapped", **_pair(columns)))])
    odd = found.odd | {
        "outside": [line for line, _ in outside],
        "no-code": [plant.line for plant in found.plants if not known(plant)],
    }
    found.odd = {kind: odd[kind] for kind in ODD if odd.get(kind)}


def _pair(columns: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that hold longitude and latitude."""
    return {name: columns.get(name, name) for name in ("longitude", "latitude")}


def fit(found: Plants, scenario: Scenario, unknown: str | None) -> Proposal:
    """Return the region of a scenario with the plants of a register."""
    region, known = scenario.region, _sector_of(scenario, unknown)
    counts = Counter(known(plant) for plant in found.plants)
    sectors = tuple(
        SectorProposal(sector.key, sector.title, "", sector.nace, counts[sector.key], sector.local, math.nan)
        for sector in scenario.sectors
    )
    target = ", ".join(sector.key for sector in scenario.sectors if sector.target)
    corner = _corner(found, region) or (0.0, 0.0)
    size = (region.columns, region.rows, region.cell_km)
    return Proposal(found.unit, corner, *size, sectors=sectors, target=target, towns=(), sector_of=known)


def _corner(found: Plants, region: Region) -> Place | None:
    """Return longitude and latitude of the south-west corner, None if places are kilometres."""
    return (region.longitude or 0.0, region.latitude or 0.0) if found.unit == "degrees" else None


def _sector_of(scenario: Scenario, unknown: str | None) -> Callable[[Plant], str]:
    """Return what gives the key of a plant's sector, '' for none."""
    keys = {sector.key for sector in scenario.sectors}
    prefixes = [(sector.key, code) for sector in scenario.sectors for code in sector.nace]
    return lambda plant: plant.sector if plant.sector in keys else sector_of(plant.code, prefixes) or unknown or ""


def _inside(place: Place, region: Region, corner: Place | None, cells: set[tuple[int, int]] | None) -> bool:
    """Say whether a place lies in one of the cells of a region (None: all of the grid)."""
    if corner is not None:
        if abs(place[1]) > 80.0:
            return False
        place = local_km(*place, corner, region.width, region.height)
    cell = math.floor(place[0] / region.cell_km), math.floor(place[1] / region.cell_km)
    on_grid = 0 <= cell[0] < region.columns and 0 <= cell[1] < region.rows
    return on_grid and (cells is None or cell in cells)
