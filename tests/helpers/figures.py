"""Figures of made-up regions and batches, and the texts that a reader sees in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from clustersim.analysis.compare import compare
from clustersim.batch.plan import Plan
from clustersim.batch.plan_parts import Arm
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import is_share
from clustersim.plots import batch_figures
from clustersim.plots.maps import region_maps
from clustersim.plots.network import actor_network
from clustersim.plots.series import PANELS, headline_series
from clustersim.scenario import Scenario
from clustersim.spec.codes import Kind
from clustersim.texts import Language
from clustersim.world.snapshot import Snapshot

SECTORS = ("software", "sensors", "metal", "local")

TITLES = {  # English, German
    "none": ("no policy", "ohne Politik"),
    "net": ("moderated networks", "Netzwerkmoderation"),
    "centre": ("a centre that bears quite a long name", "ein Zentrum mit einem ziemlich langen Namen"),
}

NAMES = (
    "University $x_1$",
    "Institute for Very Long Names of Institutes and Schichtanalytik",
    "Institute B",
    "Institute C",
    "Chamber",
    "College",
)


def snapshot(
    firms: int = 60, ties: int = 80, institutions: int = 6, side: int = 20, years: float = 5.0, centres: int = 1
) -> Snapshot:
    """Return a made-up region: institutions crowd around its middle, as they do in a city."""
    actors = institutions + firms
    number = np.arange(actors)
    middle = (side // 2) * side + side // 2
    at = [middle, middle, middle + (1 if side > 1 else 0), middle, middle, middle - (2 if side > 2 else 0)]
    cell = np.concatenate([np.resize(at, institutions), (np.arange(firms) * 37) % side**2])
    kind = np.where(number < institutions, np.where(number % 6 == 4, Kind.CHAMBER, Kind.UNIVERSITY), Kind.FIRM)
    a, b = (np.arange(ties) ** 2 * 5) % max(actors, 1), (np.arange(ties) * 12 + 1) % max(actors, 1)
    return Snapshot(
        tick=int(4 * years),
        years=years,
        rows=side,
        columns=side,
        cell_km=1.0,
        inside=np.ones(side**2, dtype=bool),
        cluster_density=np.linspace(0.0, 3.0, side**2) if firms else np.zeros(side**2),
        kind=kind.astype(np.int8),
        cell=cell.astype(np.int32),
        sector=np.where(kind == Kind.FIRM, (number % 7) % 4, 0).astype(np.int16),
        employees=(1.0 + number % 50).astype(np.float64),
        birth=number,
        tie_a=a[a != b].astype(np.int32),
        tie_b=b[a != b].astype(np.int32),
        tie_strength=np.linspace(0.05, 1.0, ties)[a != b],
        tie_cause=np.zeros(int((a != b).sum()), dtype=np.int8),
        centre_cell=np.full(centres, middle, dtype=np.int32),
        sector_names=SECTORS,
        sector_titles=("Software and IT services", "Sensors", "Metal products", "Local market: trade, crafts"),
        target=np.array([True, True, False, False]),
        institution_names=NAMES[:institutions],
    )


def run_series(arm: str = "none", seed: int = 0, factor: float = 1.0, years: int = 3) -> pd.DataFrame:
    """Return a made-up series of all measures that figures show."""
    time = np.arange(4 * years + 1) / 4.0
    levels = {name: 0.4 if is_share(name) else 8.0 for name in PANELS}
    return pd.DataFrame(
        {
            "years": time,
            "cost": 1e5 * (factor != 1.0),
            **{name: level * factor + seed * 0.01 * time for name, level in levels.items()},
        }
    ).assign(arm=arm, seed=seed)


class MadeUpBatch:
    """Results of a batch of three arms; the last one changes nothing."""

    def __init__(self, seeds: int = 3, others: int = 0) -> None:
        base = Scenario.load("baseline")
        scenarios = {"none": base, "net": base.changed("policies.networking", {}), "centre": base}
        planned = [
            Arm(name, scenarios[name], "" if name == "none" else "none", *titles) for name, titles in TITLES.items()
        ]
        factors = {"none": 1.0, "net": 1.5, "centre": 1.0}
        for number in range(others):  # arms without an effect that is seen
            planned.append(Arm(f"other{number}", base, "none", "marketing and internationalisation"))
            factors[f"other{number}"] = 1.0 + 1e-6 * number
        self.plan = Plan("made-up", "", "", tuple(planned), tuple(range(seeds)), 12)
        self.series = pd.concat(
            [
                run_series(arm, seed, factor + (factor > 1.0) * 0.01 * (seed if factor > 1.1 else seed % 2)).assign(
                    stage=1.0
                )
                for arm, factor in factors.items()
                for seed in range(seeds)
            ]
        )
        self.runs = self.series[["arm", "seed"]].drop_duplicates()
        self.costs = {name: 1.3e6 * (name == "net") for name in factors}

    def metric(self, name: str) -> pd.DataFrame:
        return self.series.pivot(index="years", columns=["arm", "seed"], values=name).sort_index()


@cache
def comparison_figures(seeds: int = 3, language: Language = "en", others: int = 0) -> dict[str, Figure]:
    """Return the figures of a comparison by name; they are drawn once, so nobody may change them."""
    results: Any = MadeUpBatch(seeds, others)
    return batch_figures(results, compare(results, HEADLINE), language)


@cache
def shown_texts(figure: Figure) -> dict[Text, Bbox]:
    """Return every text that is seen, with its box in pixels; the figure is laid out once, as drawing it would."""
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    texts = {
        text: Text.get_window_extent(text)  # of the words alone: an annotation counts its arrow in
        for text in figure.findobj(Text)
        if text.get_text().strip() and text.get_visible()
    }
    whole = Bbox.from_bounds(0, 0, *figure.canvas.get_width_height())
    hidden_axes = [ax for ax in figure.axes if not ax.axison]
    unseen = {label for ax in hidden_axes for axis in (ax.xaxis, ax.yaxis) for label in axis.findobj(Text)}
    ticks = {label for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for label in _ticks_outside(axis)}
    return {
        text: box for text, box in texts.items() if text not in unseen | ticks and box.width > 0 and whole.overlaps(box)
    }


def _ticks_outside(axis: object) -> list[Text]:
    low, high = sorted(axis.get_view_interval())  # type: ignore[attr-defined]
    slack = 1e-6 * (high - low)
    return [
        label
        for tick in axis.get_major_ticks()
        for label in (tick.label1, tick.label2)
        if not low - slack <= tick.get_loc() <= high + slack or not label.get_visible()
    ]  # type: ignore[attr-defined]


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of texts that hide one another, two pixels of touch allowed."""
    boxes = [(text.get_text(), box.padded(-2.0)) for text, box in shown_texts(figure).items()]
    return [
        (one, other)
        for number, (one, box) in enumerate(boxes)
        for other, second in boxes[:number]
        if box.overlaps(second)
    ]


EVERY_FIGURE: dict[str, Callable[[], Figure]] = {
    "map": lambda: region_maps([snapshot(years=0.0, centres=0), snapshot(), snapshot(years=10.0)], "A region"),
    "network": lambda: actor_network(snapshot(), "A region"),
    "series": lambda: headline_series(run_series(), "A region"),
} | {
    f"{name}, {language}": lambda name=name, language=language: comparison_figures(language=language)[name]  # type: ignore[misc]
    for name in ("effects", "differences", "trajectories", "path", "cost")
    for language in ("en", "de")
}
