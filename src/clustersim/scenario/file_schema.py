"""The JSON schema of scenario files: that of `Scenario`, with what only a file may say; that of other files as
it is.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any

from clustersim.policies.registry import POLICIES
from clustersim.scenario.tasks import keep_up

if TYPE_CHECKING:
    from pydantic import BaseModel

    from clustersim.scenario.files.paths import Path

FILES = {
    "cells_file": "CSV file of the cells, in place of `cells`",
    "institutions_file": "CSV file of the institutions, in place of `institutions`",
    "firms_file": "CSV file of the firms at the start, in place of `start.given`",
    "sectors_file": "CSV file that defines the sectors, or counts their firms",
}
DEGREES = {
    "longitude": {"type": "number", "description": "degrees east, in place of x"},
    "latitude": {"type": "number", "description": "degrees north, in place of y"},
}


def file_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a scenario file for the class `Scenario`, or of a plan file for the class
    `PlanFile`.
    """
    return _schema(model, tuple(POLICIES))


@cache
def _schema(model: type[BaseModel], tasks: tuple[str, ...]) -> dict[str, Any]:
    """Return that schema for the tasks there are."""
    keep_up(model)
    schema = copy.deepcopy(model.model_json_schema())
    if "Region" not in schema.get("$defs", {}):  # a plan, not a scenario
        return schema
    schema["title"] = "clustersim scenario"
    extends = {"type": "string", "description": "a shipped scenario, or the path of a file from this file's folder"}
    schema["properties"] = {"extends": extends, **schema["properties"]}
    schema.pop("required", None)  # what is missing may stand in the file that is extended
    parts = schema["$defs"]
    parts["Region"]["properties"] |= {name: {"type": "string", "description": text} for name, text in FILES.items()}
    for name in ("Town", "Institution", "Agency"):
        parts[name]["properties"] |= DEGREES
        parts[name]["required"] = [field for field in parts[name].get("required", ()) if field not in ("x", "y")]
    return schema


def schema_at(model: type[BaseModel], path: Path) -> dict[str, Any]:
    """Return the part of that schema that describes the value at a path; empty where there is none."""
    root = file_schema(model)
    place = root
    for part in (*path, None):
        while "$ref" in place or "anyOf" in place:
            place = root["$defs"][place["$ref"].rsplit("/", 1)[1]] if "$ref" in place else place["anyOf"][0]
        if part is None:
            break
        step = (
            place.get("items", {})
            if isinstance(part, int)
            else place.get("properties", {}).get(part, place.get("additionalProperties"))
        )
        place = step if isinstance(step, dict) else {}
    return place
