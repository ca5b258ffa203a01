"""Who may import whom: the layers of the package, and the fences around Mesa, Matplotlib, randomness and numba.

The rules are checked on the syntax trees, so also imports inside functions count (unless a rule says otherwise).
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "clustersim"

# A module imports only from its own line and from lines above it. A module that is not named stands where its package does.
LAYERS = (
    ("errors", "randomness", "kernel", "threads", "columns", "geography", "draws", "codes", "growth_law", "frames"),
    ("metrics",),
    ("parameters", "levers", "actions"),
    ("policies",),
    ("scenario",),
    ("world.state", "world.network", "world.traits", "world.membership"),  # the columns and what phases read of them
    ("agency",),
    ("phases",),
    ("world",),  # the builder: it lets phases run until the start is stationary
    ("agents", "mirror", "model"),
    ("snapshots", "pictures", "output", "experiments", "story"),
    ("plots",),
    ("report",),
    ("cli", "bench", "bench_batches", "docs_tables", "__main__"),
)
FENCES = {  # package: who may import it
    "mesa": {"agents", "mirror", "model", "bench_batches"},
    "matplotlib": {"plots"},
    "igraph": {"metrics", "plots"},
    "numba": {"kernel"},
    "typer": {"cli"},
    "pydantic": {"scenario", "experiments.plan_schema", "experiments.plan_file"},
    "pydantic_core": {"scenario"},
    "random": set(),
    "dask": set(),
    "distributed": {"experiments.dask_engine"},
    "dask_jobqueue": {"experiments.dask_engine"},
    "optuna": {"experiments.optimise"},
    "statsmodels": {"experiments.evaluate"},
    "networkx": {"experiments.export"},
    "jinja2": {"report"},
    "filelock": {"experiments.store"},
    "secrets": {"model"},  # a seed, when the user gives none
}
BLIND = {"phases": {"policies", "scenario", "agency"}, "policies": {"world", "phases", "agency"}}  # who may not know whom
ALLOWED = {  # the two phases that hand over to the agency
    ("phases.review_agency", "agency"),
    ("phases.apply_tasks", "agency"),
    ("experiments.paired", "plots"),  # the demonstration ends with figures
    ("metrics.structure", "random"),  # the form in which igraph takes numbers from outside; seeded by key
}
HEAVY = {"numpy", "pandas", "scipy", "numba", "mesa", "igraph", "networkx", "matplotlib", "pyarrow", "tqdm"}
LATE = {
    "world",
    "phases",
    "agents",
    "mirror",
    "model",
    "experiments",
    "output",
    "snapshots",
    "plots",
    "bench",
    "scenario",
    "policies",
    "metrics",
    "kernel",
    "draws",
}


class Import(NamedTuple):
    """One imported module, as a dotted name."""

    module: str
    line: int
    at_top: bool  # runs when the file is imported
    for_types: bool  # under `if TYPE_CHECKING`


def imports(source: str) -> Iterator[Import]:
    """Yield everything a file imports; `from clustersim import x` counts as clustersim.x."""

    def walk(node: ast.AST, at_top: bool, for_types: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(alias.name, child.lineno, at_top, for_types)
            elif isinstance(child, ast.ImportFrom):
                module = child.module or ""
                names = [f"{module}.{alias.name}" for alias in child.names] if module in {"clustersim", "numpy"} else [module]
                yield from (Import("." * child.level + name, child.lineno, at_top, for_types) for name in names)
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                yield from walk(ast.Module(child.body, []), at_top, True)
                yield from walk(ast.Module(child.orelse, []), at_top, for_types)
            else:
                function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                yield from walk(child, at_top and not function, for_types)

    yield from walk(ast.parse(source), True, False)


def layer(module: str) -> int | None:
    """Return the line of a module (dotted, without the package), None if it has none."""
    while module:
        for number, names in enumerate(LAYERS):
            if module in names:
                return number
        module = module.rpartition(".")[0]
    return None


def problems(package: Path) -> list[str]:
    """Return every import of a package's tree that breaks a rule."""
    found: list[str] = []
    for path in sorted(package.rglob("*.py")):
        name = ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(".__init__")
        if name == "__init__":
            name = "__main__"  # names things of all layers, lazily
        if layer(name) is None:
            found.append(f"{name}: has no place in the layers")
            continue
        source = path.read_text(encoding="utf-8")
        found += [f"{name}:{item.line}: {reason}" for item in imports(source) for reason in judge(name, item)]
        found += [f"{name}:{node.lineno}: numpy.random" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute) and _is_numpy_random(node)]
    return found


