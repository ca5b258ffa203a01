"""Large firms that close are noted when they close, with the jobs they had."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from clustersim.plots.series import headline_series
from clustersim.runs.observer import Closure, Closures
from clustersim.spec.codes import Kind
from tests.helpers.figures import run_series, shown_texts
from tests.helpers.metric_worlds import TARGET, make_world


def test_closures_of_large_firms_of_the_cluster_are_noted() -> None:
    world = make_world(100, seed=3)
    a, closures = world.actors, Closures()
    rows = np.flatnonzero(a.alive & (a.kind == Kind.FIRM))
    cluster, others = rows[TARGET[a.sector[rows]]], rows[~TARGET[a.sector[rows]]]
    a.employees[rows] = 10.0
    small, large, stranger = cluster[0], cluster[1], others[0]
    a.employees[large], a.employees[stranger] = 200.0, 5000.0
    total = float(a.employees[cluster].sum())
    closures.look(world)
    a.alive[[small, stranger]] = False
    closures.look(world)
    assert closures.found == []  # a small one, and one of another sector
    a.alive[large] = False
    world.tick += 1
    closures.look(world)
    assert closures.found == [Closure(world.years(), 200.0, pytest.approx(200.0 / (total - 10.0)))]
    closures.look(world)
    assert len(closures.found) == 1


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_figure_marks_the_largest_and_says_so(language: str) -> None:
    series: pd.DataFrame = run_series()
    found = [Closure(0.5 * place, 100.0 * place, 0.1) for place in range(1, 7)]
    figure = headline_series(series, "Title", language, twin=run_series(factor=0.5), closures=found)  # type: ignore[arg-type]
    texts = [text.get_text() for text in shown_texts(figure)]
    assert {text for text in texts if text.startswith("−")} == {"−300", "−400", "−500", "−600"}
    note = next(text for text in texts if "5 %" in text)
    assert not note.endswith("…")
    assert "4" in note and "6" in note and ("without policy" in note or "ohne Politik" in note)
    lines = [line for ax in figure.axes for line in ax.lines]
    assert sum(line.get_gid() == "closure" for line in lines) == 4
    assert sum(line.get_gid() == "twin" for line in lines) == 6
    few = shown_texts(headline_series(series, "Title", language, twin=series, closures=found[:2]))  # type: ignore[arg-type]
    assert not any(text.get_text().endswith("…") for text in few)
    bare = headline_series(series, "Title", language)  # type: ignore[arg-type]
    assert not any(line.get_gid() for ax in bare.axes for line in ax.lines)
