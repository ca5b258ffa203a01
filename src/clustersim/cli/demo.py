"""`demo`: the demonstration on a real region: a shipped plan like any other, its comparison, and maps of one run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.batch import engine_maker, run_plan
from clustersim.cli.compare import comparison_tables, earlier_files, said, write_comparison
from clustersim.cli.exit_codes import INTERRUPTED, SOME_FAILED
from clustersim.cli.figures import Dpi, Formats, form_of
from clustersim.cli.options import (
    BackgroundCredit,
    BackgroundFile,
    Force,
    Lang,
    Processes,
    Quiet,
    Verbose,
    background_of,
)
from clustersim.cli.terminal import format_table, note, show_log
from clustersim.texts import Language, command_line, estimate, level, millions, percent, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustersim.analysis.compare import Effect
    from clustersim.batch.plan import Plan
    from clustersim.batch.plan_parts import Arm
    from clustersim.plots import FileForm
    from clustersim.scenario.background import Background

PLAN = "demo"
COMPARISON, LAST_ARM = "comparison", "last-arm"  # folders in that of the results


def demo(
    *,
    seeds: Annotated[int | None, typer.Option(min=1, help="Number of paired seeds [default: 8].")] = None,
    ticks: Annotated[int | None, typer.Option(min=4, help="Number of ticks [default: as the scenario says].")] = None,
    processes: Processes = 0,
    out: Annotated[Path, typer.Option(help="Folder for results, tables and figures.")] = Path("results/demo"),
    figures: Annotated[bool, typer.Option(help="Draw the figures.")] = True,
    formats: Formats = None,
    dpi: Dpi = 150,
    background: BackgroundFile = None,
    background_credit: BackgroundCredit = None,
    force: Force = False,
    verbose: Verbose = 0,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Compare policies on a real region, Kaiserslautern.

    Runs it without policy, with each of the nine tasks alone and with all nine in stages (density, then networks) at a
    budget, with the same seeds in every arm, and shows what each did to cluster density and network strength, and at
    what cost. After an interruption the same command goes on.
    """
    show_log(verbose)
    plan = _plan(seeds, ticks)
    behind = background_of(background, background_credit, plan.arms[-1].scenario)
    _make_room(out, plan, force, quiet, lang)
    years = plan.ticks * plan.arms[0].scenario.tick_years
    note(say(lang, "demo.begin", arms=len(plan.arms), seeds=len(plan.seeds), years=years), quiet)
    done = run_plan(plan, out, engine_maker("local", processes), quiet=quiet, lang=lang)
    if done.interrupted:
        note(say(lang, "demo.interrupted", done=done.finished, planned=done.planned, folder=out))
        raise typer.Exit(INTERRUPTED)
    try:
        _show(plan, out, years, lang, form_of(formats, dpi) if figures else None, behind, quiet=quiet)
    except KeyboardInterrupt:
        note(say(lang, "demo.figures interrupted", folder=out, command=command_line("compare", out)))
        raise typer.Exit(INTERRUPTED) from None
    if done.failed:
        note(say(lang, "demo.failed", count=done.failed, command=command_line("retry", out)))
        raise typer.Exit(SOME_FAILED)


def _plan(seeds: int | None, ticks: int | None) -> Plan:
    """Return the shipped plan with other seeds or another length, if wanted."""
    from clustersim.batch.plan import Plan

    shipped = Plan.load(PLAN)
    plan = shipped if seeds is None else shipped.with_seeds(tuple(range(seeds)))
    plan = plan if ticks is None else replace(plan, ticks=ticks)
    return plan if plan == shipped else replace(plan, source="")  # no plan file gives these runs


def _make_room(out: Path, plan: Plan, force: bool, quiet: bool, lang: Language) -> None:
    """Go on with an interrupted demo; replace other results only if that was asked for."""
    from clustersim.batch.folder_lock import clear
    from clustersim.batch.manifest import is_begun
    from clustersim.runs.files import check_free

    if is_begun(out, plan) and not (out / COMPARISON / "effects.csv").exists():
        return
    check_free(out, force)
    if out.exists():
        note(say(lang, "demo.replacing", folder=out), quiet)
        clear(out)


