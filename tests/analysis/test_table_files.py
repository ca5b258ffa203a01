"""Tables as people open them: a German Excel's CSV, a workbook; names stay names, what is not installed is said."""

from __future__ import annotations

import importlib.util
import io
import math
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from clustersim.analysis.table_files import FORMS, check_form, file_names, titled, write_tables
from clustersim.batch.results import load
from clustersim.errors import InputError
from tests.helpers.batch_worlds import run_here, tiny_plan

pytestmark = pytest.mark.process  # many runs of a batch

Command = Callable[..., Any]
NAMES = ["007", "1e3", "NA", "=1+1", "Größe; alle"]
TABLE = pd.DataFrame({"arm": NAMES, "share": [0.5, 1234.5, math.nan, -1e-7, 2.0], "count": [1, 2, 3, 4, 5]})
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
needs_excel = pytest.mark.skipif(
    importlib.util.find_spec("xlsxwriter") is None, reason="XlsxWriter is not installed (extra excel)"
)


def sheets(path: Path) -> dict[str, list[list[object]]]:
    """Return the cells of a workbook by sheet: texts as str, numbers as float, empty ones as None."""
    with zipfile.ZipFile(path) as book:
        texts = [
            "".join(part.text or "" for part in item.iter(f"{SPACE}t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        names = [
            item.attrib["name"] for item in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{SPACE}sheet")
        ]
        found: dict[str, list[list[object]]] = {}
        for number, name in enumerate(names, 1):
            root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(root.iter(f"{SPACE}f")), "a formula"
            found[name] = [_row(row, texts) for row in root.iter(f"{SPACE}row")]
    return found


def _row(row: ElementTree.Element, texts: list[str]) -> list[object]:
    """Return the cells of a row; those that are left out are empty."""
    cells = {cell.attrib["r"].rstrip("0123456789"): _cell(cell, texts) for cell in row}
    last = max(cells, key=lambda column: (len(column), column))
    columns = [chr(65 + place) for place in range(26)]
    return [cells.get(column) for column in columns[: columns.index(last) + 1]]


def _cell(cell: ElementTree.Element, texts: list[str]) -> object:
    value = cell.find(f"{SPACE}v")
    if value is None or value.text is None:
        return None
    return texts[int(value.text)] if cell.attrib.get("t") == "s" else float(value.text)


def test_a_german_table_opens_in_a_german_excel(tmp_path: Path) -> None:
    (path,) = write_tables({"effects": TABLE}, tmp_path, "csv-de")
    raw = path.read_bytes()
    assert (path.name, raw[:3]) == ("effects-de.csv", b"\xef\xbb\xbf")
    lines = raw[3:].decode().splitlines()
    assert lines[:3] == ["arm;share;count", "007;0,5;1", "1e3;1234,5;2"]
    assert lines[5] == '"Größe; alle";2;5'
    again = pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig", dtype={"arm": str}, keep_default_na=False)
    assert again["arm"].tolist() == NAMES


@needs_excel
def test_a_workbook_holds_numbers_as_numbers_and_names_as_names(tmp_path: Path) -> None:
    (path,) = write_tables({"effects": TABLE, "jobs": TABLE[["arm"]]}, tmp_path, "xlsx")
    found = sheets(path)
    assert list(found) == ["effects", "jobs"]
    assert found["effects"][0] == ["arm", "share", "count"]
    assert [row[0] for row in found["effects"][1:]] == NAMES
    assert [row[1] for row in found["effects"][1:]] == [0.5, 1234.5, None, -1e-7, 2.0]
    assert [row[2] for row in found["effects"][1:]] == [1.0, 2.0, 3.0, 4.0, 5.0]
    (other,) = write_tables({"effects": TABLE, "jobs": TABLE[["arm"]]}, tmp_path / "again", "xlsx")
    assert path.read_bytes() == other.read_bytes()  # equal tables are equal files


def test_only_what_is_named_is_taken_away(tmp_path: Path) -> None:
    for name in ("jobs.csv", "jobs-de.csv", "tables.xlsx", "mine.csv"):
        (tmp_path / name).write_text("x")
    write_tables({"effects": TABLE}, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "jobs.csv",
        "jobs-de.csv",
        "tables.xlsx",
        "mine.csv",
        "effects.csv",
    }
    write_tables({"effects": TABLE}, tmp_path, "csv-de", earlier=("effects", "jobs"))
    assert {path.name for path in tmp_path.iterdir()} == {"mine.csv", "effects-de.csv"}


def test_titles_stand_beside_names() -> None:
    found = titled(TABLE, {"007": "Agentin"})
    assert list(found.columns) == ["arm", "title", "share", "count"]
    assert found["title"].tolist() == ["Agentin", "", "", "", ""]
    assert list(TABLE.columns) == ["arm", "share", "count"]


def test_a_package_that_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, command: Command, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'clustersim\[excel\]'"):
        check_form("xlsx")
    for form in ("csv", "csv-de"):
        check_form(form)  # type: ignore[arg-type]
    done = command("compare", tmp_path, "--tables", "xlsx")
    assert (done.code, "XlsxWriter" in done.err, "Traceback" in done.err) == (2, True, False)


def framed(rows: list[list[object]]) -> pd.DataFrame:
    """Return the rows of a sheet, the first being its head, as a frame."""
    width = len(rows[0])
    return pd.DataFrame([row + [None] * (width - len(row)) for row in rows[1:]], columns=rows[0])


def german(path: Path) -> pd.DataFrame:
    """Return a German table that stands below lines to read first, which end with an empty one."""
    first, _, rest = path.read_text("utf-8-sig").rpartition("\n\nKürzel;")
    assert first.startswith("Lies mich\n")
    assert "ein Modell, kein Befund" in first.splitlines()[1]
    return pd.read_csv(io.StringIO("Kürzel;" + rest), sep=";", decimal=",")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("tables")
    run_here(tiny_plan(base, seeds=2), base / "r")
    return base / "r"


@pytest.mark.parametrize("form", ["csv", "csv-de", pytest.param("xlsx", marks=needs_excel)])
def test_compare_and_report_write_the_form_that_is_asked_for(command: Command, folder: Path, form: Any) -> None:
    done = command("compare", folder, "--tables", form, "--no-figures", "--lang", "de")
    assert done.code == 0, done.err
    assert {path.name for path in (folder / "comparison").iterdir()} == set(file_names(["effects", "jobs"], form))
    told = command("report", folder, "--tables", form, "--lang", "de")
    assert told.code == 0, told.err
    there = folder / "report-de.xlsx" if form == "xlsx" else folder / "report-de-tables"
    assert there.exists()
    assert f"Die Zahlen dazu: {there}" in told.out
    effects = {
        "csv": lambda: pd.read_csv(there / "effects.csv"),
        "csv-de": lambda: german(there / "effects-de.csv"),
        "xlsx": lambda: framed(sheets(there)["Wirkungen"]),
    }[form]()
    assert len(effects) >= 3
    base, title, near = ("base", "arm", 1e-6) if form == "csv" else ("Vergleichswert", "Variante", 1e-3)
    assert effects[title].iloc[0] == ("networking" if form == "csv" else "Netzwerkmanagement")
    level = load(folder).metric("cluster_density")["none"].iloc[-4:].mean().mean()
    assert effects[base].iloc[0] == pytest.approx(level, rel=near)


@needs_excel
@pytest.mark.parametrize(("language", "title", "model"), [("en", "Read me", "a model"), ("de", "Lies mich", "Modell")])
def test_a_workbook_says_what_was_simulated_and_what_columns_mean(
    command: Command, folder: Path, language: str, title: str, model: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = command("compare", folder, "--tables", "xlsx", "--no-figures", "--lang", language, "--out", out)
    assert done.code == 0, done.err
    found = sheets(out / "tables.xlsx")
    assert next(iter(found)) == title
    lines = found.pop(title)
    assert model in str(lines[1][0])
    assert "2" in str(lines[1][0])  # seeds
    explained = {str(row[0]) for row in lines if len(row) > 1 and row[1]}
    for name, rows in found.items():
        assert set(map(str, rows[0])) <= explained, name
        if language == "en":
            assert rows[0][:2] == ["arm", "title"]  # the names that docs/stability.md promises


@pytest.mark.parametrize("name", ["compare", "report", "attribute", "evaluate"])
def test_csv_de_is_another_spelling(name: str, command: Command, folder: Path, tmp_path: Path) -> None:
    """`--csv de` is `--tables csv-de` on every command that writes tables; the two may not contradict each other."""
    more = ("--arm", "networking") if name == "evaluate" else ()
    wrong = command(name, folder, *more, "--csv", "de", "--tables", "xlsx")
    assert (wrong.code, wrong.err) == (2, "--csv: de is --tables csv-de; --tables xlsx was given as well\n")
    if name == "evaluate":  # tests/analysis/test_evaluate.py
        return
    arms = ("--arms", "none,networking,infrastructure") if name == "attribute" else ()
    quick = () if name == "report" else ("--no-figures",)
    for option in (("--csv", "de"), ("--tables", "csv-de", "--csv", "de")):
        out = tmp_path / f"out-{len(option)}" / "set.html"
        done = command(name, folder, *arms, *quick, *option, "--out", out)
        assert done.code == 0, done.err
        written = [path.name for path in out.parent.rglob("*.csv")]
        assert written
        assert all(path.endswith("-de.csv") for path in written)


def test_forms_are_those_of_the_option(command: Command, tmp_path: Path) -> None:
    done = command("compare", tmp_path, "--tables", "ods")
    assert done.code == 2
    assert all(form in done.err for form in FORMS)
