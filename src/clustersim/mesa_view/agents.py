"""Firms, universities, chambers and the development agency as Mesa agents.

An agent is a window on the columns of the world: it holds the identity of what it shows, never a place in the arrays,
and has no state of its own. Reading an attribute reads the columns; writing to one writes to the columns, as an event
with the cause `user`, or raises `AgentError`. The mirror makes the agents when somebody first looks at them.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import mesa
import numpy as np
from mesa.agent import AgentSet
from mesa.discrete_space import Cell, CellAgent, FixedAgent

from clustersim.errors import AgentError, did_you_mean
from clustersim.mechanisms.user_changes import (
    close_firms_by_hand,
    found_firm,
    move_firm,
    set_budget,
    set_employees,
    set_knowledge,
    set_sector,
)
from clustersim.spec.codes import Cause, Kind, Origin, words
from clustersim.world.state import Actors

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustersim.mesa_view.mirror import Mirror
    from clustersim.mesa_view.model import ClusterModel
    from clustersim.spec.diagnosis import Diagnosis
    from clustersim.world.state import World

CAUSES, ORIGINS = words(Cause), words(Origin)
AGENCY_ID = -1  # the agency is no row of the actors' table and has no birth number

W = TypeVar("W", bound="Window")


class Tie(NamedTuple):
    """Co-operation of an actor with a partner: strength in (0, 1], tick of birth, how it came about."""

    partner: Actor
    strength: float
    born: int
    cause: str


class Shown:
    """An attribute that shows one column of the actors' table, and writes to it if a function for that is given.

    Its name and its words are those of the column, unless something else is made of the column's values.
    """

    def __init__(
        self,
        column: str = "",
        doc: str = "",
        shown: Callable[[Any, Any], Any] | None = None,
        write: Callable[[World, int, Any], None] | None = None,
    ) -> None:
        self.column, self.doc, self.shown, self.write = column, doc, shown, write

    def __set_name__(self, owner: type[Actor], name: str) -> None:
        self.name, self.column = name, self.column or name
        self.__doc__ = self.doc or Actors.COLUMNS[self.column].doc

    def __get__(self, agent: Actor | None, owner: type[Actor]) -> Any:
        if agent is None:
            return self
        value = getattr(agent.model.world.actors, self.column).item(agent.row())
        return value if self.shown is None else self.shown(agent, value)

    def __set__(self, agent: Actor, value: Any) -> None:
        if self.write is None:
            raise AgentError(f"{self.name} of a {agent.word} cannot be set: it follows from the model.")
        self.write(agent.changeable().world, agent.row(), value)


class Window:
    """What all agents have in common: the model, an identity that stays, and no attributes of their own."""

    word = "agent"
    model: ClusterModel
    unique_id: int
    _made = False

    @classmethod
    def show(cls: type[W], model: ClusterModel, number: int, key: int) -> W:
        """Return a new agent for something that is already in the world (used by the mirror)."""
        agent = cls.__new__(cls)
        agent._make(model, number, key)
        return agent

    def _make(self, model: ClusterModel, number: int, key: int) -> None:
        self._number, self._key = number, key
        mesa.Agent.__init__(self, model)
        self._made = True

    def __init__(self, model: ClusterModel, *args: Any, **kwargs: Any) -> None:
        raise AgentError(f"A {self.word} cannot be added to a model that runs; it comes with the scenario.")

    @property
    def key(self) -> int:
        """Identity from which all draws of the actor follow (64 bits)."""
        return self._key

    @property
    def alive(self) -> bool:
        """Whether the actor still exists. Of one that does not, only alive, key, model and unique_id can be read."""
        return True

    @property
    def mirror(self) -> Mirror:
        """What keeps the agents in step with the world."""
        return self.model.look()

    def changeable(self) -> ClusterModel:
        """Return the model if agents may be written to now, that is between two ticks; else raise AgentError."""
        return self.model.changeable()

    def place(self) -> int:
        """Return the number of the cell in the columns."""
        raise NotImplementedError

    @property
    def cell(self) -> Cell:
        """Cell of the grid; its coordinate is (column, row) from the south-west corner."""
        return self.mirror.cells[self.place()]

    @cell.setter
    def cell(self, cell: Cell) -> None:
        raise AgentError(f"A {self.word} stays where it is; only firms can be moved.")

    def remove(self) -> None:
        """Raise AgentError: only firms can be closed."""
        raise AgentError(f"A {self.word} cannot be removed; only firms can be closed.")

    def __setattr__(self, name: str, value: Any) -> None:
        """Write to the columns. An unknown name is refused: it would look like a change and do nothing."""
        if self._made:
            shown = getattr(type(self), name, None)
            if not isinstance(shown, Shown) and getattr(shown, "fset", None) is None:
                raise AgentError(self._refusal(name))
        object.__setattr__(self, name, value)

    def _refusal(self, name: str) -> str:
        if name in self.__dict__ or hasattr(type(self), name):
            return f"{name} of a {self.word} cannot be set: it follows from the model."
        known = [shown for shown in dir(type(self)) if not shown.startswith("_")]
        return (
            f"A {self.word} has no attribute {name!r}: agents only show what the world "
            f"knows.{did_you_mean(name, known)}"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle an agent as its model and its number: no state but the columns."""
        return _find, (self.model, self._number)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """Return the same actor of a model that is being copied; a window copied alone is the same window."""
        copied = memo.get(id(self.model))
        return self if copied is None else _find(copied, self._number)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self._number}>"
            if self.alive
            else f"<{type(self).__name__} {self._number}, closed>"
        )