def _show(
    plan: Plan,
    out: Path,
    years: float,
    lang: Language,
    form: FileForm | None,
    behind: Background | None,
    *,
    quiet: bool,
) -> None:
    """Compare as `clustersim compare` does, say the headline, and draw the last arm (nothing without a form)."""
    from clustersim.analysis.compare import compare
    from clustersim.analysis.titles import about_results, arm_notes, arm_titles
    from clustersim.batch.results import load
    from clustersim.runs.files import together

    results = load(out)
    effects = compare(results)
    if not quiet:
        print(about_results(results, lang))
        print("\n".join([headline_text(effects, arm_titles(plan, lang), years, lang), *arm_notes(plan.arms, lang)]))
    with together(out / COMPARISON, earlier_files(figures=form is not None)) as staged:
        write_comparison(comparison_tables(effects, results), results, staged)
        if form is not None:
            from clustersim import plots

            plots.save_batch_figures(results, effects, staged, lang, form=form)
    if form is not None:
        _draw(plan.arms[-1], min(plan.seeds), plan.ticks, out / LAST_ARM, lang, form, behind)
    if not quiet:
        key = "compare.written with figures" if form is not None else "compare.written"
        print("\n" + say(lang, key, folder=out / COMPARISON))
        if form is not None:
            print(say(lang, "demo.last arm", folder=out / LAST_ARM))
        single = ",".join(arm.name for arm in plan.arms if len(arm.scenario.tasks_on()) == 1)
        words = (("report", out), ("why", out, "networking"), ("attribute", out, "--arms", single))
        print(say(lang, "demo.next", commands="; ".join(command_line(*each) for each in words)))


def _draw(
    arm: Arm, seed: int, ticks: int, folder: Path, lang: Language, form: FileForm, behind: Background | None
) -> None:
    """Draw the figures of one run as `clustersim run` would: simulated once more, since a batch keeps no maps."""
    import pandas as pd

    from clustersim import plots
    from clustersim.analysis.titles import about, scenario_title, snapshots_in
    from clustersim.runs.observer import Snapshots
    from clustersim.runs.simulate import simulate

    snapshots = Snapshots((0, ticks // 2, ticks))
    world = simulate(arm.scenario, seed, (snapshots.look,), ticks=ticks, events=False)
    kept, series = snapshots_in(snapshots.kept, arm.scenario, lang), pd.DataFrame(world.series)
    said = about([arm.scenario], ticks, [seed], lang, firms=[world.series[0]["firms"]])
    title = scenario_title(arm.scenario, lang)
    plots.save_run_figures(kept, series, title, folder, lang, about=said, background=behind, form=form)


def headline_text(effects: Sequence[Effect], titles: Mapping[str, str], years: float, lang: Language = "en") -> str:
    """Return the effects on density and network strength as tables for the terminal."""
    from clustersim.metrics.registry import HEADLINE

    span = say(lang, "demo.year") if years == 1 else say(lang, "demo.years", years=years)
    seeds = max(effect.seeds for effect in effects)
    over = say(lang, "demo.over", seeds=seeds) if seeds > 1 else say(lang, "demo.over one")
    lines = [say(lang, "demo.title", span=span, over=over)]
    head = [say(lang, f"compare.{key}") for key in ("arm", "difference", "interval", "percent", "cost", "verdict")]
    for metric in HEADLINE:
        rows = [effect for effect in effects if effect.metric == metric]
        table = [_cells(effect, titles, lang) for effect in rows]
        lines += ["", say(lang, f"demo.{metric}", base=level(rows[0].base, lang)), format_table(head, table)]
    return "\n".join(lines)


def _cells(effect: Effect, titles: Mapping[str, str], lang: Language) -> list[str]:
    return [
        titles[effect.arm],
        *estimate(effect.difference, effect.low, effect.high, lang),
        percent(effect.percent, lang),
        millions(effect.cost, lang),
        said(effect, lang),
    ]
