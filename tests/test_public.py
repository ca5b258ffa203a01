"""The public interface is frozen: names and signatures, and what is shown to people imports nothing else.

A change here is a change for everybody who uses the package: it needs an entry in CHANGELOG.md (docs/stability.md).
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import clustersim
import clustersim.metrics
import clustersim.plots
import clustersim.policies
from tests.helpers.sources import nodes

ROOT = Path(__file__).resolve().parents[1]
PUBLIC_MODULES = ("clustersim", "clustersim.metrics", "clustersim.plots", "clustersim.policies")
NAMES = [
    "METRICS",
    "SCHEDULE",
    "AgentError",
    "Chamber",
    "ClusterModel(scenario, seed=None, schedule=None, *, rng=None)",
    "ClusterModel.close_firms(firms)",
    "ClusterModel.from_world(world, schedule=None)",
    "ClusterModel.run(ticks=None, progress=False)",
    "ClusterSimError",
    "DevelopmentAgency",
    "Effect",
    "Firm",
    "InputError",
    "OutputExistsError",
    "OwnMetric",
    "Plan",
    "Plan.load(source)",
    "Policy",
    "Problem",
    "Results",
    "Results.arm(name)",
    "Results.metric(name)",
    "Results.table(name, columns=None)",
    "Scenario",
    "Scenario.changed(key, value)",
    "Scenario.changed_by(changes)",
    "Scenario.load(source, overrides=())",
    "Scenario.to_toml()",
    "Scenario.with_firms(firms)",
    "University",
    "World",
    "World.fork()",
    "__version__",
    "advance(world, schedule=None)",
    "attribute(results, metrics=METRICS, at='end', arms=None)",
    "build_world(scenario, seed, *, events=True)",
    "compare(results, metrics=METRICS, baseline=None, at='end', *, paired=True)",
    "effects_table(effects)",
    "evaluate(results, arm, metric='employees', baseline=None)",
    "load(folder)",
    "paired_effect(scenario, changes, seeds=8, metrics=METRICS, *, at='end', processes=1)",
    "register(policy)",
    "register_metric(metric)",
    "run_batch(plan, folder=None, make_engine=None, *, processes=0, others='refuse', retry=False, progress=None)",
    "simulate(scenario, seed, observe=(), *, ticks=None, events=True, build=build_world, schedule=None, stop=never)",
    "why(results, run, *keys)",
]
RESULTS_TABLES = {
    "runs",
    "series",
    "measures",
    "clusters",
    "firms",
    "firms_start",
    "ties",
    "events",
    "metrics",
    "costs",
}


def shown(name: str) -> str:
    """Return a public name with its signature, as it stands in the list above."""
    first, _, method = name.partition(".")
    found = getattr(clustersim, first)
    found = getattr(found, method) if method else found
    parts = []
    for part in inspect.signature(found).parameters.values():
        if part.name == "self":
            continue
        if part.kind is part.KEYWORD_ONLY and "*" not in parts and not any(known.startswith("*") for known in parts):
            parts.append("*")
        default = "" if part.default is part.empty else f"={_default(part.default)}"
        parts.append(("*" if part.kind is part.VAR_POSITIONAL else "") + part.name + default)
    return f"{name}({', '.join(parts)})"


def _default(value: object) -> str:
    if inspect.isfunction(value):
        return value.__name__
    return "METRICS" if isinstance(value, tuple) and value else repr(value)


@pytest.mark.parametrize("module", PUBLIC_MODULES)
def test_every_public_name_is_there(module: str) -> None:
    """Names that are loaded when they are asked for: where they are said to be, they are."""
    found = sys.modules[module]
    assert [name for name in found.__all__ if not hasattr(found, name)] == []


def test_the_names_are_frozen() -> None:
    names = [line for line in NAMES if "." not in line.partition("(")[0]]
    assert [line.partition("(")[0] for line in names] == clustersim.__all__
    assert set(clustersim.__all__) <= set(dir(clustersim))
    assert all(getattr(clustersim, name) is not None for name in clustersim.__all__)


@pytest.mark.parametrize("line", [line for line in NAMES if "(" in line])
def test_signatures_are_frozen(line: str) -> None:
    assert shown(line.partition("(")[0]) == line


def test_results_have_the_tables_that_stability_promises() -> None:
    assert {name for name, _ in inspect.getmembers(clustersim.Results)} >= RESULTS_TABLES


@pytest.mark.process
def test_a_public_function_is_one_also_after_its_module_was_imported() -> None:
    code = (
        "import clustersim.analysis.compare, clustersim.analysis.why, clustersim.analysis.attribute, clustersim;"
        "print(callable(clustersim.compare), callable(clustersim.why), callable(clustersim.attribute))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 3
    rooms = {path.stem for path in Path(clustersim.__file__).parent.iterdir() if "__" not in path.stem}
    assert set(clustersim.__all__) & rooms == set()


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulates'"):
        clustersim.simulates  # noqa: B018


# ---- what people are shown ---------------------------------------------------------------------------------------------


def code_shown() -> Iterator[tuple[str, str]]:
    """Yield every piece of Python that people are shown: examples, the notebook, blocks in the documentation."""
    for path in sorted((ROOT / "examples").rglob("*.py")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "examples").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield from (
            (f"{path.name}, cell {number}", "".join(cell["source"]))
            for number, cell in enumerate(cells)
            if cell["cell_type"] == "code"
        )
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for number, block in enumerate(re.findall(r"^```python\n(.*?)^```", path.read_text("utf-8"), re.M | re.S)):
            yield f"{path.name}, block {number}", block


def private(source: str) -> list[str]:
    """Return what a piece of code imports that is not public."""
    found: list[str] = []
    for node in nodes(source):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.startswith("clustersim") and a.name not in PUBLIC_MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "clustersim":
            module = sys.modules.get(node.module or "")
            public = getattr(module, "__all__", ()) if node.module in PUBLIC_MODULES else ()
            found += [
                f"{node.module}.{a.name}"
                for a in node.names
                if a.name not in public and f"{node.module}.{a.name}" not in PUBLIC_MODULES
            ]
    return found


SHOWN = list(code_shown())


@pytest.mark.parametrize(("where", "source"), SHOWN, ids=[where for where, _ in SHOWN])
def test_what_people_are_shown_imports_public_names_only(where: str, source: str) -> None:
    assert private(source) == []


def test_a_private_import_is_noticed() -> None:
    assert private("from clustersim.batch.plan import Plan") == ["clustersim.batch.plan.Plan"]
    assert private("import clustersim.batch") == ["clustersim.batch"]
    assert private("from clustersim import Plan, plots, batch\nimport clustersim, numpy") == ["clustersim.batch"]
