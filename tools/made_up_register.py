"""Write the made-up register of scenarios/examples/register: firms as open registers list them, and what is odd.

    python tools/made_up_register.py            writes the table again, the same in every year

Everything is invented: firms, names, places. The form is that of open registers in German: semicolons, decimal commas,
classes of size, dates, gaps, rows that stand twice, rows without a place, a head office far away.
"""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).resolve().parents[1] / "scenarios" / "examples" / "register" / "betriebe.csv"
SEED, FIRMS = 20240607, 170
HEADING = (
    *("Betriebs-Nr.", "Firmenname", "Straße", "Ort", "Längengrad", "Breitengrad", "WZ 2008", "Wirtschaftszweig"),
    *("Beschäftigtengrößenklasse", "Gründungsdatum"),
)
TOWNS = (("Oberfelden", 10.312, 50.871, 0.55), ("Niederau", 10.428, 50.902, 0.3), ("Talheim", 10.377, 50.815, 0.15))
SPREAD = 0.012  # degrees around the middle of a town
KINDS = (  # WZ code, what it is, share, words for names
    ("62.01.1", "Programmierung", 0.16, "Software"),
    ("62.02.0", "IT-Beratung", 0.08, "Systeme"),
    ("26.51.1", "Mess- und Kontrollinstrumente", 0.07, "Messtechnik"),
    ("28.41.0", "Werkzeugmaschinen", 0.11, "Maschinenbau"),
    ("25.62.0", "Mechanik", 0.06, "Metall"),
    ("71.12.2", "Ingenieurbüros", 0.1, "Ingenieure"),
    ("47.11.1", "Einzelhandel", 0.18, "Markt"),
    ("56.10.1", "Gaststätten", 0.14, "Gasthaus"),
    ("96.02.1", "Friseursalons", 0.1, "Salon"),
)
CLASSES = (("1-9", 0.62), ("10-49", 0.22), ("50-249", 0.06), ("250 und mehr", 0.02), ("", 0.08))
NAMES = ("Ahorn", "Birke", "Eiche", "Erle", "Esche", "Fichte", "Kiefer", "Linde", "Tanne", "Ulme", "Weide", "Zeder")
FORMS = ("GmbH", "KG", "e. K.", "OHG", "GmbH & Co. KG")


class Row(NamedTuple):
    """One line of the register, as text."""

    number: str
    name: str
    street: str
    town: str
    longitude: str
    latitude: str
    code: str
    kind: str
    size: str
    founded: str


def register() -> str:
    """Return the table."""
    luck = random.Random(SEED)
    rows = [_row(luck, number) for number in range(FIRMS)]
    rows[20] = rows[20]._replace(code="", kind="ohne Angabe")
    rows[51] = rows[51]._replace(longitude="", latitude="")
    rows[88] = rows[88]._replace(longitude="", latitude="")
    rows[120] = rows[120]._replace(town="Fernstadt", longitude="13,40500", latitude="52,52000")
    rows += [rows[7], rows[90]]  # they stand twice
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows([HEADING, *rows])
    return out.getvalue()


def _row(luck: random.Random, number: int) -> Row:
    code, kind, _, word = luck.choices(KINDS, [each[2] for each in KINDS])[0]
    town, longitude, latitude, _ = luck.choices(TOWNS, [each[3] for each in TOWNS])[0]
    place = luck.gauss(longitude, SPREAD), luck.gauss(latitude, SPREAD * 0.65)
    year = min(2024, 2024 - int(luck.expovariate(1.0 / 16.0)))
    return Row(
        f"B{10_000 + 7 * number}",
        f"{luck.choice(NAMES)} {word} {number + 1} {luck.choice(FORMS)}",
        f"{luck.choice(NAMES)}nweg {luck.randint(1, 90)}",
        town,
        longitude=f"{place[0]:.5f}".replace(".", ","),
        latitude=f"{place[1]:.5f}".replace(".", ","),
        code=code,
        kind=kind,
        size=luck.choices([each[0] for each in CLASSES], [each[1] for each in CLASSES])[0],
        founded=f"{luck.randint(1, 28):02d}.{luck.randint(1, 12):02d}.{year}",
    )


if __name__ == "__main__":
    FILE.write_text(register(), encoding="utf-8")
    print(f"wrote {FILE.name}")
