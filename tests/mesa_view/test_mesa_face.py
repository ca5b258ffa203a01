"""The Mesa face shows the columns: agents, cells and agent sets, whenever somebody first looks, and copies of it."""

from __future__ import annotations

import copy
import gc
import pickle
import time
import warnings
import weakref
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.discrete_space import OrthogonalMooreGrid

from clustersim.errors import AgentError, InputError
from clustersim.mesa_view.agents import Chamber, DevelopmentAgency, Firm, University
from clustersim.mesa_view.model import GATHERED, ClusterModel
from clustersim.metrics.registry import METRICS
from clustersim.phases.schedule import SCHEDULE
from clustersim.scenario import Scenario
from clustersim.spec.codes import Event, Kind
from tests.helpers.mesa_faces import FIRMS, assert_face, assert_same, empty_cell, fresh

TICKS = 8


@pytest.mark.parametrize("first_look", [0, 3, 7])
def test_the_face_equals_the_columns_whenever_first_looked_at(first_look: int) -> None:
    model, unseen = fresh(), fresh()
    for tick in range(TICKS):
        if tick == first_look:
            assert_face(model)
        model.step()
        unseen.step()
    assert_face(model)
    assert_same(model, unseen)  # looking changes nothing


def shuffle_rows(world: Any) -> None:
    """Put the rows of the firms into another order."""
    first, size = world.institutions, len(world.actors)
    order = np.concatenate([np.arange(first), first + np.random.default_rng(world.tick).permutation(size - first)])
    place = np.argsort(order).astype(np.int32)
    world.actors.reorder(order)
    world.ties.a[:], world.ties.b[:] = place[world.ties.a], place[world.ties.b]


def test_agents_hold_an_identity_and_not_a_row() -> None:
    model = fresh((*SCHEDULE, shuffle_rows))
    held = {agent.unique_id: agent for agent in model.agents}
    for _ in range(4):
        model.step()
    assert_face(model)
    assert all(held[agent.unique_id] is agent for agent in model.agents if agent.unique_id in held)


def test_agent_sets_and_cells_somebody_holds_are_never_stale() -> None:
    model = fresh()
    everybody, firms, cells = model.agents, model.agents_by_type[Firm], list(model.grid)
    chosen, start = firms.select(lambda firm: firm.age < 10.0), list(firms)
    for _ in range(TICKS):
        model.step()
    events = model.world.events.table()["event"]
    assert np.isin([Event.ENTRY, Event.EXIT], events).all()
    assert everybody is model.agents
    assert firms is model.agents_by_type[Firm]
    assert all(held is now for held, now in zip(cells, model.grid, strict=True))
    assert_face(model)
    closed = [firm for firm in start if not firm.alive]
    assert closed
    assert not set(closed) & set(firms)
    for name in ("employees", "cell", "partners", "sector"):
        with pytest.raises(AgentError, match="closed"):
            getattr(closed[0], name)
    assert closed[0].unique_id >= 0
    assert "closed" in repr(closed[0])
    del closed, start
    assert all(firm.alive for firm in chosen)


def test_agents_of_four_classes_on_a_moore_grid() -> None:
    model = fresh()
    assert set(model.agent_types) == {Firm, University, Chamber, DevelopmentAgency} == set(model.agents_by_type)
    assert all(isinstance(agent, mesa.Agent) and agent.model is model for agent in model.agents)
    assert isinstance(model.grid, OrthogonalMooreGrid)
    assert (model.grid.width, model.grid.height) == (model.world.grid.columns, model.world.grid.rows)
    corner, middle = model.grid[0, 0], model.grid[2, 2]
    assert {cell.coordinate for cell in corner.neighborhood} == {(0, 1), (1, 0), (1, 1)}
    around = middle.get_neighborhood(radius=2, include_center=True)
    assert {cell.coordinate for cell in around} == {(column, row) for column in range(5) for row in range(5)}
    assert sorted(agent.unique_id for agent in around.agents) == sorted(
        agent.unique_id for cell in around for agent in cell.agents
    )
    university = next(iter(model.agents_by_type[University]))
    assert university.name == model.world.institution_names[university.row()]
    assert university.profile == {
        name: weight
        for name, weight in zip(model.world.sectors.names, model.world.profile[university.row()], strict=True)
        if weight > 0
    }


