"""`build_world`: from a scenario and a seed to the state at tick 0, drawn near the long run or as the scenario says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.columns import F64, I64, Bool
from clustersim.core.sums import exact_mean
from clustersim.phases.balance_labour import jobs_by_sector
from clustersim.phases.compute_fields import compute_fields
from clustersim.phases.innovate import innovation_rates
from clustersim.phases.learn import learning_terms
from clustersim.phases.measure import measure
from clustersim.spec.codes import Kind
from clustersim.start.burn_in import burn_in
from clustersim.start.cohort import add_cohort, draw_cohort, knowledge_noise
from clustersim.start.ground import Ground, Layout, lay_out, make_cells, make_ground, make_sectors, tile_of
from clustersim.start.institutions import add_institutions
from clustersim.start.settlement import settled_places, settled_services
from clustersim.start.stationary_law import SectorLaw, stationary_law
from clustersim.world.agency_state import AgencyState
from clustersim.world.event_log import EventLog
from clustersim.world.levers import Levers
from clustersim.world.state import Labour, References, World
from clustersim.world.tables import Actors, Centres, Ties

if TYPE_CHECKING:
    from clustersim.scenario import Scenario

GIANT_ROUNDS = 2  # the size of giants depends on mean sizes, and these a little on it: two rounds suffice


def build_world(scenario: Scenario, seed: int, *, events: bool = True) -> World:
    """Return the world at tick 0, with its first row of measures.

    start `mature`    sizes and ages from the stationary law of each sector, places from the fixed point of entry,
                      spin-offs, relocation and exit
    start `emerging`  the same, but the target sectors are few (`start.nascent_share`), young and evenly scattered
    start `uniform`   sizes and ages stationary, all places even
    given firms       as they are; ages that are not given are drawn for the size

    Knowledge is drawn around what the surroundings sustain; then network and knowledge burn in and references are read.

    Parameters
    ----------
    scenario
        The scenario; its `start`, `region`, `sectors`, `institutions` and numbers are read.
    seed
        Any integer; the same seed gives the same world.
    events
        Whether the run records events.
    """
    layout = lay_out(scenario.region)
    laws, giant = solve_laws(scenario)
    ground = make_ground(scenario, layout)
    world = empty_world(scenario, seed, layout, ground, laws, giant)
    world.events.active = events
    add_institutions(world, scenario, layout)
    add_cohort(
        world, draw_cohort(world, scenario, layout, laws, long_run_places(scenario, seed, layout, ground, laws, giant))
    )
    settle_fields(world)
    start_knowledge(world)
    burn_in(world, laws)
    centre_knowledge(world)
    read_references(world, laws)
    measure(world)
    return world


def solve_laws(scenario: Scenario) -> tuple[list[SectorLaw], float]:
    """Return the stationary law of every sector and the size in employees from which firms count as giants."""
    p, start = scenario.parameters, scenario.start
    share = p.growth.giant_share
    given = None if start.given is None else math.fsum(firm.employees for firm in start.given)
    giant = max(2.0, share * (12.0 * start.firms if given is None else given))
    for _ in range(GIANT_ROUNDS):
        laws = [
            stationary_law(row.entry_rate, scenario.tick_years, p.growth, p.exit, p.entry, giant, scenario.channels)
            for row in scenario.sectors
        ]
        if given is not None:
            break
        jobs = [
            law.mean_size * row.share * start.firms if row.employees is None else row.employees
            for law, row in zip(laws, scenario.sectors, strict=True)
        ]
        used, giant = giant, max(2.0, float(f"{share * math.fsum(jobs):.4g}"))
    return laws, giant if given is not None else used


def empty_world(
    scenario: Scenario, seed: int, layout: Layout, ground: Ground, laws: list[SectorLaw], giant: float
) -> World:
    """Return a world without actors; its references are those of the stationary stock spread evenly."""
    sectors, cells, grid = make_sectors(scenario, laws), make_cells(scenario, layout, ground), layout.grid
    area, count = float(cells.inside.sum()) * grid.cell_area, len(sectors.names)
    budget, posts = scenario.agency.budget, scenario.agency.staff
    return World(
        scenario=scenario,
        seed=seed,
        dt=scenario.tick_years,
        parameters=scenario.parameters,
        channels=scenario.channels,
        grid=grid,
        sectors=sectors,
        actors=Actors(),
        ties=Ties(),
        centres=Centres(),
        cells=cells,
        references=References(
            density=sectors.relatedness @ sectors.stock / area,
            crowd=float(sectors.stock.sum()) / area,
            log_rent=0.0,
            learning=np.zeros(count),
            innovation=0.0,
            jobs=0.0,
            tradable_jobs=0.0,
            local_jobs=np.zeros(count),
            root_size=np.ones(count),
            giant=giant,
            area=area,
        ),
        labour=Labour(demand_gap=np.zeros(count)),
        agency=AgencyState(
            budget=math.inf if budget is None else budget,
            posts=math.inf if posts is None else posts,
            regime=scenario.agency.regime,
        ),
        levers=Levers(count, grid.cells),
        events=EventLog(),
        institutions=0,
        profile=np.zeros((0, count)),
        institution_names=(),
        shock_push=np.zeros(count),
    )


def long_run_places(
    scenario: Scenario, seed: int, layout: Layout, ground: Ground, laws: list[SectorLaw], giant: float
) -> F64 | None:
    """Return expected firms by sector and cell of the *tile*, or None where the start needs none.

    The mean field is solved on one tile and repeated. Target sectors of an emerging region are spread evenly in it.
    """
    start, target = scenario.start, np.array([row.target for row in scenario.sectors])
    if start.given is not None or start.kind == "uniform":
        return None
    alone = tile_of(layout)
    world = empty_world(scenario, seed, alone, ground, laws, giant)
    add_institutions(world, scenario, alone)
    inside = world.cells.inside
    part = int(inside.sum()) / max(int((ground.inside[layout.tile_cells()] & layout.land()).sum()), 1)
    stock = world.sectors.stock * part
    world.sectors.stock[:] = stock
    nascent = (start.kind == "emerging") & target
    stock = np.where(nascent, scenario.parameters.start.nascent_share * stock, stock)
    even = stock[:, None] * inside / max(int(inside.sum()), 1)
    return settled_places(world, even, ~nascent, np.array([law.life_elasticity for law in laws]))


def settle_fields(world: World) -> None:
    """Give every cell room for the firms it has, and bring fields, rents and services in line with where firms are."""
    refs = world.references
    compute_fields(world)
    cells = world.cells
    np.maximum(cells.floor_space, cells.total, out=cells.floor_space)
    firms = float(cells.total.sum())
    if firms > 0.0:
        refs.log_rent = float(np.sum(cells.total * cells.log_rent)) / firms
        cells.log_rent -= refs.log_rent
    cells.services[:] = settled_services(world)


def start_knowledge(world: World) -> None:
    """Draw knowledge around the level that neighbours and innovations sustain, before there are ties."""
    a, p = world.actors, world.parameters
    rows = world.firm_rows()
    a.knowledge[rows] = knowledge_noise(world, rows)
    centre_knowledge(world)
    gains = innovation_rates(world)[rows] * p.innovation.jump - world.references.innovation
    terms = learning_terms(world)[rows] - world.references.learning[a.sector[rows]]
    a.knowledge[rows] += terms + gains / p.learning.rate * world.channels.innovation


def centre_knowledge(world: World) -> None:
    """Read the references of learning and innovation off the state, and move knowledge along with them.

    With them knowledge is near 0 on average over the region at tick 0, so gains of the whole region show.
    """
    a, p, refs = world.actors, world.parameters, world.references
    rows = world.firm_rows()
    learning = sector_means(world, rows, learning_terms(world))
    innovation = exact_mean(innovation_rates(world) * p.innovation.jump, alive_firms(world)) if len(rows) else 0.0
    shift = (innovation - refs.innovation) / p.learning.rate * world.channels.innovation
    if len(world.ties):
        a.knowledge[rows] -= (learning - refs.learning)[a.sector[rows]] + shift
    refs.learning, refs.innovation = learning, innovation


def read_references(world: World, laws: list[SectorLaw]) -> None:
    """Read the constants of labour and spin-offs off the state."""
    a, p, refs, sectors = world.actors, world.parameters, world.references, world.sectors
    rows = world.firm_rows()
    jobs = jobs_by_sector(world)
    refs.jobs, refs.local_jobs = float(jobs.sum()), jobs
    refs.tradable_jobs = float(jobs[sectors.tradable >= 1.0].sum())
    exponent = p.entry.parent_size_exponent
    refs.root_size = np.array([law.mean_root_size(exponent) for law in laws])
    own_sizes = np.array(
        [world.scenario.start.given is not None or row.employees is not None for row in world.scenario.sectors]
    )
    actual = sector_means(world, rows, a.employees**exponent)
    refs.root_size = np.where(own_sizes & (actual > 0.0), actual, refs.root_size)
    world.labour.jobs = refs.jobs


def alive_firms(world: World) -> Bool:
    """Return which rows are living firms."""
    return np.asarray(world.actors.alive & (world.actors.kind == Kind.FIRM))


def sector_means(world: World, rows: I64, values: F64) -> F64:
    """Return the mean of `values` over the firms of each sector, 0 without firms."""
    count, sector = len(world.sectors.names), world.actors.sector[rows]
    number = np.bincount(sector, minlength=count)
    return np.bincount(sector, weights=values[rows], minlength=count) / np.maximum(number, 1)