def _find(model: ClusterModel, number: int) -> Any:
    return model.look().agent(number)


class Actor(Window):
    """A firm, university or chamber: a row of the actors' table, whichever it is at the moment."""

    word = "actor"

    def row(self) -> int:
        """Return the row in the actors' table at this moment (never keep it); AgentError if there is none."""
        return self.mirror.row(self._number, self)

    def place(self) -> int:
        """Return the number of the cell in the columns."""
        return int(self.model.world.actors.cell.item(self.row()))

    @property
    def alive(self) -> bool:
        """Whether the actor still exists. Of one that does not, only alive, key, model and unique_id can be read."""
        return self.mirror.find(self._number) >= 0

    openness = Shown()
    trust = Shown()
    supports = Shown()
    degree = Shown()
    strength = Shown()

    @property
    def technology(self) -> tuple[float, float]:
        """Position in technology space."""
        actors, row = self.model.world.actors, self.row()
        return actors.technology_x.item(row), actors.technology_y.item(row)

    @property
    def ties(self) -> list[Tie]:
        """Ties with partners in the region, the oldest partner first."""
        mirror, ties = self.mirror, self.model.world.ties
        found = [
            Tie(
                mirror.agent_in_row(int(partner)),
                ties.strength.item(tie),
                ties.born.item(tie),
                CAUSES[ties.cause.item(tie)],
            )
            for partner, tie in mirror.links(self.row())
        ]
        return sorted(found, key=lambda tie: tie.partner.unique_id)

    @property
    def partners(self) -> AgentSet:
        """The actors at the other ends of the ties."""
        return AgentSet([tie.partner for tie in self.ties], random=self.model.random)


