"""The figures of a report, each with its text for those who do not see it and the table behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim import plots
from clustersim.analysis.sweeps import sweep_table, varied
from clustersim.core.frames import records
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title
from clustersim.plots.style import as_data
from clustersim.report.alternatives import alternatives
from clustersim.report.effect_tables import headline_table
from clustersim.report.over_time import differences_table, differences_title, levels_table
from clustersim.report.parts import Cells, ReportFigure, ReportTable
from clustersim.report.report_words import ReportWords
from clustersim.texts import level, minus, say

if TYPE_CHECKING:
    pass


def pictures(words: ReportWords) -> list[ReportFigure]:
    """Return the figures with their texts and tables."""
    figures = plots.batch_figures(words.results, words.effects, words.language)
    more = words.more
    headline = words.shown_effects(HEADLINE)
    effects = headline_table(headline, words.results.plan, words.titles, words.language, more)
    levels, changes = (
        make(words.results, words.effects, words.titles, words.language) for make in (levels_table, differences_table)
    )
    tables = {"sweep": points_table(words), "effects": effects, "cost": effects}
    tables |= {"differences": changes, "trajectories": levels, "path": levels}
    names = {
        "sweep": words.word("sweep"),
        "effects": words.word("effects"),
        "differences": differences_title(words.effects, words.language),
        "trajectories": say(words.language, "figure.trajectories"),
        "cost": say(words.language, "figure.cost"),
    }
    names["path"] = say(
        words.language,
        "figure.path",
        years=words.results.plan.ticks * words.results.plan.arms[0].scenario.tick_years,
    )
    texts = alternatives(words.results, words.effects, words.titles, words.language)
    return [
        ReportFigure(names[name], as_data(figure), f"{names[name]}. {texts.get(name, '')}".strip(), tables[name])
        for name, figure in figures.items()
    ]


def points_table(words: ReportWords) -> ReportTable:
    """Return the means of the headline metrics at each point of a sweep; no rows for other plans."""
    head = [words.word("arm"), *(metric_title(metric, words.language) for metric in HEADLINE)]
    rows: dict[str, Cells] = {}
    if varied(words.results.plan):
        for row in records(sweep_table(words.results, HEADLINE)):
            rows.setdefault(row.arm, [words.titles[row.arm]]).append(minus(level(row.mean, words.language)))
    return ReportTable(words.word("sweep"), head, list(rows.values()))
