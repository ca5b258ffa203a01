"""What all agents are: windows on the columns of the world.

A window holds the identity of what it shows, never a place in the arrays, and has no state of its own. Reading an
attribute reads the columns; writing to one writes to the columns, as an event with the cause `user`, or raises
`AgentError`. The mirror makes the windows when somebody first looks at them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import mesa
from mesa.agent import AgentSet
from mesa.discrete_space import Cell

from clustersim.errors import AgentError, did_you_mean
from clustersim.spec.codes import Cause, words
from clustersim.world.tables import Actors

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustersim.mesa_view.mirror import Mirror
    from clustersim.mesa_view.model import ClusterModel
    from clustersim.world.state import World

CAUSES = words(Cause)
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
        return self.mirror.row(self._number)

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
