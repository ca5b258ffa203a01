"""`why`: the chain of causes behind a tie or a firm, and what has no counterpart in the baseline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.options import Lang
from clustersim.cli.terminal import announce_compilation, format_table, note
from clustersim.errors import InputError, Problem
from clustersim.texts import Language, command_line, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.analysis.chains import Link
    from clustersim.analysis.told_run import ToldRun

SHOWN = 12


def why(
    folder: Annotated[Path, typer.Argument(help="Folder of a batch, or of a single run.", metavar="DIR")],
    name: Annotated[
        str | None,
        typer.Argument(help="Of a batch: ARM:SEED, or ARM for its first seed. Left out for a run.", metavar="[RUN]"),
    ] = None,
    keys: Annotated[
        list[str] | None,
        typer.Argument(
            help="One key: a firm. Two keys: the tie between them. None: what has no counterpart.",
            metavar="[KEY [KEY]]",
        ),
    ] = None,
    lang: Lang = "en",
) -> None:
    """Say why a tie or a firm is there, or what has no counterpart in the baseline.

    Needs a batch whose plan keeps events (outputs.events = true), or a run with events; a run is compared with its
    twin without policy, which is run if it is not there. Keys stand in the tables firms, ties and events.
    """
    from clustersim.analysis.chains import why_firm, why_tie
    from clustersim.analysis.run_twin import is_run
    from clustersim.analysis.told_run import read_run
    from clustersim.batch.results import load

    single = is_run(folder)
    chosen = ([name] if name and single else []) + (keys or [])
    if len(chosen) > 2:
        raise InputError([Problem("", 0, "KEY", "at most two keys: one for a firm, two for the tie between them")])
    if not single and not name:
        arms = ", ".join(arm.name for arm in load(folder).plan.arms[:SHOWN])
        raise InputError([Problem("", 0, "RUN", f"is missing: an arm of the batch, or ARM:SEED; arms: {arms}")])
    run = _beside_twin(folder, bool(chosen), lang) if single else read_run(load(folder), name or "", lang)
    if not chosen:
        print(_counterparts(run, (folder,) if single else (folder, f"{run.arm}:{run.seed}")))
    else:
        chain = why_firm(run, chosen[0]) if len(chosen) == 1 else why_tie(run, *chosen)
        print(chain_text(chain, run))


def _beside_twin(folder: Path, follows: bool, lang: Language) -> ToldRun:
    """Return the run of a folder with its twin, and say which that is; `follows` if a chain is asked for."""
    from clustersim.analysis.run_twin import read_beside_twin

    announce_compilation(lang=lang)
    found = read_beside_twin(folder, lang)
    if found.twin is not None:
        note(say(lang, "why.twin run" if found.made_now else "why.twin found", folder=found.twin))
    elif follows:
        note(say(lang, "why.no policy"))
    else:
        message = f"{say('en', 'why.no policy')} With the key of a firm: what became of it"
        raise InputError([Problem(str(folder), 0, "", message)])
    return found.told


def _counterparts(run: ToldRun, address: tuple[object, ...]) -> str:
    from clustersim.analysis.why import counterparts, first_difference
    from clustersim.core.frames import records

    table = counterparts(run)
    rows = [[_code(run, row[0]), _code(run, row[1]), *map(str, row[2:])] for row in records(table)]
    only = table[table["only here"] > 0]
    lines = [
        run.told("counterparts", arm=run.title, seed=str(run.seed)),
        format_table([run.told(str(name)) for name in table.columns], rows),
    ]
    if only.empty:
        return "\n".join([*lines, "", run.told("same")])
    first = first_difference(run)
    lines += ["", run.told("first", year=float(first["tick"].iloc[0]) * run.tick_years)]
    lines += [
        f"  {_code(run, row.event)} ({_code(run, row.cause)}) {_named(run, str(row.actor))} "
        f"{_named(run, str(row.other))}".rstrip()
        for row in records(first.head(SHOWN))
    ]
    ties = run.events[run.events["event"] == "tie_formed"]
    new = [row for row in records(ties) if run.in_baseline(row) is False]
    if new:
        language = () if run.language == "en" else ("--lang", run.language)
        command = command_line("why", *address, new[-1].actor, new[-1].other, *language)
        lines += ["", run.told("follow", command=command)]
    return "\n".join(lines)


def _code(run: ToldRun, code: object) -> str:
    """Return a kind or cause of events: in English as it stands in the tables."""
    return str(code) if run.language == "en" else run.word(code)


def _named(run: ToldRun, key: str) -> str:
    return run.task(run.tasks[key]) if key in run.tasks else key


def chain_text(chain: Sequence[Link], run: ToldRun) -> str:
    """Return a chain as indented lines, each with its year and whether the baseline has it."""
    said = {True: run.told("in baseline"), False: run.told("not in baseline"), None: ""}
    width = max(len(link.text) + 4 * link.depth for link in chain)
    lines = [run.told("head", arm=run.title, seed=str(run.seed))]
    for link in chain:
        year = f"{run.told('year')} {number(link.years, run.language, '6.2f')}"
        lines.append(f"{year}  {'    ' * link.depth + link.text:<{width}}  {said[link.in_baseline]}".rstrip())
    return "\n".join(lines)
