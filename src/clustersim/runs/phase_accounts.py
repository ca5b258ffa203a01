"""What each phase of a schedule reads, writes and draws, as its docstring says, and how long it takes."""

from __future__ import annotations

import inspect
import re
import statistics
import time
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from clustersim.errors import InputError
from clustersim.phases.schedule import schedule_of
from clustersim.start.build import build_world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.phases.schedule import Phase
    from clustersim.scenario import Scenario
    from clustersim.world.state import World

FIRMS, TICKS, WARM_TICKS = 1_000, 20, 3
LABEL = re.compile(r"(?:^|(?<=\. ))(Draws|Reads|Writes|Events?):? ")


class PhaseAccount(NamedTuple):
    """What the docstring of a phase says; empty where it says nothing."""

    name: str
    purpose: str
    reads: str
    writes: str
    draws: str
    events: str


def account_of(phase: Phase) -> PhaseAccount:
    """Return what a phase says of itself.

    The first paragraph of its docstring is the purpose. A later one begins with "Draws:" and holds sentences that
    begin with Draws, Reads, Writes and, if the phase records any, Events.
    """
    paragraphs = [" ".join(part.split()) for part in (inspect.getdoc(phase) or "").split("\n\n")]
    said = {"Events": "none"}
    for paragraph in paragraphs[1:]:
        if paragraph.startswith("Draws:"):
            _, *parts = LABEL.split(paragraph)
            for label, text in zip(parts[::2], parts[1::2], strict=True):
                said["Events" if label == "Event" else label] = text.strip().removesuffix(".")
    name = getattr(phase, "__name__", type(phase).__name__)
    return PhaseAccount(name, paragraphs[0], *(said.get(label, "") for label in ("Reads", "Writes", "Draws", "Events")))


def time_phases(world: World, ticks: int, schedule: Sequence[Phase] | None = None) -> tuple[float, list[float]]:
    """Run ticks; return the median time of a whole tick and of each phase, in the order of the schedule, in ms."""
    schedule = schedule_of(world.scenario) if schedule is None else schedule
    totals: list[float] = []
    times: list[list[float]] = [[] for _ in schedule]
    for _ in range(ticks):
        begun = time.perf_counter()
        world.counts.clear()
        for phase, spent in zip(schedule, times, strict=True):
            started = time.perf_counter()
            phase(world)
            spent.append(time.perf_counter() - started)
        totals.append(time.perf_counter() - begun)
    return 1e3 * statistics.median(totals), [1e3 * statistics.median(spent) for spent in times]


def time_schedule(scenario: Scenario, ticks: int = TICKS, firms: int = FIRMS) -> tuple[int, float, list[float]]:
    """Run a scenario for a moment; return its firms at the end, ms a tick and ms of each phase.

    It is scaled to `firms` at the same density, except where its firms are given one by one. Events are off.
    """
    with suppress(InputError), warnings.catch_warnings():  # firms given one by one cannot be scaled
        warnings.simplefilter("ignore", UserWarning)  # how many institutions there are takes no time
        scenario = scenario.with_firms(firms)
    world = build_world(scenario, 0, events=False)
    time_phases(world, WARM_TICKS)
    total, by_phase = time_phases(world, ticks)
    return len(world.firm_rows()), total, by_phase
