"""Why a tie or a firm is there: the chain of causes in the events of a run, and what of it has no counterpart in the
baseline.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, get_args

import pandas as pd

from clustersim.analysis.titles import arm_title
from clustersim.core.frames import records
from clustersim.core.randomness import name_key
from clustersim.errors import InputError, Problem, did_you_mean
from clustersim.policies.registry import POLICIES, short_name
from clustersim.spec.actions import Action, OpenCentre
from clustersim.spec.codes import Event
from clustersim.texts import known as has_text
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clustersim.batch.results import Results
    from clustersim.texts import Language

DEPTH = 4  # links of a chain that are followed
KEY = ["tick", "event", "actor", "other", "cause"]
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


@dataclass
class ToldRun:
    """The events of one run, and of the run of the baseline with the same seed, if there is one."""

    arm: str
    seed: int
    events: pd.DataFrame
    baseline: pd.DataFrame | None
    tick_years: float
    tasks_on: tuple[str, ...] = POLICIES.shipped  # of the arm
    language: Language = "en"  # of what is told
    arm_title: str = ""

    @property
    def title(self) -> str:
        """What the arm is called: in English by the name that commands take."""
        return self.arm_title if self.language != "en" and self.arm_title else self.arm

    def makers(self, action: type[Action]) -> list[str]:
        """Return the tasks of the arm that may ask for an action."""
        return [task for task in POLICIES if task in self.tasks_on and action in POLICIES[task].actions]

    def told(self, key: str, /, **values: object) -> str:
        """Return a sentence of the chain."""
        return say(self.language, f"why.{key}", **values)

    def word(self, code: object) -> str:
        """Return what a kind or a cause of events is called."""
        key = f"word.{code}"
        return say(self.language, key) if has_text(key) else str(code).replace("_", " ")

    def task(self, task: str) -> str:
        """Return what a task is called: in English by the name that scenarios take."""
        return task if self.language == "en" else short_name(task, self.language)

    def either(self, tasks: Iterable[str]) -> str:
        """Return names of tasks, any of which may be meant."""
        return f" {self.told('or')} ".join(self.task(task) for task in tasks)

    @cached_property
    def mine(self) -> dict[str, pd.DataFrame]:
        """Events by kind."""
        return {str(kind): part for kind, part in self.events.groupby("event")}

    @cached_property
    def theirs(self) -> set[tuple[object, ...]]:
        """What happened in the baseline, as keys."""
        return set() if self.baseline is None else set(self.baseline[KEY].itertuples(index=False, name=None))

    @cached_property
    def tasks(self) -> dict[str, str]:
        """The task behind every key of one."""
        return {f"{name_key(task):016x}": task for task in POLICIES}

    def of(self, kind: Event) -> pd.DataFrame:
        """Return the events of one kind."""
        return self.mine.get(kind.name.lower(), self.events.iloc[:0])


def why(results: Results, run: str, *keys: str) -> pd.DataFrame:
    """Say why something is there in a run, ARM:SEED or ARM (its first seed), of a batch that keeps events.

    With two keys of actors: the chain behind the tie between them; with one: what brought a firm about and what it met
    with (columns depth, years, text, in_baseline). Without: how many events have no counterpart in the baseline, by
    event and cause.

    Raises
    ------
    InputError
        If the run is not there, kept no events, or has none of these actors; if there are more than two keys.
    """
    if len(keys) > 2:
        raise InputError([Problem("", 0, "KEY", "at most two keys: one for a firm, two for the tie between them")])
    told = read_run(results, run)
    if not keys:
        return counterparts(told)
    return pd.DataFrame(why_firm(told, *keys) if len(keys) == 1 else why_tie(told, *keys), columns=Link._fields)


def read_run(results: Results, name: str, language: Language = "en") -> ToldRun:
    """Return the run ARM:SEED (or ARM: its first seed) with its baseline; InputError if it is not there or kept no
    events.
    """
    arm, _, text = name.partition(":")
    found = results.arm(arm)
    seeds = sorted(int(seed) for seed in results.runs.loc[results.runs["arm"] == arm, "seed"])
    if not seeds:
        raise InputError([Problem("", 0, name, "is not finished; `clustersim status` says what is there")])
    if text and (not text.isdecimal() or int(text) not in seeds):
        shown = ", ".join(map(str, seeds[:20])) + (" ..." if len(seeds) > 20 else "")
        raise InputError(
            [
                Problem(
                    "",
                    0,
                    name,
                    f"has no finished run of seed {text}; seeds: "
                    f"{shown}.{did_you_mean(text, [str(seed) for seed in seeds])}",
                )
            ]
        )
    seed = int(text) if text else seeds[0]
    events = results.events
    mine = events[(events["arm"] == arm) & (events["seed"] == seed)]
    base = events[(events["arm"] == found.baseline) & (events["seed"] == seed)] if found.baseline else None
    there = bool(found.baseline) and bool(
        ((results.runs["arm"] == found.baseline) & (results.runs["seed"] == seed)).any()
    )
    on = tuple(found.scenario.policies)
    return ToldRun(
        arm, seed, mine, base if there else None, found.scenario.tick_years, on, language, arm_title(found, language)
    )


# ---- what has no counterpart
# -------------------------------------------------------------------------------------------


def counterparts(run: ToldRun) -> pd.DataFrame:
    """Return by kind and cause of event how many are in both runs, in this one only, and in the baseline only.

    Two events are counterparts if tick, kind, actors and cause are the same. Raises InputError without a baseline.
    """
    if run.baseline is None:
        raise InputError(
            [Problem("", 0, f"{run.arm}:{run.seed}", "has no baseline with the same seed, so no counterparts")]
        )
    both = run.events[KEY].merge(run.baseline[KEY], how="outer", indicator=True)
    table = both.groupby(["event", "cause", "_merge"], observed=False).size().unstack("_merge", fill_value=0)
    table = table.rename(columns={"both": "in both", "left_only": "only here", "right_only": "only in the baseline"})
    table = table[["in both", "only here", "only in the baseline"]]
    table.columns.name = None
    shown = table[table.sum(axis=1) > 0].reset_index()
    return shown.sort_values("only here", ascending=False, ignore_index=True)


def first_difference(run: ToldRun) -> pd.DataFrame:
    """Return the events of the first tick in which the run differs from its baseline."""
    other = run.events[[tuple(row) not in run.theirs for row in run.events[KEY].itertuples(index=False, name=None)]]
    first: pd.DataFrame = other[other["tick"] == other["tick"].min()]
    return first


# ---- chains
# ------------------------------------------------------------------------------------------------------------


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
            chain.append(Link(0, _years(run, row.tick), text, known(run, row)))
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
            known(run, records(rows.tail(1))[0]),
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
            Link(depth + 1, _years(run, row.tick), run.told("repaired"), known(run, row)) for row in records(proposed)
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
            known(run, row),
        )
        for row in records(rows)
    ]
    for task in tasks:
        started = run.of(Event.TASK_STARTED)
        started = started[(started["tick"] <= tick) & (started["actor"].map(run.tasks) == task)].tail(1)
        chain += [
            Link(depth + int(meeting), _years(run, row.tick), run.told("started", task=run.task(task)), known(run, row))
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
        chain.append(Link(depth, _years(run, row.tick), text, known(run, row)))
        if depth < DEPTH and row.other:
            centres = run.of(Event.CENTRE_OPENED)
            if (centres["actor"] == row.other).any():
                chain += _action(run, OpenCentre, int(row.tick), depth + 1)
            else:
                chain += _firm(run, str(row.other), depth + 1)
    return chain


def _years(run: ToldRun, tick: int) -> float:
    return float(tick) * run.tick_years


def known(run: ToldRun, row: object) -> bool | None:
    """Say whether the baseline has the same event."""
    return None if run.baseline is None else tuple(getattr(row, name) for name in KEY) in run.theirs
