"""The columns of a run's series that the package has: what each means. Imports nothing heavy."""

from __future__ import annotations

from clustersim.metrics.metric import DEFINITION, Metric, Row, metrics_of
from clustersim.policies.registry import POLICIES

BARRAT = "Barrat et al. (2004)"
MARCON = "Marcon and Puech (2010)"
REPORTED: dict[str, Row] = {  # what tasks of the package report
    figure.name: (figure.name, figure.unit, figure.doc, DEFINITION)
    for task in POLICIES.shipped
    for figure in POLICIES[task].figures
}

ROWS: tuple[Row, ...] = (
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
        "mean over target-cluster firms of related firms (weighted by relatedness, the firm itself excluded) per "
        "km2 of in-region area within 5 km",
        DEFINITION,
    ),
    (
        "concentration_m",
        "ratio",
        "M of all target sectors together at 5 km, by counts in cells: 1 is the concentration of all firms",
        MARCON,
    ),
    (
        "critical_share",
        "share",
        "target-cluster firms with at least the critical mass of related firms in reach",
        DEFINITION,
    ),
    # network of the target cluster
    (
        "network_strength",
        "strength",
        "mean sum of tie strengths over target-cluster actors at least 3 years old, isolates included",
        BARRAT,
    ),
    (
        "network_strength_firms",
        "strength",
        "the same over firms alone, without universities, institutes and chambers",
        BARRAT,
    ),
    (
        "network_strength_initial_cohort",
        "strength",
        "network_strength over target-cluster actors that were there at the start and still are, whatever their age",
        BARRAT,
    ),
    (
        "total_strength",
        "strength",
        "sum of the strengths of all ties with at least one end in the target cluster",
        DEFINITION,
    ),
    (
        "connected_share",
        "share",
        "target-cluster actors in the largest component of their own network, of ties among themselves",
        DEFINITION,
    ),
    (
        "self_sustaining_share",
        "share",
        "share of total_strength left without ties from agency events, lead projects and repairs younger than 3 years",
        DEFINITION,
    ),
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
    ("advised_foundings", "firms", "firms among the entrants whose founder was advised", DEFINITION),
    ("adoptions", "firms", "firms that adopted a technology of a lead project in the tick", DEFINITION),
    ("innovations", "innovations", "innovations of the tick", DEFINITION),
    ("ties_formed", "ties", "ties formed in the tick", DEFINITION),
    ("ties_ended", "ties", "ties ended in the tick", DEFINITION),
    # economy
    ("mean_knowledge", "log points", "mean knowledge of firms: log productivity relative to the frontier", DEFINITION),
    ("tightness", "log points", "jobs relative to labour supply", DEFINITION),
    (
        "mean_rent",
        "ratio",
        "geometric mean over firms of the rent at their place relative to the reference",
        DEFINITION,
    ),
    (
        "services",
        "share",
        "mean supply of cluster-related services, private and public, at the places of target-cluster firms",
        DEFINITION,
    ),
    ("tenants", "firms", "firms that are tenants of a centre", DEFINITION),
    ("outside_ties", "ties", "mean number of ties of a target-cluster firm to partners outside the region", DEFINITION),
    ("projects", "projects", "lead projects that run", DEFINITION),
    ("adopters", "firms", "firms that use a technology of a lead project", DEFINITION),
    (
        "relieved_firms",
        "firms",
        "firms relieved of a credit constraint, or supported with finance though not constrained",
        DEFINITION,
    ),
    (
        "constrained_share",
        "share",
        "target-cluster firms that are credit-constrained, less the relief that support gives",
        DEFINITION,
    ),
    ("trained_firms", "firms", "firms whose absorptive capacity training raised by 0.05 at least", DEFINITION),
    # the agency
    REPORTED["members"],
    ("staff_used", "posts", "posts of the agency that tasks tie up", DEFINITION),
    ("stage", "code", "stage of the regime: 0 none, 1 density, 2 networks", DEFINITION),
    ("focus", "ratio", "largest effort on a target sector relative to their mean: 1 without a strategy", DEFINITION),
    REPORTED["targeting_error"],
    ("cofunding", "EUR", "what programmes of higher levels paid for tasks in the tick", DEFINITION),
    (
        "cost",
        "EUR",
        "what the agency paid for all tasks in the tick (without partners and programmes of higher levels)",
        DEFINITION,
    ),
)
FIXED = metrics_of("headline", ROWS)


def package_columns() -> dict[str, Metric]:
    """Return the columns by name: fixed ones, then what tasks that are not of the package report, then all costs."""
    reported = {
        figure.name: Metric(figure.name, figure.unit, "headline", figure.doc, f"task {task}")
        for task, policy in POLICIES.added().items()
        for figure in policy.figures
    }
    costs = {
        f"cost_{task}": Metric(
            f"cost_{task}", "EUR", "headline", f"what the agency paid for the task {task} in the tick", DEFINITION
        )
        for task in POLICIES
    }
    return FIXED | reported | costs
