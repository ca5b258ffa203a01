"""`compare`: what the arms of a batch did against their baselines."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.figures import Dpi, FigureKind, Formats, form_of
from clustersim.cli.options import Csv, Folder, Lang, Quiet, Tables, table_kind
from clustersim.cli.terminal import format_table, note
from clustersim.texts import Language, estimate, level, millions, p_value, percent, say, times
from clustersim.texts import number as written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from clustersim.analysis.compare import Effect
    from clustersim.analysis.jobs import Row
    from clustersim.analysis.table_files import TableForm
    from clustersim.batch.results import Results

MOST_ROWS = 40


def compare(
    folder: Folder,
    *,
    baseline: Annotated[
        str | None, typer.Option(help="Arm to compare with [default: each arm's own, as the plan says].")
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(help="Metric of the series, as often as wanted [default: density, network, jobs]."),
    ] = None,
    at: Annotated[str, typer.Option(help="end (mean of the last year), mean (of the whole run), or a tick.")] = "end",
    unpaired: Annotated[
        bool, typer.Option("--unpaired", help="Compare arms that share no seeds as independent samples.")
    ] = False,
    mixed: Annotated[bool, typer.Option("--mixed", help="Compare runs of different versions of the model.")] = False,
    figures: Annotated[bool, typer.Option(help="Draw the figures.")] = True,
    formats: Formats = None,
    dpi: Dpi = 150,
    tables: Tables = None,
    csv: Csv = None,
    out: Annotated[Path | None, typer.Option(help="Folder for tables and figures [default: DIR/comparison].")] = None,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Compare arms by paired seeds: effects, intervals, verdicts, jobs, costs.

    Writes tables and figures beside the results, and replaces those of an earlier comparison.
    """
    from clustersim.analysis import compare as comparing
    from clustersim.analysis.titles import about_results, arm_notes, table_names
    from clustersim.batch.results import load
    from clustersim.runs.files import together

    form = table_kind(tables, csv) or "csv"
    results = load(folder)
    if not mixed:
        comparing.check_versions(results)
    effects = comparing.compare(results, metric or comparing.METRICS, baseline, at, paired=not unpaired)
    into = out or folder / "comparison"
    made = comparison_tables(effects, results, baseline, at, paired=not unpaired)
    drawn = figures and not unpaired
    if not quiet:
        names = table_names(results.plan, lang)
        print(about_results(results, lang))
        if results.plan.replication:
            print(say(lang, "compare.replication"))
        print("\n".join([effects_text(effects, names, lang), *arm_notes(results.plan.arms, lang)]))
        print(jobs_text(made.get("jobs"), names, effects[0].at, lang))
    with together(into, earlier_files(figures=drawn)) as staged:
        write_comparison(made, results, staged, form, lang)
        if drawn:
            from clustersim import plots

            plots.save_batch_figures(results, effects, staged, lang, form=form_of(formats, dpi))
    if not quiet:
        print("\n" + say(lang, "compare.written with figures" if drawn else "compare.written", folder=into))
        _say_missing(results, lang)


TABLES = ("effects", "jobs", "who", "points")  # of a comparison
FIGURES = ("sweep", "effects", "differences", "trajectories", "path", "cost")


def earlier_files(*, figures: bool) -> list[str]:
    """Return the names of the files that an earlier comparison may have left: tables, and figures if new ones come."""
    from clustersim.analysis.table_files import FORMS, file_names

    names = [name for form in FORMS for name in file_names(TABLES, form)]
    return names + [f"{name}.{kind.value}" for name in FIGURES for kind in FigureKind if figures]


def comparison_tables(
    effects: Sequence[Effect], results: Results, baseline: str | None = None, at: str = "end", *, paired: bool = True
) -> dict[str, pd.DataFrame]:
    """Return the tables of a comparison by their names, as far as there are any."""
    from clustersim.analysis.compare import effects_table
    from clustersim.analysis.jobs import jobs_table, who_gains
    from clustersim.analysis.points import over_points

    found = {"effects": effects_table(effects)}
    if not paired:
        return found
    found["jobs"] = jobs_table(results, baseline, at=at)
    if results.plan.outputs.firms:
        found["who"] = who_gains(results, baseline)
    points = over_points(results, effects)
    return found | ({"points": points} if len(points) else {})


def write_comparison(
    tables: Mapping[str, pd.DataFrame],
    results: Results,
    into: Path,
    form: TableForm = "csv",
    lang: Language = "en",
    *,
    stem: str = "tables",
) -> None:
    """Write the tables of a comparison into a folder.

    What is made for people, not programs, has the titles of arms beside their names, and says what was simulated.
    """
    from clustersim.analysis.spreadsheets import told_of
    from clustersim.analysis.table_files import language_of, titled, write_tables

    told = told_of(results, language_of(form, lang))
    shown = dict(tables) if form == "csv" else {name: titled(table, told.titles) for name, table in tables.items()}
    write_tables(shown, into, form, stem=stem, told=told)


