"""What a task must declare, and a trial of its cost: said in plain words when a task of one's own is registered."""

from __future__ import annotations

import math
import re
from inspect import isabstract
from typing import Any, get_args

from clustersim.policies.base import AnyPolicy, Observation, Policy, Settings, Stage
from clustersim.spec.parameters import describe

TEXTS = ("key", "title_en", "title_de", "short_en", "short_de", "colour", "mechanism_en", "mechanism_de", "leaves")
OTHERS = ("evidence", "stage", "fundable", "levers", "actions", "numbers", "choices", "meanings_de")
COMMON = ("staff", "partner_share")  # numbers that the budget asks of every task
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def faults(policy: object) -> list[str]:
    """Return what is wrong with something that is to be a task, in words; nothing if it is one."""
    if isinstance(policy, type) and issubclass(policy, Policy) and isabstract(policy):
        return [f"lacks the method {name}" for name in sorted(policy.__abstractmethods__)]
    if not isinstance(policy, Policy):
        return ["is no task: it must be a subclass of clustersim.Policy"]
    missing = [name for name in (*TEXTS, *OTHERS) if not hasattr(policy, name)]
    if missing:
        return [f"does not declare {name}" for name in missing]
    return _of_words(policy) + _of_figures(policy) + _of_levers(policy) + (_of_numbers(policy) or _of_cost(policy))


def _of_words(policy: AnyPolicy) -> list[str]:
    found = [f"{name} must be a text" for name in TEXTS if not isinstance(getattr(policy, name), str)]
    if not found and not KEY.fullmatch(policy.key):
        found.append("key must be lower-case letters, digits and '_', starting with a letter")
    if not found and not COLOUR.fullmatch(policy.colour):
        found.append(f"colour is {policy.colour!r}; must be a colour as '#117733'")
    if policy.stage not in get_args(Stage):
        found.append(f"stage is {policy.stage!r}; must be one of: {', '.join(get_args(Stage))}")
    return found


def _of_figures(policy: AnyPolicy) -> list[str]:
    start = f"{policy.key}_"
    wrong = [figure.name for figure in policy.figures if not figure.name.startswith(start)]
    return [f"reports {name}; the name of a figure must begin with {start}" for name in wrong]


def _of_levers(policy: AnyPolicy) -> list[str]:
    from clustersim.spec.levers import LEVERS

    strange = [getattr(lever, "name", lever) for lever in policy.levers if lever not in LEVERS.values()]
    return [f"declares the lever {name}; must be a handle of clustersim.spec.levers" for name in strange]


def _of_numbers(policy: AnyPolicy) -> list[str]:
    fields = getattr(policy.numbers, "_fields", None)
    if fields is None:
        return ["numbers must be a NamedTuple whose fields are annotated with N(...)"]
    found = [f"numbers lacks {name}, which the budget needs" for name in COMMON if name not in fields]
    try:
        rows = describe(policy.numbers, policy.key)
    except (AttributeError, KeyError, NameError, TypeError) as error:
        return [*found, f"numbers: every field needs a default and N(meaning, unit, low, high, source) ({error})"]
    for row in rows:
        if not row.number.low <= row.default <= row.number.high:
            found.append(f"numbers: the default of {row.key.rpartition('.')[2]} is outside its range")
    return found


def _of_cost(policy: AnyPolicy) -> list[str]:
    """Ask what it costs at intensity 0, 1/2 and 1: nothing, and in proportion."""
    try:
        none, half, whole = (policy.cost(_blank(), _settings(policy, part)).total for part in (0.0, 0.5, 1.0))
    except Exception as error:  # whatever its author wrote
        return [f"cost fails in a small region: {type(error).__name__}: {error}"]
    if none != 0.0:
        return [f"costs {none:g} EUR a year at intensity 0, which must be the same as its absence"]
    if not math.isclose(2.0 * half, whole, rel_tol=1e-9):
        return ["has a cost that is not proportional to intensity, so that no budget can scale it"]
    return []


def _settings(policy: AnyPolicy, intensity: float) -> Settings[Any, Any]:
    return Settings(intensity, intensity, 0.0, None, (0,), (), "lead", numbers=policy.numbers(), choices=policy.choices())


def _blank() -> Observation:
    """Return what a task sees in a region of 16 cells and one sector with 100 firms."""
    import numpy as np

    inside = np.ones(16, dtype=np.bool_)
    return Observation(0, 0.0, 0.25, 4, 4, 1.0, half_distance=3.0, inside=inside, firms=(100,), universities=(1,))
