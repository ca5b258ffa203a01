"""What the public measures may be given: each argument is looked at, and made an array, before a measure runs.

What is asked for by `from clustersim.metrics import ...` goes through here; the model calls the measures themselves,
with arrays of its own. `CHECKS` has an entry for every public function.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeAlias, get_args

import numpy as np

from clustersim.core.adjacency import Adjacency
from clustersim.core.geography import Grid
from clustersim.metrics import inputs
from clustersim.metrics.density import Neighbours
from clustersim.metrics.inputs import labels, mask, number, numbers, of_kind, one_of, radii, same_length, table, whole
from clustersim.metrics.lattice import Neighbourhood
from clustersim.metrics.points import Correction

Argument: TypeAlias = Any  # whatever somebody gives: the checks below say what it must be
Given = Mapping[str, Argument]  # the arguments of a call by their names
Check = Callable[[Given], dict[str, Argument]]  # returns those that are replaced


def checked(function: Callable[..., Argument]) -> Callable[..., Argument]:
    """Return a measure that looks at what it is given; InputError says in a line what is wrong and what is allowed."""
    check, signature = CHECKS[function.__name__], inspect.signature(function)

    @wraps(function)
    def measure(*arguments: Argument, **named: Argument) -> Argument:
        bound = signature.bind(*arguments, **named)
        bound.apply_defaults()
        bound.arguments.update(check(bound.arguments))
        return function(*bound.args, **bound.kwargs)

    measure.__module__ = "clustersim.metrics"  # where a process that is sent it finds it
    return measure


def _employment(given: Given) -> dict[str, Argument]:
    return {"employment": table("employment", given["employment"], "regions, sectors")}


def _related_variety(given: Given) -> dict[str, Argument]:
    found = _employment(given)
    groups = labels("group", given["group"])
    if len(groups) != found["employment"].shape[1]:
        message = f"has {len(groups)} groups for {found['employment'].shape[1]} sectors; one for each is wanted"
        raise inputs.refuse("group", message)
    return found | {"group": groups}


def _plants(given: Given) -> dict[str, Argument]:
    same_length(employees=given["employees"], sector=given["sector"], zone=given["zone"])
    for name, value in inputs.mapping("zone_employment", given["zone_employment"]).items():
        number(f"zone_employment[{name!r}]", value, least=0.0)
    return {
        "employees": numbers("employees", given["employees"], least=0.0),
        "sector": labels("sector", given["sector"]),
        "zone": labels("zone", given["zone"]),
    }


def _lattice(given: Given) -> dict[str, Argument]:
    one_of("neighbourhood", given["neighbourhood"], get_args(Neighbourhood))
    shape = inputs.cells_of("values", given["values"])
    region = None if given["inside"] is None else mask("inside", given["inside"], shape)
    return {"values": table("values", given["values"], "rows, columns", least=None, where=region), "inside": region}


def _points(given: Given) -> dict[str, Argument]:
    """Check positions, sectors and radii of M and Kd; other arguments as far as the measure has them."""
    found: dict[str, Argument] = {"xy": inputs.points("xy", given["xy"]), "r": radii("r", given["r"])}
    found["sector"] = labels("sector", given["sector"])
    if given.get("weight") is not None:
        found["weight"] = numbers("weight", given["weight"], least=0.0)
    if given.get("bandwidth") is not None:
        number("bandwidth", given["bandwidth"], above=0.0)
    if "simulations" in given:
        whole("simulations", given["simulations"], 1)
        whole("seed", given["seed"], 0)
        number("level", given["level"], above=0.0, below=1.0)
    columns = {name: found[name] for name in ("sector", "weight") if name in found}
    inputs.positions(found["xy"], **columns)
    return found


def _ripley(given: Given) -> dict[str, Argument]:
    one_of("correction", given["correction"], get_args(Correction))
    window = numbers("window", given["window"])
    if window.shape != (4,) or not (window[0] < window[1] and window[2] < window[3]):
        shown = ", ".join(f"{side:g}" for side in window[:6])
        raise inputs.refuse("window", f"is {shown}; four numbers xmin < xmax, ymin < ymax are wanted")
    xy, far = inputs.points("xy", given["xy"]), radii("r", given["r"])
    low, high = window[[0, 2]], window[[1, 3]]
    outside = np.flatnonzero(((xy < low) | (xy > high)).any(axis=1))
    if len(outside):
        at = int(outside[0])
        raise inputs.refuse("xy", f"is ({xy[at, 0]:g}, {xy[at, 1]:g}) at place {at}, outside the window")
    half = float((high - low).min()) / 2.0
    if given["correction"] != "none" and far.size and float(far.max()) > half:
        raise inputs.refuse("r", f"goes up to {far.max():g}; at most half the shorter side of the window, {half:g}")
    return {"xy": xy, "r": far, "window": tuple(window.tolist())}


def _ends(given: Given, nodes: int) -> dict[str, Argument]:
    same_length(first=given["first"], second=given["second"])
    return {name: inputs.ends(name, given[name], nodes) for name in ("first", "second")}


def _degrees(given: Given) -> dict[str, Argument]:
    same_length(first=given["first"], second=given["second"], strength=given["strength"])
    strength = numbers("strength", given["strength"], least=0.0)
    return _ends(given, whole("nodes", given["nodes"], 0)) | {"strength": strength}


def _connected(given: Given) -> dict[str, Argument]:
    member = mask("member", given["member"])
    return _ends(given, len(member)) | {"member": member}


def _cross_type(given: Given) -> dict[str, Argument]:
    kinds = labels("node_type", given["node_type"])
    return _ends(given, len(kinds)) | {"node_type": inputs.codes(kinds)}


def _strengths(given: Given) -> dict[str, Argument]:
    same_length(**{name: given[name] for name in ("strength", "counted", "brokered") if name in given})
    strength = numbers("strength", given["strength"], least=0.0)
    masks = {name: mask(name, given[name], strength.shape) for name in ("counted", "brokered") if name in given}
    return {"strength": strength, **masks}


def _pairs(given: Given) -> dict[str, Argument]:
    for name in ("edges_before", "edges_after"):
        inputs.tied_pairs(name, given[name])
    return {}


def _grid(given: Given) -> Grid:
    return of_kind("grid", given["grid"], Grid)


def _count_neighbours(given: Given) -> dict[str, Argument]:
    grid, of = _grid(given), mask("of", given["of"])
    same_length(cell=given["cell"], sector=given["sector"], counted=given["counted"])
    counted = mask("counted", given["counted"])
    number("radius", given["radius"], least=0.0)
    cell = inputs.places("cell", given["cell"], grid.cells, "cells of the grid", counted).astype(np.int32)
    sector = inputs.places("sector", given["sector"], len(of), "sectors of `of`", counted).astype(np.int16)
    return {"cell": cell, "sector": sector, "counted": counted, "of": of}


def _disc_area(given: Given) -> dict[str, Argument]:
    number("radius", given["radius"], least=0.0)
    return {"inside": mask("inside", given["inside"], (_grid(given).cells,))}


def _around(given: Given) -> dict[str, Argument]:
    """Check counts around cells, and what is known of sectors and cells as far as the measure has it."""
    around: Neighbours = of_kind("around", given["around"], Neighbours)
    sectors = len(around.total)
    found: dict[str, Argument] = {}
    for name in ("target", "of"):
        if name in given:
            found[name] = mask(name, given[name], (sectors,))
    if "relatedness" in given:
        found["relatedness"] = table("relatedness", given["relatedness"], "sectors, sectors", shape=(sectors, sectors))
    if "area" in given:
        found["area"] = numbers("area", given["area"], least=0.0)
        inputs.places("around.cell", around.cell, len(found["area"]), "places of area")
    if "critical" in given:
        number("critical", given["critical"], least=0.0)
    return found


def _hot_spots(given: Given) -> dict[str, Argument]:
    cells = (_grid(given).cells,)
    one_of("relative_to", given["relative_to"], ("area", "firms"))
    if given["relative_to"] == "firms" and given["firms"] is None:
        raise inputs.refuse("firms", "is missing; relative_to = 'firms' needs the counts of all firms")
    _criteria(given)
    found: dict[str, Argument] = {"counts": numbers("counts", given["counts"], least=0.0, shape=cells)}
    if given["firms"] is not None:
        found["firms"] = numbers("firms", given["firms"], least=0.0, shape=cells)
    return found | _inside(given, cells)


def _inside(given: Given, cells: tuple[int, ...]) -> dict[str, Argument]:
    return {} if given["inside"] is None else {"inside": mask("inside", given["inside"], cells)}


def _criteria(given: Given) -> None:
    """Check what says what a cluster is, as far as it is given."""
    if "radius" in given:
        number("radius", given["radius"], least=0.0)
    if "level" in given:
        number("level", given["level"], above=0.0, below=1.0)
    if "least" in given:
        whole("least", given["least"], 0)
    if "neighbourhood" in given:
        one_of("neighbourhood", given["neighbourhood"], get_args(Neighbourhood))


def _life_lines(given: Given) -> dict[str, Argument]:
    cells = (_grid(given).cells,)
    moments, pairs = [], inputs.entries("moments", given["moments"], "pairs of a time and the firms by cell")
    for place, moment in enumerate(pairs):
        if not isinstance(moment, tuple | list) or len(moment) != 2:
            raise inputs.refuse(f"moments[{place}]", "is no pair of a time and the firms by cell")
        time = number(f"moments[{place}][0]", moment[0])
        moments.append((time, numbers(f"moments[{place}][1]", moment[1], least=0.0, shape=cells)))
    early = next((place for place in range(1, len(moments)) if moments[place][0] <= moments[place - 1][0]), None)
    if early is not None:
        raise inputs.refuse(f"moments[{early}]", f"is of the time {moments[early][0]:g}; times come in order of time")
    found: dict[str, Argument] = {"moments": moments}
    if given["all_firms"] is not None:
        counts = inputs.entries("all_firms", given["all_firms"], "counts by cell for each moment")
        everybody = [numbers(f"all_firms[{n}]", one, least=0.0, shape=cells) for n, one in enumerate(counts)]
        if len(everybody) != len(moments):
            raise inputs.refuse("all_firms", f"has {len(everybody)} entries for {len(moments)} moments")
        found["all_firms"] = everybody
    number("overlap", given["overlap"], above=0.0, most=1.0)
    number("change", given["change"], least=0.0)
    _criteria(given["criteria"])
    return found | _inside(given, cells)


def _chances(given: Given) -> dict[str, Argument]:
    number("level", given["level"], above=0.0, below=1.0)
    return {"chance": numbers("chance", given["chance"], least=0.0, most=1.0)}


def _distances(given: Given) -> dict[str, Argument]:
    links: Adjacency = of_kind("links", given["links"], Adjacency)
    nodes = len(links.start) - 1
    keys = inputs.places("keys", given["keys"], 2**64, "keys")
    if len(keys) != nodes:
        raise inputs.refuse("keys", f"has {len(keys)} entries for {nodes} nodes of links")
    whole("seed", given["seed"], 0)
    if given["sources"] is not None:
        whole("sources", given["sources"], 2)
    giant = inputs.places("giant", given["giant"], nodes, "nodes").astype(np.int64)
    if len(np.unique(giant)) < len(giant):
        raise inputs.refuse("giant", "names a node more than once")
    return {"keys": keys.astype(np.uint64), "giant": giant}


def _set(given: Given) -> dict[str, Argument]:
    from clustersim.metrics.sets import MeasuredState

    of_kind("state", given["state"], MeasuredState)
    one_of("which", given["which"], ("standard", "full"))
    return {}


def _network(given: Given) -> dict[str, Argument]:
    whole("seed", given["seed"], 0)  # the rest the measure looks at itself
    return {}


CHECKS: dict[str, Check] = {
    **dict.fromkeys(("location_quotient", "herfindahl", "locational_gini"), _employment),
    "related_variety": _related_variety,
    **dict.fromkeys(("ellison_glaeser", "maurel_sedillot", "coagglomeration"), _plants),
    **dict.fromkeys(("morans_i", "local_g_star"), _lattice),
    **dict.fromkeys(("marcon_puech_m", "duranton_overman_kd", "kd_band"), _points),
    "ripley_k": _ripley,
    "components": lambda given: _ends(given, whole("nodes", given["nodes"], 0)),
    "degrees_and_strengths": _degrees,
    "connected_share": _connected,
    "cross_type_share": _cross_type,
    **dict.fromkeys(("network_strength", "self_sustaining_share"), _strengths),
    "tie_persistence": _pairs,
    "count_neighbours": _count_neighbours,
    "disc_area": _disc_area,
    **dict.fromkeys(("cluster_density", "critical_share", "concentration_m"), _around),
    "find_hot_spots": _hot_spots,
    "find_clusters": _life_lines,
    "benjamini_hochberg": _chances,
    "sampled_distances": _distances,
    "measure_set": _set,
    "network_metrics": _network,
}
