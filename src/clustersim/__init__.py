"""Agent-based simulation of how clusters form in a region and of what cluster policy does to them.

>>> from clustersim import ClusterModel, Scenario
>>> model = ClusterModel(Scenario.load("baseline"), seed=1).run()
>>> model.series[["years", "cluster_density", "network_strength"]]

These names are the public interface (docs/stability.md), with those of `clustersim.metrics` and `clustersim.plots`.
They are loaded when they are first used, so `import clustersim` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustersim.analysis.attribute import attribute
    from clustersim.analysis.compare import Effect, compare, effects_table
    from clustersim.analysis.evaluate import evaluate
    from clustersim.analysis.paired_effect import paired_effect
    from clustersim.analysis.why import why
    from clustersim.batch.driver import run_batch
    from clustersim.batch.plan import Plan
    from clustersim.batch.results import Results, load
    from clustersim.errors import AgentError, ClusterSimError, InputError, OutputExistsError, Problem
    from clustersim.mesa_view.agents import Chamber, DevelopmentAgency, Firm, University
    from clustersim.mesa_view.model import ClusterModel
    from clustersim.metrics.own import OwnMetric, register_metric
    from clustersim.metrics.registry import METRICS
    from clustersim.phases.schedule import SCHEDULE, advance
    from clustersim.policies.base import Policy
    from clustersim.policies.registry import register
    from clustersim.runs.simulate import simulate
    from clustersim.scenario import Scenario
    from clustersim.start.build import build_world
    from clustersim.version import __version__
    from clustersim.world.state import World

__all__ = [
    "METRICS",
    "SCHEDULE",
    "AgentError",
    "Chamber",
    "ClusterModel",
    "ClusterSimError",
    "DevelopmentAgency",
    "Effect",
    "Firm",
    "InputError",
    "OutputExistsError",
    "OwnMetric",
    "Plan",
    "Policy",
    "Problem",
    "Results",
    "Scenario",
    "University",
    "World",
    "__version__",
    "advance",
    "attribute",
    "build_world",
    "compare",
    "effects_table",
    "evaluate",
    "load",
    "paired_effect",
    "register",
    "register_metric",
    "run_batch",
    "simulate",
    "why",
]

_PLACES = {
    "clustersim.analysis.attribute": ("attribute",),
    "clustersim.analysis.compare": ("Effect", "compare", "effects_table"),
    "clustersim.analysis.evaluate": ("evaluate",),
    "clustersim.analysis.paired_effect": ("paired_effect",),
    "clustersim.analysis.why": ("why",),
    "clustersim.batch.driver": ("run_batch",),
    "clustersim.batch.plan": ("Plan",),
    "clustersim.batch.results": ("Results", "load"),
    "clustersim.errors": ("AgentError", "ClusterSimError", "InputError", "OutputExistsError", "Problem"),
    "clustersim.mesa_view.agents": ("Chamber", "DevelopmentAgency", "Firm", "University"),
    "clustersim.mesa_view.model": ("ClusterModel",),
    "clustersim.metrics.own": ("OwnMetric", "register_metric"),
    "clustersim.metrics.registry": ("METRICS",),
    "clustersim.phases.schedule": ("SCHEDULE", "advance"),
    "clustersim.policies.base": ("Policy",),
    "clustersim.policies.registry": ("register",),
    "clustersim.runs.simulate": ("simulate",),
    "clustersim.scenario": ("Scenario",),
    "clustersim.start.build": ("build_world",),
    "clustersim.version": ("__version__",),
    "clustersim.world.state": ("World",),
}
_MODULE = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULE:
        raise AttributeError(f"module 'clustersim' has no attribute '{name}'")
    value: object = getattr(import_module(_MODULE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
