"""`schedule`: the phases of a tick in their order, what each reads, writes and draws, and how long it takes."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from clustersim.cli.options import Json
from clustersim.cli.terminal import announce_compilation, paragraph


def schedule(
    source: Annotated[
        str,
        typer.Argument(help="Scenario that is timed: name of a shipped one, or path of a file.", metavar="[SCENARIO]"),
    ] = "baseline",
    timed: Annotated[
        bool, typer.Option("--time/--no-time", help="Time the phases: median of 20 ticks of about 1,000 firms.")
    ] = True,
    as_json: Json = False,
) -> None:
    """List the phases of a tick in their order: what each reads, writes and draws, and its time in a short run."""
    from clustersim.phases.schedule import schedule_of
    from clustersim.runs.phase_accounts import TICKS, account_of, time_schedule
    from clustersim.scenario import Scenario

    scenario = Scenario.load(source)
    rows: list[dict[str, Any]] = [dict(account_of(phase)._asdict()) for phase in schedule_of(scenario)]
    heading = ""
    if timed:
        announce_compilation(as_json)
        firms, total, by_phase = time_schedule(scenario)
        for row, spent in zip(rows, by_phase, strict=True):
            row["ms"] = round(spent, 4)
        heading = f"{total:.2f} ms a tick, median of {TICKS} ticks of {scenario.name} with {firms:,} firms\n"
    print(json.dumps(rows, indent=2, ensure_ascii=False) if as_json else f"{heading}\n{_text(rows)}".strip())


def _text(rows: list[dict[str, Any]]) -> str:
    lines: list[str] = []
    for number, row in enumerate(rows, 1):
        lines.append(f"{number}. {row['name']}" + (f"  {row['ms']:.3f} ms" if "ms" in row else ""))
        lines.append(paragraph(row["purpose"]))
        lines += [paragraph(f"{name}: {row[name]}") for name in ("reads", "writes", "draws", "events")]
        lines.append("")
    return "\n".join(lines).rstrip()
