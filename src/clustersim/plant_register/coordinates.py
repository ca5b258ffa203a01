"""Coordinates as people write them: with a letter for the side of the earth, with minutes, or both in a field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from clustersim.plant_register.columns import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

SIDES = {"n": 1.0, "s": -1.0, "e": 1.0, "w": -1.0}
EAST, WEST = ("laenge", "ost"), ("longitud", "ouest", "oeste", "ovest", "oest")  # languages whose O is east, or west
_SIDE = re.compile(r"^([nsewo])\s*(?=[\d+-])|(?<=[\d°º'′’´\"″”m ])\s*([nsewo])\.?$", re.IGNORECASE)
_ANGLE = re.compile(
    r"(?P<sign>[+-]?)(?P<degrees>\d+(?:[.,]\d+)?)\s*[°º]\s*"
    r"(?:(?P<minutes>\d+(?:[.,]\d+)?)\s*['′’´]\s*)?(?:(?P<seconds>\d+(?:[.,]\d+)?)\s*(?:[\"″”]|''|′′|’’)?)?"
)
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_POINT = re.compile(rf"(?:srid=\d+;)?\s*point\s*z?\s*\(\s*({_NUMBER})[\s,]+({_NUMBER})", re.IGNORECASE)  # WKT: x first
_GEOJSON = re.compile(rf"[\"']?coordinates[\"']?\s*:\s*\[\s*({_NUMBER})\s*,\s*({_NUMBER})", re.IGNORECASE)  # x first
_PAIR = re.compile(r"^[\[(]?\s*([+-]?\d+(?:\.\d+)?)\s*(?:[,;/|]|\s)\s*([+-]?\d+(?:\.\d+)?)\s*[\])]?$")
_COMMAS = re.compile(r"^[\[(]?\s*([+-]?\d+(?:,\d+)?)\s*(?:[;/|]|,?\s)\s*([+-]?\d+(?:,\d+)?)\s*[\])]?$")


class AmbiguousSideError(ValueError):
    """O is Ost (east) in German, and Ouest, Oeste or Ovest (west) elsewhere."""


def east_of(column: str, texts: Iterable[str]) -> float | None:
    """Return 1 if the O in a column is east, -1 if it is west, None if nothing tells."""
    sides = {found for text in texts if (found := _side(text))}
    if "w" in sides or any(word in plain(column) for word in EAST):
        return 1.0
    return -1.0 if "e" in sides or any(word in plain(column) for word in WEST) else None


def degrees(text: str, o_side: float | None = None) -> float | None:
    """Return an angle in degrees: 49.44, 49°26'24"N, N 49,44°; None if it is none.

    Raises AmbiguousSideError for an O of which `o_side` does not say where it is.
    """
    bare, side = text.strip(), _side(text)
    if side == "o" and o_side is None:
        raise AmbiguousSideError(text)
    factor = (o_side or 1.0) if side == "o" else SIDES.get(side, 1.0)
    bare = _SIDE.sub("", bare).strip() if side else bare
    found = _ANGLE.fullmatch(bare)
    if not found:
        return factor * float(bare.replace(",", ".")) if re.fullmatch(_NUMBER, bare) else None
    whole, minutes, seconds = (
        float((found[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")
    )
    if minutes >= 60.0 or seconds >= 60.0:
        return None
    return factor * (-1.0 if found["sign"] == "-" else 1.0) * (whole + minutes / 60.0 + seconds / 3600.0)


def is_angle(text: str) -> bool:
    """Say whether a text is an angle, wherever its O lies."""
    return degrees(text, 1.0) is not None


def _side(text: str) -> str:
    found = _SIDE.search(text.strip())
    return (found[1] or found[2]).lower() if found else ""


class Pair(NamedTuple):
    """Two coordinates of one field, in the order of longitude and latitude (or x and y)."""

    east: float
    north: float


def pair(text: str, *, east_first: bool = False) -> Pair | None:
    """Return the coordinates in a field: POINT(7.75 49.44), GeoJSON, `49.44, 7.75`; None if there are none.

    Plain pairs hold the latitude first, unless `east_first` says otherwise.
    """
    for known in (_POINT, _GEOJSON):
        found = known.search(text)
        if found:
            return Pair(*(float(part.replace(",", ".")) for part in found.groups()))
    found = _PAIR.match(text.strip()) or _COMMAS.match(text.strip())
    if not found:
        return None
    one, two = (float(part.replace(",", ".")) for part in found.groups())
    return Pair(one, two) if east_first else Pair(two, one)
