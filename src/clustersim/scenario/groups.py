"""Groups of numbers (NamedTuples of `clustersim.spec.parameters`) as fields of a scenario, with their ranges
checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from clustersim.spec.parameters import describe

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

    from clustersim.spec.parameters import Parameter


class Numbers:
    """Marks a field that holds a NamedTuple of numbers, or a NamedTuple of such groups (`Annotated[Growth,
    Numbers()]`).

    A table with any of the names is accepted; what it leaves out keeps its default.
    """

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Return how pydantic checks the group, makes it and writes it."""
        return core_schema.no_info_before_validator_function(
            as_table,
            core_schema.no_info_after_validator_function(lambda table: source(**table), group_schema(source)),
            serialization=core_schema.plain_serializer_function_ser_schema(as_table),
        )


def as_table(value: Any) -> Any:
    """Return a group of numbers as nested dictionaries; anything else as it is."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: as_table(part) for name, part in value._asdict().items()}
    return value


def is_group(value: object) -> bool:
    """Say whether a default of a NamedTuple is itself a group of numbers."""
    return isinstance(value, tuple) and hasattr(value, "_field_defaults")


def group_schema(group: Any) -> core_schema.CoreSchema:
    """Return the pydantic schema of one group, with every name optional and unknown names refused."""
    fields: dict[str, core_schema.TypedDictField] = {}
    if any(is_group(default) for default in group._field_defaults.values()):
        for name, default in group._field_defaults.items():
            part = core_schema.no_info_after_validator_function(_maker(type(default)), group_schema(type(default)))
            fields[name] = core_schema.typed_dict_field(part, required=False)
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


def _maker(group: type[Any]) -> Any:
    return lambda table: group(**table)


def _switched(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value
