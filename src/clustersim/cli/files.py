"""`check`, `new`, `schema`: scenario files, without loading anything that simulates."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.exit_codes import WRONG_INPUT
from clustersim.cli.options import Lang
from clustersim.cli.terminal import note
from clustersim.errors import InputError
from clustersim.texts import Language, command_line, say

if TYPE_CHECKING:
    from clustersim.scenario import Scenario


def check(
    files: Annotated[
        list[str], typer.Argument(help="Scenario files, or names of shipped scenarios.", metavar="FILE...")
    ],
    lang: Lang = "en",
) -> None:
    """Check scenario files: every mistake on a line of its own, and what is assumed because a file does not say it."""
    from clustersim.scenario import Scenario
    from clustersim.start.assumed import assumptions

    wrong = 0
    for file in files:
        try:
            scenario = Scenario.load(file)
        except InputError as error:
            wrong += len(error.problems)
            print(error, file=sys.stderr)
        else:
            print(say(lang, "check.ok", file=file))
            note_no_difference(file, scenario, lang)
            for name, values in assumptions(scenario):
                note(say(lang, "check.assumed", file=file, text=say(lang, f"assumed.{name}", **values)))
    if wrong:
        raise typer.Exit(WRONG_INPUT)


def note_no_difference(source: str, scenario: Scenario, lang: Language) -> None:
    """Say that a scenario file changes nothing of the scenario it extends, if so."""
    from clustersim.scenario.files.documents import OWN_TEXTS, extended_by

    extends = extended_by(source)
    if extends is None:
        return
    one, other = (
        {key: value for key, value in each.as_dict().items() if key not in OWN_TEXTS}
        for each in (scenario, type(scenario).load(extends))
    )
    if one == other:
        note(say(lang, "check.no difference", file=source, extends=extends.stem))


def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario.")],
    out: Annotated[Path | None, typer.Option(help="File to write [default: NAME.toml].")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is already there.")] = False,
) -> None:
    """Write a commented scenario file to start from."""
    from clustersim.cli.template import scenario_text
    from clustersim.runs.files import check_free, write_text

    path = out or Path(f"{name}.toml")
    text = scenario_text(name)
    check_free(path, force, folder=False)
    write_text(path, text)
    print(f"{path} is written; change it, then: {command_line('check', path)}; {command_line('run', path)}")


def schema() -> None:
    """Print the JSON schema of scenario files."""
    from clustersim.scenario import Scenario
    from clustersim.scenario.file_schema import file_schema

    print(json.dumps(file_schema(Scenario), indent=2, ensure_ascii=False))
