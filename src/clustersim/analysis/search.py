"""The search for mixes: Optuna proposes generations of them, which are executed on the same seeds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import optuna
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

from clustersim.analysis.mixes import changes_of
from clustersim.batch.driver import Progress
from clustersim.batch.execute import Done, Workload
from clustersim.batch.plan_parts import Outputs, arm_hash
from clustersim.batch.records import payload_of, read_tables
from clustersim.batch.results import LAST_YEARS
from clustersim.core.fingerprint import fingerprint_with
from clustersim.errors import InputError, Problem
from clustersim.policies.registry import POLICIES
from clustersim.spec.regimes import REGIMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from clustersim.batch.driver import Engine
    from clustersim.scenario import Scenario

STEP = 0.25  # of intensities
POPULATION = 24


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


def study_of(search: Search, folder: Path) -> optuna.Study:
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
        for first in first_guesses(search):
            study.enqueue_trial(first)
    for trial in study.get_trials(deepcopy=False, states=[TrialState.RUNNING]):  # of a process that was ended
        study.tell(trial.number, state=TrialState.FAIL)
    return study


def first_guesses(search: Search) -> list[dict[str, Any]]:
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


def run_search(search: Search, study: optuna.Study, make_engine: Callable[[Workload], Engine], told: Progress) -> None:
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
