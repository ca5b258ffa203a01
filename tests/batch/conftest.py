"""A plan that runs in moments, and the folder of a batch that ran undisturbed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clustersim.batch.plan import Plan
from tests.helpers.batch_worlds import run_here, tiny_plan


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return tiny_plan(tmp_path)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a batch that ran once; who changes anything takes `whole`."""
    folder = tmp_path_factory.mktemp("undisturbed")
    run_here(tiny_plan(folder), folder / "whole")
    return folder / "whole"


@pytest.fixture
def whole(undisturbed: Path, tmp_path: Path) -> Path:
    """Return a copy of one's own of the folder of a batch that ran undisturbed."""
    return Path(shutil.copytree(undisturbed, tmp_path / "whole"))