def test_agent_sets_do_what_mesa_users_expect() -> None:
    model = fresh()
    firms, actors = model.agents_by_type[Firm], model.world.actors
    rows = model.world.firm_rows()
    assert firms.agg("employees", sum) == pytest.approx(actors.employees[rows].sum(), rel=1e-12)
    assert firms.agg("age", [min, max]) == [actors.age[rows].min(), actors.age[rows].max()]
    big = firms.select(lambda firm: firm.employees > 5.0)
    assert len(big) == (actors.employees[rows] > 5.0).sum() > 0
    assert len(model.agents.select(agent_type=University)) == (actors.kind == Kind.UNIVERSITY).sum()
    assert sorted(firms.get("employees")) == sorted(actors.employees[rows])
    assert firms.get(["unique_id", "degree"])[0] == [next(iter(firms)).unique_id, next(iter(firms)).degree]
    groups = firms.groupby("sector")
    sizes = {name: int((actors.sector[rows] == number).sum()) for number, name in enumerate(model.world.sectors.names)}
    assert groups.count() == {name: count for name, count in sizes.items() if count}
    oldest = firms.sort("age")
    assert next(iter(oldest)).age == actors.age[rows].max()
    seen: list[int] = []
    firms.shuffle_do(lambda firm: seen.append(firm.unique_id))
    assert sorted(seen) == sorted(actors.birth[rows])
    assert seen != sorted(seen)
    firms.do("step")
    assert sum(firms.map(lambda firm: firm.employees)) == firms.agg("employees", sum)
    assert next(iter(firms)) in firms


def test_the_data_collector_gathers_the_headline_measures_without_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(GATHERED) <= METRICS.keys()
    monkeypatch.setattr("clustersim.mesa_view.model.Mirror", None)  # nothing is made if nobody looks
    model = fresh().run(3)
    table = model.datacollector.get_model_vars_dataframe()
    assert list(table.columns) == list(GATHERED)
    np.testing.assert_array_equal(table.to_numpy(), model.series[list(GATHERED)].to_numpy())
    assert len(table) == 4
    unmeasured = fresh(SCHEDULE[:-1]).run(1)
    assert np.isnan(unmeasured.datacollector.get_model_vars_dataframe()["firms"].iloc[1])


def test_a_data_collector_of_the_user_reads_agents() -> None:
    model = fresh()
    model.datacollector = mesa.DataCollector(
        model_reporters={"count": lambda model: len(model.agents)},
        agent_reporters={"key": "key"},
        agenttype_reporters={Firm: {"jobs": "employees", "partners": "partners"}},
    )
    model.run(2)
    firms = model.datacollector.get_agenttype_vars_dataframe(Firm)
    last = firms.xs(2, level="Step")
    rows = model.world.firm_rows()
    assert last["jobs"].to_dict() == dict(
        zip(model.world.actors.birth[rows].tolist(), model.world.actors.employees[rows].tolist(), strict=True)
    )
    assert model.datacollector.model_vars["count"][-1] == len(model.agents)
    assert len(model.datacollector.get_agent_vars_dataframe().xs(2, level="Step")) == len(model.agents)


@pytest.mark.parametrize(
    "duplicate",
    [lambda model: pickle.loads(pickle.dumps(model)), copy.deepcopy, copy.copy],
    ids=["pickle", "deepcopy", "copy"],
)
def test_copies_carry_the_columns_and_go_on_alike(duplicate: Any) -> None:
    model = fresh().run(2)
    assert len(model.agents) > 1
    twin = duplicate(model)
    assert twin._mirror is None
    assert_same(model, twin)
    model.run(3)
    assert twin.world.tick == 2  # nothing is shared
    twin.run(3)
    assert_same(model, twin)
    assert (twin.steps, twin.seed, twin.running) == (model.steps, model.seed, model.running)
    assert twin.datacollector.get_model_vars_dataframe().equals(model.datacollector.get_model_vars_dataframe())
    assert_face(twin)
    assert not set(twin.agents) & set(model.agents)


def test_an_agent_is_pickled_as_its_model_and_its_number() -> None:
    model = fresh()
    firm = list(model.agents_by_type[Firm])[7]
    other, same = pickle.loads(pickle.dumps((model, firm)))
    assert same is next(agent for agent in other.agents if agent.unique_id == firm.unique_id)
    assert copy.deepcopy(firm) is firm


