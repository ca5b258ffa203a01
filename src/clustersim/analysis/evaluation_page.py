"""The page for class on an evaluation, as Markdown: every sentence follows from the numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.analysis.evaluate import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from clustersim.analysis.evaluate import PolicyEstimate, Reasons

LEAST_SHOWN = 5e-5  # smaller numbers would be shown as 0.0000

QUESTIONS = (
    "Which of the assumptions in the table could an evaluator check, and how?",
    "What would have to be observed to tell selection from effect?",
    "Would more firms make the naive estimate better? Would more regions?",
    "How could support be given so that the naive estimate would be right?",
)


def number(value: float) -> str:
    """Return a number with its sign; small ones are not rounded to nothing."""
    if value == 0.0:
        return "0"
    return f"{value:+.4f}" if abs(value) >= LEAST_SHOWN or math.isnan(value) else f"{value:+.1e}"


def interval(low: float, high: float) -> str:
    """Return an interval, or a dash where there is none."""
    return "-" if math.isnan(low) or math.isnan(high) else f"[{number(low)}, {number(high)}]"


def page(arm: str, metric: str, found: list[PolicyEstimate], why: Reasons, data: pd.DataFrame) -> str:
    """Return the page; the last of the estimates is the truth."""
    count, regions = int(data["supported"].sum()), data["seed"].nunique()
    unit = METRICS[metric] + (" (a difference of 0.01 is about 1 %)" if metric == "employees" else "")
    lines = [
        f"# What did the policy do to the firms it supported? ({arm})",
        "",
        f"An evaluator sees {len(data):,} firms in {regions} {'region' if regions == 1 else 'regions'} before "
        f"and after, {count:,} of them supported. "
        f"Outcome: {unit}.",
        "The simulation also knows each firm, with the same luck, in the same region without the policy.",
        "",
        "| method | estimate | 95 % interval | firms | takes for granted |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {one.method} | {number(one.value)} | {interval(one.low, one.high)} | {one.firms:,} | {one.assumes} |"
            for one in found
        ),
        "",
        "## What the evaluator would report",
        "",
        *(f"- {sentence}" for sentence in reported(found)),
        "",
        "## Why they differ",
        "",
        *(f"- {sentence}" for sentence in explained(why, found[0], data)),
        "",
        missed(found),
        *needed(found, regions),
        "",
        "## Questions",
        "",
        *(f"{place}. {question}" for place, question in enumerate(QUESTIONS, start=1)),
        "",
        "## Data",
        "",
        "`evaluator.csv`: one row per firm. Nobody outside the simulation has the columns `without` (the outcome "
        "of the same firm without the policy,",
        "empty if it closed there) and `constrained` (short of credit); hide them when the data are handed out. "
        "`estimates.csv`: the table above.",
    ]
    return "\n".join(lines) + "\n"


def reported(found: list[PolicyEstimate]) -> Iterator[str]:
    """Yield for every method what its reader would believe, and how far that is from the truth."""
    real = found[-1]
    yield (
        f"**The truth**: the policy changed the firms it supported by {number(real.value)} "
        f"{interval(real.low, real.high)}: {_verdict(real)}."
    )
    for one in found[:-1]:
        if math.isnan(one.value):
            yield f"**{one.method.capitalize()}**: no firms could be compared."
            continue
        error = one.value - real.value
        side = f"too {'high' if error > 0.0 else 'low'} by {number(abs(error)).lstrip('+')}" if error else "exact"
        yield f"**{one.method.capitalize()}**: {_verdict(one)} ({number(one.value)}, {side})."


def _verdict(one: PolicyEstimate) -> str:
    if one.low > 0.0:
        return "a gain"
    if one.high < 0.0:
        return "a loss"
    return "no effect is to be seen" if one.low <= 0.0 <= one.high else "no interval, so nothing is said"


def explained(why: Reasons, first: PolicyEstimate, data: pd.DataFrame) -> Iterator[str]:
    """Yield selection, trend, spill-over and survivors, each as large as it was."""
    where = _side(
        *why.intervals["selection"], "above the others", "below the others", "not clearly apart from the others"
    )
    yield (
        f"**Selection**: without any policy the later supported stand {where}: {_part(why, 'selection')}. The naive "
        "estimate takes this for an effect."
    )
    faster = _side(
        *why.intervals["trend"],
        "gain on the others",
        "fall behind the others",
        "neither clearly gain on the others nor fall behind",
    )
    yield (
        f"**Trend**: without any policy the later supported {faster}: {_part(why, 'trend')}. Difference in "
        "differences takes this for an effect."
    )
    low, high = why.intervals["spill_over"]
    if why.spill_over == 0.0 and low == high == 0.0:
        yield "**Spill-over**: none; the unsupported, who serve as controls, are in both worlds the same."
    else:
        changed = _side(
            low,
            high,
            "raised the unsupported",
            "lowered the unsupported",
            "did not measurably change the unsupported on average",
        )
        yield (
            f"**Spill-over**: the policy {changed}, who serve as controls: {_part(why, 'spill_over')}. Comparisons "
            "with them count it with the opposite sign."
        )
    count = int(data["supported"].sum())
    yield (
        f"**Survivors**: {why.only_with_policy:,} of these {count:,} supported firms live only with the policy; "
        "the truth above cannot count them. "
        "They, and unsupported firms of that kind, shift the naive estimate by "
        f"{number(why.survivors) if abs(why.survivors) > 1e-12 else '0'}."
    )
    yield (
        f"Together: truth {number(why.truth)} + selection - spill-over + survivors = {number(first.value)}, the "
        "naive estimate."
    )


def _side(low: float, high: float, above: str, below: str, neither: str) -> str:
    return above if low > 0.0 else below if high < 0.0 else neither


def _part(why: Reasons, name: str) -> str:
    return f"{number(getattr(why, name))} {interval(*why.intervals[name])}"


def missed(found: list[PolicyEstimate]) -> str:
    """Return which intervals hold the truth."""
    real = found[-1].value
    outside = [one.method for one in found[:-1] if not one.low <= real <= one.high]
    return (
        ("The truth lies outside the interval of: " + "; ".join(outside) + ".")
        if outside
        else "The truth lies inside the interval of every method."
    )


def needed(found: list[PolicyEstimate], regions: int) -> Iterator[str]:
    """Yield how many regions differences in differences would need to see an effect as large as the true one, if there
    is one.
    """
    real, did = found[-1], found[-2]
    half = 0.5 * (did.high - did.low)
    if not (real.low > 0.0 or real.high < 0.0) or not half > abs(real.value):
        return
    count = math.ceil(regions * (half / abs(real.value)) ** 2)
    shown = f"{float(f'{count:.2g}'):,.0f}"
    yield (
        f"The interval of difference in differences reaches {half / abs(real.value):,.1f} times as far to either "
        "side as the true effect is large: "
        f"even without any bias, about {shown} regions would be needed to tell such an effect from none, instead "
        f"of {regions}."
    )
