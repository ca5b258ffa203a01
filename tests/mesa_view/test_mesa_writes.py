"""Writing to agents goes through to the columns as an event with the cause `user`, or raises a plain error."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pytest

from clustersim.errors import AgentError
from clustersim.mechanisms.counting import count_firms
from clustersim.mesa_view.agents import Chamber, DevelopmentAgency, Firm, University
from clustersim.mesa_view.model import ClusterModel
from clustersim.phases.schedule import SCHEDULE
from clustersim.spec.codes import Cause, Event, Kind, Origin
from tests.helpers.mesa_faces import assert_face, assert_same, columns, empty_cell, fresh


def some_firm(model: ClusterModel) -> Firm:
    """Return a firm with partners."""
    return next(firm for firm in model.agents_by_type[Firm] if firm.degree > 1)


def only(model: ClusterModel, shown: type) -> Any:
    return next(iter(model.agents_by_type[shown]))


def user_events(model: ClusterModel) -> list[tuple[int, int, int, int, float]]:
    """Return (tick, event, actor, cell, value) of everything the user did."""
    table = model.world.events.table()
    chosen = table["cause"] == Cause.USER
    names = ("tick", "event", "actor", "cell", "value")
    return list(zip(*(table[name][chosen].tolist() for name in names), strict=True))


def assert_counts(model: ClusterModel) -> None:
    cells = model.world.cells
    firms, total = cells.firms.copy(), cells.total.copy()
    count_firms(model.world)
    np.testing.assert_array_equal(firms, cells.firms)
    np.testing.assert_array_equal(total, cells.total)


def test_numbers_are_written_through() -> None:
    model = fresh().run(1)
    firm = some_firm(model)
    place = model.world.actors.cell.item(firm.row())
    firm.employees = 7
    firm.knowledge = 0.25
    row = firm.row()
    assert (model.world.actors.employees[row], model.world.actors.knowledge[row]) == (7.0, 0.25)
    assert user_events(model) == [
        (1, Event.EMPLOYEES_CHANGED, firm.key, place, 7.0),
        (1, Event.KNOWLEDGE_CHANGED, firm.key, place, 0.25),
    ]
    university = only(model, University)
    university.employees = 900.0
    assert model.world.actors.employees[university.row()] == 900.0
    model.agents_by_type[Firm].set("employees", 3.0)
    assert (model.world.actors.employees[model.world.firm_rows()] == 3.0).all()


def test_a_firm_changes_its_sector() -> None:
    model = fresh()
    firm = some_firm(model)
    other = next(name for name in model.world.sectors.names if name != firm.sector)
    firm.sector = other
    assert firm.sector == other
    assert_counts(model)
    assert [event[1:] for event in user_events(model)] == [
        (Event.SECTOR_CHANGED, firm.key, model.world.actors.cell[firm.row()], model.world.sectors.names.index(other))
    ]
    model.run(2)
    assert_face(model)


def test_a_firm_moves() -> None:
    model = fresh()
    firm, old, new = some_firm(model), some_firm(model).cell, empty_cell(model)
    number = model.world.actors.cell.item(firm.row())
    assert new is not old
    firm.cell = new
    assert firm.cell is new
    assert firm in new.agents
    assert firm not in old.agents
    assert_counts(model)
    assert [event[1:3] + event[4:] for event in user_events(model)] == [(Event.MOVE, firm.key, number)]
    firm.move_to(old)
    assert firm in old.agents
    firm.cell = new.coordinate
    assert firm.cell is new
    assert_face(model)
    model.run(2)
    assert_face(model)


def test_a_firm_belongs_to_the_nearest_chamber_of_its_sector() -> None:
    model = fresh()
    world, count = model.world, model.world.institutions
    world.actors.kind[:count], world.profile[:] = Kind.CHAMBER, 1.0
    world.profile[:, 0] = 0.0
    world.cells.floor_space[:] = 1e6
    world.cells.chamber = np.empty(
        (0, 0), dtype=np.int32
    )  # institutions do not change in a run: have them looked up anew
    firm = next(firm for firm in model.agents_by_type[Firm] if firm.sector != world.sectors.names[0])
    chambers = model.agents_by_type[Chamber]
    assert len({chamber.cell for chamber in chambers}) > 1
    for chamber in chambers:
        firm.cell = chamber.cell
        assert firm.chamber.cell is chamber.cell
    firm.sector = world.sectors.names[0]
    assert firm.chamber is None


def test_a_firm_is_closed() -> None:
    model = fresh().run(1)
    firm = some_firm(model)
    cell, key, partners, ties = firm.cell, firm.key, list(firm.partners), len(model.world.ties)
    degrees = [partner.degree for partner in partners]
    firm.remove()
    assert not firm.alive
    assert firm not in cell.agents
    assert firm not in model.agents
    assert len(model.world.ties) == ties - len(partners)
    assert [partner.degree for partner in partners] == [degree - 1 for degree in degrees]
    assert_counts(model)
    assert_face(model)
    events = user_events(model)
    assert [event[1] for event in events].count(Event.TIE_ENDED) == len(partners)
    assert [event[2] for event in events if event[1] == Event.EXIT] == [key]
    with pytest.raises(AgentError, match="closed"):
        firm.remove()
    with pytest.raises(AgentError, match="closed"):
        firm.employees = 3.0
    model.run(2)
    assert_face(model)
    assert not firm.alive


def test_a_firm_is_founded() -> None:
    model = fresh().run(1)
    cell, sector, birth = empty_cell(model), model.world.sectors.names[1], model.world.births
    firm = Firm(model, cell=cell, sector=sector, employees=12.5, knowledge=0.1)
    assert (firm.cell, firm.sector, firm.employees, firm.knowledge, firm.origin, firm.entered) == (
        cell,
        sector,
        12.5,
        0.1,
        "user",
        1,
    )
    assert firm.unique_id == birth == model.world.births - 1
    assert firm in cell.agents
    assert firm in model.agents_by_type[Firm]
    assert firm.openness > 0.0
    assert_counts(model)
    assert_face(model)
    table = model.world.events.table()
    entry = (table["event"] == Event.ENTRY) & (table["cause"] == Cause.USER)
    assert table["actor"][entry].tolist() == [firm.key]
    drawn = Firm(model, cell=cell.coordinate, sector=sector)
    assert drawn.employees >= 1.0
    assert drawn.key != firm.key
    more = Firm.create_agents(model, 3, cell=cell, sector=sector, employees=[2.0, 3.0, 4.0])
    assert more.get("employees") == [2.0, 3.0, 4.0]
    assert len({firm.key for firm in more} | {firm.key, drawn.key}) == 5
    assert (model.world.actors.origin == Origin.USER).sum() == 5
    model.run(2)
    assert_face(model)


def test_the_same_hand_makes_the_same_firm_in_another_arm() -> None:
    plain, other = fresh().run(1), fresh().run(1)
    some_firm(other).remove()
    Firm(other, cell=empty_cell(other), sector=other.world.sectors.names[0])
    place, sector = empty_cell(plain).coordinate, plain.world.sectors.names[1]
    first, second = Firm(plain, cell=place, sector=sector), Firm(other, cell=place, sector=sector)
    assert (first.key, first.openness, first.employees) == (second.key, second.openness, second.employees)
    assert first.unique_id != second.unique_id


def test_many_firms_are_closed_at_once() -> None:
    model, one_by_one = fresh(), fresh()
    young = [firm.unique_id for firm in model.agents_by_type[Firm] if firm.age < 5.0]
    assert len(young) > 2
    model.close_firms(model.agents_by_type[Firm].select(lambda firm: firm.age < 5.0))
    for number in young:
        next(firm for firm in one_by_one.agents_by_type[Firm] if firm.unique_id == number).remove()
    assert_face(model)
    assert_same(model, one_by_one)
    model.agents_by_type[Firm].do("remove")
    assert len(model.agents_by_type[Firm]) == 0
    model.run(1)
    assert_face(model)


def test_the_budget_of_the_agency() -> None:
    model = fresh()
    agency = only(model, DevelopmentAgency)
    agency.budget = 250_000
    assert model.world.agency.budget == agency.budget == 250_000.0
    assert [event[1:3] + event[4:] for event in user_events(model)] == [(Event.BUDGET_CHANGED, 0, 250_000.0)]
    agency.budget = None
    assert agency.budget == float("inf")
    agency.spent["networking"] = 5.0
    assert "networking" not in model.world.agency.spent or model.world.agency.spent["networking"] != 5.0


def assign(name: str, value: Any) -> Any:
    return lambda model: setattr(some_firm(model), name, value)


def outside_cell(model: ClusterModel) -> Any:
    model.world.cells.inside[3] = False
    model.world.cells.floor_space[3] = 1e6
    return model.grid[3, 0]


def full_cell(model: ClusterModel) -> Any:
    model.world.cells.inside[4] = True
    model.world.cells.floor_space[4] = model.world.cells.total[4]
    return model.grid[4, 0]


def settle_tenant(model: ClusterModel) -> None:
    firm = some_firm(model)
    model.world.actors.centre[firm.row()] = 0
    firm.cell = empty_cell(model)


REFUSED: dict[str, tuple[Any, str]] = {
    "key": (assign("key", 5), "key of a firm cannot be set"),
    "unique id": (assign("unique_id", 5), "unique_id of a firm cannot be set"),
    "model": (assign("model", None), "model of a firm cannot be set"),
    "position": (assign("pos", (1, 2)), "pos of a firm cannot be set"),
    "age": (assign("age", 3.0), "age of a firm cannot be set"),
    "partners": (assign("partners", []), "partners of a firm cannot be set"),
    "a method": (assign("step", None), "step of a firm cannot be set"),
    "misspelt": (assign("employes", 3.0), "Did you mean 'employees'"),
    "no employees": (assign("employees", 0), "at least 1 employee"),
    "undefined employees": (assign("employees", float("nan")), "finite number"),
    "words for employees": (assign("employees", "many"), "is a number"),
    "infinite knowledge": (assign("knowledge", float("inf")), "finite number"),
    "unknown sector": (assign("sector", "softwear"), "There is no sector"),
    "number of a sector": (assign("sector", 1), "There is no sector"),
    "cell off the grid": (assign("cell", (10_000, 0)), "A place is"),
    "no cell": (assign("cell", None), "A place is"),
    "cell outside the region": (
        lambda model: setattr(some_firm(model), "cell", outside_cell(model)),
        "outside the region",
    ),
    "full cell": (lambda model: setattr(some_firm(model), "cell", full_cell(model)), "is full"),
    "cell of another model": (lambda model: setattr(some_firm(model), "cell", fresh().grid[1, 1]), "another model"),
    "tenant": (settle_tenant, "tenant"),
    "founding without employees": (
        lambda model: Firm(model, empty_cell(model), model.world.sectors.names[0], employees=0.5),
        "at least 1",
    ),
    "founding outside": (
        lambda model: Firm(model, outside_cell(model), model.world.sectors.names[0]),
        "outside the region",
    ),
    "founding a class of one's own": (
        lambda model: type("Mine", (Firm,), {})(model, empty_cell(model), model.world.sectors.names[0]),
        "Mine is a class of your own",
    ),
    "founding in no sector": (lambda model: Firm(model, empty_cell(model), "mining of cheese"), "There is no sector"),
    "moved university": (
        lambda model: setattr(only(model, University), "cell", empty_cell(model)),
        "stays where it is",
    ),
    "removed chamber": (lambda model: only(model, Chamber).remove(), "cannot be removed"),
    "added university": (lambda model: University(model), "cannot be added"),
    "moved agency": (
        lambda model: setattr(only(model, DevelopmentAgency), "cell", empty_cell(model)),
        "stays where it is",
    ),
    "negative budget": (lambda model: setattr(only(model, DevelopmentAgency), "budget", -1.0), "at least 0"),
    "an agent from elsewhere": (lambda model: mesa.Agent(model), "cannot live in this model"),
    "all agents removed": (lambda model: model.remove_all_agents(), "cannot all be removed"),
    "past the firm": (lambda model: empty_cell(model).add_agent(some_firm(model)), "set `firm.cell`"),
    "past the cell": (lambda model: some_firm(model).cell.remove_agent(some_firm(model)), "set `firm.cell`"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_followed_is_refused_and_changes_nothing(name: str) -> None:
    model = fresh()
    before = columns(model)
    attempt, message = REFUSED[name]
    with pytest.raises(AgentError, match=message):
        attempt(model)
    after = columns(model)
    for column in before:
        if not (name == "tenant" and column == "actors.centre"):
            np.testing.assert_array_equal(before[column], after[column], err_msg=column)
    assert model.world.births == len(before["actors.key"])


def test_nobody_writes_within_a_tick() -> None:
    def meddle(world: Any) -> None:
        firm.employees = 100.0

    model = fresh((meddle, *SCHEDULE))
    firm = some_firm(model)
    with pytest.raises(AgentError, match="between two ticks"):
        model.step()
    firm.employees = 100.0
    assert firm.employees == 100.0
