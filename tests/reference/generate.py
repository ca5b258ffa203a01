"""Odd worlds for the comparison: parameters, channels, firms, ties, centres, levers and actions drawn at random.

They need no scenario: every state that the phases can meet is made by hand, also those that a scenario rarely reaches.
"""

from __future__ import annotations

import math
import random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from clustersim.core import randomness
from clustersim.core.geography import Grid, disc_scratch, disc_widths, field_weights, spread_field, sum_discs
from clustersim.spec.actions import Broker, Convene, Mend, OpenCentre, StartProject, SupportFirms
from clustersim.spec.codes import Cause, Kind, Origin
from clustersim.spec.decisions import Decision
from clustersim.spec.diagnosis import MENDABLE
from clustersim.spec.levers import LEVERS
from clustersim.spec.parameters import Channels, Parameters, catalogue
from clustersim.world.agency_state import AgencyState
from clustersim.world.event_log import EventLog
from clustersim.world.levers import Levers
from clustersim.world.state import Cells, Labour, References, Sectors, World
from clustersim.world.tables import Actors, Centres, Ties

if TYPE_CHECKING:
    from collections.abc import Callable

OFF_BY_DEFAULT = {  # rules that a parameter of 0 switches off, drawn up to these values
    "parameters.mass.related_from": 0.6,
    "parameters.ties.institution_exponent": 1.0,
    "parameters.entry.openness_from": 0.9,
}
SHAPES = ((1, 1), (1, 7), (5, 3), (8, 8), (14, 10), (20, 20))


def random_world(number: int) -> World:
    """Return the world number `number` of an endless list."""
    dice = random.Random(number)
    shape = SHAPES[number % len(SHAPES)]
    grid = Grid(*shape, dice.choice((0.5, 1.0, 2.0)))
    sectors = random_sectors(dice, dice.choice((1, 2, 6)))
    parameters = random_parameters(dice)
    institutions = dice.choice((0, 1, 5))
    firms = dice.choice((0, 1, 40, 120, 200)) if number else 40
    actors = random_actors(dice, number, grid, sectors, parameters, institutions, firms)
    count = len(sectors.names)
    zeros = np.zeros(grid.cells)
    cells = Cells(
        inside=np.array([dice.random() < 0.9 or cell == 0 for cell in range(grid.cells)]),
        accessibility=np.array([dice.random() for _ in range(grid.cells)]),
        floor_space=np.array([dice.choice((0.0, 2.5, 30.0)) for _ in range(grid.cells)]),
        university_pull=np.array([dice.random() for _ in range(grid.cells)]),
        services=np.array([dice.random() for _ in range(grid.cells)]),
        kernel_area=zeros.copy(),
        disc_area=zeros.copy(),
        firms=np.zeros((count, grid.cells)),
        total=zeros.copy(),
        density=np.zeros((count, grid.cells)),
        crowd=zeros.copy(),
        log_rent=zeros.copy(),
        reach=np.zeros((count, grid.cells)),
        bucket_start=np.zeros(grid.cells + 1, dtype=np.int64),
        bucket=np.zeros(0, dtype=np.int32),
    )
    inside = np.flatnonzero(cells.inside)
    actors.cell[:] = [int(dice.choice(inside)) for _ in range(len(actors))]
    jobs = [float(actors.employees[actors.sector == s].sum()) for s in range(count)]
    references = References(
        density=np.array([dice.uniform(0.05, 2.0) for _ in range(count)]),
        crowd=dice.uniform(0.1, 2.0),
        log_rent=dice.uniform(-0.1, 0.1),
        learning=np.array([dice.uniform(-0.1, 0.1) for _ in range(count)]),
        innovation=dice.uniform(0.0, 0.01),
        jobs=sum(jobs) * dice.uniform(0.8, 1.2),
        tradable_jobs=float(sum(j for s, j in enumerate(jobs) if sectors.tradable[s] == 1.0)) * dice.uniform(0.8, 1.2),
        local_jobs=np.array(jobs) * dice.uniform(0.8, 1.2),
        root_size=np.array([dice.uniform(1.0, 4.0) for _ in range(count)]),
        giant=dice.uniform(20.0, 500.0),
        area=float(len(inside)) * grid.cell_area,
    )
    world = World(
        scenario=SimpleNamespace(
            agency=SimpleNamespace(x=0.1, y=0.1), policies={}, shocks=random_shocks(dice, sectors)
        ),
        seed=number,
        dt=0.25,
        parameters=parameters,
        channels=random_channels(dice),
        grid=grid,
        sectors=sectors,
        actors=actors,
        ties=Ties(),
        centres=Centres(),
        cells=cells,
        references=references,
        labour=Labour(demand_gap=np.zeros(count)),
        agency=AgencyState(),
        levers=Levers(count, grid.cells),
        events=EventLog(),
        institutions=institutions,
        profile=np.array(
            [[dice.choice((0.0, dice.random())) for _ in range(count)] for _ in range(institutions)]
        ).reshape(institutions, count),
        institution_names=tuple(f"institution {i}" for i in range(institutions)),
        births=len(actors),
        shock_push=np.zeros(count),
    )
    measure_areas(world)
    add_chambers(world)
    add_ties(dice, world)
    return world


