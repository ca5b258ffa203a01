"""What commands say in German: every one that speaks takes --lang, and no English word is left in what it prints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from clustersim.cli.app import app
from tests.helpers.batch_worlds import run_here, tiny_plan

SPEAKING = {
    *("run", "story", "demo", "compare", "attribute", "optimise", "evaluate", "why", "report", "plan", "status"),
    *("policies", "region", "check"),
}
ENGLISH = (
    *("seed", "seeds", "arm", "arms", "baseline", "difference", "interval", "verdict", "finished", "failed", "runs"),
    *("what", "year", "years", "the", "and", "with", "without", "of", "no", "policy", "firms", "jobs", "ties", "task"),
    *(
        "networking",
        "density",
        "network",
        "strength",
        "Tables",
        "Results",
        "start",
        "unit",
        "public",
        "entered",
        "none",
    ),
)
# folders, keys with values, and commands to type, are no German
PATHS = re.compile(r"\S*[/`]\S*|\w+\.csv|\w+\.[\w.]+ = [^,) ]+|clustersim .*")


def test_every_command_that_speaks_takes_a_language() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for name in SPEAKING:
        spellings = {spelling for option in commands[name].params for spelling in option.opts}
        assert {"--lang", "--language", "-l"} <= spellings, name


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("german")
    run_here(tiny_plan(folder, seeds=3, outputs="firms = true\nevents = true\n"), folder / "r")
    return folder / "r"


def english_in(text: str) -> set[str]:
    """Return the English words in what a command printed."""
    return set(re.findall(r"\b[A-Za-z]+\b", PATHS.sub(" ", text))) & set(ENGLISH)


def test_the_look_finds_english() -> None:
    assert english_in("Variante  baseline  Befund\nErgebnisse in results/the/arm") == {"baseline"}


@pytest.mark.parametrize(
    "words",
    [
        *(("compare", "--no-figures"), ("attribute", "--no-figures"), ("status",), ("why", "networking")),
        ("compare", "--no-figures", "--metric", "mean_rent", "--at", "mean"),
    ],
)
def test_what_is_said_of_a_batch_is_german(command: Any, batch: Path, words: tuple[str, ...]) -> None:
    done = command(words[0], batch, *words[1:], "--lang", "de")
    assert done.code == 0, done.err
    assert english_in(done.out + done.err) == set()
    assert re.search(r"\d,\d", done.out) or words[0] in {"status", "why"}
    assert not re.search(r"\d\.\d(?!\d\d)", PATHS.sub(" ", done.out))
    english = command(words[0], batch, *words[1:])
    assert english_in(english.out)


def test_a_run_and_its_story_in_german(command: Any, tmp_path: Path) -> None:
    small = ["--set", "start.firms=150", "--set", "parameters.start.burn_in=1", "--ticks", 8, "--no-figures"]
    done = command("run", "networking", *small, "--events", "--out", tmp_path / "run", "--lang", "de")
    assert done.code == 0, done.err
    assert english_in(done.out) == set()
    told = command("story", tmp_path / "run", "--language", "de")
    assert english_in(told.out) == set()
    assert "Netzwerkmanagement" in told.out


def test_files_are_the_same_in_every_language(command: Any, batch: Path, tmp_path: Path) -> None:
    for language in ("en", "de"):
        assert command("compare", batch, "--no-figures", "--out", tmp_path / language, "--lang", language).code == 0
    names = sorted(path.name for path in (tmp_path / "en").iterdir())
    assert "effects.csv" in names
    for name in names:
        assert (tmp_path / "en" / name).read_bytes() == (tmp_path / "de" / name).read_bytes()
