"""`attribute`: what each task contributed to a mix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.batch import Folder
from clustersim.cli.compare import number
from clustersim.cli.run import Quiet
from clustersim.cli.terminal import format_table

if TYPE_CHECKING:
    import pandas as pd


def attribute(
    folder: Folder,
    metric: Annotated[
        list[str] | None,
        typer.Option(help="Metric of the series, as often as wanted [default: density, network, jobs, cost]."),
    ] = None,
    at: Annotated[
        str,
        typer.Option(
            help="end (mean of the last year), mean (of the whole run), or a tick; costs are always those of the run."
        ),
    ] = "end",
    figures: Annotated[bool, typer.Option(help="Draw the figure.")] = True,
    out: Annotated[Path | None, typer.Option(help="Folder for table and figure [default: DIR/attribution].")] = None,
    quiet: Quiet = False,
) -> None:
    """Say what each task contributed: alone, last, in pairs, and as a fair share (Shapley value)."""
    from clustersim.analysis import attribute as attributing
    from clustersim.analysis.compare import check_versions
    from clustersim.batch.results import load

    results = load(folder)
    check_versions(results)
    found = attributing.attribute(results, metric or attributing.ATTRIBUTED, at)
    into = out or folder / "attribution"
    into.mkdir(parents=True, exist_ok=True)
    found.to_csv(into / "contributions.csv", index=False)
    if not quiet:
        print(contributions_text(found))
    if figures:
        from clustersim import plots

        plots.save_attribution(found, into)
    if not quiet:
        print(f"\nTable{' and figure' if figures else ''} in {into}")


def contributions_text(found: pd.DataFrame) -> str:
    """Return contributions as tables, one a metric, and the strongest pairs."""
    from clustersim.core.frames import records

    lines = ["What each task contributed: mean over seeds [95 % interval]"]
    for metric, rows in found.groupby("metric", sort=False):
        single = rows[rows["kind"].isin(["alone", "last", "shapley"])]
        shapley = rows[rows["kind"] == "shapley"]
        how = (
            ""
            if shapley.empty
            else " (Shapley values exact)"
            if bool(shapley["exact"].all())
            else " (Shapley values estimated from main effects and pairs)"
        )
        lines += ["", f"{metric}{how}"]
        table = [
            [task, *(_cell(part, kind) for kind in ("alone", "last", "shapley"))]
            for task, part in single.groupby("task", sort=False)
        ]
        total = rows[rows["kind"] == "total"]
        if len(total):
            table.append(["all together", "", "", _cell(total, "total")])
        lines.append(
            format_table(
                ["task", "alone", "last (missing when left out)", "fair share (Shapley)"],
                [[str(cell) for cell in row] for row in table],
            )
        )
        pairs = rows[(rows["kind"] == "pair") & ((rows["low"] > 0) | (rows["high"] < 0))]
        strongest = pairs.reindex(pairs["value"].abs().sort_values(ascending=False).index).head(5)
        lines += [
            f"  {row.task}: {number(row.value)} beyond the sum of both alone [{number(row.low)}, {number(row.high)}]"
            for row in records(strongest)
        ]
    return "\n".join(lines)


def _cell(rows: pd.DataFrame, kind: str) -> str:
    found = rows[rows["kind"] == kind]
    if found.empty:
        return "-"
    row = found.iloc[0]
    return f"{number(row['value'])} [{number(row['low'])}, {number(row['high'])}]"
