"""`compare`: what the arms of a batch did against their baselines."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.batch import Folder
from clustersim.cli.run import Quiet
from clustersim.cli.terminal import format_table, note

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from clustersim.analysis.compare import Effect
    from clustersim.batch.results import Results

MOST_ROWS = 40


def compare(
    folder: Folder,
    baseline: Annotated[
        str | None, typer.Option(help="Arm to compare with [default: each arm's own, as the plan says].")
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(help="Metric of the series, as often as wanted [default: density, network, jobs]."),
    ] = None,
    at: Annotated[str, typer.Option(help="end (mean of the last year), mean (of the whole run), or a tick.")] = "end",
    unpaired: Annotated[
        bool, typer.Option("--unpaired", help="Compare arms that share no seeds as independent samples.")
    ] = False,
    mixed: Annotated[bool, typer.Option("--mixed", help="Compare runs of different versions of the model.")] = False,
    figures: Annotated[bool, typer.Option(help="Draw the figures.")] = True,
    out: Annotated[Path | None, typer.Option(help="Folder for tables and figures [default: DIR/comparison].")] = None,
    quiet: Quiet = False,
) -> None:
    """Compare arms by paired seeds: effects, intervals, verdicts, jobs, costs.

    Writes CSV tables and figures beside the results, and replaces those of an earlier comparison.
    """
    from clustersim.analysis import compare as comparing
    from clustersim.batch.results import load

    results = load(folder)
    if not mixed:
        comparing.check_versions(results)
    effects = comparing.compare(results, metric or comparing.METRICS, baseline, at, paired=not unpaired)
    into = out or folder / "comparison"
    write_tables(effects, results, into, baseline, paired=not unpaired)
    if not quiet:
        print(effects_text(effects))
        print(_jobs_text(into))
    if figures and not unpaired:
        from clustersim import plots

        plots.save_batch_figures(results, effects, into)
    if not quiet:
        print(f"\nTables{' and figures' if figures and not unpaired else ''} in {into}")
        _say_missing(results)


def write_tables(
    effects: Sequence[Effect], results: Results, into: Path, baseline: str | None = None, *, paired: bool = True
) -> None:
    """Write the tables of a comparison into a folder; those of an earlier one are replaced."""
    from clustersim.analysis.compare import effects_table
    from clustersim.analysis.jobs import jobs_table, who_gains
    from clustersim.analysis.points import over_points

    into.mkdir(parents=True, exist_ok=True)
    effects_table(effects).to_csv(into / "effects.csv", index=False)
    for name in ("jobs", "who", "points"):
        (into / f"{name}.csv").unlink(missing_ok=True)
    if not paired:
        return
    jobs_table(results, baseline).to_csv(into / "jobs.csv", index=False)
    if results.plan.outputs.firms:
        who_gains(results, baseline).to_csv(into / "who.csv", index=False)
    points = over_points(results, effects)
    if len(points):
        points.to_csv(into / "points.csv", index=False)


def effects_text(effects: Sequence[Effect], most: int = MOST_ROWS) -> str:
    """Return effects as tables, one a metric; of very many arms those with the largest effects."""
    first = effects[0]
    when = {"end": "mean of the last year", "mean": "mean of the run"}.get(first.at, f"tick {first.at}")
    lines = [f"Paired differences by seed, {when}; 95 % intervals; p adjusted for {len(effects)} effects (Holm)"]
    for metric in dict.fromkeys(effect.metric for effect in effects):
        rows = [effect for effect in effects if effect.metric == metric]
        shown = sorted(rows, key=lambda effect: -abs(effect.difference))[:most] if len(rows) > most else rows
        lines += ["", f"{metric}" + (f" (the {most} largest of {len(rows)})" if len(rows) > most else "")]
        table = [
            [
                effect.arm,
                number(effect.base),
                f"{effect.difference:+.4g}",
                f"[{effect.low:+.4g}, {effect.high:+.4g}]",
                percent(effect.percent),
                f"{effect.p_holm:.2g}",
                str(effect.seeds),
                number(effect.visible_after),
                _times(effect.variance_ratio),
                f"{effect.cost / 1e6:.2f}",
                effect.verdict,
            ]
            for effect in shown
        ]
        lines.append(
            format_table(
                [
                    "arm",
                    "baseline",
                    "difference",
                    "95 % interval",
                    "%",
                    "p",
                    "seeds",
                    "seen after",
                    "pairing",
                    "million EUR",
                    "verdict",
                ],
                table,
            )
        )
    lines.append(
        "\nseen after: years until the effect is there for good; pairing: times as many seeds independent runs "
        "would need"
    )
    kept = [effect for effect in effects if not math.isnan(effect.persistence)]
    lines += [
        f"after the stop of {effect.arm}, {100 * effect.persistence:.0f} % of its effect on {effect.metric} is "
        "left at the end"
        for effect in kept
    ]
    return "\n".join(lines)


def number(value: float) -> str:
    """Return a number with four digits."""
    return "-" if math.isnan(value) else f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _times(value: float) -> str:
    return "-" if math.isnan(value) or math.isinf(value) else f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def percent(value: float) -> str:
    """Return a percentage with its sign."""
    return "-" if math.isnan(value) else f"{value:+.1f}"


def _jobs_text(into: Path) -> str:
    import pandas as pd

    from clustersim.analysis.jobs import SHOWN

    path = into / "jobs.csv"
    if not path.exists():
        return ""
    table: pd.DataFrame = pd.read_csv(path)
    wide = table.pivot(index="arm", columns="what", values="mean").reindex(table["arm"].unique())
    columns = list(SHOWN)
    if len(wide) > MOST_ROWS:
        return "\nJobs and prices of all arms: jobs.csv"
    rows = [[str(arm), *(number(float(row[column])) for column in columns)] for arm, row in wide.iterrows()]
    return "\nJobs and prices at the end (intervals in jobs.csv; - where no gain is seen), EUR\n" + format_table(
        ["arm", *columns], rows
    )


def _say_missing(results: Results) -> None:
    done, planned = len(results.runs), len(results.plan.runs())
    if done < planned:
        note(f"{done:,} of {planned:,} runs are finished; `clustersim status` says which.")
