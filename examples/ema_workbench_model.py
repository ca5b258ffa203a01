"""clustersim under the EMA Workbench: uncertainties, levers and outcomes of cluster policy (pip install 'clustersim[analysis]').

    python examples/ema_workbench_model.py

Uncertainties are numbers marked as assumptions, levers the intensities of three tasks, outcomes density, network strength and cost,
each the mean over the same few seeds (common random numbers).
"""

from __future__ import annotations

import functools
from typing import Any

import pandas as pd
from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator

from clustersim import Scenario, simulate

TASKS = ("networking", "infrastructure", "qualification")
ASSUMPTIONS = {
    "additionality": "parameters.entry.additionality",
    "encounter_rate": "parameters.ties.encounter_rate",
    "critical": "parameters.mass.critical",
}
RANGES = {"additionality": (0.1, 0.5), "encounter_rate": (3.0, 9.0), "critical": (4.0, 20.0)}  # around 0.3, 5.5 and 8


@functools.cache
def region(firms: int, ticks: int) -> Scenario:
    """Return the stationary region with a number of firms."""
    return Scenario.load("mature", {"start.firms": firms, "ticks": ticks})


def experiment(firms: int = 300, ticks: int = 40, seeds: int = 2, **inputs: float) -> dict[str, float]:
    """Return the outcomes of one experiment: a point of the uncertainties with a setting of the levers."""
    changes: dict[str, Any] = {ASSUMPTIONS[name]: inputs[name] for name in ASSUMPTIONS}
    changes["policies"] = {task: {"intensity": inputs[task]} for task in TASKS if inputs[task] > 0.0}
    scenario = region(firms, ticks).changed_by(changes)
    series = [pd.DataFrame(simulate(scenario, seed, events=False).series) for seed in range(seeds)]
    last = pd.concat([run[run["years"] > run["years"].max() - 1.0].mean().to_frame().T for run in series]).mean()
    cost = sum(run["cost"].sum() for run in series) / seeds
    return {"density": last["cluster_density"], "strength": last["network_strength"], "cost": cost}


def make_model(firms: int, ticks: int) -> Model:
    """Return the model with its uncertainties, levers and outcomes."""
    model = Model("clustersim", function=functools.partial(experiment, firms, ticks))
    model.uncertainties = [RealParameter(name, *RANGES[name]) for name in ASSUMPTIONS]
    model.levers = [RealParameter(task, 0.0, 1.0) for task in TASKS]
    model.outcomes = [ScalarOutcome("density"), ScalarOutcome("strength"), ScalarOutcome("cost")]
    return model


def main(scenarios: int = 4, policies: int = 3, firms: int = 300, ticks: int = 40) -> pd.DataFrame:
    """Run some policies in some states of the world, print and return what came of it."""
    with SequentialEvaluator(make_model(firms, ticks)) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=scenarios, policies=policies)
    table = experiments[[*ASSUMPTIONS, *TASKS]].assign(**outcomes)
    print(table.round(3).to_string(index=False))
    return table


if __name__ == "__main__":
    main()
