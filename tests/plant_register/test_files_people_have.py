"""Every kind of table that people brought: read as it is meant, refused with what to do, or read by `region`.

A scenario's own tables are strict; what they refuse leads to `clustersim region`, which makes a table of it for the same
region (`--extends`). Each case says both: what `check` says of the table, and what `region` makes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clustersim.scenario import Scenario

Command = Callable[..., Any]
HEAD = "name,longitude,latitude,nace,employees"
TWO = "A,7.75,49.44,62.01,5\nB,7.76,49.44,62.02,3\n"
OK = ""


class Case(NamedTuple):
    """A table of firms for Kaiserslautern; what `check` says of it (OK: nothing wrong), and what `region` needs."""

    text: str
    told: str
    options: tuple[str, ...] = ()  # of `region`, besides --extends
    asked: str = ""  # what `region` says without these options
    sizes: tuple[tuple[float, float], ...] = ()  # least and most employees of each firm in the end
    year: str = ""


FIRMS = {
    "01 NAF letter": Case(f"{HEAD}\nA,7.75,49.44,62.01Z,5\nB,7.76,49.44,6202A,3\n", OK, sizes=((5, 5), (3, 3))),
    "02 six digits": Case(f"{HEAD}\nA,7.75,49.44,620100,5\nB,7.76,49.44,62.01.00,3\n", OK, sizes=((5, 5), (3, 3))),
    "03 employees missing": Case(
        f"{HEAD}\nA,7.75,49.44,62.01,\nB,7.76,49.44,62.02,3\n",
        ":2: employees: is empty; `clustersim region firms.csv` draws sizes that are not known",
        sizes=((1, 1e7), (3, 3)),
    ),
    "04 size class": Case(
        f"{HEAD}\nA,7.75,49.44,62.01,10-19\nB,7.76,49.44,62.02,250+\nC,7.75,49.44,62.02,12\n",
        ':2: employees: must be a number of employees, not "10-19"; `clustersim region` draws sizes in classes',
        sizes=((10, 19), (250, 1e7), (12, 12)),
    ),
    "05 thousands": Case(
        f'{HEAD}\nA,7.75,49.44,62.01,"1,234"\nB,7.76,49.44,62.02,1 234\nC,7.76,49.44,62.02,0\n',
        "numbers have no separator of thousands: write 1234",
        sizes=((1234, 1234), (1234, 1234), (1, 1)),
    ),
    "06 leading zero lost": Case(
        f"{HEAD}\nA,7.75,49.44,111,5\nB,7.76,49.44,2.30,3\n",
        ':2: nace: is "111" and has three digits; write 11.1 if it is a group, 01.11 if a leading zero was lost',
        ("--keep", "lost-zero", "--unknown-sector", "local"),
        "lost-zero: codes that have lost a leading zero, it seems: 2 (lines 2, 3)",
        ((5, 5), (3, 3)),
    ),
    "07 swapped": Case(
        f"{HEAD}\nA,49.44,7.75,62.01,5\nB,49.44,7.76,62.02,3\n",
        ":2: longitude: and latitude look swapped",
        ("--column", "longitude=latitude", "--column", "latitude=longitude"),
        "say so with --column longitude=latitude --column latitude=longitude",
        ((5, 5), (3, 3)),
    ),
    "08 duplicates": Case(
        f"{HEAD}\n" + "A,7.75,49.44,62.01,5\n" * 3,
        OK,
        ("--drop", "duplicates"),
        "duplicates: rows that say the same as another row: 2 (lines 3, 4)",
        ((5, 5),),
    ),
    "09 outside": Case(
        f"{HEAD}\nA,2.35,48.86,62.01,5\nB,7.76,49.44,62.02,3\n",
        "off the grid of 28 x 28 km; `clustersim region firms.csv --extends SCENARIO --drop outside` leaves such rows",
        ("--drop", "outside"),
        "outside: rows outside the region, or far from most others: 1 (lines 2)",
        ((3, 3),),
    ),
    "10 extra columns": Case(
        "siren,name,address,longitude,latitude,nace,employees\n1,A,Rue X,7.75,49.44,62.01,5\n",
        ":1: siren, address: are unknown columns; allowed: name,",
        sizes=((5, 5),),
    ),
    "10 other names of columns": Case(
        "Nom_Etablissement,longitude,latitude,Code_APE,Effectif\nA,7.75,49.44,62.01,5\n",
        "`clustersim region firms.csv` reads a register as it is",
        sizes=((5, 5),),
    ),
    "10 names that nobody knows": Case(
        "name,longitude,latitude,nace,Leute\nA,7.75,49.44,62.01,5\n",
        "Leute: is an unknown column",
        ("--column", "employees=Leute"),
        sizes=((5, 5),),
    ),
    "11 capitals": Case("Name,Longitude,Latitude,NACE,Employees\nA,7.75,49.44,62.01,5\n", OK, sizes=((5, 5),)),
    "12 lon, lat": Case("name,lon,lat,nace,employees\nA,7.75,49.44,62.01,5\n", OK, sizes=((5, 5),)),
    "13 projected": Case(
        "name,x,y,nace,employees\nA,410000,5477000,62.01,5\n",
        ":1: x, y: are unknown columns",
        ("--crs", "EPSG:25832"),
        "look like projected coordinates; say which: --crs",
        ((5, 5),),
    ),
    "14 no code": Case(
        f"{HEAD}\nA,7.75,49.44,,5\nB,7.76,49.44,62.02,3\n",
        "`clustersim region firms.csv --extends SCENARIO --unknown-sector KEY` puts such rows into a sector",
        ("--unknown-sector", "local"),
        "no-code: rows without a code or sector that is known: 1 (lines 2)",
        ((5, 5), (3, 3)),
    ),
    "15 UK SIC": Case(f"{HEAD}\nA,7.75,49.44,62012 - Business and domestic software,5\n", OK, sizes=((5, 5),)),
    "16 NA, NaN, NN": Case(
        f"{HEAD}\nA,7.75,49.44,62.01,NA\nB,NaN,NaN,62.01,3\nC,7.75,49.44,62.01,NN\n",
        ":3: longitude: is missing; a place needs longitude and latitude",
        ("--drop", "no-place"),
        "no-place: rows without a place: 1 (lines 3)",
        ((1, 1e7), (1, 1e7)),
    ),
    "17 quotes and a byte order mark": Case(f'\ufeff{HEAD}\r\n"A, GmbH",7.75,49.44,62.01,5\r\n', OK, sizes=((5, 5),)),
    "18 a date": Case(
        f"{HEAD},founded\nA,7.75,49.44,62.01,5,1998-11-06\nB,7.75,49.44,62.01,5,06.11.2008\n",
        OK,
        sizes=((5, 5), (5, 5)),
        year="2020",
    ),
    "18 a date without a year of the start": Case(
        f"{HEAD},founded\nA,7.75,49.44,62.01,5,1998-11-06\n", "needs `year` in [start]", sizes=((5, 5),)
    ),
    "19 decimals": Case(
        f"{HEAD}\nA,7.75,49.44,62.01,5.0\nB,7.75,49.44,62.01,0.5\n",
        ":3: employees: is 0.5; must be at least 1, also where nobody but the owner works",
        sizes=((5, 5), (1, 1)),
    ),
    "semicolons": Case(
        (f"{HEAD}\n{TWO}").replace(",", ";").replace(".", ","),
        "columns are separated by semicolons",
        sizes=((5, 5), (3, 3)),
    ),
    "tabs": Case(f"{HEAD}\n{TWO}".replace(",", "\t"), "columns are separated by tabs", sizes=((5, 5), (3, 3))),
    "vertical bars": Case(f"{HEAD}\n{TWO}".replace(",", "|"), "separated by vertical bars", sizes=((5, 5), (3, 3))),
    "a letter of Rev. 2.1": Case(
        f"{HEAD}\nA,7.75,49.44,K62.10,5\n", "has the letter of NACE Rev. 2.1; codes are those of Rev. 2: J62.10", ("-",)
    ),
    "placeholders": Case(
        f"{HEAD}\nA,7.75,49.44,00,5\nB,7.76,49.44,62.02,3\n",
        'is "00"; must be a NACE Rev. 2 code',
        ("--drop", "no-code"),
        "no-code: rows without a code or sector that is known: 1 (lines 2)",
        ((3, 3),),
    ),
}


def scenario_of(folder: Path, case: Case) -> Path:
    (folder / "firms.csv").write_bytes(case.text.encode())
    start = f"[start]\nyear = {case.year}\n" if case.year else ""
    file = folder / "mine.toml"
    file.write_text(f'extends = "kaiserslautern"\n[region]\nfirms_file = "firms.csv"\n{start}', encoding="utf-8")
    return file


@pytest.mark.parametrize("name", FIRMS)
def test_a_scenarios_table_is_read_or_refused_with_what_to_do(name: str, command: Command, tmp_path: Path) -> None:
    case = FIRMS[name]
    scenario_of(tmp_path, case)
    done = command("check", "mine.toml")
    assert done.code == (2 if case.told else 0), done.err
    assert case.told in done.err
    assert "Traceback" not in done.err
    if not case.told:
        given = Scenario.load("mine.toml").start.given or ()
        assert {firm.sector for firm in given} == {"digital"}


@pytest.mark.parametrize("name", FIRMS)
def test_region_makes_a_table_of_it_for_the_same_region(name: str, command: Command, tmp_path: Path) -> None:
    case = FIRMS[name]
    scenario_of(tmp_path, case)
    if "--crs" in case.options:
        pytest.importorskip("pyproj", reason="pyproj is not installed (extra geo)")
    start = ("region", "firms.csv", "--extends", "kaiserslautern", "--out", "made")
    if case.asked or case.options == ("-",):
        asked = command(*start)
        assert asked.code == 2
        assert (case.asked or case.told) in asked.err
        assert not (tmp_path / "made").exists()
    if case.options == ("-",):
        return
    done = command(*start, *case.options)
    assert done.code == 0, done.err
    made = Scenario.load("made/made.toml")
    given = made.start.given or ()
    assert len(given) == len(case.sizes) == made.start.firms
    for firm, (least, most) in zip(given, case.sizes, strict=True):
        assert least <= firm.employees <= most
        assert 15 < firm.x < 17 and 12 < firm.y < 14
    assert made.region.cells == Scenario.load("kaiserslautern").region.cells
    assert command("check", "made/made.toml").code == 0


KM = "name,x_km,y_km,nace,employees\nWheat farm,1,1,111,3\nBrewery,2,2,11.05,3\n"


def test_a_wheat_farm_never_becomes_a_brewery_in_silence(command: Command, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(KM)
    assert command("region", "firms.csv").code == 2
    assert command("region", "firms.csv", "--keep", "lost-zero", "--out", "made").code == 0
    text = (tmp_path / "made" / "firms.csv").read_text()
    assert "Wheat farm,1.0,1.0,other,01.11,3" in text
    assert (
        "codes that have lost a leading zero, it seems: 1 (lines 2)" in (tmp_path / "made" / "protocol.md").read_text()
    )


def test_where_all_codes_have_five_digits_one_of_four_has_lost_its_zero(command: Command, tmp_path: Path) -> None:
    rows = "".join(f"F{number},{number},1,62012,3\n" for number in range(5))
    (tmp_path / "firms.csv").write_text(f"name,x_km,y_km,nace,employees\n{rows}Farm,2,2,1110,3\n")
    assert "lost-zero: codes that have lost a leading zero, it seems: 1 (lines 7)" in command("region", "firms.csv").err
    assert command("region", "firms.csv", "--keep", "lost-zero", "--out", "made").code == 0
    assert ",01110,3" in (tmp_path / "made" / "firms.csv").read_text()


def test_metres_of_any_plane_keep_their_distances(command: Command, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(
        "name;x;y;wz\nA;410123,5;5475100,2;62.01\nB;409800;5476000;62.01\nC;409800;5476000;71.12\n"
    )
    done = command("region", "firms.csv", "--crs", "metres", "--out", "made", "--cell-km", 0.5)
    assert done.code == 0, done.err
    one, two, _ = Scenario.load("made/made.toml").start.given or ()
    assert (one.x - two.x, one.y - two.y) == pytest.approx((0.3235, -0.8998), abs=0.0015)


SECTORS = """extends = "baseline"
institutions = []
[region]
sectors_file = "sectors.csv"
""" + "".join(
    f'[[sectors]]\nkey = "{key}"\nnace = {codes}\n{more}'
    for key, codes, more in (
        ("agri", '["A"]', "target = true\n"),
        ("manuf", '["C"]', ""),
        ("ict", '["J"]', ""),
        ("health", '["K", "Q", "R"]', ""),
    )
)
COUNTS = {  # the cases of other projects' bug reports: the table, and what `check` says of it
    "04 NAF": ("nace,firms\n62.01Z,20\n26.11Z,5\n", OK),
    "04 placeholders": ("nace,firms\n62,20\n00,3\n", 'is "00"; must be a NACE Rev. 2 code, as 62.01'),
    "04 letters of Rev. 2.1": (
        "nace,firms\nR86.9,5\n",
        "has the letter of NACE Rev. 2.1; codes are those of Rev. 2: Q86.9",
    ),
    "06 American": ('nace,firms\n26,"1,234"\n', "numbers have no separator of thousands: write 1234"),
    "06 French": ("nace,firms\n26,1 234\n", "numbers have no separator of thousands: write 1234"),
    "06 German": ("nace,firms\n26,1.234\n", "numbers have no separator of thousands: write 1234"),
    "06 half a firm": ("nace,firms\n26,60.5\n", "must be a whole number from 0 on"),
    "07 total and parts": ("nace,firms\n62,60\n62.01,40\n", ":3: nace: 62.01 is part of 62 (line 2)"),
    "07 section and divisions": ("nace,firms\nJ,60\n62,50\n", ":3: nace: 62 is part of J (line 2)"),
    "07 the same row twice": ("nace,firms\n62,60\n62,60\n", "stands in line 2 already"),
    "08 capitals": ("NACE,Firms\n62,60\n", OK),
    "08 empty column": ("nace,,firms\n62,,60\n26,,30\n", OK),
    "08 sep line": ("sep=,\nnace,firms\n62,60\n", OK),
    "08 tabs": ("nace\tfirms\n62\t60\n", "columns are separated by tabs"),
    "08 trailing": ("nace,firms,,\n62,60,,\n,,,\n", OK),
}


@pytest.mark.parametrize("name", COUNTS)
def test_tables_of_counts(name: str, command: Command, tmp_path: Path) -> None:
    text, told = COUNTS[name]
    (tmp_path / "sectors.csv").write_text(text)
    (tmp_path / "region.toml").write_text(SECTORS)
    done = command("check", "region.toml")
    assert (done.code, told in done.err) == (2 if told else 0, True), done.err


def test_thousands_of_bad_rows_are_told_by_some(command: Command, tmp_path: Path) -> None:
    rows = "".join(f"F{number},7.75,49.44,62.01,\n" for number in range(1200))
    scenario_of(tmp_path, Case(f"{HEAD}\n{rows}", ""))
    lines = command("check", "mine.toml").err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "firms.csv: employees: ... and 1180 more rows"
    (tmp_path / "firms.csv").write_text(f"{HEAD}\n{rows}".replace("62.01,", "62.01,viele"))
    asked = command("region", "firms.csv", "--lang", "de").err.splitlines()
    assert len(asked) == 21
    assert asked[-1] == "firms.csv: ... und 1.180 weitere Fehler"
