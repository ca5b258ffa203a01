"""What a plan is put together from: arms, runs, outputs, replication; and the names of what is stored of it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from clustersim.errors import InputError, Problem
from clustersim.policies.registry import POLICIES

if TYPE_CHECKING:
    from collections.abc import Sequence

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
# with what is added to it, below the 255 characters that systems take
FILE_NAME = re.compile(r"[^/\\\x00-\x1f\x7f.][^/\\\x00-\x1f\x7f]{0,199}")


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
    note: str = ""  # what a reader of its results must know; stands beside them wherever they are shown
    note_de: str = ""


@dataclass(frozen=True)
class Replication:
    """Seeds are added until the intervals of `metrics` at the end are narrow enough, or `most` is reached."""

    metrics: tuple[str, ...]
    half_width: float  # of the 95 % interval, as a share of the baseline's mean
    step: int
    most: int


def check_parts(name: str, arms: Sequence[Arm], seeds: Sequence[int]) -> None:
    """Refuse a plan of which no results can be kept.

    Raises
    ------
    InputError
        With a problem for every name that cannot be that of a file, or that two arms have, every baseline that is no
        arm, and every seed that stands twice.
    """
    names, seen = {arm.name for arm in arms}, set[str]()
    found = [] if arms else [("arms", "are missing: a plan has at least one")]
    for number, arm in enumerate(arms):
        key = f"arms[{number}]"
        if not FILE_NAME.fullmatch(arm.name):
            found.append((f"{key}.name", f"is {arm.name!r}, which cannot be the name of a file"))
        if arm.name in seen:
            found.append((f"{key}.name", f"is {arm.name!r}, as that of another arm"))
        seen.add(arm.name)
        if arm.baseline and arm.baseline not in names:
            found.append((f"{key}.baseline", f"is {arm.baseline!r}; there is no such arm"))
    for key, own in [("seeds", seeds), *((f"arms[{n}].seeds", arm.seeds) for n, arm in enumerate(arms))]:
        if own is not None and (not own or len(set(own)) < len(own)):
            found.append((key, "must be different whole numbers, at least one"))
    if not FILE_NAME.fullmatch(name):
        found.append(("name", f"is {name!r}, which cannot be the name of a folder"))
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
    for one in data["institutions"]:
        del one["name_de"]  # which came later
    cells = data["region"]["cells"]
    if cells and all(cell["accessibility"] is not None for cell in cells):
        data["region"]["towns"] = []  # only names on maps: every cell says itself how accessible it is
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def run_id(arm: str, seed: int, ticks: int, outputs: Outputs) -> str:
    """Return 32 hex digits that name the contents of a run: `arm` is an `arm_hash`."""
    text = json.dumps([arm, seed, ticks, list(outputs)])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
