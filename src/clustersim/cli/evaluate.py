"""`evaluate`: what an evaluator would find, beside what is true."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.figures import Dpi, FigureKind, Formats, form_of
from clustersim.cli.options import Csv, Folder, Force, Lang, Quiet, Tables, table_kind
from clustersim.cli.terminal import format_table
from clustersim.texts import say

if TYPE_CHECKING:
    import pandas as pd

    from clustersim.analysis.evaluate import PolicyEstimate, Reasons
    from clustersim.analysis.table_files import TableForm
    from clustersim.batch.results import Results
    from clustersim.report.evaluation import Lesson
    from clustersim.texts import Language

# tables, each a file of its own in every form
HAND_OUT, KEY, ESTIMATES = "students", "key", "key-estimates"
MOST_NAMED = 20  # arms that an error names
FIGURE = "key-evaluation"  # it shows the truth
CLASS_FOLDER, KEY_FOLDER = "students", "key"
PAGES = ("evaluation-en.html", "evaluation-de.html")
KEY_PAGES = ("key-en.html", "key-de.html")
# names of earlier versions, which lay in one folder, replaced as well
BEFORE = ("evaluator.csv", "evaluation.md", *PAGES, *KEY_PAGES)
BEFORE_TABLES = ("students", "key", "estimates")


def file_of(table: str, form: TableForm = "csv") -> str:
    """Return the name of the file that holds a table; workbooks hold one each, since the class gets only one."""
    from clustersim.analysis.table_files import file_names

    return file_names([table], form, stem=table)[0]


def all_files() -> list[str]:
    """Return the names of all files that an evaluation may leave in its folder."""
    from clustersim.analysis.table_files import FORMS

    handed = [*PAGES, *(file_of(HAND_OUT, form) for form in FORMS)]
    kept = [*KEY_PAGES, *(file_of(table, form) for table in (KEY, ESTIMATES) for form in FORMS)]
    kept += [f"{FIGURE}.{kind.value}" for kind in FigureKind]
    before = [*BEFORE, *(file_of(table, form) for table in BEFORE_TABLES for form in FORMS)]
    before += [f"evaluation.{kind.value}" for kind in FigureKind]
    return [*(f"{CLASS_FOLDER}/{name}" for name in handed), *(f"{KEY_FOLDER}/{name}" for name in kept), *before]


def evaluate(
    folder: Folder,
    *,
    arm: Annotated[str, typer.Option(help="Arm whose policy is evaluated.")],
    metric: Annotated[str, typer.Option(help="employees, knowledge or tie_strength, of firms.")] = "employees",
    baseline: Annotated[
        str | None, typer.Option(help="Arm that is the truth without policy [default: as the plan says].")
    ] = None,
    figures: Annotated[bool, typer.Option(help="Draw the figure.")] = True,
    formats: Formats = None,
    dpi: Dpi = 150,
    tables: Tables = None,
    csv: Csv = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for data, estimates, pages and figure [default: DIR/evaluation-ARM].")
    ] = None,
    force: Force = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Evaluate a policy as one would without a second world, and say what is true.

    Writes a page for class and data without the truth into the folder students (evaluation-en.html, evaluation-de.html,
    students.csv), and what holds the truth into the folder key (key-en.html, key-de.html, key.csv, key-estimates.csv,
    the figure). Needs a plan that keeps firms (shipped: evaluation).
    """
    from clustersim.analysis import evaluate as evaluating
    from clustersim.analysis.compare import check_versions
    from clustersim.analysis.evaluation_data import data_set
    from clustersim.analysis.evaluation_page import for_lecturer, for_students
    from clustersim.analysis.spreadsheets import told_of
    from clustersim.analysis.table_files import language_of, write_tables
    from clustersim.analysis.titles import about_results, arm_title
    from clustersim.batch.results import load
    from clustersim.report.evaluation import Lesson
    from clustersim.runs.files import check_free, together

    form = table_kind(tables, csv) or "csv"
    results = load(folder)
    check_versions(results)
    _check(results, arm, lang)
    data = data_set(results, arm, metric, baseline)
    into = out or folder / f"evaluation-{arm}"
    names = all_files()
    check_free(into, force, ours=lambda _: True, taken=lambda there: any((there / name).exists() for name in names))
    found, why = evaluating.estimates(data), evaluating.reasons(data)
    name, unit = arm if lang == "en" else arm_title(results.arm(arm), lang), say(lang, f"outcome.{metric}")
    told = told_of(results, language_of(form, lang), data=True)
    lesson = Lesson(
        "",
        metric,
        data,
        found,
        why,
        hand_out=file_of(HAND_OUT, form),
        key_data=file_of(KEY, form),
        estimates=file_of(ESTIMATES, form),
        headings=told.language,
    )
    with together(into, names) as staged:
        handed, kept = staged / CLASS_FOLDER, staged / KEY_FOLDER
        for table, frame, place in (
            (HAND_OUT, for_students(data, told.language), handed),
            (KEY, for_lecturer(data, told.language), kept),
            (ESTIMATES, evaluating.table(found, told.language), kept),
        ):
            how = replace(told, data=table != ESTIMATES)
            write_tables({table: frame}, place, form, stem=table, told=how)
        _write_pages(results, arm, lesson, staged)
        if figures:
            from clustersim import plots

            said = about_results(results, lang)
            plots.save_evaluation(found, name, unit, kept, lang, about=said, form=form_of(formats, dpi))
    if not quiet:
        print(say(lang, "evaluate.title", arm=name, unit=unit))
        print(_text(data, found, why, lang))
        print(say(lang, "evaluate.written", folder=into, lang=lang, data=lesson.hand_out, key=lesson.key_data))


