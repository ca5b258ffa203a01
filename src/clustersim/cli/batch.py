"""`plan`, `batch`, `retry`, `status`, `verify`: experiments with many runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from clustersim.cli.exit_codes import INTERRUPTED, SOME_FAILED
from clustersim.cli.run import Quiet, Verbose
from clustersim.cli.terminal import (
    Lang,
    ProgressBar,
    announce_compilation,
    format_table,
    note,
    progress_bar,
    show_log,
)
from clustersim.errors import InputError, Problem
from clustersim.texts import Language, command_line, number, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustersim.batch.driver import Engine, Others, Progress, Summary
    from clustersim.batch.execute import Workload
    from clustersim.batch.plan import Plan

RESULTS = Path("results")

PlanArgument = Annotated[str, typer.Argument(help="Name of a shipped plan, or path of a plan file.", metavar="PLAN")]
Folder = Annotated[Path, typer.Argument(help="Folder of a batch, as results/nine-tasks.", metavar="DIR")]
Processes = Annotated[int, typer.Option("--processes", "-j", min=0, help="Processes; 0 is one per core.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the results [default: results/NAME].")]


def plan(
    source: Annotated[
        str | None, typer.Argument(help="Name of a shipped plan, or path of a plan file.", metavar="[PLAN]")
    ] = None,
    processes: Processes = 0,
    arms: Annotated[bool, typer.Option(help="List all arms, however many.")] = False,
    lang: Lang = "en",
) -> None:
    """Show what a plan would do: arms, runs, estimated time and disk. Without a PLAN, list the shipped plans."""
    if source is None:
        _list_plans(lang)
        return
    from clustersim.batch.plan_file import load_plan

    found = load_plan(source)
    runs = len({run.id for run in found.runs()})
    print("\n".join([*_texts(found, lang), ""]))
    _print_arms(found, lang, everything=arms)
    counts = say(lang, "plan.size", arms=len(found.arms), runs=runs, ticks=found.ticks, kept=_kept(found, lang))
    print(f"\n{counts}")
    if found.replication:
        more = found.replication
        metrics, width = ", ".join(more.metrics), 100 * more.half_width
        print(say(lang, "plan.replication", step=more.step, most=more.most, metrics=metrics, width=width))
    if warning := few_seeds_text(found, lang):
        print(warning)
    announce_compilation(lang=lang)
    from clustersim.batch.estimate import estimate

    seconds, size, workers = estimate(found, processes)
    key, disk = "plan.estimate one" if workers == 1 else "plan.estimate", _bytes(size, lang)
    print(say(lang, key, time=duration(seconds, lang), processes=workers, size=disk))


def _texts(found: Plan, lang: Language) -> tuple[str, str]:
    """Return title and question of a plan."""
    german = lang == "de"
    return (found.title_de if german else "") or found.title, (found.question_de if german else "") or found.question


def few_seeds_text(found: Plan, lang: Language = "en") -> str:
    """Return a line that says that the seeds of a plan are too few for verdicts on its arms; empty if they suffice."""
    from clustersim.batch.seeds_needed import SIZE, few_seeds

    few = few_seeds(found)
    if few is None:
        return ""
    key = "plan.points" if few.points else "plan.one seed" if few.seeds < 2 else "plan.few seeds"
    return say(lang, key, seeds=few.seeds, effects=few.effects, size=few.size, needed=few.needed, wanted=SIZE)


def _list_plans(lang: Language) -> None:
    from clustersim.batch.plan_file import load_plan, shipped_plans

    rows = [
        [name, number(len(found.arms), lang, ","), number(len(found.runs()), lang, ","), _texts(found, lang)[1]]
        for name in shipped_plans()
        for found in [load_plan(name)]
    ]
    print(format_table([say(lang, f"plan.{key}") for key in ("plan", "arms", "runs", "question")], rows))


def _print_arms(found: Plan, lang: Language, *, everything: bool) -> None:
    from clustersim.analysis.titles import arm_title

    shown = found.arms if everything or len(found.arms) <= 24 else found.arms[:20]
    seeds = {arm.name: found.seeds_of(arm) for arm in found.arms}
    rows = [
        [
            arm.name,
            arm.baseline or "-",
            str(len(seeds[arm.name])),
            arm.title or _settings(arm.settings, lang) if lang == "en" else arm_title(arm, lang),
        ]
        for arm in shown
    ]
    print(format_table([say(lang, f"plan.{key}") for key in ("arm", "against", "seeds", "what")], rows))
    if len(shown) < len(found.arms):
        print(say(lang, "plan.more", count=len(found.arms) - len(shown)))


def _settings(settings: tuple[tuple[str, object], ...], lang: Language) -> str:
    if settings and all(value in (0, 1) for _, value in settings):
        return ", ".join(name for name, value in settings if value) or say("en", "plan.no task")
    from clustersim.analysis.sweeps import short_key
    from clustersim.analysis.titles import setting_value

    named = [f"{short_key(name)} = {setting_value(value, lang)}" for name, value in settings[:6]]
    return ", ".join(named) + (" ..." if len(settings) > 6 else "")


def _kept(found: Plan, lang: Language) -> str:
    kept = ["series", *(name for name in ("firms", "ties", "events") if getattr(found.outputs, name))]
    if found.outputs.metrics != "headline":
        kept.append(say(lang, "plan.measures", set=found.outputs.metrics))
    return ", ".join(kept)


def duration(seconds: float, lang: Language = "en") -> str:
    """Return a time as a person says it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{number(seconds / 3600, lang, '.1f')} h"


