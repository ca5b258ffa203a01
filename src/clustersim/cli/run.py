"""`run`: simulate one scenario with one seed and write its results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.exit_codes import INTERRUPTED
from clustersim.cli.figures import Dpi, Formats, form_of
from clustersim.cli.files import note_no_difference
from clustersim.cli.options import BackgroundCredit, BackgroundFile, Force, Lang, Quiet, Verbose, background_of
from clustersim.cli.terminal import announce_compilation, format_table, note, show_log
from clustersim.texts import Language, command_line, level, number, say

if TYPE_CHECKING:
    import pandas as pd

    from clustersim.plots import FileForm
    from clustersim.runs.run import Run
    from clustersim.scenario import Scenario
    from clustersim.scenario.background import Background


# what the summary shows: metric, unit, digits
SUMMARY = (
    ("firms", "firms", 0),
    ("jobs", "employees", 0),
    ("cluster_firms", "firms", 0),
    ("cluster_jobs", "employees", 0),
    ("cluster_density", "density", 3),
    ("concentration_m", "ratio", 3),
    ("network_strength", "strength", 3),
    ("connected_share", "share", 3),
    ("ties", "ties", 0),
)


def run(
    source: Annotated[
        str, typer.Argument(help="Name of a shipped scenario, or path of a scenario file.", metavar="SCENARIO")
    ],
    *,
    seed: Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Whole number from which every draw follows.")] = 0,
    ticks: Annotated[int | None, typer.Option(min=0, help="Number of ticks [default: as the scenario says].")] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a value, e.g. policies.networking.intensity=0.5."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results [default: results/SCENARIO/seed-NNNN].")
    ] = None,
    figures: Annotated[bool, typer.Option(help="Draw maps, series and network.")] = True,
    twin: Annotated[bool, typer.Option(help="Run the same seed without policy too, and draw its series.")] = True,
    formats: Formats = None,
    dpi: Dpi = 150,
    background: BackgroundFile = None,
    background_credit: BackgroundCredit = None,
    events: Annotated[bool | None, typer.Option(help="Record events [default: as the scenario says].")] = None,
    metrics: Annotated[
        str | None, typer.Option(help="headline, standard or full measures [default: as the scenario says].")
    ] = None,
    force: Force = False,
    verbose: Verbose = 0,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Simulate a scenario and write its results."""
    from clustersim.runs.files import check_free
    from clustersim.scenario import Scenario

    show_log(verbose)
    wanted = [f"output.metrics={metrics}"] if metrics is not None else []
    scenario = Scenario.load(source, [*(changes or ()), *wanted])
    if not quiet:
        note_no_difference(source, scenario, lang)
    behind = background_of(background, background_credit, scenario)
    folder = out or Path("results") / scenario.name / f"seed-{seed:04d}"
    check_free(folder, force)
    length = scenario.ticks if ticks is None else ticks
    changed = [word for change in [*(changes or ()), *wanted] for word in ("--set", change)]
    recorded = () if events is None else ("--events" if events else "--no-events",)
    done = _simulate(
        scenario,
        seed,
        folder,
        length,
        scenario.output.events if events is None else events,
        command_line("run", source, "--seed", seed, "--ticks", length, *changed, *recorded),
        replace=force,
        quiet=quiet,
        lang=lang,
    )
    drawn = (
        figures
        and done.finished
        and _draw(scenario, done, folder, lang, form_of(formats, dpi), behind, twin=twin, quiet=quiet)
    )
    if not quiet:
        print(_summary(scenario, seed, done, lang))
        print(say(lang, "run.written", folder=folder))
    if not done.finished:
        note(say(lang, "run.interrupted", tick=done.world.tick, folder=folder))
    elif figures and not drawn:
        note(say(lang, "run.figures interrupted", folder=folder))
    if not done.finished or (figures and not drawn):
        raise typer.Exit(INTERRUPTED)


def _simulate(
    scenario: Scenario,
    seed: int,
    folder: Path,
    ticks: int,
    events: bool,
    command: str,
    *,
    replace: bool,
    quiet: bool,
    lang: Language,
) -> Run:
    from clustersim.core.progress import progress_bar
    from clustersim.runs.run import run_scenario

    announce_compilation(quiet, lang)
    with progress_bar(ticks, scenario.name, "tick", quiet) as bar:
        return run_scenario(
            scenario,
            seed,
            folder,
            ticks=ticks,
            events=events,
            metrics=scenario.output.metrics,
            replace=replace,
            progress=lambda _: bar.update(),
            command=command,
        )


def _draw(
    scenario: Scenario,
    done: Run,
    folder: Path,
    lang: Language,
    form: FileForm,
    behind: Background | None,
    *,
    twin: bool,
    quiet: bool,
) -> bool:
    """Draw the figures; return whether Ctrl-C let it come to its end."""
    try:
        import pandas as pd

        from clustersim import plots
        from clustersim.analysis.titles import scenario_title, snapshots_in

        snapshots, series = snapshots_in(done.snapshots, scenario, lang), pd.DataFrame(done.world.series)
        said = _about(scenario, done, lang)
        title = scenario_title(scenario, lang)
        beside = _twin(scenario, done, quiet, lang) if twin and scenario.tasks_on() else None
        plots.save_run_figures(
            snapshots,
            series,
            title,
            folder,
            lang,
            about=said,
            twin=beside,
            closures=done.closures,
            background=behind,
            form=form,
        )
    except KeyboardInterrupt:
        return False
    return True


def _summary(scenario: Scenario, seed: int, done: Run, lang: Language) -> str:
    """Return the state at the start and at the end of the run, side by side."""
    from clustersim.analysis.titles import scenario_title

    first, last = done.world.series[0], done.world.series[-1]
    rows = [
        [say(lang, f"run.{name}"), *(_level(row[name], lang, digits) for row in (first, last)), _unit(unit, lang)]
        for name, unit, digits in SUMMARY
        if name in last
    ]
    cost = sum(row.get("cost", 0.0) for row in done.world.series)
    rows.append([say(lang, "run.cost"), "", _level(cost, lang, 0), _unit("EUR", lang)])
    title = say(
        lang,
        "run.title",
        title=scenario_title(scenario, lang),
        seed=str(seed),
        years=float(last["years"]),
        seconds=done.seconds,
    )
    head = ["", *(say(lang, f"run.{key}") for key in ("start", "end", "unit"))]
    return f"{title}\n{_about(scenario, done, lang)}\n\n{format_table(head, rows)}\n"


def _twin(scenario: Scenario, done: Run, quiet: bool, lang: Language) -> pd.DataFrame:
    """Return the series of the same region and seed without policy."""
    import pandas as pd

    from clustersim.core.progress import progress_bar
    from clustersim.runs.simulate import simulate

    without = scenario.model_copy(update={"policies": {}})
    with progress_bar(done.world.tick, say(lang, "run.twin"), "tick", quiet) as bar:
        look = lambda world: bar.update() if world.tick else None  # noqa: E731
        return pd.DataFrame(simulate(without, done.world.seed, (look,), ticks=done.world.tick, events=False).series)


def _about(scenario: Scenario, done: Run, lang: Language) -> str:
    """Return in a line what was simulated."""
    from clustersim.analysis.titles import about

    return about([scenario], done.world.tick, [done.world.seed], lang, firms=[done.world.series[0]["firms"]])


def _level(value: float, lang: Language, digits: int) -> str:
    return level(value, lang) if digits else number(value, lang, ",.0f")


def _unit(unit: str, lang: Language) -> str:
    return say(lang, f"run.unit.{unit}")
