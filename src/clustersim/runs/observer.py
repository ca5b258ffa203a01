"""What is looked at besides the headline measures while a run goes on: sets of measures, the clusters on the map, and
snapshots from which figures are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.metrics.life_lines import find_clusters
from clustersim.metrics.metric import MetricSet
from clustersim.metrics.set_metrics import SET_METRICS
from clustersim.metrics.sets import measure_set
from clustersim.world.measured_state import measured_state
from clustersim.world.snapshot import Snapshot, take_snapshot

if TYPE_CHECKING:
    from clustersim.core.columns import F64
    from clustersim.runs.tables import Columns
    from clustersim.world.state import World


@dataclass
class Observer:
    """Measures `which` set at the ticks given, and counts the target firms by cell once a year; nothing for
    `headline`.
    """

    which: MetricSet
    ticks: tuple[int, ...]
    rows: list[tuple[int, float, str, float]] = field(default_factory=list)  # tick, years, metric, value
    moments: list[tuple[float, F64]] = field(default_factory=list)

    def look(self, world: World) -> None:
        """Look at the world as it is now, if it is time to."""
        if self.which == "headline":
            return
        if world.tick in self.ticks:
            found = measure_set(measured_state(world), self.which)
            self.rows += [(world.tick, world.years(), name, value) for name, value in found.items()]
        if abs(world.years() - round(world.years())) < 0.5 * world.dt:
            self.moments.append((world.years(), world.cells.firms[world.sectors.target].sum(axis=0)))

    def tables(self, world: World) -> dict[str, Columns]:
        """Return the tables `measures` and `clusters`; none for `headline`."""
        if self.which == "headline":
            return {}
        names = [row[2] for row in self.rows]
        measures: Columns = {
            "tick": np.array([row[0] for row in self.rows], dtype=np.int64),
            "years": np.array([row[1] for row in self.rows]),
            "metric": np.array(names, dtype=object),
            "value": np.array([row[3] for row in self.rows]),
            "unit": np.array([SET_METRICS[name].unit for name in names], dtype=object),
        }
        lives = find_clusters(self.moments, world.grid, inside=world.cells.inside)
        clusters: Columns = {str(name): np.asarray(lives[name]) for name in lives.columns}
        return {"measures": measures, "clusters": clusters}


@dataclass
class Snapshots:
    """Keeps snapshots of the ticks given."""

    ticks: tuple[int, ...]
    kept: list[Snapshot] = field(default_factory=list)

    def look(self, world: World) -> None:
        """Keep a snapshot if it is time to."""
        if world.tick in self.ticks:
            self.keep(world)

    def keep(self, world: World) -> None:
        """Keep a snapshot of the world as it is now, if there is none yet."""
        if not self.kept or self.kept[-1].tick != world.tick:
            self.kept.append(take_snapshot(world))


class Closure(NamedTuple):
    """A firm that closed and had much of the jobs of the target cluster."""

    years: float
    employees: float  # a tick before
    share: float  # of the jobs of the target cluster a tick before


@dataclass
class Closures:
    """Notes when a firm of the target cluster with more than `least` of its jobs closes; looks at every tick."""

    least: float = 0.05
    found: list[Closure] = field(default_factory=list)
    large: dict[int, tuple[float, float]] = field(default_factory=dict)  # by key: employees and share a tick before

    def look(self, world: World) -> None:
        """Look who of the large firms is gone, and who is large now."""
        actors = world.actors
        rows = world.firm_rows()
        rows = rows[world.sectors.target[actors.sector[rows]]]
        if self.large:
            there = set(actors.key[rows].tolist())
            gone = [values for key, values in self.large.items() if key not in there]
            self.found += [Closure(world.years(), employees, share) for employees, share in sorted(gone, reverse=True)]
        employees = actors.employees[rows]
        share = employees / max(float(employees.sum()), 1.0)
        big = np.flatnonzero(share > self.least)
        self.large = {
            int(key): (float(jobs), float(part))
            for key, jobs, part in zip(actors.key[rows[big]], employees[big], share[big], strict=True)
        }
