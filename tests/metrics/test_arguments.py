"""Every public measure says in one line what is wrong with what it was given, and what is allowed."""

from __future__ import annotations

import inspect
import pickle
import warnings
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from clustersim import metrics
from clustersim.core.adjacency import link
from clustersim.core.geography import Grid
from clustersim.errors import InputError
from clustersim.metrics.arguments import CHECKS

GRID = Grid(3, 4, 1.0)
RNG = np.random.default_rng(1)
XY, OF = RNG.uniform(0.0, 10.0, (12, 2)), list("aabbababaabb")
PLANTS = {"employees": [5.0, 2.0, 8.0, 1.0, 4.0, 3.0], "sector": list("aabbab"), "zone": [1, 2, 1, 3, 3, 2]}
TABLE = [[5.0, 2.0, 0.0], [1.0, 4.0, 3.0]]
VALUES = RNG.uniform(0.0, 5.0, (4, 5))
TIES = {"first": [0, 1, 2], "second": [1, 2, 3]}
NETWORK = {
    "node_type": list("ffuff"),
    "node_sector": ["a", "b", None, "a", "b"],
    "edge_a": [0, 1, 2],
    "edge_b": [1, 2, 3],
}
COUNTED = {
    "cell": [0, 1, 1, 5, 5, 11],
    "sector": [0, 0, 1, 1, 0, 1],
    "counted": [True] * 6,
    "of": [True, False],
    "grid": GRID,
    "radius": 1.5,
}
AROUND = metrics.count_neighbours(**COUNTED)
COUNTS = [0.0, 9.0, 9.0, 0.0, 0.0, 9.0, 9.0, 0.0, 0.0, 0.0, 0.0, 1.0]
LINKS = link(4, np.array([0, 1, 2], np.int32), np.array([1, 2, 3], np.int32))
SOUND: dict[str, dict[str, Any]] = {  # a call of every public measure that is as it should be
    **{name: {"employment": TABLE} for name in ("location_quotient", "herfindahl", "locational_gini")},
    "related_variety": {"employment": TABLE, "group": ["x", "x", "y"]},
    **{
        name: {**PLANTS, "zone_employment": {1: 20.0, 2: 9.0, 3: 8.0}}
        for name in ("ellison_glaeser", "maurel_sedillot", "coagglomeration")
    },
    **{
        name: {"values": VALUES, "neighbourhood": "queen", "inside": np.ones((4, 5), bool)}
        for name in ("morans_i", "local_g_star")
    },
    "marcon_puech_m": {"xy": XY, "weight": np.ones(12), "sector": OF, "r": [2.0, 4.0], "of": "a", "to": "b"},
    "duranton_overman_kd": {
        "xy": XY,
        "sector": OF,
        "r": [2.0, 4.0],
        "of": "a",
        "weight": np.ones(12),
        "bandwidth": 1.0,
    },
    "kd_band": {"xy": XY, "sector": OF, "r": [2.0, 4.0], "of": "a", "simulations": 3, "seed": 1, "level": 0.1},
    "ripley_k": {"xy": XY, "window": (0.0, 10.0, 0.0, 10.0), "r": [1.0, 2.0], "correction": "isotropic"},
    "components": {"nodes": 5, **TIES},
    "degrees_and_strengths": {"nodes": 5, **TIES, "strength": [0.5, 1.0, 0.25]},
    "connected_share": {**TIES, "member": [True, True, True, False, True]},
    "cross_type_share": {"node_type": list("ffuff"), **TIES},
    "network_strength": {"strength": [0.5, 1.0, 0.25], "counted": [True, True, False]},
    "self_sustaining_share": {"strength": [0.5, 1.0, 0.25], "counted": [True] * 3, "brokered": [False, True, False]},
    "tie_persistence": {"edges_before": [[1, 2], [2, 3]], "edges_after": [[2, 1]]},
    "count_neighbours": COUNTED,
    "disc_area": {"inside": [True] * 12, "grid": GRID, "radius": 1.5},
    "cluster_density": {"around": AROUND, "area": np.ones(12), "relatedness": np.eye(2), "target": [True, False]},
    "critical_share": {"around": AROUND, "relatedness": np.eye(2), "target": [True, False], "critical": 1.0},
    "concentration_m": {"around": AROUND, "of": [True, False]},
    "find_hot_spots": {
        "counts": COUNTS,
        "grid": GRID,
        "relative_to": "firms",
        "firms": np.ones(12) * 9.0,
        "inside": [True] * 12,
        "radius": 1.0,
        "level": 0.05,
        "least": 2,
        "neighbourhood": "rook",
    },
    "find_clusters": {
        "moments": [(0.0, COUNTS), (1.0, COUNTS)],
        "grid": GRID,
        "inside": [True] * 12,
        "all_firms": [COUNTS, COUNTS],
        "overlap": 0.5,
        "change": 0.1,
        "radius": 1.0,
        "level": 0.05,
        "least": 2,
        "neighbourhood": "rook",
    },
    "benjamini_hochberg": {"chance": [0.01, 0.5, 0.2], "level": 0.05},
    "sampled_distances": {"links": LINKS, "keys": [4, 3, 2, 1], "giant": [0, 1, 2, 3], "seed": 1, "sources": None},
    "network_metrics": {**NETWORK, "strength": [0.5, 1.0, 0.25], "seed": 0},
}
WITHOUT_CALL = {"measure_set"}  # it takes a state of the model
NOTHING = {"inside", "weight", "bandwidth", "zone_employment", "firms", "all_firms", "sources"}  # None is allowed
WRONG: dict[str, Any] = {
    "nothing": None,
    "a text": "nonsense",
    "texts": ["x", "y"],
    "NaN": float("nan"),
    "infinite": float("inf"),
    "negative": -1,
    "a column of NaN": [float("nan")] * 6,
    "another length": [0.0] * 7,
    "a cube": np.zeros((2, 2, 2)),
    "empty": [],
    "an object": object(),
    "pieces": [[1.0, 2.0], [3.0]],
    "a mapping": {"a": 1},
}
ALLOWED = {  # what is wrong for most arguments and right for these: labels and codes of any kind, one entry for each row
    ("of", "nonsense"),
    ("to", "nonsense"),
}