# size and verdict side by side; verdicts come last, where long ones are wrapped
COLUMNS = ("arm", "seeds", "cost", "visible", "ratio", "p", "base", "difference", "interval", "percent", "verdict")


def effects_text(
    effects: Sequence[Effect],
    names: Mapping[str, str] | None = None,
    lang: Language = "en",
    most: int = MOST_ROWS,
) -> str:
    """Return effects as tables, one a metric; of very many arms those with the largest effects.

    `names` are what arms are called, if not by the names that further commands take.
    """
    names = names or {}
    lines = [say(lang, "compare.title", when=_when(effects[0].at, lang)), say(lang, "compare.rule")]
    head = [say(lang, f"compare.{key}") for key in COLUMNS]
    for metric in dict.fromkeys(effect.metric for effect in effects):
        rows = [effect for effect in effects if effect.metric == metric]
        shown = sorted(rows, key=lambda effect: -abs(effect.difference))[:most] if len(rows) > most else rows
        key = "compare.family one" if rows[0].family == 1 else "compare.family"
        name = say(lang, key, metric=metric_name(metric, lang), count=rows[0].family)
        more = len(rows) > most
        lines += ["", say(lang, "compare.largest", metric=name, most=most, all=len(rows)) if more else name]
        lines.append(format_table(head, [_cells(effect, names, lang) for effect in shown]))
    lines.append("\n" + say(lang, "compare.legend"))
    lines += [
        say(
            lang,
            "compare.left",
            arm=names.get(effect.arm, effect.arm),
            share=100.0 * effect.persistence,
            metric=metric_name(effect.metric, lang),
        )
        for effect in effects
        if not math.isnan(effect.persistence)
    ]
    return "\n".join(lines)


def _cells(effect: Effect, names: Mapping[str, str], lang: Language) -> list[str]:
    cells = [
        names.get(effect.arm, effect.arm),
        str(effect.seeds),
        millions(effect.cost, lang),
        written(effect.visible_after, lang, "g"),
        times(effect.variance_ratio, lang),
        p_value(effect.p_adjusted, lang),
        level(effect.base, lang),
        *estimate(effect.difference, effect.low, effect.high, lang),
        percent(effect.percent, lang),
        said(effect, lang),
    ]
    return plain(cells)


def said(effect: Effect, lang: Language) -> str:
    """Return the verdict of an effect in words."""
    return say(lang, f"verdict.{effect.sized_verdict}", seeds=effect.seeds)


def _when(at: str, lang: Language) -> str:
    return say(lang, f"compare.{at}") if at in ("end", "mean") else say(lang, "compare.tick", at=at)


def metric_name(metric: str, lang: Language) -> str:
    """Return what a metric is called in a terminal: in English by the name that options take."""
    from clustersim.metrics.titles import metric_title

    return metric if lang == "en" else metric_title(metric, lang)


def plain(cells: Sequence[str]) -> list[str]:
    """Return cells with the dash that every terminal can show where there is no number."""
    return ["-" if cell == "–" else cell for cell in cells]


def gain(row: Row, lang: Language) -> tuple[str, str]:
    """Return what was gained or what a unit of it costs, and its interval."""
    from clustersim.analysis.jobs import DISPLACED, for_readers

    shown = for_readers(row)
    return estimate(shown.mean, shown.low, shown.high, lang, sign="+" if row.what == DISPLACED else "")


def jobs_text(table: pd.DataFrame | None, names: Mapping[str, str], at: str, lang: Language) -> str:
    """Return jobs and prices as a table, a row an arm, prices and the gains they are prices of with their intervals;
    empty without a table.
    """
    from clustersim.analysis.jobs import SHOWN
    from clustersim.core.frames import records

    if table is None:
        return ""
    arms = [str(arm) for arm in table["arm"].unique()]
    if len(arms) > MOST_ROWS:
        return "\n" + say(lang, "compare.jobs in file")
    lines = []
    for arm in arms:
        rows = {str(row.what): row for row in records(table[table["arm"] == arm])}
        lines.append([names.get(arm, arm), *plain([_jobs_cell(name, rows, lang) for name in SHOWN])])
    head = [say(lang, "compare.arm"), *(say(lang, f"jobs.{name}") for name in SHOWN)]
    rule = say(lang, "compare.jobs rule")
    return f"\n{say(lang, 'compare.jobs', when=_when(at, lang))}\n{rule}\n{format_table(head, lines)}"


def _jobs_cell(what: str, rows: Mapping[str, Row], lang: Language) -> str:
    from clustersim.analysis.jobs import PRICES, gain_is_too_small

    if gain_is_too_small(what, rows):
        return say(lang, f"jobs.below one.{what}")
    mean, its_interval = gain(rows[what], lang)
    beside = what in PRICES or what in PRICES.values()  # a price, and the gain that it is the price of
    return f"{mean} {its_interval}" if beside and not math.isnan(rows[what].mean) else mean


def _say_missing(results: Results, lang: Language) -> None:
    done, planned = len(results.runs), len(results.plan.runs())
    if done < planned:
        note(say(lang, "compare.missing", done=done, planned=planned))
