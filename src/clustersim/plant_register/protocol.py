"""The protocol of a region made from a register: what was read, counted, assumed, drawn and left out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clustersim.plant_register.plants import Plants
    from clustersim.plant_register.proposal import Proposal
    from clustersim.plant_register.reading import Register

SHOWN = 20  # lines that are named


def protocol(
    register: Register,
    columns: Mapping[str, str],
    plants: Plants,
    kept: int,
    dropped: Mapping[str, list[int]],
    proposal: Proposal,
) -> str:
    """Return the protocol as Markdown."""
    return "\n".join(_lines(register, columns, plants, kept, dropped, proposal)) + "\n"


def _lines(
    register: Register,
    columns: Mapping[str, str],
    plants: Plants,
    kept: int,
    dropped: Mapping[str, list[int]],
    proposal: Proposal,
) -> Iterator[str]:
    yield "# How this region was made"
    yield ""
    yield f"From `{register.file}`: {len(register.rows)} rows, {register.encoding}, decimal sign `{register.decimal}`."
    yield ""
    yield "| what | column |"
    yield "|---|---|"
    for meaning, column in columns.items():
        yield f"| {meaning} | {column} |"
    unused = [name for name in register.columns if name not in columns.values()]
    if unused:
        yield f"\nNot used: {', '.join(unused)}."
    yield ""
    yield f"Plants in the region: {kept}."
    for kind, lines in dropped.items():
        yield f"- Left out ({kind}): {len(lines)} rows, lines {listed(lines)}."
    for kind, lines in plants.odd.items():
        if kind not in dropped:
            yield f"- Kept although odd ({kind}): {len(lines)} rows, lines {listed(lines)}."
    yield ""
    yield "Assumed:"
    yield ""
    for how, count in plants.notes.items():
        yield f"- Employees of {count} plants: {how} (marked in `firms.csv`)."
    yield "- The number of firms is stationary at that of the register; shares of sectors are those of its plants."
    yield (
        "- Entry rates, ages without a year of foundation, relatedness of sectors (by section) are defaults of the "
        "model."
    )
    yield "- Towns are the densest cells; accessibility falls with the distance from them."
    yield "- The region is a rectangle around all plants; there are no institutions yet."
    yield f"- Target cluster: `{proposal.target}`" + _why(proposal)
    yield ""
    yield "| sector | codes | plants | location quotient |"
    yield "|---|---|---|---|"
    for sector in proposal.sectors:
        quotient = "" if math.isnan(sector.quotient) else f"{sector.quotient:.2f}"
        yield f"| {sector.key} | {' '.join(sector.codes)} | {sector.plants} | {quotient} |"


def _why(proposal: Proposal) -> str:
    quotients = [sector.quotient for sector in proposal.sectors if not math.isnan(sector.quotient)]
    if quotients:
        return ", the tradable sector with the largest location quotient, unless you named it."
    return ", the largest tradable sector, unless you named it (give --reference for location quotients)."


def listed(lines: list[int]) -> str:
    """Return the first line numbers as text."""
    return ", ".join(map(str, lines[:SHOWN])) + (f" and {len(lines) - SHOWN} more" if len(lines) > SHOWN else "")
