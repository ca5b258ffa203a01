"""Commands that are printed to be copied run as they stand, whatever blanks, quotes and signs the names have."""

from __future__ import annotations

import ast
import html
import json
import os
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import clustersim
from clustersim.cli.app import app
from clustersim.texts import command_line, keys, say
from clustersim.texts.catalogue import CATALOGUES
from tests.helpers.batch_worlds import run_here, tiny_plan, tiny_text
from tests.helpers.sources import nodes

PACKAGE = Path(clustersim.__file__).parent
ODD = 'it\'s a $HOME; & "b"'  # a name that only a quoting shell lets through
NAMES = "|".join(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
COMMAND = re.compile(rf"clustersim (?:{NAMES})(?: [^{{}}`;]*)?$")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names that these tests use cannot be had on Windows")


def test_a_word_that_is_more_to_a_shell_is_quoted() -> None:
    assert command_line("run", Path("a b/c.toml"), "--seed", 3) == "clustersim run 'a b/c.toml' --seed 3"
    assert shlex.split(command_line("run", Path(ODD))) == ["clustersim", "run", ODD]
    assert command_line("check", Path("-odd.toml"), "-q") == "clustersim check ./-odd.toml -q"


def unquoted(source: str) -> Iterator[int]:
    """Yield the lines of f-strings that put a value behind `clustersim WORD` by themselves."""
    for node in nodes(source):
        for text, value in zip(node.values, node.values[1:], strict=False) if isinstance(node, ast.JoinedStr) else ():
            said = isinstance(text, ast.Constant) and COMMAND.search(str(text.value))
            if said and isinstance(value, ast.FormattedValue):
                yield node.lineno


def test_the_look_finds_what_is_not_quoted() -> None:
    assert list(unquoted('f"next: clustersim retry {folder}"')) == [1]
    assert list(unquoted('f"next: {command}; `clustersim retry` of {folder}"')) == []


def test_no_command_is_put_together_by_hand() -> None:
    found = {
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in PACKAGE.rglob("*.py")
        for line in unquoted(path.read_text(encoding="utf-8"))
    }
    assert found == set()
    by_hand = [
        (language, key)
        for language, texts in CATALOGUES.items()
        for key in keys()
        for before in texts[key].split("{")[:-1]
        if COMMAND.search(before)
    ]
    assert by_hand == []


def printed(text: str) -> list[list[str]]:
    """Return the commands in what was printed, as a shell reads them, without their first word."""
    found: list[list[str]] = []
    for start in re.finditer(rf"(?m)clustersim (?:{NAMES}) .*$", text):
        words = shlex.shlex(start[0], posix=True, punctuation_chars=";")
        words.whitespace_split = True
        for word in words:
            if word == "clustersim":
                found.append([])
            elif word != ";":
                found[-1].append(word)
    return found


@pytest.fixture
def batch(command: Callable[..., Any], tmp_path: Path) -> Path:
    """Return the folder of a batch with an odd name."""
    (tmp_path / ODD).mkdir()
    plan = Path(ODD) / "my plan.toml"
    plan.write_text(tiny_text(seeds=2, outputs="events = true"))
    done = command("batch", plan, "--out", Path(ODD) / "r", "-j", 1)
    assert done.code == 0, done.err
    for words in printed(done.out):
        assert command(*words, *(("--no-figures",) if words[0] == "compare" else ())).code == 0, words
    assert [words[0] for words in printed(done.out)] == ["compare", "report"]
    return Path(ODD) / "r"


@pytest.mark.process
def test_what_is_printed_of_a_batch_runs_as_it_stands(command: Callable[..., Any], batch: Path) -> None:
    for language in ("en", "de"):
        (words,) = printed(command("why", batch, "networking", "--lang", language).out)
        done = command(*words)
        assert done.code == 0, done.err


@pytest.mark.process
def test_a_report_names_the_commands_that_make_it_again(command: Callable[..., Any], batch: Path) -> None:
    page = html.unescape((batch / "report-en.html").read_text())
    first, second = printed(re.findall(r"<dd>(clustersim batch .*)</dd>", page)[0])
    done = command(*first, "-j", 1)
    assert done.code == 0, done.err
    assert command(*second).code == 0
    (Path(ODD) / "my plan.toml").unlink()  # what is stored with the results is left
    assert command("report", batch).code == 0
    (first, _) = printed(
        re.findall(r"<dd>(clustersim batch .*)</dd>", html.unescape((batch / "report-en.html").read_text()))[0]
    )
    assert first == ["batch", str(batch / "plan.json")]
    assert command(*first, "-q").code == 0


@pytest.mark.process
def test_status_names_the_command_that_goes_on(command: Callable[..., Any], tmp_path: Path) -> None:
    """Of a plan in a file, of one whose file has gone, and of one that never had a file."""
    (tmp_path / ODD).mkdir()
    plan = tiny_plan(tmp_path / ODD, seeds=1)
    run_here(plan, tmp_path / ODD / "r")
    (tmp_path / ODD / "r" / "journal.bin").unlink(missing_ok=True)
    manifest = tmp_path / ODD / "r" / "manifest.json"
    said = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(said | {"parts": said["parts"][:2]}))
    for _ in ("the file is there", "the file is gone"):
        (words,) = printed(command("status", Path(ODD) / "r").out)
        assert command(*words, "-j", 1, "-q").code == 0, words
        manifest.write_text(json.dumps(said | {"parts": said["parts"][:2]}))
        (tmp_path / ODD / "tiny.toml").unlink(missing_ok=True)


def test_a_manifest_names_the_command_that_makes_it_again(command: Callable[..., Any], tmp_path: Path) -> None:
    own = tmp_path / f"{ODD}.toml"
    own.write_text('name = "odd"\nextends = "mature"\n[start]\nfirms = 60\n[parameters.start]\nburn_in = 1.0\n')
    given = ("--set", "policies.networking.intensity=0.5", "--ticks", 3, "--no-figures")
    assert command("run", own.name, *given, "--metrics", "standard", "--out", "one").code == 0
    told = json.loads((tmp_path / "one" / "manifest.json").read_text())
    again = command(*shlex.split(told["command"])[1:], "--no-figures", "--out", "two")
    assert again.code == 0, again.err
    assert json.loads((tmp_path / "two" / "manifest.json").read_text())["result_sha256"] == told["result_sha256"]


def test_the_story_and_a_new_scenario_name_commands_that_run(command: Callable[..., Any], tmp_path: Path) -> None:
    (words, run) = printed(command("new", "mine", "--out", f"{ODD}.toml").out)
    assert (words, run[0]) == (["check", f"{ODD}.toml"], "run")
    assert command(*words).code == 0
    assert say("en", "story.caused", cost="1", command=command_line("why", Path(ODD))).count("'") > 0