class Raising:
    """Stands in for a generator that nobody may touch."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"a decision used {name} of a generator without keys")


def test_no_decision_uses_the_generators_of_mesa() -> None:
    model, plain = fresh(), fresh()
    assert len(model.agents) > 1
    generators = model.random, model.rng
    for _ in range(4):
        model.random, model.rng = Raising(), Raising()
        model.step()
        model.random, model.rng = generators
        model.random.random()
        plain.step()
    assert_same(model, plain)


def test_models_are_garbage_collected() -> None:
    model = fresh()
    for _ in range(2):
        model.step()
        model.agents_by_type[Firm].shuffle_do(lambda firm: firm.cell.neighborhood)
    model.grid[1, 1].get_neighborhood(radius=3)
    firm = Firm(model, cell=empty_cell(model), sector=model.world.sectors.names[0])
    gone = [weakref.ref(each) for each in (model, firm, model.grid, model.world)]
    del model, firm
    gc.collect()
    assert [reference() for reference in gone] == [None] * 4


def test_steps_runs_and_the_end() -> None:
    model = fresh()
    end = model.case.ticks
    assert (model.steps, model.running) == (0, True)
    assert model.run(2) is model
    assert model.steps == model.world.tick == 2
    model.world.tick = end - 1  # the last tick of the scenario
    model.run_model()
    assert (model.world.tick, model.running) == (end, False)
    assert len(model.run().series) == 4  # nothing is left to run


def test_a_look_within_a_tick_is_up_to_date() -> None:
    counts: list[tuple[int, int]] = []

    def look(world: Any) -> None:
        counts.append((len(model.agents_by_type[Firm]), len(world.firm_rows())))
        assert sorted(model.agents_by_type[Firm].get("key")) == sorted(world.actors.key[world.firm_rows()].tolist())

    schedule = [phase for each in SCHEDULE for phase in (each, look)]
    model = fresh(schedule)
    model.run(2)
    assert all(seen == true for seen, true in counts)
    assert len({true for _, true in counts}) > 1


def test_the_agency_shows_its_tasks() -> None:
    model = ClusterModel(Scenario.load("three-tasks").with_firms(FIRMS), 2).run(2)
    (agency,) = model.agents_by_type[DevelopmentAgency]
    state = model.world.agency
    assert (agency.budget, agency.regime, agency.diagnosis) == (state.budget, state.regime, state.diagnosis)
    assert agency.diagnosis.tick >= 0
    assert agency.diagnosis.introductions is not state.diagnosis.introductions  # a copy
    assert set(agency.running) == {"organisation", "networking", "infrastructure"}
    assert sum(agency.spent.values()) == model.series["cost"].iloc[-1] > 0.0
    assert_face(pickle.loads(pickle.dumps(model)).run(2))


def test_a_look_that_is_interrupted_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    model = fresh()
    with monkeypatch.context() as patch:
        patch.setattr(Firm, "show", lambda *arguments: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            model.look()
    assert_face(model)


def test_seeds() -> None:
    case = Scenario.load("baseline").with_firms(30)
    assert ClusterModel(case, 3).seed == 3
    assert ClusterModel(case).seed != ClusterModel(case).seed
    assert (
        ClusterModel(case, "7").seed
        == ClusterModel(case, rng=7).seed
        == ClusterModel(case, seed=None, rng="7").seed
        == 7
    )
    with pytest.raises(InputError, match="another name of seed"):
        ClusterModel(case, 7, rng=7)
    for wrong in (-1, 1.5, "one", "", "-1", "7.0", "²", True):
        with pytest.raises(InputError, match="seed"):
            ClusterModel(case, wrong)  # type: ignore[arg-type]


def test_nothing_warns() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = fresh().run(2)
        model.agents_by_type[Firm].agg("employees", sum)
        model.run(1)
        pickle.loads(pickle.dumps(model)).step()


@pytest.mark.slow
def test_one_hundred_thousand_firms(capsys: pytest.CaptureFixture[str]) -> None:
    model = ClusterModel(Scenario.load("mature").with_firms(100_000), 1)
    start = time.perf_counter()
    firms = model.agents_by_type[Firm]
    look = time.perf_counter() - start
    rows = model.world.firm_rows()
    assert len(firms) == len(rows) > 95_000
    assert firms.agg("employees", sum) == pytest.approx(model.world.actors.employees[rows].sum(), rel=1e-9)
    model.step()  # compiles the kernels
    start = time.perf_counter()
    model.step()
    tick = time.perf_counter() - start
    assert_face(model)
    with capsys.disabled():
        print(
            f"\n{len(rows)} firms, {len(model.grid.all_cells)} cells: first look {look:.2f} s, a tick with the mirror {tick:.2f} s"
        )
