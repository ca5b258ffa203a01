"""`optimise`: the best mixes of tasks for a budget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.batch import Bar, Processes, engine_maker
from clustersim.cli.exit_codes import INTERRUPTED
from clustersim.cli.run import Quiet
from clustersim.cli.terminal import announce_compilation, format_table, note

if TYPE_CHECKING:
    from clustersim.analysis.optimise import Found


def optimise(
    source: Annotated[
        str, typer.Argument(help="Name of a shipped scenario, or path of a scenario file.", metavar="SCENARIO")
    ],
    budget: Annotated[float, typer.Option(min=1, help="EUR a year for all tasks together.")],
    trials: Annotated[int, typer.Option(min=1, help="Mixes to try.")] = 240,
    seeds: Annotated[int, typer.Option(min=1, help="Seeds on which each is judged.")] = 4,
    fresh: Annotated[int, typer.Option(min=2, help="Seeds on which the best are executed again.")] = 12,
    points: Annotated[int, typer.Option(min=1, help="Points of the ranges of the assumptions.")] = 24,
    ticks: Annotated[int | None, typer.Option(min=4, help="Length of a run [default: as the scenario says].")] = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a value of the scenario.")
    ] = None,
    processes: Processes = 0,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results [default: results/optimise-SCENARIO].")
    ] = None,
    figures: Annotated[bool, typer.Option(help="Draw the figure.")] = True,
    quiet: Quiet = False,
) -> None:
    """Search for the mixes that bring most density and network strength for least money.

    Over tasks, intensities, timing and regime. The best are executed again on fresh seeds, since what a search finds is
    partly luck, and over the ranges of the assumptions. The same command goes on after an interruption.
    """
    from clustersim.scenario import Scenario

    scenario = Scenario.load(source, changes or ())
    announce_compilation(quiet)
    from clustersim.analysis.optimise import Search
    from clustersim.analysis.optimise import optimise as search_for

    folder = out or Path("results") / f"optimise-{scenario.name}"
    search = Search(scenario, budget, scenario.ticks if ticks is None else ticks, trials, seeds, fresh, points)
    bar = Bar(f"optimise {scenario.name}", quiet, "mix")
    try:
        found = search_for(search, folder, engine_maker("local", processes), bar.progress())
    except KeyboardInterrupt:
        note("Interrupted; the same command goes on from here.")
        raise typer.Exit(INTERRUPTED) from None
    finally:
        bar.close()
    if figures:
        from clustersim import plots

        plots.save_front(found.front, scenario.title or scenario.name, budget, folder)
    if not quiet:
        print(found_text(found, budget))
        print(f"\nTables, figure and a scenario file of each mix in {folder}")


def found_text(found: Found, budget: float) -> str:
    """Return front, optimism and chances as text."""
    from clustersim.core.frames import records
    from clustersim.metrics.registry import HEADLINE

    front = found.front
    lines = [
        f"{found.trials:,} mixes tried at {budget:,.0f} EUR a year; of these no other beats the following "
        "(change in %, 95 % interval on fresh seeds)"
    ]
    rows = [
        [
            row.mix,
            f"{row.cost / 1e6:.2f}",
            _cell(row, "cluster_density"),
            _cell(row, "network_strength"),
            row.regime,
            row.what,
        ]
        for row in records(front)
    ]
    lines.append(format_table(["mix", "million EUR", "cluster density", "network strength", "regime", "tasks"], rows))
    for metric in HEADLINE:
        lines.append(
            f"optimism of the search, {metric}: {front[f'optimism_{metric}'].mean():+.2f} percentage points on average"
        )
    points = int(found.best["points"].iloc[0])
    lines += ["", f"How often a mix is best over {points} points of the assumptions (share of points)"]
    table = [
        [row.mix, f"{row.best_density:.2f}", f"{row.best_strength:.2f}", f"{row.best_both:.2f}"]
        for row in records(found.best)
    ]
    return "\n".join([*lines, format_table(["mix", "density", "strength", "both"], table)])


def _cell(row: object, metric: str) -> str:
    mean, low, high = (getattr(row, f"{kind}_{metric}") for kind in ("fresh", "low", "high"))
    return f"{mean:+.1f} [{low:+.1f}, {high:+.1f}]"
