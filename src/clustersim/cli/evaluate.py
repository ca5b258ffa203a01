"""`evaluate`: what an evaluator would find, beside what is true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.figures import Dpi, Formats, form_of
from clustersim.cli.options import Folder, Force, Lang, Quiet
from clustersim.cli.terminal import format_table
from clustersim.errors import InputError, Problem
from clustersim.texts import say

if TYPE_CHECKING:
    import pandas as pd

    from clustersim.analysis.evaluate import PolicyEstimate, Reasons
    from clustersim.batch.results import Results
    from clustersim.texts import Language

FILES = (
    *("students.csv", "evaluation-en.html", "evaluation-de.html"),  # to hand out
    *("key.csv", "key-en.html", "key-de.html", "estimates.csv", "evaluation.png"),
)
EARLIER = ("evaluator.csv", "evaluation.md")  # names of earlier versions, replaced as well


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
    out: Annotated[
        Path | None, typer.Option(help="Folder for data, estimates, pages and figure [default: DIR/evaluation-ARM].")
    ] = None,
    force: Force = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Evaluate a policy as one would without a second world, and say what is true.

    Writes a page for class and data without the truth (evaluation-en.html, evaluation-de.html, students.csv), and the
    key to them (key-en.html, key-de.html, key.csv). Needs a plan that keeps firms (shipped: evaluation).
    """
    from clustersim.analysis import evaluate as evaluating
    from clustersim.analysis.compare import check_versions
    from clustersim.analysis.evaluation_page import for_students
    from clustersim.analysis.titles import about_results, arm_title
    from clustersim.batch.results import load
    from clustersim.runs.files import check_free

    results = load(folder)
    check_versions(results)
    data = evaluating.data_set(results, arm, metric, baseline)
    into = out or folder / f"evaluation-{arm}"
    names = (*FILES, *EARLIER)
    check_free(into, force, ours=lambda _: True, taken=lambda there: any((there / name).exists() for name in names))
    found, why = evaluating.estimates(data), evaluating.reasons(data)
    name, unit = arm if lang == "en" else arm_title(results.arm(arm), lang), say(lang, f"outcome.{metric}")
    _clear(into)
    data.to_csv(into / "key.csv", index=False)
    for_students(data).to_csv(into / "students.csv", index=False)
    evaluating.table(found).to_csv(into / "estimates.csv", index=False)
    _write_pages(results, arm, metric, data, found, why, into)
    if figures:
        from clustersim import plots

        said = about_results(results, lang)
        plots.save_evaluation(found, name, unit, into, lang, about=said, form=form_of(formats, dpi))
    if not quiet:
        print(say(lang, "evaluate.title", arm=name, unit=unit))
        print(_text(data, found, why, lang))
        print(say(lang, "evaluate.written", folder=into, lang=lang))


def _write_pages(
    results: Results,
    arm: str,
    metric: str,
    data: pd.DataFrame,
    found: list[PolicyEstimate],
    why: Reasons,
    into: Path,
) -> None:
    """Write the page to hand out and its key, in both languages."""
    from clustersim.analysis.titles import about_results, arm_title
    from clustersim.report.evaluation import Lesson, class_page, key_page
    from clustersim.runs.files import write_text
    from clustersim.texts import LANGUAGES

    for language in LANGUAGES:
        said = about_results(results, language)
        lesson = Lesson(arm_title(results.arm(arm), language), metric, data, found, why, said)
        write_text(into / f"evaluation-{language}.html", class_page(lesson, language))
        write_text(into / f"key-{language}.html", key_page(lesson, language))


def _clear(into: Path) -> None:
    """Make the folder, or take away the files of an earlier evaluation."""
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError([Problem("", 0, "--out", f"{into} cannot be made: {error.strerror or error}")]) from None
    for name in (*FILES, *EARLIER):
        (into / name).unlink(missing_ok=True)


def _text(data: pd.DataFrame, found: list[PolicyEstimate], why: Reasons, lang: Language) -> str:
    from clustersim.analysis.evaluation_page import SIGNED
    from clustersim.texts import interval, number

    rows = [
        [
            say(lang, f"method.{one.method}"),
            number(one.value, lang, SIGNED),
            interval(one.low, one.high, lang),
            say(lang, f"assumes.{one.method}"),
        ]
        for one in found
    ]
    parts = [
        [say(lang, f"evaluate.{name}"), number(getattr(why, name), lang, SIGNED), interval(*why.intervals[name], lang)]
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
