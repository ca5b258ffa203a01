"""The examples run as they stand, small, and say what they should."""

from __future__ import annotations

import json
import runpy
import sys
import types
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.process

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def test_the_model_runs_under_the_ema_workbench() -> None:
    pytest.importorskip("ema_workbench", reason="the EMA Workbench is not installed (extra analysis)")
    module = runpy.run_path(str(EXAMPLES / "ema_workbench_model.py"))
    table = module["main"](scenarios=2, policies=2, firms=100, ticks=4)
    assert len(table) == 4
    assert (table["cost"] > 0.0).all()
    off = dict.fromkeys(module["TASKS"], 0.0)
    point = {"additionality": 0.3, "encounter_rate": 6.0, "critical": 0.6}
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
    assert effect(np.array([6.0, 0.6, 3.0]), scenario, 2) > effect(np.array([6.0, 0.6, 1.0]), scenario, 2)


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
