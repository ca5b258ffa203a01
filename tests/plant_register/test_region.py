"""Regions from registers that nobody prepared: what is read, what is asked, what is written, and that it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clustersim.errors import InputError
from clustersim.plant_register.columns import map_columns
from clustersim.plant_register.plants import looks_like, read_plants
from clustersim.plant_register.proposal import propose
from clustersim.plant_register.reading import number, read_register
from clustersim.plant_register.sizes import SizeClass, drawn_in, law_of_sizes, size_class
from clustersim.scenario import Scenario

Command = Callable[..., Any]

GERMAN = """\
Unternehmen;Längengrad;Breitengrad;WZ 2008;Beschäftigte;Gründung;Bemerkung
Muster Maschinenbau GmbH;7,7606;49,4219;28.41;1.250;12.03.1998;
Alpha Software;7,7560;49,4299;62.01;12;2010;"mit; Semikolon"
Beta Software;7,7573;49,4308;62.02.0;10-19;2015;
Gamma IT;7,7580;49,4313;J62;;2020;
Delta IT;7,7594;49,4304;6201;250 und mehr;2001;
Epsilon;7,7596;49,4305;62.09;3,0;2019;
Zeta;7,7597;49,4306;62.01;unter 10;2018;
Bäckerei Huber;7,7316;49,4117;10.71;7;1960;
Friseur;7,7330;49,4126;96.02;0;1999;
"""
FRENCH = """\
siret,nom_etablissement,activitePrincipaleEtablissement,trancheEffectifsEtablissement,dateCreationEtablissement,longitude,latitude
1,Usine A,25.62B,12,1998-11-06,4.85,45.76
2,Usine B,25.62B,NN,2005-01-01,4.86,45.77
3,Bureau C,62.01Z,00,2015-05-05,4.84,45.75
4,Cafe D,56.30Z,01,2012-02-02,4.87,45.74
"""
BRITISH = """\
CompanyName\tlng\tlat\tSICCode.SicText_1\tstaff
Soft Ltd\t-1.26\t51.75\t62012 - Business and domestic software development\t1,234
Bake Ltd\t-1.25\t51.76\t10710 - Manufacture of bread\t8
"""


def register(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "betriebe.csv"
    path.write_bytes(text.encode(encoding))
    return path


def plants_of(path: Path, **said: str) -> Any:
    raw = read_register(path)
    return read_plants(raw, map_columns(raw.columns, said, raw.file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_german_table_is_read_whatever_its_encoding(encoding: str, tmp_path: Path) -> None:
    raw = read_register(register(tmp_path, GERMAN, encoding))
    assert (raw.delimiter, raw.decimal, len(raw.rows)) == (";", ",", 9)
    assert map_columns(raw.columns, {}, raw.file) == {
        "name": "Unternehmen",
        "longitude": "Längengrad",
        "latitude": "Breitengrad",
        "nace": "WZ 2008",
        "employees": "Beschäftigte",
        "founded": "Gründung",
    }
    found = plants_of(register(tmp_path, GERMAN, encoding))
    sizes = {plant.name: plant.employees for plant in found.plants}
    assert sizes["Muster Maschinenbau GmbH"] == 1250
    assert (sizes["Alpha Software"], sizes["Epsilon"], sizes["Friseur"]) == (12, 3, 1)
    assert 10 <= sizes["Beta Software"] <= 19
    assert sizes["Delta IT"] >= 250
    assert 1 <= sizes["Zeta"] <= 9
    assert [plant.founded for plant in found.plants][:2] == [1998, 2010]
    assert dict(found.notes) == {"class": 3, "law": 1, "owner": 1}
    assert found.odd == {}


def test_a_french_register_with_codes_of_size_classes(tmp_path: Path) -> None:
    found = plants_of(register(tmp_path, FRENCH))
    assert [plant.code for plant in found.plants] == ["C2562", "C2562", "J6201", "I5630"]
    assert 20 <= found.plants[0].employees <= 49
    assert found.plants[1].drawn == "law"  # NN
    assert found.plants[3].employees in (1, 2)


def test_a_british_table_with_tabs_and_thousands(tmp_path: Path) -> None:
    found = plants_of(register(tmp_path, BRITISH))
    assert [(plant.code, plant.employees) for plant in found.plants] == [("J62012", 1234.0), ("C10710", 8.0)]


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [("1.250", ",", 1250), ("1.250,5", ",", 1250.5), ("1 250", ".", 1250), ("1,250.5", ".", 1250.5), ("x", ".", None)],
)
def test_numbers_as_people_write_them(text: str, decimal: str, value: float | None) -> None:
    assert number(text, decimal) == value


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("10-19", (10, 19)),
        ("10 bis unter 20", (10, 19)),
        ("10 à 19 salariés", (10, 19)),
        ("250+", (250, 1000)),
        ("1.000 und mehr", (1000, 4000)),
        ("moins de 10", (1, 9)),
        ("<= 9", (1, 9)),
        ("viele", None),
        ("1,000+", (1000, 4000)),
        ("von 10 bis 19 Beschäftigten", (10, 19)),
        ("da 10 a 19", (10, 19)),
        ("entre 10 et 19", (10, 19)),
        ("12 salariés", (12, 12)),
        ("ca. 20", (20, 20)),
        ("0 salarié", (1, 1)),
        ("12", None),  # a bare number is no class
    ],
)
def test_size_classes(text: str, bounds: tuple[float, float] | None) -> None:
    found = size_class(text)
    assert (None if found is None else tuple(found)) == bounds


def test_sizes_in_a_class_are_even_on_the_logarithm_and_never_beyond() -> None:
    drawn = [drawn_in(SizeClass(10.0, 99.0), (step + 0.5) / 1000) for step in range(1000)]
    assert (min(drawn), max(drawn)) == (10, 99)
    assert sum(size < 32 for size in drawn) == pytest.approx(500, abs=20)


def test_the_law_of_sizes_has_many_small_firms_and_few_large_ones() -> None:
    law = law_of_sizes(1000)
    sizes = [law((step + 0.5) / 200) for step in range(200)]
    assert sizes == sorted(sizes)
    assert sizes[100] < 10 < sizes[-1]


def test_the_same_register_gives_the_same_sizes_and_another_row_does_not_move_them(tmp_path: Path) -> None:
    first = {plant.name: plant.employees for plant in plants_of(register(tmp_path, GERMAN)).plants}
    longer = GERMAN + "Neu;7,75;49,42;62.01;5;2020;\n"
    again = {plant.name: plant.employees for plant in plants_of(register(tmp_path, longer)).plants}
    assert {name: again[name] for name in first if name != "Gamma IT"} == {
        name: size for name, size in first.items() if name != "Gamma IT"
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GERMAN.replace("J62;", "K62;"), 'betriebe.csv:5: WZ 2008: is "K62" and has the letter of NACE Rev. 2.1'),
        (
            GERMAN.replace(";12;", ";zwölf;"),
            'betriebe.csv:3: Beschäftigte: must be a number or a class as 10-19, not "zwölf"',
        ),
        (GERMAN.replace("Längengrad;Breitengrad", "a;b"), "no columns for places were found among"),
        (
            GERMAN.replace("Längengrad;Breitengrad", "Rechtswert;Hochwert"),
            "look like projected coordinates; say which: --crs",
        ),
        (GERMAN.replace("WZ 2008", "Art"), "no column for NACE codes or sectors was found among"),
        (GERMAN.replace("Friseur;7,7330;", "Friseur;"), "betriebe.csv:10: has 6 fields, the heading has 7"),
        ("Name\n", "holds no rows below a heading"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_line(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        plants_of(register(tmp_path, text))
    assert told in str(caught.value)


def test_a_column_that_the_user_names_goes_first_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    raw = read_register(register(tmp_path, GERMAN))
    assert map_columns(raw.columns, {"name": "Bemerkung"}, raw.file)["name"] == "Bemerkung"
    with pytest.raises(InputError, match="Did you mean 'employees'"):
        map_columns(raw.columns, {"employes": "Beschäftigte"}, raw.file)
    with pytest.raises(InputError, match="Did you mean 'Gründung'"):
        map_columns(raw.columns, {"founded": "Grundung"}, raw.file)


OTHERS = {  # how other registers call things, and what is expected: nace, employees, x or longitude
    "Firma;Wirtschaftszweig;WZ-Nr;SV-Beschäftigte;Rechtswert;Hochwert\nA;Programmierung;62.01;12;410123;5477100\n": (
        *("WZ-Nr", "SV-Beschäftigte", "Rechtswert"),
    ),
    "siret;x;y;epsg;x_longitude;y_latitude;codeape\n5;842666.7;6519924.4;2154;4.83;45.76;6201Z\n": (
        *("codeape", None, "x_longitude"),
    ),
    "FacilityName,Lat,Long,NACEMainEconomicActivityCode,NACEMainEconomicActivityName,NumberOfEmployees\n"
    "Works,49.44,7.75,20.14,Chemicals,120\n": ("NACEMainEconomicActivityCode", "NumberOfEmployees", "Long"),
    "Ragione sociale;Codice ATECO;Addetti;Latitudine;Longitudine\nRossi;62.01.00;da 10 a 19;45,46;9,19\n": (
        *("Codice ATECO", "Addetti", "Longitudine"),
    ),
    "Company Name,Industry Code,Employee Range,wgs84_lat,wgs84_lon\nFoo,62.01,1 to 9,49.44,7.75\n": (
        *("Industry Code", "Employee Range", "wgs84_lon"),
    ),
}


@pytest.mark.parametrize("text", OTHERS)
def test_headings_of_other_registers_and_what_stands_below_them(text: str, tmp_path: Path) -> None:
    raw = read_register(register(tmp_path, text))
    found = map_columns(raw.columns, {}, raw.file, looks=looks_like(raw))
    size = found.get("employees", found.get("size_class"))
    assert (found["nace"], size, found.get("longitude", found.get("x"))) == OTHERS[text]


def test_the_target_is_the_sector_with_the_largest_location_quotient_or_the_one_that_is_named(tmp_path: Path) -> None:
    rows = [f"F{n};7,{7500 + n};49,42;{code};5;2010;" for n, code in enumerate(["62.01"] * 10 + ["28.41"] * 6)]
    plants = plants_of(register(tmp_path, GERMAN.splitlines()[0] + "\n" + "\n".join(rows) + "\n"))
    assert propose(plants, 1.0).target == "nace62"
    wide = propose(plants, 1.0, reference={"62": 90.0, "28": 10.0})
    assert wide.target == "nace28"
    assert {sector.key: sector.quotient for sector in wide.sectors}["nace28"] == pytest.approx((6 / 16) / 0.1)
    assert propose(plants, 1.0, "nace62", {"62": 90.0, "28": 10.0}).target == "nace62"
    with pytest.raises(InputError, match="nace63 is no sector"):
        propose(plants, 1.0, "nace63")


def test_odd_rows_are_counted_listed_and_left_out_only_when_said(command: Command, tmp_path: Path) -> None:
    odd = GERMAN + "Friseur;7,7330;49,4126;96.02;0;1999;\nOhne Ort;;;62.01;4;2011;\nFern;13,4;52,5;62.01;4;2011;\n"
    register(tmp_path, odd)
    said = command("region", "betriebe.csv")
    assert said.code == 2
    assert said.err.splitlines() == [
        "betriebe.csv: duplicates: rows that say the same as another row: 1 (lines 11); --drop duplicates leaves them out, "
        "--keep duplicates keeps them",
        "betriebe.csv: no-place: rows without a place: 1 (lines 12); --drop no-place leaves them out",
        "betriebe.csv: outside: rows outside the region, or far from most others: 1 (lines 13); --drop outside leaves "
        "them out, --keep outside keeps them",
    ]
    assert not (tmp_path / "betriebe").exists()
    done = command("region", "betriebe.csv", "--drop", "no-place,outside", "--keep", "duplicates")
    assert done.code == 0
    assert "10 plants of 12 rows" in done.out
    text = (tmp_path / "betriebe" / "protocol.md").read_text(encoding="utf-8")
    assert "Left out: rows outside the region, or far from most others: 1 (lines 13)" in text
    assert "Kept although odd: rows that say the same as another row: 1 (lines 11)" in text
    assert command("region", "betriebe.csv", "--drop", "no-place,outside,duplicates").code == 2  # nothing is replaced


def test_what_is_written_checks_and_runs_with_the_firms_at_their_places(command: Command, tmp_path: Path) -> None:
    register(tmp_path, GERMAN)
    assert command("region", "betriebe.csv", "--out", "Musterstadt").code == 0
    file = tmp_path / "Musterstadt" / "Musterstadt.toml"
    made = Scenario.load(file)
    given = made.start.given or ()
    assert [firm.name for firm in given][:2] == ["Muster Maschinenbau GmbH", "Alpha Software"]
    assert made.start.firms == len(given) == 9
    assert {sector.key for sector in made.sectors if sector.target} == {"nace62"}
    assert sum(sector.share for sector in made.sectors) == pytest.approx(1.0)
    assert all(0 < firm.x < made.region.width and 0 < firm.y < made.region.height for firm in given)
    assert command("check", file).code == 0
    done = command("run", file, "--ticks", 4, "--no-figures")
    assert done.code == 0, done.err


def test_projected_coordinates(command: Command, tmp_path: Path) -> None:
    pytest.importorskip("pyproj", reason="pyproj is not installed (extra geo)")
    text = "Name;Ostwert;Hochwert;WZ\nA;410123,5;5475100,2;62.01\nB;409800,0;5476000,0;62.01\n"
    register(tmp_path, text)
    assert command("region", "betriebe.csv", "--crs", "EPSG:25832").code == 0
    given = Scenario.load(tmp_path / "betriebe" / "betriebe.toml").start.given or ()
    east, north = given[0].x - given[1].x, given[0].y - given[1].y
    assert (east, north) == pytest.approx((0.3235, -0.8998), abs=0.02)  # grid north is not quite north
    assert "EPSG:1 is no coordinate system" in command("region", "betriebe.csv", "--crs", "EPSG:1", "--force").err


@pytest.mark.parametrize(
    ("head", "crs"),
    [("Hochwert;Ostwert", "EPSG:25832"), ("Ostwert;Hochwert", "EPSG:31468")],
)
def test_a_coordinate_system_that_puts_plants_outside_its_area_is_refused(
    head: str, crs: str, command: Command, tmp_path: Path
) -> None:
    """Every projection takes swapped axes and numbers of another system; only the area it is made for tells."""
    pytest.importorskip("pyproj", reason="pyproj is not installed (extra geo)")
    register(tmp_path, f"Name;{head};WZ\nA;380123,5;5475100,2;62.01\nB;379800,0;5476000,0;62.01\n")
    for lang, said in (("en", "outside the area"), ("de", "außerhalb des Gebiets")):
        done = command("region", "betriebe.csv", "--crs", crs, "--lang", lang)
        assert (done.code, said in done.err) == (2, True), done.err
    assert not (tmp_path / "betriebe").exists()


def test_kinds_of_odd_rows_may_be_given_one_by_one(command: Command, tmp_path: Path) -> None:
    text = "Name;lon;lat;WZ\nA;7.5;49.3;62.01\nB;7.51;49.31;62.01\nB;7.51;49.31;62.01\nC;;;62.01\n"
    register(tmp_path, text)
    assert command("region", "betriebe.csv", "--drop", "duplicates").code == 2
    assert command("region", "betriebe.csv", "--drop", "duplicates", "--drop", "no-place").code == 0
