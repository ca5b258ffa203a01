"""Figures of a run and of a comparison, at slide size, labelled with units, in colours everybody can tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.plots.comparison import arm_differences, effect_intervals
from clustersim.plots.maps import region_maps
from clustersim.plots.network import actor_network
from clustersim.plots.process import spending
from clustersim.plots.series import headline_series
from clustersim.plots.style import save

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from matplotlib.figure import Figure

    from clustersim.experiments.paired import Effect
    from clustersim.snapshots import Snapshot

__all__ = ["save_comparison_figures", "save_run_figures"]

HEADLINE = ("cluster_density", "network_strength")


def save_run_figures(snapshots: Sequence[Snapshot], series: pd.DataFrame, title: str, folder: Path) -> list[Path]:
    """Write the figures of one run into `folder` and return their paths."""
    return _save_all(
        {
            "map.png": region_maps(snapshots, title),
            "series.png": headline_series(series, title),
            "network.png": actor_network(snapshots[-1], title),
        }
        | _process(series, title),
        folder,
    )


def save_comparison_figures(
    series: pd.DataFrame, found: Sequence[Effect], titles: Mapping[str, str], base: str, snapshots: Sequence[Snapshot], folder: Path
) -> list[Path]:
    """Write the figures of a paired comparison into `folder` and return their paths; `snapshots` are of the last arm."""
    last = list(titles.values())[-1]
    return _save_all(
        {
            "effects.png": effect_intervals(found, titles, base, HEADLINE, series),
            "differences.png": arm_differences(series, titles, base, HEADLINE),
            "map.png": region_maps(snapshots, last),
            "network.png": actor_network(snapshots[-1], last),
        }
        | _process(series[(series["arm"] == list(titles)[-1]) & (series["seed"] == series["seed"].min())], last),
        folder,
    )


def _process(series: pd.DataFrame, title: str) -> dict[str, Figure]:
    """Return the figure of spending where something was spent."""
    return {"spending.png": spending(series, title)} if "cost" in series and series["cost"].sum() > 0.0 else {}


def _save_all(figures: Mapping[str, Figure], folder: Path) -> list[Path]:
    for name, figure in figures.items():
        save(figure, folder / name)
    return [folder / name for name in figures]
