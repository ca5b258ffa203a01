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
# words of size classes in English, German, French, Italian, Spanish, Dutch, Polish and Swedish
_LESS = (
    r"unter|weniger\sals|below|under|less\sthan|fewer\sthan|moins\sde|meno\sdi|menos\sde|minder\sdan|mniej\sniż|poniżej|"
    r"färre\sän|mindre\sän"
)
_UP_TO = (
    r"<=|≤|bis\szu|bis|höchstens|up\sto|at\smost|jusqu'a|jusqu'à|fino\sa|hasta|tot\sen\smet|t/m|do|upp\still|maximal|"
    r"max\.?"
)
_FROM = "von|from|between|zwischen|entre|de|da|od|från|van"
_TO = "-|–|—|bis|to|a|à|al|and|und|et|y|e|tot|do|till|ou"
_MORE_THAN = r">|mehr\sals|über|over|more\sthan|plus\sde|oltre|più\sdi|más\sde|meer\sdan|powyżej|mer\sän"
_AT_LEAST = r">=|≥|ab|mindestens|from|at\sleast|min\.?"
_OR_MORE = (
    r"\+|und\smehr|oder\smehr|u\.?\s?m\.?|and\smore|and\sover|or\smore|ou\splus|et\splus|e\soltre|ed\soltre|e\spiù|"
    r"o\smás|y\smás|en\smeer|of\smeer|i\swięcej|och\sfler|eller\sfler"
)
_RANGE = re.compile(rf"(?:{_FROM})?\s*(?P<low>\d+)\s*(?:{_TO})\s*(?P<below>{_LESS})?\s*(?P<high>\d+)")
_OVER = re.compile(rf"(?:{_MORE_THAN})\s*(\d+)")
_OPEN = re.compile(rf"(?:{_AT_LEAST})\s*(\d+)|(\d+)\s*(?:{_OR_MORE})")
_BELOW = re.compile(rf"(?:(?P<less><|{_LESS})|{_UP_TO})\s*(?P<high>\d+)")
_WHO = (
    r"salari[ée]e?s?|employees?|persons?|people|sv-beschäftigten?|beschäftigten?|mitarbeiter(innen)?|personen|addetti|"
    r"dipendenti|asalariados|empleados|trabajadores|werknemers|werkzame\spersonen|personeel|pracujących|pracowników|"
    r"anställda|ansatte|zaměstnanců"
)
_UNIT = re.compile(rf"\s*({_WHO})\b|^(ca\.?|circa|about|approx\.?|etwa|env\.?|environ|~)\s*")
_NOBODY = re.compile(rf"(sin|sans|senza|ohne|keine|no|without|bez|inga|geen)\s*({_WHO})|unité\snon\semployeuse")
_MONTH = (
    r"(jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|janv|févr|mars|avr|juin|juil|août|gen|mag|giu|lug|"
    r"ago|set|ott|dic)[a-zé]*\.?"
)
_DATE = re.compile(
    rf"\d{{1,2}}[.\s-]+{_MONTH}([.\s-]+\d{{2,4}})?|{_MONTH}[\s-]+\d{{2,4}}|\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}"
)


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
    if _NOBODY.fullmatch(plain):
        return SizeClass(1.0, 1.0)
    bare = _UNIT.sub("", plain).strip()
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
        return SizeClass(1.0, max(float(found["high"]) - (1.0 if found["less"] else 0.0), 1.0))
    over, found = _OVER.fullmatch(plain), _OPEN.fullmatch(plain)
    if over or found:
        low = float(over[1]) + 1.0 if over else float(found[1] or found[2]) if found else 1.0
        return SizeClass(low, max(OPEN_END, 4.0 * low))
    return None


def is_date(text: str) -> bool:
    """Say whether a spreadsheet made a date of a class of sizes (10-12 is 10. Dez or Oct 12)."""
    return bool(_DATE.fullmatch(text.strip().lower()))


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
