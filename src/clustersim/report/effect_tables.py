"""The tables of effects: all there is to say of one measure, and what stands behind the figures of the headlines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.analysis.titles import base_titles
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title, metric_unit
from clustersim.report.parts import Cells, ReportTable
from clustersim.texts import estimate, interval, level, millions, minus, number, p_value, percent, say, times

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustersim.analysis.compare import Effect
    from clustersim.batch.plan import Plan
    from clustersim.texts import Language

COLUMNS = ("difference", "interval", "percent", "p", "verdict", "size", "visible", "left", "ratio")
SHORT = ("percent", "interval", "p", "verdict", "cost")  # behind the figures of effects and of costs


def effects_table(
    effects: Sequence[Effect], plan: Plan, titles: Mapping[str, str], language: Language, more: str = ""
) -> ReportTable:
    """Return all there is to say of the effects on one metric; `more` stands below."""
    head = [say(language, f"report.{key}") for key in ("arm", base_key(effects, plan, language), *COLUMNS)]
    rows = []
    for effect in effects:
        difference = estimate(effect.difference, effect.low, effect.high, language)
        said = [
            level(effect.base, language),
            *difference,
            percent(effect.percent, language),
            p_value(effect.p_adjusted, language),
            verdict(effect, language),
            number(effect.effect_size, language, "+.2f"),
            number(effect.visible_after, language, "g"),
            number(effect.persistence, language, ".2f"),
            times(effect.variance_ratio, language),
        ]
        rows.append([titles[effect.arm], *(minus(cell) for cell in said)])
    metric = effects[0].metric
    return _slim(ReportTable(f"{metric_title(metric, language)} ({metric_unit(metric, language)})", head, rows, more))


def headline_table(
    effects: Sequence[Effect], plan: Plan, titles: Mapping[str, str], language: Language, more: str = ""
) -> ReportTable:
    """Return the effects on the headline metrics in per cent, with intervals and costs, as the figures show them."""
    head = [say(language, f"report.{key}") for key in ("arm", base_key(effects, plan, language), *SHORT)]
    rows: list[Cells] = []
    for metric in HEADLINE:
        for effect in (one for one in effects if one.metric == metric):
            said = [
                level(effect.base, language),
                percent(effect.percent, language),
                percent_interval(effect, language),
                p_value(effect.p_adjusted, language),
                verdict(effect, language),
                millions(effect.cost, language),
            ]
            name = f"{metric_title(metric, language)}: {titles[effect.arm]}"
            rows.append([name, *(minus(cell) for cell in said)])
    caption = ", ".join(f"{metric_title(metric, language)} ({metric_unit(metric, language)})" for metric in HEADLINE)
    return _slim(ReportTable(caption, head, rows, more))


def percent_interval(effect: Effect, language: Language) -> str:
    """Return the interval of an effect in per cent of its baseline."""
    scale = 100.0 / effect.base if effect.base else math.nan
    return interval(effect.low * scale, effect.high * scale, language, "+.1f")


def verdict(effect: Effect, language: Language) -> str:
    """Return the verdict of an effect in words."""
    return say(language, f"verdict.{effect.sized_verdict}", seeds=effect.seeds)


def base_key(effects: Sequence[Effect], plan: Plan, language: Language) -> str:
    """Return the heading of the level that arms are compared with: whether it is that without policy."""
    names, without = base_titles(plan, language), say(language, "arm.no policy")
    return "base none" if all(names[effect.baseline] == without for effect in effects) else "base"


def _slim(table: ReportTable) -> ReportTable:
    """Return a table without the columns in which nothing stands."""
    kept = [place for place in range(len(table.head)) if place == 0 or any(row[place] != "–" for row in table.rows)]
    return ReportTable(
        table.caption,
        [table.head[place] for place in kept],
        [[row[place] for place in kept] for row in table.rows],
        table.more,
    )
