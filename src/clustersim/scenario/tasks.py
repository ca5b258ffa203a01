"""The settings of the tasks of cluster policy: those common to all, and the numbers and words each task declares.

A file says them in one table a task (`[policies.networking]`); a scenario holds them typed (`TaskSettings`), so that
`scenario.policies["networking"].intensity` and a task's `settings.numbers.attendees` lead to their declarations.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic_core import core_schema

from clustersim.policies.base import Role, TaskNumbers, choices_of
from clustersim.policies.registry import POLICIES
from clustersim.scenario.groups import fields_of
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
    role: Role = Field("lead", description="the agency runs the task, or takes part and partners pay a share")


class TaskSettings(CommonSettings):
    """How a scenario sets a task: what is common to all tasks, and the task's own numbers and words, complete."""

    model_config = ConfigDict(arbitrary_types_allowed=True)  # made by `typed`, from what was checked

    numbers: TaskNumbers  # of the class that the task declares (`Policy.numbers`)
    choices: tuple[str, ...]  # likewise

    def as_table(self) -> dict[str, object]:
        """Return the settings as a file says them, in one table."""
        common: dict[str, object] = {name: getattr(self, name) for name in CommonSettings.model_fields}
        return common | fields_of(self.numbers) | fields_of(self.choices)


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
    """Marks the field that holds the settings of the tasks that are switched on, by task."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Return how pydantic checks the settings of every task there is."""
        fields = {
            task: core_schema.typed_dict_field(
                core_schema.no_info_before_validator_function(
                    _as_told,
                    core_schema.no_info_after_validator_function(
                        partial(typed, task), handler.generate_schema(settings_model(task))
                    ),
                ),
                required=False,
            )
            for task in _known
        }
        return core_schema.typed_dict_schema(
            fields, extra_behavior="forbid", serialization=core_schema.plain_serializer_function_ser_schema(_as_tables)
        )


@cache
def settings_model(task: str) -> type[CommonSettings]:
    """Return the class that checks the settings of one task."""
    fields: dict[str, Any] = {}
    for row in describe(POLICIES[task].numbers, ""):
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


def typed(task: str, checked: CommonSettings) -> TaskSettings:
    """Return the checked settings of a task (of `settings_model`) with its numbers and words in their groups."""
    policy = POLICIES[task]
    return TaskSettings.model_construct(
        **{name: getattr(checked, name) for name in CommonSettings.model_fields},
        numbers=policy.numbers(**{name: getattr(checked, name) for name in policy.numbers._fields}),
        choices=policy.choices(**{name: getattr(checked, name) for name in policy.choices._fields}),
    )


def _as_told(given: object) -> object:
    return given.as_table() if isinstance(given, TaskSettings) else given


def _as_tables(policies: dict[str, TaskSettings]) -> dict[str, dict[str, object]]:
    return {task: settings.as_table() for task, settings in policies.items()}
