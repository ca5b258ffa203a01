"""What an experiment is: arms, seeds, length and what is kept. A plan says everything that its runs need."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from clustersim.errors import InputError, Problem
from clustersim.policies.registry import POLICIES

if TYPE_CHECKING:
    from pathlib import Path

    from clustersim.metrics.metric import MetricSet
    from clustersim.scenario import Scenario

NAMES_ONLY = {
    "name",
    "title",
    "title_de",
    "description",
    "ticks",
    "output",
}  # what says nothing about the contents of a run of given length and outputs

MOST_SEED = 2**63 - 1
FILE_NAME = re.compile(r"[^/\\\x00-\x1f\x7f.][^/\\\x00-\x1f\x7f]{0,79}")
SHOWN = 6  # arms that a plan names when it is printed


class Outputs(NamedTuple):
    """What a run keeps besides its series."""

    firms: bool = False
    ties: bool = False
    events: bool = False
    metrics: MetricSet = "headline"


ONLY_SERIES = Outputs()


class PlannedRun(NamedTuple):
    """One run of a batch: an arm with a seed. `id` is a hash of everything its contents depend on but the model's
    version.
    """

    id: str
    arm: str
    seed: int


@dataclass(frozen=True)
class Arm:
    """One scenario of a plan; `baseline` is the name of the arm it is compared with, empty if it is one itself."""

    name: str
    scenario: Scenario
    baseline: str = ""
    title: str = ""
    title_de: str = ""
    seeds: tuple[int, ...] | None = None  # None: those of the plan
    settings: tuple[tuple[str, float | int | str | bool], ...] = ()  # what the design varied, or the arm changes
    swept: bool = False  # a point of a sweep: `settings` are its levels


@dataclass(frozen=True)
class Replication:
    """Seeds are added until the intervals of `metrics` at the end are narrow enough, or `most` is reached."""

    metrics: tuple[str, ...]
    half_width: float  # of the 95 % interval, as a share of the baseline's mean
    step: int
    most: int


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
        from clustersim.batch.plan_file import load_plan

        return load_plan(source)

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
        sections: dict[str, Any] = {}
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
                    "case": _shared(arm.scenario, sections),
                }
                | ({"swept": True} if arm.swept else {})
                for arm in self.arms
            ],
            "sections": sections,
        }


def _shared(scenario: Scenario, sections: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario in which tables and lists are named by a hash, and put them into `sections`."""
    found: dict[str, Any] = {}
    for name, value in scenario.as_dict().items():
        if isinstance(value, dict | list) and value:
            mark = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
            sections[mark] = value
            found[name] = {"section": mark}
        else:
            found[name] = value
    return found


def _stored_scenario(scenario: dict[str, Any], sections: dict[str, Any], key: str) -> Scenario:
    """Return a scenario with the sections that it names; InputError if one is missing, or it is wrong."""
    from clustersim.scenario import Scenario

    found = dict(scenario)
    for name, value in scenario.items():
        if isinstance(value, dict) and "section" in value:
            mark = str(value["section"])
            if mark not in sections:
                raise InputError([Problem("", 0, f"{key}.{name}", f"names the section {mark}, which is not there")])
            found[name] = sections[mark]
    try:
        return Scenario(**found)
    except InputError as error:
        raise InputError(Problem("", 0, f"{key}.{each.key}", each.message) for each in error.problems) from None


def plan_from(data: dict[str, Any]) -> Plan:
    """Return the plan that `Plan.as_dict` wrote; InputError if its arms contradict each other or cannot be made."""
    arms = tuple(
        Arm(
            arm["name"],
            _stored_scenario(arm["case"], data["sections"], f"arms[{number}].case"),
            arm["baseline"],
            arm["title"],
            arm["title_de"],
            None if arm["seeds"] is None else tuple(arm["seeds"]),
            tuple(arm["settings"].items()),
            arm.get("swept", False),
        )
        for number, arm in enumerate(data["arms"])
    )
    more = data["replication"]
    replication = (
        None if more is None else Replication(tuple(more["metrics"]), more["half_width"], more["step"], more["most"])
    )
    plan = Plan(
        data["name"],
        data["title"],
        data["question"],
        arms,
        tuple(data["seeds"]),
        data["ticks"],
        Outputs(**data["outputs"]),
        replication=replication,
        title_de=data["title_de"],
        question_de=data["question_de"],
        source=data["source"],
    )
    check_plan(plan)
    return plan


def check_plan(plan: Plan) -> None:
    """Refuse a plan of which no results can be kept.

    Raises
    ------
    InputError
        With a problem for every name that cannot be that of a file, or that two arms have, every baseline that is no
        arm, and every seed that stands twice.
    """
    names, seen = {arm.name for arm in plan.arms}, set[str]()
    found = [] if plan.arms else [("arms", "are missing: a plan has at least one")]
    for number, arm in enumerate(plan.arms):
        key = f"arms[{number}]"
        if not FILE_NAME.fullmatch(arm.name):
            found.append((f"{key}.name", f"is {arm.name!r}, which cannot be the name of a file"))
        if arm.name in seen:
            found.append((f"{key}.name", f"is {arm.name!r}, as that of another arm"))
        seen.add(arm.name)
        if arm.baseline and arm.baseline not in names:
            found.append((f"{key}.baseline", f"is {arm.baseline!r}; there is no such arm"))
    for key, seeds in [("seeds", plan.seeds), *((f"arms[{n}].seeds", arm.seeds) for n, arm in enumerate(plan.arms))]:
        if seeds is not None and (not seeds or len(set(seeds)) < len(seeds)):
            found.append((key, "must be different whole numbers, at least one"))
    if not FILE_NAME.fullmatch(plan.name):
        found.append(("name", f"is {plan.name!r}, which cannot be the name of a folder"))
    if found:
        raise InputError(Problem("", 0, key, message) for key, message in found)


def arm_hash(scenario: Scenario) -> str:
    """Return a hash of a scenario without its names."""
    data = scenario.model_dump(mode="json", by_alias=True, exclude=NAMES_ONLY)
    if data["agency"]["breadth"] is None:  # as it stood there before tasks could be added: ids of stored runs stay
        data["agency"]["breadth"] = len(POLICIES.shipped)
    if not data["phases"]:  # likewise
        del data["phases"]
    for name in ("name", "name_de", "basis"):  # what the region is called
        del data["region"][name]
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def run_id(arm: str, seed: int, ticks: int, outputs: Outputs) -> str:
    """Return 32 hex digits that name the contents of a run: `arm` is an `arm_hash`."""
    text = json.dumps([arm, seed, ticks, list(outputs)])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