def random_shocks(dice: random.Random, sectors: Sectors) -> tuple[Any, ...]:
    """Return some shocks early in a run."""
    return tuple(
        SimpleNamespace(
            kind=kind,
            start=dice.uniform(0.0, 1.0),
            years=dice.uniform(0.1, 1.5),
            sector=dice.choice((None, *sectors.names)),
            size=dice.uniform(-0.3, 0.3),
            direction=dice.uniform(0.0, 360.0),
            loss=dice.random(),
            firms=dice.randrange(1, 4),
        )
        for kind in ("demand", "technology", "anchor")
        if dice.random() < 0.5
    )


def measure_areas(world: World) -> None:
    """Fill in the in-region area under the field kernel and within reach, which a built world has."""
    grid, cells, space = world.grid, world.cells, world.parameters.space
    inside = cells.inside.astype(np.float64)
    spread_field(
        inside,
        field_weights(space.half_distance, grid.cell_km),
        grid.rows,
        grid.columns,
        np.empty(grid.cells),
        cells.kernel_area,
    )
    widths = disc_widths(space.reach_radius, grid.cell_km)
    sum_discs(inside, widths, grid.rows, grid.columns, disc_scratch(widths, grid.columns), cells.disc_area)
    cells.kernel_area *= grid.cell_area
    cells.disc_area *= grid.cell_area


def random_sectors(dice: random.Random, count: int) -> Sectors:
    """Return sectors with a symmetric relatedness."""
    phi = np.eye(count)
    for s in range(count):
        for t in range(s):
            phi[s, t] = phi[t, s] = dice.choice((0.0, 0.1, 0.5, dice.random()))
    names = tuple(f"s{s}" for s in range(count))
    entry_rate = np.array([dice.uniform(0.04, 0.12) for _ in range(count)])
    hazard = np.log([[0.44, 0.206, 0.206, 0.06, dice.uniform(0.02, 0.04), 0.04, 0.05] for _ in range(count)])
    return Sectors(
        names,
        names,
        phi,
        np.array([dice.random() < 0.6 for _ in range(count)]),
        np.array([dice.random() < 0.3 for _ in range(count)]),
        np.array([dice.choice((1.0, 1.0, 0.0, 0.4)) for _ in range(count)]),
        entry_rate,
        np.array([dice.uniform(1.0, 150.0) / count for _ in range(count)]),
        np.array([dice.gauss(0, 1) for _ in range(count)]),
        np.array([dice.gauss(0, 1) for _ in range(count)]),
        hazard,
    )


def random_parameters(dice: random.Random) -> Parameters:
    """Return parameters of which a third stands elsewhere between its bounds and a factor of two of its default.

    Each has dice of its own, so that a parameter that is new leaves the others where they were.
    """
    groups, first = Parameters(), dice.random()
    for row in catalogue():
        parts, dice = row.key.split("."), random.Random(f"{first} {row.key}")
        if parts[0] != "parameters" or dice.random() > 0.3:
            continue
        value = row.default * math.exp(dice.uniform(-0.7, 0.7)) if row.default else dice.uniform(-0.02, 0.02)
        if row.key in OFF_BY_DEFAULT:
            value = dice.uniform(0.0, OFF_BY_DEFAULT[row.key])
        value = min(max(value, row.number.low), row.number.high)
        value = dice.randrange(2) if row.number.unit == "switch" else value
        group = getattr(groups, parts[1])
        groups = groups._replace(
            **{parts[1]: group._replace(**{parts[2]: int(value) if isinstance(row.default, int) else value})}
        )
    if dice.random() < 0.5:
        groups = groups._replace(insight=groups.insight._replace(reach_years=dice.uniform(0.5, 5.0)))
    return groups


