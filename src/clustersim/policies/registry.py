"""All tasks there are, in the canonical order: that of the list of tasks by Floeting (2008, p. 22f.).

The agency asks tasks in this order, whatever the order in a scenario file. The first three of the list change what
the others do, so those see what they set. Tasks of one's own come after them.
"""

from __future__ import annotations

from importlib import import_module
from inspect import isabstract
from pkgutil import iter_modules

from clustersim import policies
from clustersim.core.registry import Registry
from clustersim.errors import InputError, Problem
from clustersim.policies.base import AnyPolicy, Policy
from clustersim.policies.trial import faults

GROUP = "clustersim.policies"  # under which packages announce tasks of one's own


def _shipped() -> dict[str, AnyPolicy]:
    """Return the task of every file of this folder that holds one."""
    found = []
    for file in iter_modules(policies.__path__, f"{policies.__name__}."):
        things = vars(import_module(file.name)).values()
        classes = [thing for thing in things if isinstance(thing, type) and issubclass(thing, Policy)]
        found += [task() for task in classes if task.__module__ == file.name and not isabstract(task)]
    return {policy.key: policy for policy in sorted(found, key=lambda policy: (policy.place, policy.key))}


def _checked(given: object) -> tuple[str, AnyPolicy, object]:
    """Return a task that somebody else wrote, its key and its class; InputError if it breaks what tasks promise."""
    policy = given() if isinstance(given, type) and issubclass(given, Policy) and not isabstract(given) else given
    name = getattr(policy, "key", None) or getattr(given, "__name__", type(given).__name__)
    wrong = faults(policy)
    if wrong or not isinstance(policy, Policy):
        raise InputError(Problem("", 0, f"task {name}", message) for message in wrong)
    return policy.key, policy, type(policy)


POLICIES: Registry[AnyPolicy] = Registry("task", GROUP, _shipped(), _checked)


def register(policy: AnyPolicy | type[AnyPolicy]) -> None:
    """Make a task of one's own known, as if it were one of the package: in scenarios, plans, batches and reports.

    A package can announce it in the group `clustersim.policies` instead. What it did in a run is named in
    the manifest and changes the fingerprint, so that results of different versions of it are not mixed.

    Raises
    ------
    InputError
        If something is not declared, the task costs something at intensity 0, or its name is taken.
    """
    POLICIES.add(policy)


def short_name(task: str, language: str) -> str:
    """Return the short name of a task in a language, en or de; the key of a task that is not installed here."""
    policy = POLICIES.get(task)
    return task if policy is None else policy.short_de if language == "de" else policy.short_en
