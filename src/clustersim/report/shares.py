"""What each task contributed, as a figure and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim import plots
from clustersim.analysis.attribute import attribute
from clustersim.core.frames import records
from clustersim.errors import InputError
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title
from clustersim.plots.style import as_data
from clustersim.policies.registry import POLICIES, short_name
from clustersim.report.parts import ReportFigure, ReportTable
from clustersim.report.report_words import ReportWords
from clustersim.texts import say

if TYPE_CHECKING:
    from clustersim.analysis.attribute import Contribution


def shares(words: ReportWords) -> tuple[ReportFigure, str] | None:
    """Return what each task contributed, if the arms allow to say so."""
    try:
        found = attribute(words.results, HEADLINE)
    except InputError:  # arms that are no game of tasks that are on or off
        return None
    kinds = set(found["kind"])
    if not kinds & {"last", "shapley", "together"} or len(set(found["task"])) < 3:
        return None
    titles = {task: short_name(task, words.language) for task in POLICIES}
    figure = plots.contributions_figure(found, titles, words.language)
    rows = []
    columns = [kind for kind in ("alone", "last", "shapley") if kind in kinds]
    whole = next(kind for kind in ("shapley", "alone", "last") if kind in kinds)
    rest = {"together": "alone", "unshared": "shapley", "total": whole}  # and the columns they complete
    for key, part in found[found["kind"].isin(columns)].groupby(["metric", "task"], sort=False):
        cells = {str(row.kind): _share(words, row) for row in records(part)}
        name = f"{metric_title(str(key[0]), words.language)}: {titles[str(key[1])]}"
        rows.append([name, *(cells.get(kind, "–") for kind in columns)])
    for row in records(found[found["kind"].isin(list(rest))]):
        name = f"{metric_title(str(row.metric), words.language)}: {say(words.language, f'figure.{row.kind}')}"
        rows.append([name, *(_share(words, row) if kind == rest[row.kind] else "–" for kind in columns)])
    head = [words.word("task"), *(say(words.language, f"figure.{kind}") for kind in columns)]
    table = ReportTable(words.word("shares"), head, sorted(rows, key=lambda row: row[0].partition(":")[0]))
    exact = bool(found.loc[found["kind"] == "shapley", "exact"].all())
    text = words.word("apart" if "shapley" not in kinds else "exact" if exact else "estimated")
    return ReportFigure(words.word("shares"), as_data(figure), f"{words.word('shares')}. {text}", table), text


def _share(words: ReportWords, row: Contribution) -> str:
    return " ".join(words.estimate(row, row.value))
