"""What a task of cluster policy is: data, a cost, and a rule from what the agency observes to levers and actions.

To add a task, write one file with a subclass of `Policy`: here, or in a package of your own (`registry.register`,
docs/extending.md). Everything else follows from it: its numbers in scenario files, its rows in tables, its names and
colour in figures and reports. The contract tests run over every task of this folder.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Literal,
    NamedTuple,
    Protocol,
    TypeAlias,
    TypeVar,
    get_type_hints,
)

from clustersim.core.clock import MOMENT
from clustersim.spec.diagnosis import NOBODY, Diagnosis, Introduced
from clustersim.spec.parameters import Parameter, ProcessNumbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clustersim.core.columns import F64, Bool
    from clustersim.spec.actions import Action
    from clustersim.spec.diagnosis import Potential
    from clustersim.spec.facts import Facts
    from clustersim.spec.levers import Lever

Role = Literal["lead", "contribute"]
Stage = Literal["enabling", "density", "networks", "both"]
COMMON_DE = {  # numbers that every task has
    "staff": "Personalbedarf (Vollzeitstellen)",
    "partner_share": "Anteil der Kosten, den Partner zahlen, wenn die Wirtschaftsförderung nur mitwirkt",
}


@dataclass(frozen=True)
class Choice:
    """What is known about a setting that is a word: meaning, allowed words, where the default comes from."""

    doc: str
    values: tuple[str, ...]
    source: str


class NoChoices(NamedTuple):
    """A task without settings that are words."""


class TaskNumbers(Protocol):
    """What the numbers of every task hold, since the budget asks for it; a task's own are a NamedTuple with more of them."""

    @property
    def staff(self) -> float:
        """Posts of the agency that the task ties up."""

    @property
    def partner_share(self) -> float:
        """Share of the cost that partners pay in the role `contribute`."""


Numbers = TypeVar("Numbers", bound=TaskNumbers)
Choices = TypeVar("Choices", bound=tuple[str, ...])
Kept = TypeVar("Kept")  # what a task keeps from tick to tick
Numbers_co = TypeVar("Numbers_co", bound=TaskNumbers, covariant=True)  # of settings, which are only read
Choices_co = TypeVar("Choices_co", bound=tuple[str, ...], covariant=True)


@dataclass(frozen=True)
class Observation:
    """What a task gets to see in a tick: the agency's view, not the world.

    It can be made from any region, not only from a `World`. Years count from tick 0; cells and sectors are numbers.
    """

    tick: int
    years: float
    dt: float
    columns: int
    rows: int
    cell_km: float
    half_distance: float  # km, of the field kernel
    inside: Bool  # (cells,) part of the region
    firms: tuple[int, ...]  # living firms by sector
    reach: float = 0.3  # share of firms that any task reaches before `reach_factor`
    diagnosis: Diagnosis = field(default_factory=Diagnosis)  # what the last review saw (`agency.diagnose`)
    memory: object = None  # what this task kept from the tick before; tasks read it with `recall`
    running_for: float = 0.0  # years for which this task has been running
    capital: float = 1.0  # share of the capital that this task asked for which was paid
    room: float = math.inf  # EUR a year that the fixed costs of all tasks leave: what new commitments may cost
    reach_factor: float = 1.0  # set by the tasks before this one in the canonical order
    brokering: float = 1.0  # likewise
    members: int = 0  # firms that are members of the cluster organisation
    chambers: tuple[int, ...] = ()  # chambers that represent each sector
    focus: tuple[float, ...] = ()  # likewise, by sector; empty: no focus
    profile: tuple[float, ...] = ()  # likewise: how far a strategy has diagnosed it; empty: no profile
    universities: tuple[int, ...] = ()  # universities and institutes by sector of their profile
    targeting: float = 0.5  # who gets support: 0 those for whom it adds most, 1 those who look best
    introduced: Introduced = NOBODY  # what became of the introductions that it asked for in the tick before
    seed: int = 0
    stage: str = ""  # of the regime
    process: ProcessNumbers = field(default_factory=ProcessNumbers)


@dataclass(frozen=True)
class Settings(Generic[Numbers_co, Choices_co]):
    """How a task is set: what a scenario says, with sectors and cells as numbers.

    `intensity` is what the budget leaves of what was `planned`: the same until the budget has spoken.
    """

    intensity: float
    planned: float
    start: float
    stop: float | None
    sectors: tuple[int, ...]
    cells: tuple[int, ...]
    role: Role
    numbers: Numbers_co
    choices: Choices_co


AnySettings: TypeAlias = Settings[TaskNumbers, tuple[str, ...]]
"""Settings of a task, whichever it is."""


@dataclass(frozen=True)
class Cost:
    """What a task costs in EUR a year at its intensity: `fixed` whatever happens, `variable` with what it does, and
    `capital` for a building that it puts up, as much as is due by now; `later` is the fixed cost that it will have
    besides when the building stands, and not paid yet.
    """

    fixed: float
    variable: float
    capital: float = 0.0
    later: float = 0.0

    @property
    def total(self) -> float:
        """Sum of all that is to be paid now."""
        return self.fixed + self.variable + self.capital


