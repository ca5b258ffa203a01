"""What a scenario leaves open and the model fills in: said by `clustersim check`, so that nobody takes it for data."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from clustersim.scenario import FirmRow, Scenario

SHOWN = 5  # lines and cells that are named
OTHER = 0.1  # by which number or shares may differ from those of the given firms before it is said


class Assumption(NamedTuple):
    """One thing that is assumed: the name of its text (`assumed.<name>`) and the values in it."""

    name: str
    values: Mapping[str, object]


def assumptions(scenario: Scenario) -> list[Assumption]:
    """Return what a scenario does not say and what is therefore assumed, and what is odd about its given firms."""
    return [*_ground(scenario), *_given(scenario)]


def _ground(scenario: Scenario) -> Iterator[Assumption]:
    region, given = scenario.region, scenario.start.given
    if not region.towns and all(cell.accessibility is None for cell in region.cells or ()):
        yield Assumption("no towns", {})
    if not scenario.institutions:
        yield Assumption("no institutions", {})
    if region.cells is None and (given or region.longitude is not None):
        yield Assumption("rectangle", {"columns": region.columns, "rows": region.rows, "km": region.cell_km})
    if not any(sector.target for sector in scenario.sectors):
        yield Assumption("no target", {})


def _given(scenario: Scenario) -> Iterator[Assumption]:
    """Say what follows from firms that are given one by one, or goes beside them."""
    given, stationary = scenario.start.given, scenario.start.firms
    if not given:
        return
    count = len(given)
    if abs(stationary - count) > OTHER * count:
        yield Assumption("grows" if stationary > count else "shrinks", {"given": count, "firms": stationary})
    else:
        yield Assumption("stationary", {"firms": stationary})
    yield from _shares(scenario, given)
    ages = sum(firm.age is None for firm in given)
    if ages:
        yield Assumption("ages", {"count": ages, "given": count})
    again = _repeated(given)
    if again:
        yield Assumption("duplicates", {"count": len(again), "lines": listed(again)})
    yield from _crowded(scenario, given)


def _shares(scenario: Scenario, given: Sequence[FirmRow]) -> Iterator[Assumption]:
    counts = Counter(firm.sector for firm in given)
    there = {sector.key: counts[sector.key] / len(given) for sector in scenario.sectors}
    apart = max(scenario.sectors, key=lambda sector: abs(sector.share - there[sector.key]))
    if abs(apart.share - there[apart.key]) > OTHER:
        values = {"sector": apart.key, "share": apart.share, "there": there[apart.key]}
        yield Assumption("other shares", values)


def _repeated(given: Sequence[FirmRow]) -> list[int]:
    """Return the lines (or numbers in the list) of firms that repeat another one in everything."""
    seen: set[FirmRow] = set()
    again = []
    for number, firm in enumerate(given):
        plain = firm.model_copy(update={"line": None})
        if plain in seen:
            again.append(number if firm.line is None else firm.line)
        seen.add(plain)
    return again


def _crowded(scenario: Scenario, given: Sequence[FirmRow]) -> Iterator[Assumption]:
    """Say where more firms stand than there is room for."""
    region = scenario.region
    counts = Counter((math.floor(firm.x / region.cell_km), math.floor(firm.y / region.cell_km)) for firm in given)
    if len(counts) == 1 and len(given) > 1:
        yield Assumption("one cell", {"count": len(given)})
    if region.scale != 1.0:
        return
    from clustersim.start.ground import lay_out, make_ground  # arrays: only where they are needed

    room = make_ground(scenario, lay_out(region)).floor_space
    full = [
        (count, cell, float(room[cell[1] * region.columns + cell[0]]))
        for cell, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    full = [(count, cell, places) for count, cell, places in full if count > places]
    if full:
        count, cell, places = full[0]
        values = {"cells": len(full), "column": cell[0], "row": cell[1], "count": count, "places": places}
        yield Assumption("crowded", values)


def listed(lines: Sequence[int], most: int = SHOWN) -> str:
    """Return the first of some line numbers as text: `3, 4, 9 ... (12)`."""
    return ", ".join(map(str, lines[:most])) + (f" ... ({len(lines)})" if len(lines) > most else "")
