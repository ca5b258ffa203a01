"""One run with its events and those of its baseline, as chains of causes are read from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from clustersim.analysis.titles import arm_title
from clustersim.core.randomness import name_key
from clustersim.errors import InputError, Problem, did_you_mean
from clustersim.policies.registry import POLICIES, short_name
from clustersim.spec.actions import Action
from clustersim.spec.codes import Event
from clustersim.texts import known as has_text
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clustersim.batch.results import Results
    from clustersim.texts import Language

KEY = ["tick", "event", "actor", "other", "cause"]


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

    def in_baseline(self, row: object) -> bool | None:
        """Say whether the baseline has the same event; None without one."""
        return None if self.baseline is None else tuple(getattr(row, name) for name in KEY) in self.theirs

    def of(self, kind: Event) -> pd.DataFrame:
        """Return the events of one kind."""
        return self.mine.get(kind.name.lower(), self.events.iloc[:0])


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
