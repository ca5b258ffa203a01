"""The settings of the tasks of cluster policy: those common to all, and the numbers each task declares."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model
from pydantic_core import core_schema

from clustersim.policies.base import choices_of
from clustersim.policies.registry import POLICIES
from clustersim.scenario.parts import Listed, Part, Share, Years
from clustersim.spec.parameters import describe

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

Cell = Annotated[tuple[int, int], Field(strict=False)]


class CommonSettings(Part):
    """What can be set for every task."""

    intensity: Share = Field(1.0, description="0 is the same as the task being absent")
    start: Years = Field(0.0, description="years after tick 0")
    stop: Years | None = Field(None, description="years after tick 0; without it, the task does not end")
    sectors: Listed[str] | None = Field(
        None, description="keys of the sectors it serves; without them, the target sectors"
    )
    cells: Listed[Cell] | None = Field(
        None, description="column and row of places it acts on; without them, the agency chooses"
    )
    role: Literal["lead", "contribute"] = Field(
        "lead", description="the agency runs the task, or takes part and partners pay a share"
    )


_known = POLICIES.shipped  # tasks that the checks were built for
_built: dict[type[BaseModel], tuple[str, ...]] = {}


def keep_up(*models: type[BaseModel]) -> None:
    """Build the checks of models anew (the inner ones first) if tasks of others were added since they were built."""
    global _known  # noqa: PLW0603
    _known = tuple(POLICIES)
    if any(_built.get(model, POLICIES.shipped) != _known for model in models):
        for model in models:
            model.model_rebuild(force=True)
            _built[model] = _known


class TaskName:
    """Marks a text that must be the key of a task (`Annotated[str, TaskName()]`)."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Return how pydantic checks it."""
        return core_schema.literal_schema(list(_known))


class Tasks:
    """Marks the field that holds the settings of the tasks that are switched on, as dictionaries by task."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Return how pydantic checks the settings of every task there is."""
        fields = {
            task: core_schema.typed_dict_field(
                core_schema.no_info_after_validator_function(
                    _as_settings, handler.generate_schema(settings_model(task))
                ),
                required=False,
            )
            for task in _known
        }
        return core_schema.typed_dict_schema(
            fields, extra_behavior="forbid", serialization=core_schema.plain_serializer_function_ser_schema(dict)
        )


@cache
def settings_model(task: str) -> type[CommonSettings]:
    """Return the class that checks the settings of one task."""
    fields: dict[str, Any] = {}
    numbers: Any = POLICIES[task].numbers
    for row in describe(numbers, ""):
        known = row.number
        about = f"{known.doc} [{known.unit}; {known.source}]"
        fields[row.key.removeprefix(".")] = (
            type(row.default),
            Field(default=row.default, ge=known.low, le=known.high, description=about),
        )
    words: Any = Literal
    for name, (default, choice) in choices_of(POLICIES[task]).items():
        fields[name] = (words[choice.values], Field(default=default, description=f"{choice.doc} [{choice.source}]"))
    model: type[CommonSettings] = create_model(f"Settings of {task}", __base__=CommonSettings, **fields)
    return model


def _as_settings(settings: CommonSettings) -> dict[str, Any]:
    return settings.model_dump()
