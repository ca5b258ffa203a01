"""Firms, universities, chambers and the development agency as Mesa agents: what of the columns each of them shows."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np
from mesa.agent import AgentSet
from mesa.discrete_space import Cell, CellAgent, FixedAgent

from clustersim.errors import AgentError
from clustersim.mechanisms.user_changes import (
    close_firms_by_hand,
    found_firm,
    move_firm,
    set_budget,
    set_employees,
    set_knowledge,
    set_sector,
)
from clustersim.mesa_view.window import Actor, Shown, Window
from clustersim.spec.codes import Kind, Origin, words

if TYPE_CHECKING:
    from clustersim.mesa_view.model import ClusterModel
    from clustersim.spec.diagnosis import Diagnosis

ORIGINS = words(Origin)
AGENCY_ID = -1  # the agency is no row of the actors' table and has no birth number


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
