"""The mirror: keeps Mesa's agents and grid in step with the columns of the world.

It is made at the first look, which costs about 10 microseconds a cell and a firm (a grid of 720 x 720 cells alone:
6 to 8 seconds and 0.6 GB); a model at which nobody looks pays nothing. From then on it is brought up to date at the
end of every tick by the difference of who lives where, so agents, agent sets and cells somebody holds stay true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from mesa.discrete_space import Cell, OrthogonalMooreGrid

from clustersim.errors import AgentError
from clustersim.mesa_view.agents import AGENCY_ID, Chamber, DevelopmentAgency, Firm, University
from clustersim.mesa_view.region_cell import RegionCell
from clustersim.spec.codes import Kind
from clustersim.start.ground import lay_out
from clustersim.world.network import adjacency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clustersim.core.adjacency import Adjacency
    from clustersim.core.columns import I32
    from clustersim.mesa_view.model import ClusterModel

CLASSES = {Kind.FIRM: Firm, Kind.UNIVERSITY: University, Kind.CHAMBER: Chamber}


class Mirror:
    """Mesa's view of one world: the grid, the agents by number, and where each was when last seen."""

    def __init__(self, model: ClusterModel) -> None:
        self.model = model
        grid = model.world.grid
        self.grid = OrthogonalMooreGrid(
            (grid.columns, grid.rows), torus=False, random=model.random, cell_klass=RegionCell
        )
        self.cells: list[Any] = [self.grid[column, row] for row in range(grid.rows) for column in range(grid.columns)]
        self.agents: dict[int, Any] = {}
        self.rows: I32 = np.full(0, -1, dtype=np.int32)  # by number: row in the actors' table, -1 for who is not there
        self.places: I32 = np.full(0, -1, dtype=np.int32)  # by number: cell
        self.agency_cell = self._agency_cell()
        self._links: Adjacency | None = None
        self._keys: dict[int, int] | None = None

    def fill(self) -> None:
        """Make the agents of all living actors, in the order of their numbers."""
        agency = DevelopmentAgency.show(self.model, AGENCY_ID, 0)
        self.agents[AGENCY_ID] = agency
        self.cells[self.agency_cell].add_agent(agency)
        self.update()

    def update(self) -> None:
        """Bring agents and cells up to date with the columns, by the difference of who lives where."""
        old, new = self._read()
        changed = np.flatnonzero(old != new)
        before, after = old[changed], new[changed]
        for number in changed[after < 0].tolist():
            self._drop(number, int(old[number]))
        for number in changed[(before >= 0) & (after >= 0)].tolist():
            self._shift(number, int(old[number]), int(new[number]))
        actors = self.model.world.actors
        for number in changed[before < 0].tolist():
            row = int(self.rows[number])
            agent = CLASSES[Kind(int(actors.kind[row]))].show(self.model, number, int(actors.key[row]))
            self.agents[number] = agent
            self.cells[int(new[number])].add_agent(agent)

    def _read(self) -> tuple[I32, I32]:
        """Note where everybody is; return the cells by number as they were and as they are, of the same length."""
        actors = self.model.world.actors
        living = np.flatnonzero(actors.alive)
        numbers = actors.birth[living]
        length = max(int(numbers.max(initial=-1)) + 1, len(self.places))
        old = np.full(length, -1, dtype=np.int32)
        old[: len(self.places)] = self.places
        self.rows = np.full(length, -1, dtype=np.int32)
        self.places = np.full(length, -1, dtype=np.int32)
        self.rows[numbers] = living
        self.places[numbers] = actors.cell[living]
        self._links = self._keys = None
        return old, self.places

    def _drop(self, number: int, place: int) -> None:
        agent = self.agents.pop(number)
        mesa.Agent.remove(agent)
        self.cells[place].remove_agent(agent)

    def _shift(self, number: int, old: int, new: int) -> None:
        agent = self.agents[number]
        self.cells[old].remove_agent(agent)
        self.cells[new].add_agent(agent)

    def enter(self, agent: Firm, row: int, make: Callable[[], None]) -> None:
        """Take in a firm that its constructor has just added to the columns."""
        actors = self.model.world.actors
        number, place = actors.birth.item(row), actors.cell.item(row)
        missing = np.full(max(0, number + 1 - len(self.rows)), -1, dtype=np.int32)
        self.rows, self.places = np.concatenate([self.rows, missing]), np.concatenate([self.places, missing])
        self.rows[number], self.places[number] = row, place
        self._links = self._keys = None
        make()
        self.agents[number] = agent
        self.cells[place].add_agent(agent)

    def move(self, agent: Firm) -> None:
        """Move a firm that has just been moved in the columns."""
        number, new = agent.unique_id, agent.place()
        old = int(self.places[number])
        if old != new:
            self.places[number] = new
            self._shift(number, old, new)

    def leave(self, agent: Firm) -> None:
        """Let go of a firm that has just been closed in the columns."""
        number = agent.unique_id
        place = int(self.places[number])
        self.rows[number] = self.places[number] = -1
        self._links = self._keys = None
        self._drop(number, place)

    def find(self, number: int) -> int:
        """Return the row of the actor with this number, -1 if there is none."""
        actors = self.model.world.actors
        row: int = self.rows.item(number)
        if 0 <= row < len(actors) and actors.birth.item(row) == number and actors.alive.item(row):
            return row
        if not self.model.within_tick:
            return -1
        found = np.flatnonzero((actors.birth == number) & actors.alive)  # rows may change within a tick
        return int(found[0]) if len(found) else -1

    def row(self, number: int) -> int:
        """Return the row of the actor with this number; AgentError if it is no more."""
        row = self.find(number)
        if row < 0:
            raise AgentError(
                f"Firm {number} is no more: it closed. `firm.alive` tells; only its key and unique_id can still "
                "be read."
            )
        return row

    def agent(self, number: int) -> Any:
        """Return the agent with this number; AgentError if there is none."""
        if number not in self.agents:
            raise AgentError(f"There is no agent with the number {number}.")
        return self.agents[number]

    def agent_in_row(self, row: int) -> Any:
        """Return the agent that is in a row of the actors' table at this moment."""
        return self.agent(int(self.model.world.actors.birth[row]))

    def agent_with_key(self, key: int) -> Any:
        """Return the living agent with a key, or None."""
        if self._keys is None or self.model.within_tick:
            actors = self.model.world.actors
            living = np.flatnonzero(actors.alive)
            self._keys = dict(zip(actors.key[living].tolist(), actors.birth[living].tolist(), strict=True))
        number = self._keys.get(key)
        return None if number is None else self.agent(number)

    def links(self, row: int) -> Iterator[tuple[int, int]]:
        """Return (row of the partner, row of the tie) for all ties of the actor in a row."""
        if self._links is None or self.model.within_tick:
            self._links = adjacency(self.model.world)
        start, end = self._links.start[row], self._links.start[row + 1]
        return zip(self._links.partner[start:end].tolist(), self._links.tie[start:end].tolist(), strict=True)

    def cell_number(self, cell: Cell | tuple[int, int]) -> int:
        """Return the number of a cell given as a Cell of this grid or as (column, row); AgentError if it is neither."""
        coordinate = tuple(getattr(cell, "coordinate", cell) or ()) if isinstance(cell, Cell | tuple | list) else ()
        columns, rows = self.model.world.grid.columns, self.model.world.grid.rows
        known = len(coordinate) == 2 and all(isinstance(part, int | np.integer) for part in coordinate)
        if not known or not (0 <= coordinate[0] < columns and 0 <= coordinate[1] < rows):
            raise AgentError(
                f"A place is a cell of model.grid or its (column, row) below ({columns}, {rows}), not {cell!r}."
            )
        number = int(coordinate[1]) * columns + int(coordinate[0])
        if isinstance(cell, Cell) and cell is not self.cells[number]:
            raise AgentError("The cell belongs to the grid of another model.")
        return number

    def _agency_cell(self) -> int:
        """Return the cell of the agency's office; a region of several tiles has it on the first."""
        grid, region, agency = self.model.world.grid, self.model.case.region, self.model.case.agency
        x = region.width / 2 if agency.x is None else agency.x
        y = region.height / 2 if agency.y is None else agency.y
        middle = grid.rows // 2 * grid.columns + grid.columns // 2
        return next((cell for _, cell in lay_out(region).cells_at(x, y)), middle)
