"""The protocol of a region made from a register: what was read, counted, assumed, drawn and left out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from clustersim.plant_register.doubts import Doubt
    from clustersim.plant_register.plants import Plant, Plants
    from clustersim.plant_register.proposal import Proposal
    from clustersim.plant_register.reading import Register

SHOWN = 20  # lines that are named


def protocol(
    register: Register,
    columns: Mapping[str, str],
    found: Plants,
    dropped: Mapping[str, list[int]],
    proposal: Proposal,
    extends: str | None,
    lang: Language = "en",
) -> str:
    """Return the protocol as Markdown; `found` holds the plants that were kept, `extends` the region they go into."""
    parts = (
        _read(register, columns, lang),
        _rows(found, dropped, proposal, lang),
        _assumed(found, extends, lang),
        _target(proposal, extends, lang),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _read(register: Register, columns: Mapping[str, str], lang: Language) -> Iterator[str]:
    yield f"# {say(lang, 'region.how made')}"
    yield ""
    values = {"file": register.file, "rows": len(register.rows), "encoding": register.encoding}
    yield say(lang, "region.from", decimal=register.decimal, **values)
    yield ""
    yield say(lang, "region.columns head")
    yield "|---|---|"
    for meaning, column in columns.items():
        yield f"| {meaning} | {column} |"
    unused = [name for name in register.columns if name not in columns.values()]
    if register.others:
        yield ""
        yield not_rows(register, lang)
    if unused:
        yield ""
        yield say(lang, "region.unused", columns=", ".join(unused))
    yield ""


def _rows(found: Plants, dropped: Mapping[str, list[int]], proposal: Proposal, lang: Language) -> Iterator[str]:
    yield say(lang, "region.plants", count=len(found.plants), box=extent(found.plants, found.unit, lang))
    for kind, lines in dropped.items():
        yield "- " + say(lang, "region.left out", what=odd_rows(kind, lines, lang))
    for kind, lines in found.odd.items():
        if kind not in dropped:
            yield "- " + say(lang, "region.kept", what=odd_rows(kind, lines, lang))
    for doubt in found.doubts:
        yield "- " + doubtful(doubt, lang)
    yield ""


def _assumed(found: Plants, extends: str | None, lang: Language) -> Iterator[str]:
    yield say(lang, "region.assumed")
    yield ""
    for how, count in sizes(found.plants).items():
        yield "- " + say(lang, "region.sizes", count=count, how=say(lang, f"region.drawn.{how}"))
    yield "- " + say(lang, "region.assumed number")
    yield "- " + say(lang, "region.assumed revision")
    if extends is not None:
        yield "- " + say(lang, "region.assumed extends", extends=extends)
        return
    for name in ("defaults", "towns", "rectangle"):
        yield "- " + say(lang, f"region.assumed {name}")


def _target(proposal: Proposal, extends: str | None, lang: Language) -> Iterator[str]:
    if extends is None:
        known = any(not math.isnan(sector.quotient) for sector in proposal.sectors)
        why = say(lang, "region.by quotient" if known else "region.by number")
        yield "- " + say(lang, "region.target", key=proposal.target, why=why)
    yield ""
    yield say(lang, "region.sectors head")
    yield "|---|---|---|---|"
    for sector in proposal.sectors:
        quotient = "" if math.isnan(sector.quotient) else say(lang, "region.quotient", value=sector.quotient)
        yield f"| {sector.key} | {' '.join(sector.codes)} | {sector.plants} | {quotient} |"


def sizes(plants: Sequence[Plant]) -> dict[str, int]:
    """Return how many sizes were not given, by how they came about."""
    ways = [plant.drawn for plant in plants if plant.drawn]
    return {how: ways.count(how) for how in dict.fromkeys(ways)}


def not_rows(register: Register, lang: Language) -> str:
    """Return which lines are no rows of the table."""
    return say(lang, "region.others", count=len(register.others), lines=listed(register.others, lang))


def doubtful(doubt: Doubt, lang: Language) -> str:
    """Return what may be wrong with the register."""
    values = {"count": len(doubt.lines), "lines": listed(doubt.lines, lang), **doubt.values}
    return say(lang, "region.doubt", what=say(lang, f"region.doubt.{doubt.name}", **values))


def odd_rows(kind: str, lines: Sequence[int], lang: Language) -> str:
    """Return which rows are odd, and in which way."""
    return say(lang, f"region.odd.{kind}", count=len(lines), lines=listed(lines, lang))


def listed(lines: Sequence[int], lang: Language) -> str:
    """Return the first line numbers as text."""
    shown = ", ".join(map(str, lines[:SHOWN]))
    return shown + (say(lang, "region.and more", count=len(lines) - SHOWN) if len(lines) > SHOWN else "")


def extent(plants: Sequence[Plant], unit: str, lang: Language) -> str:
    """Return the rectangle in which the plants lie, '' without any."""
    places = [plant.place for plant in plants if plant.place is not None]
    if not places:
        return ""
    (west, east), (south, north) = ((min(axis), max(axis)) for axis in zip(*places, strict=True))
    return say(lang, f"region.box {unit}", west=west, east=east, south=south, north=north)
