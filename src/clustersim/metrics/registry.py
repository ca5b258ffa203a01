"""What every column of a run's series means. Imports nothing heavy, so that `clustersim metrics` is quick."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal, NamedTuple

from clustersim.metrics.own import OWN_METRICS
from clustersim.policies.registry import POLICIES
from clustersim.spec.codes import Cause

Set = Literal["headline", "standard", "full"]


class Metric(NamedTuple):
    """One column of the series: `set` is the least set of measures that contains it; undefined is NaN, never 0."""

    name: str
    unit: str
    set: Set
    doc: str
    source: str


# The two figures that the question is about: density of the cluster, strength of its network.
HEADLINE = ("cluster_density", "network_strength")

DEFINITION = "definition of this model"
BARRAT = "Barrat et al. (2004)"
MARCON = "Marcon and Puech (2010)"
_Row = tuple[str, str, str, str]
_REPORTED: dict[str, _Row] = {  # what tasks of the package report
    figure.name: (figure.name, figure.unit, figure.doc, DEFINITION)
    for task in POLICIES.shipped
    for figure in POLICIES[task].figures
}

_ROWS: tuple[_Row, ...] = (
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
    _REPORTED["members"],
    ("staff_used", "posts", "posts of the agency that tasks tie up", DEFINITION),
    ("stage", "code", "stage of the regime: 0 none, 1 density, 2 networks", DEFINITION),
    ("focus", "ratio", "largest effort on a target sector relative to their mean: 1 without a strategy", DEFINITION),
    _REPORTED["targeting_error"],
    ("cofunding", "EUR", "what programmes of higher levels paid for tasks in the tick", DEFINITION),
    (
        "cost",
        "EUR",
        "what the agency paid for all tasks in the tick (without partners and programmes of higher levels)",
        DEFINITION,
    ),
)


class _Headline(Mapping[str, Metric]):
    """The columns of the series as they are now: fixed ones, then what tasks report and cost, then own metrics."""

    _FIXED: ClassVar = {name: Metric(name, unit, "headline", doc, source) for name, unit, doc, source in _ROWS}

    def _all(self) -> dict[str, Metric]:
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
        own = {
            name: Metric(name, metric.unit, "headline", metric.doc, OWN_METRICS.origins[name].module)
            for name, metric in OWN_METRICS.items()
        }
        return self._FIXED | reported | costs | own

    def __getitem__(self, name: str) -> Metric:
        return self._FIXED[name] if name in self._FIXED else self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


METRICS: Mapping[str, Metric] = _Headline()

# what the sets `standard` and `full` add, taken on the state of the region at one moment (`metrics.sets`)
M_RADII = (1, 2, 5, 10)  # km: assumption
KD_RADII = (0, 1, 2, 5, 10)  # km, whole numbers up to 10: assumption
TIE_CAUSES = tuple(
    Cause[name]
    for name in (
        "INITIAL",
        "ENCOUNTER",
        "CLOSURE",
        "PARENT",
        "TENANTS",
        "CHAMBER_EVENT",
        "AGENCY_EVENT",
        "REPAIR",
        "PROJECT",
        "USER",
    )
)
ZONES = "zones of 5 x 5 km"
SAMPLE = "from 64 keyed source nodes in the standard set, exact in the full set"
DURANTON = "Duranton and Overman (2005)"

_Rows = tuple[_Row, ...]

_STANDARD: _Rows = (
    (
        "location_quotient",
        "ratio",
        "mean over the employees of the target sectors of the location quotient of these sectors together in "
        f"their zone; {ZONES}",
        "Florence (1939)",
    ),
    (
        "herfindahl",
        "index",
        "sum over all sectors of the squared share in the employees of the region",
        "Herfindahl (1950)",
    ),
    (
        "locational_gini",
        "index",
        f"inequality of the target sectors' employees over {ZONES}, relative to all employees",
        "Krugman (1991)",
    ),
    (
        "ellison_glaeser",
        "index",
        "concentration of employees beyond that of all firms and of firm sizes; mean over the target sectors by "
        f"employees; {ZONES}",
        "Ellison and Glaeser (1997)",
    ),
    (
        "maurel_sedillot",
        "index",
        f"as ellison_glaeser, with another measure of raw concentration; {ZONES}",
        "Maurel and Sedillot (1999)",
    ),
    (
        "coagglomeration",
        "index",
        f"how much the target sectors choose the same zones; {ZONES}",
        "Ellison and Glaeser (1997)",
    ),
    (
        "related_variety",
        "bits",
        "entropy of employees over sectors within the groups of related sectors, whole region",
        "Frenken, van Oort and Verburg (2007)",
    ),
    (
        "morans_i",
        "index",
        "spatial autocorrelation of target-sector firms by cell, queen contiguity, in-region cells",
        "Moran (1950)",
    ),
    (
        "hot_spots",
        "clusters",
        "contiguous cells with more target-sector firms around than the area explains (FDR 5 %), 10 firms and more",
        DEFINITION,
    ),
    ("hot_spot_share", "share", "target-sector firms that are in a hot spot", DEFINITION),
    ("hot_spot_largest", "firms", "target-sector firms in the largest hot spot", DEFINITION),
    ("network_density", "share", "ties over pairs of actors", "Freeman (1979)"),
    ("mean_degree", "ties", "mean number of ties of an actor", DEFINITION),
    ("mean_strength", "strength", "mean sum of tie strengths of an actor", BARRAT),
    ("transitivity", "share", "connected triples of actors that are closed", "Newman (2003, SIAM Rev.)"),
    (
        "local_clustering",
        "share",
        "mean over actors of pairs of partners that are tied; isolates and leaves count as zero",
        "Watts and Strogatz (1998)",
    ),
    ("giant_share", "share", "actors in the largest component", DEFINITION),
    (
        "global_efficiency",
        "share",
        f"mean over pairs of actors of 1 / distance in steps, 0 without a path; {SAMPLE}",
        "Latora and Marchiori (2001)",
    ),
    ("global_efficiency_error", "share", "standard error of global_efficiency, 0 if exact", "Cochran (1977)"),
    ("mean_distance_giant", "steps", f"mean distance of two actors of the largest component; {SAMPLE}", DEFINITION),
    ("mean_distance_giant_error", "steps", "standard error of mean_distance_giant, 0 if exact", "Cochran (1977)"),
    ("degree_assortativity", "correlation", "of the degrees at the two ends of a tie", "Newman (2002)"),
    (
        "type_assortativity",
        "index",
        "ties within the types of actors (firm, university, chamber) beyond chance",
        "Newman (2003, Phys. Rev. E)",
    ),
    (
        "sector_assortativity",
        "index",
        "ties between firms that are within a sector, beyond chance",
        "Newman (2003, Phys. Rev. E)",
    ),
    ("degree_centralisation", "index", "0 all actors have as many ties, 1 a star", "Freeman (1979)"),
    (
        "max_core",
        "ties",
        "largest k for which there are actors with k ties among themselves (k-core)",
        "Seidman (1983)",
    ),
    ("articulation_points", "actors", "actors without whom their component falls apart", "Hopcroft and Tarjan (1973)"),
    ("bridges", "ties", "ties without which their component falls apart", "Hopcroft and Tarjan (1973)"),
    ("cross_type_share", "share", "ties between actors of different types (firm, university, chamber)", DEFINITION),
    ("tie_relatedness", "share", "mean relatedness of the sectors of two firms that are tied", DEFINITION),
    *(
        (f"tie_share_{cause.name.lower()}", "share", f"ties whose cause is {cause.name.lower()}", DEFINITION)
        for cause in TIE_CAUSES
    ),
)

_FULL: _Rows = (
    *(
        (f"concentration_m_{radius}km", "ratio", f"M of all target sectors together at {radius} km", MARCON)
        for radius in M_RADII
    ),
    *(
        (f"kd_{radius}km", "1/km", f"density of the distances between target-sector firms at {radius} km", DURANTON)
        for radius in KD_RADII
    ),
    *(
        (
            f"kd_lower_{radius}km",
            "1/km",
            f"lower edge of the global 95 % band of Kd at {radius} km, sectors shuffled over sites",
            DURANTON,
        )
        for radius in KD_RADII
    ),
    *((f"kd_upper_{radius}km", "1/km", f"upper edge of the same band at {radius} km", DURANTON) for radius in KD_RADII),
    (
        "kd_localisation",
        "share",
        "sum over 0, 1 ... 10 km of what Kd has above its band: pairs of firms that are nearer than chance explains",
        DURANTON,
    ),
    (
        "kd_dispersion",
        "share",
        "sum over 0, 1 ... 10 km of what Kd lacks below its band, 0 where there is any localisation",
        DURANTON,
    ),
    (
        "g_star_share",
        "share",
        "in-region cells whose local G* of target-sector firms (queen contiguity) is above 1.96",
        "Ord and Getis (1995)",
    ),
    ("modularity", "index", "best of ten Leiden searches, ties weighted by strength", "Traag et al. (2019)"),
    (
        "small_world_quotient",
        "ratio",
        "clustering over distance of the largest component, relative to a random graph like it",
        "Davis, Yoo and Baker (2003)",
    ),
    (
        "core_periphery_fit",
        "correlation",
        "of the ties with the best ideal pattern of core and periphery",
        "Borgatti and Everett (2000)",
    ),
    (
        "mean_constraint",
        "index",
        "mean over actors with ties of how far their partners are tied to each other, weighted by strength",
        "Burt (1992)",
    ),
    (
        "robustness_targeted",
        "share",
        "mean share of the largest component while actors are removed by degree",
        "Schneider et al. (2011)",
    ),
    ("robustness_random", "share", "the same in random order, mean of ten keyed orders", "Schneider et al. (2011)"),
)

SET_METRICS: dict[str, Metric] = {
    name: Metric(name, unit, "standard", doc, source) for name, unit, doc, source in _STANDARD
} | {name: Metric(name, unit, "full", doc, source) for name, unit, doc, source in _FULL}

COUNTS: tuple[str, ...] = (
    "entries",
    "entries_start_up",
    "entries_spin_off",
    "entries_academic_spin_off",
    "entries_settlement",
    "entries_centre_start_up",
    "advised_foundings",
    "adoptions",
    "exits",
    "moves",
    "innovations",
    "ties_formed",
    "ties_ended",
)
