"""Worlds at tick 0 that are built once and used by many arms: nothing a policy or the agency does reaches back before
tick 0.
"""

from __future__ import annotations

import hashlib
import json
import math
import pickle
from collections import OrderedDict
from typing import TYPE_CHECKING

from clustersim.phases.measure import measure
from clustersim.start.build import build_world
from clustersim.world.agency_state import AgencyState

if TYPE_CHECKING:
    from clustersim.scenario import Scenario
    from clustersim.world.state import World

LATER = {
    "name",
    "title",
    "title_de",
    "description",
    "ticks",
    "policies",
    "agency",
    "shocks",
    "phases",
    "output",
}  # what the state at tick 0 does not depend on


def start_key(scenario: Scenario) -> str:
    """Return a hash of everything in a scenario on which its state at tick 0 depends."""
    data = scenario.model_dump(mode="json", by_alias=True, exclude=LATER)
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


class Starts:
    """Keeps the last `most` states at tick 0 as bytes; `world` gives what `build_world` would, bit for bit.

    Building costs about as much as 80 ticks, a copy about 1 % of that (docs/batches.md). Runs that come ordered by seed
    make one state serve all arms.
    """

    def __init__(self, most: int = 4) -> None:
        self.most = most
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def world(self, scenario: Scenario, seed: int, key: str, *, events: bool = False) -> World:
        """Return the world of a scenario at tick 0; `key` is its `start_key`."""
        if (key, seed) not in self._kept:
            self._kept[key, seed] = pickle.dumps(
                build_world(scenario, seed, events=False), protocol=pickle.HIGHEST_PROTOCOL
            )
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        self._kept.move_to_end((key, seed))
        world: World = pickle.loads(self._kept[key, seed])
        return dressed(world, scenario, events=events)


def dressed(world: World, scenario: Scenario, *, events: bool) -> World:
    """Give a world at tick 0 another scenario with the same start: its agency, its tasks, its first row of measures."""
    budget, posts = scenario.agency.budget, scenario.agency.staff
    world.scenario = scenario
    world.agency = AgencyState(
        budget=math.inf if budget is None else budget,
        posts=math.inf if posts is None else posts,
        regime=scenario.agency.regime,
    )
    world.events.active = events
    world.series.clear()
    measure(world)
    return world
