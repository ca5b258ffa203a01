"""Longitude and latitude on the grid: distances are those on the earth."""

from __future__ import annotations

import math

import pytest

from clustersim.scenario.files.projection import FLATTENING, SEMI_MAJOR, local_km


def on_the_ellipsoid(longitude: float, latitude: float) -> tuple[float, float, float]:
    """Return the position in space in km (WGS 84)."""
    phi, turn = math.radians(latitude), math.radians(longitude)
    squared = FLATTENING * (2 - FLATTENING)
    across = SEMI_MAJOR / math.sqrt(1 - squared * math.sin(phi) ** 2)
    return (
        across * math.cos(phi) * math.cos(turn),
        across * math.cos(phi) * math.sin(turn),
        across * (1 - squared) * math.sin(phi),
    )


@pytest.mark.parametrize("latitude", [-60.0, 0.0, 35.0, 49.3, 60.0])
@pytest.mark.parametrize("size", [10.0, 50.0, 100.0])
def test_distances_on_the_grid_are_those_on_the_earth(latitude: float, size: float) -> None:
    corner = (7.5, latitude)
    step = size / 111.3
    wide = step / math.cos(math.radians(latitude))
    places = [(7.5 + wide * a, latitude + step * b) for a in (0.0, 0.4, 0.9) for b in (0.0, 0.3, 0.9)]
    assert local_km(*corner, corner, size, size) == pytest.approx((0.0, 0.0), abs=1e-9)
    for one in places:
        for two in places:
            true = math.dist(
                on_the_ellipsoid(*one), on_the_ellipsoid(*two)
            )  # a chord: 3e-6 shorter than the arc at 50 km
            flat = math.dist(local_km(*one, corner, size, size), local_km(*two, corner, size, size))
            assert flat == pytest.approx(true, rel=1e-4, abs=1e-6)
    east, north = local_km(7.5 + 0.5 * wide, latitude + 0.5 * step, corner, size, size)
    assert east == pytest.approx(size / 2, rel=0.01)  # near the middle, and the right way up
    assert north == pytest.approx(size / 2, rel=0.01)
