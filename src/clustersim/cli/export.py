"""`export`: one run for Gephi, QGIS, R."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from clustersim.cli.options import Force
from clustersim.cli.terminal import note

ENDING = {"graphml": ".graphml", "geojson": ".geojson", "csv": ""}


def export(
    folder: Annotated[Path, typer.Argument(help="Folder of a batch, or of a single run.", metavar="DIR")],
    name: Annotated[
        str,
        typer.Argument(
            help="ARM:SEED, ARM, or the beginning of a run's number; not for a single run.", metavar="[RUN]"
        ),
    ] = "",
    kind: Annotated[
        Literal["graphml", "geojson", "csv"],
        typer.Option("--format", help="graphml for Gephi, geojson for QGIS, csv for R."),
    ] = "graphml",
    ties: Annotated[bool, typer.Option(help="With geojson: ties as lines.")] = True,
    out: Annotated[Path | None, typer.Option(help="File (for csv a folder) to write [default: in DIR/export].")] = None,
    force: Force = False,
) -> None:
    """Export actors and ties at the end of a run."""
    from clustersim.analysis import export as exporting
    from clustersim.batch.results import load
    from clustersim.errors import InputError, Problem

    if exporting.is_single(folder):
        if name:
            raise InputError([Problem("", 0, name, f"is not needed: {folder} holds a single run")])
        run = exporting.of_single(folder)
    elif name:
        run = exporting.of_batch(load(folder), name)
    else:
        raise InputError([Problem("", 0, "RUN", "is missing: ARM:SEED, or ARM for its first seed")])
    label = name.replace(":", "-seed-") or folder.resolve().name
    path = out or folder / "export" / f"{label}{ENDING[kind]}"
    exporting.export(run, kind, path, ties=ties, replace=force)
    if run.corner is None and kind == "geojson":
        note(f"Note: {exporting.NOT_GEOGRAPHIC}; a GIS has to be told so.")
    print(f"{run.title}: {len(run.actors):,} actors, {len(run.ties):,} ties in {path}")
