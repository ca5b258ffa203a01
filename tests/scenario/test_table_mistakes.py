"""Mistakes in CSV files: each is told with its file, line and column, all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustersim.errors import InputError
from clustersim.scenario import Scenario
from tests.helpers.region_tables import lines_of

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
