"""What may be wrong with a register as a whole, though each row can be read: said, and left to whoever knows it."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from clustersim.plant_register.coordinates import degrees
from clustersim.plant_register.status import is_other_revision, is_placeholder
from clustersim.plant_register.whereabouts import KM_PER_DEGREE, NEAR_KM, Place
from clustersim.spec.nace_classes import is_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from clustersim.plant_register.plants import Plant
    from clustersim.plant_register.reading import Register

LETTERS = "ABCDEFGHIJKLMNOPQRSTU"
LEAST = 3  # plants with a postcode, from which their middle is known


class Doubt(NamedTuple):
    """A text `region.doubt.<name>`, the lines of the rows it is about, and its values."""

    name: str
    lines: list[int]
    values: dict[str, object]


def doubts(
    plants: Sequence[Plant], register: Register, columns: Mapping[str, str], places: Sequence[Place | None]
) -> Iterator[Doubt]:
    """Yield what may be wrong: codes that NACE Rev. 2 does not have, plants far from others of their postcode,
    coordinates that contradict each other. `places` are in degrees, empty otherwise.
    """
    told = [
        plant.line
        for plant, text in zip(plants, _column(register, columns, "revision"), strict=False)
        if is_other_revision(text)
    ]
    if told:
        yield Doubt("nomenclature", told, {"column": columns["revision"]})
    odd = [plant for plant in plants if plant.nace and plant.line not in set(told) and _is_of_another_revision(plant)]
    if odd:
        shown = ", ".join(list(dict.fromkeys(plant.nace for plant in odd))[:3])
        yield Doubt("revision", [plant.line for plant in odd], {"codes": shown})
    if places and "postcode" in columns:
        far = list(_far_from_postcode(register, columns["postcode"], places))
        if far:
            yield Doubt("postcode", far, {"column": columns["postcode"], "km": NEAR_KM})
    if places and {"x", "y", "longitude", "latitude"} <= columns.keys():
        apart = _apart(register, columns, places)
        if apart > NEAR_KM:
            yield Doubt("coordinates", [], {"km": apart, "x": columns["x"], "longitude": columns["longitude"]})


def _is_of_another_revision(plant: Plant) -> bool:
    """Say whether a code is none of NACE Rev. 2; codes that hold no class say nothing."""
    digits = plant.code.lstrip(LETTERS)
    if not plant.code:
        return any(letter.isdigit() for letter in plant.nace) and not is_placeholder(plant.nace)
    return len(digits) >= 4 and not is_known(digits)


def _column(register: Register, columns: Mapping[str, str], meaning: str) -> Sequence[str]:
    return register.column(columns[meaning]) if meaning in columns else ()


def _far_from_postcode(register: Register, column: str, places: Sequence[Place | None]) -> Iterator[int]:
    """Yield the lines of plants that lie far from the middle of those with the same postcode."""
    by_code: dict[str, list[tuple[int, Place]]] = defaultdict(list)
    for line, code, place in zip(register.lines, register.column(column), places, strict=True):
        if code and place:
            by_code[code].append((line, place))
    for held in by_code.values():
        if len(held) < LEAST:
            continue
        middle = median(place[0] for _, place in held), median(place[1] for _, place in held)
        yield from (line for line, place in held if _km(place, middle) > NEAR_KM)


def _apart(register: Register, columns: Mapping[str, str], places: Sequence[Place | None]) -> float:
    """Return how many km places lie by and large from longitude and latitude of the same rows, 0 if unknown."""
    east, north = (register.column(columns[meaning]) for meaning in ("longitude", "latitude"))
    found = []
    for place, one, other in zip(places, east, north, strict=True):
        angles = degrees(one, 1.0), degrees(other, 1.0)
        if place and angles[0] is not None and angles[1] is not None:
            found.append(_km(place, (angles[0], angles[1])))
    return median(found) if found else 0.0


def _km(one: Place, other: Place) -> float:
    """Return about how far two places in degrees lie apart."""
    from math import cos, hypot, radians

    return KM_PER_DEGREE * hypot((one[0] - other[0]) * cos(radians(other[1])), one[1] - other[1])
