"""What an experiment is: arms, seeds, length and what is kept. A plan says everything that its runs need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from clustersim.batch.plan_json import shared_sections
from clustersim.batch.plan_parts import (
    ONLY_SERIES,
    Arm,
    Outputs,
    PlannedRun,
    Replication,
    arm_hash,
    check_parts,
    run_id,
)

if TYPE_CHECKING:
    from pathlib import Path


SHOWN = 6  # arms that a plan names when it is printed


@dataclass(frozen=True)
class Plan:
    """An experiment: what is run, and what is kept of it."""

    name: str
    title: str
    question: str
    arms: tuple[Arm, ...]
    seeds: tuple[int, ...]
    ticks: int
    outputs: Outputs = ONLY_SERIES
    replication: Replication | None = None
    title_de: str = ""
    question_de: str = ""
    source: str = ""  # the file it was read from

    @classmethod
    def load(cls, source: str | Path) -> Plan:
        """Return a shipped plan by its name, or one read from a file; InputError with one problem for every mistake."""
        from clustersim.batch.plan_file import read_source

        return read_source(source, cls)

    def __repr__(self) -> str:
        """Return what it is, in a line."""
        names = ", ".join(arm.name for arm in self.arms[:SHOWN]) + (", ..." if len(self.arms) > SHOWN else "")
        count = len(self.runs())
        return (
            f"<Plan {self.name!r}: {len(self.arms)} {'arm' if len(self.arms) == 1 else 'arms'} ({names}), "
            f"{len(self.seeds)} {'seed' if len(self.seeds) == 1 else 'seeds'}, {self.ticks} ticks, "
            f"{count:,} {'run' if count == 1 else 'runs'}>"
        )

    def arm(self, name: str) -> Arm:
        """Return the arm of this name; KeyError if there is none."""
        return {arm.name: arm for arm in self.arms}[name]

    def seeds_of(self, arm: Arm) -> tuple[int, ...]:
        """Return the seeds of an arm."""
        return self.seeds if arm.seeds is None else arm.seeds

    def runs(self) -> list[PlannedRun]:
        """Return all runs, seeds outermost and arms innermost, so that half a batch is balanced over arms."""
        return list(self._runs)

    @cached_property
    def _runs(self) -> list[PlannedRun]:
        marks = {arm.name: arm_hash(arm.scenario) for arm in self.arms}
        most = max((len(self.seeds_of(arm)) for arm in self.arms), default=0)
        chosen = [
            (arm.name, self.seeds_of(arm)[place])
            for place in range(most)
            for arm in self.arms
            if place < len(self.seeds_of(arm))
        ]
        return [PlannedRun(run_id(marks[arm], seed, self.ticks, self.outputs), arm, seed) for arm, seed in chosen]

    def with_seeds(self, seeds: tuple[int, ...]) -> Plan:
        """Return the plan with other seeds; arms with seeds of their own keep them."""
        return replace(self, seeds=seeds)

    def as_dict(self) -> dict[str, object]:
        """Return the plan as plain dictionaries and lists, scenarios in full; sections that scenarios share
        stand once.
        """
        sections: dict[str, object] = {}
        return {
            "name": self.name,
            "title": self.title,
            "title_de": self.title_de,
            "question": self.question,
            "question_de": self.question_de,
            "seeds": list(self.seeds),
            "ticks": self.ticks,
            "outputs": self.outputs._asdict(),
            "source": self.source,
            "replication": None
            if self.replication is None
            else vars(self.replication) | {"metrics": list(self.replication.metrics)},
            "arms": [
                {
                    "name": arm.name,
                    "title": arm.title,
                    "title_de": arm.title_de,
                    "baseline": arm.baseline,
                    "settings": dict(arm.settings),
                    "seeds": None if arm.seeds is None else list(arm.seeds),
                    "case": shared_sections(arm.scenario, sections),
                }
                | ({"swept": True} if arm.swept else {})
                | ({"note": arm.note, "note_de": arm.note_de} if arm.note or arm.note_de else {})
                for arm in self.arms
            ],
            "sections": sections,
        }


def check_plan(plan: Plan) -> None:
    """Refuse a plan of which no results can be kept; see `check_parts`."""
    check_parts(plan.name, plan.arms, plan.seeds)
