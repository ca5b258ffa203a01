"""`demo`: the demonstration on a real region."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustersim.cli.batch import Processes
from clustersim.cli.exit_codes import INTERRUPTED
from clustersim.cli.folders import claim
from clustersim.cli.run import Force, Quiet, Verbose
from clustersim.cli.terminal import announce_compilation, note, show_log


def demo(
    seeds: Annotated[int, typer.Option(min=1, help="Number of paired seeds.")] = 8,
    ticks: Annotated[int | None, typer.Option(min=4, help="Number of ticks [default: as the scenario says].")] = None,
    processes: Processes = 0,
    out: Annotated[Path, typer.Option(help="Folder for tables and figures.")] = Path("results/demo"),
    figures: Annotated[bool, typer.Option(help="Draw the figures.")] = True,
    force: Force = False,
    verbose: Verbose = 0,
    quiet: Quiet = False,
) -> None:
    """Compare policies on a real region, Kaiserslautern.

    Runs it without policy, with each of the nine tasks alone and with all nine in stages (density, then networks) at a
    budget, with the same seeds in every arm, and shows what each did to cluster density and network strength, and at
    what cost.
    """
    show_log(verbose)
    claim(out, force)
    if out.exists():
        note(f"Replacing the results in {out}.", quiet)
    announce_compilation(quiet)
    from clustersim.analysis import paired
    from clustersim.scenario import Scenario

    arms = [Scenario.load(name) for name in paired.DEMO_ARMS]
    ticks = arms[0].ticks if ticks is None else ticks
    note(f"{len(arms)} arms x {seeds} seeds x {ticks * arms[0].tick_years:g} years", quiet)
    found = paired.demo(out, seeds=seeds, ticks=ticks, jobs=processes, figures=figures, quiet=quiet)
    if not quiet:
        print(paired.effects_text(found, {arm.name: arm.title for arm in arms}, ticks * arms[0].tick_years))
        print(f"\nTables and figures in {out}")
    if not found.finished:
        note(
            f"Interrupted: {found.seeds} of {seeds} seeds are finished in every arm; tables and figures show these.",
            quiet,
        )
        raise typer.Exit(INTERRUPTED)
