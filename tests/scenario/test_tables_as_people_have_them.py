"""CSV files as spreadsheets and registers write them: read as they are meant, or refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustersim.errors import InputError
from clustersim.scenario import Scenario
from tests.helpers.region_tables import FILES, lines_of, load

QUOTED = '"' + FILES["institutions_file"].replace('"', "") + '"'
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
    "semicolons where other columns are sectors": (
        {"institutions_file": "key;kind;x_km;y_km\nu;university;1;1\n"},
        [
            "institutions.csv:1: columns are separated by semicolons; separate them by commas and write decimals with a point"
        ],
    ),
    "the whole table in quotation marks": (
        {"institutions_file": QUOTED},
        [
            "institutions.csv:1: the name of column 1 has a line break or another sign that does not print; is a quotation mark missing or too many?"
        ],
    ),
    "a quotation mark too many": (
        {"cells_file": 'column,row,"inside\n0,0,1\n0,1,"\n', "firms_file": FILES["firms_file"]},
        [
            "cells.csv:1: the name of column 3 has a line break or another sign that does not print; is a quotation mark missing or too many?"
        ],
    ),
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
