"""What an evaluation for class says: every sentence follows from the numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.analysis.evaluation_data import LOGGED
from clustersim.texts import estimate, level, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from clustersim.analysis.evaluate import PolicyEstimate, Reasons
    from clustersim.texts import Language

QUESTIONS = 5
HIDDEN = ("without", "constrained")  # columns that nobody outside the simulation knows


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


def for_students(data: pd.DataFrame) -> pd.DataFrame:
    """Return the data without what nobody outside the simulation knows."""
    return data.drop(columns=list(HIDDEN))


def reported(found: list[PolicyEstimate], language: Language = "en") -> Iterator[str]:
    """Yield for every method what its reader would believe, and how far that is from the truth."""
    real = found[-1]
    value, interval = estimate(real.value, real.low, real.high, language)
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
            value=estimate(one.value, one.low, one.high, language)[0],
            side=_error(one.value - real.value, language),
        )


def _error(error: float, language: Language) -> str:
    """Return by how much an estimate misses the truth, and to which side."""
    if not error:
        return say(language, "page.right")
    return say(language, "page.too high" if error > 0.0 else "page.too low", error=level(abs(error), language))


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
    for name in ("selection", "trend", "spill_over"):
        if name == "spill_over" and why.spill_over == 0.0 and why.intervals[name] == (0.0, 0.0):
            yield say(language, "page.no spill-over")
            continue
        where = say(language, f"page.{name} {_side(*why.intervals[name])}")
        part = " ".join(estimate(getattr(why, name), *why.intervals[name], language))
        yield say(language, f"page.{name}", where=where, part=part)
    yield say(
        language,
        "page.survivors",
        only=why.only_with_policy,
        supported=int(data["supported"].sum()),
        shift=estimate(why.survivors, math.nan, math.nan, language)[0],
    )
    naive, real = found[0], found[-1]
    yield say(
        language,
        "page.together",
        truth=estimate(why.truth, real.low, real.high, language)[0],
        naive=estimate(naive.value, naive.low, naive.high, language)[0],
    )


def _side(low: float, high: float) -> str:
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
