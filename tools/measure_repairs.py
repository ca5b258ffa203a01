"""Measure what compensation of weak spots adds to networking: `python tools/measure_repairs.py [scenario] [seeds]
[changes.toml]`.

Three arms with the same seeds: without policy, networking without introductions, networking with them. The changes
(tables as in a scenario file) hold for all arms. Prints, in English and German, tables for docs/tasks.md: paired
differences in points or units, mean of the last five years with 95 % intervals, and what was introduced and mended.
"""

from __future__ import annotations

import math
import sys
import tomllib
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.cores import cores
from clustersim.core.intervals import mean_interval
from clustersim.core.sums import ratio
from clustersim.metrics.network import components
from clustersim.report.mended import spot_name
from clustersim.runs.simulate import simulate
from clustersim.scenario import Scenario
from clustersim.spec.codes import Event
from clustersim.spec.diagnosis import MENDABLE
from clustersim.texts import interval, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustersim.core.columns import F64, Bool
    from clustersim.texts import Language
    from clustersim.world.state import World

HUBS = 0.05  # share of the actors with ties, the best connected, who leave
YEARS = 5.0  # at the end, over which measures are averaged
SERIES = ("network_strength", "connected_share", "cross_type_share")
MEASURES: dict[str, tuple[str, str]] = {
    "network_strength": ("network strength", "Netzwerkstärke"),
    "connected_share": ("connected share of the cluster", "verbundener Anteil des Clusters"),
    "giant_share": ("giant component", "größte Komponente"),
    "after_hubs": ("largest part without the top 5 %", "größter Teil ohne die obersten 5 %"),
    "cross_type_share": ("ties across types", "Beziehungen zwischen Akteursarten"),
}
HEADS = {
    "en": ("measure", "without policy", "events add", "introductions add", "all of networking"),
    "de": ("Maß", "ohne Politik", "Veranstaltungen", "dazu Vermittlungen", "Netzwerkmanagement insgesamt"),
}
SPOTS = {
    "en": ("weak spot", "introductions a run", "mended", "share"),
    "de": ("Schwachstelle", "Vermittlungen je Lauf", "ausgeglichen", "Anteil"),
}


class Run(NamedTuple):
    """What a run came to: measures in their order, introductions and what they mended by weak spot, cost in EUR."""

    measured: F64
    met: Counter[int]
    mended: Counter[int]
    cost: float


def largest_share(world: World, away: Bool) -> float:
    """Return the size of the largest component, some actors thought away, relative to all actors."""
    a, ties = world.actors, world.ties
    kept = ~(away[ties.a] | away[ties.b])
    component = components(len(a), ties.a[kept], ties.b[kept])[a.alive & ~away]
    return ratio(float(np.bincount(component).max(initial=0)), float(np.count_nonzero(a.alive)))


def hubs(world: World) -> Bool:
    """Return the best connected of all who have ties."""
    a, away = world.actors, np.zeros(len(world.actors), dtype=np.bool_)
    linked = np.flatnonzero(a.alive & (a.degree > 0))
    order = linked[np.lexsort((a.key[linked], -a.degree[linked]))]
    away[order[: math.ceil(HUBS * len(linked))]] = True
    return away


def one_run(scenario: Scenario, seed: int) -> Run:
    """Simulate and measure."""
    rows: list[tuple[float, ...]] = []

    def look(world: World) -> None:
        if world.years() > scenario.ticks * scenario.tick_years - YEARS:
            nobody = np.zeros(len(world.actors), dtype=np.bool_)
            found = {name: world.series[-1][name] for name in SERIES}
            found |= {"giant_share": largest_share(world, nobody), "after_hubs": largest_share(world, hubs(world))}
            rows.append(tuple(found[name] for name in MEASURES))

    world = simulate(scenario, seed, [look])
    events = world.events.table()

    def count(kind: Event) -> Counter[int]:
        return Counter(events["value"][events["event"] == kind].astype(int).tolist())

    cost = math.fsum(row["cost"] for row in world.series)
    return Run(np.mean(rows, axis=0), count(Event.REPAIR_PROPOSED), count(Event.SPOT_MENDED), cost)


