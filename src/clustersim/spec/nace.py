"""NACE Rev. 2 codes (in Germany: WZ 2008): tidying them and comparing them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
_CODE = re.compile(r"(?P<letter>[A-U]?)(?P<digits>\d{0,5})")


def tidy_code(code: str) -> str | None:
    """Return a code as section letter plus digits ('62.01', 'J62' and '62' begin with 'J62'), or None if it is none.

    A letter alone is a section. A single digit is the beginning of a division and gets no letter.
    """
    found = _CODE.fullmatch(re.sub(r"[.\s]", "", code).upper())
    if found is None or not found[0]:
        return None
    letter, digits = found["letter"], found["digits"]
    if len(digits) < 2:
        return found[0] if not (letter and digits) else None
    section = section_of(digits)
    return section + digits if section and letter in ("", section) else None


def section_of(digits: str) -> str:
    """Return the letter of the section that the division (the first two digits) belongs to, '' for none."""
    division = int(digits[:2])
    return max((letter for letter, first in SECTIONS.items() if first <= division), default="")


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
