"""`check`, `new`, `schema`: scenario files, without loading anything that simulates."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from clustersim.cli.exit_codes import WRONG_INPUT
from clustersim.errors import InputError


def check(
    files: Annotated[
        list[str], typer.Argument(help="Scenario files, or names of shipped scenarios.", metavar="FILE...")
    ],
) -> None:
    """Check scenario files: every mistake on a line of its own."""
    from clustersim.scenario import Scenario

    wrong = 0
    for file in files:
        try:
            Scenario.load(file)
        except InputError as error:
            wrong += len(error.problems)
            print(error, file=sys.stderr)
        else:
            print(f"{file}: ok")
    if wrong:
        raise typer.Exit(WRONG_INPUT)


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
    print(f"{path} is written; change it, then: clustersim check {path}; clustersim run {path}")


def schema() -> None:
    """Print the JSON schema of scenario files."""
    from clustersim.scenario import Scenario
    from clustersim.scenario.file_schema import file_schema

    print(json.dumps(file_schema(Scenario), indent=2, ensure_ascii=False))
