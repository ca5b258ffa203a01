"""Phases of one's own that a scenario names as `module:function`: whether they are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustersim.core.registry import imported
from clustersim.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

WHERE = "it must be installed, on PYTHONPATH, or in the folder you are in"


def checked_phase(place: str) -> Callable[[Any], None]:
    """Return the function that `module:function` names; InputError if it cannot be had."""
    fault = fault_of(place)
    if fault:
        raise InputError([Problem("", 0, f"phase {place}", fault)])
    function: Callable[[Any], None] = imported(place)  # type: ignore[assignment]
    return function


def fault_of(place: str) -> str:
    """Return what is wrong with the name of a phase, in words; nothing if it names a function."""
    module, _, name = place.partition(":")
    try:
        thing = imported(place)
    except ModuleNotFoundError as error:
        return f"is {place}; there is no module {error.name}: {WHERE}"
    except AttributeError:
        names = [word for word in vars(__import__(module, fromlist=["*"])) if not word.startswith("_")]
        return f"is {place}; the module {module} has no {name}.{did_you_mean(name, names)}"
    except Exception as error:  # whatever the module does when it is read
        return f"is {place}; the module {module} cannot be read: {type(error).__name__}: {error}"
    return "" if callable(thing) else f"is {place}; {name} is no function"
