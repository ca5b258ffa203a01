"""The best mixes for a budget: a search over tasks, intensities, timing and regime, and an honest look at what it
found.

The search is Optuna's NSGA-II (Deb et al. 2002): a population of mixes, judged on the same seeds (common random
numbers), of which those that no other beats in density, network strength and cost at once survive. What looks best in a
search is partly luck; so the front is executed again on fresh seeds, and the difference is reported as the search's
optimism.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import optuna
import pandas as pd
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

from clustersim.analysis.front import best_table, front_table
from clustersim.analysis.mixes import MOST_MIXES, NOTHING, Mix, changes_of, describe, front_of
from clustersim.batch import designs
from clustersim.batch.driver import Progress, run_batch
from clustersim.batch.estimate import seconds_of_a_run
from clustersim.batch.execute import Done, Workload
from clustersim.batch.plan import Plan
from clustersim.batch.plan_parts import Arm, Outputs, arm_hash
from clustersim.batch.records import payload_of, read_tables
from clustersim.batch.results import LAST_YEARS, load
from clustersim.core.cores import cores
from clustersim.core.fingerprint import fingerprint_with
from clustersim.errors import InputError, Problem
from clustersim.policies.registry import POLICIES
from clustersim.runs.files import together
from clustersim.spec.regimes import REGIMES
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from clustersim.batch.driver import Engine
    from clustersim.batch.results import Results
    from clustersim.scenario import Scenario
    from clustersim.texts import Language

STEP = 0.25  # of intensities
POINT_SEEDS = 2  # at every point of the assumptions
POPULATION = 24
MOST_JUDGED = 6  # of the front: judged over the ranges of the assumptions


class Search(NamedTuple):
    """What is searched for, and how hard."""

    scenario: Scenario
    budget: float  # EUR a year, of every mix
    ticks: int
    trials: int = 240
    seeds: int = 4
    fresh: int = 12  # seeds on which the front is executed again
    points: int = 24  # of the ranges of the assumptions
    spread: float = 0.5


class Candidate(NamedTuple):
    """A run of the search: as `Order`, with what the mix changes."""

    id: str
    arm: int
    seed: int
    changes: str  # JSON


@dataclass
class SearchWorkload(Workload):
    """A workload whose runs bring their changes along, so that processes stay warm from one generation to the next."""

    made: dict[str, Scenario] = field(default_factory=dict)

    def scenario_of(self, order: Any) -> Scenario:
        """Return the scenario of a candidate."""
        if order.changes not in self.made:
            self.made = {order.changes: self.scenarios[0].changed_by(json.loads(order.changes))}
        return self.made[order.changes]


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
    study = _study(search, folder)
    _search(search, study, make_engine, told)
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
        study = _study(search, folder)
        done = len(study.get_trials(deepcopy=False, states=[TrialState.COMPLETE]))
    runs = max(search.trials - done, 0) * search.seeds + (MOST_MIXES + 1) * search.fresh
    runs += (MOST_JUDGED + 1) * search.points * POINT_SEEDS
    every = search.scenario.changed_by({"policies": {task: {} for task in POLICIES}})
    arms = (Arm(NOTHING, search.scenario.changed_by({"policies": {}})), Arm("all", every, NOTHING))
    plan = Plan("estimate", "", "", arms, tuple(range(search.seeds + search.fresh)), search.ticks)
    count = processes or cores()
    return seconds_of_a_run(plan)[0] * runs / count, runs, count


# ---- the search
# --------------------------------------------------------------------------------------------------------


def _study(search: Search, folder: Path) -> optuna.Study:
    """Return the study of a folder, new or to go on with."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = optuna.storages.JournalStorage(JournalFileBackend(str(folder / "search.log")))
    sampler = optuna.samplers.NSGAIISampler(population_size=POPULATION, seed=search.seeds)
    study = optuna.create_study(
        storage=storage,
        study_name="search",
        sampler=sampler,
        directions=["maximize", "maximize", "minimize"],
        load_if_exists=True,
    )
    problem = {
        "case": arm_hash(search.scenario),
        "budget": search.budget,
        "ticks": search.ticks,
        "seeds": search.seeds,
        "model": fingerprint_with({name: origin.source for name, origin in POLICIES.origins.items()}),
    }
    known = study.user_attrs.get("problem", problem)
    if known != problem:
        different = ", ".join(name for name in problem if known.get(name) != problem[name])
        raise InputError(
            [Problem("", 0, "--out", f"{folder} holds another search (different: {different}); choose another folder")]
        )
    if not study.get_trials(deepcopy=False):
        study.set_user_attr("problem", problem)
        for first in _first_guesses(search):
            study.enqueue_trial(first)
    for trial in study.get_trials(deepcopy=False, states=[TrialState.RUNNING]):  # of a process that was ended
        study.tell(trial.number, state=TrialState.FAIL)
    return study


