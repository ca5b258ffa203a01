"""The tables behind figures over time: the levels of the arms, and what each changed against its baseline."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.analysis.compare import seeds_of
from clustersim.core.frames import of_arm, yearly
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title
from clustersim.plots.arms import shown_arms, what_varies
from clustersim.report.parts import Cells, ReportTable
from clustersim.texts import estimate, level, minus, number, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from clustersim.analysis.compare import Effect
    from clustersim.batch.results import Results
    from clustersim.texts import Language

MOST_YEARS = 6  # columns of a table over time, beside the start


def levels_table(
    results: Results, effects: Sequence[Effect], titles: Mapping[str, str], language: Language
) -> ReportTable:
    """Return the means of the headline metrics over time: a row for each arm and baseline, a column for some years."""
    shown = shown_arms(effects)
    bases = sorted({effect.baseline for effect in effects if effect.arm in shown})
    rows: list[Cells] = []
    for metric in HEADLINE:
        some = _some_years(results.metric(metric))
        head = [say(language, "report.year"), *_years(some, language)]
        for arm in dict.fromkeys([*bases, *shown]):
            means = of_arm(some, arm).mean(axis=1)
            rows.append([_name(metric, titles[arm], language), *(minus(level(float(one), language)) for one in means)])
    return ReportTable(say(language, "figure.trajectories"), head, rows)


def differences_table(
    results: Results, effects: Sequence[Effect], titles: Mapping[str, str], language: Language
) -> ReportTable:
    """Return the mean paired differences to the baseline over time: a row for each arm, a column for some years.

    The last columns are what the effects of the last year say: interval and verdict.
    """
    rows: list[Cells] = []
    for metric in HEADLINE:
        wide = results.metric(metric)
        head = [say(language, "report.year"), *_years(_some_years(wide), language)]
        for effect in (one for one in effects if one.metric == metric and one.arm in shown_arms(effects)):
            with_it, without = seeds_of(wide, effect.arm, effect.baseline, True)
            means = _some_years(with_it - without).mean(axis=1)
            cells = [estimate(float(one), effect.low, effect.high, language)[0] for one in means]
            interval = estimate(effect.difference, effect.low, effect.high, language)[1]
            verdict = say(language, f"verdict.{effect.sized_verdict}", seeds=effect.seeds)
            name = _name(metric, titles[effect.arm], language)
            rows.append([name, *(minus(cell) for cell in (*cells, interval)), verdict])
    ends = [say(language, f"report.{key}") for key in ("interval", "verdict")]
    return ReportTable(differences_title(effects, language), [*head, *ends], rows)


def differences_title(effects: Sequence[Effect], language: Language) -> str:
    """Return the title of the figure of differences, and of its table."""
    return say(language, f"figure.differences {what_varies(shown_arms(effects))}")


def _some_years(wide: pd.DataFrame) -> pd.DataFrame:
    """Return the start and the means of some years, the last among them: a row per year."""
    means = yearly(wide)
    step = max(1, math.ceil((len(means) - 1) / MOST_YEARS))
    return means.iloc[sorted({*range(0, len(means), step), len(means) - 1})]


def _years(some: pd.DataFrame, language: Language) -> Cells:
    return [number(float(year), language, "g") for year in some.index]


def _name(metric: str, arm: str, language: Language) -> str:
    return f"{metric_title(metric, language)}: {arm}"
