"""Chains of causes: what is behind a tie or a firm, link by link, in the events of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, get_args

from clustersim.core.frames import records
from clustersim.errors import InputError, Problem
from clustersim.spec.actions import Action, OpenCentre
from clustersim.spec.codes import Event

if TYPE_CHECKING:
    from clustersim.analysis.told_run import ToldRun

DEPTH = 4  # links of a chain that are followed
ACTIONS: dict[str, type[Action]] = {  # cause of a tie: the action it came of
    cause.name.lower(): action for action in get_args(Action) for cause in action.ties
}
BY_ITSELF = ("encounter", "chamber_event", "parent", "initial", "user")  # causes of ties without a task


class Link(NamedTuple):
    """One step of a chain: how deep, when, what, and whether the baseline has it too (None: nothing to compare
    with).
    """

    depth: int
    years: float
    text: str
    in_baseline: bool | None


def why_tie(run: ToldRun, one: str, other: str) -> list[Link]:
    """Return the chain behind the last tie of two actors; InputError if no event of the run is about such a tie."""
    chain = _tie(run, one, other, int(run.events["tick"].max()), 0)
    if not chain:
        raise InputError(
            [
                Problem(
                    "",
                    0,
                    f"{one} {other}",
                    "no tie between these two was formed in this run (ties of the start have no event)",
                )
            ]
        )
    return chain


def why_firm(run: ToldRun, key: str) -> list[Link]:
    """Return what brought a firm about, and what it met with; InputError if the run has no event of it."""
    chain = _firm(run, key, 0)
    about = run.events[(run.events["actor"] == key) | (run.events["other"] == key)]
    if about.empty:
        raise InputError(
            [
                Problem(
                    "",
                    0,
                    key,
                    "no event of this run is about such an actor; keys are 16 characters, as in the tables firms "
                    "and ties",
                )
            ]
        )
    if not chain:
        chain = [Link(0, 0.0, run.told("there", key=key), None if run.baseline is None else True)]
    for row in records(about):
        if row.event in ("support", "graduation", "move", "adoption", "exit"):
            task = run.tasks.get(str(row.other), "")
            helper, event = run.task(task) if task else run.told("agency"), str(row.event)
            text = run.told(event, key=key, task=helper, cause=run.word(row.cause))
            chain.append(Link(0, _years(run, row.tick), text, run.in_baseline(row)))
    return sorted(chain, key=lambda link: (link.years, link.depth))


def _tie(run: ToldRun, one: str, other: str, before: int, depth: int) -> list[Link]:
    formed = run.of(Event.TIE_FORMED)
    rows = formed[
        ((formed["actor"] == one) & (formed["other"] == other))
        | ((formed["actor"] == other) & (formed["other"] == one))
    ]
    rows = rows[rows["tick"] <= before]
    if rows.empty:
        return []
    row = rows.iloc[-1]
    cause, tick = str(row["cause"]), int(row["tick"])
    chain = [
        Link(
            depth,
            _years(run, tick),
            run.told("tied", one=one, other=other, reason=_reason(run, cause)),
            run.in_baseline(records(rows.tail(1))[0]),
        )
    ]
    if depth >= DEPTH:
        return chain
    if cause in ACTIONS:
        proposed = run.of(Event.REPAIR_PROPOSED) if cause == "repair" else run.events.iloc[:0]
        proposed = proposed[
            proposed["actor"].isin([one, other]) & proposed["other"].isin([one, other]) & (proposed["tick"] <= tick)
        ].tail(1)
        links = [
            Link(depth + 1, _years(run, row.tick), run.told("repaired"), run.in_baseline(row))
            for row in records(proposed)
        ]
        chain += links + _action(run, ACTIONS[cause], tick, depth + 1 + len(links), meeting=not links)
    if cause == "closure":
        for third in _shared(run, one, other, tick)[:1]:
            chain += _tie(run, one, third, tick - 1, depth + 1) + _tie(run, other, third, tick - 1, depth + 1)
    for key in (one, other):
        chain += _firm(run, key, depth + 1)
    return chain


def _reason(run: ToldRun, cause: str) -> str:
    if cause == "closure":
        return run.told("closure")
    if cause in ACTIONS:
        return run.told("task", task=run.either(run.makers(ACTIONS[cause])), cause=run.word(cause))
    return run.told(cause) if cause in BY_ITSELF else run.word(cause)


def _shared(run: ToldRun, one: str, other: str, tick: int) -> list[str]:
    """Return who was tied to both before, as far as the events say, the latest first."""
    found: list[set[str]] = []
    for key in (one, other):
        open_ties: dict[str, int] = {}
        about = run.events[((run.events["actor"] == key) | (run.events["other"] == key)) & (run.events["tick"] < tick)]
        for row in records(about):
            partner = str(row.other) if row.actor == key else str(row.actor)
            if row.event == "tie_formed":
                open_ties[partner] = int(row.tick)
            elif row.event == "tie_ended":
                open_ties.pop(partner, None)
        found.append(set(open_ties))
    return sorted(found[0] & found[1])


def _action(run: ToldRun, action: type[Action], tick: int, depth: int, *, meeting: bool = True) -> list[Link]:
    """Return the last event of an action up to a tick (if wanted), and the start of the tasks that ask for it."""
    tasks = run.makers(action)
    rows = run.of(action.event)
    rows = rows[rows["tick"] <= tick].tail(int(meeting))
    chain = [
        Link(
            depth,
            _years(run, row.tick),
            run.told("acted", task=run.either(tasks), event=run.word(row.event)),
            run.in_baseline(row),
        )
        for row in records(rows)
    ]
    for task in tasks:
        started = run.of(Event.TASK_STARTED)
        started = started[(started["tick"] <= tick) & (started["actor"].map(run.tasks) == task)].tail(1)
        chain += [
            Link(
                depth + int(meeting),
                _years(run, row.tick),
                run.told("started", task=run.task(task)),
                run.in_baseline(row),
            )
            for row in records(started)
        ]
    return chain


def _firm(run: ToldRun, key: str, depth: int) -> list[Link]:
    """Return the entry of a firm and what was behind it; nothing for one that was there at the start."""
    entries = run.of(Event.ENTRY)
    rows = entries[entries["actor"] == key].head(1)
    chain: list[Link] = []
    for row in records(rows):
        cause, origin = run.word(row.cause), str(row.other)
        key_of = "entered from" if origin else "entered"
        text = run.told(key_of, key=key, origin=origin, cause=cause)
        chain.append(Link(depth, _years(run, row.tick), text, run.in_baseline(row)))
        if depth < DEPTH and row.other:
            centres = run.of(Event.CENTRE_OPENED)
            if (centres["actor"] == row.other).any():
                chain += _action(run, OpenCentre, int(row.tick), depth + 1)
            else:
                chain += _firm(run, str(row.other), depth + 1)
    return chain


def _years(run: ToldRun, tick: int) -> float:
    return float(tick) * run.tick_years
