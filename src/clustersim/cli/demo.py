"""`demo`: the demonstration on a real region: a shipped plan like any other, its comparison, and maps of one run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.batch import Processes, engine_maker, run_plan
from clustersim.cli.compare import write_tables
from clustersim.cli.exit_codes import INTERRUPTED, SOME_FAILED
from clustersim.cli.run import Force, Quiet, Verbose
from clustersim.cli.terminal import format_table, note, show_log

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustersim.analysis.compare import Effect
    from clustersim.batch.plan import Arm, Plan

PLAN = "demo"
HEADLINE = {
    "cluster_density": "cluster density (related firms per km2)",
    "network_strength": "network strength (tie strength per actor)",
}
COMPARISON, LAST_ARM = "comparison", "last-arm"  # folders in that of the results


def demo(
    seeds: Annotated[int | None, typer.Option(min=1, help="Number of paired seeds [default: 8].")] = None,
    ticks: Annotated[int | None, typer.Option(min=4, help="Number of ticks [default: as the scenario says].")] = None,
    processes: Processes = 0,
    out: Annotated[Path, typer.Option(help="Folder for results, tables and figures.")] = Path("results/demo"),
    figures: Annotated[bool, typer.Option(help="Draw the figures.")] = True,
    force: Force = False,
    verbose: Verbose = 0,
    quiet: Quiet = False,
) -> None:
    """Compare policies on a real region, Kaiserslautern.

    Runs it without policy, with each of the nine tasks alone and with all nine in stages (density, then networks) at a
    budget, with the same seeds in every arm, and shows what each did to cluster density and network strength, and at
    what cost. After an interruption the same command goes on.
    """
    show_log(verbose)
    plan = _plan(seeds, ticks)
    _make_room(out, plan, force, quiet)
    years = plan.ticks * plan.arms[0].scenario.tick_years
    note(f"{len(plan.arms)} arms x {len(plan.seeds)} seeds x {years:g} years", quiet)
    done = run_plan(plan, out, engine_maker("local", processes), quiet=quiet)
    if done.interrupted:
        note(
            f"Interrupted: {done.finished} of {done.planned} runs are finished and kept in {out}; the same command "
            "goes on from here."
        )
        raise typer.Exit(INTERRUPTED)
    try:
        _show(plan, out, years, figures=figures, quiet=quiet)
    except KeyboardInterrupt:
        note(f"Interrupted; the runs in {out} are complete: clustersim compare {out} draws what is missing.")
        raise typer.Exit(INTERRUPTED) from None
    if done.failed:
        note(f"{done.failed} runs failed and are left out: clustersim retry {out}")
        raise typer.Exit(SOME_FAILED)


def _plan(seeds: int | None, ticks: int | None) -> Plan:
    """Return the shipped plan with other seeds or another length, if wanted."""
    from clustersim.batch.plan_file import load_plan

    plan = load_plan(PLAN)
    plan = plan if seeds is None else plan.with_seeds(tuple(range(seeds)))
    return plan if ticks is None else replace(plan, ticks=ticks)


def _make_room(out: Path, plan: Plan, force: bool, quiet: bool) -> None:
    """Go on with an interrupted demo; replace other results only if that was asked for."""
    from clustersim.batch.store import clear, is_begun
    from clustersim.runs.files import check_free

    if is_begun(out, plan) and not (out / COMPARISON / "effects.csv").exists():
        return
    check_free(out, force)
    if out.exists():
        note(f"Replacing the results in {out}.", quiet)
        clear(out)


def _show(plan: Plan, out: Path, years: float, *, figures: bool, quiet: bool) -> None:
    """Compare as `clustersim compare` does, say the headline, and draw the last arm."""
    from clustersim.analysis.compare import compare
    from clustersim.analysis.titles import arm_titles
    from clustersim.batch.results import load

    results = load(out)
    effects = compare(results)
    write_tables(effects, results, out / COMPARISON)
    if not quiet:
        print(headline_text(effects, arm_titles(plan), years))
    if figures:
        from clustersim import plots

        plots.save_batch_figures(results, effects, out / COMPARISON)
        _draw(plan.arms[-1], min(plan.seeds), plan.ticks, out / LAST_ARM)
    if not quiet:
        print(f"\nTables{' and figures' if figures else ''} in {out / COMPARISON}")
        if figures:
            print(f"Maps, network and series of the last arm in {out / LAST_ARM}")
        print(f"Next: clustersim report {out}; clustersim attribute {out}; clustersim why {out} networking")


def _draw(arm: Arm, seed: int, ticks: int, folder: Path) -> None:
    """Draw the figures of one run as `clustersim run` would: simulated once more, since a batch keeps no maps."""
    import pandas as pd

    from clustersim import plots
    from clustersim.runs.observer import Snapshots
    from clustersim.runs.simulate import simulate

    snapshots = Snapshots((0, ticks // 2, ticks))
    world = simulate(arm.scenario, seed, (snapshots.look,), ticks=ticks, events=False)
    plots.save_run_figures(snapshots.kept, pd.DataFrame(world.series), arm.scenario.title, folder)


def headline_text(effects: Sequence[Effect], titles: Mapping[str, str], years: float) -> str:
    """Return the effects on density and network strength as tables for the terminal."""
    span = "1 year" if years == 1 else f"{years:g} years"
    seeds = max(effect.seeds for effect in effects)
    over = f"mean of {seeds} paired seeds, 95 % interval" if seeds > 1 else "one seed, without interval"
    lines = [f"Effect after {span} against the same region without policy; {over}"]
    for metric, label in HEADLINE.items():
        rows = [effect for effect in effects if effect.metric == metric]
        table = [
            [
                titles[effect.arm],
                f"{effect.difference:+.4f}",
                f"[{effect.low:+.4f}, {effect.high:+.4f}]",
                f"{effect.percent:+.2f}",
                f"{effect.cost / 1e6:.2f}",
                effect.verdict,
            ]
            for effect in rows
        ]
        head = ["arm", "difference", "95 % interval", "%", "million EUR", "verdict"]
        lines += ["", f"{label}; without policy {rows[0].base:.3f}", format_table(head, table)]
    return "\n".join(lines)
