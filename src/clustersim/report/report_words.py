"""Results, effects and a language, with the words and numbers that a report makes of them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from clustersim.analysis.compare import Effect
from clustersim.analysis.jobs import Row
from clustersim.analysis.points import over_points
from clustersim.analysis.titles import arm_titles
from clustersim.plots.arms import shown_arms
from clustersim.policies.registry import POLICIES, short_name
from clustersim.report.parts import Cells
from clustersim.texts import estimate, interval, known, minus, percent, say
from clustersim.texts import number as written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.analysis.attribute import Contribution
    from clustersim.batch.results import Results
    from clustersim.texts import Language

MOST_ROWS = 30  # of a table; more are in the CSV files


class ReportWords:
    """Knows results, effects and a language: the words and numbers of which the parts of a report are made."""

    def __init__(self, results: Results, effects: Sequence[Effect], language: Language) -> None:
        self.results, self.effects, self.language = results, effects, language
        self.titles = arm_titles(results.plan, language)
        self.shown = shown_arms(effects, MOST_ROWS)
        self.points = over_points(results, effects)

    def word(self, key: str, **values: object) -> str:
        """Return a text of the report."""
        return say(self.language, f"report.{key}", **values)

    def numbered(self, key: str) -> list[str]:
        """Return the texts key1, key2 and so on."""
        names = (f"{key}{number}" for number in itertools.count(1))
        return [self.word(name) for name in itertools.takewhile(lambda name: known(f"report.{name}"), names)]

    def number(self, value: float, spec: str = ".4g") -> str:
        """Return a number as the language writes it, a dash for none."""
        return minus(written(value, self.language, spec))

    def interval(self, low: float, high: float, spec: str = "+.4g") -> str:
        """Return an interval."""
        return minus(interval(low, high, self.language, spec))

    def estimate(self, row: Effect | Row | Contribution, value: float, sign: str = "+") -> Cells:
        """Return the value of a row and its interval, as everywhere else."""
        return [minus(text) for text in estimate(value, row.low, row.high, self.language, sign)]

    def percent(self, share: float) -> str:
        """Return a change in per cent."""
        return minus(percent(share, self.language))

    def policy(self, name: str) -> str:
        """Return what a task, or a policy that a plan names, is called."""
        return short_name(name, self.language) if name in POLICIES else name

    def bases(self) -> set[str]:
        """Return the arms with which those that are shown are compared."""
        return {effect.baseline for effect in self.effects if effect.arm in self.shown}

    @property
    def more(self) -> str:
        """What stands below a table that does not show all arms."""
        shown, everything = len(self.shown), len({effect.arm for effect in self.effects})
        return self.word("largest", shown=shown, all=everything) if shown < everything else ""

    def shown_effects(self, metrics: Sequence[str]) -> list[Effect]:
        """Return the effects on some metrics of the arms that are shown."""
        return [effect for effect in self.effects if effect.metric in metrics and effect.arm in self.shown]
