"""Metrics of one's own: functions of the world, measured in every tick as one more column of the series."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from clustersim.core.registry import Registry
from clustersim.errors import InputError, Problem
from clustersim.metrics.series_columns import package_columns

GROUP = "clustersim.metrics"  # under which packages announce metrics of one's own
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


class OwnMetric(NamedTuple):
    """A column that somebody adds to the series; `measure` takes the world as it is and returns a number.

    It may read everything and change nothing; undefined is NaN, never 0. `measure` is a function at the top of a
    module, so that the processes of a batch can import it.
    """

    name: str
    unit: str
    doc: str
    measure: Callable[..., float]  # of a `clustersim.World`


def _checked(given: object) -> tuple[str, OwnMetric, object]:
    """Return a metric that somebody wrote, its name and its function; InputError if it is not complete."""
    if not isinstance(given, OwnMetric):
        raise InputError([Problem("", 0, f"metric {given!r}", "is no metric: it must be a clustersim.OwnMetric")])
    wrong = [f"{name} must be a text" for name in ("name", "unit", "doc") if not _text(getattr(given, name))]
    if not wrong and not NAME.fullmatch(given.name):
        wrong.append("name must be lower-case letters, digits and '_', starting with a letter")
    elif not wrong and given.name in package_columns():
        wrong.append("is a metric of the package; choose another name")
    function: object = given.measure
    if not callable(function):
        wrong.append("measure must be a function of the world")
    if wrong:
        raise InputError(Problem("", 0, f"metric {given.name}", message) for message in wrong)
    return given.name, given, function


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


OWN_METRICS: Registry[OwnMetric] = Registry("metric", GROUP, {}, _checked)


def register_metric(metric: OwnMetric) -> None:
    """Make a metric of one's own known: measured in every run from now on, as a column of the series.

    A package can announce it in the group `clustersim.metrics` instead. It stands in the manifest of
    every run, and in the fingerprint, so that results of different versions of it are not mixed.

    Raises
    ------
    InputError
        If something is missing, or its name is taken.
    """
    OWN_METRICS.add(metric)
