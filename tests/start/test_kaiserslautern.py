"""The case Kaiserslautern: its tables, its arithmetic and its places are what docs/kaiserslautern.md says."""

from __future__ import annotations

import csv
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from clustersim.batch.plan_parts import arm_hash
from clustersim.scenario import Scenario
from clustersim.scenario.files.projection import local_km
from clustersim.start.build import build_world

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "scenarios/kaiserslautern"
PAGE = (ROOT / "docs/kaiserslautern.md").read_text(encoding="utf-8")
TABLES = ("institutions.csv", "sectors.csv", "cells.csv", "places.csv", "sites.csv")

VARIANTS = {
    "kaiserslautern": (),
    "kaiserslautern-organisation": ("organisation",),
    "kaiserslautern-networking": ("networking",),
    "kaiserslautern-infrastructure": ("infrastructure",),
    "kaiserslautern-three-tasks": ("organisation", "networking", "infrastructure"),
}
# mean employees of a firm by entry rate in the stationary law (docs/kaiserslautern.md, "Firms")
MEAN_SIZE = {0.044: 16.40, 0.055: 14.27, 0.08: 10.86, 0.095: 9.45}
JOBS = 54_853


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the case's CSV files."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def position(name: str) -> tuple[float, float]:
    """Return longitude and latitude of an institution or site."""
    rows = {row.get("key") or row["name"]: row for row in [*table("institutions.csv"), *table("sites.csv")]}
    return float(rows[name]["longitude"]), float(rows[name]["latitude"])


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_source_and_confidence(name: str) -> None:
    rows = table(name)
    assert rows
    for row in rows:
        assert None not in row, "a row has more fields than the heading"
        assert row["source"].strip()
        assert row["confidence"] in {"H", "M", "L"}
        if row["source"].startswith("assumption"):
            assert row["confidence"] == "L"


def test_sector_totals_are_the_documented_arithmetic() -> None:
    rows = table("sectors.csv")
    firms = {row["key"]: int(row["firms"]) for row in rows}
    rates = {row["key"]: float(row["entry_rate"]) for row in rows}
    entries = sum(firms[key] * rates[key] for key in firms)
    jobs = sum(firms[key] * MEAN_SIZE[rates[key]] for key in firms)
    assert sum(firms.values()) == 5100
    assert entries == pytest.approx(418.90)
    assert jobs == pytest.approx(JOBS, abs=0.5)
    assert sum(firms[row["key"]] for row in rows if row["target"] == "true") == 750
    for key, number in firms.items():
        line = next(line for line in PAGE.splitlines() if line.startswith(f"| `{key}` |"))
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[2] == f"{number:,}"
        assert float(cells[4]) == pytest.approx(number * rates[key])
        assert float(cells[6].replace(",", "")) == pytest.approx(number * MEAN_SIZE[rates[key]], abs=0.51)


def test_the_number_of_firms_follows_from_the_foundings() -> None:
    places = table("places.csv")
    city = sum(
        int(row["inhabitants"]) for row in places if "quarter of the city" in row["note"] or "(core)" in row["name"]
    )
    inside = sum(int(row["inhabitants"]) for row in places)
    assert city == 101_486  # K02
    assert inside == 182_986
    foundings = city * 26.8e-4 + (inside - city) * 18e-4  # K10, assumption
    firms = {row["key"]: int(row["firms"]) for row in table("sectors.csv")}
    rate = sum(int(row["firms"]) * float(row["entry_rate"]) for row in table("sectors.csv")) / sum(firms.values())
    assert foundings == pytest.approx(418.7, abs=0.05)
    assert foundings / rate == pytest.approx(sum(firms.values()), rel=0.002)


def test_places_lie_inside_the_window_and_on_the_right_side_of_the_city() -> None:
    for name in ("institutions.csv", "places.csv", "sites.csv"):
        for row in table(name):
            assert 7.535 < float(row["longitude"]) < 7.9212, row["name"]
            assert 49.325 < float(row["latitude"]) < 49.5765, row["name"]
    centre_east, centre_north = 7.769, 49.444  # K01
    for key in ("rptu", "iese", "itwm", "dfki", "mpisws", "ivw", "ifos", "Uni-Park", "bic"):
        east, north = position(key)
        assert centre_north - 0.03 < north < centre_north - 0.008, f"{key} is south of the centre"
        assert centre_east - 0.03 < east < centre_east, f"{key} is a little west of the centre"
    for key in ("PRE-Park", "ihk"):
        east, north = position(key)
        assert east > centre_east + 0.02, f"{key} is in the east"
        assert north > centre_north + 0.005, f"{key} is in the north"
    assert position("hskl")[0] < centre_east
    assert position("Ramstein Air Base")[0] < 7.65


def test_cells_are_what_the_rule_gives() -> None:
    script = runpy.run_path(str(ROOT / "tools/make_kaiserslautern_cells.py"))
    assert script["make_cells"]() == (FOLDER / "cells.csv").read_text(encoding="utf-8")


