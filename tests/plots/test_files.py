"""Figures as files: equal runs give equal ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clustersim.analysis.compare import compare
from clustersim.metrics.registry import HEADLINE
from clustersim.plots import save_batch_figures, save_run_figures
from tests.helpers.figures import MadeUpBatch, run_series, snapshot


@pytest.mark.process
def test_equal_runs_give_equal_files(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        folder = tmp_path / name
        paths = save_run_figures([snapshot()], run_series(), "A region", folder)
        written.append({path.name: path.read_bytes() for path in paths})
    assert sorted(written[0]) == ["map.png", "network.png", "series.png"]
    assert all(content.startswith(b"\x89PNG") for content in written[0].values())
    assert written[0] == written[1]
    results: Any = MadeUpBatch()
    paths = save_batch_figures(results, compare(results, HEADLINE), tmp_path / "comparison")
    assert sorted(path.name for path in paths) == [
        f"{name}.png" for name in ("cost", "differences", "effects", "path", "trajectories")
    ]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)
