"""Figures of a comparison: effects with verdict and cost, paired differences, captions that promise what is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from clustersim.plots import arms
from tests.helpers.figures import TITLES, MadeUpBatch, comparison_figures, overlaps, shown_texts


def test_axes_are_labelled_with_units() -> None:
    english, german = comparison_figures(), comparison_figures(language="de")
    assert [ax.get_xlabel() for ax in english["effects"].axes[:2]] == ["change in %"] * 2
    assert english["differences"].axes[0].get_ylabel() == "difference: related firms per km²"
    assert german["differences"].axes[1].get_ylabel() == "Unterschied: Beziehungsstärke je Akteur"


def test_effects_are_shown_with_verdict_cost_and_number_of_seeds() -> None:
    texts = {text.get_text() for text in shown_texts(comparison_figures()["effects"])}
    assert "moderated networks" in texts
    assert "0.0 %\nno difference" in texts
    assert any(text.startswith("+50.8 %") and text.endswith("\nrises") for text in texts)
    assert {"1.30", "0", "public cost,\nmillion EUR"} <= texts
    assert any("3 paired seeds" in text for text in texts)
    german = {text.get_text() for text in shown_texts(comparison_figures(language="de")["effects"])}
    assert {"1,30", "Ausgaben,\nMio. Euro", "Netzwerkmoderation"} <= german


def test_differences_are_those_of_the_same_seed() -> None:
    figure, series = comparison_figures()["differences"], MadeUpBatch().series
    at = {name: series[series["arm"] == name].set_index(["years", "seed"])["cluster_density"] for name in TITLES}
    expected = (at["net"] - at["none"]).groupby("years").mean()
    lines = {line.get_color(): line for line in figure.axes[0].get_lines() if len(line.get_xdata()) > 2}
    line = lines[arms.colours(["net", "centre"], [])["net"]]
    np.testing.assert_allclose(line.get_ydata(), expected.to_numpy(), rtol=1e-12)
    (band, none) = figure.axes[0].collections  # of networking, and of the arm that changes nothing
    # 0.01 a seed on a level of 8: standard deviation 0.08, half-width over three seeds 4.303 * 0.08 / sqrt(3)
    edges = band.get_paths()[0].vertices[:, 1]
    assert edges.max() - edges.min() == pytest.approx(2 * 4.302653 * 0.08 / np.sqrt(3), rel=1e-5)
    assert np.ptp(none.get_paths()[0].vertices[:, 1]) == 0.0


def test_one_seed_gives_no_interval() -> None:
    figures = comparison_figures(seeds=1)
    assert any("one seed: cannot say" in text.get_text() for text in shown_texts(figures["effects"]))
    assert len(figures["differences"].axes[0].collections) == 0  # no band
    assert overlaps(figures["differences"]) == []


def test_captions_promise_only_what_is_drawn() -> None:
    def note_of(figure: Figure) -> str:
        return next(text.get_text() for text in shown_texts(figure) if "paired seeds" in text.get_text())

    figures = comparison_figures()
    assert "Diamond" not in note_of(figures["path"]) and "interval" not in note_of(figures["path"])
    assert "Dots" not in note_of(figures["path"])  # three years
    levels = figures["trajectories"]
    assert levels.axes
    for ax in levels.axes:
        assert ("does not begin at 0" in ax.get_xlabel()) == (ax.get_ylim()[0] > 0.0)
