"""`repeat`: a run again, from its manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustersim.cli.options import Quiet
from clustersim.cli.terminal import announce_compilation

DIFFERENT = 1


def repeat(
    manifest: Annotated[
        Path, typer.Argument(help="Manifest of a run, or the folder of its results.", metavar="MANIFEST")
    ],
    quiet: Quiet = False,
) -> None:
    """Simulate once more what a manifest describes and compare the results, also with the tables that lie beside it.

    Nothing is written.
    """
    from clustersim.core.progress import progress_bar
    from clustersim.runs.repeat import repeat_run
    from clustersim.runs.stored import read_run

    told = read_run(manifest)
    announce_compilation(quiet)
    with progress_bar(told.ticks_done, told.scenario, "tick", quiet) as bar:
        found = repeat_run(manifest, lambda _: bar.update())
    run = f"{found.scenario}, seed {found.seed}, {found.ticks} ticks"
    if found.same:
        print(f"{run}: the same results ({found.now[:16]}...)")
    else:
        print(f"{run}: other results than those of the manifest")
        print(f"  hash then {found.before}\n  hash now  {found.now}")
        for difference in found.differences or ("no version differs: this should not be",):
            print(f"  {difference}")
    if found.stored is not None:
        print(
            "Stored tables: those of the manifest" if not found.stored else "Stored tables: not those of the manifest"
        )
        print("".join(f"  {what}\n" for what in found.stored), end="")
    if not found.same or found.stored:
        raise typer.Exit(DIFFERENT)
