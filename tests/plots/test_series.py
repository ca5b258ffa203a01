"""Series of a single run: units, axes, measures that are undefined."""

from __future__ import annotations

import numpy as np

from clustersim.metrics.titles import is_share
from clustersim.plots.series import PANELS, headline_series
from tests.helpers.figures import run_series, shown_texts


def test_axes_are_labelled_with_units() -> None:
    panels = {ax.get_title(): ax.get_ylabel() for ax in headline_series(run_series(), "").axes}
    assert panels["Cluster density"] == "related firms per km²"
    assert panels["Network strength"] == "tie strength per actor"
    assert panels["Jobs in the target cluster"] == "jobs"
    assert all(panels.values())
    assert len(panels) == len(PANELS)


def test_series_start_at_zero_and_shares_end_at_one() -> None:
    for ax, metric in zip(headline_series(run_series(), "").axes, PANELS, strict=True):
        low, high = ax.get_ylim()
        assert low == 0.0
        assert (high == 1.0) == is_share(metric)
        assert high > float(np.max(ax.lines[0].get_ydata()))


def test_undefined_measures_are_said_to_be_undefined() -> None:
    series = run_series().assign(network_strength=np.nan)
    texts = [text.get_text() for text in shown_texts(headline_series(series, ""))]
    assert texts.count("undefined in this run") == 1
