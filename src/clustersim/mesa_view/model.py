"""`ClusterModel`: a run of a scenario as a Mesa model.

The columns of `model.world` are the only truth, and a step is one tick over them; no second engine, no agent that
acts by itself. Nothing in the model reads `model.random` or `model.rng`, which belong to the user.
"""

from __future__ import annotations

import copy
import gc
import secrets
from contextlib import contextmanager
from functools import partial
from numbers import Integral
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
import pandas as pd

from clustersim.core.progress import progress_bar
from clustersim.errors import AgentError, InputError, Problem
from clustersim.mechanisms.user_changes import close_firms_by_hand
from clustersim.mesa_view.agents import Chamber, DevelopmentAgency, Firm, University
from clustersim.mesa_view.mirror import Mirror
from clustersim.mesa_view.window import Window
from clustersim.phases.schedule import advance, schedule_of
from clustersim.scenario import Scenario
from clustersim.start.build import build_world

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from mesa.agent import AgentSet
    from mesa.discrete_space import OrthogonalMooreGrid

    from clustersim.phases.schedule import Phase
    from clustersim.world.state import World

CLASSES = (DevelopmentAgency, University, Chamber, Firm)
GATHERED = (  # columns of the series that `datacollector` keeps
    "firms",
    "jobs",
    "cluster_firms",
    "cluster_jobs",
    "cluster_density",
    "concentration_m",
    "critical_share",
    "network_strength",
    "network_strength_initial_cohort",
    "total_strength",
    "connected_share",
    "self_sustaining_share",
)


