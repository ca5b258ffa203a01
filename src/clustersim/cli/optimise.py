"""`optimise`: the best mixes of tasks for a budget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.batch import Bar, Processes, engine_maker
from clustersim.cli.exit_codes import INTERRUPTED
from clustersim.cli.run import Quiet
from clustersim.cli.terminal import Lang, announce_compilation, format_table, note
from clustersim.texts import Language, interval, number, say

if TYPE_CHECKING:
    from clustersim.analysis.optimise import Found


def optimise(
    source: Annotated[
        str, typer.Argument(help="Name of a shipped scenario, or path of a scenario file.", metavar="SCENARIO")
    ],
    *,
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
    lang: Lang = "en",
) -> None:
    """Search for the mixes that bring most density and network strength for least money.

    Over tasks, intensities, timing and regime. The best are executed again on fresh seeds, since what a search finds is
    partly luck, and over the ranges of the assumptions. The same command goes on after an interruption.
    """
    from clustersim.scenario import Scenario

    scenario = Scenario.load(source, changes or ())
    announce_compilation(quiet, lang)
    from clustersim.analysis.optimise import Search
    from clustersim.analysis.optimise import optimise as search_for

    folder = out or Path("results") / f"optimise-{scenario.name}"
    search = Search(scenario, budget, scenario.ticks if ticks is None else ticks, trials, seeds, fresh, points)
    bar = Bar(f"optimise {scenario.name}", quiet, "mix")
    try:
        found = search_for(search, folder, engine_maker("local", processes), bar.progress())
    except KeyboardInterrupt:
        note(say(lang, "optimise.interrupted"))
        raise typer.Exit(INTERRUPTED) from None
    finally:
        bar.close()
    if figures:
        from clustersim import plots
        from clustersim.analysis.titles import scenario_title

        plots.save_front(found.front, scenario_title(scenario, lang), budget, folder, lang)
    if not quiet:
        print(found_text(found, budget, lang))
        print("\n" + say(lang, "optimise.written", folder=folder))


def found_text(found: Found, budget: float, lang: Language = "en") -> str:
    """Return front, optimism and chances as text."""
    from clustersim.analysis.optimise import describe
    from clustersim.cli.compare import metric_name
    from clustersim.core.frames import records
    from clustersim.metrics.registry import HEADLINE

    front = found.front
    lines = [say(lang, "optimise.title", trials=found.trials, budget=budget)]
    rows = [
        [
            row.mix,
            number(row.cost / 1e6, lang, ".2f"),
            _cell(row, "cluster_density", lang),
            _cell(row, "network_strength", lang),
            row.regime if lang == "en" else say(lang, f"regime.{row.regime}"),
            describe(found.params[str(row.mix)], lang),
        ]
        for row in records(front)
    ]
    head = [say(lang, f"optimise.{key}") for key in ("mix", "cost", "density", "strength", "regime", "tasks")]
    lines.append(format_table(head, rows))
    for metric in HEADLINE:
        points = float(front[f"optimism_{metric}"].mean())
        lines.append(say(lang, "optimise.optimism", metric=metric_name(metric, lang), points=points))
    lines += ["", say(lang, "optimise.best", points=int(found.best["points"].iloc[0]))]
    table = [
        [row.mix, *(number(share, lang, ".2f") for share in (row.best_density, row.best_strength, row.best_both))]
        for row in records(found.best)
    ]
    head = [say(lang, "optimise.mix"), *(say(lang, f"optimise.best {key}") for key in ("density", "strength", "both"))]
    return "\n".join([*lines, format_table(head, table)])


def _cell(row: object, metric: str, lang: Language) -> str:
    mean, low, high = (getattr(row, f"{kind}_{metric}") for kind in ("fresh", "low", "high"))
    return f"{number(mean, lang, '+.1f')} {interval(low, high, lang, '+.1f')}"
