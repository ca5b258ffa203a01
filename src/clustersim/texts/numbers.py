"""Numbers as a language writes them: 1,234.5 and 34% in English, 1.234,5 and 34 % in German."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustersim.texts.catalogue import Language

SWAPPED = str.maketrans(",.", ".,")
LEAST_MILLIONS = 1e6  # euros from which a sentence says them in millions


def number(value: float, language: Language, spec: str = ".4g") -> str:
    """Return a number by a format such as `.1f` or `,.0f`, with the marks of the language; a dash for none."""
    if math.isnan(value):
        return "–"
    text = format(value, spec)
    return text.translate(SWAPPED).replace("%", " %") if language == "de" else text


def interval(low: float, high: float, language: Language, spec: str = "+.4g") -> str:
    """Return two numbers in brackets, with a mark between them that is no decimal mark."""
    between = "; " if language == "de" else ", "
    return f"[{number(low, language, spec)}{between}{number(high, language, spec)}]"


def amount(euros: float, language: Language) -> str:
    """Return a sum of money as it stands in a sentence."""
    if language == "en":
        return f"{euros:,.0f} EUR"
    if abs(euros) >= LEAST_MILLIONS:
        return f"{number(euros / 1e6, language, ',.1f')} Mio. Euro"
    return f"{number(euros, language, ',.0f')} Euro"


class Written(float):
    """A number that texts write in German, whatever the format they ask for."""

    def __format__(self, spec: str) -> str:
        """Return the number with the German marks."""
        whole = not spec and self.is_integer()
        return number(int(self) if whole else float(self), "de", spec)

    @staticmethod
    def of(value: object, language: Language) -> object:
        """Return a value as a text of this language takes it in: numbers wrapped, everything else as it is."""
        if language == "en" or isinstance(value, bool) or not isinstance(value, Real):
            return value
        return Written(float(value))
