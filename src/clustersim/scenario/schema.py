"""`Scenario`: everything a run needs to know, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clustersim.errors import InputError, Problem
from clustersim.parameters import Channels, Parameters
from clustersim.scenario import paths
from clustersim.scenario.checks import complete, contradictions
from clustersim.scenario.explain import Kept, explain, first_path, without
from clustersim.scenario.groups import Numbers
from clustersim.scenario.parts import Agency, Institution, Listed, Output, Region, Relatedness, Sector, Shock, Start
from clustersim.scenario.relatedness import relatedness_matrix
from clustersim.scenario.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

ROUNDS = 4  # of leaving out wrong values before the search for contradictions is given up


class Scenario(BaseModel):
    """A region, its actors at the start, the tasks that are switched on and every number of the model.

    Raises
    ------
    InputError
        With one problem for every mistake.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    name: str = Field("scenario", pattern=r"^[A-Za-z0-9][A-Za-z0-9._ -]*$", max_length=100, description="names the folder of the results")
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
    policies: Annotated[dict[str, dict[str, Any]], Tasks()] = Field({}, description="the tasks that are switched on, with all their settings")
    parameters: Annotated[Parameters, Numbers()] = Parameters()
    channels: Annotated[Channels, Numbers()] = Channels()
    output: Output = Output()

    def __init__(self, **fields: Any) -> None:
        wrong: dict[paths.Path, str] = {}
        kept: Kept = {}
        sound = fields
        for _ in range(ROUNDS):  # values that are wrong are left out, so that contradictions among the others show too
            try:
                super().__init__(**sound)
            except ValidationError as error:
                wrong = wrong or explain(error, type(self))
                sound = without(sound, error, kept)
            else:
                complete(self)
                found = contradictions(self, set(wrong))
                wrong |= {first_path(path, kept): message for path, message in found.items()}
                break
        if wrong:
            raise InputError(Problem("", 0, paths.dotted(path), message) for path, message in wrong.items())

    @classmethod
    def load(cls, source: str | PathLike[str], overrides: Mapping[str, object] | Sequence[str] = ()) -> Scenario:
        """Return a shipped scenario by its name, or one read from a file.

        Parameters
        ----------
        source
            Name of a shipped scenario (`baseline`) or path of a TOML file.
        overrides
            Values to change, `{"policies.networking.intensity": 0.5}` or `["policies.networking.intensity=0.5"]`.
        """
        from clustersim.scenario.loader import load

        return load(source, overrides)

    def changed(self, key: str, value: object) -> Scenario:
        """Return a copy in which the value at a dotted key (`policies.networking.intensity`) is another one."""
        return self.changed_by({key: value})

    def changed_by(self, changes: Mapping[str, object]) -> Scenario:
        """Return a copy with several values changed, by their dotted keys."""
        from clustersim.scenario.loader import changed

        return changed(self, changes)

    def with_firms(self, firms: int) -> Scenario:
        """Return a copy with another number of firms on as much more or less land, so that densities stay."""
        if self.start.given is not None:
            raise InputError([Problem("", 0, "start.given", "a scenario whose firms are given one by one cannot be scaled")])
        data = self.as_dict()
        data["region"]["scale"] = self.region.scale * max(firms, 1) / self.start.firms
        data["start"]["firms"] = firms
        return Scenario(**data)

    def relatedness_matrix(self) -> list[list[float]]:
        """Return the relatedness of every pair of sectors, in the order of `sectors`."""
        return relatedness_matrix(self.sectors, self.relatedness)

    def sectors_of(self, task: str) -> tuple[int, ...]:
        """Return the numbers of the sectors that a task serves: those it names, else the target sectors."""
        named = self.policies[task]["sectors"]
        return tuple(number for number, sector in enumerate(self.sectors) if (sector.target if named is None else sector.key in named))

    @property
    def world_columns(self) -> int:
        """Columns of the simulated grid."""
        return self.region.world_columns

    @property
    def world_rows(self) -> int:
        """Rows of the simulated grid."""
        return self.region.world_rows

    def as_dict(self) -> dict[str, Any]:
        """Return everything, also what stands at its default, as plain dictionaries and lists."""
        return self.model_dump(mode="json", by_alias=True)

    def to_toml(self) -> str:
        """Return a complete scenario file; loading it gives an equal scenario."""
        from clustersim.scenario.writer import to_toml

        return to_toml(self.as_dict())
