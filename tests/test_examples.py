"""The examples run as they stand, small, and say what they should."""

from __future__ import annotations

import json
import re
import runpy
import sys
import types
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from clustersim.policies.registry import POLICIES
from clustersim.spec.parameters import Parameter, catalogue, describe

pytestmark = pytest.mark.process

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def test_the_model_runs_under_the_ema_workbench() -> None:
    pytest.importorskip("ema_workbench", reason="the EMA Workbench is not installed (extra analysis)")
    module = runpy.run_path(str(EXAMPLES / "ema_workbench_model.py"))
    table = module["main"](scenarios=2, policies=2, firms=100, ticks=4)
    assert len(table) == 4
    assert (table["cost"] > 0.0).all()
    off = dict.fromkeys(module["TASKS"], 0.0)
    point = {"additionality": 0.3, "encounter_rate": 6.0, "critical": 8.0}
    nothing = module["experiment"](100, 4, 1, **point, **off)
    networks = module["experiment"](100, 4, 1, **point, **(off | {"networking": 1.0}))
    assert nothing["cost"] == 0.0
    assert networks["cost"] > 0.0
    assert networks["strength"] > nothing["strength"]


def test_salib_says_which_assumptions_decide() -> None:
    pytest.importorskip("SALib", reason="SALib is not installed (extra analysis)")
    module = runpy.run_path(str(EXAMPLES / "salib_sobol.py"))
    table = module["main"](samples=2, firms=100, ticks=4, seeds=1)
    assert list(table["number"]) == module["PROBLEM"]["names"]
    assert np.isfinite(table["total"]).all()
    effect = module["effect"]
    scenario = module["Scenario"].load("mature", {"start.firms": 150, "ticks": 12})
    assert effect(np.array([6.0, 8.0, 3.0]), scenario, 2) > effect(np.array([6.0, 8.0, 1.0]), scenario, 2)


def test_the_notebook_runs_as_it_stands_and_was_executed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell of code is executed in order, with fewer seeds and a shorter run; its stored outputs hold no error."""
    notebook = json.loads((EXAMPLES / "first_batch.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    kinds = [output["output_type"] for cell in cells for output in cell["outputs"]]
    assert "error" not in kinds
    assert kinds.count("execute_result") >= 7
    shown = types.ModuleType("IPython.display")
    shown.Image = lambda path, width: Path(path).stat().st_size  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython.display", shown)
    there: dict[str, object] = {}
    for cell in cells:
        exec("".join(cell["source"]).replace("seeds = 12", "seeds = 3\nticks = 6\nchanges.start.firms = 150"), there)
    assert there["done"].finished == 12  # type: ignore[attr-defined]


ROOT = EXAMPLES.parent
PAIR = re.compile(  # levels."key" = [1, 2] and ranges."key" = { low = 1, high = 2 }, in files and on pages
    r'(?:levels|ranges)\."([\w.]+)" = (?:\[([^\]]+)\]|\{[^}]*low = ([\d.e-]+)[^}]*high = ([\d.e-]+))'
)


def varied_on_pages(text: str) -> Iterator[tuple[str, float, float]]:
    """Yield what a text varies as plans do: key, lowest and highest value."""
    for key, levels, low, high in PAIR.findall(text):
        numbers = [float(number) for number in levels.split(",")] if levels else [float(low), float(high)]
        yield key, min(numbers), max(numbers)


def varied_by_examples() -> Iterator[tuple[str, float, float]]:
    """Yield what the scripts vary, as they give it to their libraries."""
    salib = runpy.run_path(str(EXAMPLES / "salib_sobol.py"))["PROBLEM"]
    yield from ((key, *bounds) for key, bounds in zip(salib["names"], salib["bounds"], strict=True))
    ema = runpy.run_path(str(EXAMPLES / "ema_workbench_model.py"))
    for number in ema["make_model"](100, 4).uncertainties:
        yield ema["ASSUMPTIONS"][number.name], number.lower_bound, number.upper_bound


def defaults() -> dict[str, Parameter]:
    """Return all numbers that can be varied, by their keys."""
    tasks = [row for name in POLICIES.shipped for row in describe(POLICIES[name].numbers, f"policies.{name}")]
    return {row.key: row for row in (*catalogue(), *tasks)}


def outside(found: Iterable[tuple[str, float, float]]) -> list[str]:
    """Return what is varied without its default, or beyond what is allowed."""
    rows = defaults()
    return [
        f"{key}: {low:g} to {high:g}, default {rows[key].default:g}"
        for key, low, high in found
        if not rows[key].number.low <= low <= rows[key].default <= high <= rows[key].number.high or low == high
    ]


def test_what_is_varied_is_varied_around_its_default() -> None:
    pages = [path for pattern in ("docs/*.md", "*.md", "scenarios/**/*.toml") for path in ROOT.glob(pattern)]
    pages += [path for suffix in ("toml", "ipynb", "md") for path in EXAMPLES.rglob(f"*.{suffix}")]
    found = [one for path in pages for one in varied_on_pages(path.read_text(encoding="utf-8"))]
    assert found  # that of docs/batches.md
    assert outside(found) == []
    pytest.importorskip("SALib", reason="SALib is not installed (extra analysis)")
    pytest.importorskip("ema_workbench", reason="the EMA Workbench is not installed (extra analysis)")
    assert outside(varied_by_examples()) == []


def test_a_range_beside_the_default_is_found() -> None:
    planted = 'ranges."parameters.mass.critical" = { low = 0.3, high = 1.2, log = true }'
    assert outside(varied_on_pages(planted)) == ["parameters.mass.critical: 0.3 to 1.2, default 8"]
    assert outside(varied_on_pages('levels."parameters.mass.critical" = [4, 8, 20]')) == []


def test_critical_mass_asks_something_over_its_range() -> None:
    pytest.importorskip("ema_workbench", reason="the EMA Workbench is not installed (extra analysis)")
    module = runpy.run_path(str(EXAMPLES / "ema_workbench_model.py"))
    low, high = module["RANGES"]["critical"]
    point = {"additionality": 0.3, "encounter_rate": 5.5, **dict.fromkeys(module["TASKS"], 0.0)}
    few, many = (module["experiment"](150, 8, 1, **point, critical=critical)["strength"] for critical in (low, high))
    assert few > 1.1 * many  # the more firms it takes, the fewer meetings
