"""What no single value can get wrong: places off the grid, unknown sectors, ends before starts."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from clustersim.errors import did_you_mean
from clustersim.scenario.files.paths import Path, shown
from clustersim.scenario.own_phases import fault_of
from clustersim.scenario.parts import Sector
from clustersim.spec.nace import tidy_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clustersim.scenario.fields import ScenarioFields

Found = tuple[Path, str]
SECTOR_EXTRAS = set(Sector.model_fields) - {"key"}  # a mistake in these leaves the sector known


def complete(scenario: ScenarioFields) -> None:
    """Fill in what follows from the rest: the number and shares of firms given one by one, unless the scenario says
    others; shares that add up to 1; the agency in the middle of the region.
    """
    _count_given_firms(scenario)
    total = math.fsum(sector.share for sector in scenario.sectors)
    if (
        total > 0 and abs(total - 1.0) > 1e-12
    ):  # sums that are 1 but for rounding stay, so that a second time changes nothing
        sectors = tuple(sector.model_copy(update={"share": sector.share / total}) for sector in scenario.sectors)
        object.__setattr__(scenario, "sectors", sectors)
    agency, region = scenario.agency, scenario.region
    if agency.x is None or agency.y is None:
        x = region.width / 2 if agency.x is None else agency.x
        y = region.height / 2 if agency.y is None else agency.y
        object.__setattr__(scenario, "agency", agency.model_copy(update={"x": x, "y": y}))


def _count_given_firms(scenario: ScenarioFields) -> None:
    """Take the stationary number of firms and the shares of sectors from firms that are given one by one."""
    start, given = scenario.start, scenario.start.given
    if not given:
        return
    if "firms" not in start.model_fields_set:
        object.__setattr__(scenario, "start", start.model_copy(update={"firms": len(given)}))
    if not any("share" in sector.model_fields_set for sector in scenario.sectors):
        counts = Counter(firm.sector for firm in given)
        shares = [counts[sector.key] / len(given) for sector in scenario.sectors]
        if math.fsum(shares) > 0.0:
            sectors = zip(scenario.sectors, shares, strict=True)
            made = tuple(sector.model_copy(update={"share": share}) for sector, share in sectors)
            object.__setattr__(scenario, "sectors", made)


def contradictions(scenario: ScenarioFields, wrong: set[Path]) -> dict[Path, str]:
    """Return everything that does not fit together, by path.

    `wrong` are paths already found wrong and left out of `scenario`: what would only follow from them is not reported.
    """
    found: dict[Path, str] = {}
    grid_known = not wrong & {("region",), ("region", "columns"), ("region", "rows"), ("region", "cell_km")}
    sectors_known = not any(path[:1] == ("sectors",) and not SECTOR_EXTRAS & set(path[2:3]) for path in wrong)
    checks = [_region(scenario), _sectors(scenario), _institution_keys(scenario), _times(scenario)]
    checks += [_off_grid(scenario)] if grid_known else []
    checks += [_unknown_sectors(scenario), _matrix(scenario)] if sectors_known else []
    checks += [_shocks(scenario), _phases(scenario)]
    for check in checks:
        for path, message in check:
            found.setdefault(path, message)
    return found


def _region(scenario: ScenarioFields) -> Iterator[Found]:
    region = scenario.region
    if (region.longitude is None) != (region.latitude is None):
        given, absent = ("longitude", "latitude") if region.latitude is None else ("latitude", "longitude")
        yield ("region", given), f"is given without {absent}; the south-west corner needs both"
    if region.cells is None:
        return
    yield from _repeated(("region", "cells"), [(cell.column, cell.row) for cell in region.cells], "column", "cell")
    if not any(cell.inside for cell in region.cells):
        yield ("region", "cells"), "has no cell inside the region; at least one is needed"


def _sectors(scenario: ScenarioFields) -> Iterator[Found]:
    yield from _repeated(("sectors",), [sector.key for sector in scenario.sectors], "key", "key")
    if math.fsum(sector.share for sector in scenario.sectors) <= 0:
        yield ("sectors",), "have shares that add up to 0; at least one share must be above 0"
    for number, sector in enumerate(scenario.sectors):
        for place, code in enumerate(sector.nace):
            if tidy_code(code) is None:
                yield (
                    ("sectors", number, "nace", place),
                    f"is {shown(code)}; must be a NACE code or its beginning, as '62' or '62.01'",
                )


def _institution_keys(scenario: ScenarioFields) -> Iterator[Found]:
    yield from _repeated(("institutions",), [institution.key for institution in scenario.institutions], "key", "key")


def _matrix(scenario: ScenarioFields) -> Iterator[Found]:
    matrix, size = scenario.relatedness.matrix, len(scenario.sectors)
    if matrix is None:
        return
    path: Path = ("relatedness", "matrix")
    if len(matrix) != size or any(len(row) != size for row in matrix):
        yield path, f"must have {size} rows of {size} numbers, one for each sector"
        return
    for i, row in enumerate(matrix):
        if row[i] != 1.0:
            yield (*path, i, i), f"is {shown(row[i])}; a sector's relatedness to itself must be 1"
        for j in range(i):
            if row[j] != matrix[j][i]:
                yield (
                    (*path, i, j),
                    f"is {shown(row[j])} but [{j}][{i}] is {shown(matrix[j][i])}; the matrix must be symmetric",
                )


def _times(scenario: ScenarioFields) -> Iterator[Found]:
    agency = scenario.agency
    if agency.stop is not None and agency.stop < agency.start:
        yield ("agency", "stop"), f"is {shown(agency.stop)}, before start {shown(agency.start)}; must not be before it"
    for task, settings in scenario.policies.items():
        start, stop = settings.start, settings.stop
        if stop is not None and stop < start:
            yield ("policies", task, "stop"), f"is {shown(stop)}, before start {shown(start)}; must not be before it"


def _off_grid(scenario: ScenarioFields) -> Iterator[Found]:
    region = scenario.region
    for number, town in enumerate(region.towns):
        yield from _place(scenario, ("region", "towns", number), town.x, town.y)
    for number, institution in enumerate(scenario.institutions):
        yield from _place(scenario, ("institutions", number), institution.x, institution.y)
    x, y = scenario.agency.x, scenario.agency.y
    yield from _place(scenario, ("agency",), 0.0 if x is None else x, 0.0 if y is None else y)
    for number, firm in enumerate(scenario.start.given or ()):
        yield from _place(scenario, ("start", "given", number), firm.x, firm.y)
    for number, cell in enumerate(region.cells or ()):
        yield from _cell(scenario, ("region", "cells", number), cell.column, cell.row)
    inside = None if region.cells is None else {(cell.column, cell.row) for cell in region.cells if cell.inside}
    for task, settings in scenario.policies.items():
        for number, (column, row) in enumerate(settings.cells or ()):
            path: Path = ("policies", task, "cells", number)
            if not (0 <= column < region.columns and 0 <= row < region.rows):
                yield (
                    path,
                    f"is cell [{column}, {row}], off the grid; must be from [0, 0] to [{region.columns - 1}, "
                    f"{region.rows - 1}]",
                )
            elif inside is not None and (column, row) not in inside:
                yield path, f"is cell [{column}, {row}], which is not part of the region"
    for number, firm in enumerate(scenario.start.given or ()):
        cell_of_firm = math.floor(firm.x / region.cell_km), math.floor(firm.y / region.cell_km)
        if inside is not None and cell_of_firm not in inside:
            yield (
                ("start", "given", number, "x"),
                f"is in cell [{cell_of_firm[0]}, {cell_of_firm[1]}], which is not part of the region",
            )


def _unknown_sectors(scenario: ScenarioFields) -> Iterator[Found]:
    keys = [sector.key for sector in scenario.sectors]
    for number, institution in enumerate(scenario.institutions):
        for sector in institution.profile:
            yield from _sector(("institutions", number, "profile", sector), sector, keys)
    for task, settings in scenario.policies.items():
        if settings.sectors is not None and not settings.sectors:
            yield (
                ("policies", task, "sectors"),
                f"is empty; allowed: {', '.join(keys)}, or leave it out for the target sectors",
            )
        for place, sector in enumerate(settings.sectors or ()):
            yield from _sector(("policies", task, "sectors", place), sector, keys)
    for number, firm in enumerate(scenario.start.given or ()):
        yield from _sector(("start", "given", number, "sector"), firm.sector, keys)
    for number, shock in enumerate(scenario.shocks):
        if shock.sector is not None:
            yield from _sector(("shocks", number, "sector"), shock.sector, keys)


SHOCK_KEYS = {"demand": {"years", "size"}, "technology": {"years", "size", "direction", "loss"}, "anchor": {"firms"}}


def _shocks(scenario: ScenarioFields) -> Iterator[Found]:
    length = scenario.ticks * scenario.tick_years
    for number, shock in enumerate(scenario.shocks):
        if shock.start >= length > 0:
            yield (
                ("shocks", number, "start"),
                f"is {shown(shock.start)}, not before the end of the run after {length:g} years; the shock would "
                "never happen",
            )
        allowed = SHOCK_KEYS[shock.kind]
        for key in sorted(shock.model_fields_set - allowed - {"kind", "start", "sector"}):
            if getattr(shock, key) != type(shock).model_fields[key].default:
                yield (
                    ("shocks", number, key),
                    f"has no meaning for a shock of kind {shock.kind}; it takes {', '.join(sorted(allowed))}",
                )
        if "size" in allowed and shock.size == 0.0:
            yield ("shocks", number, "size"), f"is 0 or missing; a shock of kind {shock.kind} needs a size"


def _phases(scenario: ScenarioFields) -> Iterator[Found]:
    for number, phase in enumerate(scenario.phases):
        fault = fault_of(phase.call)
        if fault:
            yield ("phases", number, "call"), fault
    names = [phase.call for phase in scenario.phases]
    yield from _repeated(("phases",), names, "call", "phase")


def _sector(path: Path, sector: str, keys: Sequence[str]) -> Iterator[Found]:
    if sector not in keys:
        yield path, f"is {shown(sector)}, an unknown sector; allowed: {', '.join(keys)}.{did_you_mean(sector, keys)}"


def _place(scenario: ScenarioFields, path: Path, x: float, y: float) -> Iterator[Found]:
    for name, value, limit in (("x", x, scenario.region.width), ("y", y, scenario.region.height)):
        if not 0 <= value < limit:
            yield (*path, name), f"is {value:g} km, off the grid; must be at least 0 and below {limit:g}"


def _cell(scenario: ScenarioFields, path: Path, column: int, row: int) -> Iterator[Found]:
    for name, value, count in (("column", column, scenario.region.columns), ("row", row, scenario.region.rows)):
        if not 0 <= value < count:
            yield (*path, name), f"is {value}, off the grid; must be from 0 to {count - 1}"


def _repeated(path: Path, values: list[Any], field: str, word: str) -> Iterator[Found]:
    counts = Counter(values)
    seen: set[Any] = set()
    for number, value in enumerate(values):
        if counts[value] > 1 and value in seen:
            yield (
                (*path, number, field),
                f"repeats the {word} {shown(value) if isinstance(value, str) else list(value)}; each may stand "
                "only once",
            )
        seen.add(value)
