"""The reference: the whole model as a plain Mesa model, one object per agent.

It starts from a built world at tick 0 and shares with the package the draws, the parameters, the levers and the
growth table, but no phase. It is the oracle of the tests and the baseline of the benchmarks: clear, not slowed down.
"""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING

import mesa
import numpy as np
from mesa.discrete_space import OrthogonalMooreGrid

from clustersim.core.geography import VisitTable, visit_table
from clustersim.core.randomness import stream
from clustersim.mechanisms import growth_law
from clustersim.spec.codes import Cause, Event
from clustersim.spec.levers import (
    ADVICE,
    CENTRE_STARTS,
    ENTRY_PULL,
    FOUNDING,
    OUTSIDE_PUSH,
    SERVICE_SUPPLY,
    SETTLEMENT_PULL,
)
from clustersim.world.levers import Levers
from tests.reference import (
    closing,
    entering,
    growth,
    knowledge,
    measures,
    meeting,
    moving,
    organising,
    places,
    policy,
    projects,
    shocks,
    supporting,
    ties,
)
from tests.reference.agents import Chamber, Firm, University
from tests.reference.places import Place
from tests.reference.populate import populate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clustersim.spec.actions import Action
    from clustersim.spec.decisions import Decision
    from clustersim.world.state import World
    from tests.reference.actor import Actor, Centre

EventRow = tuple[int, int, int, int, int, int, float]


