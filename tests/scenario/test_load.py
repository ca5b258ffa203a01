"""Scenarios that are right: what they say, what they inherit, what can be changed, and that they survive writing."""

from __future__ import annotations

import json
import math
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from clustersim.errors import InputError
from clustersim.policies.registry import POLICIES
from clustersim.scenario import Region, Relatedness, Scenario, Sector
from clustersim.scenario.file_schema import file_schema
from clustersim.scenario.files.documents import shipped_scenarios
from clustersim.spec.parameters import Channels, Parameters

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = [ROOT / "scenarios/examples/own-region" / name for name in ("own-region.toml", "own-region-firms.toml")]
ALL = [*sorted(shipped_scenarios()), *map(str, EXAMPLES)]
TASKS = {
    "organisation": ["organisation"],
    "networking": ["networking"],
    "infrastructure": ["infrastructure"],
    "three-tasks": ["organisation", "infrastructure", "networking"],
}


def write(folder: Path, name: str, text: str) -> str:
    """Write a file and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", ALL)
def test_every_scenario_loads_and_survives_writing(name: str, tmp_path: Path) -> None:
    scenario = Scenario.load(name)
    assert scenario.name == Path(name).stem
    assert scenario.title
    assert scenario.title_de
    assert scenario.description
    assert any(sector.target for sector in scenario.sectors)
    assert math.fsum(sector.share for sector in scenario.sectors) == pytest.approx(1.0, abs=1e-12)
    assert Scenario.load(write(tmp_path, "again.toml", scenario.to_toml())) == scenario
    assert Scenario(**json.loads(json.dumps(scenario.as_dict()))) == scenario
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_the_default_region_is_the_one_of_the_prototypes() -> None:
    scenario = Scenario.load("baseline")
    assert (scenario.region.columns, scenario.region.rows, scenario.region.cell_km) == (40, 40, 1.0)
    assert [(town.x, town.y, town.weight) for town in scenario.region.towns] == [(12.5, 14.5, 1.0), (29.5, 27.5, 0.6)]
    assert [sector.target for sector in scenario.sectors] == [True, True, True, False, False, False]
    assert [sector.local for sector in scenario.sectors] == [False] * 5 + [True]
    assert [sector.share for sector in scenario.sectors] == pytest.approx([0.12] * 5 + [0.4])
    assert (scenario.start.kind, scenario.start.firms, scenario.ticks, scenario.tick_years) == (
        "emerging",
        1000,
        80,
        0.25,
    )
    assert scenario.policies == {}
    matrix = scenario.relatedness_matrix()
    assert matrix[0] == [1.0, 0.5, 0.5, 0.1, 0.1, 0.1]
    assert matrix[4] == [0.1, 0.1, 0.1, 0.5, 1.0, 0.1]


def test_mature_differs_from_baseline_only_in_its_start() -> None:
    baseline, mature = Scenario.load("baseline").as_dict(), Scenario.load("mature").as_dict()
    differing = {key for key in baseline if baseline[key] != mature[key]}
    assert differing == {"name", "title", "title_de", "description", "start"}
    assert mature["start"] == {**baseline["start"], "kind": "mature"}


@pytest.mark.parametrize(("name", "tasks"), TASKS.items())
def test_task_scenarios_differ_from_baseline_only_in_their_tasks(name: str, tasks: list[str]) -> None:
    baseline, scenario = Scenario.load("baseline").as_dict(), Scenario.load(name)
    assert list(scenario.policies) == tasks
    differing = {key for key, value in scenario.as_dict().items() if baseline[key] != value}
    assert differing == {"name", "title", "title_de", "description", "policies"}


def test_settings_of_a_task_are_complete() -> None:
    scenario = Scenario.load("networking", {"policies.networking.intensity": 0.5})
    settings = scenario.policies["networking"]
    policy = POLICIES["networking"]
    assert settings.intensity == 0.5
    assert settings.role == "lead"
    assert (settings.numbers, settings.choices) == (policy.numbers(), policy.choices())
    assert isinstance(settings.numbers, policy.numbers)
    assert pickle.loads(pickle.dumps(scenario)) == scenario == Scenario(**scenario.__dict__)
    assert scenario.sectors_of("networking") == (0, 1, 2)
    assert scenario.changed("policies.networking.sectors", ["local", "software"]).sectors_of("networking") == (1, 5)


def test_tables_merge_and_lists_replace_down_a_chain(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.toml",
        'extends = "baseline"\ntitle = "A"\n[agency]\nbudget = 10\n[policies.organisation]\nstart = 3\n',
    )
    (tmp_path / "deeper").mkdir()
    write(
        tmp_path,
        "deeper/b.toml",
        'extends = "../a.toml"\n[agency]\nstart = 2.0\n[policies.organisation]\nstop = 9\n[[region.towns]]\nx = 1\ny = 1\n',
    )
    scenario = Scenario.load(tmp_path / "deeper" / "b.toml")
    assert (scenario.agency.budget, scenario.agency.start, scenario.agency.x) == (10.0, 2.0, 12.5)
    assert (scenario.policies["organisation"].start, scenario.policies["organisation"].stop) == (3.0, 9.0)
    assert len(scenario.region.towns) == 1
    assert (scenario.name, scenario.title, scenario.description) == (
        "b",
        "",
        "",
    )  # what describes the other file is not inherited


def test_what_a_file_gives_takes_the_place_of_an_inherited_table(tmp_path: Path) -> None:
    write(tmp_path, "cells.csv", "column,row\n0,0\n1,0\n")
    scenario = Scenario.load(write(tmp_path, "a.toml", 'extends = "baseline"\n[region]\ncells_file = "cells.csv"\n'))
    assert scenario.region.towns == ()
    assert [(cell.column, cell.row, cell.inside, cell.accessibility) for cell in scenario.region.cells or ()] == [
        (0, 0, True, None),
        (1, 0, True, None),
    ]
    own = '\n[[institutions]]\nkey = "u"\nkind = "university"\nx = 1\ny = 1\n'
    scenario = Scenario.load(write(tmp_path, "b.toml", f'extends = "{EXAMPLES[0].as_posix()}"\n{own}'))
    assert [institution.key for institution in scenario.institutions] == ["u"]


def test_values_on_the_command_line_are_read_as_toml_or_text() -> None:
    scenario = Scenario.load(
        "baseline",
        [
            "ticks=12",
            "title=Some region",
            "channels.rent=false",
            "sectors.software.target=false",
            "agency.stop = 4",
            "region.towns[1].weight=2",
        ],
    )
    assert (scenario.ticks, scenario.title, scenario.channels.rent, scenario.agency.stop) == (12, "Some region", 0, 4.0)
    assert [sector.target for sector in scenario.sectors][:3] == [True, False, True]
    assert scenario.region.towns[1].weight == 2.0


def test_changed_gives_another_scenario_and_leaves_the_first() -> None:
    scenario = Scenario.load("baseline")
    other = scenario.changed("parameters.labour.supply_growth", 0.01)
    assert other.parameters.labour.supply_growth == 0.01
    back = other.changed("parameters.labour.supply_growth", 0.0)
    assert back.model_copy(update={"title": scenario.title, "title_de": scenario.title_de}) == scenario
    assert scenario.parameters == Parameters()
    assert scenario.channels == Channels()
    assert scenario.changed("policies.networking", {}).policies["networking"].intensity == 1.0
    with pytest.raises(InputError, match=r"^parameters\.labour\.supply_growth: is 7; must be from -0\.05 to 0\.1$"):
        scenario.changed("parameters.labour.supply_growth", 7)


@pytest.mark.parametrize(("firms", "columns"), [(1000, 40), (4000, 80), (250, 20), (500, 28), (1, 1)])
def test_scaling_keeps_the_density(firms: int, columns: int) -> None:
    scenario = Scenario.load("baseline").with_firms(firms)
    assert scenario.start.firms == firms
    assert scenario.region.scale == pytest.approx(firms / 1000)
    assert (scenario.world_columns, scenario.world_rows) == (columns, columns)
    assert scenario.with_firms(1000) == Scenario.load("baseline")


def test_scaling_needs_a_sound_number_and_firms_that_are_drawn() -> None:
    with pytest.raises(InputError, match=r"^start\.firms: is 0"):
        Scenario.load("baseline").with_firms(0)
    with pytest.raises(InputError, match="given one by one"):
        Scenario.load(EXAMPLES[1]).with_firms(50)


def test_a_scenario_can_be_made_in_python() -> None:
    scenario = Scenario(
        region=Region(columns=1, rows=1),
        sectors=(Sector(key="a", share=3.0, group="g"), Sector(key="b", group="g")),
        relatedness=Relatedness(from_="groups", same_group=0.4),
    )
    assert [sector.share for sector in scenario.sectors] == [0.75, 0.25]
    assert (scenario.agency.x, scenario.agency.y) == (0.5, 0.5)
    assert scenario.relatedness_matrix() == [[1.0, 0.4], [0.4, 1.0]]
    with pytest.raises(InputError, match=r"^sectors: is missing$"):
        Scenario(name="nothing")


def test_relatedness_from_nace_codes_rises_with_every_shared_digit() -> None:
    codes = [("62.01",), ("62.02",), ("62.0", "10"), ("63",), ("26",), ("27", "62.01")]
    sectors = tuple(Sector(key=f"s{number}", nace=nace) for number, nace in enumerate(codes))
    matrix = Scenario(
        sectors=sectors, relatedness=Relatedness(from_="nace", same_group=0.4, other=0.1)
    ).relatedness_matrix()
    assert matrix[0] == pytest.approx(
        [1.0, 0.6, 0.6, 0.25, 0.1, 0.8]
    )  # itself, 3 digits, 3 digits, section, nothing, 4 digits
    assert matrix[4] == pytest.approx([0.1, 0.1, 0.25, 0.1, 1.0, 0.25])  # 26 and 10, 26 and 27: the section
    assert matrix == [list(column) for column in zip(*matrix, strict=True)]


def test_the_schema_of_files_knows_every_key() -> None:
    schema = file_schema(Scenario)
    assert {"extends", "region", "policies", "parameters"} <= set(schema["properties"])
    assert set(schema["properties"]["policies"]["properties"]) == set(POLICIES)
    assert set(schema["properties"]["parameters"]["properties"]) == set(Parameters._fields)
    assert schema["properties"]["parameters"]["properties"]["growth"]["properties"]["drift"]["maximum"] == 0.05
    assert "cells_file" in schema["$defs"]["Region"]["properties"]
    assert json.loads(json.dumps(Scenario.model_json_schema()))["properties"]["ticks"]["default"] == 80


@pytest.mark.process
def test_loading_needs_nothing_heavy() -> None:
    heavy = ["numba", "mesa", "pandas", "matplotlib", "scipy", "pyarrow", "networkx"]
    code = f"import sys; from clustersim.scenario import Scenario; Scenario.load('three-tasks'); print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT / "src")
    assert done.stdout.strip() == "[]"


def test_shares_add_up_to_one_and_stay_bit_by_bit() -> None:
    assert [
        sector.share
        for sector in Scenario(sectors=(Sector(key="a", share=0.375), Sector(key="b", share=0.125))).sectors
    ] == [0.75, 0.25]
    for count in range(2, 60):
        scenario = Scenario(sectors=tuple(Sector(key=f"s{number}", share=0.1 + number**1.5) for number in range(count)))
        assert math.fsum(sector.share for sector in scenario.sectors) == pytest.approx(1.0, abs=1e-12)
        assert Scenario(**scenario.as_dict()).sectors == scenario.sectors
