"""What commands say in German: every one that speaks takes --lang, and no English word is left in what it prints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from clustersim.cli.app import app
from clustersim.policies.registry import POLICIES
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


@pytest.mark.process
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


@pytest.mark.parametrize("kind", ["arm", "firms", "story"])
def test_what_is_wrong_with_results_is_german(command: Any, batch: Path, tmp_path: Path, kind: str) -> None:
    folder = batch
    if kind == "firms":
        folder = tmp_path / "bare"
        run_here(tiny_plan(tmp_path, seeds=1), folder)
    words = ("story", folder) if kind == "story" else ("evaluate", folder, "--arm", "xyz" if kind == "arm" else "all")
    done = command(*words, "--lang", "de")
    assert done.code == 2
    assert re.search({"arm": "keine Variante", "firms": "keine Unternehmen", "story": "je Lauf"}[kind], done.err)
    said = re.sub(r"`[^`]*`|--arm|es gibt: .*", " ", done.err)  # but for what is typed, and names of arms
    assert english_in(said) == set()


def test_lists_of_tasks_and_progress_are_german(command: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from clustersim.cli.progress import Bar

    listed = command("policies", "--lang", "de").out
    for english in ("levers:", "actions:", "leaves:", "evidence:", "none"):
        assert english not in listed
    assert all(policy.leaves_de and policy.leaves not in listed for policy in POLICIES.values())
    bar = Bar("demo", False, lang="de")
    bar.begin(88, 0)
    bar.begin(88, 1)
    assert capsys.readouterr().err == "88 Läufe.\n88 Läufe, davon 1 schon früher abgeschlossen.\n"


@pytest.mark.process
def test_files_are_the_same_in_every_language(command: Any, batch: Path, tmp_path: Path) -> None:
    for language in ("en", "de"):
        assert command("compare", batch, "--no-figures", "--out", tmp_path / language, "--lang", language).code == 0
    names = sorted(path.name for path in (tmp_path / "en").iterdir())
    assert "effects.csv" in names
    for name in names:
        assert (tmp_path / "en" / name).read_bytes() == (tmp_path / "de" / name).read_bytes()
