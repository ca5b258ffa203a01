"""What metrics are called in headings and at axes: from the catalogues, or their own names and units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.metrics.registry import METRICS
from clustersim.texts import known, say

if TYPE_CHECKING:
    from clustersim.texts import Language


def metric_title(metric: str, language: Language = "en") -> str:
    """Return the name of a metric for a heading."""
    key = f"metric.{metric}"
    return say(language, key) if known(key) else metric.replace("_", " ").capitalize()


def metric_unit(metric: str, language: Language = "en") -> str:
    """Return the unit of a metric for an axis."""
    key = f"axis.{metric}"
    if known(key):
        return say(language, key)
    return unit_name(METRICS[metric].unit.replace("km2", "km²"), language) if metric in METRICS else metric


def unit_name(unit: str, language: Language) -> str:
    """Return a unit in a language; one that no catalogue knows stays as it is."""
    key = f"unit.{unit}"
    return say(language, key) if known(key) else unit


def is_share(metric: str) -> bool:
    """Return whether a metric lies between 0 and 1."""
    return metric in METRICS and METRICS[metric].unit == "share"
