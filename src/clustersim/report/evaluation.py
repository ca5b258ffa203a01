"""Pages for class on an evaluation: one to hand out, its key, and what a report says of the methods."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from clustersim.analysis.evaluate import estimates
from clustersim.analysis.evaluation_data import LOGGED, data_set
from clustersim.analysis.evaluation_page import (
    HIDDEN,
    QUESTIONS,
    explained,
    for_students,
    missed,
    needed,
    reported,
    seen_text,
    written,
)
from clustersim.analysis.spreadsheets import heading
from clustersim.analysis.titles import about_results
from clustersim.errors import InputError
from clustersim.plots.evaluation import evaluation_figure
from clustersim.plots.style import as_data, set_about
from clustersim.report.parts import ReportFigure, ReportTable, render
from clustersim.texts import number, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from clustersim.analysis.evaluate import PolicyEstimate, Reasons
    from clustersim.batch.results import Results
    from clustersim.texts import Language

MOST_ARMS = 6  # of a report: each has a figure


class Lesson(NamedTuple):
    """What was evaluated: what the arm is called, the outcome, data with the truth, estimates (the truth last), why
    they differ, and a line on what was simulated.
    """

    arm: str
    metric: str
    data: pd.DataFrame
    found: list[PolicyEstimate]
    why: Reasons
    about: str = ""
    hand_out: str = "students.csv"  # the file of data for the class
    key_data: str = "key.csv"  # that with the truth
    estimates: str = "key-estimates.csv"
    headings: Language = "en"  # of these files


@dataclass(frozen=True)
class Section:
    """A part of a page: paragraphs, a figure, a table, points, numbered points, in this order."""

    title: str
    texts: Sequence[str] = ()
    figure: ReportFigure | None = None
    table: ReportTable | None = None
    numbers: bool = True  # in the table
    points: Sequence[str] = ()
    steps: Sequence[str] = ()


@dataclass(frozen=True)
class Evaluated:
    """What a report shows of the methods: sentences for its first screen, and a figure an arm."""

    findings: list[str] = field(default_factory=list)
    figures: list[ReportFigure] = field(default_factory=list)


def class_page(lesson: Lesson, language: Language = "en") -> str:
    """Return the page to hand out: what an evaluator sees and estimates, without the truth and without answers."""
    ones = lesson.found[:-1]
    figure = _figure(lesson.arm, lesson.metric, ones, lesson.about, language, known=False)
    assumed = [f"**{_name(one, language)}**: {say(language, f'assumes.{one.method}')}" for one in ones]
    sections = [
        Section(say(language, "page.estimates"), [seen_text(lesson.metric, lesson.data, language)], figure),
        Section(say(language, "page.assumed"), points=assumed),
        Section(say(language, "page.questions"), steps=_numbered("question", language)),
        Section(
            say(language, "page.data"),
            [say(language, "page.data text", file=lesson.hand_out)],
            table=_columns(lesson, language),
            numbers=False,
        ),
    ]
    return _page(lesson, sections, language, say(language, "page.title", arm=lesson.arm), say(language, "page.twins"))


def key_page(lesson: Lesson, language: Language = "en") -> str:
    """Return the key: the truth, what each method makes of it, why they differ, and answers."""
    differ = list(explained(lesson.why, lesson.found, lesson.data, language))
    regions = lesson.data["seed"].nunique()
    files = {"file": lesson.key_data, "estimates": lesson.estimates}
    hidden = ", ".join(heading(name, lesson.headings) for name in HIDDEN)
    said = say(language, "page.key data", **files, columns=hidden)
    sections = [
        Section(
            say(language, "page.truth found"),
            figure=_figure(lesson.arm, lesson.metric, lesson.found, lesson.about, language, known=True),
        ),
        Section(say(language, "page.reported"), points=list(reported(lesson.found, language))),
        Section(
            say(language, "page.differ"),
            points=differ,
            texts=[missed(lesson.found, language), *needed(lesson.found, regions, language)],
        ),
        Section(say(language, "page.answers"), steps=_numbered("answer", language)),
        Section(say(language, "page.data"), [said]),
    ]
    title = say(language, "page.key title", arm=lesson.arm)
    return _page(lesson, sections, language, title, say(language, "page.title", arm=lesson.arm), key=True)


def evaluated(results: Results, arms: Sequence[str], titles: Mapping[str, str], language: Language) -> Evaluated:
    """Return what usual methods make of the arms of a batch that keeps firms; nothing of one that does not, and no arm
    in which (nearly) no firm was supported.
    """
    shown = Evaluated()
    if not results.plan.outputs.firms:
        return shown
    about = about_results(results, language)
    for arm in arms:
        if len(shown.figures) == MOST_ARMS:
            break
        try:
            data = data_set(results, arm)
        except InputError:
            continue
        found = estimates(data)
        shown.figures.append(_figure(titles[arm], "employees", found, about, language, known=True))
        shown.findings.append(_finding(titles[arm], found, language))
    return shown


def _finding(arm: str, found: Sequence[PolicyEstimate], language: Language) -> str:
    """Return which methods find the truth, which miss it, and how many say nothing, in a sentence."""
    real, none = found[-1], say(language, "page.no method")
    holds = [one for one in found[:-1] if one.low <= real.value <= one.high]
    right = [_name(one, language) for one in holds if one.low > 0.0 or one.high < 0.0]
    wrong = [_name(one, language) for one in found[:-1] if one not in holds]
    value, interval = written(real.value, real.low, real.high, language)
    return say(
        language,
        "page.finding",
        arm=arm,
        value=value,
        interval=interval,
        right="; ".join(right) or none,
        wrong="; ".join(wrong) or none,
        open=len(holds) - len(right),
        all=len(found) - 1,
    )


def _page(
    lesson: Lesson, sections: Sequence[Section], language: Language, title: str, question: str, *, key: bool = False
) -> str:
    supported = int(lesson.data["supported"].sum())
    return render(
        "evaluation.html.j2",
        language=language,
        skip=say(language, "report.skip"),
        word=lambda name: say(language, f"report.{name}"),
        title=title,
        question=question,
        about=lesson.about,
        notice=say(language, "page.key notice", data=lesson.hand_out) if key else "",
        key_figures=[
            (number(len(lesson.data), language, ","), say(language, "page.firms")),
            (number(supported, language, ","), say(language, "page.supported")),
            (number(lesson.data["seed"].nunique(), language, ","), say(language, "page.regions")),
        ],
        sections=sections,
    )


def _figure(
    arm: str, metric: str, found: Sequence[PolicyEstimate], about: str, language: Language, *, known: bool
) -> ReportFigure:
    """Return the estimates as a figure with its table; `known` if the truth stands among them."""
    unit = say(language, f"outcome.{metric}")
    figure = set_about(evaluation_figure(found, arm, unit, language, known=known), about)
    table = _table(found, unit + (say(language, "outcome.log hint") if metric in LOGGED else ""), language)
    spoken = "; ".join(f"{row[0]}: {row[1]} {row[2]}" for row in table.rows)
    return ReportFigure(arm, as_data(figure), spoken, table)


def _table(found: Sequence[PolicyEstimate], caption: str, language: Language) -> ReportTable:
    rows = [
        [
            _name(one, language),
            *written(one.value, one.low, one.high, language),
            number(one.firms, language, ","),
        ]
        for one in found
    ]
    return ReportTable(
        caption, [say(language, f"page.{key}") for key in ("method", "estimate", "interval", "firms")], rows
    )


def _columns(lesson: Lesson, language: Language) -> ReportTable:
    """Return the columns of the data that are handed out, as their file calls them, and what they say."""
    names = map(str, for_students(lesson.data))
    rows = [[heading(name, lesson.headings), say(language, f"column.{name}")] for name in names]
    return ReportTable(lesson.hand_out, [say(language, "page.column"), say(language, "page.meaning")], rows)


def _name(one: PolicyEstimate, language: Language) -> str:
    return say(language, f"method.{one.method}")


def _numbered(kind: str, language: Language) -> list[str]:
    return [say(language, f"page.{kind}{place}") for place in range(1, QUESTIONS + 1)]
