"""Every text of every figure can be read: large enough, dark enough, inside the figure, hidden by nothing."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_hex

from clustersim.plots import style
from clustersim.plots.maps import region_maps
from clustersim.plots.network import actor_network
from clustersim.plots.series import headline_series
from clustersim.texts import Language
from tests.helpers.figures import (
    EVERY_FIGURE,
    comparison_figures,
    overlaps,
    run_series,
    shown_texts,
    snapshot,
)


@pytest.mark.parametrize("name", EVERY_FIGURE)
def test_every_text_can_be_read_on_a_slide(name: str) -> None:
    figure = EVERY_FIGURE[name]()
    assert tuple(figure.get_size_inches()) == (style.WIDTH, style.HEIGHT)
    texts = shown_texts(figure)
    assert len(texts) > 10
    assert [text.get_text() for text in texts if float(text.get_fontsize()) < style.SMALL] == []  # 12 points
    width, height = figure.canvas.get_width_height()
    assert [
        text.get_text() for text, box in texts.items() if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ] == []
    assert overlaps(figure) == []


def test_overlaps_are_found() -> None:
    figure = EVERY_FIGURE["map"]()
    figure.text(0.5, 0.95, "over the title", size=style.TITLE, ha="center")
    assert len(overlaps(figure)) == 1


@pytest.mark.parametrize("language", ["en", "de"])
def test_ten_arms_and_their_verdicts_do_not_hide_one_another(language: Language) -> None:
    for figure in comparison_figures(language=language, others=8).values():
        assert overlaps(figure) == []


EMPTY = {
    "no firms": {"firms": 0, "ties": 5},
    "no ties": {"ties": 0},
    "no institutions": {"institutions": 0},
    "one cell": {"side": 1},
    "nothing": {"firms": 0, "ties": 0, "institutions": 0, "side": 1, "centres": 0},
}


@pytest.mark.parametrize("scenario", EMPTY)
def test_figures_of_empty_regions(scenario: str) -> None:
    shot = snapshot(**EMPTY[scenario])
    network = actor_network(shot, scenario)
    for figure in (region_maps([shot], scenario), network):
        assert overlaps(figure) == []
    said = {text.get_text() for text in shown_texts(network)}
    assert ("no ties" in said) == (len(shot.tie_a) == 0)


def test_every_text_has_the_contrast_that_readers_need() -> None:
    """WCAG 2.2 wants 4.5:1; a matrix or a bar lies behind some texts, so all but theirs stand on white."""
    figures = {
        **comparison_figures(),
        **{f"crowd {name}": figure for name, figure in comparison_figures(others=8).items()},
        "map": region_maps([snapshot()], "A region"),
        "series": headline_series(run_series(), "A region"),
    }
    low = {
        (name, text.get_text(), to_hex(text.get_color()))
        for name, figure in figures.items()
        for text in shown_texts(figure)
        if style.contrast(to_hex(text.get_color())) < style.LEAST_CONTRAST
    }
    assert low == set()
    assert all(style.contrast(style.readable(tone)) >= style.LEAST_CONTRAST for tone in style.ARM_COLOURS)
    assert style.readable("#000000") == "#000000" and style.contrast("#777777") == pytest.approx(4.48, abs=0.01)


def test_numbers_of_the_matrix_can_be_read_on_every_grey() -> None:
    figure = actor_network(snapshot(), "A region")
    matrix = figure.axes[-1]
    image = matrix.images[0]
    for text in matrix.texts:
        j, i = text.get_position()
        if float(i).is_integer() and float(j).is_integer():
            behind = image.to_rgba(image.get_array()[int(i), int(j)])  # type: ignore[index]
            assert style.contrast(to_hex(text.get_color()), to_hex(behind)) >= style.LEAST_CONTRAST
