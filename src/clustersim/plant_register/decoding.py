"""The text of a register, whatever encoding it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.errors import InputError, Problem
from clustersim.texts import Language, say

if TYPE_CHECKING:
    from pathlib import Path

END_OF_FILE = "\x1a"  # of DOS, which some programs still write
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def decoded(path: Path, lang: Language) -> tuple[str, str]:
    """Return the text of a file, whatever its ends of lines, and the name of its encoding.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError([Problem(str(path), 0, "", say(lang, "region.unreadable", why=why))]) from None
    text, encoding = _text(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").removesuffix(END_OF_FILE)
    return text, encoding


def _text(data: bytes) -> tuple[str, str]:
    if data[:2] in MARKS:
        return data.decode(MARKS[data[:2]], errors="replace"), "UTF-16"
    start = data[:2000]
    for place, name in ((1, "utf-16-le"), (0, "utf-16-be")):  # every other byte of Latin letters is 0
        if start[place::2].count(0) > len(start) // 4 > start[1 - place :: 2].count(0):
            return data.decode(name, errors="replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    windows, dos = data.decode("cp1252", errors="replace"), data.decode("cp850")
    return (dos, "CP850") if _letters(dos) > _letters(windows) else (windows, "Windows-1252")


def _letters(text: str) -> int:
    """Return how many letters with marks (umlauts, accents) a text holds: in the wrong encoding they are signs."""
    return sum(letter.isalpha() for letter in text if not letter.isascii())
