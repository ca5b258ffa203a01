"""`why`: the chain of causes behind a tie or a firm, and what has no counterpart in the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.batch import Folder
from clustersim.cli.terminal import format_table
from clustersim.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.analysis.why import Link, ToldRun

SHOWN = 12


def why(
    folder: Folder,
    name: Annotated[str, typer.Argument(help="ARM:SEED, or ARM for its first seed.", metavar="RUN")],
    keys: Annotated[
        list[str] | None,
        typer.Argument(
            help="One key: a firm. Two keys: the tie between them. None: what has no counterpart.",
            metavar="[KEY [KEY]]",
        ),
    ] = None,
) -> None:
    """Say why a tie or a firm is there, or what has no counterpart in the baseline.

    Needs a batch whose plan keeps events (outputs.events = true). Keys stand in the tables firms, ties and events.
    """
    from clustersim.analysis import why as asking
    from clustersim.batch.results import load

    chosen = keys or []
    if len(chosen) > 2:
        raise InputError([Problem("", 0, "KEY", "at most two keys: one for a firm, two for the tie between them")])
    run = asking.read_run(load(folder), name)
    if not chosen:
        print(_counterparts(run))
    else:
        chain = asking.why_firm(run, chosen[0]) if len(chosen) == 1 else asking.why_tie(run, *chosen)
        print(chain_text(chain, run))


def _counterparts(run: ToldRun) -> str:
    from clustersim.analysis import why as asking
    from clustersim.core.frames import records

    table = asking.counterparts(run)
    rows = [[str(value) for value in row] for row in records(table)]
    only = table[table["only here"] > 0]
    lines = [
        f"{run.arm}, seed {run.seed}, against its baseline: events with and without counterpart",
        format_table(list(table.columns), rows),
    ]
    if only.empty:
        return "\n".join([*lines, "", "Every event has a counterpart: the two runs are the same."])
    first = asking.first_difference(run)
    lines += ["", f"The first difference is in year {float(first['tick'].iloc[0]) * run.tick_years:g}:"]
    lines += [
        f"  {row.event} ({row.cause}) {_named(run, str(row.actor))} {_named(run, str(row.other))}".rstrip()
        for row in records(first.head(SHOWN))
    ]
    ties = run.events[run.events["event"] == "tie_formed"]
    new = [row for row in records(ties) if asking.known(run, row) is False]
    if new:
        lines += ["", f"To follow one: clustersim why DIR {run.arm}:{run.seed} {new[-1].actor} {new[-1].other}"]
    return "\n".join(lines)


def _named(run: ToldRun, key: str) -> str:
    return run.tasks.get(key, key)


def chain_text(chain: Sequence[Link], run: ToldRun) -> str:
    """Return a chain as indented lines, each with its year and whether the baseline has it."""
    said = {True: "also in the baseline", False: "NOT in the baseline", None: ""}
    width = max(len(link.text) + 4 * link.depth for link in chain)
    lines = [f"{run.arm}, seed {run.seed}"]
    lines += [
        f"year {link.years:6.2f}  {'    ' * link.depth + link.text:<{width}}  {said[link.in_baseline]}".rstrip()
        for link in chain
    ]
    return "\n".join(lines)