def judge(name: str, item: Import) -> Iterator[str]:
    """Yield what is wrong with one import of module `name`."""
    own = name.partition(".")[0]
    top, _, rest = item.module.partition(".")
    part = rest.partition(".")[0] if top == "clustersim" else top
    runs_early = item.at_top and not item.for_types
    if item.module.startswith("."):
        yield f"{item.module}: imports are absolute"
    elif (name, part) in ALLOWED:
        return
    elif top == "clustersim":
        here, there = layer(name), layer(rest)
        if part in BLIND.get(own, ()) and not item.for_types:
            yield f"{own} may not know {part}"
        elif there is not None and here is not None and there > here and not item.for_types:
            yield f"{name} may not import {rest}, which is further down"
        if own == "cli" and runs_early and part in LATE:
            yield f"cli imports {part} where it uses it"
    else:
        if top in FENCES and not any(name == allowed or name.startswith(f"{allowed}.") for allowed in FENCES[top]):
            yield f"{top} is not for {own}"
        if item.module.startswith("numpy.random"):
            yield "numpy.random"
        if own in {"cli", "scenario", "errors", "parameters"} and top in HEAVY and runs_early:
            yield f"{own} imports {top} where it uses it"


def _is_numpy_random(node: ast.Attribute) -> bool:
    return node.attr == "random" and isinstance(node.value, ast.Name) and node.value.id in {"np", "numpy"}


def test_the_package_keeps_to_its_layers_and_fences() -> None:
    assert problems(PACKAGE) == []


@pytest.mark.parametrize(
    ("file", "source", "complaint"),
    [
        ("phases/grow.py", "from clustersim.policies.registry import POLICIES", "phases may not know policies"),
        ("phases/grow.py", "from clustersim import scenario", "phases may not know scenario"),
        ("phases/grow.py", "def f():\n    import clustersim.model", "phases.grow may not import model, which is further down"),
        ("world/state.py", "from clustersim.phases.schedule import advance", "world.state may not import phases.schedule, which is further down"),
        ("phases/grow.py", "from clustersim.world.build import build_world", "phases.grow may not import world.build, which is further down"),
        ("world/build.py", "import mesa.agent", "mesa is not for world"),
        ("output.py", "from matplotlib import pyplot", "matplotlib is not for output"),
        ("draws.py", "import random", "random is not for draws"),
        ("agents.py", "import random", "random is not for agents"),
        ("draws.py", "import numba", "numba is not for draws"),
        ("world/build.py", "import numpy as np\nx = np.random.default_rng(1)", "numpy.random"),
        ("world/build.py", "from numpy.random import default_rng", "numpy.random"),
        ("world/build.py", "from numpy import random", "numpy.random"),
        ("cli/run.py", "import pandas as pd", "cli imports pandas where it uses it"),
        ("cli/run.py", "from clustersim.scenario import Scenario", "cli imports scenario where it uses it"),
        ("world/build.py", "from . import state", ".: imports are absolute"),
        ("novelty.py", "x = 1", "has no place in the layers"),
    ],
)
def test_a_planted_violation_is_found(tmp_path: Path, file: str, source: str, complaint: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    assert [problem for problem in problems(tmp_path) if problem.endswith(complaint)]


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("cli/run.py", "def run():\n    import pandas\n    from clustersim.scenario import Scenario"),
        ("world/state.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from clustersim.model import ClusterModel"),
        ("phases/apply_tasks.py", "from clustersim.agency.act import act"),
        ("agents.py", "import mesa\nfrom clustersim.world.state import World"),
        ("world/build.py", "from clustersim.phases.schedule import advance"),
    ],
)
def test_what_is_allowed_is_not_reported(tmp_path: Path, file: str, source: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    "statement",
    [
        "import clustersim",
        "from clustersim import InputError, METRICS",
        "import clustersim.cli.app",
        "from clustersim.scenario import Scenario; Scenario.load('baseline')",
    ],
)
def test_nothing_heavy_is_loaded_early(statement: str) -> None:
    heavy = ("numba", "mesa", "matplotlib", "pandas", "scipy", "igraph", "pyarrow")
    code = f"import sys; {statement}; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
