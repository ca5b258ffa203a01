"""The plants of a register: place, code, size and year of every row, and what is odd about the rows."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clustersim.errors import InputError, Problem
from clustersim.plant_register.coordinates import is_angle, pair
from clustersim.plant_register.doubts import Doubt, doubts
from clustersim.plant_register.reading import MOST_PROBLEMS, number
from clustersim.plant_register.sizes import drawn_in, is_date, law_of_sizes, luck, size_class
from clustersim.plant_register.status import is_closed, is_other_revision, is_placeholder, is_status
from clustersim.plant_register.whereabouts import Place, Unit, far_away, missing_places, read_places
from clustersim.scenario.files.tables import MISSING
from clustersim.spec.nace import mistake_in, tidy_code
from clustersim.spec.nace_classes import is_known
from clustersim.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clustersim.plant_register.reading import Register

ODD = (
    "duplicates",
    "no-place",
    "outside",
    "no-code",
    "lost-zero",
    "closed",
)  # kinds of odd rows, as `--drop` names them


@dataclass
class Plant:
    """One row of the register."""

    line: int
    name: str
    place: Place | None
    nace: str  # as written; empty if missing
    code: str  # tidy, "" if it is none; with its leading zero put back
    employees: float
    drawn: str  # how the size came about, a text `region.drawn.<name>`; "" if it is given
    founded: int | None
    sector: str = ""


@dataclass
class Plants:
    """All plants, and the lines of the rows that are odd, by kind."""

    plants: list[Plant]
    unit: Unit = "degrees"
    odd: dict[str, list[int]] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # how sizes came about, and of how many
    doubts: list[Doubt] = field(default_factory=list)  # what may be wrong with the register as a whole


@dataclass
class _Fields:
    """The fields of a register by what they mean, and what is wrong with them."""

    register: Register
    columns: Mapping[str, str]
    lang: Language
    problems: list[Problem]

    def __post_init__(self) -> None:
        self.texts = {meaning: self.register.column(name) for meaning, name in self.columns.items()}
        classes = self.texts.get("size_class", ())
        self.sirene = all(re.fullmatch(r"\d\d|NN|", text) for text in classes)
        self.ranges = any(size_class(text) for text in classes)
        self.law: Callable[[float], int] | None = None
        self.thousands = _has_thousands(self.texts.get("employees", ()), self.register.decimal)

    def text(self, meaning: str, row: int) -> str:
        """Return a field, empty if it says that nothing is known."""
        text = self.texts[meaning][row] if meaning in self.texts else ""
        return "" if text.lower() in MISSING and meaning != "name" else text

    def wrong(self, row: int, meaning: str, message: str) -> None:
        self.problems.append(Problem(self.register.file, self.register.lines[row], self.columns[meaning], message))

    def size(self, row: int, name: str) -> tuple[float, str]:
        """Return the employees of a row, and how they were drawn ('' if they are given)."""
        key = luck(f"{self.register.lines[row]} {name}")
        for meaning in ("employees", "size_class"):
            text = self.text(meaning, row)
            if not text:
                continue
            counted = meaning == "employees" or (self.ranges and not self.sirene)  # 7 among classes is a number
            value = self._employees(text) if counted else None
            if value is not None and value >= 1.0:
                return value, ""
            if value is not None and value >= 0.0:
                return 1.0, "owner"
            bounds = size_class(text, self.sirene and meaning == "size_class")
            if bounds is not None:  # 12 salariés is a number
                return float(drawn_in(bounds, key)), "class" if bounds.low < bounds.high else ""
            said = "region.size date" if is_date(text) else "region.no size"
            self.wrong(row, meaning, say(self.lang, said, text=text))
            return 1.0, ""
        self.law = self.law or law_of_sizes(len(self.register.rows))
        return float(self.law(key)), "law"

    def _employees(self, text: str) -> float | None:
        sign = self.register.decimal
        return number(text.replace(sign, "") if self.thousands and _THREES.fullmatch(text) else text, sign)


YES_NO = {"true", "false", "yes", "no", "ja", "nein", "oui", "non", "si", "vrai", "faux", "wahr", "falsch", "y", "n"}
_THREES = re.compile(r"\d{1,3}([.,])\d{3}(\1\d{3})*")


def _has_thousands(texts: Sequence[str], decimal: str) -> bool:
    """Say whether the decimal sign of a register separates thousands in a column of employees: it stands before threes
    only, and not in every number.
    """
    signed = [text for text in texts if decimal in text and number(text, decimal) is not None]
    others = [text for text in texts if text.isdigit()]
    return bool(signed and others) and all(_THREES.fullmatch(text) for text in signed)


def unkept(known_region: bool) -> set[str]:
    """Return the kinds of odd rows that cannot be kept; in a region that is there already, there are more."""
    return {"no-place", "outside", "no-code"} if known_region else {"no-place"}


def read_plants(
    register: Register, columns: Mapping[str, str], crs: str | None = None, lang: Language = "en"
) -> Plants:
    """Return the plants of a register.

    Raises
    ------
    InputError
        There is no column for places or for codes, codes that cannot be read, or numbers that are none.
    """
    problems = missing_places(register, columns, crs, lang)
    if not {"nace", "sector"} & columns.keys():
        message = say(lang, "region.no codes", heading=", ".join(register.columns))
        problems.append(Problem(register.file, register.heading, "", message))
    if problems:
        raise InputError(problems)
    unit, places = read_places(register, columns, crs, lang, problems)
    reader, found, odd = _Fields(register, columns, lang, problems), Plants([], unit), defaultdict(list)
    usual, seen = _usual_length(reader), set()
    for row, line in enumerate(register.lines):
        name = reader.text("name", row) or say(lang, "region.nameless", line=line)
        nace, lost = reader.text("nace", row), ""
        mistake = mistake_in(nace) if nace else None
        unknown = is_other_revision(reader.text("revision", row)) or is_placeholder(nace)
        unknown = unknown or bool(mistake and mistake.name == "no division")
        if mistake and mistake.name in ("lost zero", "three digits"):
            lost = mistake.values["code"]
        elif mistake and mistake.name not in ("no code", "no division"):
            text = say(lang, f"nace.{mistake.name}", **mistake.values)
            reader.wrong(row, "nace", say(lang, "region.code", code=nace, mistake=text))
        elif nace.isdigit() and len(nace) == usual - 1 and is_known(f"0{nace}"):
            lost = f"0{nace}"
        size, how = reader.size(row, name)
        founded, sector = _year(reader.text("founded", row)), reader.text("sector", row)
        code = "" if unknown and not lost else tidy_code(lost or nace) or ""
        found.plants.append(
            Plant(
                line, name, places[row], lost or nace, code, employees=size, drawn=how, founded=founded, sector=sector
            )
        )
        if how:
            found.notes[how] += 1
        used = tuple(texts[row] for texts in reader.texts.values()) if "name" in columns else register.rows[row]
        for kind, is_odd in (
            ("no-place", places[row] is None),
            ("no-code", not code and not sector),
            ("lost-zero", bool(lost)),
            ("duplicates", used in seen),
            ("closed", is_closed(reader.text("status", row))),
        ):
            if is_odd:
                odd[kind].append(line)
        seen.add(used)
    if problems:
        raise InputError(_first(problems, register.file, lang))
    odd["outside"] = far_away(register.lines, places, unit)
    found.doubts = list(doubts(found.plants, register, columns, places if unit == "degrees" else ()))
    found.odd = {kind: odd[kind] for kind in ODD if odd[kind]}
    return found


def looks_like(register: Register) -> Callable[[str, str], bool]:
    """Return what says whether most of what stands in a column of a register can have a meaning."""
    tests: dict[str, Callable[[str], bool]] = {
        "nace": lambda text: tidy_code(text) is not None,
        "employees": lambda text: number(text, register.decimal) is not None or size_class(text) is not None,
        "size_class": lambda text: size_class(text, sirene=True) is not None or is_date(text),
        "place": lambda text: pair(text) is not None,
        "status": is_status,
        "name": lambda text: text.lower() not in YES_NO and any(letter.isalpha() for letter in text),
    }
    numbers: dict[str, Callable[[str], bool]] = dict.fromkeys(
        ("x", "y", "x_km", "y_km"), lambda text: number(text, register.decimal) is not None
    )
    numbers |= dict.fromkeys(("longitude", "latitude"), lambda text: number(text, ".") is not None or is_angle(text))

    def looks(meaning: str, column: str) -> bool:
        test = {**tests, **numbers}.get(meaning)
        texts = [text for text in register.column(column) if text and text.lower() not in MISSING]
        return test is None or not texts or 2 * sum(map(test, texts)) >= len(texts)

    return looks


def _usual_length(reader: _Fields) -> int:
    """Return the number of digits that most codes without any sign have, if it is five or more, else 0.

    Where nearly all codes have five digits, one of four has lost its leading zero.
    """
    lengths = [len(text) for text in reader.texts.get("nace", ()) if text.isdigit()]
    longest = max(lengths, default=0)
    return longest if longest >= 5 and 2 * lengths.count(longest) > len(lengths) else 0


def _first(problems: list[Problem], file: str, lang: Language) -> list[Problem]:
    """Return the first problems, and how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    told = problems[:MOST_PROBLEMS]
    return [*told, Problem(file, 0, "", say(lang, "region.more", count=more))] if more > 0 else told


def _year(text: str) -> int | None:
    """Return the year of a date as people write it (1998, 1998-11-06, 06.11.1998)."""
    found = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", text)
    return int(found[1]) if found else None