def _parts(found: Any) -> list[Any]:
    return list(found.values()) if isinstance(found, dict) else list(found)


def same(one: Any, other: Any) -> None:
    """Compare what two calls of a measure gave: numbers, arrays, tables, or several of them."""
    if isinstance(one, tuple | dict):
        for mine, theirs in zip(_parts(one), _parts(other), strict=True):
            same(mine, theirs)
    elif hasattr(one, "columns"):
        assert one.equals(other)
    else:
        np.testing.assert_array_equal(np.asarray(one), np.asarray(other))


def public_functions() -> list[str]:
    return [name for name in metrics.__all__ if isinstance(getattr(metrics, name), FunctionType)]


def test_every_public_measure_is_looked_at() -> None:
    assert set(public_functions()) == set(CHECKS) == set(SOUND) | WITHOUT_CALL
    for name, call in SOUND.items():
        named = [one for one in inspect.signature(getattr(metrics, name)).parameters if one != "criteria"]
        assert set(named) <= set(call), name


@pytest.mark.parametrize("name", SOUND)
def test_lists_and_arrays_give_the_same_as_the_measure_itself(name: str) -> None:
    measure = getattr(metrics, name)
    lists = {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in SOUND[name].items()}
    same(measure(**SOUND[name]), measure(**lists))
    assert pickle.loads(pickle.dumps(measure)) is measure


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("name", SOUND)
def test_what_is_wrong_is_said_in_a_line(name: str, wrong: str) -> None:
    """A wrong argument is refused by its name, or it is right: nothing else may happen, and nothing is only warned of."""
    measure, refused = getattr(metrics, name), 0
    for key in SOUND[name]:
        if WRONG[wrong] is None and key in NOTHING:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                measure(**{**SOUND[name], key: WRONG[wrong]})
            except InputError as error:
                refused += 1
                (problem,) = error.problems
                assert "\n" not in str(problem)
                assert key in str(problem) or problem.key in ("edge_a, edge_b", "xy", "first"), (key, str(problem))
                assert len(str(problem)) < 300
    assert refused or wrong in ("empty", "negative"), name


