"""The tables of a scenario, one class each. Everything is frozen, unknown keys are refused, numbers are finite."""

from __future__ import annotations

import math
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from clustersim.metrics.metric import MetricSet
from clustersim.spec.regimes import Regime
from clustersim.spec.schedule import PhaseName

T = TypeVar("T")
CLOSE = 1e-9  # relative rounding of a scale that came about by division
Listed = Annotated[tuple[T, ...], Field(strict=False)]  # written as a list in a file
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]
Share = Annotated[float, Field(ge=0, le=1)]
Years = Annotated[float, Field(ge=0, le=1000)]
Confidence = Literal["", "H", "M", "L"]
Basis = Literal["", "made-up", "official", "register"]


class Part(BaseModel):
    """Base of all tables."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)


class Town(Part):
    """A town: the region's accessibility falls with the distance from towns."""

    name: str = ""
    x: float = Field(description="km from the western edge of the grid")
    y: float = Field(description="km from the southern edge of the grid")
    weight: float = Field(1.0, ge=0, le=1e9, description="size of the town relative to the others")


class CellRow(Part):
    """What is known of one cell; what is not given follows from the towns."""

    column: int = Field(ge=0, description="0 is the west")
    row: int = Field(ge=0, description="0 is the south")
    inside: bool = Field(True, description="part of the region")
    accessibility: Share | None = Field(None, description="1 is the most accessible place; without it, from the towns")
    floor_space: float | None = Field(None, ge=0, le=1e7, description="firm places; without it, from accessibility")
    source: str = ""
    confidence: Confidence = ""


