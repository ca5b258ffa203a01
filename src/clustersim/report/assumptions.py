"""The numbers of the tasks that ran which nobody has measured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clustersim.metrics.titles import unit_name
from clustersim.policies.base import meaning_of
from clustersim.policies.registry import POLICIES, short_name
from clustersim.report.parts import ReportTable
from clustersim.report.report_words import ReportWords
from clustersim.spec.parameters import catalogue, describe

if TYPE_CHECKING:
    pass


def assumptions_table(words: ReportWords) -> ReportTable:
    """Return the numbers of the tasks that ran which are assumptions, with the values used."""
    rows = []
    for task, policy in POLICIES.items():
        scenarios = [arm.scenario.policies[task] for arm in words.results.plan.arms if task in arm.scenario.tasks_on()]
        for row in describe(policy.numbers, task) if scenarios else ():
            if "assumption" not in row.number.source:
                continue
            name = row.key.partition(".")[2]
            used = sorted({float(getattr(settings.numbers, name)) for settings in scenarios})
            value = words.number(used[0]) if len(used) == 1 else f"{words.number(used[0])} … {words.number(used[-1])}"
            german = words.language == "de"
            rows.append(
                [
                    short_name(task, words.language),
                    meaning_of(policy, row) if german else row.number.doc,
                    value,
                    unit_name(row.number.unit, words.language),
                    row.number.source.replace("assumption", words.word("assumption"))
                    if not german
                    else _german(row.number.source),
                ]
            )
    return ReportTable(
        words.word("assumptions"), [words.word(key) for key in ("task", "meaning", "value", "unit", "source")], rows
    )


def assumptions_text(words: ReportWords) -> str:
    """Return how many numbers of the model are assumptions."""
    rows = catalogue()
    return words.word("assumptions text", model=sum("assumption" in row.number.source for row in rows), all=len(rows))


def _german(source: str) -> str:
    """Return the mark of a source in German; identifiers stay."""
    ids = re.findall(r"\b(?:F-P\d+[a-z]?|[A-Z]\d{2}|P\d{1,2})\b", source)
    return "Annahme" + (f" ({', '.join(dict.fromkeys(ids))})" if ids else "")
