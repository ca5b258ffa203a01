"""`repeat`: a run again, from its manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustersim.cli.options import Quiet
from clustersim.cli.progress import progress_bar
from clustersim.cli.terminal import announce_compilation

DIFFERENT = 1


def repeat(
    manifest: Annotated[
        Path, typer.Argument(help="Manifest of a run, or the folder of its results.", metavar="MANIFEST")
    ],
    quiet: Quiet = False,
) -> None:
    """Simulate once more what a manifest describes and compare the results. Nothing is written."""
    from clustersim.runs.repeat import read_run_manifest, repeat_run

    told = read_run_manifest(manifest)
    announce_compilation(quiet)
    with progress_bar(int(told["ticks_done"]), str(told.get("scenario", "run")), "tick", quiet) as bar:
        found = repeat_run(manifest, lambda _: bar.update())
    if found.same:
        print(f"{found.scenario}, seed {found.seed}, {found.ticks} ticks: the same results ({found.now[:16]}...)")
        return
    print(f"{found.scenario}, seed {found.seed}, {found.ticks} ticks: other results than those of the manifest")
    print(f"  hash then {found.before}\n  hash now  {found.now}")
    for difference in found.differences or ("no version differs: this should not be",):
        print(f"  {difference}")
    raise typer.Exit(DIFFERENT)