@dataclass(frozen=True)
class Wish:
    """What a task asks for in one tick."""

    levers: tuple[tuple[Lever, float | F64], ...] = ()
    actions: tuple[Action, ...] = ()
    memory: object = None  # what the task keeps for the next tick: a NamedTuple of its own, or a dictionary
    figures: Mapping[str, float | None] = field(default_factory=dict)  # what it reports, by name (`Policy.figures`)
    chosen: tuple[int, ...] = ()  # sectors on which it decides in this tick, told as an event


class Figure(NamedTuple):
    """A figure that a task reports in every tick, as a column of the series: `Wish.figures` holds it under `name`."""

    name: str  # for a task of one's own: begins with its key and "_"
    unit: str
    doc: str


class Policy(ABC, Generic[Numbers, Choices]):
    """A task of cluster policy. It has no state: what it keeps between ticks stands in `Wish.memory`.

    Promises that the contract tests hold every task to: intensity 0 equals absence, cost is proportional to intensity
    (so that a budget can scale all tasks by one factor), only declared levers move, nothing remains set after the stop.
    """

    key: ClassVar[str]
    place: ClassVar[int] = 10  # in the canonical order: 1 to 9 are those of Floeting (2008), others come after them
    title_en: ClassVar[str]
    title_de: ClassVar[str]
    short_en: ClassVar[str]  # name in tables, figures and stories
    short_de: ClassVar[str]
    colour: ClassVar[str]  # in all figures, as #RRGGBB
    mechanism_en: ClassVar[str]
    mechanism_de: ClassVar[str]
    leaves: ClassVar[str]
    evidence: ClassVar[tuple[str, ...]]
    stage: ClassVar[Stage]  # what it serves: the other tasks, density, networks, or both of these
    calendar: ClassVar[float] = 0.0  # year in which it starts in the regime `calendar` of a plan (assumption)
    fundable: ClassVar[bool]  # whether programmes of higher levels may pay a share of its cost
    levers: ClassVar[tuple[Lever, ...]]  # handles of `clustersim.spec.levers`
    actions: ClassVar[tuple[type[Any], ...]]
    numbers: type[Numbers]
    choices: type[Choices]
    meanings_de: ClassVar[Mapping[str, str]]  # of those numbers that are assumptions, besides COMMON_DE
    leaves_de: ClassVar[str] = ""  # `leaves` in German; without it, lists show the English
    figures: ClassVar[tuple[Figure, ...]] = ()  # what it reports besides its cost

    @abstractmethod
    def cost(self, observation: Observation, settings: Settings[Numbers, Choices]) -> Cost:
        """Return what the task costs in this tick in EUR a year, proportional to `settings.intensity`."""

    @abstractmethod
    def act(self, observation: Observation, settings: Settings[Numbers, Choices]) -> Wish:
        """Return the levers and actions asked for in this tick. Called only with an intensity above 0."""

    def seeks(self, settings: Settings[Numbers, Choices]) -> tuple[tuple[str, int], ...]:
        """Return what a review should find for this task: kinds of finding (`agency.diagnose.FINDERS`) and how many of each."""
        return ()

    def potentials(self, facts: Facts, process: ProcessNumbers) -> Iterable[Potential]:
        """Return where this task could usefully stimulate or complement activity, without noise.

        The agency sees each with an error of its own, drawn by (task, kind, sector): at most one for each of these.
        """
        return ()


AnyPolicy: TypeAlias = Policy[Any, Any]
"""A task, whichever it is: its settings are made from its own `numbers` and `choices`, which no type can say of a table of tasks."""


def weights_of(observation: Observation, sectors: tuple[int, ...]) -> tuple[float, ...]:
    """Return the effort spent on each of `sectors` relative to their mean, from the focus that tasks before this one set."""
    if not observation.focus:
        return (1.0,) * len(sectors)
    mean = math.fsum(observation.focus[sector] for sector in sectors) / len(sectors)
    return tuple(observation.focus[sector] / mean if mean > 0.0 else 1.0 for sector in sectors)


def reach_of(observation: Observation) -> float:
    """Return the share of firms that tasks reach in this tick."""
    return min(1.0, observation.reach * observation.reach_factor)


def firms_in(observation: Observation, sectors: tuple[int, ...]) -> int:
    """Return the number of living firms in some sectors."""
    return sum(observation.firms[sector] for sector in sectors)


def recall(observation: Observation, fresh: Kept) -> Kept:
    """Return what the task kept from the tick before, or `fresh` in its first tick."""
    return observation.memory if isinstance(observation.memory, type(fresh)) else fresh


def due(carried: float, more: float) -> tuple[int, float]:
    """Return how many whole ones are due, and the fraction to carry over to the next tick."""
    total = carried + more
    whole = math.floor(total + MOMENT)
    return whole, total - whole


def choices_of(policy: AnyPolicy) -> dict[str, tuple[str, Choice]]:
    """Return the settings of a task that are words: default and what is known about each, by name."""
    hints = get_type_hints(policy.choices, include_extras=True)
    defaults: dict[str, str] = policy.choices._field_defaults
    return {name: (defaults[name], hint.__metadata__[0]) for name, hint in hints.items()}


def meaning_of(policy: AnyPolicy, row: Parameter) -> str:
    """Return what a number of a task means in German; its English text where the task says nothing in German."""
    return {**COMMON_DE, **policy.meanings_de}.get(row.key.rpartition(".")[2], row.number.doc)


def agency_share(role: Role, partner_share: float) -> float:
    """Return the share of a task's cost that the agency pays: all of it, unless it only contributes."""
    return 1.0 - partner_share if role == "contribute" else 1.0
