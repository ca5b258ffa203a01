"""A plan as it is stored, in full: what `Plan.as_dict` writes, read back."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeVar

from clustersim.batch.plan_parts import Arm, Outputs, Replication, check_parts
from clustersim.batch.stored import StoredPlan
from clustersim.errors import InputError, Problem
from clustersim.runs.stored import check, read_json
from clustersim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


Made = TypeVar("Made")
PLAN = "plan.json"
MEND = "run the same `clustersim batch` again to mend it"


def shared_sections(scenario: Scenario, sections: dict[str, object]) -> dict[str, object]:
    """Return a scenario in which tables and lists are named by a hash, and put them into `sections`."""
    found: dict[str, object] = {}
    for name, value in scenario.as_dict().items():
        if isinstance(value, dict | list) and value:
            mark = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
            sections[mark] = value
            found[name] = {"section": mark}
        else:
            found[name] = value
    return found


def _stored_scenario(scenario: dict[str, Any], sections: dict[str, Any], key: str) -> Scenario:
    """Return a scenario with the sections that it names; InputError if one is missing, or it is wrong."""
    found = dict(scenario)
    for name, value in scenario.items():
        if isinstance(value, dict) and "section" in value:
            mark = str(value["section"])
            if mark not in sections:
                raise InputError([Problem("", 0, f"{key}.{name}", f"names the section {mark}, which is not there")])
            found[name] = sections[mark]
    try:
        return Scenario(**found)
    except InputError as error:
        raise InputError(Problem("", 0, f"{key}.{each.key}", each.message) for each in error.problems) from None


def plan_from(data: dict[str, Any], make: Callable[..., Made]) -> Made:
    """Return the plan that `Plan.as_dict` wrote, as `make` makes it of its parts.

    Raises InputError if its arms contradict each other or cannot be made.
    """
    arms = tuple(
        Arm(
            arm["name"],
            _stored_scenario(arm["case"], data["sections"], f"arms[{number}].case"),
            arm["baseline"],
            arm["title"],
            arm["title_de"],
            None if arm["seeds"] is None else tuple(arm["seeds"]),
            tuple(arm["settings"].items()),
            swept=arm.get("swept", False),
            note=arm.get("note", ""),
            note_de=arm.get("note_de", ""),
        )
        for number, arm in enumerate(data["arms"])
    )
    more = data["replication"]
    replication = (
        None if more is None else Replication(tuple(more["metrics"]), more["half_width"], more["step"], more["most"])
    )
    check_parts(data["name"], arms, data["seeds"])
    return make(
        data["name"],
        data["title"],
        data["question"],
        arms,
        tuple(data["seeds"]),
        data["ticks"],
        Outputs(**data["outputs"]),
        replication=replication,
        title_de=data["title_de"],
        question_de=data["question_de"],
        source=data["source"],
    )


def read_stored(folder: Path, make: Callable[..., Made]) -> Made:
    """Return the plan of a folder of results, as `make` makes it; InputError if it cannot be read."""
    path = folder / PLAN
    try:
        data = read_json(path)
    except (OSError, ValueError) as error:
        message = f"is damaged or missing ({type(error).__name__}); {MEND}"
        raise InputError([Problem(str(path), 0, "", message)]) from None
    problems = check(data, StoredPlan, path)
    if not problems and isinstance(data, dict):
        try:
            return plan_from(data, make)
        except InputError as error:
            problems = [Problem(str(path), 0, each.key, f"{each.message}; it is damaged") for each in error.problems]
    raise InputError([*problems, Problem(str(path), 0, "", MEND)])
