"""What a plan file may say, as pydantic checks it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from clustersim.metrics.metric import MetricSet
from clustersim.metrics.registry import HEADLINE
from clustersim.policies.registry import POLICIES
from clustersim.scenario.parts import Listed, Part
from clustersim.scenario.tasks import TaskName
from clustersim.spec.regimes import REGIMES, Regime

Task = Annotated[str, TaskName()]
Kind = Literal[
    "one-at-a-time",
    "leave-one-out",
    "full-factorial",
    "fractional-factorial",
    "plackett-burman",
    "grid",
    "latin-hypercube",
    "sobol",
    "regimes",
]
NAME = r"^[A-Za-z0-9][A-Za-z0-9._+-]*$"


class OutputsPart(Part):
    """What a run keeps besides its series."""

    firms: bool = False
    ties: bool = False
    events: bool = False
    metrics: MetricSet = "headline"


class ReplicationPart(Part):
    """Replication by precision: seeds are added until intervals are narrow enough."""

    metrics: Listed[str] = Field(HEADLINE, min_length=1)
    half_width: float = Field(
        0.02, gt=0, le=1, description="of the 95 % interval of every paired effect, as a share of the baseline's mean"
    )
    step: int = Field(4, ge=1, le=10_000, description="seeds that are added at a time")
    most: int = Field(100, ge=2, le=1_000_000, description="seeds at which it ends in any case")


class ArmPart(Part):
    """One arm that is written out."""

    name: str = Field(pattern=NAME, max_length=80, description="names the arm in all tables and its files")
    title: str = ""
    title_de: str = ""
    note: str = Field("", description="what must be known of its results; stands beside them wherever they are shown")
    note_de: str = ""
    scenario: str = Field("", description="a shipped scenario or a file; without it, that of the plan")
    baseline: str | None = Field(
        None, description='the arm it is compared with; without it, that of the plan; "" if it is a baseline itself'
    )
    seeds: int | Listed[int] | None = Field(None, description="number or list; without them, those of the plan")
    changes: dict[str, Any] = Field({}, description="values to change, by dotted keys or as tables")


class RangePart(Part):
    """The range over which a sample varies a number; without low and high, the range in the table of parameters."""

    low: float | None = None
    high: float | None = None
    log: bool = Field(False, description="evenly on the logarithm")


class DesignPart(Part):
    """Arms that follow a design."""

    kind: Kind
    tasks: Listed[Task] = Field(
        POLICIES.shipped, min_length=1, description="without it, the tasks of the package; others must be named"
    )
    settings: dict[Task, dict[str, Any]] = Field({}, description="by task: how it is set where it is on")
    resolution: int = Field(4, ge=3, le=5, description="of a fractional factorial")
    levels: dict[str, Listed[Any]] = Field({}, description="of a grid, by dotted key")
    ranges: dict[str, RangePart] = Field({}, description="of a sample, by dotted key")
    assumptions: bool = Field(
        False,
        description="a sample varies all numbers marked as assumption as well, over their ranges, kept within `spread`",
    )
    spread: float = Field(
        0.5,
        gt=0,
        le=10,
        description="with `assumptions`: each within 1 / (1 + spread) to (1 + spread) of its default and in its range",
    )
    samples: int = Field(16, ge=1, le=100_000)
    sample_seed: int = Field(1, ge=0, le=2**31 - 1, description="from which a sample follows")
    each: dict[str, dict[str, Any]] = Field(
        {}, description="arms at every point of a grid or sample, by name: what they change; the first is the baseline"
    )
    regimes: Listed[Regime] = Field(REGIMES, min_length=1)
    calendar: dict[Task, float] = Field(
        {task: POLICIES[task].calendar for task in POLICIES.shipped if POLICIES[task].calendar},
        description=(
            "years in which tasks start in the regime calendar (assumption); in other regimes the agency decides"
        ),
    )
    budget: float = Field(1_000_000.0, gt=0, le=1e12, description="of every regime [EUR a year]")


class PlanFile(Part):
    """A plan: an experiment in one file."""

    name: str = Field(pattern=NAME, max_length=80, description="names the folder of the results")
    title: str = ""
    title_de: str = ""
    question: str = Field("", description="what the experiment is to find out")
    question_de: str = ""
    scenario: str = Field("baseline", description="a shipped scenario or a file, from which arms differ")
    changes: dict[str, Any] = Field({}, description="values to change in every arm")
    baseline: str | None = Field(None, description="the arm that others are compared with; without it, the first")
    seeds: int | Listed[int] = Field(10, description="number of seeds from 0 on, or a list")
    ticks: int | None = Field(
        None, ge=0, le=100_000, description="length of every run; without it, as the scenario says"
    )
    outputs: OutputsPart = OutputsPart()
    replication: ReplicationPart | None = None
    arms: Listed[ArmPart] = ()
    designs: Listed[DesignPart] = ()
