"""What an evaluation for class says: every sentence follows from the numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.analysis.evaluation_data import LOGGED
from clustersim.texts import estimate, minus, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from clustersim.analysis.evaluate import PolicyEstimate, Reasons
    from clustersim.texts import Language

NEGLIGIBLE = 0.01  # of the largest estimate: below it a part of the difference is practically nothing
QUESTIONS = 5
HIDDEN = ("without", "constrained")  # columns that nobody outside the simulation knows
BEFORE = ("employees_before", "knowledge_before", "ties_before")  # one of them is the outcome before


def written(value: float, low: float, high: float, language: Language) -> tuple[str, str]:
    """Return an estimate and its interval as pages write them."""
    value_text, interval_text = estimate(value, low, high, language)
    return minus(value_text), minus(interval_text)


def seen_text(metric: str, data: pd.DataFrame, language: Language = "en") -> str:
    """Return what an evaluator sees, in a sentence."""
    regions = data["seed"].nunique()
    unit = say(language, f"outcome.{metric}") + (say(language, "outcome.log hint") if metric in LOGGED else "")
    return say(
        language,
        "page.seen one" if regions == 1 else "page.seen",
        firms=len(data),
        regions=regions,
        supported=int(data["supported"].sum()),
        unit=unit,
    )


def for_lecturer(data: pd.DataFrame, language: Language = "en") -> pd.DataFrame:
    """Return the data as they are handed to people: firms by a number that no spreadsheet takes for something else (the
    same firm has the same in all regions), and no column twice.
    """
    found = data.drop(columns=[name for name in BEFORE if np.array_equal(data[name], data["before"])])
    places = np.unique(data["key"], return_inverse=True)[1]
    found["key"] = [say(language, "page.firm number", place=f"{place + 1:04d}") for place in places]
    return found


def for_students(data: pd.DataFrame, language: Language = "en") -> pd.DataFrame:
    """Return the data as they are handed to people, without what nobody outside the simulation knows."""
    return for_lecturer(data, language).drop(columns=list(HIDDEN))


def reported(found: list[PolicyEstimate], language: Language = "en") -> Iterator[str]:
    """Yield for every method what its reader would believe, and how far that is from the truth."""
    real = found[-1]
    value, interval = written(real.value, real.low, real.high, language)
    yield say(
        language,
        "page.truth",
        value=value,
        interval=interval,
        verdict=_verdict(real, language),
    )
    for one in found[:-1]:
        name = say(language, f"method.{one.method}")
        method = name[0].upper() + name[1:]
        if math.isnan(one.value):
            yield say(language, "page.nobody", method=method)
            continue
        yield say(
            language,
            "page.found",
            method=method,
            verdict=_verdict(one, language),
            value=written(one.value, one.low, one.high, language)[0],
            side=_error(one, real.value, language),
        )


def _error(one: PolicyEstimate, truth: float, language: Language) -> str:
    """Return by how much an estimate misses the truth, and to which side, with the digits of the estimate."""
    error = one.value - truth
    if not error:
        return say(language, "page.right")
    size = estimate(abs(error), one.low, one.high, language, sign="")[0]
    return say(language, "page.too high" if error > 0.0 else "page.too low", error=size)


def _verdict(one: PolicyEstimate, language: Language) -> str:
    if one.low > 0.0:
        return say(language, "page.gain")
    if one.high < 0.0:
        return say(language, "page.loss")
    return say(language, "page.not decided" if one.low <= 0.0 <= one.high else "page.no interval")


def explained(
    why: Reasons, found: list[PolicyEstimate], data: pd.DataFrame, language: Language = "en"
) -> Iterator[str]:
    """Yield selection, trend, spill-over and survivors, each as large as it was."""
    largest = max(abs(why.truth), abs(found[0].value))
    for name in ("selection", "trend", "spill_over"):
        if name == "spill_over" and why.spill_over == 0.0 and why.intervals[name] == (0.0, 0.0):
            yield say(language, "page.no spill-over")
            continue
        side = _side(*why.intervals[name], largest)
        where, taken = say(language, f"page.{name} {side}"), say(language, f"page.{name} {TAKEN[side]}")
        part = " ".join(written(getattr(why, name), *why.intervals[name], language))
        yield say(language, f"page.{name}", where=where, part=part, taken=taken)
    yield say(
        language,
        "page.survivors",
        only=why.only_with_policy,
        supported=int(data["supported"].sum()),
        shift=written(why.survivors, math.nan, math.nan, language)[0],
    )
    naive, real = found[0], found[-1]
    yield say(
        language,
        "page.together",
        truth=written(why.truth, real.low, real.high, language)[0],
        naive=written(naive.value, naive.low, naive.high, language)[0],
    )


# what each side means for the estimates it enters
TAKEN = {"above": "taken", "below": "taken", "neither": "by chance", "practically": "little"}


def _side(low: float, high: float, largest: float) -> str:
    """Return on which side of 0 an interval lies, or that all of it is next to nothing beside the estimates."""
    if max(abs(low), abs(high)) < NEGLIGIBLE * largest:
        return "practically"
    return "above" if low > 0.0 else "below" if high < 0.0 else "neither"


def missed(found: list[PolicyEstimate], language: Language = "en") -> str:
    """Return which intervals hold the truth."""
    real = found[-1].value
    outside = [say(language, f"method.{one.method}") for one in found[:-1] if not one.low <= real <= one.high]
    return say(language, "page.outside", methods="; ".join(outside)) if outside else say(language, "page.inside")


def needed(found: list[PolicyEstimate], regions: int, language: Language = "en") -> Iterator[str]:
    """Yield how many regions differences in differences would need to see an effect as large as the true one, if there
    is one.
    """
    real, did = found[-1], found[-2]
    half = 0.5 * (did.high - did.low)
    if not (real.low > 0.0 or real.high < 0.0) or not half > abs(real.value):
        return
    count = math.ceil(regions * (half / abs(real.value)) ** 2)
    yield say(
        language,
        "page.needed",
        times=half / abs(real.value),
        needed=float(f"{count:.2g}"),
        regions=regions,
    )
