"""Measure the patterns of docs/calibration.md: `python tools/measure_patterns.py [seeds] [firms]`, one line a row.

Runs the scenario `mature` without policy for 20 years with several seeds. Years 5 to 20 are used where a pattern needs
many firms. Every number is a mean over seeds with its standard deviation over seeds.
"""

from __future__ import annotations

import math
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special

from clustersim.mechanisms.ties import soft_capacity
from clustersim.metrics import ellison_glaeser, network_metrics
from clustersim.runs.simulate import simulate
from clustersim.scenario import Scenario

if TYPE_CHECKING:
    from clustersim.core.columns import F64
    from clustersim.world.state import World

YEARS = 20
ZONE = 5  # km, edge of the zones of the Ellison-Glaeser index


def run(seed: int, firms: int) -> dict[str, float]:
    """Return all patterns of one run."""
    scenario = Scenario.load("mature").with_firms(firms)
    per_year = round(1.0 / scenario.tick_years)
    years: list[dict[str, F64]] = []
    capped: list[float] = []

    def look(world: World) -> None:
        if world.tick % per_year == 0:
            years.append(yearly(world))
        if world.tick:
            limit = np.ceil(world.parameters.ties.capacity_limit * soft_capacity(world))
            capped.append(float(np.mean(world.actors.degree[world.actors.alive] >= limit[world.actors.alive])))

    world = simulate(scenario, seed, (look,), ticks=YEARS * per_year, events=False)
    found = demography(world, years) | growth(years) | {"at the cap of ties [%]": 100.0 * float(np.mean(capped))}
    return found | network(world, years) | space(world) | drift(world)


def yearly(world: World) -> dict[str, F64]:
    """Return what is kept of a year: firms by key, ties by pair of keys."""
    a = world.actors
    rows = world.firm_rows()
    rows = rows[np.argsort(a.key[rows])]
    ends = np.sort(np.stack([a.key[world.ties.a], a.key[world.ties.b]], axis=1), axis=1)
    return {
        "key": a.key[rows],
        "employees": a.employees[rows].copy(),
        "age": a.age[rows].copy(),
        "ties": ends,
        "alive": np.sort(a.key[a.alive]),
    }


def demography(world: World, years: list[dict[str, F64]]) -> dict[str, float]:
    """B01, B05, B06, A04, A05, A06."""
    births, deaths = [], []
    series = world.series
    per_year = round(1.0 / world.dt)
    for year in range(1, YEARS + 1):
        part = series[(year - 1) * per_year + 1 : year * per_year + 1]
        stock = series[(year - 1) * per_year]["firms"]
        births.append(sum(row["entries"] for row in part) / stock)
        deaths.append(sum(row["exits"] for row in part) / stock)
    one, five = survival(world)
    last = np.concatenate([year["employees"] for year in years[5:]])
    return {
        "B01 births a year [%]": 100.0 * float(np.mean(births)),
        "B01 deaths a year [%]": 100.0 * float(np.mean(deaths)),
        "B05 survival, 1 year [%]": 100.0 * one,
        "B06 survival, 5 years [%]": 100.0 * five,
        "A04 firms below 10 employees [%]": 100.0 * float(np.mean(last < 10.0)),
        "A06 firms below 50 employees [%]": 100.0 * float(np.mean(last < 50.0)),
        "A05 jobs in firms above 249 [%]": 100.0 * float(last[last > 249.0].sum() / last.sum()),
    }


def survival(world: World) -> tuple[float, float]:
    """Return the shares of entrants alive after one and five years, from the events of a second run."""
    again = simulate(world.scenario, world.seed, ticks=world.tick)
    events = again.events.table()
    entry, leave = events["event"] == 1, events["event"] == 2
    born = dict(zip(events["actor"][entry].tolist(), events["tick"][entry].tolist(), strict=True))
    died = dict(zip(events["actor"][leave].tolist(), events["tick"][leave].tolist(), strict=True))
    shares = []
    for span in (1, 5):
        ticks = round(span / world.dt)
        # an entrant of tick t enters in its middle: half of those who exit in tick t + ticks did so before its birthday
        cohort = [key for key, tick in born.items() if tick + ticks < world.tick]
        gone = sum(
            1.0
            if died.get(key, 10**9) < born[key] + ticks
            else 0.5
            if died.get(key, 10**9) == born[key] + ticks
            else 0.0
            for key in cohort
        )
        shares.append(1.0 - gone / len(cohort))
    return shares[0], shares[1]


