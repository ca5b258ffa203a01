"""Which arms of a batch belong to one game of tasks, and what every set of tasks that was run is worth.

A game knows a task as on or off. So all its arms share everything but which tasks are on: the region, the agency and
its budget, and the settings of every task. Arms that do not are refused by name, never dropped in silence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.analysis.compare import rows_at
from clustersim.batch.plan_parts import NAMES_ONLY
from clustersim.core.frames import of_arm
from clustersim.errors import InputError, Problem
from clustersim.policies.registry import POLICIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from clustersim.batch.plan_parts import Arm
    from clustersim.batch.results import Results
    from clustersim.core.columns import F64, Bool

Coalition = frozenset[str]
MOST_NAMED, MOST_KEYS = 12, 6  # arms and keys that a message names


@dataclass(frozen=True)
class Worth:
    """What every coalition of tasks that was run is worth: the metric by seed, shape (seeds,)."""

    tasks: tuple[str, ...]
    values: dict[Coalition, F64]
    seeds: tuple[int, ...]

    @property
    def whole(self) -> Coalition:
        """All tasks together."""
        return frozenset(self.tasks)

    @property
    def is_full(self) -> bool:
        """Whether every set of the tasks was run (a full factorial)."""
        return len(self.values) == 1 << len(self.tasks)


def game_of(results: Results, arms: Sequence[str] | None = None) -> dict[str, Coalition]:
    """Return the arms of one game with the tasks that are on in each; `arms` chooses among those of the plan.

    One without tasks is taken along if none is chosen.

    Raises
    ------
    InputError
        If there is no such arm or none without tasks, or arms differ in more than the tasks that are on: the message
        names them all, and says how to choose.
    """
    chosen = [results.arm(name) for name in dict.fromkeys(arms)] if arms is not None else list(results.plan.arms)
    idle = [arm for arm in results.plan.arms if not arm.scenario.tasks_on()]
    with_tasks = [arm for arm in chosen if arm.scenario.tasks_on()]
    if not idle:
        raise _refused(results, ["has no arm without tasks, so nothing can be attributed; add one to the plan"])
    if not with_tasks:
        raise _refused(results, ["has no arm with a task among those chosen, so there is nothing to attribute"])
    empty = [arm for arm in chosen if not arm.scenario.tasks_on()] or idle
    base = [arm for arm in empty if _everywhere(arm) == _everywhere(with_tasks[0])]
    marks = {arm.name: Mark.of(arm) for arm in with_tasks}
    if not base or not _alike(list(marks.values())):
        rest = {arm.name: dict(_flat(_everywhere(arm))) for arm in [*(empty[:1] if not base else ()), *with_tasks]}
        found = [*_unlike(rest), *_differences(with_tasks)]
        more = [f"and {len(found) - MOST_KEYS} keys more are not the same"] if len(found) > MOST_KEYS else []
        how = "attribution compares tasks that are on or off and nothing else: choose arms that belong together, as"
        example = f"{how} --arms {_example(marks)} (in Python: arms=[...])"
        raise _refused(results, [*found[:MOST_KEYS], *more, example])
    return {arm.name: arm.scenario.tasks_on() for arm in [base[0], *with_tasks]}


class Mark(NamedTuple):
    """What has to be the same in all arms of a game, as texts: everything but the tasks, and each task that is on."""

    rest: str
    tasks: dict[str, str]

    @classmethod
    def of(cls, arm: Arm) -> Mark:
        """Return the mark of an arm."""
        policies = arm.scenario.policies
        tasks = {task: json.dumps(policies[task].as_table(), default=str) for task in arm.scenario.tasks_on()}
        return cls(json.dumps([_everywhere(arm), _agency(arm)], sort_keys=True), tasks)


def _alike(marks: Sequence[Mark]) -> bool:
    """Return whether arms with these marks belong to one game."""
    seen: dict[str, str] = {}
    return all(
        mark.rest == marks[0].rest and all(seen.setdefault(task, one) == one for task, one in mark.tasks.items())
        for mark in marks
    )


def _refused(results: Results, messages: Sequence[str]) -> InputError:
    return InputError([Problem(str(results.folder), 0, "", message) for message in messages])


def _everywhere(arm: Arm) -> dict[str, object]:
    """Return what a scenario says of the region: without tasks nothing depends on what the agency may pay or decide."""
    return arm.scenario.model_dump(mode="json", by_alias=True, exclude=NAMES_ONLY | {"policies", "agency"})


def _agency(arm: Arm) -> dict[str, object]:
    return arm.scenario.agency.model_dump(mode="json", by_alias=True)


def _flat(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else str(name))
    else:
        yield key, value


def _differences(arms: Sequence[Arm]) -> Iterator[str]:
    """Yield what differs between arms with tasks in the agency and in the settings of each task."""
    yield from _unlike({arm.name: dict(_flat(_agency(arm))) for arm in arms}, "agency.")
    for task in POLICIES:
        there = {arm.name: arm.scenario.policies[task] for arm in arms if task in arm.scenario.tasks_on()}
        yield from _unlike({name: dict(_flat(one.as_table())) for name, one in there.items()}, f"policies.{task}.")


def _unlike(arms: Mapping[str, Mapping[str, object]], prefix: str = "") -> Iterator[str]:
    """Yield one sentence for every key that does not have the same value in all arms, with the arms by value."""
    for key in dict.fromkeys(key for values in arms.values() for key in values):
        groups: dict[str, list[str]] = {}
        for name, values in arms.items():
            groups.setdefault(_written(values.get(key)), []).append(name)
        if len(groups) > 1:
            shown = "; ".join(f"{value} in {_named(names)}" for value, names in groups.items())
            yield f"{prefix}{key} is not the same in all arms: {shown}"


def _written(value: object) -> str:
    text = "not set" if value is None else f"{value:,}".removesuffix(".0") if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _example(marks: Mapping[str, Mark]) -> str:
    """Return the largest choice of arms that would do, of those that go with one of the first."""
    best: list[str] = []
    for first in list(marks)[:MOST_NAMED]:
        like = [first]
        for name in marks:
            if name != first and _alike([marks[other] for other in [*like, name]]):
                like.append(name)
        best = like if len(like) > len(best) else best
    names = [name for name in marks if name in best]
    return ",".join(names[:MOST_NAMED]) + (",..." if len(names) > MOST_NAMED else "")


def coalitions(
    results: Results, game: Mapping[str, Coalition], metric: str, at: str, *, whole_run: bool = False
) -> Worth:
    """Return the metric of every set of tasks of a game that was run, over the seeds that all its arms have finished.

    With `whole_run` it is summed over the run, as costs are; otherwise taken `at` a time, as `compare` does.
    """
    wide = results.metric(metric)
    rows = np.ones(len(wide), dtype=bool) if whole_run else rows_at(results, wide, at)
    done = set(wide.columns.get_level_values(0))
    chosen: dict[Coalition, str] = {}
    for arm, tasks in game.items():
        if arm in done:
            chosen.setdefault(tasks, arm)  # arms with the same tasks are the same scenario under another name
    if frozenset() not in chosen or len(chosen) < 2:
        raise _refused(results, ["needs an arm without tasks and at least one with tasks, finished"])
    shared = set.intersection(*(set(of_arm(wide, arm).columns) for arm in chosen.values()))
    if not shared:
        raise _refused(results, ["has no seed that is finished in all arms; go on with the batch first"])
    seeds = tuple(sorted(int(seed) for seed in shared))
    values = {tasks: _by_seed(of_arm(wide, arm), seeds, rows, whole_run) for tasks, arm in chosen.items()}
    return Worth(tuple(task for task in POLICIES if any(task in tasks for tasks in chosen)), values, seeds)


def _by_seed(wide: pd.DataFrame, seeds: Sequence[int], rows: Bool, whole_run: bool) -> F64:
    part = wide.loc[:, list(seeds)].to_numpy(dtype=np.float64)[rows]
    return np.asarray(part.sum(axis=0) if whole_run else part.mean(axis=0))