@pytest.mark.parametrize(
    ("name", "key", "value", "said"),
    [
        (
            "location_quotient",
            "employment",
            [[1.0, -2.0]],
            "employment: is -2 at place (0, 1); finite numbers, at least 0, are wanted",
        ),
        (
            "location_quotient",
            "employment",
            [1.0, 2.0],
            "employment: has shape (2,); a table is wanted, shape (regions, sectors)",
        ),
        ("related_variety", "group", ["x"], "group: has 1 groups for 3 sectors; one for each is wanted"),
        ("ellison_glaeser", "sector", ["a", None, "b", "b", "a", "b"], "sector: holds nothing at place 1"),
        (
            "ellison_glaeser",
            "zone_employment",
            {1: -1.0},
            "zone_employment[1]: is -1; a finite number, at least 0 is wanted",
        ),
        ("ellison_glaeser", "zone_employment", {1: 1.0}, "zone_employment: lacks zones of plants: 2, 3"),
        ("morans_i", "values", [1.0, 2.0], "values: has shape (2,); a table is wanted, shape (rows, columns)"),
        ("morans_i", "inside", [True, False], "inside: has shape (2,); shape (4, 5) is wanted"),
        ("local_g_star", "neighbourhood", "bishop", "neighbourhood: is 'bishop'; 'rook' or 'queen' is wanted"),
        ("ripley_k", "r", [-1.0], "r: is -1 at place 0; finite numbers, at least 0, are wanted"),
        ("ripley_k", "r", [6.0], "r: goes up to 6; at most half the shorter side of the window, 5"),
        (
            "ripley_k",
            "window",
            (10.0, 0.0, 0.0, 10.0),
            "window: is 10, 0, 0, 10; four numbers xmin < xmax, ymin < ymax are wanted",
        ),
        ("ripley_k", "xy", [[1.0, 11.0], [2.0, 2.0]], "xy: is (1, 11) at place 0, outside the window"),
        (
            "ripley_k",
            "correction",
            "border",
            "correction: is 'border'; 'none' or 'translate' or 'isotropic' or 'periodic'",
        ),
        ("marcon_puech_m", "weight", [-1.0] * 12, "weight: is -1 at place 0; finite numbers, at least 0, are wanted"),
        ("marcon_puech_m", "xy", [[float("nan"), 0.0]], "xy: is nan at place (0, 0); finite numbers, are wanted"),
        ("kd_band", "simulations", 0, "simulations: is 0; a whole number, at least 1, is wanted"),
        ("connected_share", "first", [0, 1, 9], "first: is 9 at tie 2; ends of ties are places 0 to 4 of nodes"),
        (
            "network_strength",
            "counted",
            [2, 0, 1],
            "counted: holds 2; true or false (or 1 and 0) is wanted for each row",
        ),
        ("tie_persistence", "edges_after", [[1, "a"]], "edges_after: holds keys of several kinds, or none"),
        (
            "count_neighbours",
            "cell",
            [0, 1, 1, 5, 5, 12],
            "cell: holds 12; numbers of cells of the grid, 0 to 11, are wanted",
        ),
        (
            "benjamini_hochberg",
            "chance",
            [1.5],
            "chance: is 1.5 at place 0; finite numbers, at least 0, at most 1, are wanted",
        ),
        (
            "find_clusters",
            "moments",
            [(1.0, COUNTS), (0.0, COUNTS)],
            "moments[1]: is of the time 0; times come in order of time",
        ),
        ("find_hot_spots", "firms", None, "firms: is missing; relative_to = 'firms' needs the counts of all firms"),
        ("find_hot_spots", "grid", (3, 4), "grid: is (3, 4); a Grid is wanted"),
    ],
)
def test_the_words(name: str, key: str, value: Any, said: str) -> None:
    with pytest.raises(InputError) as raised:
        getattr(metrics, name)(**{**SOUND[name], key: value})
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize("call", [lambda: metrics.morans_i(VALUES, inside=VALUES > 1.0)])
def test_what_lies_outside_may_be_undefined(call: Callable[[], float]) -> None:
    hollow = np.where(VALUES > 1.0, VALUES, np.nan)
    assert metrics.morans_i(hollow, inside=VALUES > 1.0) == call()