def _first_guesses(search: Search) -> list[dict[str, Any]]:
    """Return mixes a person would try first: each task alone, and all in every regime."""
    off: dict[str, Any] = (
        dict.fromkeys(POLICIES, 0.0) | {f"start_{task}": 0 for task in POLICIES} | {"regime": "simultaneous"}
    )
    return [off | {task: 1.0} for task in POLICIES] + [
        off | dict.fromkeys(POLICIES, 1.0) | {"regime": regime} for regime in REGIMES
    ]


def _suggest(trial: optuna.Trial, search: Search) -> dict[str, Any]:
    half = int(search.ticks * search.scenario.tick_years / 2)
    params: dict[str, Any] = {task: trial.suggest_float(task, 0.0, 1.0, step=STEP) for task in POLICIES}
    params |= {f"start_{task}": trial.suggest_int(f"start_{task}", 0, max(half, 0)) for task in POLICIES}
    params["regime"] = trial.suggest_categorical("regime", list(REGIMES))
    return changes_of(params, search.budget)


def _search(search: Search, study: optuna.Study, make_engine: Callable[[Workload], Engine], told: Progress) -> None:
    """Ask for mixes generation by generation until enough are judged."""
    done = len(study.get_trials(deepcopy=False, states=[TrialState.COMPLETE]))
    told.begin(search.trials, min(done, search.trials))
    if done >= search.trials:
        return
    engine = make_engine(SearchWorkload([search.scenario], search.ticks, Outputs()))
    try:
        base = _judge(
            engine,
            search,
            {"none": changes_of(dict.fromkeys(POLICIES, 0.0) | {"regime": "simultaneous"}, search.budget)},
            lambda _: None,
        )["none"]
        failures = 0
        while done < search.trials:
            asked = [study.ask() for _ in range(min(POPULATION, search.trials - done))]
            mixes = {str(trial.number): _suggest(trial, search) for trial in asked}
            judged = _judge(engine, search, mixes, told.step)
            for trial in asked:
                values = judged.get(str(trial.number))
                if values is None or base is None or not np.isfinite(relative(values, base)).all():
                    study.tell(trial, state=TrialState.FAIL)
                    failures += 1
                else:
                    study.tell(trial, list(relative(values, base)))
                    done += 1
            if failures > search.trials:
                raise InputError(
                    [
                        Problem(
                            "",
                            0,
                            "SCENARIO",
                            "most mixes could not be executed; try the scenario with `clustersim run` first",
                        )
                    ]
                )
    finally:
        engine.close()


def relative(values: np.ndarray, base: np.ndarray) -> tuple[float, float, float]:
    """Return the change in density and strength in per cent of the baseline, and the extra cost; arrays are
    (seeds, 3).
    """
    after, before = values.mean(axis=0), base.mean(axis=0)
    percent = [100.0 * (after[place] - before[place]) / before[place] if before[place] else 0.0 for place in (0, 1)]
    return float(percent[0]), float(percent[1]), float(after[2] - before[2])


def _judge(
    engine: Engine, search: Search, mixes: Mapping[str, dict[str, object]], step: Callable[[int], object]
) -> dict[str, np.ndarray | None]:
    """Execute every mix with all seeds; return values by seed, shape (seeds, 3), None where a run failed."""
    orders: list[Any] = [
        Candidate(name, 0, seed, json.dumps(changes)) for name, changes in mixes.items() for seed in range(search.seeds)
    ]
    rows: dict[str, dict[int, np.ndarray | None]] = {name: {} for name in mixes}
    for done in engine.run(orders):
        mine = rows[done.order.id]
        mine[done.order.seed] = None if done.record is None else values_of(done)
        if len(mine) == search.seeds:
            step(sum(_failed(other) for other in rows.values()))
    return {
        name: None if _failed(found) else np.array([found[seed] for seed in sorted(found)])
        for name, found in rows.items()
    }


def _failed(values: Mapping[int, np.ndarray | None]) -> bool:
    return any(value is None for value in values.values())


def values_of(done: Done) -> np.ndarray:
    """Return density and strength in the last year and the cost of the whole run."""
    payload = payload_of(done.record or b"")
    if payload is None:
        raise ValueError("a record that is not whole")
    series = read_tables(payload)["series"].to_pandas()
    last = series[series["years"] > series["years"].max() - LAST_YEARS]
    return np.array([last["cluster_density"].mean(), last["network_strength"].mean(), series["cost"].sum()])


# ---- fresh seeds, and the ranges of the assumptions
# ----------------------------------------------------------------------


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
