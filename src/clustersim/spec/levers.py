"""Levers: the named values through which tasks act on the region, declared as handles.

A lever has a neutral value and a commutative way to combine what several tasks ask for. A task declares the handles it
moves and names them in its wish (`policies.base.Wish`); phases read `world.levers[HANDLE]` (`world.levers`). No phase
knows a task.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Combine = Literal["product", "sum", "largest", "either"]
Scope = Literal["region", "cell", "sector", "sector and cell"]


@dataclass(frozen=True)
class Lever:
    """A named value: `neutral` is what holds without any task, `combine` how several tasks add up."""

    name: str
    neutral: float
    combine: Combine
    scope: Scope
    unit: str
    doc: str


@dataclass(frozen=True)
class RegionLever(Lever):
    """A lever with one value for the whole region: `levers[HANDLE]` is a number."""


@dataclass(frozen=True)
class ArrayLever(Lever):
    """A lever with a value by cell, by sector, or by both: `levers[HANDLE]` is an array."""


REACH_FACTOR = RegionLever(
    "reach_factor", 1.0, "product", "region", "ratio", "multiplies the share of actors that any task reaches"
)
MEMBERSHIP = ArrayLever(
    "membership",
    0.0,
    "largest",
    "sector",
    "share",
    "probability that a firm of openness 1 is a member of the cluster organisation by now; every task reaches members",
)
CHAMBER_SEAT = RegionLever(
    "chamber_seat",
    0.0,
    "sum",
    "region",
    "ratio",
    "by how much likelier tasks reach members of chambers, which have a seat in what is organised and planned",
)
CHAMBER_ADVICE = ArrayLever(
    "chamber_advice", 0.0, "largest", "sector", "share", "share of the founders in a chamber whom the chamber advises"
)
CHAMBER_STIMULUS = RegionLever(
    "chamber_stimulus",
    0.0,
    "largest",
    "region",
    "ratio",
    "rise of the own ties of chambers to which they are stimulated; it fades afterwards",
)
CHAMBER_SUPPORT = RegionLever(
    "chamber_support",
    0.0,
    "largest",
    "region",
    "ratio",
    "rise of attendance at the events of chambers while they are supported",
)
BROKERING = RegionLever(
    "brokering", 1.0, "product", "region", "ratio", "multiplies meetings at agency events and repairs"
)
COORDINATION = RegionLever(
    "coordination",
    0.0,
    "largest",
    "region",
    "share",
    "share of the staff that other tasks need which coordination saves",
)
FOCUS = ArrayLever(
    "focus", 1.0, "product", "sector", "ratio", "effort that tasks spend on a sector relative to the others they serve"
)
COFUNDING = ArrayLever(
    "cofunding",
    0.0,
    "largest",
    "sector",
    "share",
    "share of the cost of fundable tasks that programmes of EU, federation and state pay",
)
MODERATION = RegionLever("moderation", 0.0, "largest", "region", "share", "care for moderated ties: 1 is full care")
SERVICE_SUPPLY = ArrayLever(
    "service_supply", 0.0, "either", "cell", "share", "public supply of cluster-related services"
)
ENTRY_PULL = ArrayLever(
    "entry_pull", 1.0, "product", "sector and cell", "ratio", "multiplies the odds of entry at a place"
)
FOUNDING = ArrayLever(
    "founding", 1.0, "product", "sector", "ratio", "multiplies the odds that somebody in the region starts a firm"
)
PROFILE = ArrayLever(
    "profile", 0.0, "largest", "sector", "share", "1 in the sectors of a profile that a strategy has diagnosed"
)
SETTLEMENT_PULL = ArrayLever(
    "settlement_pull", 1.0, "product", "sector", "ratio", "multiplies settlements from outside"
)
OUTSIDE_PUSH = ArrayLever(
    "outside_push", 0.0, "sum", "sector", "ratio", "rise of new ties to outside partners for a firm in a strong network"
)
CENTRE_STARTS = ArrayLever(
    "centre_starts", 0.0, "sum", "sector", "1/year", "start-ups a year that a centre draws in a sector of its profile"
)
CENTRE_SUPPORT = RegionLever(
    "centre_support", 0.0, "largest", "region", "share", "rooms, services and encounters of centres: 1 is full support"
)
PROJECT_SUPPORT = RegionLever(
    "project_support",
    0.0,
    "largest",
    "region",
    "share",
    "city as pilot user of lead projects: 1 is full support, 0 ends them",
)
ADVICE = ArrayLever(
    "advice", 0.0, "largest", "sector", "share", "share of founders who are advised before and after the start"
)

LEVERS: dict[str, Lever] = {
    lever.name: lever
    for lever in (
        REACH_FACTOR,
        MEMBERSHIP,
        CHAMBER_SEAT,
        CHAMBER_ADVICE,
        CHAMBER_STIMULUS,
        CHAMBER_SUPPORT,
        BROKERING,
        COORDINATION,
        FOCUS,
        COFUNDING,
        MODERATION,
        SERVICE_SUPPLY,
        ENTRY_PULL,
        FOUNDING,
        PROFILE,
        SETTLEMENT_PULL,
        OUTSIDE_PUSH,
        CENTRE_STARTS,
        CENTRE_SUPPORT,
        PROJECT_SUPPORT,
        ADVICE,
    )
}
