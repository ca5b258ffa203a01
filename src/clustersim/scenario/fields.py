"""What a scenario says: its sections, one field each."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from clustersim.scenario.groups import Numbers
from clustersim.scenario.parts import (
    Agency,
    Institution,
    Listed,
    Output,
    OwnPhase,
    Region,
    Relatedness,
    Sector,
    Shock,
    Start,
)
from clustersim.scenario.relatedness import relatedness_matrix
from clustersim.scenario.tasks import Tasks, TaskSettings
from clustersim.spec.parameters import Channels, Parameters


class ScenarioFields(BaseModel):
    """The sections of a scenario and what can be read off them; `Scenario` adds the checks and the files."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    name: str = Field(
        "scenario",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._ -]*$",
        max_length=100,
        description="names the folder of the results",
    )
    title: str = ""
    title_de: str = ""
    description: str = ""
    ticks: int = Field(80, ge=0, le=100_000, description="length of a run")
    tick_years: float = Field(0.25, ge=0.02, le=1, description="length of a tick in years")
    region: Region = Region()
    start: Start = Start()
    sectors: Listed[Sector] = Field(min_length=1, max_length=64)
    relatedness: Relatedness = Relatedness()
    institutions: Listed[Institution] = ()
    agency: Agency = Agency()
    shocks: Listed[Shock] = ()
    policies: Annotated[dict[str, TaskSettings], Tasks()] = Field(
        {}, description="the tasks that are switched on, with all their settings"
    )
    phases: Listed[OwnPhase] = Field((), description="phases of one's own, in the order in which they run")
    parameters: Annotated[Parameters, Numbers()] = Parameters()
    channels: Annotated[Channels, Numbers()] = Channels()
    output: Output = Output()

    def relatedness_matrix(self) -> list[list[float]]:
        """Return the relatedness of every pair of sectors, in the order of `sectors`."""
        return relatedness_matrix(self.sectors, self.relatedness)

    def sectors_of(self, task: str) -> tuple[int, ...]:
        """Return the numbers of the sectors that a task serves: those it names, else the target sectors."""
        named = self.policies[task].sectors
        return tuple(
            number
            for number, sector in enumerate(self.sectors)
            if (sector.target if named is None else sector.key in named)
        )

    def tasks_on(self) -> frozenset[str]:
        """Return the tasks with an intensity above 0."""
        return frozenset(task for task, settings in self.policies.items() if settings.intensity > 0.0)

    @property
    def world_columns(self) -> int:
        """Columns of the simulated grid."""
        return self.region.world_columns

    @property
    def world_rows(self) -> int:
        """Rows of the simulated grid."""
        return self.region.world_rows