class ClusterModel(mesa.Model):
    """One run: a scenario and a seed.

    Parameters
    ----------
    scenario
        A `Scenario`, the name of a shipped one, or the path of a scenario file.
    seed
        Whole number from 0 to 2^64 - 1 from which every draw follows (a text that is one will do:
        tables of runs hold such). Without one a fresh seed is taken; `model.seed` tells which.
    rng
        Mesa's newer name for the seed.
    schedule
        Phases (functions of the world) to run in a tick instead of those of the scenario. Time is one of them: without
        `advance_clock` the tick does not count, and `run_model` ends after one step.

    Agents and grid are made when somebody first looks at `agents`, `agents_by_type`, `agent_types` or `grid`. That
    costs some 10 microseconds a firm and a cell (for a grid of 720 x 720 cells 6 to 8 seconds), and every later tick
    costs a little more (0.05 s at 100,000 firms). Pickles and copies carry the columns; agents and grid are made anew
    when looked at.
    """

    _all_agents: AgentSet

    def __init__(
        self,
        scenario: Scenario | str | Path,
        seed: int | str | None = None,
        schedule: Sequence[Phase] | None = None,
        *,
        rng: int | str | None = None,
    ) -> None:
        if seed is not None and rng is not None:
            raise InputError([Problem("", 0, "rng", "is another name of seed: give one of them")])
        seed = rng if seed is None else seed
        case = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
        self._start(build_world(case, _checked(seed)), schedule)

    @classmethod
    def from_world(cls, world: World, schedule: Sequence[Phase] | None = None) -> ClusterModel:
        """Return the model of a world that is already there, built or run elsewhere; they share it."""
        model = cls.__new__(cls)
        model._start(world, schedule)
        return model

    def _start(self, world: World, schedule: Sequence[Phase] | None) -> None:
        self._mirror: Mirror | None = None
        self.within_tick = False
        super().__init__(rng=world.seed)
        self.world = world
        self.schedule = schedule_of(world.scenario) if schedule is None else tuple(schedule)
        self.datacollector = mesa.DataCollector(
            model_reporters={name: partial(_latest, name=name) for name in GATHERED}
        )
        self.datacollector.collect(self)
        self.running = world.tick < self.case.ticks

    def __repr__(self) -> str:
        """Return what it is and how far it has run, in a line. Agents are not looked at."""
        return f"<{type(self).__name__}: {repr(self.world)[1:-1]}>"

    @property
    def case(self) -> Scenario:
        """The scenario (newer Mesa uses the name `scenario` for something else)."""
        case: Scenario = self.world.scenario
        return case

    @property
    def seed(self) -> int:
        """The seed from which every draw of the run follows."""
        return self.world.seed

    @property
    def series(self) -> pd.DataFrame:
        """One row per tick from tick 0, one column per metric (`clustersim metrics` says what each is)."""
        return pd.DataFrame(self.world.series)

    def step(self) -> None:
        """Run one tick, bring agents and grid up to date if somebody looked, and collect the headline measures."""
        before = self.world.tick
        self.within_tick = True
        try:
            advance(self.world, self.schedule)
        finally:
            self.within_tick = False
            if self._mirror is not None:
                self._mirror.update()
        self.running = before < self.world.tick < self.case.ticks  # without a clock `run_model` would never end
        self.datacollector.collect(self)

    def run(self, ticks: int | None = None, progress: bool = False) -> ClusterModel:
        """Run `ticks` ticks (default: to the end of the scenario) and return the model itself.

        With `progress` a bar on stderr shows how far it is; without a terminal, a line every ten percent.
        """
        count = max(0, self.case.ticks - self.world.tick) if ticks is None else ticks
        with progress_bar(count, self.case.name, "tick", quiet=not progress) as bar:
            for _ in range(count):
                self.step()
                bar.update()
        return self

    # ---- agents and grid, made at the first look -----------------------------------------------------------------

    def look(self) -> Mirror:
        """Return the mirror; make it at the first look. Within a tick it is brought up to date at every look."""
        if self._mirror is None:
            with _no_collection():
                mirror = Mirror(self)
                self._forget_agents()
                self._mirror = mirror
                try:
                    mirror.fill()
                except BaseException:  # a look that was interrupted must not leave half a mirror
                    self._mirror = None
                    raise
        return self._mirror

    @property
    def agents(self) -> AgentSet:
        """All agents: the agency, then institutions and firms in the order of their birth numbers."""
        self._fresh()
        return self._all_agents

    @agents.setter
    def agents(self, agents: Any) -> None:
        raise AttributeError("model.agents belongs to Mesa; give your own collection another name.")

    @property
    def agents_by_type(self) -> dict[type, AgentSet]:
        """The agents of each class; all four classes are always there."""
        self._fresh()
        return self._agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """The four classes of agents."""
        self._fresh()
        return list(self._agents_by_type)

    @property
    def grid(self) -> OrthogonalMooreGrid:
        """The region as a Mesa grid; the coordinate of a cell is (column, row) from the south-west corner."""
        return self._fresh().grid

    def _forget_agents(self) -> None:
        """Start with empty agent sets, one for each of our classes."""
        empty = type(self._all_agents)
        self._agents: dict[Any, None] = {}
        self._all_agents = empty([], random=self.random)
        self._agents_by_type: dict[type, AgentSet] = {shown: empty([], random=self.random) for shown in CLASSES}

    def _fresh(self) -> Mirror:
        mirror = self.look()
        if self.within_tick:
            mirror.update()
        return mirror

    def changeable(self) -> ClusterModel:
        """Return the model itself if agents may be written to; AgentError within a tick."""
        if self.within_tick:
            raise AgentError(
                "Agents can be written to between two ticks; a phase of your own writes to the columns of the world."
            )
        return self

    def register_agent(self, agent: Any) -> None:
        """Register one of our agents under its birth number (called by Mesa)."""
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # Mesa 3.3 numbers agents in a table that keeps models alive
        if not isinstance(agent, Window):
            raise AgentError(
                f"A {type(agent).__name__} cannot live in this model: its agents show rows of the world (Firm, "
                "University, Chamber)."
            )
        super().register_agent(agent)
        agent.unique_id = agent._number

    def close_firms(self, firms: Iterable[Firm]) -> None:
        """Close many firms at once: quicker than `remove()` for each."""
        mirror, chosen = self.changeable().look(), list(dict.fromkeys(firms))
        close_firms_by_hand(self.world, np.array([firm.row() for firm in chosen], dtype=np.int64))
        mirror.update()

    def remove_all_agents(self) -> None:
        """Raise AgentError: a region without institutions is another scenario."""
        raise AgentError(
            "The agents of a region cannot all be removed; model.close_firms(model.agents_by_type[Firm]) closes "
            "all firms."
        )

    # ---- pickles and copies carry the columns --------------------------------------------------------------------

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        state["_mirror"] = None
        state["_agents"] = {}
        state["_agents_by_type"] = {}
        state["_all_agents"] = type(self._all_agents)([], random=self.random)
        return state

    def __copy__(self) -> ClusterModel:
        """Return a deep copy: a shallow one would share its columns with the original."""
        return copy.deepcopy(self)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause garbage collection while very many objects are made that all stay (it would take half of the time)."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _latest(model: ClusterModel, name: str) -> float:
    """Return a measure of the tick just run, NaN if it was not measured."""
    series, world = model.world.series, model.world
    if not series or series[-1].get("tick", world.tick) != world.tick:
        return float("nan")
    return float(series[-1].get(name, float("nan")))


def _checked(seed: object) -> int:
    """Return a seed that was given, or a fresh one."""
    if seed is None:
        return secrets.randbits(31)
    if isinstance(seed, str) and seed.isascii() and seed.strip().isdecimal():
        seed = int(seed)
    if isinstance(seed, bool) or not isinstance(seed, Integral) or not 0 <= int(seed) < 2**64:
        raise InputError([Problem("", 0, "seed", f"a seed is a whole number from 0 to 2^64 - 1, not {seed!r}")])
    return int(seed)
