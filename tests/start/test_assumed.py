"""Regions whose firms are given one by one: their number and shares follow the rows, and `check` says what is assumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clustersim.runs.simulate import simulate
from clustersim.scenario import Scenario

Command = Callable[..., Any]
GRID = "[region]\ncolumns = 10\nrows = 10\n"
SECTORS = '[[sectors]]\nkey = "aero"\ntarget = true\n{aero}[[sectors]]\nkey = "other"\n{other}'
TOWN = '[[region.towns]]\nname = "Town"\nx = 5.0\ny = 5.0\n'
UNIVERSITY = '[[institutions]]\nkey = "u"\nkind = "university"\nx = 5.0\ny = 5.0\n'


def rows(count: int) -> str:
    lines = [
        f"F{number},{number % 8 + 0.5},{number % 7 + 0.5},{'aero' if number % 4 == 0 else 'other'},20"
        for number in range(count)
    ]
    return "\n".join(["name,x_km,y_km,sector,employees", *lines]) + "\n"


def write(folder: Path, text: str, firms: str) -> Path:
    (folder / "firms.csv").write_text(firms, encoding="utf-8")
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    return folder / "mine.toml"


def with_shares(aero: str = "", other: str = "") -> str:
    return GRID + 'firms_file = "firms.csv"\n' + SECTORS.format(aero=aero, other=other)


def shares(scenario: Scenario) -> dict[str, float]:
    return {sector.key: sector.share for sector in scenario.sectors if sector.share}


def test_number_and_shares_are_those_of_the_rows(tmp_path: Path) -> None:
    made = Scenario.load(write(tmp_path, with_shares(), rows(40)))
    assert (made.start.firms, shares(made)) == (40, {"aero": 0.25, "other": 0.75})
    assert Scenario(**made.as_dict()) == made


@pytest.mark.parametrize("base", ["baseline", "kaiserslautern"])
def test_what_is_inherited_for_other_firms_goes(base: str, tmp_path: Path) -> None:
    key = Scenario.load(base).sectors[1].key
    text = f'extends = "{base}"\n[region]\nfirms_file = "firms.csv"\n'
    made = Scenario.load(write(tmp_path, text, rows(8).replace("aero", key).replace("other", key)))
    assert (made.start.firms, shares(made)) == (8, {key: 1.0})
    assert {sector.employees for sector in made.sectors} == {None}
    given = f'[start]\ngiven = [{{ x = 1.0, y = 1.0, employees = 3.0, sector = "{key}" }}]\n'
    (tmp_path / "inline.toml").write_text(f'extends = "{base}"\n{given}')
    assert Scenario.load(tmp_path / "inline.toml").start.firms == 1


def test_what_the_file_itself_says_stays(tmp_path: Path) -> None:
    text = with_shares("share = 0.1\n", "share = 0.9\n") + "[start]\nfirms = 60\n"
    made = Scenario.load(write(tmp_path, text, rows(40)))
    assert (made.start.firms, shares(made)) == (60, {"aero": 0.1, "other": 0.9})
    (tmp_path / "counts.csv").write_text("sector,firms\naero,30\nother,90\n")
    counted = with_shares().replace("[region]\n", '[region]\nsectors_file = "counts.csv"\n')
    made = Scenario.load(write(tmp_path, counted, rows(40)))
    assert (made.start.firms, shares(made)) == (120, {"aero": 0.25, "other": 0.75})
    assert Scenario.load(write(tmp_path, with_shares(), rows(40)), {"start.firms": 55}).start.firms == 55


def test_forty_given_firms_stay_about_forty_in_twenty_years(tmp_path: Path) -> None:
    made = Scenario.load(write(tmp_path, with_shares("share = 0.1\n", "share = 0.9\n"), rows(40)))
    ends = [simulate(made, seed).series[-1]["firms"] for seed in range(3)]
    assert made.ticks * made.tick_years == 20.0
    assert 25 < sum(ends) / len(ends) < 60  # with the former 1,000 it was 524


def said(command: Command, file: Path, *more: object) -> list[str]:
    done = command("check", file, *more)
    assert done.code == 0, done.err
    return [line.split(": ", 2)[2] for line in done.err.splitlines()]


FULL = with_shares() + TOWN + UNIVERSITY
CROWD = "x_km,y_km,sector,employees,name\n" + "".join(f"4.5,4.5,other,20,F{number}\n" for number in range(500))


@pytest.mark.parametrize(
    ("text", "firms", "told"),
    [
        (FULL.replace(TOWN, ""), rows(40), "no [[region.towns]]"),
        (FULL.replace(UNIVERSITY, ""), rows(40), "no [[institutions]]"),
        (FULL, rows(40), "no cells_file: the region is a whole rectangle of 10 x 10 cells of 1 km"),
        (FULL, rows(40), "keeps about 40 firms, as many as are given"),
        (FULL + "[start]\nfirms = 60\n", rows(40), "40 firms are given, but start.firms says 60: the region grows"),
        (FULL + "[start]\nfirms = 20\n", rows(40), "40 firms are given, but start.firms says 20: the region shrinks"),
        (
            with_shares("share = 0.5\n", "share = 0.5\n"),
            rows(40),
            "sector aero has 25% of the given firms, but its share says 50%",
        ),
        (FULL, rows(40), "40 of 40 firms have no age"),
        (FULL, rows(3) + "F1,1.5,1.5,other,20\n", "repeat another row in everything: 1 (lines 5)"),
        (FULL.replace("target = true\n", ""), rows(40), "no sector is a target"),
        (FULL.replace(TOWN, ""), CROWD, "all 500 firms lie in one cell"),
        (FULL.replace(TOWN, ""), CROWD, "room for: 1, most of all [4, 4] with 500 firms on 12 firm places"),
    ],
)
def test_check_says_what_is_assumed(command: Command, text: str, firms: str, told: str, tmp_path: Path) -> None:
    assert [line for line in said(command, write(tmp_path, text, firms)) if told in line]


def test_what_is_given_is_not_called_assumed(command: Command, tmp_path: Path) -> None:
    cells = "column,row\n" + "".join(f"{column},{row}\n" for column in range(10) for row in range(10))
    (tmp_path / "cells.csv").write_text(cells)
    firms = rows(40).replace("employees\n", "employees,age\n").replace(",20\n", ",20,5\n")
    text = FULL.replace("[region]\n", '[region]\ncells_file = "cells.csv"\n')
    assert said(command, write(tmp_path, text, firms)) == [
        "the region keeps about 40 firms, as many as are given (start.firms)"
    ]
    assert command("check", "baseline", "kaiserslautern").err == ""


def test_check_speaks_german(command: Command, tmp_path: Path) -> None:
    done = command("check", write(tmp_path, with_shares(), rows(40)), "--lang", "de")
    assert done.out.endswith("mine.toml: in Ordnung\n")
    assert "angenommen: Es gibt keine [[region.towns]]" in done.err
    assert "assumed" not in done.err
