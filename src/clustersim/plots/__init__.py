"""Figures of a run and of a comparison, at slide size, labelled with units, in colours everybody can tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.metrics.registry import HEADLINE
from clustersim.plots.attribution import contributions_figure
from clustersim.plots.batches import cost_figure, effects_figure, path_figure, trajectories_figure
from clustersim.plots.comparison import arm_differences, effect_intervals
from clustersim.plots.evaluation import evaluation_figure
from clustersim.plots.front import front_figure
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

    from clustersim.analysis.compare import Effect as BatchEffect
    from clustersim.analysis.evaluate import PolicyEstimate
    from clustersim.analysis.paired import Effect
    from clustersim.batch.results import Results
    from clustersim.texts import Language
    from clustersim.world.snapshot import Snapshot

__all__ = [
    "batch_figures",
    "contributions_figure",
    "save_attribution",
    "save_batch_figures",
    "save_comparison_figures",
    "save_evaluation",
    "save_front",
    "save_run_figures",
]


def save_run_figures(
    snapshots: Sequence[Snapshot], series: pd.DataFrame, title: str, folder: Path, language: Language = "en"
) -> list[Path]:
    """Write the figures of one run into `folder` and return their paths."""
    return _save_all(
        {
            "map.png": region_maps(snapshots, title, language),
            "series.png": headline_series(series, title, language),
            "network.png": actor_network(snapshots[-1], title, language),
        }
        | _process(series, title, language),
        folder,
    )


def save_comparison_figures(
    series: pd.DataFrame,
    found: Sequence[Effect],
    titles: Mapping[str, str],
    base: str,
    snapshots: Sequence[Snapshot],
    folder: Path,
) -> list[Path]:
    """Write the figures of a paired comparison into `folder` and return their paths; `snapshots` are of the
    last arm.
    """
    last = list(titles.values())[-1]
    return _save_all(
        {
            "effects.png": effect_intervals(found, titles, base, HEADLINE, series),
            "differences.png": arm_differences(series, titles, base, HEADLINE),
            "map.png": region_maps(snapshots, last),
            "network.png": actor_network(snapshots[-1], last),
        }
        | _process(series[(series["arm"] == list(titles)[-1]) & (series["seed"] == series["seed"].min())], last, "en"),
        folder,
    )


def batch_figures(results: Results, effects: Sequence[BatchEffect], language: Language = "en") -> dict[str, Figure]:
    """Return the figures of a comparison by their names: effects, trajectories, path, cost."""
    from clustersim.analysis.titles import arm_titles, base_titles

    titles = arm_titles(results.plan, language)
    metrics = [metric for metric in HEADLINE if any(effect.metric == metric for effect in effects)]
    metrics = metrics or list(dict.fromkeys(effect.metric for effect in effects))[:2]
    wides = {metric: results.metric(metric) for metric in dict.fromkeys((*metrics, *HEADLINE, "stage"))}
    years = results.plan.ticks * results.plan.arms[0].scenario.tick_years
    return {
        "effects": effects_figure(effects, titles, language, metrics, base_titles(results.plan, language)),
        "trajectories": trajectories_figure(wides, effects, titles, language, metrics),
        "path": path_figure(wides, effects, titles, language),
        "cost": cost_figure(effects, titles, years, language, metrics),
    }


def save_batch_figures(
    results: Results, effects: Sequence[BatchEffect], folder: Path, language: Language = "en"
) -> list[Path]:
    """Write the figures of a comparison into `folder` and return their paths."""
    return _save_all(
        {f"{name}.png": figure for name, figure in batch_figures(results, effects, language).items()}, folder
    )


def save_attribution(found: pd.DataFrame, folder: Path, language: Language = "en") -> list[Path]:
    """Write the figure of the contributions of tasks into `folder` and return its path."""
    from clustersim.policies.registry import POLICIES, short_name

    titles = {task: short_name(task, language) for task in POLICIES}
    return _save_all({"contributions.png": contributions_figure(found, titles, language)}, folder)


def save_evaluation(
    found: Sequence[PolicyEstimate], arm: str, unit: str, folder: Path, language: Language = "en"
) -> list[Path]:
    """Write the figure of an evaluation into `folder` and return its path."""
    return _save_all({"evaluation.png": evaluation_figure(found, arm, unit, language)}, folder)


def save_front(front: pd.DataFrame, title: str, budget: float, folder: Path, language: Language = "en") -> list[Path]:
    """Write the figure of the best mixes into `folder` and return its path."""
    return _save_all({"front.png": front_figure(front, title, budget, language)}, folder)


def _process(series: pd.DataFrame, title: str, language: Language) -> dict[str, Figure]:
    """Return the figure of spending where something was spent."""
    return (
        {"spending.png": spending(series, title, language)} if "cost" in series and series["cost"].sum() > 0.0 else {}
    )


def _save_all(figures: Mapping[str, Figure], folder: Path) -> list[Path]:
    for name, figure in figures.items():
        save(figure, folder / name)
    return [folder / name for name in figures]
