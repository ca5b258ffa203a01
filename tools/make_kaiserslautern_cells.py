"""Make cells.csv of the Kaiserslautern scenario from places.csv and sites.csv beside it.

The rule (docs/kaiserslautern.md, "Cells"), with pop_i the inhabitants of settlement i and d its distance in km:

- settled share of a point: 1 - prod_i (1 - exp(-(d / r_i)^2)) with r_i = sqrt(pop_i * a / pi), so that settlement i
  alone covers pop_i * a km2; a = 406 m2 per inhabitant, the city's own settlement and traffic area (K02, K03);
- floor space of a cell: 400 firm places per settled km2 (assumption), at least 1, and the places of its sites;
- accessibility: max(0, 1 + ln(P / P_max) / 5), P = sum_i pop_i * exp(-d / 1.5 km) at the cell's centre (assumption).

Run it from anywhere: `python tools/make_kaiserslautern_cells.py` (writes the file), `--check` compares only.
"""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path
from typing import NamedTuple

from clustersim.scenario.files.projection import local_km

FOLDER = Path(__file__).resolve().parents[1] / "scenarios/kaiserslautern"

COLUMNS = ROWS = 28  # cells of 1 km
CORNER = (7.535, 49.325)  # longitude and latitude of the south-west corner

KM2_PER_INHABITANT = 406e-6  # (2965 + 1160 ha) / 101486 inhabitants: K03, K02
PLACES_PER_KM2 = 400  # assumption
DECAY_KM = 1.5  # assumption
LOG_RANGE = 5  # accessibility 0 is a factor e^-5 below the best place: assumption
PARTS = 10  # a cell's settled share is the mean over 10 x 10 points

SOURCE = "derived: K02, K03, places.csv, sites.csv"
CONFIDENCE = "L"


class Place(NamedTuple):
    """A settlement or site: kilometres from the south-west corner, and inhabitants or firm places."""

    x: float
    y: float
    number: float


def read(path: Path, number: str) -> list[Place]:
    """Return the places of a CSV file; `number` is the column that counts inhabitants or firm places."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Place(*local_km(float(row["longitude"]), float(row["latitude"]), CORNER, COLUMNS, ROWS), float(row[number]))
            for row in csv.DictReader(file)
        ]


def settled_share(column: int, row: int, settlements: list[Place]) -> float:
    """Return the share of a cell that is settlement or traffic area."""
    total = 0.0
    for i in range(PARTS):
        for j in range(PARTS):
            x, y = column + (i + 0.5) / PARTS, row + (j + 0.5) / PARTS
            bare = 1.0
            for place in settlements:
                square = place.number * KM2_PER_INHABITANT / math.pi
                bare *= 1.0 - math.exp(-((x - place.x) ** 2 + (y - place.y) ** 2) / square)
            total += 1.0 - bare
    return total / PARTS**2


def near_inhabitants(column: int, row: int, settlements: list[Place]) -> float:
    """Return the inhabitants around a cell's centre, weighted by exp(-distance / DECAY_KM)."""
    x, y = column + 0.5, row + 0.5
    return sum(place.number * math.exp(-math.hypot(x - place.x, y - place.y) / DECAY_KM) for place in settlements)


def make_cells() -> str:
    """Return the text of cells.csv."""
    settlements = read(FOLDER / "places.csv", "inhabitants")
    sites = read(FOLDER / "sites.csv", "places")
    cells = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]
    near = {cell: near_inhabitants(*cell, settlements) for cell in cells}
    most = max(near.values())
    lines = ["column,row,accessibility,floor_space,source,confidence"]
    for column, row in cells:
        access = max(0.0, 1.0 + math.log(near[column, row] / most) / LOG_RANGE)
        floor = max(1, math.floor(PLACES_PER_KM2 * settled_share(column, row, settlements)))
        floor += sum(int(site.number) for site in sites if (math.floor(site.x), math.floor(site.y)) == (column, row))
        lines.append(f'{column},{row},{access:.3f},{floor},"{SOURCE}",{CONFIDENCE}')
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write cells.csv, or with --check say whether it is what the rule gives."""
    path = FOLDER / "cells.csv"
    text = make_cells()
    if "--check" in sys.argv[1:]:
        same = path.read_text(encoding="utf-8") == text
        print(f"{path.name} {'is' if same else 'is NOT'} what the rule gives")
        return 0 if same else 1
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {path.name}: {COLUMNS * ROWS} cells")
    return 0


if __name__ == "__main__":
    sys.exit(main())
