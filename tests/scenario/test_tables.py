"""Regions from CSV files: what the rows become."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustersim.scenario import Scenario
from clustersim.scenario.files import rows
from tests.helpers.region_tables import FILES, lines_of, load

ROOT = Path(__file__).resolve().parents[2]


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


def test_the_documented_example(tmp_path: Path) -> None:
    scenario = Scenario.load(ROOT / "scenarios/examples/own-region/own-region-firms.toml")
    assert scenario.start.firms == len(scenario.start.given or ()) == 36
    assert {sector.key: round(36 * sector.share) for sector in scenario.sectors}["software"] == 10
    assert Scenario.load(ROOT / "scenarios/examples/own-region/own-region.toml").start.firms == 210
    assert {institution.kind for institution in scenario.institutions} == {"university", "institute", "chamber"}
    assert abs(scenario.region.towns[0].x - 5.5) < 0.1
    assert abs(scenario.region.towns[0].y - 4.5) < 0.1
    assert Scenario.load(ROOT / "scenarios/examples/own-region/own-region.toml").start.given is None


DEFINED = "key,title,firms\nx,Sector X,30\n"


@pytest.mark.parametrize(
    ("table", "text", "columns"),
    [
        ("cells_file", FILES["cells_file"], rows.CELLS),
        ("firms_file", FILES["firms_file"], rows.FIRMS),
        ("institutions_file", FILES["institutions_file"], rows.INSTITUTIONS),
        ("sectors_file", FILES["sectors_file"], rows.TOTALS),
        ("sectors_file", DEFINED, rows.SECTORS),
    ],
    ids=["cells", "firms", "institutions", "counts", "sectors"],
)
def test_a_column_that_a_table_declares_never_vanishes(
    table: str, text: str, columns: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new column either reaches the scenario or is refused there: it is not read and dropped."""
    head, first = text.splitlines()[:2]
    more = {table: f"{head},phone\n{first},12345\n"}
    monkeypatch.setitem(columns, "phone", "text")
    assert any("phone" in line for line in lines_of(tmp_path, **more))


@pytest.mark.parametrize(
    ("text", "column"),
    [(f"nace,firms,{name}\n62,30,\n", name) for name in sorted(rows.SECTORS.keys() - rows.TOTALS.keys() - {"key"})]
    + [(f"key,firms,{name}\nx,30,\n", name) for name in sorted(rows.TOTALS.keys() - rows.SECTORS.keys())],
)
def test_a_column_of_the_other_table_of_sectors_is_refused(text: str, column: str, tmp_path: Path) -> None:
    (line,) = [line for line in lines_of(tmp_path, sectors_file=text) if line.startswith("sectors.csv")]
    assert line.startswith(f"sectors.csv:1: {column}: is no column of a table that ")


def test_every_column_of_a_table_is_on_the_page_of_scenarios() -> None:
    page = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    columns = {
        name for table in (rows.CELLS, rows.INSTITUTIONS, rows.FIRMS, rows.TOTALS, rows.SECTORS) for name in table
    }
    assert [name for name in sorted(columns) if f"`{name}`" not in page] == []
