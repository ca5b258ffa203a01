"""The files of a proposed region: a scenario, its table of firms, and the protocol of what was assumed."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from clustersim.plant_register.proposal import LOCAL_TRADABLE, sector_of_plant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clustersim.plant_register.plants import Plant
    from clustersim.plant_register.proposal import Proposal, SectorProposal


def firms_csv(plants: Sequence[Plant], proposal: Proposal, source: str) -> str:
    """Return the table of firms: a row for each plant, with the line it comes from and what was drawn."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["name", "longitude", "latitude", "sector", "nace", "employees", "founded", "source", "note"])
    for plant in plants:
        note = f"size drawn: {plant.drawn}" if plant.drawn else ""
        writer.writerow(
            [
                plant.name,
                plant.longitude,
                plant.latitude,
                sector_of_plant(plant, proposal.sectors),
                plant.nace.split(" ")[0],
                f"{plant.employees:g}",
                plant.founded or "",
                f"{source}:{plant.line}",
                note,
            ]
        )
    return out.getvalue()


def scenario_toml(name: str, proposal: Proposal, firms: int, year: int, source: str) -> str:
    """Return the scenario file, with a remark at everything that is a proposal."""
    towns = "".join(
        f'\n[[region.towns]]  # proposed: a dense cell with {town.plants} plants around it\nname = "town {number}"\n'
        f"x = {town.x:g}\ny = {town.y:g}\nweight = {town.plants}\n"
        for number, town in enumerate(proposal.towns, 1)
    )
    sectors = "".join(_sector(sector, proposal.target) for sector in proposal.sectors if sector.plants)
    return f"""\
# Proposed by `clustersim region` from {source}; protocol.md says what was assumed. Change what you know better, then:
# clustersim check {name}.toml; clustersim run {name}.toml

name = {json.dumps(name)}
title = {json.dumps(f"{name}: {firms} plants of a register", ensure_ascii=False)}
title_de = {json.dumps(f"{name}: {firms} Betriebe eines Registers", ensure_ascii=False)}

[region]
columns = {proposal.columns}
rows = {proposal.rows}
cell_km = {proposal.cell_km:g}
longitude = {proposal.longitude:g}  # of the south-west corner
latitude = {proposal.latitude:g}
firms_file = "firms.csv"
# There are no institutions: add [[institutions]] (universities, chambers), or institutions_file = "institutions.csv".
{towns}
[start]
firms = {firms}  # stationary number: that of the register, so that the region neither grows nor shrinks by itself
year = {year}  # calendar year of tick 0
{sectors}"""


def _sector(sector: SectorProposal, target: str) -> str:
    codes = ", ".join(json.dumps(code) for code in sector.codes)
    lines = [f"\n[[sectors]]  # {sector.plants} plants", f'key = "{sector.key}"', f"title = {json.dumps(sector.title)}"]
    lines += [f'group = "{sector.group}"'] if sector.group else []
    lines += ["target = true"] if sector.key == target else []
    lines += ["local = true", f"tradable_share = {LOCAL_TRADABLE}  # assumption"] if sector.local else []
    return "\n".join([*lines, f"share = {sector.plants}", f"nace = [{codes}]", ""])


def write_region(folder: Path, files: dict[str, str]) -> None:
    """Write all files of a region; the folder is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
