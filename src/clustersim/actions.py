"""Actions: what tasks ask the region to do once, in this tick. Phases carry them out; no phase knows a task."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Convene:
    """Hold one meeting of actors that a task reaches (carried out by `form_ties`).

    `attendees` actors among those with a keyed number below `reach` come; each meets `meetings` others, whose odds
    are `cross_weight` if their type differs, else 0.2 + relatedness. An attendance adds `trust`. Only firms of
    `sectors` (numbers) are invited, besides universities and chambers. `number` tells meetings of one tick apart.
    """

    task: str
    number: int
    attendees: int
    meetings: float
    reach: float
    cross_weight: float
    trust: float
    sectors: tuple[int, ...]


@dataclass(frozen=True)
class Broker:
    """Introduce two actors, named by key, to mend a weak spot (carried out by `form_ties`)."""

    task: str
    number: int
    a: int
    b: int


@dataclass(frozen=True)
class OpenCentre:
    """Open a technology and start-up centre in a cell (carried out by `open_centres`).

    `places` is the number of tenants it can hold, `sectors` its profile.
    """

    task: str
    name: str
    cell: int
    places: int
    sectors: tuple[int, ...]


Action = Convene | Broker | OpenCentre
