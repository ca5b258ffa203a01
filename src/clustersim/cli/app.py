"""The command and its sub-commands; what a person may have done wrong ends in one line each, not in a traceback."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from clustersim.cli import (
    attribute,
    batch,
    compare,
    demo,
    evaluate,
    export,
    files,
    optimise,
    plan,
    region,
    repeat,
    report,
    run,
    schedule,
    status,
    story,
    tables,
    why,
)
from clustersim.cli.exit_codes import INTERRUPTED, WRONG_INPUT
from clustersim.errors import ClusterSimError

# a disk that is full, over its quota, cannot be written or fails, a file over its limit: no fault of the program
FULL = {getattr(errno, name, None) for name in ("ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EIO")} - {None}
OLD_OPTIONS = {"jobs": "processes"}  # options that were renamed: the old name still works, and is not shown


class Commands(TyperGroup):
    """The group of sub-commands; turns the package's own errors into messages and exit codes."""

    def invoke(self, ctx: Any) -> object:
        """Run the sub-command. Exit code 2: something a person can mend; 130: Ctrl-C."""
        try:
            return super().invoke(ctx)
        except ClusterSimError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(WRONG_INPUT) from None
        except OSError as error:
            if error.errno not in FULL:
                raise
            where = f"{error.filename}: " if error.filename else ""
            print(f"{where}cannot be written: {error.strerror}. Make room, then run the same command.", file=sys.stderr)
            raise typer.Exit(WRONG_INPUT) from None
        except KeyboardInterrupt:
            print("Interrupted; nothing was written.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    cls=Commands,
    name="clustersim",
    help="Simulate how clusters form in a region, and what cluster policy does to them.",
    epilog="First steps: clustersim run baseline; clustersim new mine; clustersim check mine.toml.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "token_normalize_func": lambda name: OLD_OPTIONS.get(name, name),
    },
)
COMMANDS = (
    *(
        run.run,
        story.story,
        files.check,
        files.new,
        region.region,
        repeat.repeat,
        demo.demo,
        tables.policies,
        tables.parameters,
        tables.levers,
        tables.metrics,
        schedule.schedule,
    ),
    *(
        plan.plan,
        batch.batch,
        status.status,
        batch.retry,
        status.verify,
        compare.compare,
        attribute.attribute,
        optimise.optimise,
        evaluate.evaluate,
        why.why,
        export.export,
        report.report,
        files.schema,
    ),
)
for command in COMMANDS:
    app.command()(command)


def print_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        from clustersim.version import __version__

        print(f"clustersim {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=print_version, is_eager=True)
    ] = False,
) -> None:
    """Simulate how clusters form in a region, and what cluster policy does to them."""


def main() -> None:
    """Run the command line (console script `clustersim`)."""
    _open_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console may not know every letter of a title
    try:
        app()
    finally:
        _let_readers_go()


def _let_readers_go() -> None:
    """Write what is left; a reader that has gone (`| head`) is no mistake, and Python shall not say so at the end."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        with suppress(OSError, ValueError):  # a stream of somebody else's has no number
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_closed_streams() -> None:
    """Give a process that was started with a closed stdout or stderr (`>&-`, services) somewhere to write to.

    Python sets such a stream to None, and the next file that is opened would get its number.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (for as long as we live)
