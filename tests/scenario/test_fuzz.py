"""Scenario files broken at random: loading either works or says what is wrong, never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clustersim.errors import InputError
from clustersim.scenario import Scenario
from clustersim.scenario.files.documents import shipped_folders

FOLDER = shipped_folders()[0]
EXAMPLE = FOLDER / "examples" / "own-region"
TEXTS = [(FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in ("baseline", "three-tasks")]
TEXTS += [
    (EXAMPLE / "own-region-firms.toml").read_text(encoding="utf-8"),
    (EXAMPLE / "own-region.toml").read_text(encoding="utf-8"),
]
TABLES = {path.name: path.read_text(encoding="utf-8") for path in EXAMPLE.glob("*.csv")}
SNIPPETS = [
    "",
    "\n",
    "=",
    "[",
    "]",
    "[[",
    '"',
    "'''",
    "#",
    ".",
    ",",
    "{",
    "}",
    "-",
    "0",
    "9" * 400,
    "nan",
    "inf",
    "-1",
    "true",
    "1e400",
    "2020-01-01",
    "07:00:00",
    "\\u0000",
    "\\ud800",
    "\x00",
    "é",
    "[[sectors]]\n",
    "[region]\n",
    "[policies.networking]\n",
    "[policies.x.y]\n",
    "extends = 3\n",
    'extends = "mature"\n',
    "sectors = 3\n",
    "region = []\n",
    "start.given = [{}]\n",
    "policies = 1\n",
    "policies.networking = 1\n",
    "agency.longitude = 'x'\n",
    "region.towns = [3]\n",
    "region.cells = {}\n",
    "region.longitude = 1e9\n",
    "parameters = []\n",
    "parameters.growth = 2\n",
    "channels = true\n",
    "institutions = [[1]]\n",
    "relatedness.matrix = [[]]\n",
    "region.cells_file = ''\n",
    "region.firms_file = '.'\n",
    "region.sectors_file = '\\\\'\n",
    "start = 3\n",
    "cell_km = 1e-300\n",
    "latitude = 90\n",
    "columns = 10000000000\n",
]
CUTS = st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(SNIPPETS))
OVERRIDES = st.text(alphabet="abc.[]0129=\"'x{}\n-", max_size=12) | st.sampled_from(
    [
        "sectors=3",
        "region=1",
        "sectors.x=1",
        "policies.networking.cells=[[1,2]]",
        "region.cells[0].x=1",
        "a.b.c=1",
        "sectors[0]=1",
        "institutions={}",
        "start.given=[1]",
        "=",
        "region.cells_file=x",
    ]
)


def broken(text: str, cuts: list[tuple[float, int, str]]) -> str:
    """Return a text with some pieces replaced by others."""
    for place, length, snippet in cuts:
        at = int(place * len(text))
        text = text[:at] + snippet + text[at + length :]
    return text


def works_or_says_why(path: Path, overrides: list[str]) -> None:
    """Load a scenario; if that fails, the error must be lines that a person can use."""
    try:
        scenario = Scenario.load(path, overrides)
    except InputError as error:
        assert error.problems
        assert len(str(error).splitlines()) == len(error.problems), "one line for each problem"
        assert len(set(error.problems)) == len(error.problems)
        assert all(problem.message for problem in error.problems)
    else:
        assert Scenario(**scenario.as_dict()) == scenario


def place_tables(folder: Path) -> None:
    """Write the sound tables of the example."""
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "own-region.toml").write_text(TEXTS[3], encoding="utf-8")


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.sampled_from(TEXTS), cuts=st.lists(CUTS, min_size=1, max_size=5), overrides=st.lists(OVERRIDES, max_size=2)
)
def test_broken_scenario_files(
    text: str, cuts: list[tuple[float, int, str]], overrides: list[str], tmp_path: Path
) -> None:
    place_tables(tmp_path)
    (tmp_path / "case.toml").write_bytes(broken(text, cuts).encode("utf-8", errors="surrogatepass"))
    works_or_says_why(tmp_path / "case.toml", overrides)


@pytest.mark.process
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(TABLES)), cuts=st.lists(CUTS, min_size=1, max_size=4))
def test_broken_tables(name: str, cuts: list[tuple[float, int, str]], tmp_path: Path) -> None:
    place_tables(tmp_path)
    (tmp_path / "case.toml").write_text(TEXTS[2], encoding="utf-8")
    (tmp_path / name).write_bytes(broken(TABLES[name], cuts).encode("utf-8", errors="surrogatepass"))
    works_or_says_why(tmp_path / "case.toml", [])


@pytest.mark.parametrize("snippet", SNIPPETS)
@pytest.mark.parametrize("text", ["", 'extends = "baseline"\n', '[[sectors]]\nkey = "a"\n'])
def test_every_snippet_after_a_sound_beginning(text: str, snippet: str, tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_bytes((text + snippet).encode("utf-8", errors="surrogatepass"))
    works_or_says_why(tmp_path / "case.toml", [])
