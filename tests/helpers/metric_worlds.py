"""Small worlds made by hand for the tests of the measures: random firms and ties, no scenario, no phases."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np

from clustersim.core.geography import Grid
from clustersim.metrics.density import disc_area
from clustersim.spec.codes import Kind
from clustersim.spec.parameters import Channels, Parameters
from clustersim.world.agency_state import AgencyState
from clustersim.world.event_log import EventLog
from clustersim.world.levers import Levers
from clustersim.world.network import summarise_ties
from clustersim.world.state import Cells, Labour, References, Sectors, World
from clustersim.world.tables import Actors, Centres, Ties

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I64

TARGET = np.array([True, True, False, False])
RELATEDNESS = np.array([[1.0, 0.5, 0.1, 0.1], [0.5, 1.0, 0.1, 0.1], [0.1, 0.1, 1.0, 0.5], [0.1, 0.1, 0.5, 1.0]])


def make_world(
    firms: int,
    *,
    rows: int = 9,
    columns: int = 14,
    cell_km: float = 1.0,
    institutions: int = 4,
    ties: int = 0,
    gaps: bool = True,
    seed: int = 0,
) -> World:
    """Return a world with random firms (every tenth row empty), institutions and ties; a fifth of the cells outside with `gaps`."""
    random = np.random.default_rng(seed)
    grid = Grid(rows, columns, cell_km)
    inside = random.random(grid.cells) < 0.8 if gaps else np.ones(grid.cells, dtype=np.bool_)
    inside[0] = True
    actors = Actors(institutions + firms)
    count = len(actors)
    actors.key[:] = random.permutation(count).astype(np.uint64) + np.uint64(1)
    actors.kind[:institutions] = np.where(np.arange(institutions) % 2, Kind.CHAMBER, Kind.UNIVERSITY)
    actors.sector[:] = random.integers(0, 4, count)
    actors.sector[:institutions] = -1
    actors.alive[:] = True
    actors.alive[institutions::10] = firms < 10
    actors.cell[:] = random.choice(np.flatnonzero(inside), count)
    actors.employees[:] = 1.0 + random.pareto(1.2, count)
    actors.knowledge[:] = random.normal(0.0, 0.3, count)
    actors.age[:] = random.exponential(6.0, count)
    actors.entered[:] = random.integers(-2, 3, count)
    actors.centre[:] = random.integers(-1, 2, count)
    cells = {name: np.zeros(grid.cells) for name in Cells.__dataclass_fields__}
    cells["log_rent"] = random.normal(0.0, 0.2, grid.cells)
    cells["services"] = random.random(grid.cells)
    cells["inside"] = inside
    cells["disc_area"] = disc_area(inside, grid, Parameters().space.reach_radius)
    profile = np.zeros((institutions, 4))
    profile[:, 0] = np.arange(institutions) < 3  # the fourth institution does not serve the target sectors
    world = World(
        scenario=make_case(),
        seed=seed,
        dt=0.25,
        parameters=Parameters(),
        channels=Channels(),
        grid=grid,
        sectors=cast("Sectors", SimpleNamespace(target=TARGET, relatedness=RELATEDNESS, names=tuple("abcd"))),
        actors=actors,
        ties=make_ties(actors, ties, random),
        centres=Centres(),
        cells=Cells(**cells),
        references=cast("References", None),
        labour=Labour(),
        agency=AgencyState(spent={"networking": 1500.0}),
        levers=Levers(4, grid.cells),
        events=EventLog(),
        institutions=institutions,
        profile=profile,
        institution_names=tuple(f"i{n}" for n in range(institutions)),
        tick=20,
    )
    summarise_ties(world)
    return world


def make_case() -> SimpleNamespace:
    """Return what the measures read of a scenario: two tasks, sectors a, b and c, d in two groups."""
    sectors = tuple(
        SimpleNamespace(key=key, group=group) for key, group in zip("abcd", ("one", "one", "two", "two"), strict=True)
    )
    start = SimpleNamespace(given=None)
    return SimpleNamespace(policies={"networking": {}, "organisation": {}}, sectors=sectors, start=start)


def make_ties(actors: Actors, number: int, random: np.random.Generator) -> Ties:
    """Return at most `number` random ties among living actors, without loops and double ties."""
    living = np.flatnonzero(actors.alive)
    pairs = np.sort(random.choice(living, (number, 2)), axis=1) if number else np.empty((0, 2), dtype=np.int64)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    table = Ties(len(pairs))
    table.a[:], table.b[:] = pairs[:, 0], pairs[:, 1]
    table.strength[:] = 0.03 + 0.97 * random.random(len(pairs))
    table.born[:] = random.integers(-10, 20, len(pairs))
    table.cause[:] = random.integers(1, 8, len(pairs))
    return table


def permuted(world: World, seed: int) -> World:
    """Return the same world with the rows of firms and of ties in another order."""
    random = np.random.default_rng(seed)
    first = world.institutions
    order: I64 = np.concatenate([np.arange(first), first + random.permutation(len(world.actors) - first)])
    place = np.argsort(order)
    world.actors.reorder(order)
    world.ties.a[:], world.ties.b[:] = place[world.ties.a], place[world.ties.b]
    world.ties.reorder(random.permutation(len(world.ties)))
    summarise_ties(world)
    return world


def centres_of(world: World) -> tuple[F64, F64]:
    """Return the position of every row's cell centre in km."""
    return world.grid.x()[world.actors.cell], world.grid.y()[world.actors.cell]
