"""`region`: a scenario from a register of plants that nobody prepared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.options import Lang
from clustersim.cli.terminal import note
from clustersim.errors import InputError, Problem
from clustersim.texts import Language, command_line, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.plant_register.plants import Plants
    from clustersim.plant_register.proposal import Proposal

Register = Annotated[Path, typer.Argument(help="Register of plants as CSV, one row a plant.", metavar="FIRMS.csv")]


def region(
    register: Register,
    *,
    out: Annotated[Path | None, typer.Option(help="Folder for the region [default: the register's name].")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="WHAT=COLUMN", help="Which column holds what, e.g. employees=Effectif."),
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system of x and y, as EPSG:25832; metres: of any plane.")
    ] = None,
    extends: Annotated[
        str | None, typer.Option(help="Scenario whose grid, towns and sectors are taken instead of proposed ones.")
    ] = None,
    target: Annotated[str | None, typer.Option(help="Key of the sector that is the target cluster.")] = None,
    reference: Annotated[
        Path | None, typer.Option(help="CSV with nace,firms of the country, for location quotients.")
    ] = None,
    cell_km: Annotated[float, typer.Option(min=0.05, max=50, help="Edge of a cell in km.")] = 1.0,
    drop: Annotated[
        list[str] | None,
        typer.Option(help="Kinds of odd rows to leave out: duplicates, no-place, outside, no-code, lost-zero, closed."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(help="Kinds of odd rows to keep: duplicates, outside, no-code, lost-zero, closed."),
    ] = None,
    unknown_sector: Annotated[
        str | None, typer.Option(help="With --extends: sector of plants whose code belongs to none.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are already there.")] = False,
    lang: Lang = "en",
) -> None:
    """Make a region from a register of plants: a scenario, its table of firms, a protocol of what was assumed."""
    from clustersim.plant_register.columns import map_columns
    from clustersim.plant_register.known_region import base_of, fit, mark_odd
    from clustersim.plant_register.plants import looks_like, read_plants
    from clustersim.plant_register.proposal import propose
    from clustersim.plant_register.protocol import doubtful, not_rows, protocol
    from clustersim.plant_register.reading import read_register
    from clustersim.plant_register.writing import firms_csv, scenario_toml, write_region
    from clustersim.runs.files import check_free, together

    folder = out or Path(register.stem)
    name = folder.resolve().name
    names = (f"{name}.toml", "firms.csv", "protocol.md")
    check_free(folder, force, ours=lambda _: True, taken=lambda there: any((there / one).exists() for one in names))
    _refuse_both(extends, target, unknown_sector, lang)
    raw = read_register(register, lang)
    columns = map_columns(raw.columns, _said(column or [], lang), raw.file, lang, looks_like(raw))
    found = read_plants(raw, columns, crs, lang)
    base, scenario = (None, None) if extends is None else base_of(extends, folder)
    if scenario is not None:
        mark_odd(found, scenario, unknown_sector, columns, str(register), lang)
    for doubt in found.doubts:
        note(doubtful(doubt, lang))
    dropped = _left_out(found, _kinds("--drop", drop, lang), _kinds("--keep", keep, lang), str(register), base, lang)
    gone = {line for lines in dropped.values() for line in lines}
    found.plants = [plant for plant in found.plants if plant.line not in gone]
    counts = None if reference is None else _counts(reference, lang)
    proposal = (
        propose(found, cell_km, target, counts, lang) if scenario is None else fit(found, scenario, unknown_sector)
    )
    count, year = len(found.plants), max((plant.founded for plant in found.plants if plant.founded), default=2025)
    files = {
        f"{name}.toml": scenario_toml(name, proposal, count, year, register.name, base, lang),
        "firms.csv": firms_csv(found.plants, proposal, register.name, lang),
        "protocol.md": protocol(raw, columns, found, dropped, proposal, base, lang),
    }
    with together(folder) as staged:
        write_region(staged, files)
    unused = [name for name in raw.columns if name not in columns.values()]
    if unused:
        print(say(lang, "region.unused", columns=", ".join(unused)))
    if raw.others:
        print(not_rows(raw, lang))
    _report(found, dropped, proposal, len(raw.rows), folder / f"{name}.toml", lang)


def _report(
    found: Plants, dropped: dict[str, list[int]], proposal: Proposal, rows: int, file: Path, lang: Language
) -> None:
    """Print what was made, counted and assumed."""
    from clustersim.plant_register.protocol import extent, odd_rows, sizes

    print(say(lang, "region.result", kept=len(found.plants), rows=rows, target=proposal.target))
    for kind, lines in found.odd.items():
        what = odd_rows(kind, lines, lang)
        print(say(lang, "region.result left" if kind in dropped else "region.result kept", what=what))
    for how, count in sizes(found.plants).items():
        print(say(lang, "region.result sizes", count=count, how=say(lang, f"region.drawn.{how}")))
    grid = {"columns": proposal.columns, "rows": proposal.rows, "km": proposal.cell_km}
    print(say(lang, "region.result grid", box=extent(found.plants, found.unit, lang), **grid))
    print(say(lang, "region.written", file=file, command=command_line("check", file)))


def _refuse_both(extends: str | None, target: str | None, unknown: str | None, lang: Language) -> None:
    """Refuse options that mean nothing with, or without, a scenario that is extended."""
    problems = []
    if extends is not None and target is not None:
        problems.append(Problem("", 0, "--target", say(lang, "region.not with extends")))
    if extends is None and unknown is not None:
        problems.append(Problem("", 0, "--unknown-sector", say(lang, "region.only with extends")))
    if problems:
        raise InputError(problems)


def _said(pairs: list[str], lang: Language) -> dict[str, str]:
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise InputError(Problem("", 0, "--column", say(lang, "region.said", pair=pair)) for pair in wrong)
    return {pair.partition("=")[0].strip(): pair.partition("=")[2].strip() for pair in pairs}


def _kinds(option: str, texts: Sequence[str] | None, lang: Language) -> set[str]:
    """Return the kinds that an option names: given once with commas, or several times."""
    from clustersim.plant_register.columns import mean
    from clustersim.plant_register.plants import ODD

    kinds = {kind.strip() for text in texts or () for kind in text.split(",") if kind.strip()}
    wrong = sorted(kinds - set(ODD))
    if wrong:
        raise InputError(
            Problem("", 0, option, say(lang, "region.no kind", kind=kind, kinds=", ".join(ODD)) + mean(lang, kind, ODD))
            for kind in wrong
        )
    return kinds


def _left_out(
    found: Plants, drop: set[str], keep: set[str], file: str, base: str | None, lang: Language
) -> dict[str, list[int]]:
    """Return the lines that are left out, by kind; odd rows of which nothing is said end the command."""
    from clustersim.plant_register.plants import unkept
    from clustersim.plant_register.protocol import odd_rows

    never = unkept(base is not None)
    problems = []
    for kind, lines in found.odd.items():
        if kind in drop or (kind in keep and kind not in never):
            continue
        ways = {"no-code": "drop or sector"} if base is not None else {}
        way = ways.get(kind, {"lost-zero": "drop or zero"}.get(kind, "drop" if kind in never else "drop or keep"))
        text = say(lang, f"region.{way}", what=odd_rows(kind, lines, lang), kind=kind)
        problems.append(Problem(file, 0, kind, text))
    if problems:
        raise InputError(problems)
    return {kind: lines for kind, lines in found.odd.items() if kind in drop}


def _counts(path: Path, lang: Language) -> dict[str, float]:
    """Return the firms of the country by division."""
    from clustersim.plant_register.columns import map_columns
    from clustersim.plant_register.reading import number, read_register
    from clustersim.spec.nace import tidy_code

    raw = read_register(path, lang)
    columns = map_columns(raw.columns, {}, raw.file, lang)
    firms = next(
        (name for name in raw.columns if name.lower() in ("firms", "unternehmen", "entreprises", "plants")), None
    )
    if "nace" not in columns or firms is None:
        raise InputError([Problem(str(path), 1, "", say(lang, "region.reference"))])
    found: dict[str, float] = {}
    for code, count in zip(raw.column(columns["nace"]), raw.column(firms), strict=True):
        division = (tidy_code(code) or "").lstrip("ABCDEFGHIJKLMNOPQRSTU")
        if len(division) == 2:
            found[division] = found.get(division, 0.0) + (number(count, raw.decimal) or 0.0)
    return found
