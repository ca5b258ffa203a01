"""Groups of numbers (NamedTuples of `clustersim.spec.parameters`) as fields of a scenario, with their ranges
checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import core_schema

from clustersim.spec.parameters import defaults_of, describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeGuard

    from pydantic import GetCoreSchemaHandler

    from clustersim.spec.parameters import Parameter

Group = tuple[object, ...]  # a NamedTuple of numbers, or of such groups


class Numbers:
    """Marks a field that holds a NamedTuple of numbers, or a NamedTuple of such groups (`Annotated[Growth,
    Numbers()]`).

    A table with any of the names is accepted; what it leaves out keeps its default.
    """

    def __get_pydantic_core_schema__(
        self, source: type[Group], handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Return how pydantic checks the group, makes it and writes it."""
        return core_schema.no_info_before_validator_function(
            as_table,
            core_schema.no_info_after_validator_function(_maker(source), group_schema(source)),
            serialization=core_schema.plain_serializer_function_ser_schema(as_table),
        )


def as_table(value: object) -> object:
    """Return a group of numbers as nested dictionaries; anything else as it is."""
    return {name: as_table(part) for name, part in fields_of(value).items()} if is_group(value) else value


def fields_of(group: object) -> dict[str, object]:
    """Return the values of a NamedTuple by name."""
    return {name: getattr(group, name) for name in getattr(group, "_fields", ())}


def is_group(value: object) -> TypeGuard[Group]:
    """Say whether a default of a NamedTuple is itself a group of numbers."""
    return isinstance(value, tuple) and hasattr(value, "_field_defaults")


def group_schema(group: type[Group]) -> core_schema.CoreSchema:
    """Return the pydantic schema of one group, with every name optional and unknown names refused."""
    fields: dict[str, core_schema.TypedDictField] = {}
    inner = {name: type(default) for name, default in defaults_of(group).items() if is_group(default)}
    if inner:
        for name, part in inner.items():
            made = core_schema.no_info_after_validator_function(_maker(part), group_schema(part))
            fields[name] = core_schema.typed_dict_field(made, required=False)
    else:
        for row in describe(group, ""):
            fields[row.key.removeprefix(".")] = core_schema.typed_dict_field(number_schema(row), required=False)
    return core_schema.typed_dict_schema(
        fields, extra_behavior="forbid", metadata={"pydantic_js_updates": {"description": group.__doc__}}
    )


def number_schema(row: Parameter) -> core_schema.CoreSchema:
    """Return the pydantic schema of one number: a switch also takes true and false."""
    known = row.number
    about = {"description": f"{known.doc} [{known.unit}; {known.source}]", "default": row.default}
    metadata = {"pydantic_js_updates": about}
    if isinstance(row.default, int):
        whole = core_schema.int_schema(ge=int(known.low), le=int(known.high), strict=True, metadata=metadata)
        return core_schema.no_info_before_validator_function(_switched, whole) if known.unit == "switch" else whole
    return core_schema.float_schema(ge=known.low, le=known.high, allow_inf_nan=False, strict=True, metadata=metadata)


def _maker(group: Callable[..., object]) -> Callable[[dict[str, float]], object]:
    return lambda table: group(**table)


def _switched(value: object) -> object:
    return int(value) if isinstance(value, bool) else value
