"""`batch`, `retry`: experiments with many runs, executed and gone on with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from clustersim.cli.exit_codes import INTERRUPTED, SOME_FAILED
from clustersim.cli.options import Folder, PlanArgument, Processes, Quiet, Verbose
from clustersim.cli.plan import few_seeds_text
from clustersim.cli.progress import Bar
from clustersim.cli.terminal import announce_compilation, duration, note, show_log
from clustersim.errors import InputError, Problem
from clustersim.texts import command_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustersim.batch.driver import Engine, Others, Summary
    from clustersim.batch.execute import Workload
    from clustersim.batch.plan import Plan
    from clustersim.texts import Language

RESULTS = Path("results")

Out = Annotated[Path | None, typer.Option(help="Folder for the results [default: results/NAME].")]


def batch(
    source: PlanArgument,
    *,
    processes: Processes = 0,
    engine: Annotated[
        Literal["local", "dask"], typer.Option(help="Processes of this machine, or a Dask cluster.")
    ] = "local",
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a running Dask scheduler, as tcp://host:8786.")
    ] = None,
    slurm: Annotated[Path | None, typer.Option(help="File that describes Slurm jobs (see docs/batches.md).")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be run; with --slurm, also the job script.")
    ] = False,
    out: Out = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep finished runs of another version of the model beside new ones.")
    ] = False,
    rerun: Annotated[
        bool, typer.Option("--rerun", help="Execute finished runs of another version of the model again.")
    ] = False,
    verbose: Verbose = 0,
    quiet: Quiet = False,
) -> None:
    """Run an experiment. What is finished is kept, so the same command goes on after an interruption."""
    show_log(verbose)
    if keep and rerun:
        raise InputError([Problem("", 0, "--keep", "and --rerun exclude each other")])
    if (scheduler or slurm) and engine == "local":
        raise InputError([Problem("", 0, "--scheduler" if scheduler else "--slurm", "needs --engine dask")])
    if scheduler and slurm:
        raise InputError([Problem("", 0, "--scheduler", "and --slurm exclude each other")])
    from clustersim.batch.plan import Plan

    found = Plan.load(source)
    folder = out or RESULTS / found.name
    if dry_run:
        print(f"{len(found.arms):,} arms, {len(found.runs()):,} runs would go to {folder}")
        if slurm:
            from clustersim.batch.dask_engine import slurm_script

            print(f"\nJob script:\n{slurm_script(slurm)}")
        return
    if warning := few_seeds_text(found):
        note(warning, quiet)
    make = engine_maker(engine, processes, scheduler, slurm)
    others: Others = "keep" if keep else "rerun" if rerun else "refuse"
    _finish(run_plan(found, folder, make, others, quiet=quiet), folder, quiet)


def retry(folder: Folder, processes: Processes = 0, quiet: Quiet = False) -> None:
    """Try the failed runs of a batch once more, and go on with what is missing."""
    from clustersim.batch.manifest import read_manifest, read_plan

    read_manifest(folder)
    make = engine_maker("local", processes)
    _finish(run_plan(read_plan(folder), folder, make, again=True, quiet=quiet), folder, quiet)


def engine_maker(
    engine: str, processes: int, scheduler: str | None = None, slurm: Path | None = None
) -> Callable[[Workload], Engine]:
    """Return what makes the engine that the options name; processes are started when it is called."""
    from clustersim.core.cores import cores

    count = processes or cores()
    if engine == "local":
        from clustersim.batch.local_engine import LocalEngine

        return lambda workload: LocalEngine(workload, count)
    from clustersim.batch.dask_engine import DaskEngine

    return lambda workload: DaskEngine(workload, processes=count, scheduler=scheduler, slurm=slurm)


def run_plan(
    found: Plan,
    folder: Path,
    make: Callable[[Workload], Engine],
    others: Others = "refuse",
    *,
    again: bool = False,
    quiet: bool = False,
    lang: Language = "en",
) -> Summary:
    """Run what is missing of a plan, with a bar; `again` tries what failed before."""
    announce_compilation(quiet)
    from clustersim.batch.driver import run_batch

    bar = Bar(found.name, quiet, lang=lang)
    try:
        return run_batch(found, folder, make, others=others, retry=again, progress=bar.progress())
    finally:
        bar.close()


def _finish(done: Summary, folder: Path, quiet: bool) -> None:
    if not quiet:
        rate = f", {done.executed / done.seconds:.2g} runs a second" if done.executed else ""
        print(
            f"{done.finished:,} of {done.planned:,} runs finished, {done.executed:,} of them now in "
            f"{duration(done.seconds)}{rate}. Results in {folder}"
        )
        if done.finished == done.planned:
            print(f"Next: {command_line('compare', folder)}; {command_line('report', folder)}")
    if done.failed:
        note(
            f"{done.failed:,} runs failed: {folder}/failed holds for each why, and the command that repeats it; "
            f"{command_line('retry', folder)} tries them again."
        )
    if done.interrupted:
        note("Interrupted; the same command goes on from here.")
        raise typer.Exit(INTERRUPTED)
    if done.failed:
        raise typer.Exit(SOME_FAILED)
