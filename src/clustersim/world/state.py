"""The world: tables of actors and ties, cells, sectors, the agency. It is the only truth; all else is a view of it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import draws
from clustersim.core.columns import F64, I32, I64, Bool
from clustersim.spec.codes import Kind
from clustersim.spec.parameters import Channels, Parameters
from clustersim.world.agency_state import AgencyState
from clustersim.world.event_log import EventLog
from clustersim.world.levers import Levers
from clustersim.world.tables import Actors, Centres, Projects, Ties

if TYPE_CHECKING:
    from clustersim.core.geography import Grid
    from clustersim.scenario.schema import Scenario
    from clustersim.spec.actions import Action
    from clustersim.spec.decisions import Decision


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
