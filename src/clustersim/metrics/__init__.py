"""Measures of density and networks: pure functions of arrays, NaN where a measure is undefined, never 0.

Functions are loaded when they are first asked for, so that importing the package or its registry costs nothing. They
look at what they are given (`arguments`), and say in a line what is wrong with it.
"""

from __future__ import annotations

from importlib import import_module
from types import FunctionType
from typing import Any

_PLACES = {
    "metric": ("Metric",),
    "registry": ("METRICS",),
    "set_metrics": ("SET_METRICS",),
    "density": ("Neighbours", "cluster_density", "concentration_m", "count_neighbours", "critical_share", "disc_area"),
    "network": (
        "components",
        "connected_share",
        "cross_type_share",
        "degrees_and_strengths",
        "network_strength",
        "self_sustaining_share",
    ),
    "structure": ("network_metrics",),
    "points": ("marcon_puech_m", "ripley_k"),
    "lattice": ("local_g_star", "morans_i"),
    "regions": (
        "coagglomeration",
        "ellison_glaeser",
        "herfindahl",
        "location_quotient",
        "locational_gini",
        "maurel_sedillot",
        "related_variety",
    ),
    "pair_distances": ("KdBand", "duranton_overman_kd", "kd_band"),
    "persistence": ("TiePersistence", "tie_persistence"),
    "life_lines": ("find_clusters",),
    "sampling": ("Estimate", "sampled_distances"),
    "sets": ("MeasuredState", "measure_set"),
    "clusters": ("HotSpots", "benjamini_hochberg", "find_hot_spots"),
}
_MODULE = {name: module for module, names in _PLACES.items() for name in names}

__all__ = sorted(_MODULE)  # noqa: PLE0605  (the names are those of _PLACES)


def __getattr__(name: str) -> Any:
    if name not in _MODULE:
        message = f"module '{__name__}' has no attribute '{name}'"
        raise AttributeError(message)
    found = getattr(import_module(f"{__name__}.{_MODULE[name]}"), name)
    if not isinstance(found, FunctionType):
        return found
    from clustersim.metrics.arguments import checked

    return globals().setdefault(name, checked(found))


def __dir__() -> list[str]:
    return [*__all__]
