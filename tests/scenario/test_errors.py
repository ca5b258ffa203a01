"""Scenario files that are wrong: each mistake gives one line `file:line: key: what is wrong, what is allowed`."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustersim.errors import InputError
from clustersim.scenario import Scenario

BASE = 'extends = "baseline"\n'
SECTORS = "allowed: electronics, software, engineering, machinery, materials, local."

# what is added to the line `extends = "baseline"`, and the one error it gives, without the file's name
WRONG = {
    "misspelt key": (
        "tick = 3",
        "2: tick: is unknown here; allowed: extends, name, title, title_de, description, ticks,*Did you mean 'ticks'?",
    ),
    "misspelt key in a table": (
        "[agency]\nbugdet = 3",
        "3: agency.bugdet: is unknown here; allowed: name, x, y, budget,*Did you mean 'budget'?",
    ),
    "key that is no bare key": ('"a.b \\n c" = 1', '2: "a.b \\n c": is unknown here; allowed: extends,*'),
    "text for a number": ('ticks = "many"', '2: ticks: must be a whole number, not "many"'),
    "fraction for a whole number": ("ticks = 2.5", "2: ticks: must be a whole number, not 2.5"),
    "number for a text": ("title = 3", "2: title: must be text in quotes, not 3"),
    "switch for a number": ("tick_years = true", "2: tick_years: must be a number, not true"),
    "number for a table": ("agency = 3", "2: agency: must be a table, not 3"),
    "table for a list": ("[institutions]\nkey = 3", "2: institutions: must be a list, not a table"),
    "list for a table": ("[[start]]\nfirms = 3", "2: start: must be a table, not a list of 1"),
    "date for a number": ("ticks = 2020-01-01", "2: ticks: must be a whole number, not 2020-01-01"),
    "out of range": (
        "\n\n[parameters.ties]\nuse_rate = 99",
        "5: parameters.ties.use_rate: is 99; must be from 0 to 50",
    ),
    "negative money": ("[agency]\nbudget = -1.5", "3: agency.budget: is -1.5; must be from 0 to 1_000_000_000_000"),
    "not a number": ("[agency]\nbudget = nan", "3: agency.budget: must be a finite number, not nan"),
    "infinite": ("[parameters.mass]\ncritical = inf", "3: parameters.mass.critical: must be a finite number, not inf"),
    "very long number": ("[agency]\nbudget = 1" + "0" * 400, "3: agency.budget: *"),
    "unknown task": (
        "[policies.netwroking]",
        "2: policies.netwroking: is unknown here; allowed: organisation, *Did you mean 'networking'?",
    ),
    "unknown setting of a task": (
        "[policies.networking]\nintensty = 1",
        "3: policies.networking.intensty: is unknown here; allowed: intensity, *Did you mean 'intensity'?",
    ),
    "setting of a task out of range": (
        "[policies.networking]\nintensity = 1.5",
        "3: policies.networking.intensity: is 1.5; must be from 0 to 1",
    ),
    "unknown role": (
        '[policies.networking]\nrole = "leed"',
        "3: policies.networking.role: is \"leed\"; must be 'lead' or 'contribute'. Did you mean 'lead'?",
    ),
    "stop before start": (
        "[policies.networking]\nstart = 5\nstop = 4",
        "4: policies.networking.stop: is 4.0, before start 5.0; must not be before it",
    ),
    "agency stops before start": (
        "[agency]\nstop = 1\nstart = 2",
        "3: agency.stop: is 1.0, before start 2.0; must not be before it",
    ),
    "unknown sector": (
        '[policies.networking]\nsectors = [\n"software",\n"lokal",\n]',
        f"5: policies.networking.sectors[1]: is \"lokal\", an unknown sector; {SECTORS} Did you mean 'local'?",
    ),
    "no sector for a task": ("[policies.networking]\nsectors = []", "3: policies.networking.sectors: is empty; *"),
    "cell off the grid": (
        "[policies.infrastructure]\ncells = [[1, 2],\n[40, 0]]",
        "4: policies.infrastructure.cells[1]: is cell [40, 0], off the grid; must be from [0, 0] to [39, 39]",
    ),
    "cell of three numbers": (
        "[policies.infrastructure]\ncells = [[1, 2, 3]]",
        "3: policies.infrastructure.cells[0]: has too many entries; at most 2",
    ),
    "town off the grid": (
        "[[region.towns]]\nx = 3\ny = 40",
        "4: region.towns[0].y: is 40 km, off the grid; must be at least 0 and below 40",
    ),
    "institution off the grid": (
        '[[institutions]]\nkey = "u"\nkind = "university"\nx = -1\ny = 2',
        "5: institutions[0].x: is -1 km, off the grid; must be at least 0 and below 40",
    ),
    "agency off the grid": ("[agency]\nx = 41", "3: agency.x: is 41 km, off the grid; must be at least 0 and below 40"),
    "unknown group of parameters": (
        "[parameters.grwth]",
        "2: parameters.grwth: is unknown here; *Did you mean 'growth'?",
    ),
    "unknown parameter": (
        "[parameters.growth]\nyoutth = 1",
        "3: parameters.growth.youtth: is unknown here; *Did you mean 'youth'?",
    ),
    "unknown channel": ("[channels]\nrents = 1", "3: channels.rents: is unknown here; *Did you mean 'rent'?"),
    "channel half on": ("[channels]\nrent = 2", "3: channels.rent: is 2; must be from 0 to 1"),
    "unknown kind of start": (
        '[start]\nkind = "matur"',
        "3: start.kind: is \"matur\"; must be 'emerging', 'mature' or 'uniform'. Did you mean 'mature'?",
    ),
    "unknown regime": (
        '[agency]\nregime = "stagd"',
        "3: agency.regime: is \"stagd\"; must be 'adaptive', 'staged', 'simultaneous', 'reversed' or 'calendar'. Did you mean 'staged'?",
    ),
    "key is missing": ("\n[[sectors]]\nshare = 1", "3: sectors[0].key: is missing"),
    "no sectors": ("sectors = []", "2: sectors: has 0 entries; at least 1 needed"),
    "matrix of the wrong size": (
        "relatedness.matrix = [[1.0]]",
        "2: relatedness.matrix: must have 6 rows of 6 numbers, one for each sector",
    ),
    "name that is no folder": (
        'name = "../x"',
        "2: name: is \"../x\"; a name is made of letters A to Z, digits, blanks and '.', '_', '-'",
    ),
    "longitude without latitude": (
        "region.longitude = 7.0",
        "2: region.longitude: is given without latitude; the south-west corner needs both",
    ),
    "town in degrees without a corner": (
        "[[region.towns]]\nlongitude = 7.0\nlatitude = 49.0",
        "3: region.towns[0].longitude: needs longitude and latitude of the south-west corner in [region]",
    ),
    "file that is no text": (
        "region.cells_file = 3",
        "2: region.cells_file: must be the path of a CSV file in quotes, not 3",
    ),
    "institutions twice": (
        'region.institutions_file = "x.csv"\ninstitutions = []',
        "2: region.institutions_file: and institutions are both given; only one of them may be",
    ),
}
SHORT = '[[sectors]]\nkey = "a"\nshare = 1\n'  # a file that stands by itself


def lines_of(text: str, folder: Path, overrides: list[str] | None = None) -> list[str]:
    """Return the lines of the error that a scenario file gives, without the folder."""
    path = folder / "case.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(path, overrides or ())
    return str(caught.value).replace(str(folder) + "/", "").replace(str(folder) + "\\", "").splitlines()


def fits(line: str, pattern: str) -> bool:
    """Say whether a line is as the pattern says; a star stands for anything."""
    parts = pattern.split("*")
    at = 0
    for part in parts:
        found = line.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return line.startswith(parts[0]) and (line.endswith(parts[-1]))


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_gives_its_line(name: str, tmp_path: Path) -> None:
    text, expected = WRONG[name]
    lines = lines_of(BASE + text + "\n", tmp_path)
    assert len(lines) == 1, lines
    assert fits(lines[0], f"case.toml:{expected}"), lines[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SHORT + SHORT, 'case.toml:5: sectors[1].key: repeats the key "a"; each may stand only once'),
        (
            SHORT.replace("1", "0"),
            "case.toml:1: sectors: have shares that add up to 0; at least one share must be above 0",
        ),
        (
            SHORT + 'nace = ["62", "6x"]',
            "case.toml:4: sectors[0].nace[1]: is \"6x\"; must be a NACE code or its beginning, as '62' or '62.01'",
        ),
        (
            SHORT.replace('"a"', '"A b"'),
            "case.toml:2: sectors[0].key: is \"A b\"; a key starts with a small letter; then small letters, digits, '-' and '_'",
        ),
        (
            SHORT + "[relatedness]\nmatrix = [[0.5]]",
            "case.toml:5: relatedness.matrix[0][0]: is 0.5; a sector's relatedness to itself must be 1",
        ),
        (
            SHORT + SHORT.replace('"a"', '"b"') + "[relatedness]\nmatrix = [[1, 0.2],\n[0.3, 1]]",
            "case.toml:9: relatedness.matrix[1][0]: is 0.3 but [0][1] is 0.2; the matrix must be symmetric",
        ),
        (
            SHORT + "[region]\ncells = [{ column = 0, row = 0, inside = false }]",
            "case.toml:5: region.cells: has no cell inside the region; at least one is needed",
        ),
        (
            SHORT + "[region]\ncells = [{ column = 0, row = 0 }]\n[policies.infrastructure]\ncells = [[1, 0]]",
            "case.toml:7: policies.infrastructure.cells[0]: is cell [1, 0], which is not part of the region",
        ),
        (
            SHORT
            + '[region]\ncells = [{ column = 0, row = 0 }]\n[start]\ngiven = [{ x = 5.0, y = 0.5, sector = "a", employees = 1 }]',
            "case.toml:7: start.given[0].x: is in cell [5, 0], which is not part of the region",
        ),
        (
            SHORT + "[region]\ncells = [{ column = 0, row = 0 }, { column = 0, row = 0 }]",
            "case.toml:5: region.cells[1].column: repeats the cell [0, 0]; each may stand only once",
        ),
        ("", "case.toml: sectors: is missing"),
    ],
)
def test_mistakes_in_files_that_stand_by_themselves(text: str, expected: str, tmp_path: Path) -> None:
    assert lines_of(text, tmp_path) == [expected]


def test_no_target_sector_is_allowed() -> None:
    assert not any(
        sector.target
        for sector in Scenario.load("baseline", [f"sectors[{number}].target=false" for number in range(3)]).sectors
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\nb = \n", "case.toml:2: is not valid TOML at column 5: Invalid value"),
        ("a = 1\na = 2\n", "case.toml:2: is not valid TOML at column 6: Cannot overwrite a value"),
        (
            "[region]\nrows = 3\n[region]\n",
            "case.toml:3: is not valid TOML at column 8: Cannot declare ('region',) twice",
        ),
        ('a = "open\n', "case.toml:1: is not valid TOML at column 10: Illegal character*"),
        ("a = [1,\n2", "case.toml:2: is not valid TOML: Unclosed array"),
        ("a = " + "[" * 20000, "case.toml: is not valid TOML: nested too deeply"),
        ("ticks = 1" + "0" * 5000, "case.toml: is not valid TOML: *"),
    ],
)
def test_syntax_errors_have_their_line(text: str, expected: str, tmp_path: Path) -> None:
    lines = lines_of(text, tmp_path)
    assert len(lines) == 1
    assert fits(lines[0], expected), lines[0]


def test_all_mistakes_are_found_at_once_even_if_they_are_of_different_kinds(tmp_path: Path) -> None:
    text = (
        BASE
        + 'tick = 1\nticks = -1\n[agency]\nstop = 1\nstart = 2\n[policies.networking]\nintensity = 9\nsectors = ["x"]\nstart = 3\nstop = 2\n[policies.other]\n'
        '[[institutions]]\nkind = "chamber"\nx = 1\ny = 1\n[[institutions]]\nkey = "a"\nkind = "chambre"\nx = 50\ny = 1\nprofile = { locale = 1 }\n[parameters]\nmas.critical = 1\n'
    )
    found = [line.split(": ")[:2] for line in lines_of(text, tmp_path, ["title=3", "name=x/y", "nonsense", "a..b=1"])]
    assert found == [
        ["--set nonsense", "must be key=value, as --set ticks=40"],
        ["--set a..b", "is no dotted key, as policies.networking.intensity"],
        ["--set name", "is \"x/y\"; a name is made of letters A to Z, digits, blanks and '.', '_', '-'"],
        ["--set title", "must be text in quotes, not 3"],
        ["case.toml:2", "tick"],
        ["case.toml:3", "ticks"],
        ["case.toml:5", "agency.stop"],
        ["case.toml:8", "policies.networking.intensity"],
        ["case.toml:9", "policies.networking.sectors[0]"],
        ["case.toml:11", "policies.networking.stop"],
        ["case.toml:12", "policies.other"],
        ["case.toml:13", "institutions[0].key"],
        ["case.toml:19", "institutions[1].kind"],
        ["case.toml:20", "institutions[1].x"],
        ["case.toml:22", "institutions[1].profile.locale"],
        ["case.toml:24", "parameters.mas"],
    ]


def test_the_file_named_is_the_one_that_holds_the_value(tmp_path: Path) -> None:
    (tmp_path / "parent.toml").write_text(BASE + "\n[policies.networking]\nstop = 1\nintensity = 3\n", encoding="utf-8")
    lines = lines_of('extends = "parent.toml"\n[policies.networking]\nstart = 2\n', tmp_path)
    assert lines == [
        "parent.toml:4: policies.networking.stop: is 1.0, before start 2.0; must not be before it",
        "parent.toml:5: policies.networking.intensity: is 3; must be from 0 to 1",
    ]


def test_a_mistake_in_an_override_names_the_override() -> None:
    with pytest.raises(InputError) as caught:
        Scenario.load(
            "baseline",
            ["policies.networking.intensity=2", "sectors.softwar.share=1", "ticks.x=1", "region.towns[2].x=1"],
        )
    assert str(caught.value).splitlines() == [
        "--set ticks.x: leads nowhere: ticks is the value 80",
        "--set region.towns[2].x: region.towns has no entry 2; entries: Altstadt, Neustadt",
        '--set sectors.softwar.share: sectors has no entry "softwar"; entries: electronics, software, engineering, machinery, materials, local',
        "--set policies.networking.intensity: is 2; must be from 0 to 1",
    ]
    with pytest.raises(InputError, match=r"^ticks: is -1; must be from 0 to 100_000$"):
        Scenario.load("baseline", {"ticks": -1})


def test_extends_that_leads_nowhere(tmp_path: Path) -> None:
    lines = lines_of('\nextends = "basline"\n', tmp_path)
    assert len(lines) == 1
    assert fits(
        lines[0],
        "case.toml:2: extends: is \"basline\"; must be a file, as a path from this file's folder, or one of: *Did you mean 'baseline'?",
    )
    assert fits(
        lines_of("extends = 3\n", tmp_path)[0],
        "case.toml:1: extends: must be the name of a scenario or a path in quotes, not 3",
    )


def test_extends_that_goes_round(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('ticks = 3\nextends = "case.toml"\n', encoding="utf-8")
    assert lines_of('extends = "other.toml"\n', tmp_path) == [
        "other.toml:2: extends: goes round in a circle: case.toml -> other.toml -> case.toml"
    ]
    assert lines_of('extends = "case.toml"\n', tmp_path) == [
        "case.toml:1: extends: goes round in a circle: case.toml -> case.toml"
    ]


def test_files_that_are_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(
        InputError,
        match=r"basline: no such file, and no shipped scenario of this name; shipped: alignment, .*baseline, .* Did you mean 'baseline'\?$",
    ):
        Scenario.load("basline")
    with pytest.raises(InputError, match="is a folder, not a scenario file"):
        Scenario.load(tmp_path)
    for odd in ("", "a\0b", "x" * 5000):
        with pytest.raises(InputError):
            Scenario.load(odd)
    path = tmp_path / "latin.toml"
    path.write_bytes('ticks = 3\ntitle = "Förderung"\n'.encode("latin-1"))
    with pytest.raises(
        InputError,
        match=r"latin\.toml:2: is not UTF-8 text but Windows-1252 or Latin-1, it seems; save the file as UTF-8",
    ):
        Scenario.load(path)
    path.write_bytes(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode())
    assert Scenario.load(path).name == "latin"