def _bytes(size: float, lang: Language = "en") -> str:
    return f"{number(size / 1e6, lang, '.1f')} MB" if size < 1e9 else f"{number(size / 1e9, lang, '.1f')} GB"


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
    from clustersim.batch.plan_file import load_plan

    found = load_plan(source)
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
    from clustersim.batch.store import read_manifest, read_plan

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
) -> Summary:
    """Run what is missing of a plan, with a bar; `again` tries what failed before."""
    announce_compilation(quiet)
    from clustersim.batch.driver import run_batch

    bar = Bar(found.name, quiet)
    try:
        return run_batch(found, folder, make, others=others, retry=again, progress=bar.progress())
    finally:
        bar.close()


class Bar:
    """One bar with rate, time left and failures; without a terminal a line every ten percent."""

    def __init__(self, name: str, quiet: bool, unit: str = "run") -> None:
        self.name, self.quiet, self.unit = name, quiet, unit
        self.bar: ProgressBar | None = None

    def progress(self) -> Progress:
        """Return what a batch tells this bar."""
        from clustersim.batch.driver import Progress

        return Progress(self.begin, self.step, self.say)

    def begin(self, total: int, done: int) -> None:
        """Show a bar for `total` units, of which `done` were finished before."""
        self.close()
        unit = f"{self.unit}{'' if total == 1 else 'es' if self.unit.endswith('x') else 's'}"
        note(f"{total:,} {unit}, {done:,} of them finished before." if done else f"{total:,} {unit}.", self.quiet)
        self.bar = progress_bar(total, self.name, self.unit, self.quiet, done)

    def step(self, failed: int) -> None:
        """Count one unit more, and the failures so far."""
        if self.bar is not None:
            if failed:
                self.bar.set_postfix(refresh=False, failed=failed)
            self.bar.update()

    def say(self, text: str) -> None:
        """Say something beside the bar."""
        note(text, self.quiet)

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.close()


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


def status(folder: Folder, lang: Lang = "en") -> None:
    """Say how far a batch is, arm by arm."""
    from clustersim.analysis.titles import arm_title
    from clustersim.batch.plan_file import plan_source
    from clustersim.batch.results import load

    found = load(folder)
    frame = found.runs if found.manifest.counts.get("finished") or found.journal_runs else None
    done = {} if frame is None else frame.groupby("arm").size().to_dict()
    failed, planned = set(found.failed), found.plan.runs()
    rows, open_arms, finished = [], [], 0
    for arm in found.plan.arms:
        runs = [run for run in planned if run.arm == arm.name]
        finished += done.get(arm.name, 0)
        name = arm.name if lang == "en" else arm_title(arm, lang)
        state = say(lang, "status.of", done=done.get(arm.name, 0), planned=len(runs))
        rows.append([name, state, str(sum(run.id in failed for run in runs))])
        if done.get(arm.name, 0) != len(runs):
            open_arms.append(rows[-1])
    shown = rows if len(rows) <= 24 else open_arms[:24]
    if shown:
        print(format_table([say(lang, key) for key in ("plan.arm", "status.finished", "status.failed")], shown) + "\n")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    versions = sorted(set() if frame is None else set(frame["fingerprint"]))
    print(
        say(
            lang,
            "status.state",
            title=_texts(found.plan, lang)[0],
            finished=finished,
            planned=len(planned),
            failed=len(failed),
            size=_bytes(size, lang),
            versions=", ".join(versions) or "-",
        )
    )
    if finished < len(planned):
        command = command_line("batch", plan_source(found.plan, folder), "--out", folder)
        print(say(lang, "status.go on", command=command))


def verify(folder: Folder) -> None:
    """Recompute the hashes of all stored results and name what is damaged."""
    from clustersim.batch.verify import verify as check

    found = check(folder)
    for problem in found.problems:
        print(problem, file=sys.stderr)
    print(
        f"{found.runs:,} runs in {found.parts:,} parts and the journal: "
        f"{'all sound' if not found.problems else f'{len(found.problems)} problems'}"
    )
    if found.problems:
        print(
            "What is sound stays usable; the same `clustersim batch` executes the damaged runs again.", file=sys.stderr
        )
        raise typer.Exit(SOME_FAILED)
