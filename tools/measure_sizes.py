"""Measure what `with_firms` keeps (docs/scenarios.md): `python tools/measure_sizes.py [seeds] [scenario] [firms ...]`.

Runs a scenario (default `mature`) at several numbers of firms for 20 years and prints, a line a size, densities that
should stay what they are: firms per km2, institutions per 1,000 firms, and means of years 10 to 20 over seeds of three
headline measures, each with its difference from the first size and twice the standard error of that difference.
"""

from __future__ import annotations

import sys
import warnings

import numpy as np

from clustersim.runs.simulate import simulate
from clustersim.scenario import Scenario
from clustersim.spec.codes import Kind

SIZES = (1000, 2000, 3000, 4000, 5000, 9000, 1500, 500)
YEARS, SETTLED = 20.0, 10.0
MEASURES = ("cluster_density", "network_strength", "critical_share")


def run(scenario: Scenario, seed: int) -> list[float]:
    """Return firms per km2, institutions per 1,000 firms and the measures of one run."""
    ticks = round(YEARS / scenario.tick_years)
    world = simulate(scenario, seed, ticks=ticks, events=False)
    later = [row for row in world.series if row["years"] >= SETTLED]
    land = float(world.cells.inside.sum()) * world.grid.cell_area
    stock = float(world.sectors.stock.sum())
    institutions = int(np.count_nonzero(world.actors.kind[: world.institutions] != Kind.FIRM))
    means = [float(np.mean([row[name] for row in later])) for name in MEASURES]
    return [stock / land, 1000.0 * institutions / stock, *means]


def main(seeds: int = 6, name: str = "mature", sizes: tuple[int, ...] = SIZES) -> None:
    warnings.simplefilter("ignore")
    print(f"{name}, {seeds} seeds")
    print("firms  firms/km2  institutions/1,000  " + "  ".join(MEASURES))
    first = None
    for firms in sizes:
        scenario = Scenario.load(name).with_firms(firms)
        found = np.array([run(scenario, seed) for seed in range(seeds)])
        mean, error = found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(seeds)
        first = (mean, error) if first is None else first
        apart = 100.0 * (mean / first[0] - 1.0)
        spread = 200.0 * np.hypot(error, first[1]) / first[0]
        cells = [f"{mean[n]:.4g} ({apart[n]:+.1f} +- {spread[n]:.1f} %)" for n in range(2, len(mean))]
        print(f"{firms}  {mean[0]:.4f}  {mean[1]:.2f}  " + "  ".join(cells), flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 6, given[1] if len(given) > 1 else "mature", tuple(map(int, given[2:])) or SIZES)
