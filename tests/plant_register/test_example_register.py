"""The made-up register that is shipped: it is what its maker writes, and becomes a region that checks and runs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from clustersim.scenario import Scenario
from tools.made_up_register import FILE, FIRMS, register

Command = Callable[..., Any]
ODD = ("--drop", "duplicates,no-place,outside", "--keep", "no-code")
ENGLISH = re.compile(r"\b(the|of|and|rows|lines|plants|firms are|town|leaves|assumed|from|written|next|drawn)\b")


@pytest.fixture
def made(command: Command, tmp_path: Path) -> Path:
    shutil.copy(FILE, tmp_path / "betriebe.csv")
    done = command("region", "betriebe.csv", "--out", "Oberfelden", *ODD)
    assert done.code == 0, done.err
    return tmp_path / "Oberfelden" / "Oberfelden.toml"


def test_the_table_is_what_its_maker_writes() -> None:
    assert FILE.read_text(encoding="utf-8") == register()


def test_what_is_odd_is_counted_and_asked_about_in_both_languages(command: Command, tmp_path: Path) -> None:
    shutil.copy(FILE, tmp_path / "betriebe.csv")
    for language, without in (("en", "rows without a place: 2"), ("de", "Zeilen ohne Ort: 2")):
        asked = command("region", "betriebe.csv", "--lang", language)
        assert asked.code == 2
        assert f"betriebe.csv: no-place: {without} (" in asked.err
        assert [line.split(": ")[1] for line in asked.err.splitlines()] == [
            *("duplicates", "no-place", "outside", "no-code"),
        ]


@pytest.mark.process
def test_it_becomes_a_region_that_checks_and_runs(made: Path, command: Command, tmp_path: Path) -> None:
    scenario = Scenario.load(made)
    given = scenario.start.given or ()
    assert len(given) == scenario.start.firms == FIRMS - 3  # two without a place, one far away
    assert {sector.key for sector in scenario.sectors if sector.target} == {"nace62"}
    assert {"nace28", "nace71", "nace26", "nace25", "local"} <= {sector.key for sector in scenario.sectors}
    assert 2 <= len(scenario.region.towns) <= 5
    assert scenario.region.width < 40
    checked = command("check", made)
    assert checked.code == 0
    assert "assumed: there are no [[institutions]]" in checked.err
    done = command("run", made, "--ticks", 8, "--out", tmp_path / "run")
    assert done.code == 0, done.err
    firms = pd.read_parquet(tmp_path / "run" / "firms.parquet")
    named = firms[firms["input_row"] > 0]
    table = pd.read_csv(made.parent / "firms.csv", keep_default_na=False)
    assert named["name"].tolist() == table["name"].iloc[named["input_row"] - 2].tolist()


def test_sizes_are_marked_and_lie_in_their_classes(made: Path) -> None:
    table = pd.read_csv(made.parent / "firms.csv", keep_default_na=False)
    raw = pd.read_csv(FILE, sep=";", keep_default_na=False)
    lines = table["source"].str.partition(":")[2].astype(int)
    classes = raw["Beschäftigtengrößenklasse"].iloc[lines - 2].to_numpy()
    assert (table["note"] != "").all()
    for size, band in zip(table["employees"], classes, strict=True):
        low, _, high = band.partition("-")
        assert band == "" or (int(low) <= size <= int(high) if high else size >= 250)
    assert set(table.loc[classes == "", "note"]) == {"drawn from the law of sizes"}


def test_everything_that_region_says_is_german(command: Command, tmp_path: Path) -> None:
    shutil.copy(FILE, tmp_path / "betriebe.csv")
    done = command("region", "betriebe.csv", "--out", "Oberfelden", *ODD, "--lang", "de")
    assert done.code == 0, done.err
    folder = tmp_path / "Oberfelden"
    toml = (folder / "Oberfelden.toml").read_text(encoding="utf-8")
    remarks = "\n".join(line.partition("#")[2] for line in toml.splitlines())
    texts = {"said": done.out, "protocol": (folder / "protocol.md").read_text(encoding="utf-8"), "remarks": remarks}
    for name, text in texts.items():
        plain = re.sub(r"`[^`]*`|\S*[/.]\S*|clustersim .*", " ", text)
        assert not ENGLISH.findall(plain), (name, ENGLISH.findall(plain))
    assert "nach der Größenverteilung gezogen" in (folder / "firms.csv").read_text(encoding="utf-8")
    assert 'title_de = "übrige Branchen"' in toml or 'title_de = "örtliche Branchen"' in toml
    english = command("region", "betriebe.csv", "--out", "Other", *ODD)
    assert ENGLISH.findall(english.out)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--column", "employes=Ort"), "employes: So heißt nichts; es gibt name, "),
        (("--column", "name"), "--column: name muss WAS=SPALTE sein"),
        (("--column", "name=Ortt"), "ist keine Spalte; es gibt: Betriebs-Nr., Firmenname"),
        (("--drop", "duplicate"), "Meinten Sie „duplicates“?"),
        ((*ODD, "--target", "nace63"), "--target: nace63 ist keine Branche; es gibt: nace62"),
        (
            ("--drop", "duplicates,no-place", "--keep", "no-code,outside", "--cell-km", "0.3"),
            "größere Felder (--cell-km)",
        ),
        (
            ("--crs", "EPSG:1", "--column", "x=Längengrad", "--column", "y=Breitengrad"),
            "EPSG:1 ist kein Koordinatensystem",
        ),
        (("--extends", "baseline"), "--extends: diese Region hat keine geografische Länge und Breite"),
        (("--extends", "kaiserslautern", "--target", "digital"), "--target: hat mit --extends keinen Sinn"),
        (("--unknown-sector", "x"), "--unknown-sector: braucht --extends"),
        (("--extends", "kaiserslautern", "--unknown-sector", "lokal"), "lokal ist keine Branche"),
    ],
)
def test_mistakes_are_told_in_german(words: tuple[str, ...], told: str, command: Command, tmp_path: Path) -> None:
    if "--crs" in words:
        pytest.importorskip("pyproj", reason="pyproj is not installed (extra geo)")
    shutil.copy(FILE, tmp_path / "betriebe.csv")
    done = command("region", "betriebe.csv", "--lang", "de", *words)
    assert done.code == 2
    assert told in done.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Name\n", "hat keine Zeilen unter einer Kopfzeile"),
        ("Name;WZ\nA;62.01\n", "keine Spalten für Orte gefunden unter: Name, WZ"),
        ("Name;lon;lat\nA;7,5;49,3\n", "keine Spalte für NACE- oder WZ-Codes"),
        ("Name;lon;lat;WZ\nA;7,5;49,3\n", "hat 3 Felder, die Kopfzeile hat 4"),
        ("Name;lon;lat;WZ\nA;x;49,3;62.01\n", "muss eine Zahl sein, nicht „x“"),
        ("Name;lon;lat;WZ;Mitarbeiter\nA;7,5;49,3;62.01;viele\n", "muss eine Zahl oder eine Klasse wie 10-19 sein"),
        ("Name;lon;lat;WZ\nA;7,5;49,3;K62.01\n", "ist „K62.01“ und hat den Buchstaben der NACE Rev. 2.1"),
        ("Name;lon;lat;WZ\nA;750;493;62.01\n", "enthält Zahlen, die keine Gradzahlen sind; bei projizierten"),
        ("Name;lon;lat;WZ\nA;7,5;49,3;1.11\n", "Codes, die wohl eine führende Null verloren haben: 1 (Zeilen 2)"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_in_german(text: str, told: str, command: Command, tmp_path: Path) -> None:
    (tmp_path / "plants.csv").write_text(text)
    done = command("region", "plants.csv", "--lang", "de")
    assert done.code == 2
    assert told in done.err
