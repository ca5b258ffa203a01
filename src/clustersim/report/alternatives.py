"""What stands in the place of a figure for those who do not see it: the numbers that this figure shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.core.frames import of_arm, yearly
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title
from clustersim.plots.arms import shown_arms
from clustersim.texts import estimate, level, millions, percent, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustersim.analysis.compare import Effect
    from clustersim.batch.results import Results
    from clustersim.texts import Language


def alternatives(
    results: Results, effects: Sequence[Effect], titles: Mapping[str, str], language: Language = "en"
) -> dict[str, str]:
    """Return for each figure of a comparison, by its name, the numbers of the headline metrics it shows in words."""
    arms = shown_arms(effects)
    bases = list(dict.fromkeys(effect.baseline for effect in effects if effect.arm in arms))
    moves = {
        metric: _moves(results, [*bases, *(arm for arm in arms if arm not in bases)], metric) for metric in HEADLINE
    }
    found = dict.fromkeys(("effects", "differences", "trajectories", "path", "cost"), "")
    for metric in HEADLINE:
        rows = [effect for effect in effects if effect.metric == metric and effect.arm in arms]
        listed = {
            "effects": [
                f"{titles[row.arm]} {percent(row.percent, language)} % "
                f"({say(language, f'verdict.{row.sized_verdict}', seeds=row.seeds)})"
                for row in rows
            ],
            "differences": [
                f"{titles[row.arm]} {' '.join(estimate(row.difference, row.low, row.high, language))}" for row in rows
            ],
            "trajectories": [
                say(
                    language,
                    "alt.move",
                    arm=titles[arm],
                    start=level(start, language),
                    end=level(end, language),
                )
                for arm, (start, end) in moves[metric].items()
            ],
            "cost": [
                say(
                    language,
                    "alt.arm cost",
                    arm=titles[row.arm],
                    cost=millions(row.cost, language),
                    percent=percent(row.percent, language),
                )
                for row in rows
            ],
        }
        for name, parts in listed.items():
            if parts:
                found[name] += f" {metric_title(metric, language)}: {'; '.join(parts)}."
    found["path"] = " " + " ".join(
        say(
            language,
            "alt.arm path",
            arm=titles[arm],
            density=level(moves[HEADLINE[0]][arm][1], language),
            strength=level(moves[HEADLINE[1]][arm][1], language),
            density0=level(moves[HEADLINE[0]][arm][0], language),
            strength0=level(moves[HEADLINE[1]][arm][0], language),
        )
        for arm in moves[HEADLINE[0]]
    )
    return {name: say(language, f"alt.{name}") + text for name, text in found.items()}


def _moves(results: Results, arms: Sequence[str], metric: str) -> dict[str, tuple[float, float]]:
    """Return the mean level of each arm at the start and in the last year."""
    years = yearly(results.metric(metric))
    means = {arm: of_arm(years, arm).mean(axis=1) for arm in arms}
    return {arm: (float(mean.iloc[0]), float(mean.iloc[-1])) for arm, mean in means.items()}