def arms_of(base: Scenario, changes: Mapping[str, object]) -> list[Scenario]:
    """Return the scenarios without policy, with events alone, with introductions too."""
    settings = dict(changes)
    task = {name.rpartition(".")[2]: settings.pop(name) for name in list(settings) if name.startswith("policies.")}
    for name, value in settings.items():
        base = base.changed(name, value)
    policies = ({}, {"networking": task | {"repairs_per_year": 0.0}}, {"networking": task})
    return [base.changed("policies", policy) for policy in policies]


def flat(table: Mapping[str, object], before: str = "") -> dict[str, object]:
    """Return the values of nested tables by their dotted names."""
    found: dict[str, object] = {}
    for name, value in table.items():
        found |= flat(value, f"{before}{name}.") if isinstance(value, dict) else {f"{before}{name}": value}
    return found


def cell(values: F64, language: Language) -> str:
    """Return a mean difference with its interval; bold where that excludes 0."""
    mean, low, high = mean_interval(values)
    shown = number(mean, language, "+.3f")
    return f"{f'**{shown}**' if low > 0.0 or high < 0.0 else shown} {interval(low, high, language, '+.3f')}"


def tables(arms: list[list[Run]], language: Language) -> str:
    """Return both tables in a language."""
    none, events, both = (np.array([run.measured for run in arm]) for arm in arms)
    lines = ["| " + " | ".join(HEADS[language]) + " |", "|" + " --- |" * len(HEADS[language])]
    for place, names in enumerate(MEASURES.values()):
        differences = [one[:, place] - other[:, place] for one, other in ((events, none), (both, events), (both, none))]
        level = number(float(none[:, place].mean()), language, ".3f")
        shown = " | ".join(cell(one, language) for one in differences)
        lines.append(f"| {names[language == 'de']} | {level} | {shown} |")
    lines += ["", "| " + " | ".join(SPOTS[language]) + " |", "|" + " --- |" * len(SPOTS[language])]
    runs = arms[2]
    for place, spot in enumerate(MENDABLE, 1):
        met, good = (sum(table[place] for table in kind) for kind in ([r.met for r in runs], [r.mended for r in runs]))
        share = number(good / met, language, ".0%") if met else "-"
        a_run = [number(count / len(runs), language, ".1f") for count in (met, good)]
        lines.append(f"| {spot_name(spot, language)} | {a_run[0]} | {a_run[1]} | {share} |")
    return "\n".join(lines)


def main() -> None:
    """Run all arms and print the tables."""
    warnings.simplefilter("ignore")
    source = sys.argv[1] if len(sys.argv) > 1 else "mature"
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    changes = flat(tomllib.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))) if len(sys.argv) > 3 else {}
    scenarios = arms_of(Scenario.load(source), changes)
    with ProcessPoolExecutor(cores()) as pool:
        arms = [list(pool.map(one_run, [scenario] * seeds, range(1, seeds + 1))) for scenario in scenarios]
    years = scenarios[0].ticks * scenarios[0].tick_years
    cost = [np.mean([run.cost for run in arm]) / 1e6 for arm in arms]
    print(
        f"`{source}`, {seeds} paired seeds, {years:g} years, means of the last {YEARS:g}; [95 % interval]; networking "
        f"costs {cost[1]:.2f} million EUR without and {cost[2]:.2f} with introductions.\n\n{tables(arms, 'en')}\n"
    )
    euros = [number(value, "de", ".2f") for value in cost]
    print(
        f"`{source}`, {seeds} gepaarte Startwerte, {years:g} Jahre, Mittel der letzten {YEARS:g}; [95-%-Intervall]; "
        f"das Netzwerkmanagement kostet ohne Vermittlungen {euros[1]} und mit ihnen {euros[2]} Millionen Euro.\n\n"
        f"{tables(arms, 'de')}"
    )


if __name__ == "__main__":
    main()
