"""Measure what co-operation was calibrated to: `python tools/measure_network.py [draws] [part] [name=value ...]`.

Parts: `check-cluster` (`make check-cluster`): the 26 firms of E01-E09, at tick 0 and after ten years; `mature`: a
region of 1,000 firms; `kaiserslautern`: how many ties each institution has; or `all`. Every number is a mean over draws
(seeds) with its 95 % interval (Student's t). Values such as `parameters.ties.encounter_rate=6` replace those of the
scenario.
"""

from __future__ import annotations

import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
from scipy import stats

from clustersim.mechanisms.ties import soft_capacity
from clustersim.metrics import network_metrics
from clustersim.runs.simulate import simulate
from clustersim.scenario import Scenario
from clustersim.scenario.files.overrides import parse_value
from clustersim.world.state import World

PARTS = {"check-cluster": (0, 40), "mature": (0,), "kaiserslautern": (0,)}  # ticks at which to look
MOST_AT_LIMIT = 0.05  # share of actors; above it the hard limit of ties binds
CASE = "E03: 10.9 and 11.8"


class Job(NamedTuple):
    """One draw of one part."""

    part: str
    seed: int
    changes: dict[str, object]


def draw(job: Job) -> dict[str, float]:
    """Return what is measured in one draw."""
    warnings.simplefilter("ignore")  # that 26 firms are few is no matter here
    scenario, when = Scenario.load(job.part, job.changes), PARTS[job.part]
    found: dict[str, float] = {}

    def look(world: World) -> None:
        if world.tick in when:
            years = f", year {world.years():g}" if len(when) > 1 else ""
            found.update({f"{name}{years}": value for name, value in network(world).items()})

    world = simulate(scenario, job.seed, (look,), ticks=max(when), events=False)
    for row, name in enumerate(world.institution_names):
        found[f"ties of {name}"] = float(world.actors.degree[row])
    return found


def network(world: World) -> dict[str, float]:
    """Return degree, its limit, and the shape of the network."""
    a, ties = world.actors, world.ties
    rows = np.flatnonzero(a.alive)
    place = np.full(len(a), -1)
    place[rows] = np.arange(len(rows))
    limit = np.ceil(world.parameters.ties.capacity_limit * soft_capacity(world))
    shape = network_metrics(a.kind[rows], a.sector[rows], place[ties.a], place[ties.b], ties.strength)
    return {
        "mean degree": shape["mean_degree"],
        "actors at the hard limit of ties [%]": 100.0 * float(np.mean((a.degree >= limit)[rows])),
        "transitivity": shape["transitivity"],
        "giant share": shape["giant_share"],
        "ties of the firm with most": float(a.degree[world.firm_rows()].max()),
    }


def report(part: str, draws: list[dict[str, float]]) -> None:
    """Print a line for each number, and whether the hard limit binds."""
    print(f"{part}, {len(draws)} draws")
    reach = float(stats.t.ppf(0.975, len(draws) - 1)) / len(draws) ** 0.5
    for name in draws[0]:
        values = np.array([one[name] for one in draws])
        half = reach * float(values.std(ddof=1))
        row = CASE if part == "check-cluster" and name.startswith("mean degree") else ""
        mean = float(values.mean())
        print(f"  {name:50s} {mean:8.2f}  [{mean - half:.2f}; {mean + half:.2f}]  {row}".rstrip())
    most = max(float(np.mean([one[name] for one in draws])) for name in draws[0] if "limit" in name)
    verb = "binds" if most >= 100.0 * MOST_AT_LIMIT else "does not bind"
    print(f"  The hard limit of ties {verb}: {most:.1f} % of the actors stand at it (bound {100 * MOST_AT_LIMIT:g} %).")


def main() -> None:
    """Print the tables."""
    words = [word for word in sys.argv[1:] if "=" not in word]
    draws = int(words[0]) if words else 12
    part = words[1] if len(words) > 1 else "all"
    changes = {word.partition("=")[0]: parse_value(word.partition("=")[2]) for word in sys.argv[1:] if "=" in word}
    if draws < 2 or part not in (*PARTS, "all"):
        sys.exit(__doc__)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for one in PARTS if part == "all" else [part]:
            report(one, list(pool.map(draw, [Job(one, seed, changes) for seed in range(1, draws + 1)])))


if __name__ == "__main__":
    main()