class Firm(Actor, CellAgent):
    """A firm. `Firm(model, cell=..., sector=...)` founds one; `employees`, `knowledge`, `sector`, `cell` can be set."""

    word = "firm"

    def __init__(
        self,
        model: ClusterModel,
        cell: Cell | tuple[int, int],
        sector: str,
        employees: float | None = None,
        knowledge: float | None = None,
    ) -> None:
        """Found a firm in a cell (a Cell of `model.grid` or its coordinate); size and traits not given are drawn as a
        start-up's are.
        """
        if type(self) is not Firm:
            raise AgentError(
                f"{type(self).__name__} is a class of your own: firms are rows of one table and stay Firm. To change "
                "how firms behave replace a phase (ClusterModel(..., schedule=...)); keep your own notes by unique_id "
                "(docs/mesa.md)"
            )
        mirror = model.changeable().look()
        row = found_firm(model.world, mirror.cell_number(cell), sector, employees, knowledge)
        actors = model.world.actors
        mirror.enter(self, row, lambda: self._make(model, actors.birth.item(row), actors.key.item(row)))

    sector = Shown(
        doc="name of the sector", shown=lambda agent, code: agent.model.world.sectors.names[code], write=set_sector
    )
    employees = Shown(write=set_employees)
    knowledge = Shown(write=set_knowledge)
    age = Shown()
    absorption = Shown()
    constrained = Shown()
    origin = Shown(shown=lambda agent, code: ORIGINS[code])
    entered = Shown()
    outside = Shown()
    tenant = Shown("centre", "whether the firm is a tenant of a technology centre", lambda agent, number: number >= 0)
    centre = Shown(
        doc="number of the technology centre whose tenant it is, or None",
        shown=lambda agent, number: number if number >= 0 else None,
    )
    graduate = Shown()
    parent_key = Shown("parent", "key of the parent, 0 without")

    @property
    def parent(self) -> Actor | None:
        """The firm or university it was spun off, or None: no parent, or one that is no more."""
        found: Actor | None = self.mirror.agent_with_key(self.parent_key)
        return found

    @property
    def chamber(self) -> Chamber | None:
        """The chamber it belongs to, or None."""
        row = self.model.world.actors.chamber.item(self.row())
        return None if row < 0 else self.mirror.agent_in_row(row)

    @property
    def cell(self) -> Cell:
        """Cell of the grid; its coordinate is (column, row) from the south-west corner. Set it to move the firm."""
        return self.mirror.cells[self.place()]

    @cell.setter
    def cell(self, cell: Cell | tuple[int, int]) -> None:
        mirror = self.changeable().look()
        move_firm(self.model.world, self.row(), mirror.cell_number(cell))
        mirror.move(self)

    def remove(self) -> None:
        """Close the firm: its ties end, and it is gone from the model and its cell."""
        mirror = self.changeable().look()
        close_firms_by_hand(self.model.world, np.array([self.row()], dtype=np.int64))
        mirror.leave(self)


class InstitutionWindow(Actor):
    """What universities and chambers have in common: a name and a profile of sectors."""

    word = "institution"

    @property
    def name(self) -> str:
        """Name of the institution."""
        return str(self.model.world.institution_names[self.row()])

    @property
    def profile(self) -> dict[str, float]:
        """Weight (0 to 1) of each sector it works in or represents."""
        world = self.model.world
        return {
            name: float(weight)
            for name, weight in zip(world.sectors.names, world.profile[self.row()], strict=True)
            if weight > 0.0
        }


class University(InstitutionWindow, FixedAgent):
    """A university or research institute; `employees` can be set."""

    word = "university"
    employees = Shown(write=set_employees)


class Chamber(InstitutionWindow, FixedAgent):
    """A chamber; its members are no ties."""

    word = "chamber"

    @property
    def members(self) -> AgentSet:
        """The firms that belong to it, in the order of their birth numbers."""
        actors = self.model.world.actors
        numbers = actors.birth[actors.alive & (actors.kind == Kind.FIRM) & (actors.chamber == self.row())]
        return AgentSet([self.mirror.agent(number) for number in np.sort(numbers).tolist()], random=self.model.random)


class DevelopmentAgency(Window, FixedAgent):
    """The development agency; `budget` can be set. The dictionaries it shows are copies."""

    word = "development agency"

    @property
    def name(self) -> str:
        """Name of the agency."""
        return str(self.model.case.agency.name)

    def place(self) -> int:
        """Return the number of the cell of its office."""
        return self.mirror.agency_cell

    @property
    def budget(self) -> float:
        """EUR a year; infinite without limit."""
        return float(self.model.world.agency.budget)

    @budget.setter
    def budget(self, budget: float | None) -> None:
        set_budget(self.changeable().world, budget)

    @property
    def regime(self) -> str:
        """How the order of tasks is decided."""
        return self.model.world.agency.regime

    @property
    def running(self) -> tuple[str, ...]:
        """The tasks that were active in the last tick."""
        return tuple(task for task, active in self.model.world.agency.running.items() if active)

    @property
    def spent(self) -> dict[str, float]:
        """EUR spent in the last tick, by task."""
        return dict(self.model.world.agency.spent)

    @property
    def diagnosis(self) -> Diagnosis:
        """What the last review saw, as a copy."""
        return copy.deepcopy(self.model.world.agency.diagnosis)
