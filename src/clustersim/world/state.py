"""The world: columns for actors, ties, cells and centres. It is the only truth; everything else is a view of it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from clustersim.core import draws
from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool, Table, column
from clustersim.spec.codes import Cause, Event, Kind
from clustersim.spec.diagnosis import Diagnosis
from clustersim.spec.parameters import Channels, Parameters
from clustersim.world.levers import Levers

if TYPE_CHECKING:
    from clustersim.core.geography import Grid
    from clustersim.scenario.schema import Scenario
    from clustersim.spec.actions import Action
    from clustersim.spec.decisions import Decision
    from clustersim.spec.regimes import Regime

NONE = -1


class Actors(Table):
    """Firms, universities and chambers: one table, because all of them are ends of ties.

    The first rows are the institutions and never change; a firm that closes leaves a free row that an entrant may
    take. A row is therefore a place to look, never an identity: the identity is `key`.
    """

    birth: I64 = column(
        doc="number for files and tables, in order of appearance",
        unit="number",
        written="firms.birth institutions.birth",
    )
    key: U64 = column(
        doc="identity, from which all draws of the actor follow", unit="key", written="firms.key institutions.key"
    )
    kind: I8 = column(doc="firm, university or chamber", unit="code", written="institutions.kind")
    alive: Bool = column(False, doc="whether the actor exists; the row is free if not")
    sector: I16 = column(NONE, doc="sector of a firm, -1 for institutions", unit="code", written="firms.sector")
    cell: I32 = column(
        doc="cell of the grid",
        unit="cell",
        written="firms.column firms.row firms.x_km firms.y_km institutions.x_km institutions.y_km",
    )
    employees: F64 = column(
        doc="employees, a real number; at least 1 of a firm",
        unit="employees",
        written="firms.employees institutions.employees",
    )
    knowledge: F64 = column(
        doc="log productivity relative to the frontier, 0 = mean of the stationary region",
        unit="log points",
        written="firms.knowledge",
    )
    age: F64 = column(doc="age since the foundation", unit="years", written="firms.age_years")
    openness: F64 = column(
        doc="innate openness to co-operation, mean of firms 1", unit="ratio", written="firms.openness"
    )
    trust: F64 = column(doc="trust raised by the agency's meetings, 0 to 1; fades", unit="share", written="firms.trust")
    absorption: F64 = column(1.0, doc="absorptive capacity, mean 1", unit="ratio", written="firms.absorption")
    constrained: Bool = column(False, doc="whether the firm is credit-constrained", written="firms.credit_constrained")
    technology_x: F64 = column(
        doc="position in technology space", unit="cognitive distance", written="firms.technology_x"
    )
    technology_y: F64 = column(
        doc="position in technology space", unit="cognitive distance", written="firms.technology_y"
    )
    origin: I8 = column(doc="how the actor came about", unit="code", written="firms.origin")
    parent: U64 = column(doc="the firm or university it was spun off, 0 without", unit="key", written="firms.parent")
    entered: I32 = column(
        doc="tick of entry; negative for those that were there at the start", unit="tick", written="firms.entered_tick"
    )
    chamber: I32 = column(
        NONE, doc="chamber the firm belongs to, -1 without", unit="row of actors", written="firms.chamber"
    )
    outside: I32 = column(doc="ties to partners outside the region", unit="ties", written="firms.outside_ties")
    supports: I32 = column(doc="how often the agency reached the actor", unit="times", written="firms.supports")
    centre: I32 = column(
        NONE,
        doc="technology centre whose tenant the firm is, -1 without",
        unit="row of centres",
        written="firms.tenant",
    )
    centre_age: F64 = column(doc="time as a tenant, or since graduation", unit="years")
    graduate: Bool = column(
        False, doc="whether the firm once was a tenant of a technology centre", written="firms.graduate"
    )
    relief: F64 = column(
        doc="share of its credit constraint from which the firm is relieved, 0 to 1",
        unit="share",
        written="firms.credit_relief",
    )
    relief_left: F64 = column(doc="time for which the relief holds", unit="years")
    skills: F64 = column(
        doc="absorptive capacity gained by training, 0 without; fades", unit="ratio", written="firms.skills"
    )
    advised: Bool = column(False, doc="whether the founder was advised", written="firms.advised")
    project: I32 = column(
        doc="number of the lead project the actor works in, 0 without", unit="project", written="firms.project"
    )
    adopted: I32 = column(
        doc="newest technology of a lead project that the firm uses, 0 without",
        unit="project",
        written="firms.adopted_project",
    )
    degree: I32 = column(doc="number of ties", unit="ties", written="firms.degree institutions.degree")
    strength: F64 = column(
        doc="sum of the strengths of all ties",
        unit="strength",
        written="firms.tie_strength institutions.tie_strength",
    )
    given: I32 = column(
        NONE, doc="row in `start.given` of a firm that the scenario gives, -1 for all others", unit="row of start.given"
    )
    capacity: F64 = column(doc="ties kept without strain, from openness; 0 until first asked for", unit="ties")


class Ties(Table):
    """Undirected co-operation between two actors, held by their rows; the end with the smaller key is `a`."""

    a: I32 = column(doc="one end", unit="row of actors", written="ties.a_birth ties.a_key ties.a_kind")
    b: I32 = column(doc="the other end", unit="row of actors", written="ties.b_birth ties.b_key ties.b_kind")
    strength: F64 = column(doc="strength, above 0 and up to 1", unit="strength", written="ties.strength")
    born: I32 = column(doc="tick in which it began", unit="tick", written="ties.born_tick")
    cause: I8 = column(doc="how it came about", unit="code", written="ties.cause")


class Centres(Table):
    """Technology and start-up centres."""

    key: U64 = column(doc="identity, from its name", unit="key")
    cell: I32 = column(doc="cell of the grid", unit="cell")
    places: I32 = column(doc="places for tenants", unit="firms")
    sectors: I64 = column(doc="profile: bit s is set for sector s", unit="bits")
    opened: I32 = column(doc="tick in which it opened", unit="tick")
    tenants: I32 = column(doc="firms that are its tenants", unit="firms")


class Projects(Table):
    """Lead projects; project number n stands in row n - 1."""

    key: U64 = column(doc="identity", unit="key")
    sector: I16 = column(doc="sector", unit="code")
    university: U64 = column(doc="university that leads it", unit="key")
    started: I32 = column(doc="tick in which it started", unit="tick")
    left: F64 = column(doc="time to go", unit="years")
    outcome: I8 = column(doc="running, success, failure or broken off", unit="code")


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


class Standing(NamedTuple):
    """What programmes and coordination gave in the last tick, which the budget of this one counts on."""

    cofunding: tuple[float, ...] = ()  # share of the cost of fundable tasks by sector; empty: none
    coordination: float = 0.0  # share of the staff of other tasks that it saves


@dataclass
class AgencyState:
    """What the development agency knows, has decided and has paid."""

    budget: float = float("inf")  # EUR a year
    posts: float = float("inf")
    regime: Regime = "simultaneous"
    begun: dict[str, bool] = field(default_factory=dict)  # tasks that were started and have not ended, in that order
    waiting: dict[str, bool] = field(default_factory=dict)  # tasks that waited for money or posts in the last tick
    saved: float = 0.0  # EUR that are carried over to the next tick
    running: dict[str, bool] = field(default_factory=dict)  # task -> active in the last tick
    since: dict[str, float] = field(default_factory=dict)  # task -> years it has been active
    granted: dict[str, float] = field(default_factory=dict)  # task -> intensity after the budget
    memory: dict[str, object] = field(default_factory=dict)  # task -> what it keeps between ticks
    diagnosis: Diagnosis = field(default_factory=Diagnosis)  # what the last review saw
    spent: dict[str, float] = field(default_factory=dict)  # task -> EUR in this tick
    reported: dict[str, float] = field(default_factory=dict)  # figures that tasks reported in this tick
    standing: Standing = field(default_factory=Standing)
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

    def __deepcopy__(self, memo: object) -> EventLog:
        copied = EventLog(self.active)
        copied._parts = list(self._parts)  # what has happened does not change
        return copied

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

    scenario: Scenario
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

    def __repr__(self) -> str:
        """Return what it is and how far it has run, in a line."""
        firms = int(np.count_nonzero(self.actors.alive)) - self.institutions
        return (
            f"<World of {self.scenario.name!r}, seed {self.seed}, tick {self.tick} (year {self.tick * self.dt:g}): "
            f"{firms:,} firms, {self.institutions} institutions, {len(self.ties):,} ties>"
        )

    def fork(self) -> World:
        """Return an independent copy that goes on exactly as this world would: what is done to one, the other misses.

        Columns, the agency's memory and the series so far are copied; what never changes (scenario, parameters, grid,
        past events) is shared. That costs about as much as a tick.
        """
        shared = (self.scenario, self.parameters, self.channels, self.grid)
        return copy.deepcopy(self, {id(thing): thing for thing in shared})

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
