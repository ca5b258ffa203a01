"""Public measures take labels or codes alike, and say in one line what is wrong with what they were given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from clustersim.errors import InputError
from clustersim.metrics import duranton_overman_kd, ellison_glaeser, kd_band, marcon_puech_m, network_metrics

TYPES, SECTORS = ["firm", "firm", "university", "firm", "firm"], ["a", "b", None, "a", "b"]
TYPE_CODES, SECTOR_CODES = [0, 0, 1, 0, 0], [0, 1, -1, 0, 1]
A, B, STRENGTH = [0, 1, 2, 0], [1, 2, 3, 4], [1.0, 0.5, 0.25, 1.0]


def network(**other: Any) -> dict[str, float]:
    """Return the measures of a small network of labels, with other arguments."""
    given = {"node_type": TYPES, "node_sector": SECTORS, "edge_a": A, "edge_b": B, "strength": STRENGTH}
    return network_metrics(**{**given, **other})


@pytest.mark.parametrize("none", [None, "", float("nan")])
def test_labels_and_codes_give_the_same_measures(none: object) -> None:
    codes = network_metrics(TYPE_CODES, SECTOR_CODES, A, B, STRENGTH)
    labels = network(node_sector=[none if sector is None else sector for sector in SECTORS])
    arrays = network_metrics(
        np.array(TYPES), np.array(SECTORS, dtype=object), np.array(A, dtype=float), np.array(B), np.array(STRENGTH)
    )
    for name, value in codes.items():
        assert labels[name] == pytest.approx(value, nan_ok=True), name
        assert arrays[name] == pytest.approx(value, nan_ok=True), name


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"node_type": TYPES[:4]}, "node_type, node_sector: must be equally long: node_type has 4, node_sector has 5"),
        ({"strength": STRENGTH[:1]}, "edge_a, edge_b, strength: must be equally long: .* strength has 1"),
        ({"edge_b": [1, 2, 3, 5]}, "edge_b: is 5 at tie 3; ends of ties are places 0 to 4 of nodes"),
        ({"edge_a": [-1, 1, 2, 0]}, "edge_a: is -1 at tie 0; ends"),
        ({"edge_a": ["x", "y", "z", "x"]}, "edge_a: holds 'x'; ends of ties are places 0 to 4"),
        ({"edge_a": [0.5, 1, 2, 0]}, "edge_a: holds 0.5; ends"),
        ({"edge_a": [1, 1, 2, 0]}, "edge_a, edge_b: tie 0 joins node 1 with itself"),
        ({"edge_a": [0, 2, 2, 1], "edge_b": [1, 3, 3, 0]}, "nodes 0 and 1 are joined more than once"),
        ({"strength": [1.0, -0.5, 1.0, 1.0]}, "strength: is -0.5 at place 1; numbers above 0"),
        ({"strength": [1.0, float("nan"), 1.0, 1.0]}, "strength: is nan at place 1"),
        ({"strength": ["much", "1", "1", "1"]}, "strength: holds 'much'"),
        ({"node_type": [TYPES]}, "node_type: is no column"),
    ],
)
def test_what_is_wrong_with_a_network_is_said_in_a_line(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said) as raised:
        network(**wrong)
    assert "\n" not in str(raised.value)


def test_a_network_without_ties_or_nodes_is_none_of_these() -> None:
    assert network(edge_a=[], edge_b=[], strength=[])["mean_degree"] == 0.0
    assert np.isnan(network_metrics([], [], [], [], [])["mean_degree"])


XY, OF = [[0.0, 0.0], [1.0, 0.0], [2.0, 1.0], [3.0, 3.0]], ["a", "a", "b", "a"]


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (lambda: marcon_puech_m(XY, np.ones(4), OF, [1.0], "a", 1), "to: is 1; sectors here are 'a', 'b'"),  # type: ignore[arg-type]
        (
            lambda: marcon_puech_m(XY, np.ones(3), OF, [1.0], "a", "a"),
            "must be equally long: sector has 4, weight has 3",
        ),  # type: ignore[arg-type]
        (lambda: duranton_overman_kd(XY, OF, [1.0], 0), "of: is 0; sectors here are 'a', 'b'"),
        (lambda: duranton_overman_kd([1.0, 2.0], OF[:2], [1.0], "a"), r"xy: has shape \(2,\)"),
        (lambda: kd_band(XY, OF[:3], [1.0], "a", 9, 1), "xy, sector: must be equally long: xy has 4, the others 3"),
        (lambda: ellison_glaeser([1.0, 2.0], ["a"], ["z", "z"]), "employees has 2, sector has 1, zone has 2"),
    ],
)
def test_what_is_wrong_with_points_and_plants_is_said_in_a_line(measure: Callable[[], object], said: str) -> None:
    with pytest.raises(InputError, match=said) as raised:
        measure()
    assert "\n" not in str(raised.value)


def test_points_take_labels_and_codes() -> None:
    codes = np.array([0, 0, 1, 0])
    labels = marcon_puech_m(np.array(XY), np.ones(4), np.array(OF), [2.0], "a", "b")
    np.testing.assert_array_equal(labels, marcon_puech_m(np.array(XY), np.ones(4), codes, [2.0], 0, 1))
    kd = duranton_overman_kd(XY, OF, [1.0, 2.0], "a")
    np.testing.assert_array_equal(kd, duranton_overman_kd(XY, codes, [1.0, 2.0], 0))
