"""The records of a CSV text, each with the line on which it begins: what tables and registers have in common."""

from __future__ import annotations

import csv
import io

DELIMITERS = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "vertical bars"}  # and what they are called
SPREADSHEET = "sep="  # begins a first line that tells a spreadsheet the delimiter


class NotCsvError(ValueError):
    """A text that no CSV reader takes: the line, and why. Whoever reads it says so in words of their own."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(line, why)
        self.line, self.why = line, why


def csv_records(text: str, delimiter: str = ",", *, strict: bool = False) -> list[tuple[int, list[str]]]:
    """Return the records of a text with the line on which each begins; blank ones are left out.

    `strict` refuses stray quotes. Raises NotCsvError.
    """
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
