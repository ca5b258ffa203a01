"""A small run with three tasks, kept as it was: a change of results must be meant, and the values must be sane."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tests.helpers.small_worlds import simulate, small

GOLDEN = Path(__file__).parents[1] / "data" / "golden_series.json"
TICKS = (0, 6, 12)
METRICS = (
    "firms",
    "jobs",
    "cluster_firms",
    "cluster_jobs",
    "cluster_density",
    "network_strength",
    "connected_share",
    "ties",
    "mean_degree",
    "mean_knowledge",
    "tightness",
    "services",
    "entries",
    "exits",
    "innovations",
    "cost",
)

HOW = "Results changed. If that is meant: run `PYTHONPATH=tests python -m tests.whole_model.test_golden`, and mark the entry in CHANGELOG.md as one that changes results."


def found() -> dict[str, dict[str, float]]:
    """Return the metrics of the run at some ticks."""
    series = simulate(small("three-tasks", 200), seed=7, ticks=max(TICKS)).series
    return {str(tick): {name: series[tick][name] for name in METRICS} for tick in TICKS}


def test_results_are_those_of_the_golden_run_and_sane() -> None:
    golden, now = json.loads(GOLDEN.read_text(encoding="utf-8")), found()
    for tick, expected in golden.items():
        assert now[tick] == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True), HOW
    last = now[str(max(TICKS))]
    # goldens freeze bugs: these ranges are what a reader would accept without knowing the code
    assert 100 < last["firms"] < 250
    assert 3 < last["jobs"] / last["firms"] < 30
    assert 0 < last["cluster_density"] < 2
    assert 0 < last["mean_degree"] < 8
    assert abs(last["mean_knowledge"]) < 0.2
    assert abs(last["tightness"]) < 0.4
    assert 0 <= last["services"] <= 1
    assert 0 < last["cost"] < 2e6
    assert not math.isnan(last["network_strength"])


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(found(), indent=1) + "\n", encoding="utf-8")
