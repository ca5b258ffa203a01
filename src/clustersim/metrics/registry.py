"""What every column of a run's series means. Imports nothing heavy, so that `clustersim metrics` is quick."""

from __future__ import annotations

from typing import Literal, NamedTuple

Set = Literal["headline", "standard", "full"]


class Metric(NamedTuple):
    """One column of the series: `set` is the least set of measures that contains it; undefined is NaN, never 0."""

    name: str
    unit: str
    set: Set
    doc: str
    source: str


DEFINITION = "definition of this model"
BARRAT = "Barrat et al. (2004)"
MARCON = "Marcon and Puech (2010)"
TASKS = ("organisation", "strategy", "alignment", "infrastructure", "networking", "marketing", "lighthouse", "finance", "qualification")

_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("tick", "ticks", "ticks since the start", DEFINITION),
    ("years", "years", "time since the start", DEFINITION),
    # stocks
    ("firms", "firms", "living firms of all sectors", DEFINITION),
    ("jobs", "employees", "employees of all firms", DEFINITION),
    ("cluster_firms", "firms", "living firms of the target sectors", DEFINITION),
    ("cluster_jobs", "employees", "employees of the firms of the target sectors", DEFINITION),
    # density
    (
        "cluster_density",
        "firms/km2",
        "mean over target-cluster firms of related firms (weighted by relatedness, the firm itself excluded) per km2 of in-region area within 5 km",
        DEFINITION,
    ),
    ("concentration_m", "ratio", "M of all target sectors together at 5 km, by counts in cells: 1 is the concentration of all firms", MARCON),
    ("critical_share", "share", "target-cluster firms with at least the critical mass of related firms in reach", DEFINITION),
    # network of the target cluster
    (
        "network_strength",
        "strength",
        "mean sum of tie strengths over target-cluster actors at least 3 years old, isolates included",
        BARRAT,
    ),
    (
        "network_strength_initial_cohort",
        "strength",
        "the same over target-cluster actors that were there at the start and still are, whatever their age",
        BARRAT,
    ),
    ("total_strength", "strength", "sum of the strengths of all ties with at least one end in the target cluster", DEFINITION),
    ("connected_share", "share", "target-cluster actors in the giant component of the network of all actors", DEFINITION),
    ("self_sustaining_share", "share", "share of total_strength left without ties from agency events and repairs younger than 3 years", DEFINITION),
    # network of all actors
    ("ties", "ties", "ties among all actors of the region", DEFINITION),
    ("mean_degree", "ties", "mean number of ties of an actor", DEFINITION),
    ("isolate_share", "share", "actors without any tie", DEFINITION),
    ("cross_type_share", "share", "ties between actors of different types (firm, university, chamber)", DEFINITION),
    # what happened in the tick
    ("entries", "firms", "firms that entered in the tick", DEFINITION),
    ("entries_start_up", "firms", "independent start-ups among them", DEFINITION),
    ("entries_spin_off", "firms", "spin-offs of firms among them", DEFINITION),
    ("entries_academic_spin_off", "firms", "academic spin-offs among them", DEFINITION),
    ("entries_settlement", "firms", "settlements from outside among them", DEFINITION),
    ("entries_centre_start_up", "firms", "start-ups in centres among them", DEFINITION),
    ("exits", "firms", "firms that closed in the tick", DEFINITION),
    ("moves", "firms", "firms that moved in the tick", DEFINITION),
    ("innovations", "innovations", "innovations of the tick", DEFINITION),
    ("ties_formed", "ties", "ties formed in the tick", DEFINITION),
    ("ties_ended", "ties", "ties ended in the tick", DEFINITION),
    # economy
    ("mean_knowledge", "log points", "mean knowledge of firms: log productivity relative to the frontier", DEFINITION),
    ("tightness", "log points", "jobs relative to labour supply", DEFINITION),
    ("mean_rent", "ratio", "geometric mean over firms of the rent at their place relative to the reference", DEFINITION),
    ("services", "share", "mean supply of cluster-related services, private and public, at the places of target-cluster firms", DEFINITION),
    ("tenants", "firms", "firms that are tenants of a centre", DEFINITION),
    ("cost", "EUR", "public cost of all tasks in the tick", DEFINITION),
)

METRICS: dict[str, Metric] = {name: Metric(name, unit, "headline", doc, source) for name, unit, doc, source in _ROWS} | {
    f"cost_{task}": Metric(f"cost_{task}", "EUR", "headline", f"public cost of the task {task} in the tick", DEFINITION) for task in TASKS
}

COUNTS: tuple[str, ...] = (
    "entries",
    "entries_start_up",
    "entries_spin_off",
    "entries_academic_spin_off",
    "entries_settlement",
    "entries_centre_start_up",
    "exits",
    "moves",
    "innovations",
    "ties_formed",
    "ties_ended",
)
