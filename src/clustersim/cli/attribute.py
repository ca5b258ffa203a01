"""`attribute`: what each task contributed to a mix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.compare import metric_name
from clustersim.cli.figures import Dpi, Formats, form_of
from clustersim.cli.options import Csv, Folder, Lang, Quiet, Tables, table_kind
from clustersim.cli.terminal import format_table
from clustersim.texts import Language, estimate, say

if TYPE_CHECKING:
    import pandas as pd

NAME = "contributions"  # of the table
KINDS = ("alone", "last", "shapley", "booked")  # columns of a table, as far as they are known


def attribute(
    folder: Folder,
    *,
    metric: Annotated[
        list[str] | None,
        typer.Option(help="Metric of the series, as often as wanted [default: density, network, jobs, cost]."),
    ] = None,
    arms: Annotated[
        str | None, typer.Option(metavar="A,B,C", help="Names of the arms to take [default: all of the plan].")
    ] = None,
    at: Annotated[
        str,
        typer.Option(
            help="end (mean of the last year), mean (of the whole run), or a tick; costs are always those of the run."
        ),
    ] = "end",
    figures: Annotated[bool, typer.Option(help="Draw the figure.")] = True,
    formats: Formats = None,
    dpi: Dpi = 150,
    tables: Tables = None,
    csv: Csv = None,
    out: Annotated[Path | None, typer.Option(help="Folder for table and figure [default: DIR/attribution].")] = None,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Say what each task contributed: alone, last, in pairs, and as a fair share (Shapley value)."""
    from clustersim.analysis import attribute as attributing
    from clustersim.analysis.compare import check_versions
    from clustersim.analysis.spreadsheets import told_of
    from clustersim.analysis.table_files import FORMS, file_names, language_of, write_tables
    from clustersim.analysis.titles import about_results
    from clustersim.batch.results import load
    from clustersim.runs.files import together

    form = table_kind(tables, csv) or "csv"
    results = load(folder)
    check_versions(results)
    chosen = None if arms is None else [name.strip() for name in arms.split(",") if name.strip()]
    found = attributing.attribute(results, metric or attributing.ATTRIBUTED, at, chosen)
    into = out or folder / "attribution"
    if not quiet:
        print(contributions_text(found, lang))
    with together(into, [name for each in FORMS for name in file_names([NAME], each, NAME)]) as staged:
        write_tables({NAME: found}, staged, form, stem=NAME, told=told_of(results, language_of(form, lang)))
        if figures:
            from clustersim import plots

            said = about_results(results, lang)
            plots.save_attribution(found, staged, lang, about=said, form=form_of(formats, dpi))
    if not quiet:
        print("\n" + say(lang, "attribute.written with figures" if figures else "attribute.written", folder=into))


def contributions_text(found: pd.DataFrame, lang: Language = "en") -> str:
    """Return contributions as tables, one a metric, and the strongest pairs."""
    from clustersim.core.frames import records

    lines = [say(lang, "attribute.title"), say(lang, "attribute.rule")]
    for metric, rows in found.groupby("metric", sort=False):
        lines += ["", say(lang, f"attribute.{identified(rows)}", metric=metric_name(str(metric), lang))]
        kinds = [kind for kind in KINDS if kind in set(rows["kind"])]
        head = [say(lang, f"attribute.{key}") for key in ("task", *kinds)]
        single = rows[rows["kind"].isin(kinds)]
        table = [
            [_task(str(task), lang), *(_cell(part, kind, lang) for kind in kinds)]
            for task, part in single.groupby("task", sort=False)
        ]
        lines.append(format_table(head, [*table, *_of_all(rows, kinds, lang)]))
        pairs = rows[(rows["kind"] == "pair") & ((rows["low"] > 0) | (rows["high"] < 0))]
        strongest = pairs.reindex(pairs["value"].abs().sort_values(ascending=False).index).head(5)
        lines += [
            say(
                lang,
                "attribute.beyond",
                pair=_pair(str(row.task), lang),
                value=value,
                interval=interval,
            )
            for row in records(strongest)
            for value, interval in [written(row.value, row.low, row.high, str(metric), lang)]
        ]
    return "\n".join(lines)


def identified(rows: pd.DataFrame) -> str:
    """Return what the arms that were run identify of a metric: exact, estimated, apart, booked (of costs)."""
    kinds, shapley = set(rows["kind"]), rows[rows["kind"] == "shapley"]
    if "booked" in kinds or (rows["metric"] == "cost").all():
        return "costs"
    if shapley.empty:
        return "apart"
    return "exact" if bool(shapley["exact"].all()) else "estimated"


def _of_all(rows: pd.DataFrame, kinds: list[str], lang: Language) -> list[list[str]]:
    """Return the lines of what is of no single task, each in the column that it completes."""
    found, whole = [], next(kind for kind in ("shapley", "booked", "alone", "last") if kind in kinds)
    for kind, column in (("together", "alone"), ("unshared", "shapley"), ("total", whole)):
        if kind in set(rows["kind"]):
            cells = [_cell(rows, kind, lang) if name == column else "" for name in kinds]
            found.append([say(lang, f"attribute.{kind}"), *cells])
    return found


def _task(task: str, lang: Language) -> str:
    """Return what a task is called in a terminal: in English by the name that scenarios take."""
    from clustersim.policies.registry import short_name

    return task if lang == "en" else short_name(task, lang)


def _pair(pair: str, lang: Language) -> str:
    one, _, other = pair.partition(" with ")
    return say(lang, "attribute.pair", one=_task(one, lang), other=_task(other, lang))


def written(value: float, low: float, high: float, metric: str, lang: Language) -> tuple[str, str]:
    """Return a contribution and its interval; costs are no gains and have no sign."""
    return estimate(value, low, high, lang, sign="" if metric == "cost" else "+")


def _cell(rows: pd.DataFrame, kind: str, lang: Language) -> str:
    found = rows[rows["kind"] == kind]
    if found.empty:
        return "-"
    row = found.iloc[0]
    return " ".join(written(row["value"], row["low"], row["high"], row["metric"], lang))
