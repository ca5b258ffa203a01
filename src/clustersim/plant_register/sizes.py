"""Employees as registers give them: numbers, classes, nothing. What is not given is drawn, and marked."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from clustersim.core import randomness
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Callable

ENTRY_RATE, TICK = 0.08, 0.25  # defaults of a scenario: entries a year per firm, years
OPEN_END = (
    1000.0  # employees at which "250 and more" ends when a size is drawn (assumption); at least four times its start
)
# the codes that Sirene uses for "tranche d'effectifs" (Insee, documentation of the base Sirene)
SIRENE = {
    "00": (0, 0),
    "01": (1, 2),
    "02": (3, 5),
    "03": (6, 9),
    "11": (10, 19),
    "12": (20, 49),
    "21": (50, 99),
    "22": (100, 199),
    "31": (200, 249),
    "32": (250, 499),
    "41": (500, 999),
    "42": (1000, 1999),
    "51": (2000, 4999),
    "52": (5000, 9999),
    "53": (10000, 40000),
}
_UPPER = r"(?P<below>unter|under|less than|moins de)?\s*(?P<high>\d+)"
_FROM = r"(?:von|from|between|zwischen|entre|de|da)?"
_RANGE = re.compile(rf"{_FROM}\s*(?P<low>\d+)\s*(?:-|–|bis|to|a|à|and|und|et)\s*{_UPPER}")
_MORE = r"(?:\+|und mehr|and more|and over|or more|ou plus|et plus|u\.? ?m\.?)?"
_OPEN = re.compile(rf"(?:>=?|ab|over|plus de|mehr als|from)?\s*(\d+)\s*{_MORE}")
_BELOW = re.compile(r"(?:<=?|unter|below|under|less than|moins de|bis|up to|jusqu'a|jusqu'à)\s*(\d+)")
_UNIT = re.compile(
    r"\s*(salari[ée]e?s?|employees?|persons?|people|sv-beschäftigten?|beschäftigten?|mitarbeiter(innen)?|personen|addetti)\b"
    r"|^(ca\.?|circa|about|approx\.?|etwa|env\.?|environ|~)\s*"
)
OPEN_WORDS = ("+", "mehr", "more", "over", "plus", ">", "ab ", "u. m", "u.m")


class SizeClass(NamedTuple):
    """Employees from `low` to `high`, both included."""

    low: float
    high: float


def size_class(text: str, sirene: bool = False) -> SizeClass | None:
    """Return the class of sizes that a text means ("10-19", "250 und mehr", "moins de 10", "250+"), None if it is none.

    `sirene` says that a bare number is a code of the French register.
    """
    plain = re.sub(r"[\u00a0\u202f]", " ", text.strip().lower())
    plain = re.sub(r"(?<=\d)[ .,'](?=\d{3}\b)", "", plain)
    bare = _UNIT.sub("", plain)
    if bare != plain and bare.isdigit():  # 12 salariés, about 20
        return SizeClass(max(float(bare), 1.0), max(float(bare), 1.0))
    plain = bare
    if sirene and plain in SIRENE:
        return SizeClass(*map(float, SIRENE[plain]))
    found = _RANGE.fullmatch(plain)
    if found:
        low, high = float(found["low"]), float(found["high"]) - (1.0 if found["below"] else 0.0)
        return SizeClass(low, max(high, low))
    found = _BELOW.fullmatch(plain)
    if found:
        included = plain.startswith(("<=", "bis", "up to", "jusqu"))
        return SizeClass(1.0, max(float(found[1]) - (0.0 if included else 1.0), 1.0))
    found = _OPEN.fullmatch(plain)
    if found and any(word in plain for word in OPEN_WORDS):
        low = float(found[1])
        return SizeClass(low, max(OPEN_END, 4.0 * low))
    return None


def luck(key: str) -> float:
    """Return the uniform number that belongs to a plant, by its name and row."""
    stream = randomness.stream(0, Decision.INITIAL_SIZE, 0)
    return randomness.uniform(stream, randomness.name_key(key))


def drawn_in(bounds: SizeClass, u: float) -> int:
    """Return a whole size in a class, drawn evenly on the logarithm (assumption)."""
    low, high = max(bounds.low, 1.0), max(bounds.high, 1.0)
    return min(
        int(high), max(int(low), math.floor(math.exp(math.log(low) + u * (math.log(high + 1.0) - math.log(low)))))
    )


def law_of_sizes(firms: int) -> Callable[[float], int]:
    """Return the quantile function of sizes in the stationary law of a region with so many firms, at the defaults."""
    import numpy as np

    from clustersim.spec.parameters import Channels, Parameters
    from clustersim.start.stationary_law import stationary_law

    p = Parameters()
    giant = max(2.0, p.growth.giant_share * 12.0 * firms)  # as `start.build` begins
    law = stationary_law(ENTRY_RATE, TICK, p.growth, p.exit, p.entry, giant, Channels())
    return lambda u: max(1, round(float(law.sizes(np.array([u]))[0])))
