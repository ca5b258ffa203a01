"""Figures of a run and of a comparison, at slide size, labelled with units, in colours everybody can tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.metrics.registry import HEADLINE
from clustersim.plots import style
from clustersim.plots.attribution import contributions_figure
from clustersim.plots.batches import cost_figure, effects_figure, path_figure
from clustersim.plots.evaluation import evaluation_figure
from clustersim.plots.front import front_figure
from clustersim.plots.maps import region_maps
from clustersim.plots.network import actor_network
from clustersim.plots.over_time import differences_figure, trajectories_figure
from clustersim.plots.process import spending
from clustersim.plots.series import headline_series
from clustersim.plots.style import FileForm
from clustersim.plots.sweeps import sweep_figure
from clustersim.runs.files import together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from matplotlib.figure import Figure

    from clustersim.analysis.compare import Effect
    from clustersim.analysis.evaluate import PolicyEstimate
    from clustersim.batch.results import Results
    from clustersim.runs.observer import Closure
    from clustersim.scenario.background import Background
    from clustersim.texts import Language
    from clustersim.world.snapshot import Snapshot

__all__ = [
    "FileForm",
    "batch_figures",
    "contributions_figure",
    "save_attribution",
    "save_batch_figures",
    "save_evaluation",
    "save_front",
    "save_run_figures",
]

PNG = FileForm()
BELOW = 0.08  # inches above the edge: notes of arms, under that of the figure


def save_run_figures(
    snapshots: Sequence[Snapshot],
    series: pd.DataFrame,
    title: str,
    folder: Path,
    language: Language = "en",
    *,
    about: str = "",
    twin: pd.DataFrame | None = None,
    closures: Sequence[Closure] = (),
    background: Background | None = None,
    form: FileForm = PNG,
) -> list[Path]:
    """Write the figures of one run into `folder` and return their paths.

    `about` stands under their titles, `twin` is the series without policy that is drawn behind that of the run,
    `closures` are those of large firms, `background` are lines that are drawn behind the maps.
    """
    return _save_all(
        {
            "map": region_maps(snapshots, title, language, background=background),
            "series": headline_series(series, title, language, twin=twin, closures=closures),
            "network": actor_network(snapshots[-1], title, language),
        }
        | _process(series, title, language),
        folder,
        about,
        form,
    )


def batch_figures(results: Results, effects: Sequence[Effect], language: Language = "en") -> dict[str, Figure]:
    """Return the figures of a comparison by their names: effects, differences, trajectories, path, cost."""
    from clustersim.analysis.titles import about_results, arm_notes, arm_titles, base_titles

    titles = arm_titles(results.plan, language)
    metrics = [metric for metric in HEADLINE if any(effect.metric == metric for effect in effects)]
    metrics = metrics or list(dict.fromkeys(effect.metric for effect in effects))[:2]
    wides = {metric: results.metric(metric) for metric in dict.fromkeys((*metrics, *HEADLINE, "stage"))}
    years = results.plan.ticks * results.plan.arms[0].scenario.tick_years
    sweep = sweep_figure(results, effects, metrics, language)
    figures = ({} if sweep is None else {"sweep": sweep}) | {
        "effects": effects_figure(effects, titles, language, metrics, base_titles(results.plan, language)),
        "differences": differences_figure(wides, effects, titles, language, metrics),
        "trajectories": trajectories_figure(wides, effects, titles, language, metrics),
        "path": path_figure(wides, effects, titles, language),
        "cost": cost_figure(effects, titles, years, language, metrics),
    }
    about, notes = about_results(results, language), arm_notes(results.plan.arms, language)
    for figure in figures.values():
        style.set_about(figure, about)
        if notes:
            style.write_note(figure, " ".join(notes), BELOW)
    return figures


def save_batch_figures(
    results: Results, effects: Sequence[Effect], folder: Path, language: Language = "en", *, form: FileForm = PNG
) -> list[Path]:
    """Write the figures of a comparison into `folder` and return their paths."""
    return _save_all(batch_figures(results, effects, language), folder, form=form)


def save_attribution(
    found: pd.DataFrame, folder: Path, language: Language = "en", *, about: str = "", form: FileForm = PNG
) -> list[Path]:
    """Write the figure of the contributions of tasks into `folder` and return its path."""
    from clustersim.policies.registry import POLICIES, short_name

    titles = {task: short_name(task, language) for task in POLICIES}
    return _save_all({"contributions": contributions_figure(found, titles, language)}, folder, about, form)


def save_evaluation(
    found: Sequence[PolicyEstimate],
    arm: str,
    unit: str,
    folder: Path,
    language: Language = "en",
    *,
    about: str = "",
    form: FileForm = PNG,
) -> list[Path]:
    """Write the figure of an evaluation into `folder` and return its path."""
    return _save_all({"key-evaluation": evaluation_figure(found, arm, unit, language)}, folder, about, form)


def save_front(
    front: pd.DataFrame,
    names: Mapping[str, str],
    region: str,
    budget: float,
    folder: Path,
    language: Language = "en",
    *,
    about: str = "",
    form: FileForm = PNG,
) -> list[Path]:
    """Write the figure of the best mixes for a region into `folder` and return its path; `names` say what each mix
    does.
    """
    return _save_all({"front": front_figure(front, names, region, budget, language)}, folder, about, form)


def _process(series: pd.DataFrame, title: str, language: Language) -> dict[str, Figure]:
    """Return the figure of spending where something was spent."""
    return {"spending": spending(series, title, language)} if "cost" in series and series["cost"].sum() > 0.0 else {}


def _save_all(figures: Mapping[str, Figure], folder: Path, about: str = "", form: FileForm = PNG) -> list[Path]:
    """Write every figure as the kinds of files of `form`, all or none; `about` stands under the titles."""
    written = []
    with together(folder) as staged:
        for name, figure in figures.items():
            if about:
                style.set_about(figure, about)
            for kind in form.kinds:
                style.save(figure, staged / f"{name}.{kind}", form.dpi)
                written.append(folder / f"{name}.{kind}")
    return written
