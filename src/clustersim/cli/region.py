"""`region`: a scenario from a register of plants that nobody prepared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from clustersim.plant_register.plants import Plants

Register = Annotated[Path, typer.Argument(help="Register of plants as CSV, one row a plant.", metavar="FIRMS.csv")]


def region(
    register: Register,
    *,
    out: Annotated[Path | None, typer.Option(help="Folder for the region [default: the register's name].")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="WHAT=COLUMN", help="Which column holds what, e.g. employees=Effectif."),
    ] = None,
    crs: Annotated[str | None, typer.Option(help="Coordinate system of x and y, as EPSG:25832.")] = None,
    target: Annotated[str | None, typer.Option(help="Key of the sector that is the target cluster.")] = None,
    reference: Annotated[
        Path | None, typer.Option(help="CSV with nace,firms of the country, for location quotients.")
    ] = None,
    cell_km: Annotated[float, typer.Option(min=0.05, max=50, help="Edge of a cell in km.")] = 1.0,
    drop: Annotated[
        str, typer.Option(help="Kinds of odd rows to leave out: duplicates, no-place, outside, no-code.")
    ] = "",
    keep: Annotated[str, typer.Option(help="Kinds of odd rows to keep: duplicates, outside, no-code.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace files that are already there.")] = False,
) -> None:
    """Make a region from a register of plants: a scenario, its table of firms, a protocol of what was assumed."""
    from clustersim.plant_register.columns import map_columns
    from clustersim.plant_register.plants import read_plants
    from clustersim.plant_register.proposal import propose
    from clustersim.plant_register.protocol import protocol
    from clustersim.plant_register.reading import read_register
    from clustersim.plant_register.writing import firms_csv, scenario_toml, write_region
    from clustersim.runs.files import check_free

    folder = out or Path(register.stem)
    name = folder.resolve().name
    names = (f"{name}.toml", "firms.csv", "protocol.md")
    check_free(folder, force, ours=lambda _: True, taken=lambda there: any((there / one).exists() for one in names))
    raw = read_register(register)
    columns = map_columns(raw.columns, _said(column or []), raw.file)
    plants = read_plants(raw, columns, crs)
    dropped = _left_out(plants, _kinds("--drop", drop), _kinds("--keep", keep), str(register))
    gone = {line for lines in dropped.values() for line in lines}
    kept = [plant for plant in plants.plants if plant.line not in gone]
    proposal = propose(kept, cell_km, target, None if reference is None else _counts(reference))
    year = max((plant.founded for plant in kept if plant.founded), default=2025)
    files = {
        f"{name}.toml": scenario_toml(name, proposal, len(kept), year, register.name),
        "firms.csv": firms_csv(kept, proposal, register.name),
        "protocol.md": protocol(raw, columns, plants, len(kept), dropped, proposal),
    }
    write_region(folder, files)
    print(f"{len(kept)} plants of {len(raw.rows)} rows; target cluster: {proposal.target}")
    for how, count in plants.notes.items():
        print(f"employees of {count} plants: {how}")
    print(
        f"{folder / f'{name}.toml'}, firms.csv and protocol.md are written; next: clustersim check "
        f"{folder / f'{name}.toml'}"
    )


def _said(pairs: list[str]) -> dict[str, str]:
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise InputError(
            Problem("", 0, "--column", f"{pair} must be WHAT=COLUMN, as employees=Effectif") for pair in wrong
        )
    return {pair.partition("=")[0].strip(): pair.partition("=")[2].strip() for pair in pairs}


def _kinds(option: str, text: str) -> set[str]:
    from clustersim.plant_register.plants import ODD

    kinds = {kind.strip() for kind in text.split(",") if kind.strip()}
    wrong = sorted(kinds - set(ODD))
    if wrong:
        raise InputError(
            Problem("", 0, option, f"{kind} is none of {', '.join(ODD)}.{did_you_mean(kind, list(ODD))}")
            for kind in wrong
        )
    return kinds


def _left_out(plants: Plants, drop: set[str], keep: set[str], file: str) -> dict[str, list[int]]:
    """Return the lines that are left out, by kind; odd rows of which nothing is said end the command."""
    from clustersim.plant_register.protocol import listed

    problems = []
    for kind, lines in plants.odd.items():
        if kind in drop or (kind in keep and kind != "no-place"):
            continue
        choice = "" if kind == "no-place" else f", or --keep {kind}"
        problems.append(Problem(file, 0, kind, f"{len(lines)} rows, lines {listed(lines)}: add --drop {kind}{choice}"))
    if problems:
        raise InputError(problems)
    return {kind: lines for kind, lines in plants.odd.items() if kind in drop}


def _counts(path: Path) -> dict[str, float]:
    """Return the firms of the country by division."""
    from clustersim.plant_register.columns import map_columns
    from clustersim.plant_register.reading import number, read_register
    from clustersim.spec.nace import tidy_code

    raw = read_register(path)
    columns = map_columns(raw.columns, {}, raw.file)
    firms = next(
        (name for name in raw.columns if name.lower() in ("firms", "unternehmen", "entreprises", "plants")), None
    )
    if "nace" not in columns or firms is None:
        raise InputError([Problem(str(path), 1, "", "needs the columns nace and firms")])
    found: dict[str, float] = {}
    for code, count in zip(raw.column(columns["nace"]), raw.column(firms), strict=True):
        division = (tidy_code(code) or "").lstrip("ABCDEFGHIJKLMNOPQRSTU")
        if len(division) == 2:
            found[division] = found.get(division, 0.0) + (number(count, raw.decimal) or 0.0)
    return found
