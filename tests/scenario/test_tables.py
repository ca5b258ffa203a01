"""Regions from CSV files: what the rows become, and the line and column of every mistake."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from clustersim.errors import InputError
from clustersim.scenario import Scenario
from clustersim.scenario.files import rows
from clustersim.scenario.files.projection import FLATTENING, SEMI_MAJOR, local_km
from clustersim.spec.nace import sector_of, shared_level, tidy_code

ROOT = Path(__file__).resolve().parents[2]
REGION = 'extends = "baseline"\n[start]\nyear = 2020\n[region]\nlongitude = 7.5\nlatitude = 49.3\n'
FILES = {
    "cells_file": "column,row,inside,accessibility,floor_space,source,confidence\n0,0,true,0.5,20,K01,H\n1,0,1,,,,\n\n2,0,false,,,,\n",
    "institutions_file": 'key,name,kind,x_km,y_km,employees,sectors\nuni,"A, B",university,0.5,0.5,300,software:1;engineering:0.5\nihk,C,chamber,1.5,0.2,,software; local\n',
    "sectors_file": "nace,firms,employees\nJ62,30,300\n63.11,10,\n26,10,50\n47,50,\n",
    "firms_file": "x_km,y_km,nace,employees,founded\n0.5,0.5,62.01,12,2010\n1.5,0.5,56.1,3,\n",
}


def load(folder: Path, overrides: dict[str, str] | None = None, **texts: str | bytes) -> Scenario:
    """Load a scenario with the given CSV files."""
    text = REGION
    for key, content in texts.items():
        name = f"{key.removesuffix('_file')}.csv"
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        text += f'{key} = "{name}"\n'
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return Scenario.load(folder / "case.toml", overrides or {})


def lines_of(folder: Path, overrides: dict[str, str] | None = None, **texts: str | bytes) -> list[str]:
    """Return the lines of the error, without the folder."""
    with pytest.raises(InputError) as caught:
        load(folder, overrides, **texts)
    return [line.replace(f"{folder}/", "").replace(f"{folder}\\", "") for line in str(caught.value).splitlines()]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_the_rows_become(mark: bytes, end: str, tmp_path: Path) -> None:
    scenario = load(tmp_path, **{key: mark + text.replace("\n", end).encode() for key, text in FILES.items()})
    cells = scenario.region.cells or ()
    assert [
        (cell.column, cell.row, cell.inside, cell.accessibility, cell.floor_space, cell.source, cell.confidence)
        for cell in cells
    ] == [
        (0, 0, True, 0.5, 20.0, "K01", "H"),
        (1, 0, True, None, None, "", ""),
        (2, 0, False, None, None, "", ""),
    ]
    university, chamber = scenario.institutions
    assert (university.key, university.name, university.kind, university.x, university.y, university.employees) == (
        "uni",
        "A, B",
        "university",
        0.5,
        0.5,
        300.0,
    )
    assert university.profile == {"software": 1.0, "engineering": 0.5}
    assert chamber.profile == {"software": 1.0, "local": 1.0}
    sectors = {sector.key: (sector.share, sector.employees) for sector in scenario.sectors}
    assert sectors == {
        "electronics": (0.1, 50.0),
        "software": (0.4, 300.0),
        "engineering": (0.0, None),
        "machinery": (0.0, None),
        "materials": (0.0, None),
        "local": (0.5, None),
    }
    assert scenario.start.firms == 100
    given = scenario.start.given or ()
    assert [(firm.sector, firm.employees, firm.age, firm.x, firm.y) for firm in given] == [
        ("software", 12.0, 10.0, 0.5, 0.5),
        ("local", 3.0, None, 1.5, 0.5),
    ]


def test_a_table_with_keys_defines_the_sectors(tmp_path: Path) -> None:
    text = "key,title,group,target,local,firms,entry_rate,tradable_share,nace,note\nx,Sector X,g,true,false,30,0.1,1,62 63,some\ny,,,,1,10,,0.5,47;56.1,\n"
    scenario = load(
        tmp_path,
        sectors_file=text,
        institutions_file="key,kind,x_km,y_km,x,y\nu,university,1,1,0.5,0\n",
        overrides={"sectors.y.share": 10.0},
    )
    x, y = scenario.sectors
    assert (x.key, x.title, x.group, x.target, x.local, x.entry_rate, x.nace) == (
        "x",
        "Sector X",
        "g",
        True,
        False,
        0.1,
        ("62", "63"),
    )
    assert (y.target, y.local, y.entry_rate, y.tradable_share, y.nace) == (False, True, 0.08, 0.5, ("47", "56.1"))
    assert (x.share, y.share, scenario.start.firms) == (0.75, 0.25, 40)
    assert scenario.institutions[0].profile == {"x": 0.5}


def test_the_number_of_firms_may_be_given_besides(tmp_path: Path) -> None:
    assert load(tmp_path, overrides={"start.firms": 500}, sectors_file=FILES["sectors_file"]).start.firms == 500  # type: ignore[dict-item]


WRONG = {
    "empty": ({"cells_file": ""}, ["cells.csv: is empty; the first line must name the columns"]),
    "only a heading": ({"cells_file": "column,row\n"}, ["cells.csv:1: has no rows"]),
    "missing column": (
        {"cells_file": "column,inside\n1,true\n"},
        ["cells.csv:1: row: is missing; the heading must have a column row"],
    ),
    "missing place": (
        {"institutions_file": "key,kind,sectors\nu,chamber,local\n"},
        ["institutions.csv:1: x_km: is missing; the heading must have a column x_km or longitude"],
    ),
    "unknown column": (
        {"cells_file": "column,row,flor_space\n1,1,1\n"},
        [
            "cells.csv:1: flor_space: is an unknown column; allowed: column, row, inside, accessibility, floor_space, source, confidence, note. Did you mean 'floor_space'?"
        ],
    ),
    "column twice": ({"cells_file": "column,row,row\n1,1,1\n"}, ["cells.csv:1: row: stands twice in the heading"]),
    "not a number": (
        {"cells_file": "column,row,accessibility\n1,1,high\n"},
        ['cells.csv:2: accessibility: must be a number, not "high"'],
    ),
    "decimal comma": (
        {"cells_file": 'column,row,accessibility\n1,1,"0,5"\n'},
        ['cells.csv:2: accessibility: must be a number, not "0,5"; write decimals with a point'],
    ),
    "infinite": (
        {"cells_file": "column,row,accessibility\n1,1,inf\n"},
        ['cells.csv:2: accessibility: must be a number, not "inf"'],
    ),
    "too large": (
        {"cells_file": "column,row,floor_space\n1,1,1e999\n"},
        ["cells.csv:2: floor_space: must be a finite number, not inf"],
    ),
    "fraction": ({"cells_file": "column,row\n1.5,1\n"}, ['cells.csv:2: column: must be a whole number, not "1.5"']),
    "empty number": ({"cells_file": "column,row\n,1\n0,0\n"}, ["cells.csv:2: column: is empty"]),
    "out of range": (
        {"cells_file": "column,row,accessibility\n\n1,1,3\n"},
        ["cells.csv:3: accessibility: is 3.0; must be from 0 to 1"],
    ),
    "off the grid": (
        {"cells_file": "column,row\n0,0\n40,1\n"},
        ["cells.csv:3: column: is 40, off the grid; must be from 0 to 39"],
    ),
    "twice": (
        {"cells_file": "column,row\n0,0\n0,0\n"},
        ["cells.csv:3: column: repeats the cell [0, 0]; each may stand only once"],
    ),
    "nothing inside": (
        {"cells_file": "column,row,inside\n0,0,0\n"},
        ["cells.csv:1: has no cell inside the region; at least one is needed"],
    ),
    "no switch": (
        {"cells_file": "column,row,inside\n0,0,yes\n"},
        ['cells.csv:2: inside: must be true, false, 1 or 0, not "yes"'],
    ),
    "too few fields": (
        {"cells_file": "column,row,inside\n0,0,1\n0,1\n"},
        ["cells.csv:3: has 2 fields, the heading has 3"],
    ),
    "too many fields": (
        {"cells_file": 'column,row,source\n0,0,"a\nb"\n0,1,a,b\n'},
        ["cells.csv:4: has 4 fields, the heading has 3"],
    ),
    "semicolons": (
        {"cells_file": "column;row\n0;0\n"},
        ["cells.csv:1: columns are separated by semicolons; separate them by commas and write decimals with a point"],
    ),
    "no UTF-8": (
        {"cells_file": b"column,row,source\n0,0,K\xf6ln\n"},
        ["cells.csv:2: is not UTF-8 text but Windows-1252 or Latin-1, it seems; save the file as UTF-8"],
    ),
    "open quotes": (
        {"cells_file": 'column,row,source\n0,0,a\n0,1,"a\n'},
        ["cells.csv:3: is not valid CSV: unexpected end of data"],
    ),
    "unknown kind": (
        {"institutions_file": "key,kind,x_km,y_km,sectors\nu,univ,1,1,\n"},
        ["institutions.csv:2: kind: is \"univ\"; must be 'university', 'institute' or 'chamber'"],
    ),
    "unknown sector": (
        {"institutions_file": "key,kind,x_km,y_km,sectors\nu,university,1,1,softwar\n"},
        [
            "institutions.csv:2: sectors: is \"softwar\", an unknown sector; allowed: electronics, software, engineering, machinery, materials, local. Did you mean 'software'?"
        ],
    ),
    "bad profile": (
        {"institutions_file": "key,kind,x_km,y_km,sectors\nu,university,1,1,software:x\n"},
        ['institutions.csv:2: sectors: has "software:x"; must be as digital:1;electronics:0.5'],
    ),
    "profile out of range": (
        {"institutions_file": "key,kind,x_km,y_km,software\nu,university,1,1,3\n"},
        ["institutions.csv:2: software: is 3.0; must be from 0 to 1"],
    ),
    "institution off the grid": (
        {"institutions_file": "key,kind,x_km,y_km\nu,university,1,41\n"},
        ["institutions.csv:2: y_km: is 41 km, off the grid; must be at least 0 and below 40"],
    ),
    "half a place": (
        {"institutions_file": "key,kind,x_km,y_km\nu,university,1,\n"},
        ["institutions.csv:2: y_km: is missing; a place needs x_km and y_km"],
    ),
    "same key": (
        {"institutions_file": "key,kind,x_km,y_km\nu,university,1,1\nu,chamber,1,1\n"},
        ['institutions.csv:3: key: repeats the key "u"; each may stand only once'],
    ),
    "no key": ({"institutions_file": "key,kind,x_km,y_km\n,university,1,1\n"}, ["institutions.csv:2: key: is missing"]),
    "negative firms": (
        {"sectors_file": "sector,firms\nsoftware,3\nlocal,-2\n"},
        ['sectors.csv:3: firms: must be a whole number from 0 on, not "-2"'],
    ),
    "firms of an unknown sector": (
        {"sectors_file": "sector,firms\nsoftware,3\nlokal,2\n"},
        [
            "sectors.csv:3: sector: is \"lokal\", an unknown sector; allowed: electronics, software, engineering, machinery, materials, local. Did you mean 'local'?"
        ],
    ),
    "no code": (
        {"sectors_file": "nace,firms\n62,3\n6x,2\n"},
        ['sectors.csv:3: nace: is "6x"; must be a NACE Rev. 2 code, as 62.01'],
    ),
    "rate of a sector": (
        {"sectors_file": "key,firms,entry_rate\nsoftware,3,8\n"},
        ["sectors.csv:2: entry_rate: is 8.0; must be from 0.005 to 0.5"],
    ),
    "sector of a firm": (
        {"firms_file": "x_km,y_km,sector,employees\n1,1,lokal,3\n"},
        [
            "firms.csv:2: sector: is \"lokal\", an unknown sector; allowed: electronics, software, engineering, machinery, materials, local. Did you mean 'local'?"
        ],
    ),
    "size of a firm": (
        {"firms_file": "x_km,y_km,sector,employees\n1,1,local,0.5\n"},
        ["firms.csv:2: employees: is 0.5; must be at least 1, also where nobody but the owner works"],
    ),
    "firm of the future": (
        {"firms_file": "x_km,y_km,sector,employees,founded\n1,1,local,3,2021\n"},
        ["firms.csv:2: founded: is 2021, after the start of the run in 2020"],
    ),
    "firm without sector": (
        {"firms_file": "x_km,y_km,nace,employees\n1,1,,3\n"},
        [
            "firms.csv:2: nace: is empty; each row needs a sector or a NACE code; `clustersim region firms.csv --extends SCENARIO --unknown-sector KEY` puts such rows into a sector"
        ],
    ),
}


# what people have in their files: each is refused with its line and what to do, or read as it is meant
AS_PEOPLE_HAVE_THEM = {
    "lost zero, three digits": (
        {"firms_file": "x_km,y_km,nace,employees\n1,1,111,3\n"},
        [
            'firms.csv:2: nace: is "111" and has three digits; write 11.1 if it is a group, 01.11 if a leading zero was lost'
        ],
    ),
    "lost zero, with a point": (
        {"firms_file": "x_km,y_km,nace,employees\n1,1,8.99,3\n"},
        ['firms.csv:2: nace: is "8.99" and may have lost its leading zero; write 08.99, with the column as text'],
    ),
    "letter of Rev. 2.1": (
        {"sectors_file": "nace,firms\nK62.10,20\n26,3\n"},
        ['sectors.csv:2: nace: is "K62.10" and has the letter of NACE Rev. 2.1; codes are those of Rev. 2: J62.10'],
    ),
    "an empty count": (
        {"sectors_file": "nace,firms\n62,\n26,3\n"},
        ["sectors.csv:2: firms: is empty; write 0 if there are none"],
    ),
    "a count that is not known": (
        {"sectors_file": "sector,firms\nsoftware,NA\nlocal,3\n"},
        ["sectors.csv:2: firms: is empty; write 0 if there are none"],
    ),
    "half a firm": (
        {"sectors_file": "nace,firms\n62,60.5\n"},
        ['sectors.csv:2: firms: must be a whole number from 0 on, not "60.5"'],
    ),
    "thousands": (
        {"sectors_file": 'nace,firms\n62,1.234\n26,"1,234"\n27,1 234\n'},
        [
            f'sectors.csv:{line}: firms: must be a whole number from 0 on, not "{text}"; numbers have no separator of thousands: write 1234'
            for line, text in ((2, "1.234"), (3, "1,234"), (4, "1 234"))
        ],
    ),
    "a part of another row": (
        {"sectors_file": "nace,firms\n62,60\n26,30\n62.01,40\n"},
        ["sectors.csv:4: nace: 62.01 is part of 62 (line 2); its firms would count twice"],
    ),
    "a whole after its part": (
        {"sectors_file": "nace,firms\n62.01,60\n62,90\n"},
        ["sectors.csv:3: nace: 62 holds 62.01 (line 2); its firms would count twice"],
    ),
    "the same row twice": (
        {"sectors_file": "sector,firms\nsoftware,60\nsoftware,60\n"},
        ["sectors.csv:3: sector: software stands in line 2 already; its firms would count twice"],
    ),
    "tabs": (
        {"sectors_file": "nace\tfirms\n62\t60\n"},
        ["sectors.csv:1: columns are separated by tabs; separate them by commas"],
    ),
    "a column without a name": ({"sectors_file": "nace,,firms\n62,x,60\n"}, ["sectors.csv:1: column 2 has no name"]),
}


@pytest.mark.parametrize("name", AS_PEOPLE_HAVE_THEM)
def test_what_spreadsheets_and_registers_do_is_told_at_its_line(name: str, tmp_path: Path) -> None:
    texts, expected = AS_PEOPLE_HAVE_THEM[name]
    assert lines_of(tmp_path, **texts) == expected


@pytest.mark.parametrize(
    "text",
    [
        "nace,firms\n62.01Z,20\n",  # NAF
        "nace,firms\n620100,20\n",  # NOGA, ATECO
        "nace,firms\n62.01.00,20\n",
        "nace,firms\n62012 - Business and domestic software development,20\n",  # UK SIC
        "NACE,Firms\n62,20\n",
        "sep=,\nnace,firms\n62,20\n",
        "nace,firms,,\n62,20,,\n,,,\n",
    ],
)
def test_tables_as_people_have_them_are_read(text: str, tmp_path: Path) -> None:
    made = load(tmp_path, sectors_file=text)
    assert {sector.key: made.start.firms * sector.share for sector in made.sectors if sector.share} == {"software": 20}


def test_a_table_that_is_not_there_is_told_at_the_scenarios_line(tmp_path: Path) -> None:
    (tmp_path / "cells.csv").write_text("column,row\n1,1\n")
    file = tmp_path / "mine.toml"
    file.write_text('extends = "baseline"\n[region]\ncells_file = "cell.csv"\n')
    with pytest.raises(InputError) as caught:
        Scenario.load(file)
    assert [str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems] == [
        'mine.toml:3: region.cells_file: is "cell.csv", but there is no such file; paths count from the folder of this '
        "file. Did you mean 'cells.csv'?"
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('cells_file = "C:\\Users\\gis\\cells.csv"', "a backslash begins an escape"),
        ('cells_file = "data\\cells.csv"', "a backslash begins an escape"),
        ('cells_file = "data\\new.csv"', "which a backslash in double quotes has changed"),
        ("cell_km = 12,5", "write decimals with a point, as 12.5"),
    ],
)
def test_what_toml_reads_otherwise_is_told(line: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'extends = "baseline"\n[region]\n{line}\n')
    with pytest.raises(InputError, match=told) as caught:
        Scenario.load(file)
    assert {problem.line for problem in caught.value.problems} == {3}


def test_a_calendar_year_is_told_from_years_since_the_start() -> None:
    with pytest.raises(InputError, match="these are years since the start of the run, not a calendar year"):
        Scenario.load("baseline", {"policies.networking.start": 2026})


def test_swapped_longitude_and_latitude_are_told(tmp_path: Path) -> None:
    file = tmp_path / "firms.csv"
    file.write_text("longitude,latitude,sector,employees\n49.44,7.75,digital,5\n")
    with pytest.raises(InputError, match="look swapped") as caught:
        Scenario.load("kaiserslautern", {"region.firms_file": str(file)})
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_gives_its_line(name: str, tmp_path: Path) -> None:
    texts, expected = WRONG[name]
    assert lines_of(tmp_path, **texts) == expected


def test_mistakes_with_long_lines(tmp_path: Path) -> None:
    (line,) = lines_of(tmp_path, institutions_file="key,kind,x_km,y_km,softwar\nu,university,1,1,3\n")
    assert line.startswith("institutions.csv:1: softwar: is neither a column nor a sector; columns: key, name,")
    assert line.endswith("Did you mean 'software'?")
    (line,) = lines_of(tmp_path, institutions_file="key,kind,longitude,latitude\nu,university,7.6,48\n")
    assert line.startswith("institutions.csv:2: y_km: is -1")
    assert line.endswith("off the grid; must be at least 0 and below 40")
    (line,) = lines_of(tmp_path, sectors_file="nace,firms\n62,3\n01.1,2\n")
    assert line.startswith(
        'sectors.csv:3: nace: is "01.1", which belongs to no sector; sectors with NACE codes: electronics,'
    )


def test_mistakes_in_several_tables_are_found_at_once(tmp_path: Path) -> None:
    texts = {
        "cells_file": "column,row,inside\n0,0,x\n0,0\n",
        "institutions_file": "key,kind,x_km,y_km,employees\nu,univ,1,99,-1\n",
        "firms_file": "x_km,y_km,nace,employees\n0.5,0.5,zz,0\n",
        "sectors_file": "sector,firms\nsoftware,\nlocal,x\n",
    }
    assert [line.split(": ")[:2] for line in lines_of(tmp_path, overrides={"ticks": -1}, **texts)] == [  # type: ignore[dict-item]
        ["ticks", "is -1; must be from 0 to 100_000"],
        ["cells.csv:2", "inside"],
        ["cells.csv:3", "has 2 fields, the heading has 3"],
        ["firms.csv:2", "nace"],
        ["firms.csv:2", "employees"],
        ["institutions.csv:2", "kind"],
        ["institutions.csv:2", "employees"],
        ["institutions.csv:2", "y_km"],
        ["sectors.csv:2", "firms"],
        ["sectors.csv:3", "firms"],
    ]


def test_a_table_that_cannot_be_read_gives_no_other_error(tmp_path: Path) -> None:
    texts = {
        "sectors_file": "key;firms\nx;3\n",
        "institutions_file": "key,kind,x_km,y_km,x\nu,university,1,1,1\n",
        "cells_file": "\n",
    }
    lines = lines_of(tmp_path, **texts)
    assert [line.split(": ")[0] for line in lines] == ["cells.csv", "sectors.csv:1"]
    (tmp_path / "bad.toml").write_text(
        'extends = "baseline"\n\n[region]\ncells_file = "nowhere.csv"\n', encoding="utf-8"
    )
    with pytest.raises(
        InputError, match=r"bad\.toml:4: region\.cells_file: is \"nowhere\.csv\", but there is no such file; [^\n]*$"
    ):
        Scenario.load(tmp_path / "bad.toml")


def test_firms_with_the_year_of_foundation_need_the_year_of_the_start(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text("x_km,y_km,sector,employees,founded\n1,1,local,3,2010\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"firms\.csv:1: founded: needs `year` in \[start\], the calendar year in which the run begins"
    ):
        Scenario.load("baseline", {"region.firms_file": str(tmp_path / "firms.csv")})


def test_the_documented_example(tmp_path: Path) -> None:
    scenario = Scenario.load(ROOT / "scenarios/examples/own-region/own-region-firms.toml")
    assert scenario.start.firms == len(scenario.start.given or ()) == 36
    assert {sector.key: round(36 * sector.share) for sector in scenario.sectors}["software"] == 10
    assert Scenario.load(ROOT / "scenarios/examples/own-region/own-region.toml").start.firms == 210
    assert {institution.kind for institution in scenario.institutions} == {"university", "institute", "chamber"}
    assert abs(scenario.region.towns[0].x - 5.5) < 0.1
    assert abs(scenario.region.towns[0].y - 4.5) < 0.1
    assert Scenario.load(ROOT / "scenarios/examples/own-region/own-region.toml").start.given is None


@pytest.mark.parametrize(
    ("code", "tidy"),
    [
        ("62.01", "J6201"),
        ("J62", "J62"),
        (" j 62.0 ", "J620"),
        ("62", "J62"),
        ("6", "6"),
        ("C", "C"),
        ("01.1", "A011"),
        ("C62", None),
        ("", None),
        ("6x", None),
        ("00", None),
        ("V", None),
    ],
)
def test_codes_are_tidied(code: str, tidy: str | None) -> None:
    assert tidy_code(code) == tidy


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("62.01", "it"),
        ("J62.02", "other"),
        ("61", "media"),
        ("63", "media"),
        ("26.1", "industry"),
        ("47", None),
        ("28", "metal"),
        ("29", "industry"),
    ],
)
def test_the_longest_prefix_wins(code: str, sector: str | None) -> None:
    prefixes = [("media", "J"), ("it", "62"), ("other", "62.02"), ("industry", "C"), ("metal", "28"), ("metal", "25")]
    assert sector_of(code, prefixes) == sector
    assert sector_of(code, prefixes[::-1]) == sector


def test_shared_digits() -> None:
    assert [shared_level("62.01", other) for other in ("26", "58", "62", "62.0", "62.02", "62.01", "6201")] == [
        0,
        1,
        2,
        3,
        3,
        4,
        4,
    ]


def on_the_ellipsoid(longitude: float, latitude: float) -> tuple[float, float, float]:
    """Return the position in space in km (WGS 84)."""
    phi, turn = math.radians(latitude), math.radians(longitude)
    squared = FLATTENING * (2 - FLATTENING)
    across = SEMI_MAJOR / math.sqrt(1 - squared * math.sin(phi) ** 2)
    return (
        across * math.cos(phi) * math.cos(turn),
        across * math.cos(phi) * math.sin(turn),
        across * (1 - squared) * math.sin(phi),
    )


@pytest.mark.parametrize("latitude", [-60.0, 0.0, 35.0, 49.3, 60.0])
@pytest.mark.parametrize("size", [10.0, 50.0, 100.0])
def test_distances_on_the_grid_are_those_on_the_earth(latitude: float, size: float) -> None:
    corner = (7.5, latitude)
    step = size / 111.3
    wide = step / math.cos(math.radians(latitude))
    places = [(7.5 + wide * a, latitude + step * b) for a in (0.0, 0.4, 0.9) for b in (0.0, 0.3, 0.9)]
    assert local_km(*corner, corner, size, size) == pytest.approx((0.0, 0.0), abs=1e-9)
    for one in places:
        for two in places:
            true = math.dist(
                on_the_ellipsoid(*one), on_the_ellipsoid(*two)
            )  # a chord: 3e-6 shorter than the arc at 50 km
            flat = math.dist(local_km(*one, corner, size, size), local_km(*two, corner, size, size))
            assert flat == pytest.approx(true, rel=1e-4, abs=1e-6)
    east, north = local_km(7.5 + 0.5 * wide, latitude + 0.5 * step, corner, size, size)
    assert east == pytest.approx(size / 2, rel=0.01)  # near the middle, and the right way up
    assert north == pytest.approx(size / 2, rel=0.01)


@pytest.mark.parametrize(
    ("table", "columns"),
    [("firms_file", rows.FIRMS), ("institutions_file", rows.INSTITUTIONS)],
    ids=["firms", "institutions"],
)
def test_a_column_that_a_table_declares_never_vanishes(
    table: str, columns: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new column either reaches the scenario or is refused there: it is not read and dropped."""
    monkeypatch.setitem(columns, "phone", "text")
    head, first = FILES[table].splitlines()[:2]
    assert any("phone" in line for line in lines_of(tmp_path, **{table: f"{head},phone\n{first},12345\n"}))


def test_every_column_of_a_table_is_on_the_page_of_scenarios() -> None:
    page = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    columns = {
        name for table in (rows.CELLS, rows.INSTITUTIONS, rows.FIRMS, rows.TOTALS, rows.SECTORS) for name in table
    }
    assert [name for name in sorted(columns) if f"`{name}`" not in page] == []
