"""A number with hundreds of digits, wherever it stands, is refused or taken; it never ends in a traceback."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from clustersim.errors import InputError
from clustersim.scenario import Scenario

EXAMPLE = Path(__file__).resolve().parents[2] / "scenarios" / "examples" / "own-region"
HUGE = "9" * 400
FILES = sorted(path.name for path in EXAMPLE.iterdir() if path.suffix in (".toml", ".csv"))


def numbers(name: str) -> list[re.Match[str]]:
    """Return the numbers of a file: all of a scenario, those of the first rows of a table."""
    text = (EXAMPLE / name).read_text(encoding="utf-8")
    found = list(re.finditer(r"(?<![\w.#-])\d+(?:\.\d+)?(?![\w.])", text))
    return found if name.endswith(".toml") else found[:24]


@pytest.mark.parametrize("name", FILES)
def test_a_huge_number_anywhere(name: str, tmp_path: Path) -> None:
    region = shutil.copytree(EXAMPLE, tmp_path / "region")
    text, found = (EXAMPLE / name).read_text(encoding="utf-8"), numbers(name)
    assert found
    for at in found:
        (region / name).write_text(text[: at.start()] + HUGE + text[at.end() :], encoding="utf-8")
        for scenario in ("own-region.toml", "own-region-firms.toml"):
            try:
                Scenario.load(region / scenario)
            except InputError as error:
                assert len(str(error)) < 20_000