class Region(Part):
    """The grid, the towns on it, or the cells one by one."""

    name: str = Field("", description="what titles and reports call the region; without it, the scenario's name")
    name_de: str = ""
    basis: Basis = Field("", description="what its figures rest on: made-up, official (statistics) or register (firms)")
    columns: int = Field(40, ge=1, le=10_000)
    rows: int = Field(40, ge=1, le=10_000)
    cell_km: float = Field(1.0, ge=0.05, le=50, description="edge of a cell in km")
    scale: float = Field(
        1.0, gt=0, le=1e5, description="area as a multiple of this grid, which is repeated (set by `with_firms`)"
    )
    longitude: float | None = Field(
        None, ge=-180, le=180, description="of the south-west corner, for places given in degrees"
    )
    latitude: float | None = Field(None, ge=-80, le=80, description="of the south-west corner")
    towns: Listed[Town] = ()
    cells: Listed[CellRow] | None = Field(
        None, description="if given, cells that are not listed are not part of the region"
    )

    @property
    def width(self) -> float:
        """East-west extent of the grid in km, before scaling."""
        return self.columns * self.cell_km

    @property
    def height(self) -> float:
        """South-north extent of the grid in km, before scaling."""
        return self.rows * self.cell_km

    @property
    def whole_tiles(self) -> int:
        """How often a region scaled up holds this grid as a whole; 1 for one drawn together."""
        return max(1, math.floor(self.scale * (1.0 + CLOSE)))

    @property
    def cut_columns(self) -> int:
        """Columns that one more tile has, cut off in the east, so that the area is right; 0 without such a tile."""
        return round(self.columns * max(self.scale - self.whole_tiles, 0.0))

    @property
    def tiles_across(self) -> int:
        """Tiles in a row: as many as make the region about as wide as high, in tiles."""
        return math.ceil(math.sqrt(self.whole_tiles + (self.cut_columns > 0)))

    @property
    def world_columns(self) -> int:
        """Columns of the simulated grid, after scaling."""
        shrunk = max(1, round(self.columns * math.sqrt(self.scale)))
        return shrunk if self.scale < 1.0 else self.columns * self.tiles_across

    @property
    def world_rows(self) -> int:
        """Rows of the simulated grid, after scaling."""
        shrunk = max(1, round(self.rows * math.sqrt(self.scale)))
        tiles = self.whole_tiles + (self.cut_columns > 0)
        return shrunk if self.scale < 1.0 else self.rows * -(-tiles // self.tiles_across)


class FirmRow(Part):
    """One firm that exists at the start."""

    x: float = Field(description="km from the western edge of the grid")
    y: float = Field(description="km from the southern edge of the grid")
    sector: str = Field(description="key of its sector")
    employees: float = Field(ge=1, le=1e7)
    age: float | None = Field(
        None, ge=0, le=1000, description="years at the start; without it, drawn for the firm's size"
    )
    name: str = ""
    line: int | None = Field(None, ge=1, description="of the table that the firm comes from")


class Start(Part):
    """The state at tick 0."""

    kind: Literal["emerging", "mature", "uniform"] = "emerging"
    firms: int = Field(
        1000,
        ge=1,
        le=100_000_000,
        description="stationary number of firms of all sectors; without it, as many as are given one by one",
    )
    year: int | None = Field(
        None, ge=1000, le=3000, description="calendar year of tick 0, for firms given with the year of foundation"
    )
    given: Listed[FirmRow] | None = Field(None, description="the firms at the start, one by one, instead of drawn ones")


class Sector(Part):
    """A sector of the economy."""

    key: Key
    title: str = ""
    title_de: str = ""
    group: str = Field("", description="sectors of the same group are related")
    target: bool = Field(False, description="part of the target cluster, on which the measures are taken")
    local: bool = Field(False, description="serves the local market: density and universities pull its firms less")
    share: float = Field(
        1.0, ge=0, le=1e9, description="of all firms; made to add up to 1. Without any, those of given firms"
    )
    employees: float | None = Field(
        None, ge=0, le=1e9, description="jobs in the sector; without it, they follow from the law of sizes"
    )
    entry_rate: float = Field(0.08, ge=0.005, le=0.5, description="entries a year per firm")
    tradable_share: Share = Field(
        1.0, description="share of sales outside the region; at 1 jobs do not follow regional demand"
    )
    nace: Listed[str] = Field((), description="beginnings of the NACE (WZ) codes that belong to the sector")


class Relatedness(Part):
    """How related sectors are: from their groups, from shared NACE digits, or given as a matrix."""

    model_config = ConfigDict(populate_by_name=True)

    from_: Literal["groups", "nace"] = Field("groups", alias="from")
    same_group: Share = 0.5
    other: Share = 0.1
    matrix: Listed[Listed[Share]] | None = Field(None, description="rows and columns in the order of the sectors")


class Institution(Part):
    """A university, a research institute or a chamber."""

    key: Key
    name: str = ""
    name_de: str = ""
    kind: Literal["university", "institute", "chamber"]
    x: float = Field(description="km from the western edge of the grid")
    y: float = Field(description="km from the southern edge of the grid")
    employees: float = Field(100.0, gt=0, le=1e6)
    profile: dict[str, Share] = Field(
        {}, description="by sector: how far research serves it; for a chamber, 1 where its members are"
    )
    source: str = ""
    confidence: Confidence = ""


class Agency(Part):
    """The development agency."""

    name: str = "Development agency"
    x: float | None = Field(None, description="km from the western edge; without it, the middle of the grid")
    y: float | None = Field(None, description="km from the southern edge; without it, the middle of the grid")
    budget: float | None = Field(None, ge=0, le=1e12, description="EUR a year; without it, no limit")
    staff: float | None = Field(None, ge=0, le=1e6, description="posts; without it, no limit")
    regime: Regime = "simultaneous"
    commitments: Literal["kept", "dropped"] = Field(
        "dropped",
        description="what becomes of a task that was started when the regime turns to others: it goes on in full, or it"
        " stops and is forgotten",
    )
    budgeting: Literal["queue", "proportional"] = Field(
        "proportional",
        description="what a budget that does not suffice does: tasks queue for it, or all of them shrink alike",
    )
    progress: Literal["share", "mean"] = Field(
        "mean",
        description="what ends the stage of density: the share of target firms with critical mass (or its longest"
        " time), or their mean mass, with a way back",
    )
    entry_point: Literal["all", "organisation", "density", "networks"] = Field(
        "all", description="where the policy starts: which tasks run at first"
    )
    breadth: int | None = Field(
        None, ge=1, le=1000, description="most tasks that run at the same time; without it, all of them"
    )
    focus: Literal["balanced", "density", "networks"] = Field(
        "balanced", description="where the emphasis lies; other tasks run at a lower intensity"
    )
    start: Years = Field(0.0, description="years after tick 0")
    stop: Years | None = Field(None, description="years after tick 0; without it, to the end")
    targeting: Share = Field(0.5, description="who gets support: 0 those for whom it adds most, 1 those who look best")
    review_years: float = Field(1.0, gt=0, le=100, description="years between two reviews")


class Shock(Part):
    """Something that happens to the region, in every arm of a comparison alike."""

    kind: Literal["demand", "technology", "anchor"]
    start: Years = Field(description="years after tick 0")
    years: float = Field(1.0, gt=0, le=1000, description="how long a demand shock lasts, or a technology shift takes")
    sector: str | None = Field(None, description="key of the sector it hits; without it, all target sectors")
    size: float = Field(
        0.0,
        ge=-10,
        le=10,
        description="demand: growth of firms [1/year]; technology: how far the centroid moves [technology units]",
    )
    direction: float = Field(0.0, ge=0, le=360, description="technology: direction in degrees from the first axis")
    loss: float = Field(
        0.1, ge=0, le=2, description="technology: knowledge that incumbents lose per technology unit [log points]"
    )
    firms: int = Field(1, ge=1, le=1000, description="anchor: how many of the largest firms close")


class OwnPhase(Part):
    """A phase of one's own: a function of the world that runs in every tick, after one of the model's phases."""

    call: str = Field(
        pattern=r"^[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*$", description="the function, as module:function"
    )
    after: PhaseName = Field(description="the phase after which it runs")


class Output(Part):
    """What a run keeps."""

    events: bool = True
    metrics: MetricSet = Field(
        "headline",
        description="standard: also structure of space and network at start, middle and end; full: also what is dear",
    )
