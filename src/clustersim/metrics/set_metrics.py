"""What the sets `standard` and `full` add to the series, taken on the region at one moment (`metrics.sets`)."""

from __future__ import annotations

from clustersim.metrics.metric import DEFINITION, Metric, Row, metrics_of
from clustersim.metrics.series_columns import BARRAT, MARCON
from clustersim.spec.codes import Cause

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

STANDARD: tuple[Row, ...] = (
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

FULL: tuple[Row, ...] = (
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

SET_METRICS: dict[str, Metric] = metrics_of("standard", STANDARD) | metrics_of("full", FULL)
