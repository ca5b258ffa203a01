"""Which assumptions decide? Sobol indices of the effect of networking, with SALib (pip install 'clustersim[analysis]').

    python examples/salib_sobol.py

The output is the paired effect on network strength in per cent: the same seeds with and without the task, at every point.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from SALib.analyze import sobol as analyse
from SALib.sample import sobol as sample

from clustersim import Scenario, paired_effect

PROBLEM = {
    "num_vars": 3,
    "names": ["parameters.ties.encounter_rate", "parameters.mass.critical", "policies.networking.meetings"],
    "bounds": [[3.0, 9.0], [4.0, 20.0], [1.0, 3.0]],  # around the defaults 5.5, 8 and 2
}


def effect(point: np.ndarray, scenario: Scenario, seeds: int) -> float:
    """Return the change in network strength by networking, in per cent, at a point of the assumptions."""
    values = dict(zip(PROBLEM["names"], map(float, point), strict=True))
    meetings = values.pop("policies.networking.meetings")
    without = scenario.changed_by({**values, "policies": {}})
    found = paired_effect(without, {"policies.networking.meetings": meetings}, seeds, ["network_strength"])
    return float(found.loc["network_strength", "percent"])


def main(samples: int = 8, firms: int = 300, ticks: int = 40, seeds: int = 2) -> pd.DataFrame:
    """Print and return first-order and total indices with their intervals; real work needs some hundred samples."""
    scenario = Scenario.load("mature", {"start.firms": firms, "ticks": ticks})
    points = sample.sample(PROBLEM, samples, calc_second_order=False, seed=1)
    outputs = np.array([effect(point, scenario, seeds) for point in points])
    found = analyse.analyze(PROBLEM, outputs, calc_second_order=False, seed=1)
    table = pd.DataFrame(
        {
            "number": PROBLEM["names"],
            "first": found["S1"],
            "first ±": found["S1_conf"],
            "total": found["ST"],
            "total ±": found["ST_conf"],
        }
    )
    print(
        f"effect of networking: {outputs.mean():+.1f} % on average, {outputs.min():+.1f} to {outputs.max():+.1f} %, {len(points)} points"
    )
    print(table.round(2).to_string(index=False))
    return table


if __name__ == "__main__":
    main()
