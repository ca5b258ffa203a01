"""The best mixes for a budget: a search over tasks, intensities, timing and regime, and an honest look at what it
found.

The search is Optuna's NSGA-II (Deb et al. 2002): a population of mixes, judged on the same seeds (common random
numbers), of which those that no other beats in density, network strength and cost at once survive. What looks best in a
search is partly luck; so the front is executed again on fresh seeds, and the difference is reported as the search's
optimism.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from optuna.trial import TrialState

from clustersim.analysis.front import best_table, front_table
from clustersim.analysis.mixes import MOST_MIXES, NOTHING, Mix, changes_of, describe, front_of
from clustersim.analysis.search import Search, run_search, study_of
from clustersim.batch import designs
from clustersim.batch.driver import Progress, run_batch
from clustersim.batch.estimate import seconds_of_a_run
from clustersim.batch.execute import Workload
from clustersim.batch.plan import Plan
from clustersim.batch.plan_parts import Arm
from clustersim.batch.results import load
from clustersim.core.cores import cores
from clustersim.errors import InputError, Problem
from clustersim.policies.registry import POLICIES
from clustersim.runs.files import together
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from clustersim.batch.driver import Engine
    from clustersim.batch.results import Results
    from clustersim.scenario import Scenario
    from clustersim.texts import Language

POINT_SEEDS = 2  # at every point of the assumptions
MOST_JUDGED = 6  # of the front: judged over the ranges of the assumptions


class Found(NamedTuple):
    """What a search came to: the front with search and fresh values, and how often each mix is best over the
    assumptions.
    """

    front: pd.DataFrame
    best: pd.DataFrame
    trials: int
    params: Mapping[str, Mapping[str, Any]]  # what each mix sets, by its name


def optimise(
    search: Search,
    folder: Path,
    make_engine: Callable[[Workload], Engine],
    progress: Progress | None = None,
    language: Language = "en",
) -> Found:
    """Search, execute the front on fresh seeds and over the assumptions, and return tables.

    `language` is that of what `progress` is told. What is done stays in `folder`: the same call goes on where an
    earlier one ended. Raises InputError if the folder holds another search.
    """
    told = progress or Progress()
    folder.mkdir(parents=True, exist_ok=True)
    study = study_of(search, folder)
    run_search(search, study, make_engine, told)
    judged_trials = study.get_trials(deepcopy=False, states=[TrialState.COMPLETE])
    if not judged_trials:
        raise InputError(
            [Problem("", 0, "--trials", "no mix could be executed; try the scenario with `clustersim run` first")]
        )
    mixes = front_of(Mix(trial.params, _three(trial.values)) for trial in study.best_trials)
    front, best = _tables(search, mixes, folder, make_engine, told, language)
    _write(search, mixes, front, best, folder)
    return Found(front, best, len(judged_trials), {name: mix.params for name, mix in mixes.items()})


def _tables(
    search: Search,
    mixes: Mapping[str, Mix],
    folder: Path,
    make_engine: Callable[[Workload], Engine],
    told: Progress,
    language: Language,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Execute the front on fresh seeds, and what they leave over the assumptions; without mixes, nothing."""
    if not mixes:
        return front_table({}, None), best_table(None, [])
    told.say(say(language, "optimise.on fresh seeds", mixes=len(mixes), seeds=search.fresh))
    fresh = _batch(_fresh_plan(search, mixes), folder / "fresh", make_engine, told)
    front = front_table(mixes, fresh)
    unbeaten = front[(front["mix"] != NOTHING) & (front["beaten_by"] == "")]
    judged = list(unbeaten.sort_values("fresh_network_strength", ascending=False)["mix"])[:MOST_JUDGED]
    if not judged:
        return front, best_table(None, [])
    told.say(say(language, "optimise.on points", mixes=len(judged), points=search.points))
    plan = _points_plan(search, {name: mixes[name] for name in judged})
    return front, best_table(_batch(plan, folder / "assumptions", make_engine, told), judged)


def _three(values: Sequence[float]) -> tuple[float, float, float]:
    density, strength, cost = values
    return density, strength, cost


def expected(search: Search, folder: Path, processes: int = 0) -> tuple[float, int, int]:
    """Return about how many seconds a search will take, for how many runs at most, on how many processes.

    Measured on runs without and with all tasks. Of a search that goes on, only what is left is counted.
    """
    done = 0
    if (folder / "search.log").exists():
        study = study_of(search, folder)
        done = len(study.get_trials(deepcopy=False, states=[TrialState.COMPLETE]))
    runs = max(search.trials - done, 0) * search.seeds + (MOST_MIXES + 1) * search.fresh
    runs += (MOST_JUDGED + 1) * search.points * POINT_SEEDS
    every = search.scenario.changed_by({"policies": {task: {} for task in POLICIES}})
    arms = (Arm(NOTHING, search.scenario.changed_by({"policies": {}})), Arm("all", every, NOTHING))
    plan = Plan("estimate", "", "", arms, tuple(range(search.seeds + search.fresh)), search.ticks)
    count = processes or cores()
    return seconds_of_a_run(plan)[0] * runs / count, runs, count


def _fresh_plan(search: Search, mixes: Mapping[str, Mix]) -> Plan:
    base = search.scenario.changed_by({"policies": {}})
    arms = [Arm(NOTHING, base)] + [Arm(name, _scenario_of(search, mix), NOTHING) for name, mix in mixes.items()]
    seeds = tuple(range(search.seeds, search.seeds + search.fresh))
    return Plan(
        "fresh",
        "The front on fresh seeds",
        "How much of what the search found was luck?",
        tuple(arms),
        seeds,
        search.ticks,
    )


def _scenario_of(search: Search, mix: Mix) -> Scenario:
    return search.scenario.changed_by(changes_of(mix.params, search.budget))


def _points_plan(search: Search, mixes: Mapping[str, Mix]) -> Plan:
    """Return a plan with all mixes and none at every point of a Latin hypercube over the assumptions."""
    each: dict[str, dict[str, object]] = {NOTHING: {"policies": {}}}
    each |= {name: changes_of(mix.params, search.budget) for name, mix in mixes.items()}
    drafts = designs.latin_hypercube(designs.assumption_ranges(search.spread), search.points, 1, each)
    arms = [
        Arm(
            draft.name,
            search.scenario.changed_by(draft.changes),
            draft.baseline,
            settings=(("policy", draft.settings["policy"]),),
        )
        for draft in drafts
    ]
    seeds = tuple(range(search.seeds, search.seeds + POINT_SEEDS))
    return Plan(
        "assumptions",
        "The front over the assumptions",
        "Which mix is best if the assumptions are others?",
        tuple(arms),
        seeds,
        search.ticks,
    )


def _batch(plan: Plan, folder: Path, make_engine: Callable[[Workload], Engine], told: Progress) -> Results:
    done = run_batch(plan, folder, make_engine, progress=told)
    if done.interrupted:
        raise KeyboardInterrupt
    return load(folder)


def _write(search: Search, mixes: Mapping[str, Mix], front: pd.DataFrame, best: pd.DataFrame, folder: Path) -> None:
    with together(folder) as staged:
        front.to_csv(staged / "front.csv", index=False)
        best.to_csv(staged / "best.csv", index=False)
        for name, mix in mixes.items():
            scenario = _scenario_of(search, mix).changed_by({"name": name, "title": describe(mix.params)})
            (staged / f"{name}.toml").write_text(scenario.to_toml(), encoding="utf-8")
