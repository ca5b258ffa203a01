"""What a report says first: the effects that are seen, what is not seen, and what is exactly nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.analysis.compare import SEEN, Effect
from clustersim.core.frames import records
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title
from clustersim.report.effect_tables import percent_interval
from clustersim.report.report_words import ReportWords
from clustersim.texts import listed, millions, minus

if TYPE_CHECKING:
    from collections.abc import Sequence


def findings(words: ReportWords) -> list[str]:
    """Return the findings as sentences: the clearest effects on the headline measures, what is not seen, what is
    exactly nothing.
    """
    if not words.points.empty:
        return _point_findings(words)
    found = []
    clear: set[str] = set()
    for metric in HEADLINE:
        rows = [effect for effect in words.effects if effect.metric == metric]
        seen = sorted(
            (effect for effect in rows if effect.verdict in SEEN),
            key=lambda effect: -abs(effect.percent),
        )
        clear |= {effect.arm for effect in seen}
        name = metric_title(metric, words.language)
        found += [_finding(words, name, effect) for effect in seen[:3]] or _nothing(words, name, rows)
    same = [
        arm
        for arm in words.shown
        if all(
            effect.verdict == "no difference"
            for effect in words.effects
            if effect.arm == arm and effect.metric in HEADLINE
        )
    ]
    rest = [arm for arm in words.shown if arm not in clear and arm not in same]
    seeds = max(effect.seeds for effect in words.effects)
    for key, arms in (("not seen", rest), ("exactly", same)):
        if arms and seeds > 1:
            names = listed(words.titles[arm] for arm in arms[:12]) + (" …" if len(arms) > 12 else "")
            found.append(words.word(key, arms=names, seeds=seeds))
    return found


def _nothing(words: ReportWords, name: str, rows: Sequence[Effect]) -> list[str]:
    """Return that nothing is decided on a metric; nothing where there is no difference at all."""
    if all(effect.verdict == "no difference" for effect in rows):
        return []
    seeds = max(effect.seeds for effect in rows)
    return [words.word("nothing", metric=name, seeds=seeds) if seeds > 1 else words.word("one seed", metric=name)]


def _point_findings(words: ReportWords) -> list[str]:
    """Return what holds over the points of the assumptions: single points have too few seeds to say anything."""
    return [
        words.word(
            "over points",
            metric=metric_title(row.metric, words.language),
            policy=words.policy(row.policy),
            median=words.number(row.median_percent, "+.1f"),
            low=words.number(row.low_percent, "+.1f"),
            high=words.number(row.high_percent, "+.1f"),
            points=row.points,
            share=words.number(100.0 * row.share_rises, ".0f"),
        )
        for row in records(words.points)
        if row.metric in HEADLINE
    ]


def _finding(words: ReportWords, name: str, effect: Effect) -> str:
    return words.word(
        "clear",
        metric=name,
        arm=words.titles[effect.arm],
        percent=words.percent(effect.percent),
        interval=minus(percent_interval(effect, words.language)),
        cost=millions(effect.cost, words.language),
    )
