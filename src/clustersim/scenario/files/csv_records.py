"""The records of a CSV text, each with the line on which it begins: what tables and registers have in common."""

from __future__ import annotations

import csv
import io
import re

DELIMITERS = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "vertical bars"}  # and what they are called
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")  # all but tabs and ends of lines
SPREADSHEET = "sep="  # begins a first line that tells a spreadsheet the delimiter


class NotCsvError(ValueError):
    """A text that no CSV reader takes: the line, and why. Whoever reads it says so in words of their own."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(line, why)
        self.line, self.why = line, why


class ControlCharacterError(NotCsvError):
    """A text with a character that no table of text holds: what was read is no text, or damaged."""

    def __init__(self, line: int, character: str) -> None:
        self.code = f"U+{ord(character):04X}"
        super().__init__(line, f"holds the control character {self.code}; it is no text, or damaged")


def csv_records(text: str, delimiter: str = ",", *, strict: bool = False) -> list[tuple[int, list[str]]]:
    """Return the records of a text with the line on which each begins; blank ones are left out.

    `strict` refuses stray quotes. Raises NotCsvError.
    """
    control = _CONTROL.search(text)
    if control:
        raise ControlCharacterError(text.count("\n", 0, control.start()) + 1, control[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for fields in reader:
            if any(part.strip() for part in fields):
                records.append((line, fields))
            line = reader.line_num + 1
    except csv.Error as error:
        raise NotCsvError(line, str(error)) from None
    return records
