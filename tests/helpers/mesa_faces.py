"""Ready-made models for the tests of the Mesa face, and the comparison of everything it shows with the columns."""

from __future__ import annotations

import pickle
from functools import cache
from typing import Any

import numpy as np

from clustersim.mesa_view.agents import AGENCY_ID, Chamber, DevelopmentAgency, Firm, University
from clustersim.mesa_view.model import ClusterModel
from clustersim.scenario import Scenario
from clustersim.spec.codes import Cause, Kind, words
from clustersim.start.build import build_world

FIRMS = 150
COLUMNS = (
    "employees",
    "knowledge",
    "age",
    "openness",
    "trust",
    "absorption",
    "constrained",
    "outside",
    "degree",
    "strength",
    "entered",
    "graduate",
)


@cache
def built() -> bytes:
    """Return a world at tick 0 as a pickle, so that every test gets one of its own."""
    return pickle.dumps(build_world(Scenario.load("baseline").with_firms(FIRMS), 5))


def fresh(schedule: Any = None) -> ClusterModel:
    return ClusterModel.from_world(pickle.loads(built()), schedule)


def columns(model: ClusterModel) -> dict[str, Any]:
    world = model.world
    tables = {"actors": world.actors, "ties": world.ties, "centres": world.centres}
    found = {f"{table}.{name}": column for table, rows in tables.items() for name, column in rows.as_columns().items()}
    return found | {f"event.{name}": column for name, column in world.events.table().items()}


def assert_same(first: ClusterModel, second: ClusterModel) -> None:
    one, two = columns(first), columns(second)
    assert one.keys() == two.keys()
    for name, column in one.items():
        np.testing.assert_array_equal(column, two[name], err_msg=name)
    assert first.series.equals(second.series)


def assert_face(model: ClusterModel) -> None:
    """Compare every agent, cell and agent set with the columns."""
    world, actors = model.world, model.world.actors
    rows = {int(actors.birth[row]): int(row) for row in np.flatnonzero(actors.alive)}
    assert [agent.unique_id for agent in model.agents] == [AGENCY_ID, *sorted(rows)]
    kinds = {Firm: Kind.FIRM, University: Kind.UNIVERSITY, Chamber: Kind.CHAMBER}
    for shown, kind in kinds.items():
        assert [agent.unique_id for agent in model.agents_by_type[shown]] == [
            number for number in sorted(rows) if actors.kind[rows[number]] == kind
        ]
    firms = list(model.agents_by_type[Firm])
    order = np.array([rows[firm.unique_id] for firm in firms], dtype=np.int64)
    for name in COLUMNS:
        assert [getattr(firm, name) for firm in firms] == getattr(actors, name)[order].tolist(), name
    for firm in firms:
        row = rows[firm.unique_id]
        assert firm.key == actors.key[row]
        assert firm.sector == world.sectors.names[actors.sector[row]]
        assert firm.technology == (actors.technology_x[row], actors.technology_y[row])
        assert firm.tenant == (actors.centre[row] >= 0)
        assert (firm.chamber is None) == (actors.chamber[row] < 0)
        assert firm.chamber is None or firm.chamber.row() == actors.chamber[row]
        assert firm.parent is None or firm.parent.key == actors.parent[row]
    for chamber in model.agents_by_type[Chamber]:
        assert list(chamber.members) == [firm for firm in firms if firm.chamber is chamber]
    assert_cells(model, rows)
    assert_ties(model)


def assert_cells(model: ClusterModel, rows: dict[int, int]) -> None:
    grid, actors = model.world.grid, model.world.actors
    expected: dict[tuple[int, int], list[int]] = {
        (column, row): [] for column in range(grid.columns) for row in range(grid.rows)
    }
    (agency,) = model.agents_by_type[DevelopmentAgency]
    expected[agency.cell.coordinate].append(AGENCY_ID)
    for number in sorted(rows):
        cell = int(actors.cell[rows[number]])
        expected[cell % grid.columns, cell // grid.columns].append(number)
    assert {cell.coordinate: [agent.unique_id for agent in cell.agents] for cell in model.grid} == expected
    assert all(agent.cell is cell for cell in model.grid for agent in cell.agents)
    assert {cell.coordinate for cell in model.grid.empties} == {
        place for place, numbers in expected.items() if not numbers
    }
    assert all(cell.empty == (not expected[cell.coordinate]) for cell in model.grid)


def assert_ties(model: ClusterModel) -> None:
    ties, birth = model.world.ties, model.world.actors.birth
    cause = words(Cause)
    expected = set()
    for a, b, strength, born, why in zip(
        birth[ties.a], birth[ties.b], ties.strength, ties.born, ties.cause, strict=True
    ):
        expected |= {(a, b, strength, born, cause[why]), (b, a, strength, born, cause[why])}
    actors = [agent for agent in model.agents if not isinstance(agent, DevelopmentAgency)]
    found = [
        (agent.unique_id, tie.partner.unique_id, tie.strength, tie.born, tie.cause)
        for agent in actors
        for tie in agent.ties
    ]
    assert len(found) == 2 * len(ties)
    assert set(found) == expected
    assert [list(agent.partners) for agent in actors] == [[tie.partner for tie in agent.ties] for agent in actors]


def empty_cell(model: ClusterModel) -> Any:
    cells = model.world.cells
    number = int(np.argmax(np.where(cells.inside, cells.floor_space - cells.total, -np.inf)))
    return model.grid[number % model.world.grid.columns, number // model.world.grid.columns]