def growth(years: list[dict[str, F64]]) -> dict[str, float]:
    """A07: shape b of the Subbotin law of annual growth; A08: fall of its spread with size."""
    sizes, rates = [], []
    for before, after in pairwise(years[5:]):
        _, i, j = np.intersect1d(before["key"], after["key"], assume_unique=True, return_indices=True)
        old = (before["employees"][i] > 5.0) & (before["age"][i] > 5.0) & (after["employees"][j] > 1.0)
        sizes.append(np.log(before["employees"][i][old]))
        rates.append(np.log(after["employees"][j][old] / before["employees"][i][old]))
    size, rate = np.concatenate(sizes), np.concatenate(rates)
    edges = np.quantile(size, np.linspace(0, 1, 9))
    middle, spread = [], []
    for low, high in pairwise(edges):
        part = (size >= low) & (size < high)
        middle.append(size[part].mean())
        spread.append(rate[part].std())
    slope = np.polyfit(middle[:-1], np.log(spread[:-1]), 1)[0]
    scaled = (rate - rate.mean()) / np.exp(np.polyval(np.polyfit(middle, np.log(spread), 1), size))
    return {"A07 shape of growth rates b": subbotin(scaled), "A08 fall of spread with size beta": -float(slope)}


def subbotin(x: F64) -> float:
    """Return the shape of the Subbotin law by maximum likelihood."""
    gap = np.abs(x - np.median(x))

    def loss(b: float) -> float:
        scale = (np.mean(gap**b)) ** (1.0 / b)
        return float(math.log(2.0 * b ** (1.0 / b) * scale * special.gamma(1.0 + 1.0 / b)) + 1.0 / b)

    return float(optimize.minimize_scalar(loss, bounds=(0.3, 3.0), method="bounded").x)


def network(world: World, years: list[dict[str, F64]]) -> dict[str, float]:
    """E07, E13, E27 and what hangs together with them."""
    kept = []
    for before, after in zip(years[8:-3:3], years[11::3], strict=False):
        alive = np.isin(before["ties"], after["alive"]).all(axis=1)
        names = {tuple(pair) for pair in after["ties"].tolist()}
        kept.append(np.mean([tuple(pair) in names for pair in before["ties"][alive].tolist()]))
    a, ties = world.actors, world.ties
    rows = np.flatnonzero(a.alive)
    rows = rows[np.argsort(a.key[rows])]
    place = np.full(len(a), -1)
    place[rows] = np.arange(len(rows))
    found = network_metrics(a.kind[rows], a.sector[rows], place[ties.a], place[ties.b], ties.strength)
    target = world.firm_rows()
    target = target[world.sectors.target[a.sector[target]]]
    old = target[a.age[target] >= 3.0]
    return {
        "E07 ties kept over 3 years [%]": 100.0 * float(np.mean(kept)),
        "E13 mean degree": found["mean_degree"],
        "E13 mean degree of target firms": float(a.degree[target].mean()),
        "E13 transitivity": found["transitivity"],
        "E13 path length": found["mean_distance_giant"],
        "E13 giant share": found["giant_share"],
        "E27 outside ties, median of target firms of 3 years": float(np.median(a.outside[old])),
        "E27 without outside ties [%]": 100.0 * float(np.mean(a.outside[old] == 0)),
    }


def space(world: World) -> dict[str, float]:
    """C04 (sign) and P01 (total: slope of knowledge on log related density over firms, by sector)."""
    a, grid = world.actors, world.grid
    rows = world.firm_rows()
    column, row = a.cell[rows] % grid.columns, a.cell[rows] // grid.columns
    zone = (row * grid.cell_km // ZONE) * 1000 + column * grid.cell_km // ZONE
    gamma = ellison_glaeser(a.employees[rows], a.sector[rows], zone)
    counted = ellison_glaeser(np.ones(len(rows)), a.sector[rows], zone)
    targets = np.flatnonzero(world.sectors.target)
    slopes = []
    for s in range(len(world.sectors.names)):
        own = rows[a.sector[rows] == s]
        density = np.log(
            np.maximum(world.cells.density[s, a.cell[own]] - 1.0 / world.cells.kernel_area[a.cell[own]], 0.0) + 0.05
        )
        slopes.append(np.polyfit(density, a.knowledge[own], 1)[0])
    return {
        "C04 sectors with gamma > 0, by jobs [%]": 100.0 * float(np.mean(gamma > 0.0)),
        "C04 sectors with gamma > 0, by firms [%]": 100.0 * float(np.mean(counted > 0.0)),
        "C04 mean gamma of target sectors, by jobs": float(gamma[targets].mean()),
        "C04 mean gamma of target sectors, by firms": float(counted[targets].mean()),
        "P01 elasticity of productivity, total": float(np.mean(slopes)),
    }


def drift(world: World) -> dict[str, float]:
    """Stationarity: change from tick 0 to the mean of the last year."""
    first, last = world.series[0], world.series[-round(1.0 / world.dt) :]
    names = ("firms", "jobs", "cluster_density", "mean_degree", "network_strength", "network_strength_firms")
    return {
        f"drift of {name} [%]": 100.0 * (np.mean([row[name] for row in last]) / first[name] - 1.0) for name in names
    }


def main() -> None:
    """Print the table."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    firms = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        runs = list(pool.map(run, range(1, seeds + 1), [firms] * seeds))
    for name in runs[0]:
        values = np.array([found[name] for found in runs])
        print(f"{name:55s} {values.mean():9.3f}  ({values.std(ddof=1):.3f})")


if __name__ == "__main__":
    main()
