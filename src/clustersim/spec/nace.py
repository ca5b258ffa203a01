"""NACE Rev. 2 codes and their national forms (WZ 2008, NAF, NOGA, ATECO, UK SIC 2007): tidying and comparing them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from clustersim.spec.nace_classes import DIVISIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# first division of every section of NACE Rev. 2 (Regulation (EC) No 1893/2006)
SECTIONS = {
    "A": 1,
    "B": 5,
    "C": 10,
    "D": 35,
    "E": 36,
    "F": 41,
    "G": 45,
    "H": 49,
    "I": 55,
    "J": 58,
    "K": 64,
    "L": 68,
    "M": 69,
    "N": 77,
    "O": 84,
    "P": 85,
    "Q": 86,
    "R": 90,
    "S": 94,
    "T": 97,
    "U": 99,
}
# first division of every section of NACE Rev. 2.1 (Delegated Regulation (EU) 2023/137), to tell whose letter a code has
SECTIONS_REV_2_1 = {
    "A": 1,
    "B": 5,
    "C": 10,
    "D": 35,
    "E": 36,
    "F": 41,
    "G": 46,
    "H": 49,
    "I": 55,
    "J": 58,
    "K": 61,
    "L": 64,
    "M": 68,
    "N": 69,
    "O": 77,
    "P": 84,
    "Q": 85,
    "R": 86,
    "S": 90,
    "T": 94,
    "U": 97,
    "V": 99,
}
# a code at the beginning of a text: section letter, digits with points, the letter that the French NAF adds
_WRITTEN = re.compile(r"\s*(?P<letter>[A-V]?)[ .]?(?P<digits>[\d.]*)(?P<naf>[A-Z]?)(?=$|[\s,;:(–-])", re.IGNORECASE)
DIGITS = 5  # of the longest code that is kept whole (WZ 2008); of six (NOGA, ATECO) the first four are NACE


def tidy_code(code: str) -> str | None:
    """Return a code as section letter plus digits ('62.01', 'J62' and '62' begin with 'J62'), or None if it is none.

    A letter alone is a section. A single digit is the beginning of a division and gets no letter. National additions
    go: the letter of the French NAF (62.01Z), digits five and six of NOGA and ATECO (620100), a title behind the code
    (62012 - Business software).
    """
    found = _written(code)
    if found is None or not found[0].strip() or (found["naf"] and len(found["digits"]) < 4):
        return None
    letter, digits = found["letter"].upper(), found["digits"].replace(".", "")
    if len(digits) > DIGITS:
        digits = digits[:4] if len(digits) == DIGITS + 1 else ""
        if not digits:
            return None
    if len(digits) < 2:
        return letter + digits if not (letter and digits) and (digits or letter in SECTIONS) else None
    section = section_of(digits)
    return section + digits if section and letter in ("", section) else None


def _written(code: str) -> re.Match[str] | None:
    return _WRITTEN.match(re.sub(r"(?<=\d),(?=\d)", ".", code))


class CodeMistake(NamedTuple):
    """What is wrong with a code: the name of its text (`nace.<name>`), and the values in it."""

    name: str
    values: dict[str, str]


def mistake_in(code: str) -> CodeMistake | None:
    """Return what is wrong with a code as it stands in a row of a table, None if nothing is.

    Stricter than `tidy_code`, which also reads beginnings of codes: a spreadsheet makes 111 or 1.11 of 01.11 (growing
    of cereals), which would be read as 11.1 (beverages).
    """
    found = _written(code)
    if found is None or (found["naf"] and len(found["digits"]) < 4):
        return CodeMistake("no code", {})
    letter, digits = found["letter"].upper(), found["digits"].strip(".")
    whole = digits.replace(".", "")
    if letter and len(whole) >= 2 and letter != section_of(whole):
        section = section_of(whole)
        if letter == section_of(whole, SECTIONS_REV_2_1):
            return CodeMistake("other revision", {"code": f"{section}{digits}"})
        return CodeMistake("other letter", {"letter": letter, "division": whole[:2], "section": section or "-"})
    if not letter and (digits.find(".") == 1 or len(whole) == 1):
        return CodeMistake("lost zero", {"code": f"0{digits}"})
    if not letter and "." not in digits and len(whole) == 3:
        group, code = f"{whole[:2]}.{whole[2]}", f"0{whole[0]}.{whole[1:]}"
        return CodeMistake("three digits", {"group": group, "code": code})
    if tidy_code(code) is None:
        return CodeMistake("no code", {})
    if len(whole) >= 2 and whole[:2] not in DIVISIONS:
        return CodeMistake("no division", {"division": whole[:2]})
    return None


def section_of(digits: str, sections: Mapping[str, int] = SECTIONS) -> str:
    """Return the letter of the section that the division (the first two digits) belongs to, '' for none."""
    division = int(digits[:2])
    return max((letter for letter, first in sections.items() if first <= division), default="")


def shared_level(one: str, two: str) -> int:
    """Return how far two codes agree: 0 not at all, 1 section, 2 division, 3 and 4 one digit more each."""
    a, b = tidy_code(one) or "", tidy_code(two) or ""
    shared = 0
    while shared < min(len(a), len(b)) and a[shared] == b[shared]:
        shared += 1
    return max(shared - 1, 1) if shared else 0


def sector_of(code: str, prefixes: Iterable[tuple[str, str]]) -> str | None:
    """Return the sector whose prefix matches a code best (the longest wins), or None.

    Parameters
    ----------
    code
        A NACE code as people write it.
    prefixes
        Pairs of sector key and the beginning of the codes that belong to it.
    """
    tidy = tidy_code(code)
    if tidy is None:
        return None
    best, length = None, 0
    for sector, prefix in prefixes:
        begin = tidy_code(prefix) or "?"
        own = tidy.lstrip("ABCDEFGHIJKLMNOPQRSTU") if begin.isdigit() else tidy
        if own.startswith(begin) and len(begin) > length:
            best, length = sector, len(begin)
    return best
