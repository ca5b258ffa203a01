"""What the docstrings of the phases say is what the phases do: draws, events and everything they write."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pytest

from clustersim import SCHEDULE, Scenario, World, build_world
from clustersim.core import draws, randomness
from clustersim.phases.schedule import Phase
from clustersim.runs.phase_accounts import PhaseAccount, account_of, time_phases, time_schedule
from clustersim.spec.codes import Event
from clustersim.spec.decisions import Decision

pytestmark = pytest.mark.process  # many runs of a batch

SHOCKS = [
    {"kind": "anchor", "start": 1.0, "firms": 8},
    {"kind": "technology", "start": 1.0, "size": 0.5, "years": 2.0, "loss": 0.2},
    {"kind": "demand", "start": 1.0, "size": -0.1, "years": 2.0},
]
TABLES = ("actors", "ties", "centres", "projects")


@dataclass
class Seen:
    """What a phase did in all runs."""

    draws: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)


def state(world: World) -> dict[str, Any]:
    """Return everything in a world that a phase may change, by name."""
    found: dict[str, Any] = {
        f"{table}.{name}": column for table in TABLES for name, column in getattr(world, table).as_columns().items()
    }
    for part in ("cells", "sectors", "agency"):
        held = getattr(world, part)
        found |= {f"{part}.{entry.name}": _copy(getattr(held, entry.name)) for entry in fields(held)}
    for name in ("labour", "references", "levers", "agenda", "counts", "shock_push", "tick", "births"):
        found[name] = _copy(getattr(world, name))
    return found | {"series": repr(world.series[-1:])}


def _copy(value: Any) -> Any:
    return np.array(value) if isinstance(value, np.ndarray) else repr(value)


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {
        name
        for name, value in after.items()
        if not (
            np.array_equal(before[name], value, equal_nan=value.dtype.kind == "f")
            if isinstance(value, np.ndarray)
            else before[name] == value
        )
    }


@pytest.fixture(scope="module")
def seen() -> dict[str, Seen]:
    """Run busy regions and note, phase by phase, what was drawn, recorded and written."""
    found: dict[str, Seen] = defaultdict(Seen)
    running = ""

    def listening(original: Callable[..., Any]) -> Callable[..., Any]:
        def stream(seed: int, decision: Decision, tick: int) -> Any:
            found[running].draws.add(decision.name)
            return original(seed, decision, tick)

        return stream

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draws, "stream", listening(draws.stream))
        patch.setattr(randomness, "stream", listening(randomness.stream))
        for scenario in scenarios():
            running = "the start"
            world = build_world(scenario, 3)
            world.events.drain()
            for _ in range(scenario.ticks):
                world.counts.clear()
                for phase in SCHEDULE:
                    running, before = phase.__name__, state(world)
                    phase(world)
                    found[running].writes |= changed(before, state(world))
                    found[running].events |= {Event(code).name for code in world.events.drain()["event"].tolist()}
    return found


def scenarios() -> list[Scenario]:
    changes = {
        "shocks": SHOCKS,
        "policies.lighthouse.years_least": 1.0,
        "policies.lighthouse.years_most": 2.0,
        "parameters.centres.stay": 2.0,
        "parameters.relocation.hazard": 0.3,
        "parameters.projects.success": 1.0,
        "agency.stop": 7.5,
        "policies.organisation.membership": "state",
    }
    new_rules = {
        "channels.chamber_circles": 1,
        "channels.project_leaders": 1,
        "policies.networking.objective": "diagnosis",
        "policies.networking.pairing": "utility",
        "policies.networking.verified": "yes",
        "policies.networking.chamber_stimulus": 1.0,
        "policies.networking.chamber_support": 0.25,
        "policies.organisation.chamber_seat": 0.2,
        "policies.strategy.chamber_seat": 0.1,
        "policies.qualification.chamber_share": 0.3,
    }
    return [
        Scenario.load(name).with_firms(200).changed_by(changes | rules | {"ticks": 32})
        for name, rules in (("all-nine-staged", {}), ("all-nine-simultaneous", new_rules))
    ]


def is_said(name: str, said: str) -> bool:
    """Say whether what was written is named: the column, the whole table, or the part of the world it belongs to."""
    part, _, column = name.partition(".")
    words = set(re.findall(r"\w+", said))
    if part == "actors":
        return column in words or "actors" in re.split(r"[,;] ", said)
    return column.removesuffix("_start") in words if part == "cells" else part in words


def names_in(said: str) -> set[str]:
    return set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)*\b", said)) - {"EUR"}


@pytest.mark.parametrize("phase", SCHEDULE, ids=lambda phase: phase.__name__)
def test_every_phase_says_what_it_reads_writes_and_draws(phase: Phase) -> None:
    account = account_of(phase)
    assert all(account), f"{account.name}: its docstring needs 'Draws: ... . Reads ... . Writes ...'"
    assert names_in(account.draws) <= set(Decision.__members__)
    assert names_in(account.events) <= set(Event.__members__)


@pytest.mark.parametrize("phase", SCHEDULE, ids=lambda phase: phase.__name__)
def test_what_a_phase_says_is_what_it_does(phase: Phase, seen: dict[str, Seen]) -> None:
    account, did = account_of(phase), seen[phase.__name__]
    assert did.draws == names_in(account.draws)
    assert did.events == names_in(account.events)
    assert sorted(name for name in did.writes if not is_said(name, account.writes)) == []


def test_a_docstring_is_read_as_it_is_written() -> None:
    def mine(world: World) -> None:
        """Do something. Writes of it here are only text.

        Draws: EXIT (firm; Reads of it are
        text), ENTRY. Reads cells' density. Writes knowledge,
        age. Event EXIT (value: age).
        """

    assert account_of(mine) == PhaseAccount(
        "mine",
        "Do something. Writes of it here are only text.",
        "cells' density",
        "knowledge, age",
        "EXIT (firm; Reads of it are text), ENTRY",
        "EXIT (value: age)",
    )


def test_a_phase_without_an_account_has_an_empty_one() -> None:
    def silent(world: World) -> None:
        pass

    assert account_of(silent) == PhaseAccount("silent", "", "", "", "", "none")


def test_timing_a_schedule_runs_its_ticks() -> None:
    firms, total, by_phase = time_schedule(Scenario.load("mature"), ticks=2, firms=150)
    assert 60 < firms < 240
    assert len(by_phase) == len(SCHEDULE)
    assert total >= max(by_phase) > 0.0
    world = build_world(Scenario.load("mature").with_firms(150), 1)
    time_phases(world, 3)
    assert world.tick == 3
