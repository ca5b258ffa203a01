"""English texts about files that people bring: what a scenario leaves open, and registers of plants."""

from __future__ import annotations

_CHECK: dict[str, str] = {
    "check.ok": "{file}: ok",
    "check.assumed": "{file}: assumed: {text}",
    "check.no difference": (
        "{file} says nothing that differs from {extends}, which it extends: the results will be the same"
    ),
}
_ASSUMED: dict[str, str] = {
    "assumed.no towns": (
        "there are no [[region.towns]]: every place is equally accessible (and has the same room, unless cells give it)"
    ),
    "assumed.no institutions": "there are no [[institutions]]: no university, institute or chamber takes part",
    "assumed.rectangle": (
        "there is no cells_file: the region is a whole rectangle of {columns} x {rows} cells of {km:g} km"
    ),
    "assumed.no target": "no sector is a target: measures of the target cluster are undefined",
    "assumed.stationary": "the region keeps about {firms:,.0f} firms, as many as are given (start.firms)",
    "assumed.grows": (
        "{given:,.0f} firms are given, but start.firms says {firms:,.0f}: the region grows to that number whatever the "
        "policy; leave start.firms out to keep the number of rows"
    ),
    "assumed.shrinks": (
        "{given:,.0f} firms are given, but start.firms says {firms:,.0f}: the region shrinks to that number whatever "
        "the policy; leave start.firms out to keep the number of rows"
    ),
    "assumed.other shares": (
        "sector {sector} has {there:.0%} of the given firms, but its share says {share:.0%}: entries follow the share; "
        "leave out all shares to keep those of the rows"
    ),
    "assumed.ages": "{count:,.0f} of {given:,.0f} firms have no age: it is drawn for their size",
    "assumed.duplicates": (
        "rows of firms that repeat another row in everything: {count:,.0f} (lines {lines}); each counts as a firm"
    ),
    "assumed.one cell": "all {count:,.0f} firms lie in one cell: do they stand at the centre of their municipality?",
    "assumed.crowded": (
        "cells with more firms than there is room for: {cells:,.0f}, most of all [{column}, {row}] with {count:,.0f} "
        "firms on {places:.0f} firm places; they are given the room (floor_space of cells_file says how much there is)"
    ),
}
_NACE: dict[str, str] = {
    "nace.no code": "; must be a NACE Rev. 2 code, as 62.01",
    "nace.no division": "; NACE Rev. 2 has no division {division} (other revisions have other divisions)",
    "nace.other revision": " and has the letter of NACE Rev. 2.1; codes are those of Rev. 2: {code}",
    "nace.other letter": (
        " and has the letter {letter}, but division {division} is in section {section} of NACE Rev. 2"
    ),
    "nace.lost zero": " and may have lost its leading zero; write {code}, with the column as text",
    "nace.three digits": (" and has three digits; write {group} if it is a group, {code} if a leading zero was lost"),
}
_REGION: dict[str, str] = {
    "region.mean": "Did you mean '{word}'?",
    "region.no such thing": "{what}: nothing is called so; there are {known}.",
    "region.no column": "is no column; there are: {columns}.",
    "region.said": "{pair} must be WHAT=COLUMN, as employees=Effectif",
    "region.no kind": "{kind} is none of {kinds}.",
    "region.unreadable": "cannot be read: {why}",
    "region.no csv": "is not valid CSV: {why}",
    "region.no rows": "holds no rows below a heading",
    "region.fields": "has {count} fields, the heading has {heading}",
    "region.more": "... and {count:,.0f} more mistakes",
    "region.projected": (
        "{x} and {y} look like projected coordinates; say which: --crs EPSG:25832 (UTM 32, most of Germany), "
        "EPSG:25833, EPSG:2154 (Lambert 93), EPSG:27700 (British grid) ...; or --crs metres, if nobody knows; if they "
        "are degrees: --column longitude={x} --column latitude={y}"
    ),
    "region.no places": (
        "no columns for places were found among: {heading}. Name them: --column longitude=... --column latitude=... "
        "(or x and y with --crs, or x_km and y_km)"
    ),
    "region.no codes": (
        "no column for NACE codes or sectors was found among: {heading}. Name it: --column nace=... (or sector=...)"
    ),
    "region.no number": 'must be a number, not "{text}"',
    "region.no size": 'must be a number or a class as 10-19, not "{text}"',
    "region.code": 'is "{code}"{mistake}',
    "region.no degrees": "holds numbers that are no degrees",
    "region.give crs": "; give --crs if they are projected",
    "region.outside crs": (
        "{crs} puts the plants around {east} E, {north} N, outside the area it is made for ({area}). Are easting and "
        "northing swapped (--column x=..., --column y=...), or is it another zone?"
    ),
    "region.pyproj": 'needs the package pyproj: pip install "clustersim[geo]"',
    "region.no crs": "{crs} is no coordinate system; as EPSG:25832, or metres",
    "region.nameless": "row {line}",
    "region.nowhere": "no plant has a place",
    "region.too large": (
        "a grid of {columns:,.0f} x {rows:,.0f} cells would hold all plants; choose larger cells (--cell-km) or leave "
        "out plants far away (--drop outside)"
    ),
    "region.no sector": "{key} is no sector; there are: {keys}.",
    "region.no corner": "its region has no longitude and latitude of the south-west corner; the register has degrees",
    "region.swapped": (
        "longitude and latitude look swapped: the other way round most plants lie in the region; say so with "
        "--column longitude={latitude} --column latitude={longitude}"
    ),
    "region.not with extends": "has no meaning with --extends: the target is that of the scenario",
    "region.only with extends": "needs --extends: without it plants without a code go to `other` (--keep no-code)",
    "region.reference": "needs the columns nace and firms",
    "region.control": "holds the control character {code}; it is no text, or damaged",
    "region.which side": 'is "{text}": O may be east (Ost) or west (Ouest, Oeste, Ovest); write E or W',
    "region.no pair": 'must hold two coordinates, as 49.44, 7.75 or POINT(7.75 49.44), not "{text}"',
    "region.other zones": (
        "{crs} is zone {zone}, but eastings begin with the numbers of these zones: {zones}; give the system of that "
        "zone, and one file for each"
    ),
    "region.size date": 'is "{text}": a spreadsheet made a date of a class of sizes, it seems; write it as text again',
    "region.odd.closed": "plants that are closed, says the register: {count:,.0f} (lines {lines})",
    "region.others": "No rows of the table (titles, units, totals, notes): {count:,.0f} (lines {lines})",
    "region.doubt": "doubtful: {what}",
    "region.doubt.revision": (
        "codes that NACE Rev. 2 does not have, as {codes}: {count:,.0f} (lines {lines}). Codes of Rev. 1.1 and Rev. "
        "2.1 cannot be told from those of Rev. 2 where both have them, and mean something else: translate the column "
        "if it is of another revision"
    ),
    "region.doubt.nomenclature": (
        "codes of another revision than NACE Rev. 2, says {column}, not read: {count:,.0f} (lines {lines})"
    ),
    "region.doubt.postcode": (
        "plants more than {km:.0f} km from others of the same {column}: {count:,.0f} (lines {lines}); another zone of "
        "coordinates, perhaps"
    ),
    "region.doubt.coordinates": (
        "places from {x} lie {km:,.0f} km from {longitude} and latitude of the same rows; is --crs that of the next "
        "zone?"
    ),
    "region.assumed revision": "Codes are taken for those of NACE Rev. 2 and its national forms.",
    "region.odd.duplicates": "rows that say the same as another row: {count:,.0f} (lines {lines})",
    "region.odd.no-place": "rows without a place: {count:,.0f} (lines {lines})",
    "region.odd.outside": "rows outside the region, or far from most others: {count:,.0f} (lines {lines})",
    "region.odd.no-code": "rows without a code or sector that is known: {count:,.0f} (lines {lines})",
    "region.odd.lost-zero": "codes that have lost a leading zero, it seems: {count:,.0f} (lines {lines})",
    "region.drop": "{what}; --drop {kind} leaves them out",
    "region.drop or keep": "{what}; --drop {kind} leaves them out, --keep {kind} keeps them",
    "region.drop or zero": (
        "{what}; --keep {kind} puts the zero back (111 becomes 01.11), --drop {kind} leaves them out"
    ),
    "region.drop or sector": "{what}; --drop {kind} leaves them out, --unknown-sector KEY puts them into a sector",
    "region.drawn.class": "drawn in the size class",
    "region.drawn.law": "drawn from the law of sizes",
    "region.drawn.owner": "none but the owner, counted as 1",
    "region.result": "{kept:,.0f} plants of {rows:,.0f} rows; target cluster: {target}",
    "region.result left": "left out: {what}",
    "region.result kept": "kept: {what}",
    "region.result sizes": "employees {how}: {count:,.0f}",
    "region.result grid": "grid: {columns} x {rows} cells of {km:g} km; plants lie {box}",
    "region.written": "{file}, firms.csv and protocol.md are written; next: {command}",
    "region.how made": "How this region was made",
    "region.from": "From `{file}`: {rows:,.0f} rows, {encoding}, decimal sign `{decimal}`.",
    "region.columns head": "| what | column |",
    "region.unused": "Not used: {columns}.",
    "region.plants": "Plants in the region: {count:,.0f}; they lie {box}.",
    "region.box degrees": "from {west:.4f} to {east:.4f} degrees of longitude, {south:.4f} to {north:.4f} of latitude",
    "region.box km": "from {west:.3f} to {east:.3f} km to the east, {south:.3f} to {north:.3f} km to the north",
    "region.left out": "Left out: {what}.",
    "region.kept": "Kept although odd: {what}.",
    "region.and more": " and {count:,.0f} more",
    "region.assumed": "Assumed:",
    "region.sizes": "Employees {how}: {count:,.0f} plants, marked in `firms.csv`.",
    "region.assumed number": (
        "The number of firms is stationary at that of the register; shares of sectors are those of its plants."
    ),
    "region.assumed extends": "Grid, towns, institutions and sectors are those of `{extends}`.",
    "region.assumed defaults": (
        "Entry rates, ages without a year of foundation, relatedness of sectors (by section) are defaults of the model."
    ),
    "region.assumed towns": "Towns are the densest cells; accessibility falls with the distance from them.",
    "region.assumed rectangle": "The region is a rectangle around all plants; there are no institutions yet.",
    "region.target": "Target cluster: `{key}`, {why}.",
    "region.by quotient": "the tradable sector with the largest location quotient, unless you named it",
    "region.by number": ("the largest tradable sector, unless you named it (give --reference for location quotients)"),
    "region.sectors head": "| sector | codes | plants | location quotient |",
    "region.quotient": "{value:.2f}",
    "region.title": "{name}: {count:,.0f} plants of a register",
    "region.division": "NACE {code}",
    "region.other sectors": "other sectors",
    "region.local sectors": "local sectors",
    "region.toml head": (
        "Proposed by `clustersim region` from {source}; protocol.md says what was assumed. Change what you know better:"
    ),
    "region.toml institutions": (
        "There are no institutions: add [[institutions]] (universities, chambers) or institutions_file."
    ),
    "region.toml firms": "stationary number: that of the register, so that the region keeps its size",
    "region.toml year": "calendar year of tick 0",
    "region.toml corner": "of the south-west corner",
    "region.toml town": "proposed: a dense cell with {plants:,.0f} plants around it",
    "region.toml town name": "town {number}",
    "region.toml plants": "{count:,.0f} plants",
    "region.toml assumption": "assumption",
}
TEXTS: dict[str, str] = _CHECK | _ASSUMED | _NACE | _REGION
