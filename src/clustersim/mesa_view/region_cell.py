"""A cell of the region as Mesa sees it: where its agents are, the columns say."""

from __future__ import annotations

from typing import Any

from mesa.discrete_space import Cell
from mesa.discrete_space.cell_collection import CellCollection

from clustersim.errors import AgentError


class RegionCell(Cell):
    """A cell of the region. Its agents stand in the order of their numbers, whenever somebody first looked.

    Mesa caches neighbourhoods in a table of the class, which would keep every model alive for ever; here they are
    found anew at each call.
    """

    __slots__ = ()

    def add_agent(self, agent: Any) -> None:
        """Take in an agent that the columns place here (used by the mirror)."""
        if agent.cell is not self:
            raise AgentError("The columns say where an actor is; set `firm.cell` to move a firm.")
        super().add_agent(agent)
        if len(self._agents) > 1 and self._agents[-2].unique_id > agent.unique_id:
            self._agents.sort(key=_number)

    def remove_agent(self, agent: Any) -> None:
        """Let go of an agent that the columns no longer place here (used by the mirror)."""
        if agent.alive and agent.cell is self:
            raise AgentError(
                "The columns say where an actor is; set `firm.cell` to move a firm, `firm.remove()` closes it."
            )
        super().remove_agent(agent)

    @property
    def neighborhood(self) -> CellCollection:
        """The cells around this one."""
        return self.get_neighborhood()

    def get_neighborhood(self, radius: int = 1, include_center: bool = False) -> CellCollection:
        """Return the cells at most `radius` steps away."""
        return CellCollection(self._neighborhood(radius, include_center), random=self.random)

    def _neighborhood(self, radius: int = 1, include_center: bool = False) -> dict[Cell, list[Any]]:
        if radius < 1:
            raise ValueError("A radius is at least 1.")
        found: dict[Cell, list[Any]] = {self: self._agents}
        edge: list[Cell] = [self]
        for _ in range(radius):
            edge = [
                near
                for near in dict.fromkeys(near for cell in edge for near in cell.connections.values())
                if near not in found
            ]
            found.update((cell, cell._agents) for cell in edge)
        if not include_center:
            del found[self]
        return found

    def _clear_cache(self) -> None:
        """Nothing is cached."""


def _number(agent: Any) -> int:
    return int(agent.unique_id)