def test_cells_follow_settlement() -> None:
    rows = {(int(row["column"]), int(row["row"])): row for row in table("cells.csv")}
    assert set(rows) == {(column, row) for column in range(28) for row in range(28)}
    floor = {cell: int(row["floor_space"]) for cell, row in rows.items()}
    access = {cell: float(row["accessibility"]) for cell, row in rows.items()}
    assert sum(floor.values()) == 29_746
    assert max(access, key=access.__getitem__) == (16, 13)  # the centre of the city
    assert all(0 <= value <= 1 for value in access.values())
    forest = [floor[column, row] for column in range(20, 28) for row in range(8)]  # Palatinate Forest
    assert sum(forest) / len(forest) < 2
    settled = (sum(floor.values()) - sum(int(row["places"]) for row in table("sites.csv"))) / 400
    inhabitants = sum(int(row["inhabitants"]) for row in table("places.csv"))
    assert settled == pytest.approx(inhabitants * 406e-6, rel=0.03)  # overlaps and the edge take a little
    city_area = 29.65 + 11.60  # km2, K03
    assert city_area == pytest.approx(101_486 * 406e-6, rel=0.002)  # K02


def test_mean_sizes_are_those_of_the_stationary_law() -> None:
    from clustersim.start.stationary_law import stationary_law

    scenario = Scenario.load("kaiserslautern")
    numbers = scenario.parameters
    giant = numbers.growth.giant_share * JOBS
    for rate, size in MEAN_SIZE.items():
        law = stationary_law(
            rate, scenario.tick_years, numbers.growth, numbers.exit, numbers.entry, giant, scenario.channels
        )
        assert law.mean_size == pytest.approx(size, rel=0.005)


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_is_the_same_region_with_its_tasks(name: str) -> None:
    plain, scenario = Scenario.load("kaiserslautern"), Scenario.load(name)
    assert set(scenario.policies) == set(VARIANTS[name])
    own = {"name", "title", "title_de", "description", "policies"}
    assert {key: value for key, value in scenario.as_dict().items() if key not in own} == {
        key: value for key, value in plain.as_dict().items() if key not in own
    }
    for task in scenario.policies:
        assert [scenario.sectors[number].key for number in scenario.sectors_of(task)] == [
            "digital",
            "engineering",
            "electronics",
        ]
    if "infrastructure" in scenario.policies:
        x, y = local_km(*position("bic"), (7.535, 49.325), 28, 28)
        assert [tuple(cell) for cell in scenario.policies["infrastructure"].cells] == [(int(x), int(y))]


def test_the_loaded_region_is_what_the_tables_say() -> None:
    scenario = Scenario.load("kaiserslautern")
    assert scenario.start.firms == 5100
    assert scenario.start.kind == "mature"
    stock = {sector.key: sector.share * scenario.start.firms for sector in scenario.sectors}
    assert stock == pytest.approx({row["key"]: float(row["firms"]) for row in table("sectors.csv")})
    assert len(scenario.region.cells or ()) == scenario.region.columns * scenario.region.rows == 784
    matrix = scenario.relatedness_matrix()
    assert all(matrix[5][other] == 0 for other in range(5)), "the local market is related to nobody"
    places = {institution.key: (institution.x, institution.y) for institution in scenario.institutions}
    assert set(places) == {row["key"] for row in table("institutions.csv")}
    x, y = local_km(7.769, 49.444, (7.535, 49.325), 28, 28)  # the centre, K01
    assert 1.5 < y - places["rptu"][1] < 3.0
    assert places["ihk"][0] - x > 1.5
    assert scenario.agency.x == pytest.approx(x, abs=0.5)
    numbers = scenario.parameters
    assert f"m* = {numbers.mass.critical:g} is used" in PAGE
    assert f"to {numbers.entry.density_offset:g} and {numbers.space.rent_base:g} (assumption)" in PAGE
    assert f"`entry.accessibility_weight` is {numbers.entry.accessibility_weight:g} here" in PAGE
    assert f"{scenario.agency.budget:,.0f} EUR a year" in PAGE


def test_every_evidence_id_exists() -> None:
    evidence = (ROOT / "docs/evidence.md").read_text(encoding="utf-8")
    texts = [PAGE, *(path.read_text(encoding="utf-8") for path in FOLDER.parent.glob("kaiserslautern*.toml"))]
    texts += [(FOLDER / name).read_text(encoding="utf-8") for name in TABLES]
    used = set(re.findall(r"\b(?:K\d\dx?|B\d\d)\b", "\n".join(texts)))
    assert {"K01", "K05", "K10", "K12", "K20", "K28", "B02"} <= used
    assert sorted(key for key in used if not re.search(rf"\b{key}\b", evidence)) == []
    own = set(re.findall(r"\bL\d\d\b", "\n".join(texts)))
    assert sorted(key for key in own if f"\n| {key} |" not in PAGE) == []


@pytest.mark.process
def test_names_of_towns_change_nothing_but_the_map() -> None:
    """They are of places.csv, lie where it says, and neither ids nor worlds know them."""
    named = Scenario.load("kaiserslautern")
    bare = named.changed_by({"region.towns": []})
    assert arm_hash(named) == arm_hash(bare)
    one, other = (build_world(case.changed_by({"parameters.start.burn_in": 0.0}), 1) for case in (named, bare))
    assert np.array_equal(one.cells.accessibility, other.cells.accessibility)
    assert np.array_equal(one.actors.key, other.actors.key)
    with (FOLDER / "places.csv").open(encoding="utf-8") as file:
        places = {row["name"].removesuffix(" (core)"): row for row in csv.DictReader(file)}
    assert len(named.region.towns) == 6
    for town in named.region.towns:
        east, north = float(places[town.name]["longitude"]), float(places[town.name]["latitude"])
        assert (town.x, town.y) == pytest.approx(local_km(east, north, (7.535, 49.325), 28.0, 28.0), abs=0.01)