def _check(results: Results, arm: str, lang: Language) -> None:
    """Refuse an arm that is none, and results without firms, in the language of whoever asks."""
    from clustersim.errors import InputError, Problem, closest

    names = [one.name for one in results.plan.arms]
    if arm not in names:
        close = closest(arm, names)
        hint = say(lang, "evaluate.meant", name=close) if close else ""
        text = say(lang, "evaluate.no arm", arm=arm, names=", ".join(names[:MOST_NAMED]))
        raise InputError([Problem("", 0, "--arm", text + hint)])
    if not results.plan.outputs.firms:
        raise InputError([Problem(str(results.folder), 0, "", say(lang, "evaluate.no firms"))])


def _write_pages(results: Results, arm: str, lesson: Lesson, into: Path) -> None:
    """Write the page to hand out and its key, in both languages."""
    from clustersim.analysis.titles import about_results, arm_title
    from clustersim.report.evaluation import class_page, key_page
    from clustersim.texts import LANGUAGES

    for language in LANGUAGES:
        said = lesson._replace(arm=arm_title(results.arm(arm), language), about=about_results(results, language))
        page, key = f"evaluation-{language}.html", f"key-{language}.html"
        (into / CLASS_FOLDER / page).write_text(class_page(said, language), encoding="utf-8")
        (into / KEY_FOLDER / key).write_text(key_page(said, language), encoding="utf-8")


def _text(data: pd.DataFrame, found: list[PolicyEstimate], why: Reasons, lang: Language) -> str:
    from clustersim.texts import estimate

    rows = [
        [
            say(lang, f"method.{one.method}"),
            *estimate(one.value, one.low, one.high, lang),
            say(lang, f"assumes.{one.method}"),
        ]
        for one in found
    ]
    parts = [
        [say(lang, f"evaluate.{name}"), *estimate(getattr(why, name), *why.intervals[name], lang)]
        for name in ("selection", "trend", "spill_over")
    ]
    seeds = data["seed"].nunique()
    counts = say(
        lang,
        "evaluate.counts one" if seeds == 1 else "evaluate.counts",
        supported=int(data["supported"].sum()),
        others=int((data["supported"] == 0.0).sum()),
        seeds=seeds,
    )
    head = [say(lang, f"page.{key}") for key in ("method", "estimate", "interval", "assumes")]
    why_head = [say(lang, "evaluate.differ"), say(lang, "evaluate.size"), say(lang, "page.interval")]
    only = say(lang, "evaluate.only", count=why.only_with_policy)
    return "\n".join([counts, "", format_table(head, rows), "", format_table(why_head, parts), only, ""])