class Reference(mesa.Model):
    """The region, agent by agent."""

    def __init__(self, world: World, script: Callable[[Reference], None] | None = None) -> None:
        super().__init__(rng=world.seed)
        self.seed_number, self.dt, self.tick = world.seed, world.dt, world.tick
        self.case = world.scenario  # newer Mesa uses the name `scenario` for something else
        self.p, self.channels = world.parameters, world.channels
        self.references, self.desk = copy.deepcopy((world.references, world.agency))
        for name, value in vars(self.references).items():
            if isinstance(value, np.ndarray):
                setattr(self.references, name, value.tolist())  # plain numbers are quicker than elements of arrays
        self.labour = growth.LabourMarket(world.labour.jobs, world.labour.tightness, world.labour.demand_gap.tolist())
        self.law_table = growth_law.law_table(world.dt)
        table = visit_table(self.p.ties.encounter_distance, world.grid.cell_km)
        self.visits = VisitTable(*(column.tolist() for column in table))
        self.levers = Levers(len(world.sectors.names), world.grid.cells)
        self.script = script
        self.agenda: list[Action] = []
        self.met: list[tuple[Actor, Actor, float]] = []  # introduced in this tick to mend a weak spot (its number)
        self.centres: list[Centre] = []
        self.projects: list[projects.Project] = []
        self.by_key: dict[int, Actor] = {}
        self.events: list[EventRow] = []
        self.keep_events = world.events.active
        self.counts: dict[str, float] = {}
        self.series: list[dict[str, float]] = []
        self._streams: dict[tuple[int, int], int] = {}
        self.describe_sectors(world)
        self.lay_out(world)
        self.births = world.births
        populate(self, world)
        self.shock_push = [0.0] * len(world.sectors.names)
        self.read_levers()
        places.compute_fields(self)
        measures.measure(self)

    def describe_sectors(self, world: World) -> None:
        """Read what is known of the sectors into plain lists."""
        sectors = world.sectors
        self.names = sectors.names
        self.sector_numbers = range(len(sectors.names))
        self.relatedness: list[list[float]] = sectors.relatedness.tolist()
        self.target: list[bool] = sectors.target.tolist()
        self.local: list[bool] = sectors.local.tolist()
        self.tradable: list[float] = sectors.tradable.tolist()
        self.entry_rate: list[float] = sectors.entry_rate.tolist()
        self.stock: list[float] = sectors.stock.tolist()
        self.centroid: list[tuple[float, float]] = list(
            zip(sectors.centroid_x.tolist(), sectors.centroid_y.tolist(), strict=True)
        )
        self.log_hazards: list[list[float]] = sectors.hazard.tolist()

    def lay_out(self, world: World) -> None:
        """Make the grid of places."""
        self.columns, self.rows, self.cell_km = world.grid.columns, world.grid.rows, world.grid.cell_km
        self.grid = OrthogonalMooreGrid((self.columns, self.rows), torus=False, random=self.random, cell_klass=Place)
        self.places: list[Place] = [
            self.grid[column, row] for row in range(self.rows) for column in range(self.columns)
        ]
        self.place_at: dict[tuple[int, int], Place] = {place.coordinate: place for place in self.places}
        cells = world.cells
        for number, place in enumerate(self.places):
            column, row = place.coordinate
            place.number, place.x, place.y = number, (column + 0.5) * self.cell_km, (row + 0.5) * self.cell_km
            place.inside = bool(cells.inside[number])
            place.accessibility = float(cells.accessibility[number])
            place.floor_space = float(cells.floor_space[number])
            place.university_pull = float(cells.university_pull[number])
            place.services = float(cells.services[number])
        places.survey(self)

    @property
    def firms(self) -> list[Firm]:
        """Living firms."""
        return list(self.agents_by_type.get(Firm, ()))

    @property
    def universities(self) -> list[University]:
        """Universities and research institutes."""
        return list(self.agents_by_type.get(University, ()))

    @property
    def chambers(self) -> list[Chamber]:
        """Chambers."""
        return list(self.agents_by_type.get(Chamber, ()))

    def actors(self) -> Iterator[Actor]:
        """All who can hold ties."""
        yield from self.by_key.values()

    def ties(self) -> list[ties.Tie]:
        """All ties, once each."""
        return [tie for actor in self.actors() for tie in actor.ties.values() if tie.a is actor]

    def place_of(self, x: float, y: float) -> Place | None:
        """Return the place that holds a position in km, None beyond the edge."""
        return self.place_at.get((math.floor(x / self.cell_km), math.floor(y / self.cell_km)))

    def chamber_for(self, place: Place, sector: int) -> Chamber | None:
        """Return the nearest chamber that represents a sector."""
        candidates = [chamber for chamber in self.chambers if chamber.profile[sector] > 0.0]

        def far(chamber: Chamber) -> tuple[int, int]:
            (x, y), (u, v) = place.coordinate, chamber.cell.coordinate
            return (x - u) ** 2 + (y - v) ** 2, chamber.key

        return min(candidates, key=far, default=None)

    def stream(self, decision: Decision) -> int:
        """Return the hash state of a decision in this tick."""
        return self._stream(decision, self.tick)

    def trait(self, decision: Decision) -> int:
        """Return the hash state of a decision about what never changes."""
        return self._stream(decision, 0)

    def _stream(self, decision: Decision, tick: int) -> int:
        found = self._streams.get((decision, tick))
        if found is None:
            found = self._streams[decision, tick] = stream(self.seed_number, decision, tick)
        return found

    def record(
        self, event: Event, actor: int, other: int = 0, *, cell: int = -1, cause: Cause = Cause.NONE, value: float = 0.0
    ) -> None:
        """Note that something happened."""
        if self.keep_events:
            self.events.append((self.tick, int(event), actor, other, cell, int(cause), value))

    def count(self, name: str, number: float = 1.0) -> None:
        """Add to a count of this tick."""
        self.counts[name] = self.counts.get(name, 0.0) + number

    def read_levers(self) -> None:
        """Read the levers of this tick into plain lists."""
        self.settlement_pull: list[float] = self.levers[SETTLEMENT_PULL].tolist()
        self.outside_push: list[float] = self.levers[OUTSIDE_PUSH].tolist()
        self.advice: list[float] = self.levers[ADVICE].tolist()
        self.centre_starts: list[float] = self.levers[CENTRE_STARTS].tolist()
        self.service_supply: list[float] = self.levers[SERVICE_SUPPLY].tolist()
        self.founding: list[float] = self.levers[FOUNDING].tolist()
        self.entry_pull: list[list[float]] = self.levers[ENTRY_PULL].tolist()

    def step(self) -> None:
        """Run one tick."""
        self.begin_tick()
        for name in SCHEDULE:
            self.run_phase(name)

    def begin_tick(self) -> None:
        """Forget the counts and streams of the last tick."""
        self.counts.clear()
        self._streams = {at: state for at, state in self._streams.items() if at[1] == 0}

    def run_phase(self, name: str) -> None:
        """Run one phase by name."""
        SCHEDULE[name](self)

    def advance_clock(self) -> None:
        """Count one tick more."""
        self.tick += 1


SCHEDULE: dict[str, Callable[[Reference], None]] = {
    "apply_shocks": shocks.apply_shocks,
    "review_agency": policy.review_agency,
    "apply_tasks": policy.apply_tasks,
    "join_organisation": organising.join_organisation,
    "open_centres": lambda model: model.agency.open_centres(),
    "support_firms": supporting.support_firms,
    "run_projects": projects.run_projects,
    "compute_fields": places.compute_fields,
    "adjust_services": places.adjust_services,
    "learn": knowledge.learn,
    "innovate": knowledge.innovate,
    "grow_firms": growth.grow_firms,
    "balance_labour": growth.balance_labour,
    "fade_ties": ties.fade_ties,
    "form_ties": meeting.form_ties,
    "close_firms": closing.close_firms,
    "admit_firms": entering.admit_firms,
    "relocate_firms": moving.relocate_firms,
    "advance_clock": Reference.advance_clock,
    "measure": measures.measure,
}
