"""The look of figures depends on nothing but the program."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pytest

from clustersim.plots import style

STRANGE = {  # what a matplotlibrc may say
    "text.usetex": True,
    "font.size": 31.0,
    "font.family": "serif",
    "lines.linewidth": 7.0,
    "axes.facecolor": "#333333",
    "axes.grid": True,
    "axes.prop_cycle": mpl.cycler(color=["red"]),
    "savefig.dpi": 30,
    "savefig.bbox": "tight",
    "figure.constrained_layout.use": True,
    "path.simplify_threshold": 1.0,
    "svg.fonttype": "none",
}


def drawn(path: Path) -> bytes:
    """Return a figure as a file."""
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, "a title of 5 $")
        ax = figure.add_axes(style.box(1.0, 1.0, 5.0, 5.0))
        ax.plot([0, 1], [0, 1], label="a line")
        ax.legend()
    style.save(figure, path)
    return path.read_bytes()


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_equal_figures_are_equal_files_whatever_a_matplotlibrc_says(suffix: str, tmp_path: Path) -> None:
    plain = drawn(tmp_path / f"plain.{suffix}")
    with mpl.rc_context(STRANGE):
        assert drawn(tmp_path / f"strange.{suffix}") == plain
