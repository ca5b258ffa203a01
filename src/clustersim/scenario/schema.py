"""`Scenario`: everything a run needs to know, checked."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from clustersim.errors import InputError, Problem
from clustersim.scenario.checks import complete, contradictions
from clustersim.scenario.explain import Kept, explain, first_path, without
from clustersim.scenario.fields import ScenarioFields
from clustersim.scenario.files import paths
from clustersim.scenario.files.loader import changed, read
from clustersim.scenario.files.overrides import parse_overrides
from clustersim.scenario.files.writer import to_toml
from clustersim.scenario.sizes import out_of_proportion
from clustersim.scenario.tasks import keep_up
from clustersim.scenario.titles import titles_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

ROUNDS = 4  # of leaving out wrong values before the search for contradictions is given up


class Scenario(ScenarioFields):
    """A region, its actors at the start, the tasks that are switched on and every number of the model.

    Raises
    ------
    InputError
        With one problem for every mistake.
    """

    def __init__(self, **fields: Any) -> None:
        keep_up(type(self))
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
        made = read(source, overrides, cls)
        return made._renamed({key: value for key, value, _ in parse_overrides(overrides)[0]})

    def changed(self, key: str, value: object) -> Scenario:
        """Return a copy in which the value at a dotted key (`policies.networking.intensity`) is another one."""
        return self.changed_by({key: value})

    def changed_by(self, changes: Mapping[str, object]) -> Scenario:
        """Return a copy with several values changed, by their dotted keys."""
        return changed(self, changes)._renamed(changes)

    def _renamed(self, changes: Mapping[str, object]) -> Scenario:
        """Return the scenario with titles that hold after these changes."""
        titles = titles_after(self, changes)
        return self.model_copy(update=titles) if titles else self

    def with_firms(self, firms: int) -> Scenario:
        """Return a copy with another number of firms on as much more or less land, so that densities stay.

        All densities stay, of firms, institutions and towns, where `firms` is a whole multiple of the firms of the
        region as it was drawn: that region is repeated. At other sizes institutions cannot be in proportion (there are
        no halves of them, and a smaller region keeps all); a `UserWarning` says how many there are then. An agency's
        budget and staff stay what they are.
        """
        if self.start.given is not None:
            raise InputError(
                [Problem("", 0, "start.given", "a scenario whose firms are given one by one cannot be scaled")]
            )
        data = self.as_dict()
        data["region"]["scale"] = self.region.scale * max(firms, 1) / self.start.firms
        data["start"]["firms"] = firms
        scaled = Scenario(**data)
        apart = out_of_proportion(scaled)
        if apart:
            warnings.warn(apart, UserWarning, stacklevel=2)
        return scaled

    def __repr__(self) -> str:
        """Return what it is, in a line; `to_toml` returns everything."""
        region = self.region
        tasks = ", ".join(
            f"{task} {self.policies[task].intensity:g}" for task in self.policies if task in self.tasks_on()
        )
        return (
            f"<Scenario {self.name!r}: {self.start.firms:,} firms in {len(self.sectors)} sectors, "
            f"{self.world_columns} x {self.world_rows} cells of {region.cell_km:g} km, {self.ticks} ticks of "
            f"{self.tick_years:g} years; tasks: {tasks or 'none'}>"
        )

    __str__ = __repr__
    # Fields are not to be iterated over: Mesa's `batch_run` then takes a scenario for one value of a parameter.
    __iter__ = None  # type: ignore[assignment]

    def as_dict(self) -> dict[str, Any]:
        """Return everything, also what stands at its default, as plain dictionaries and lists."""
        return self.model_dump(mode="json", by_alias=True)

    def to_toml(self) -> str:
        """Return a complete scenario file; loading it gives an equal scenario."""
        return to_toml(self.as_dict())