def random_channels(dice: random.Random) -> Channels:
    """Return switches of which most are on, or all."""
    if dice.random() < 0.5:
        return Channels(**{name: dice.randrange(2) for name in ("chamber_circles", "project_leaders")})
    return Channels(*(int(dice.random() < 0.8) for _ in Channels._fields))


def random_actors(
    dice: random.Random, seed: int, grid: Grid, sectors: Sectors, p: Parameters, institutions: int, firms: int
) -> Actors:
    """Return institutions and firms in any state."""
    actors = Actors(institutions + firms)
    for row in range(len(actors)):
        firm = row >= institutions
        kind = Kind.FIRM if firm else Kind.CHAMBER if row % 3 == 1 else Kind.UNIVERSITY
        openness = {
            Kind.UNIVERSITY: p.ties.university_openness,
            Kind.CHAMBER: p.ties.chamber_openness,
            Kind.FIRM: dice.expovariate(1.0) + 0.01,
        }[kind]
        state: dict[str, Any] = {
            "key": randomness.hashed(randomness.stream(seed, Decision.KEY_INITIAL, 0), row),
            "birth": row,
            "kind": kind,
            "alive": True,
            "sector": dice.randrange(len(sectors.names)) if firm else -1,
            "technology_x": dice.gauss(0, 1),
            "technology_y": dice.gauss(0, 1),
            "employees": math.exp(dice.expovariate(0.7)) if firm else dice.choice((20.0, 250.0, 1360.0)),
            "knowledge": dice.gauss(0, 0.3) if firm else 0.0,
            "age": dice.expovariate(0.1) if firm else 50.0,
            "openness": openness,
            "trust": dice.choice((0.0, dice.random())),
            "absorption": dice.uniform(0.5, 1.5),
            "relief": dice.choice((0.0, dice.random())),
            "skills": dice.choice((0.0, dice.uniform(0.0, 0.5))),
            "advised": dice.random() < 0.3,
            "constrained": firm and dice.random() < 0.2,
            "origin": Origin.INITIAL if firm else Origin.INSTITUTION,
            "entered": -100,
            "chamber": -1,
            "impulse": dice.choice((0.0, dice.random())) if kind == Kind.CHAMBER else 0.0,
            "outside": dice.randrange(9) if firm else 0,
            "centre": -1,
            "graduate": firm and dice.random() < 0.1,
            "centre_age": dice.uniform(0, 8),
        }
        for name, value in state.items():
            getattr(actors, name)[row] = value
    return actors


def add_chambers(world: World) -> None:
    """Let every firm belong to a chamber of its sector."""
    from clustersim.world.membership import chambers_of

    rows = np.arange(world.institutions, len(world.actors))
    world.actors.chamber[rows] = chambers_of(world, world.actors.cell[rows], world.actors.sector[rows])


def add_ties(dice: random.Random, world: World) -> None:
    """Tie actors at random."""
    from clustersim.world.network import summarise_ties

    rows, key = range(len(world.actors)), world.actors.key
    pairs = (
        {tuple(sorted(dice.sample(rows, 2), key=lambda row: int(key[row]))) for _ in range(3 * len(rows))}
        if len(rows) > 1
        else set()
    )
    ordered = sorted(pairs)
    causes = (Cause.ENCOUNTER, Cause.CLOSURE, Cause.PARENT, Cause.AGENCY_EVENT, Cause.REPAIR)
    world.ties.append(
        {
            "a": np.array([a for a, _ in ordered], dtype=np.int32),
            "b": np.array([b for _, b in ordered], dtype=np.int32),
            "strength": np.array([dice.uniform(0.03, 1.0) for _ in ordered]),
            "born": np.array([-dice.randrange(40) for _ in ordered], dtype=np.int32),
            "cause": np.array([dice.choice(causes) for _ in ordered], dtype=np.int8),
        }
    )
    summarise_ties(world)


