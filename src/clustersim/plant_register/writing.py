"""The files of a region made from a register: a scenario, its table of firms, and the protocol of what was assumed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from clustersim.plant_register.proposal import LOCAL_TRADABLE
from clustersim.texts import Language, command_line, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.plant_register.plants import Plant
    from clustersim.plant_register.proposal import Proposal, SectorProposal


def firms_csv(plants: Sequence[Plant], proposal: Proposal, source: str, lang: Language = "en") -> str:
    """Return the table of firms: a row for each plant, with the line it comes from and what was drawn."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    place = ("longitude", "latitude") if proposal.unit == "degrees" else ("x_km", "y_km")
    writer.writerow(["name", *place, "sector", "nace", "employees", "founded", "source", "note"])
    for plant in plants:
        where = plant.place or ("", "")
        if plant.place and proposal.unit == "km":
            where = proposal.position(plant.place)
        note = say(lang, f"region.drawn.{plant.drawn}") if plant.drawn else ""
        code, founded = plant.nace.split(" ")[0], plant.founded or ""
        from_line = f"{source}:{plant.line}"
        writer.writerow(
            [plant.name, *where, proposal.sector_of(plant), code, f"{plant.employees:g}", founded, from_line, note]
        )
    return out.getvalue()


def scenario_toml(
    name: str, proposal: Proposal, firms: int, year: int, source: str, extends: str | None, lang: Language = "en"
) -> str:
    """Return the scenario file, with a remark at everything that is a proposal.

    `extends` is the scenario whose region it is, None if grid, towns and sectors are proposed.
    """
    parts = [
        _comment(say(lang, "region.toml head", source=source)),
        _comment("; ".join(command_line(word, Path(f"{name}.toml")) for word in ("check", "run"))),
        "",
        *([f"extends = {_text(extends)}"] if extends is not None else []),
        f"name = {_text(name)}",
        *(f"{key} = {_text(say(to, 'region.title', name=name, count=firms))}" for key, to in TITLES),
        "",
        "[region]",
        *([] if extends is not None else _grid(proposal, lang)),
        'firms_file = "firms.csv"',
        *([] if extends is not None else [_comment(say(lang, "region.toml institutions")), *_towns(proposal, lang)]),
        "",
        "[start]",
        f"firms = {firms}  # {say(lang, 'region.toml firms')}",
        f"year = {year}  # {say(lang, 'region.toml year')}",
    ]
    if extends is None:
        for sector in proposal.sectors:
            parts += _sector(sector, proposal.target, lang) if sector.plants else []
    return "\n".join(parts) + "\n"


TITLES: tuple[tuple[str, Language], ...] = (("title", "en"), ("title_de", "de"))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _comment(text: str) -> str:
    return f"# {text}"


def _grid(proposal: Proposal, lang: Language) -> list[str]:
    lines = [
        f"columns = {proposal.columns}",
        f"rows = {proposal.rows}",
        f"cell_km = {proposal.cell_km:g}",
    ]
    if proposal.unit == "degrees":
        longitude, latitude = proposal.corner
        lines += [f"longitude = {longitude}  # {say(lang, 'region.toml corner')}", f"latitude = {latitude}"]
    return lines


def _towns(proposal: Proposal, lang: Language) -> list[str]:
    lines: list[str] = []
    for number, town in enumerate(proposal.towns, 1):
        lines += [
            "",
            f"[[region.towns]]  # {say(lang, 'region.toml town', plants=town.plants)}",
            f"name = {_text(say(lang, 'region.toml town name', number=number))}",
            f"x = {town.x:g}",
            f"y = {town.y:g}",
            f"weight = {town.plants}",
        ]
    return lines


def _sector(sector: SectorProposal, target: str, lang: Language) -> list[str]:
    codes = ", ".join(_text(code) for code in sector.codes)
    return [
        "",
        f"[[sectors]]  # {say(lang, 'region.toml plants', count=sector.plants)}",
        f"key = {_text(sector.key)}",
        *(f"{key} = {_text(_title(sector, to))}" for key, to in TITLES),
        *([f"group = {_text(sector.group)}"] if sector.group else []),
        *(["target = true"] if sector.key == target else []),
        *(
            ["local = true", f"tradable_share = {LOCAL_TRADABLE}  # {say(lang, 'region.toml assumption')}"]
            if sector.local
            else []
        ),
        f"share = {sector.plants}",
        f"nace = [{codes}]",
    ]


def _title(sector: SectorProposal, lang: Language) -> str:
    if sector.name:
        return sector.name
    if sector.key in ("other", "local"):
        return say(lang, "region.other sectors" if sector.key == "other" else "region.local sectors")
    return say(lang, "region.division", code=sector.codes[0])


def write_region(folder: Path, files: dict[str, str]) -> None:
    """Write all files of a region into a folder."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
