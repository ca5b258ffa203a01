"""`optimise`: the best mixes of tasks for a budget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.batch import engine_maker
from clustersim.cli.exit_codes import INTERRUPTED
from clustersim.cli.figures import Dpi, Formats, form_of
from clustersim.cli.options import Lang, Processes, Quiet
from clustersim.cli.progress import Bar
from clustersim.cli.terminal import announce_compilation, duration, format_table, note
from clustersim.texts import Language, interval, millions, number, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from clustersim.analysis.front import FrontRow
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
    formats: Formats = None,
    dpi: Dpi = 150,
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
    from clustersim.analysis.optimise import expected
    from clustersim.analysis.optimise import optimise as search_for
    from clustersim.analysis.search import Search

    folder = out or Path("results") / f"optimise-{scenario.name}"
    search = Search(scenario, budget, scenario.ticks if ticks is None else ticks, trials, seeds, fresh, points)
    if not quiet:
        seconds, runs, count = expected(search, folder, processes)
        key = "optimise.estimate one" if count == 1 else "optimise.estimate"
        print(say(lang, key, time=duration(seconds, lang), runs=runs, processes=count), flush=True)
    bar = Bar(f"optimise {scenario.name}", quiet, "mix", lang)
    try:
        found = search_for(search, folder, engine_maker("local", processes), bar.progress(), lang)
    except KeyboardInterrupt:
        note(say(lang, "optimise.interrupted"))
        raise typer.Exit(INTERRUPTED) from None
    finally:
        bar.close()
    if figures:
        from clustersim import plots
        from clustersim.analysis.titles import about
        from clustersim.scenario.titles import region_name

        said = about([scenario], search.ticks, range(fresh), lang)
        names, region, form = mix_names(found, lang), region_name(scenario, lang), form_of(formats, dpi)
        plots.save_front(found.front, names, region, budget, folder, lang, about=said, form=form)
    if not quiet:
        print(found_text(found, budget, lang))
        print("\n" + say(lang, "optimise.written", folder=folder))


def mix_names(found: Found, lang: Language = "en") -> dict[str, str]:
    """Return what each mix is called: its tasks with their intensities, and its regime."""
    from clustersim.analysis.mixes import describe

    return {str(mix): describe(found.params.get(str(mix), {}), lang) for mix in found.front["mix"]}


def found_text(found: Found, budget: float, lang: Language = "en") -> str:
    """Return front, optimism and chances as text."""
    from clustersim.cli.compare import metric_name
    from clustersim.core.frames import records
    from clustersim.metrics.registry import HEADLINE

    front, names = found.front, mix_names(found, lang)
    offered = front[front["beaten_by"] == ""]
    lines = [say(lang, "optimise.title", trials=found.trials, budget=budget)]
    rows = [[str(row.number), *_numbers(row, lang), names[str(row.mix)]] for row in records(offered)]
    head = [
        say(lang, f"optimise.{key}") for key in ("number", "cost", "density", "strength", "gain", "regime", "tasks")
    ]
    lines += [format_table(head, rows), *_beaten(front, names, lang)]
    if len(front) == 1:
        return "\n".join([*lines, "", say(lang, "optimise.only nothing")])
    lines.append("")
    for metric in HEADLINE:
        points = float(front[f"optimism_{metric}"].mean())
        lines.append(say(lang, "optimise.optimism", metric=metric_name(metric, lang), points=points))
    return "\n".join([*lines, *_chances(found, names, lang)])


def _numbers(row: FrontRow, lang: Language) -> list[str]:
    """Return cost, effects, whether a gain was seen, and regime of a mix."""
    nothing = row.mix == "none"
    effects = ["0", "0"] if nothing else [_cell(row, name, lang) for name in ("cluster_density", "network_strength")]
    gain = "–" if nothing else say(lang, "optimise.gain seen" if row.gain_seen else "optimise.gain open")
    regime = "–" if nothing else str(row.regime) if lang == "en" else say(lang, f"regime.{row.regime}")
    return [millions(row.cost, lang), *effects, gain, regime]


def _beaten(front: pd.DataFrame, names: Mapping[str, str], lang: Language) -> Iterator[str]:
    """Yield which mixes of the search did not last on fresh seeds, and what beats them."""
    from clustersim.core.frames import records

    gone = front[front["beaten_by"] != ""]
    if len(gone):
        yield "\n" + say(lang, "optimise.beaten")
    for row in records(gone):
        better, cost = names[str(row.beaten_by)], millions(row.cost, lang)
        yield "  " + say(lang, "optimise.beaten by", mix=names[str(row.mix)], cost=cost, better=better)


def _chances(found: Found, names: Mapping[str, str], lang: Language) -> Iterator[str]:
    """Yield how often each mix is best over the assumptions, if any was judged."""
    from clustersim.core.frames import records

    points = int(found.best["points"].iloc[0])
    if not points:
        return
    yield "\n" + say(lang, "optimise.best", points=points)
    table = [
        [
            *(number(share, lang, ".2f") for share in (row.best_density, row.best_strength, row.best_both)),
            names[str(row.mix)],
        ]
        for row in records(found.best)
    ]
    head = [*(say(lang, f"optimise.best {key}") for key in ("density", "strength", "both")), say(lang, "optimise.mix")]
    yield format_table(head, table)


def _cell(row: FrontRow, metric: str, lang: Language) -> str:
    mean, low, high = (getattr(row, f"{kind}_{metric}") for kind in ("fresh", "low", "high"))
    return f"{number(mean, lang, '+.1f')} {interval(low, high, lang, '+.1f')}"
