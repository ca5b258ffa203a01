"""`demo` and `bench`: the demonstration on a real region, and the speed on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustersim.cli.folders import claim
from clustersim.cli.run import Force, Quiet, Verbose
from clustersim.cli.terminal import announce_compilation, note, show_log


def demo(
    seeds: Annotated[int, typer.Option(min=1, help="Number of paired seeds.")] = 8,
    ticks: Annotated[int | None, typer.Option(min=4, help="Number of ticks [default: as the scenario says].")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Processes; 0 is one per core.")] = 0,
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
    from clustersim.experiments import paired
    from clustersim.scenario import Scenario

    arms = [Scenario.load(name) for name in paired.DEMO_ARMS]
    ticks = arms[0].ticks if ticks is None else ticks
    note(f"{len(arms)} arms x {seeds} seeds x {ticks * arms[0].tick_years:g} years", quiet)
    found = paired.demo(out, seeds=seeds, ticks=ticks, jobs=jobs, figures=figures, quiet=quiet)
    if not quiet:
        print(paired.effects_text(found, {arm.name: arm.title for arm in arms}, ticks * arms[0].tick_years))
        print(f"\nTables and figures in {out}")
    if not found.finished:
        note(f"Interrupted: {found.seeds} of {seeds} seeds are finished in every arm; tables and figures show these.", quiet)
        raise typer.Exit(130)


def bench(
    firms: Annotated[list[int] | None, typer.Option(min=1, help="Sizes to time [default: 500, 5,000, 50,000 and 1,000,000 firms].")] = None,
    scenario: Annotated[str, typer.Option(help="Scenario that is scaled to these sizes at constant density.")] = "mature",
    reference: Annotated[int, typer.Option(min=0, help="Size at which the plain Mesa reference is timed too; 0 leaves it out.")] = 5_000,
    ticks: Annotated[int, typer.Option(min=1, help="Ticks to time.")] = 20,
    out: Annotated[Path | None, typer.Option(help="File for the figures as JSON.")] = None,
    batches: Annotated[bool, typer.Option("--batches", help="Time batches instead: engines, store, pairing, mesa.batch_run.")] = False,
    full: Annotated[bool, typer.Option("--full", help="With --batches: run the whole factorial of 512 arms.")] = False,
    quiet: Quiet = False,
) -> None:
    """Measure the speed on this machine.

    Milliseconds a tick, per phase and per firm, and the ratio to the plain Mesa reference; or the speed of batches.
    """
    announce_compilation(quiet)
    if batches:
        import json

        from clustersim import bench_batches

        found = bench_batches.main(full=full, quiet=quiet)
        if out is not None:
            out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        return
    from clustersim import bench as benchmark

    benchmark.main(firms or benchmark.SIZES, scenario, reference, ticks, out, quiet)
