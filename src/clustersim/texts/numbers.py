"""Numbers as a language writes them: 1,234.5 and 34% in English, 1.234,5 and 34 % in German."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clustersim.texts.language import Language

SWAPPED = str.maketrans(",.", ".,")
MINUS = "−"  # the sign; a terminal may not have it
NOTHING = 1e-12  # what sums of floating-point numbers leave where nothing is
SMALL = 3  # zeros after the decimal mark from which two digits are enough
LEAST_MILLIONS = 1e6  # euros from which a sentence says them in millions
LEAST_P, LEVEL = 0.001, 0.05  # of p-values: the smallest that is written out, and the level of verdicts
MOST_DECIMALS = 6
DIGITS = 3  # significant digits of levels and estimates: the same wherever a number of a result is written
WHOLE = 100.0  # levels from which decimals say nothing
MOST_TIMES = 1000.0  # how many times as many runs; more says no more


def number(value: float, language: Language, spec: str = ".4g") -> str:
    """Return a number by a format such as `.1f`, `,.0f` or `+.4g`, with the marks of the language.

    A dash stands for none. Formats in `g` give significant digits without exponents: thousands are marked, and small
    numbers keep two digits that say something. What is 0 as written has no sign.
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    text = _plain(value, spec) if spec.endswith("g") else format(value, spec)
    if text.strip("+-0.,%") == "":
        text = text.lstrip("+-")
    return text.translate(SWAPPED).replace("%", " %") if language == "de" else text


def _plain(value: float, spec: str) -> str:
    """Return a number with as many significant digits as a format in `g` says, never with an exponent."""
    sign = "+" if "+" in spec else ""
    if abs(value) < NOTHING:
        return "0"
    before = _before(abs(value))
    digits = int(spec.strip("+,.g") or max(6, before))
    if before <= -SMALL:
        digits = min(digits, 2)
    places = max(digits - before, 0)
    text = format(round(value, digits - before), f"{sign},.{places}f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def interval(low: float, high: float, language: Language, spec: str = "+.4g") -> str:
    """Return two numbers in brackets, with a mark between them that is no decimal mark; a dash if there is none."""
    if math.isnan(low) or math.isnan(high):
        return "–"
    between, spec = "; " if language == "de" else ", ", fine(spec, low, high)
    return f"[{number(low, language, spec)}{between}{number(high, language, spec)}]"


def level(value: float, language: Language) -> str:
    """Return the level of a measure with three significant digits, whole from 100 on; a dash for none."""
    if abs(value) < NOTHING:
        return "0"
    return number(value, language, ",.0f" if abs(value) >= WHOLE else _alike((value,), ","))


def estimate(value: float, low: float, high: float, language: Language, sign: str = "+") -> tuple[str, str]:
    """Return an estimate and its interval with the same decimals: the largest of the three numbers has three
    significant digits, and no bound but 0 is written as 0. A dash for what is not there; without `sign` gains have no
    mark.
    """
    known = [abs(one) for one in (value, low, high) if math.isfinite(one)]
    spec, step = _alike(known, f"{sign},"), _step(known)
    rounded = [one if step == 1.0 or not math.isfinite(one) else round(one / step) * step for one in (value, low, high)]
    texts = ["0" if abs(one) < NOTHING else number(one, language, fine(spec, one)) for one in rounded]
    between = "; " if language == "de" else ", "
    return texts[0], "–" if math.isnan(low) or math.isnan(high) else f"[{texts[1]}{between}{texts[2]}]"


def minus(text: str) -> str:
    """Return the text of a number or an interval with the sign in place of the hyphen, for pages and figures."""
    return text.replace("-", MINUS)


def percent(share: float, language: Language) -> str:
    """Return a change in per cent with its sign and one decimal; small ones keep a digit that says something."""
    return number(share, language, fine("+.1f", share))


def millions(euros: float, language: Language) -> str:
    """Return a sum of money in millions with three significant digits."""
    return level(euros / 1e6, language)


def times(ratio: float, language: Language) -> str:
    """Return how many times as many; a dash for none and for no limit, and above 1,000 only that it is more."""
    if not math.isfinite(ratio):
        return "–"
    most = "> " if ratio > MOST_TIMES else ""
    return most + number(min(ratio, MOST_TIMES), language, ",.0f" if ratio >= 10.0 else ".1f")


def _alike(values: Sequence[float], head: str) -> str:
    """Return a format with fixed decimals in which the largest of the values has three significant digits."""
    top = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    before = _before(top) if top >= NOTHING else DIGITS
    return f"{head}.{min(max(DIGITS - before, 0), MOST_DECIMALS)}f"


def _step(values: Sequence[float]) -> float:
    """Return to what large numbers are rounded: tens, hundreds and so on, so that three digits say something."""
    top = max(values, default=0.0)
    return float(10.0 ** max(_before(top) - DIGITS, 0)) if top >= NOTHING else 1.0


def _before(value: float) -> int:
    """Return the digits before the decimal mark; none or fewer for small numbers."""
    return math.floor(math.log10(value)) + 1


def fine(spec: str, *values: float) -> str:
    """Return a format with fixed decimals with so many more that no value but 0 is written as 0: a bound above 0 stays
    one for the reader.
    """
    head, point, decimals = spec.removesuffix("f").partition(".")
    if not (spec.endswith("f") and point):
        return spec
    small = [abs(value) for value in values if math.isfinite(value) and abs(value) >= NOTHING]
    needed = max((math.ceil(-math.log10(2.0 * value)) for value in small), default=0)
    return f"{head}.{min(max(int(decimals), needed), MOST_DECIMALS)}f"


def p_value(p: float, language: Language) -> str:
    """Return a p-value with two digits, or as many as it takes to show on which side of 0.05 it lies."""
    if p < LEAST_P:
        return f"< {number(LEAST_P, language, 'g')}"
    digits = next((count for count in range(2, 8) if (float(f"{p:.{count}g}") < LEVEL) == (p < LEVEL)), 8)
    return number(p, language, f".{digits}g")


def amount(euros: float, language: Language) -> str:
    """Return a sum of money as it stands in a sentence."""
    if language == "en":
        return f"{euros:,.0f} EUR"
    if abs(euros) >= LEAST_MILLIONS:
        return f"{number(euros / 1e6, language, ',.1f')} Mio. Euro"
    return f"{number(euros, language, ',.0f')} Euro"


def listed(names: Iterable[str]) -> str:
    """Return names in a row: with semicolons where a name has a comma in it."""
    names = list(names)
    return ("; " if any("," in name for name in names) else ", ").join(names)


class Written(float):
    """A number that texts write as a language does, whatever the format they ask for."""

    language: Language

    def __format__(self, spec: str) -> str:
        """Return the number with the marks of its language."""
        whole = not spec and self.is_integer()
        return number(int(self) if whole else float(self), self.language, spec)

    @staticmethod
    def of(value: object, language: Language) -> object:
        """Return a value as a text of this language takes it in: numbers wrapped, everything else as it is."""
        if isinstance(value, bool) or not isinstance(value, Real):
            return value
        written = Written(float(value))
        written.language = language
        return written
