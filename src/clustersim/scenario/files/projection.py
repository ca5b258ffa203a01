"""From longitude and latitude to kilometres on the region's grid."""

from __future__ import annotations

import math

SEMI_MAJOR = 6378.137  # km, WGS 84
FLATTENING = 1 / 298.257223563  # WGS 84


def local_km(
    longitude: float, latitude: float, corner: tuple[float, float], width: float, height: float
) -> tuple[float, float]:
    """Return the position in km from the south-west corner of the grid.

    East-west and north-south arcs of the WGS 84 ellipsoid around the middle of the grid, with the bending of the
    parallels (the first terms of the transverse Mercator projection). Distances are right to 0.01 % on grids of up to
    100 km between 60 degrees south and north; `corner` is the longitude and latitude of the south-west corner, `width`
    and `height` the extent of the grid in km.
    """
    middle_latitude = corner[1] + math.degrees(height / 2 / _radii(corner[1])[0])
    middle_longitude = corner[0] + math.degrees(width / 2 / (_radii(corner[1])[1] * math.cos(math.radians(corner[1]))))
    x, y = _arcs(longitude, latitude, middle_longitude, middle_latitude)
    corner_x, corner_y = _arcs(*corner, middle_longitude, middle_latitude)
    return x - corner_x, y - corner_y


def _arcs(longitude: float, latitude: float, middle_longitude: float, middle_latitude: float) -> tuple[float, float]:
    """Return kilometres east and north of the middle."""
    phi = math.radians(latitude)
    along, across = _radii(0.5 * (latitude + middle_latitude))[0], _radii(latitude)[1]
    turn = math.radians(longitude - middle_longitude)
    return across * math.cos(phi) * turn, along * math.radians(latitude - middle_latitude) + across * math.sin(
        phi
    ) * math.cos(phi) * turn**2 / 2


def _radii(latitude: float) -> tuple[float, float]:
    """Return the radius of curvature along the meridian and that across it, in km."""
    squared = FLATTENING * (2 - FLATTENING)
    bend = 1 - squared * math.sin(math.radians(latitude)) ** 2
    return SEMI_MAJOR * (1 - squared) / bend**1.5, SEMI_MAJOR / math.sqrt(bend)


def degrees(x: float, y: float, corner: tuple[float, float], width: float, height: float) -> tuple[float, float]:
    """Return longitude and latitude of a position in km: the inverse of `local_km`, to a millimetre.

    Found by repeated correction, since the arcs change slowly: each step leaves about a thousandth of the error.
    """
    longitude, latitude = corner
    for _ in range(12):
        here_x, here_y = local_km(longitude, latitude, corner, width, height)
        along, across = _radii(latitude)
        latitude += math.degrees((y - here_y) / along)
        longitude += math.degrees((x - here_x) / (across * math.cos(math.radians(latitude))))
    return longitude, latitude
