"""Actions: what tasks ask the region to do once, in this tick. Phases carry them out; no phase knows a task.

Each says which event it leaves, and which causes the ties have that come of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from clustersim.spec.codes import Cause, Event


@dataclass(frozen=True)
class Convene:
    """Hold one meeting of actors that a task reaches (carried out by `form_ties`).

    `attendees` actors among those with a keyed number below `reach` come; each meets `meetings` others, whose odds
    are `cross_weight` if their type differs, else 0.2 + relatedness. An attendance adds `trust`. Only firms of
    `sectors` (numbers) are invited, besides universities and chambers; `weights` (one for each of `sectors`; empty:
    all 1) multiply their chances to be among those who come. `number` tells meetings of one tick apart.
    """

    event: ClassVar[Event] = Event.MEETING_HELD
    ties: ClassVar[tuple[Cause, ...]] = (Cause.AGENCY_EVENT,)

    task: str
    number: int
    attendees: int
    meetings: float
    reach: float
    cross_weight: float
    trust: float
    sectors: tuple[int, ...]
    weights: tuple[float, ...] = ()


@dataclass(frozen=True)
class Broker:
    """Introduce two actors, named by key, to mend a weak spot (carried out by `form_ties`)."""

    event: ClassVar[Event] = Event.REPAIR_PROPOSED
    ties: ClassVar[tuple[Cause, ...]] = (Cause.REPAIR,)

    task: str
    number: int
    a: int
    b: int


@dataclass(frozen=True)
class Mend:
    """Introduce actors, named by key, as long as that mends a weak spot of the network as it is (by `form_ties`).

    Of `pairs`, the best first, at most `quota` are introduced; those whom it would not help any more are passed over
    (`mechanisms.mending`). `spot` is one of `spec.diagnosis.MENDABLE`. The introductions are numbered from `number` on.
    """

    event: ClassVar[Event] = Event.REPAIR_PROPOSED
    ties: ClassVar[tuple[Cause, ...]] = (Cause.REPAIR,)

    task: str
    number: int
    spot: str
    pairs: tuple[tuple[int, int], ...]
    quota: int


@dataclass(frozen=True)
class OpenCentre:
    """Open a technology and start-up centre in a cell (carried out by `open_centres`).

    `places` is the number of tenants it can hold, `sectors` its profile.
    """

    event: ClassVar[Event] = Event.CENTRE_OPENED
    ties: ClassVar[tuple[Cause, ...]] = (Cause.TENANTS, Cause.GRADUATION)

    task: str
    name: str
    cell: int
    places: int
    sectors: tuple[int, ...]


@dataclass(frozen=True)
class StartProject:
    """Start a lead project: the city tries out a technology with a consortium (carried out by `run_projects`).

    The consortium is one university and `firms` firms of `sector` and of sectors related to it, among those with a
    keyed number below `reach`; it works for `years`. `targeting` shifts the choice from those whom it would add most
    to those who look best.
    """

    event: ClassVar[Event] = Event.PROJECT_STARTED
    ties: ClassVar[tuple[Cause, ...]] = (Cause.PROJECT,)

    task: str
    number: int
    name: str
    sector: int
    firms: int
    years: float
    reach: float
    targeting: float


@dataclass(frozen=True)
class SupportFirms:
    """Support single firms (carried out by `support_firms`).

    `kind` says how: `finance` relieves a credit-constrained firm by `effect` (share) for `years`; `skills` adds
    `effect` to its absorptive capacity. `count` firms of `sectors` are chosen among those with a keyed number below
    `reach` (with `by_chambers`: among the members of chambers, which give the support, whatever the reach) that are at
    most `oldest` years old: `weights` (one for each of `sectors`) multiply their chances,
    `targeting` shifts the choice from those whom it would add most to those who look best.
    """

    event: ClassVar[Event] = Event.SUPPORT
    ties: ClassVar[tuple[Cause, ...]] = ()

    task: str
    number: int
    kind: Literal["finance", "skills"]
    count: int
    reach: float
    oldest: float
    effect: float
    years: float
    targeting: float
    sectors: tuple[int, ...]
    weights: tuple[float, ...]
    by_chambers: bool = False


Action = Convene | Broker | Mend | OpenCentre | StartProject | SupportFirms
