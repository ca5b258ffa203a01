"""The world: columns for actors, ties, cells and centres. It is the only truth; everything else is a view of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from clustersim.core import draws
from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool, Table
from clustersim.spec.codes import Cause, Event, Kind
from clustersim.spec.levers import Levers
from clustersim.spec.parameters import Channels, Parameters

if TYPE_CHECKING:
    from clustersim.core.geography import Grid
    from clustersim.spec.actions import Action
    from clustersim.spec.decisions import Decision

NONE = -1


class Actors(Table):
    """Firms, universities and chambers: one table, because all of them are ends of ties.

    The first rows are the institutions and never change; a firm that closes leaves a free row that an entrant may
    take. A row is therefore a place to look, never an identity: the identity is `key`.
    """

    key: U64  # identity, from which all draws of the actor follow
    birth: I64  # number for files and tables, in order of appearance
    kind: I8  # codes.Kind
    alive: Bool
    cell: I32
    sector: I16  # firms only; -1 for institutions
    technology_x: F64  # position in technology space
    technology_y: F64
    employees: F64
    knowledge: F64  # log productivity relative to the frontier, 0 = the mean of the stationary region
    age: F64  # years
    openness: F64  # innate, mean 1
    capacity: F64  # ties kept without strain, from openness; 0 until `soft_capacity` is asked
    trust: F64  # in [0, 1], raised by the agency's meetings, fades
    absorption: F64  # absorptive capacity, mean 1
    constrained: Bool  # credit-constrained
    origin: I8  # codes.Origin
    parent: U64  # key of the parent, 0 without
    entered: I32  # tick of entry; negative for the initial cohort
    chamber: I32  # row of the chamber the firm belongs to, -1 without
    outside: I32  # ties to partners outside the region
    supports: I32  # times the agency reached the actor
    centre: I32  # number of the centre whose tenant the firm is, -1 without
    centre_age: F64  # years as tenant, or since graduation
    graduate: Bool
    relief: F64  # share of its credit constraint from which a firm is relieved, 0 to 1
    relief_left: F64  # years for which that holds
    skills: F64  # absorptive capacity gained by training, fades
    advised: Bool  # the founder was advised
    project: I32  # number of the lead project the actor works in, 0 without
    adopted: I32  # number of the newest technology of a lead project that the firm uses, 0 without
    degree: I32  # ties, kept up to date by the tie phases
    strength: F64  # sum of the strengths of the ties


class Ties(Table):
    """Undirected co-operation between two actors, held by their rows; the end with the smaller key is `a`."""

    a: I32
    b: I32
    strength: F64
    born: I32  # tick
    cause: I8  # codes.Cause


class Centres(Table):
    """Technology and start-up centres."""

    key: U64
    cell: I32
    places: I32
    sectors: I64  # profile: bit s is set for sector s
    opened: I32  # tick
    tenants: I32


class Projects(Table):
    """Lead projects; project number n stands in row n - 1. Codes of `outcome`: `codes.Outcome`."""

    key: U64
    sector: I16
    university: U64  # key
    started: I32  # tick
    left: F64  # years to go
    outcome: I8


@dataclass
class Cells:
    """What is known of each cell. Arrays of shape (cells,) or (sectors, cells)."""

    inside: Bool  # part of the region
    accessibility: F64  # 0 to 1
    floor_space: F64  # firm places
    university_pull: F64  # 0 to 1
    services: F64  # private supply of cluster-related services, 0 to 1 (state)
    kernel_area: F64  # km2 of in-region area under the field kernel
    disc_area: F64  # km2 of in-region area within the reach radius
    firms: F64  # living firms by sector and cell (whole numbers)
    total: F64  # living firms by cell
    density: F64  # related firms per km2 under the kernel, by sector and cell
    crowd: F64  # all firms per km2 under the kernel
    log_rent: F64  # log of rent relative to the reference
    reach: F64  # related firms within the reach radius, by sector and cell (self included)
    bucket_start: I64  # rows of the actors in cell c: bucket[bucket_start[c]:bucket_start[c + 1]], ordered by key
    bucket: I32
    chamber: I32 = field(
        default_factory=lambda: np.empty((0, 0), dtype=np.int32)
    )  # row of the chamber of a firm, by sector and cell; see `membership`


@dataclass(frozen=True)
class Sectors:
    """What is known of each sector. Arrays of shape (sectors,), relatedness (sectors, sectors)."""

    names: tuple[str, ...]
    titles: tuple[str, ...]
    relatedness: F64
    target: Bool
    local: Bool
    tradable: F64
    entry_rate: F64  # 1/year
    stock: F64  # stationary number of firms
    centroid_x: F64
    centroid_y: F64
    hazard: F64  # (sectors, 7): log hazard at the age nodes of `phases.close_firms`


@dataclass
class References:
    """Constants read off the state at tick 0, the same in every arm of a comparison."""

    density: F64  # (sectors,) mean related density
    crowd: float  # mean density of all firms
    log_rent: float  # firm-weighted mean of the log of rent
    learning: F64  # (sectors,) firm-weighted mean of the learning target
    innovation: float  # expected knowledge gained by innovations per year
    jobs: float  # jobs at tick 0 = labour supply L0
    tradable_jobs: float
    local_jobs: F64  # (sectors,)
    root_size: F64  # (sectors,) mean of employees ** parent_size_exponent
    giant: float  # employees above which a firm is dragged back
    area: float  # km2 of in-region area


@dataclass
class Labour:
    """The regional labour market, brought up to date by `balance_labour`."""

    jobs: float = 0.0
    tightness: float = 0.0
    demand_gap: F64 = field(default_factory=lambda: np.zeros(0))  # (sectors,)


@dataclass
class AgencyState:
    """What the development agency knows, has decided and has paid."""

    budget: float = float("inf")  # EUR a year
    posts: float = float("inf")
    regime: str = "simultaneous"
    running: dict[str, bool] = field(default_factory=dict)  # task -> active in the last tick
    since: dict[str, float] = field(default_factory=dict)  # task -> years it has been active
    granted: dict[str, float] = field(default_factory=dict)  # task -> intensity after the budget
    memory: dict[str, Any] = field(default_factory=dict)  # task -> what it keeps between ticks
    diagnosis: dict[str, Any] = field(default_factory=dict)  # what the last review saw
    spent: dict[str, float] = field(default_factory=dict)  # task -> EUR in this tick
    members: float = 0.0
    standing: dict[str, Any] = field(default_factory=dict)  # what coordination and programmes gave in the last tick
    outside: dict[str, float] = field(
        default_factory=dict
    )  # task -> EUR that programmes of higher levels paid in this tick
    stage: str = ""  # of a staged regime
    stage_since: float = 0.0  # years
    staff_used: float = 0.0  # posts in this tick


class EventLog:
    """What happened, with its cause. Rows are put into a canonical order, so that no row order shows."""

    COLUMNS = ("tick", "event", "actor", "other", "cell", "cause", "value")

    def __init__(self, active: bool = True) -> None:
        self.active = active
        self._parts: list[tuple[Any, ...]] = []

    def add(
        self,
        tick: int,
        event: Event,
        actor: U64,
        other: U64 | int = 0,
        cell: I32 | int = NONE,
        cause: I8 | Cause = Cause.NONE,
        value: F64 | float = 0.0,
    ) -> None:
        """Record one event for every key in `actor`; the other columns are arrays of that length or one value."""
        if not self.active or len(actor) == 0:
            return
        count = len(actor)
        self._parts.append(
            (
                np.full(count, tick, dtype=np.int32),
                np.full(count, int(event), dtype=np.int8),
                np.array(actor, dtype=np.uint64),
                np.array(np.broadcast_to(np.asarray(other, dtype=np.uint64), count)),
                np.array(np.broadcast_to(np.asarray(cell, dtype=np.int32), count)),
                np.array(np.broadcast_to(np.asarray(cause, dtype=np.int8), count)),
                np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), count)),
            )
        )

    def table(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return all events as columns, sorted by tick, event, actor, other, cause, value."""
        if not self._parts:
            dtypes = (np.int32, np.int8, np.uint64, np.uint64, np.int32, np.int8, np.float64)
            return {name: np.empty(0, dtype=dtype) for name, dtype in zip(self.COLUMNS, dtypes, strict=True)}
        columns = [np.concatenate(part) for part in zip(*self._parts, strict=True)]
        order = np.lexsort((columns[6], columns[5], columns[3], columns[2], columns[1], columns[0]))
        return {name: column[order] for name, column in zip(self.COLUMNS, columns, strict=True)}

    def drain(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return all events so far as columns and forget them (for streaming to a file)."""
        table = self.table()
        self._parts.clear()
        return table


@dataclass
class World:
    """The whole state of one run at one moment."""

    scenario: Any  # the scenario (clustersim.scenario.Scenario)
    seed: int
    dt: float  # years per tick
    parameters: Parameters
    channels: Channels
    grid: Grid
    sectors: Sectors
    actors: Actors
    ties: Ties
    centres: Centres
    cells: Cells
    references: References
    labour: Labour
    agency: AgencyState
    levers: Levers
    events: EventLog
    institutions: int  # rows 0 ... institutions - 1 of `actors`
    profile: F64  # (institutions, sectors): research profile or membership, 0 to 1
    institution_names: tuple[str, ...]
    projects: Projects = field(default_factory=Projects)
    shock_push: F64 = field(
        default_factory=lambda: np.zeros(0)
    )  # (sectors,) growth of demand by shocks, 1/year; set by `apply_shocks`
    tick: int = 0
    births: int = 0  # birth numbers given so far
    agenda: list[Action] = field(default_factory=list)
    counts: dict[str, float] = field(default_factory=dict)  # what happened in this tick, by name
    series: list[dict[str, float]] = field(default_factory=list)

    def stream(self, decision: Decision) -> np.uint64:
        """Return the hash state from which all draws of a decision in this tick start."""
        return draws.stream(self.seed, decision, self.tick)

    def firm_rows(self) -> I64:
        """Return the rows of living firms."""
        return np.flatnonzero(self.actors.alive & (self.actors.kind == Kind.FIRM))

    def count(self, name: str, number: float) -> None:
        """Add to a count of this tick."""
        self.counts[name] = self.counts.get(name, 0.0) + number

    def years(self) -> float:
        """Return the time since the start of the run in years."""
        return self.tick * self.dt