def random_script(number: int, world: World) -> Callable[[Any], None]:
    """Return what sets levers and agenda, the same for both implementations: it looks at tick, keys and seed only."""
    wishes = random.Random(number + 1)
    cells, sectors = world.grid.cells, len(world.sectors.names)
    inside = np.flatnonzero(world.cells.inside).tolist()
    bounds: dict[str, tuple[float, float]] = {
        "reach_factor": (1, 2),
        "brokering": (0.5, 2),
        "moderation": (0, 1),
        "service_supply": (0, 1),
        "entry_pull": (0.5, 3),
        "settlement_pull": (0.5, 5),
    }
    bounds |= {
        "chamber_seat": (0, 1),
        "chamber_advice": (0, 1),
        "chamber_stimulus": (0, 5),
        "chamber_support": (0, 2),
        "centre_starts": (0, 6),
        "centre_support": (0, 1),
        "coordination": (0, 1),
        "focus": (0.2, 3),
        "cofunding": (0, 1),
        "outside_push": (0, 2),
    }
    bounds |= {
        "project_support": (0, 1),
        "advice": (0, 1),
        "membership": (0, 1),
        "founding": (0.5, 2),
        "profile": (0, 1),
    }
    used = [name for name in LEVERS if wishes.random() < 0.5]

    def script(region: Any) -> None:
        dice = random.Random(number * 1000 + region.tick)
        for name in used:
            lever = LEVERS[name]
            region.levers.apply(lever, levers_value(dice, bounds[name], Levers(sectors, cells).shape(lever)))
        actions: list[Any] = [
            OpenCentre(
                "infrastructure",
                f"centre {i} of {region.tick}",
                dice.choice(inside),
                dice.randrange(1, 12),
                tuple(sorted({dice.randrange(sectors) for _ in range(3)})),
            )
            for i in range(2 if region.tick == 1 else 0)
        ]
        actions += [
            StartProject(
                "lighthouse",
                i,
                f"project {i} of {region.tick}",
                dice.randrange(sectors),
                dice.randrange(2, 6),
                dice.uniform(0.25, 1.5),
                1.0,
                dice.random(),
            )
            for i in range(dice.randrange(3))
        ]
        for i, kind in enumerate(("finance", "skills")):
            served = tuple(sorted({dice.randrange(sectors) for _ in range(3)}))
            weights = tuple(dice.choice((0.0, 1.0, dice.random())) for _ in served)
            actions.append(
                SupportFirms(
                    "finance",
                    i,
                    kind,
                    dice.randrange(5),
                    dice.random(),
                    dice.choice((8.0, math.inf)),
                    dice.random(),
                    dice.choice((0.25, 1.0)),
                    dice.random(),
                    served,
                    weights,
                    dice.random() < 0.3,
                )
            )
        keys = sorted(living_keys(region))
        for i in range(dice.randrange(3)):
            actions.append(
                Convene(
                    "networking",
                    i,
                    dice.randrange(2, 30),
                    dice.uniform(0.0, 3.0),
                    dice.random(),
                    dice.choice((0.0, 1.0)),
                    dice.uniform(0.0, 0.5),
                    tuple(range(sectors)),
                )
            )
        actions += [
            Broker("networking", 10 + i, dice.choice(keys), dice.choice(keys))
            for i in range(dice.randrange(4) if keys else 0)
        ]
        actions += [
            Mend(
                "networking",
                20,
                dice.choice(MENDABLE),
                tuple((dice.choice(keys), dice.choice(keys)) for _ in range(dice.randrange(30))),
                dice.randrange(6),
            )
            for _ in range(dice.randrange(2) if keys else 0)
        ]
        region.agenda.extend(actions)

    return script


def levers_value(dice: random.Random, bounds: tuple[float, float], shape: tuple[int, ...]) -> Any:
    """Return a random value of a lever of this shape."""
    low, high = bounds
    size = math.prod(shape)
    values = np.array([dice.uniform(low, high) for _ in range(size)]).reshape(shape)
    return float(values) if shape == () else values


def living_keys(region: Any) -> list[int]:
    """Return the keys of living actors of a world or of the reference."""
    if hasattr(region, "by_key"):
        return list(region.by_key)
    keys: list[int] = region.actors.key[region.actors.alive].tolist()
    return keys
