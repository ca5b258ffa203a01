"""Figures of a run and of a comparison, at slide size, labelled with units, in colours everybody can tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.plots.maps import region_maps
from clustersim.plots.network import actor_network
from clustersim.plots.series import arm_series, effect_bars, headline_series
from clustersim.plots.style import save

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from clustersim.experiments.paired import Effect
    from clustersim.snapshots import Snapshot

__all__ = ["save_comparison_figures", "save_run_figures"]


def save_run_figures(snapshots: Sequence[Snapshot], series: pd.DataFrame, title: str, folder: Path) -> list[Path]:
    """Write the figures of one run into `folder` and return their paths."""
    figures = {
        "map.png": region_maps(snapshots, title),
        "series.png": headline_series(series, title),
        "network.png": actor_network(snapshots[-1], title),
    }
    for name, figure in figures.items():
        save(figure, folder / name)
    return [folder / name for name in figures]


def save_comparison_figures(
    series: pd.DataFrame, found: Sequence[Effect], titles: Mapping[str, str], base: str, snapshots: Sequence[Snapshot], folder: Path
) -> list[Path]:
    """Write the figures of a paired comparison into `folder` and return their paths."""
    headline = ("cluster_density", "network_strength")
    last = list(titles.values())[-1]
    figures = {
        "effects.png": effect_bars(found, titles, headline),
        "differences.png": arm_series(series, titles, base, headline),
        "map.png": region_maps(snapshots, last),
        "network.png": actor_network(snapshots[-1], last),
    }
    for name, figure in figures.items():
        save(figure, folder / name)
    return [folder / name for name in figures]
