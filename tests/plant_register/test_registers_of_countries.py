"""Registers in the form of many countries' open data (made up): read as they are meant, or asked about in words."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clustersim.scenario import Scenario

Command = Callable[..., Any]
FEW = [(7.75, 49.44), (7.76, 49.45), (7.77, 49.43), (7.74, 49.46), (7.73, 49.42), (7.78, 49.44)]


class Told(NamedTuple):
    """A register; with which options it is read; what is said without and with them; what its firms are then."""

    data: bytes
    options: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()  # in what is said without the options, which is refused then
    said: tuple[str, ...] = ()
    firms: tuple[tuple[str, str, float, float], ...] = ()  # name, code, least and most employees of the first rows
    count: int = 6


def lines(*rows: str, ends: str = "\n", encoding: str = "utf-8") -> bytes:
    return (ends.join(rows) + ends).encode(encoding)


COMPANIES_HOUSE = lines(
    '"CompanyName"," CompanyNumber"," RegAddress.AddressLine1","RegAddress.PostCode","CompanyStatus",'
    '"IncorporationDate","SICCode.SicText_1","lat","long"',
    *(
        f'"{name}","0{number}","{number} HIGH STREET, FLOOR 2","B1 1A{number}","{status}","01/0{number}/2001","{sic}",'
        f"{north},{east}"
        for (number, (east, north)), name, status, sic in zip(
            enumerate(FEW, 1),
            ("A, LTD", "B PLC", "C", "D", "E", "F"),
            ("Active", "Active", "Liquidation", "Active", "Active - Proposal to Strike off", "Dissolved"),
            (
                "62020 - Information technology consultancy activities",
                "62012 - Business software",
                "47110 - Retail",
                "99999 - Dormant Company",
                "26110 - Electronic components",
                "None Supplied",
            ),
            strict=True,
        )
    ),
    ends="\r\n",
)
SIRENE = lines(
    "siret,dateCreationEtablissement,trancheEffectifsEtablissement,anneeEffectifsEtablissement,etablissementSiege,"
    "denominationUsuelleEtablissement,codePostalEtablissement,etatAdministratifEtablissement,"
    "activitePrincipaleEtablissement,nomenclatureActivitePrincipaleEtablissement,longitude,latitude",
    *(
        f"{siret},19{siret}0-01-01,{size},2021,{'true' if siret == 1 else 'false'},ETAB {siret},67655,{state},{ape},{nap},"
        f"{east},{north}"
        for (siret, (east, north)), size, state, ape, nap in zip(
            enumerate(FEW, 1),
            ("11", "NN", "00", "03", "12", "01"),
            "AAFAAA",
            ("62.01Z", "62.02A", "56.10A", "72.20C", "26.11Z", "01.11Z"),
            ("NAFRev2", "NAFRev2", "NAFRev2", "NAF1993", "NAFRev2", "NAFRev2"),
            strict=True,
        )
    ),
)
EXCEL_GERMAN = lines(
    "Auszug aus dem Unternehmensregister;;;;;;;",
    "Stand: 31.12.2023;;;;;;;",
    ";;;;;;;",
    "Firma;Straße, Nr.;PLZ Ort;WZ 2008;Beschäftigte (Anzahl);Länge;Breite;",
    *(
        f'"Müller; Söhne & Co. {n} GmbH";"Hauptstraße {n}";67655 Ort;{code};{size};{str(east).replace(".", ",")};'
        f"{str(north).replace('.', ',')};"
        for (n, (east, north)), code, size in zip(
            enumerate(FEW),
            ("62.01.1", "25.62", "28.99.0", "46.69", "10.71", "43.21"),
            ("1.234", "5", "6", "7", "8", "9"),
            strict=True,
        )
    ),
    ";;;Summe;1.269;;;",
    "Quelle: IHK, eigene Berechnungen;;;;;;;",
    ends="\r\n",
    encoding="cp1252",
)
SWISS = codecs.BOM_UTF16_LE + lines(
    "ENTID\tNAME\tE_KOORD\tN_KOORD\tNOGA2008\tGrössenklasse\tEMPTOT",
    *(
        f"{n}\tFirma {n} AG\t{2683000 + 900 * n}\t{1248000 - 700 * n}\t{noga}\t{size}\t{total}"
        for n, noga, size, total in zip(
            range(6),
            ("620100", "261100", "721900", "641912", "471101", "620200"),
            ("10-49", "250+", "1-9", "1-9", "1-9", "50-249"),
            ("12", "1'234", "1", "2", "3", "55"),
            strict=True,
        )
    ),
    encoding="utf-16-le",
)
ITALIAN = lines(
    "Ragione sociale;Indirizzo;Codice ATECO 2007;Classe di addetti;Coordinate",
    *(
        f'"Ditta {n} S.r.l.";"Via Roma {n}, Bologna";{code};{size};{north}, {east}'
        for (n, (east, north)), code, size in zip(
            enumerate(FEW),
            ("62.01.00", "28.29.30", "46.90.00", "56.10.11", "26.11.01", "62.02.00"),
            ("da 1 a 9", "da 10 a 19", "250 e oltre", "fino a 9", "oltre 50", "senza addetti"),
            strict=True,
        )
    ),
)
AUSTRIAN = lines(
    "Betrieb;ÖNACE 2008;unselbständig Beschäftigte;geogr. Breite;geogr. Länge",
    *(
        f'Betrieb {n};{code};{3 + n};"47°{4 + n}\'12,5""N";"15°{26 + n}\'{n}0""O"'
        for n, code in enumerate(("J 62.01", "C 28.41-0", "M 72.19-0", "G 47.11-0", "J 62.02-0", "C 26.11"))
    ),
    encoding="utf-8-sig",
)
DUTCH = lines(
    "Naam,SBI,Werkzame personen,Lengtegraad,Breedtegraad",
    ",code,aantal,graden,graden",
    *(
        f'"Bedrijf {n}, B.V.",{sbi},"{size}",{east},{north}'
        for (n, (east, north)), sbi, size in zip(
            enumerate(FEW),
            ("62010", "26110", "4711", "62020", "47110", "62010"),
            ("1.234", "5 tot 10", "minder dan 5", "250 en meer", "12", "7"),
            strict=True,
        )
    ),
    "Totaal,,9.999,,",
)
POLISH = "\n".join(
    [
        "Nazwa;PKD 2007;Liczba pracujących;Długość;Szerokość",
        *(
            f"Firma {n};{pkd};{size};{east};{north}"
            for (n, (east, north)), pkd, size in zip(
                enumerate(FEW),
                ("62.01.Z", "26.11.Z", "47.11.Z", "62.02.Z", "62.01.Z", "62.01.Z"),
                ("do 9", "10 - 49", "250 i więcej", "mniej niż 5", "7", "8"),
                strict=True,
            )
        ),
    ]
).encode("utf-16-le")
SPANISH = lines(
    "Razón social;CNAE-2009;Tramo de empleo;geom",
    *(
        f"Empresa {n};{cnae};{size};POINT({east} {north})"
        for (n, (east, north)), cnae, size in zip(
            enumerate(FEW),
            ("6201", "2611", "4711", "5610", "6202", "6201"),
            ("De 1 a 9", "Menos de 10", "Más de 250", "200 o más", "Sin asalariados", "De 10 a 19"),
            strict=True,
        )
    ),
    encoding="latin-1",
)
SWEDISH = lines(
    "Företagsnamn\tSNI\tStorleksklass\tSWEREF_E\tSWEREF_N",
    *(
        f"AB {n}\t{sni}\t{size}\t{674000 + 800 * n}\t{6580000 - 500 * n}"
        for n, sni, size in zip(
            range(6),
            ("62.010", "26.110", "47.110", "62.020", "62.010", "62.010"),
            ("1-4 anställda", "5-9 anställda", "0 anställda", "500+ anställda", "10-19 anställda", "7"),
            strict=True,
        )
    ),
)
DOS = lines(
    "Firma;WZ;Beschäftigte;Länge;Breite",
    *(f"Bäckerei {n};10.71;{n + 1};{east};{north}" for n, (east, north) in enumerate(FEW)),
    "\x1a",
    ends="\r\n",
    encoding="cp850",
)[:-2]
UTM = [f"B{n};62.01;{n + 1};67655;{{}};{5477000 + 400 * n}" for n in range(6)]
UTM_HEAD = "Name;WZ;Mitarbeiter;PLZ;Rechtswert;Hochwert"

REGISTERS = {
    "Companies House": Told(
        COMPANIES_HOUSE,
        ("--drop", "no-code,closed"),
        (
            "no-code: rows without a code or sector that is known: 2 (lines 5, 7)",
            "closed: plants that are closed, says the register: 2 (lines 4, 7)",
        ),
        (
            "left out: plants that are closed, says the register: 2 (lines 4, 7)",
            "Not used: CompanyNumber, RegAddress.AddressLine1.",
        ),
        (("A, LTD", "62020", 1, 1e7), ("B PLC", "62012", 1, 1e7), ("E", "26110", 1, 1e7)),
        3,
    ),
    "Sirene": Told(
        SIRENE,
        ("--drop", "closed", "--keep", "no-code"),
        (
            "closed: plants that are closed, says the register: 1 (lines 4)",
            "no-code: rows without a code or sector that is known: 1 (lines 5)",
        ),
        (
            "codes of another revision than NACE Rev. 2, says nomenclatureActivitePrincipaleEtablissement, not read: 1 (lines 5)",
        ),
        (
            ("ETAB 1", "62.01Z", 10, 19),
            ("ETAB 2", "62.02A", 1, 1e7),
            ("ETAB 4", "72.20C", 6, 9),
            ("ETAB 5", "26.11Z", 20, 49),
        ),
        5,
    ),
    "an Excel sheet with titles and a sum": Told(
        EXCEL_GERMAN,
        said=(
            "No rows of the table (titles, units, totals, notes): 4 (lines 1, 2, 11, 12)",
            "6 plants of 6 rows",
            "Not used: Straße, Nr..\n",
        ),
        firms=(("Müller; Söhne & Co. 0 GmbH", "62.01.1", 1234, 1234), ("Müller; Söhne & Co. 1 GmbH", "25.62", 5, 5)),
    ),
    "Swiss BUR": Told(
        SWISS,
        ("--crs", "EPSG:2056"),
        ("look like projected coordinates",),
        ("degrees of longitude",),
        (("Firma 0 AG", "620100", 12, 12), ("Firma 1 AG", "261100", 1234, 1234)),
    ),
    "Italian ASIA": Told(
        ITALIAN,
        firms=(
            ("Ditta 0 S.r.l.", "62.01.00", 1, 9),
            ("Ditta 1 S.r.l.", "28.29.30", 10, 19),
            ("Ditta 2 S.r.l.", "46.90.00", 250, 1e7),
            ("Ditta 3 S.r.l.", "56.10.11", 1, 9),
            ("Ditta 4 S.r.l.", "26.11.01", 51, 1e7),
            ("Ditta 5 S.r.l.", "62.02.00", 1, 1),
        ),
    ),
    "Austrian, degrees and minutes": Told(
        AUSTRIAN,
        said=("from 15.4333 to 15.5306 degrees of longitude, 47.0701 to 47.1535",),
        firms=(("Betrieb 0", "J", 3, 3),),
    ),
    "Dutch, with units and a total": Told(
        DUTCH,
        said=("No rows of the table (titles, units, totals, notes): 2 (lines 2, 9)",),
        firms=(
            ("Bedrijf 0, B.V.", "62010", 1234, 1234),
            ("Bedrijf 1, B.V.", "26110", 5, 10),
            ("Bedrijf 2, B.V.", "4711", 1, 4),
            ("Bedrijf 3, B.V.", "62020", 250, 1e7),
        ),
    ),
    "Polish, UTF-16 without a mark": Told(
        POLISH,
        firms=(
            ("Firma 0", "62.01.Z", 1, 9),
            ("Firma 1", "26.11.Z", 10, 49),
            ("Firma 2", "47.11.Z", 250, 1e7),
            ("Firma 3", "62.02.Z", 1, 4),
        ),
    ),
    "Spanish, well-known text": Told(
        SPANISH,
        firms=(
            ("Empresa 0", "6201", 1, 9),
            ("Empresa 1", "2611", 1, 9),
            ("Empresa 2", "4711", 251, 1e7),
            ("Empresa 3", "5610", 200, 1e7),
            ("Empresa 4", "6202", 1, 1),
        ),
    ),
    "Swedish SWEREF": Told(
        SWEDISH,
        ("--crs", "EPSG:3006"),
        ("look like projected coordinates",),
        (),
        (("AB 0", "62.010", 1, 4), ("AB 1", "26.110", 5, 9), ("AB 2", "47.110", 1, 1)),
    ),
    "DOS letters and end of file": Told(DOS, firms=(("Bäckerei 0", "10.71", 1, 1),)),
    "a zone in front of eastings": Told(
        lines(UTM_HEAD, *(row.format(32410000 + 500 * n) for n, row in enumerate(UTM))),
        ("--crs", "EPSG:25832"),
        ("look like projected coordinates",),
        ("from 7.7586 to 7.7926",),
    ),
    "eastings of two zones": Told(
        lines(UTM_HEAD, *(row.format((410000 if n else -20000) + 500 * n) for n, row in enumerate(UTM))),
        ("--crs", "EPSG:25832", "--drop", "outside"),
        ("look like projected coordinates",),
        (
            "plants more than 30 km from others of the same PLZ: 1 (lines 2); another zone",
            "left out: rows outside the region, or far from most others: 1 (lines 2)",
        ),
        count=5,
    ),
    "NACE Rev. 1.1": Told(
        lines(
            "name,nace,employees,lon,lat",
            *(
                f"F{n},{code},5,{east},{north}"
                for (n, (east, north)), code in zip(
                    enumerate(FEW), ("72.22", "72.20", "34.10", "74.14", "62.01", "40.11"), strict=True
                )
            ),
        ),
        ("--drop", "no-code"),
        (
            "codes that NACE Rev. 2 does not have, as 72.22, 34.10, 74.14: 4 (lines 2, 4, 5, 7)",
            "no-code: rows without a code or sector that is known: 2 (lines 4, 7)",
        ),
        ("cannot be told from those of Rev. 2 where both have them",),
        count=4,
    ),
    "NACE Rev. 2.1": Told(
        lines(
            "name,nace,employees,lon,lat",
            *(
                f"F{n},{code},5,{east},{north}"
                for (n, (east, north)), code in zip(
                    enumerate(FEW), ("62.10", "62.20", "62.01", "95.31", "62.00", "6200"), strict=True
                )
            ),
        ),
        said=("doubtful: codes that NACE Rev. 2 does not have, as 62.10, 62.20, 95.31: 3 (lines 2, 3, 5). ",),
    ),
}


def register(folder: Path, told: Told) -> None:
    (folder / "register.csv").write_bytes(told.data)


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_is_read_as_it_is_meant(name: str, command: Command, tmp_path: Path) -> None:
    told = REGISTERS[name]
    if "--crs" in told.options:
        pytest.importorskip("pyproj", reason="pyproj is not installed (extra geo)")
    register(tmp_path, told)
    if told.asked:
        asked = command("region", "register.csv", "--out", "made")
        assert (asked.code, (tmp_path / "made").exists()) == (2, False)
        assert [text for text in told.asked if text not in asked.err] == [], asked.err
    done = command("region", "register.csv", "--out", "made", *told.options)
    assert done.code == 0, done.err
    assert [text for text in told.said if text not in done.out + done.err] == [], done.out + done.err
    made = tmp_path / "made"
    protocol = (made / "protocol.md").read_text(encoding="utf-8")
    assert "Codes are taken for those of NACE Rev. 2" in protocol
    assert all(
        line in protocol for line in (*re.findall("doubtful: .*", done.err), *re.findall("No rows of .*", done.out))
    )
    with (made / "firms.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    assert len(rows) == told.count
    for row, (firm, code, least, most) in zip(rows, told.firms, strict=False):
        assert (row["name"], row["nace"]) == (firm, code)
        assert least <= float(row["employees"]) <= most
    assert Scenario.load(made / "made.toml").start.given is not None


@pytest.mark.parametrize("lang", ["en", "de"])
def test_what_cannot_be_read_is_said(lang: str, command: Command, tmp_path: Path) -> None:
    """Classes of sizes that became dates, an O that may be east or west, half a pair, control characters."""
    head = "name;nace;Size;lon;lat\n"
    cases = {
        f"{head}A;62.01;01. Apr;7.75;49.44\nB;62.01;Okt 19;7.76;49.44\nC;62.01;10-49;7.76;49.45\n": (
            ":2: Size: ",
            ":3: Size: ",
        ),
        f"{head}A;62.01;5;7°45'O;49°26'N\nB;62.01;6;7°46'O;49°26'N\n": (":2: lon: ", "Ouest"),
        "name;nace;coordinates\nA;62.01;49.44, 7.75\nB;62.01;49.44\nC;62.01;49.45, 7.75\n": (":3: coordinates: ",),
        f"{head}A;62.01;5;7.75;49.44\nB\0;62.01;5;7.75;49.44\n": (":3: ", "U+0000"),
        f"{head}A\x07;62.01;5;7.75;49.44\n": (":2: ", "U+0007"),
    }
    for text, said in cases.items():
        (tmp_path / "register.csv").write_text(text, encoding="utf-8")
        done = command("region", "register.csv", "--lang", lang)
        assert done.code == 2
        assert [part for part in said if part not in done.err] == [], done.err
    assert not (tmp_path / "register").exists()


def test_control_characters_in_tables_of_a_scenario_are_refused_with_their_line(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_text('extends = "baseline"\n[region]\nfirms_file = "firms.csv"\n')
    for bad in ("\0", "\x07", "\x0b", "\x1a", "\x7f", "\x9d"):
        (tmp_path / "firms.csv").write_text(
            f"name,x_km,y_km,nace,employees\nA,1,1,62.01,5\nB{bad},2,2,62.01,5\n", encoding="utf-8"
        )
        done = command("check", "own.toml")
        assert (done.code, f"firms.csv:3: holds the control character U+{ord(bad):04X}" in done.err) == (2, True), (
            done.err
        )


def test_coordinates_that_contradict_each_other_are_doubted(command: Command, tmp_path: Path) -> None:
    pytest.importorskip("pyproj", reason="pyproj is not installed (extra geo)")
    rows = [f"B{n};62.01;{410000 + 500 * n};{5477000 + 400 * n};{7.76 + 0.01 * n};49.43" for n in range(6)]
    (tmp_path / "register.csv").write_text("\n".join(["Name;WZ;Rechtswert;Hochwert;Länge;Breite", *rows]) + "\n")
    right = command("region", "register.csv", "--crs", "EPSG:25832")
    assert (right.code, "doubtful" in right.err) == (0, False)
    for lang, said in (
        ("en", "km from Länge and latitude of the same rows"),
        ("de", "km von Länge und Breite derselben"),
    ):
        wrong = command("region", "register.csv", "--crs", "EPSG:25833", "--force", "--lang", lang)
        assert (wrong.code, said in wrong.err) == (0, True), wrong.err


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("49°26'N", 49.4333), ("49° 26′ 24,5″ N", 49.4401), ("S 33.5", -33.5), ("7,75 E", 7.75), ("W3°30'", -3.5)),
        *(("-3.5", -3.5), ("49.44°", 49.44), ("12,345", 12.345), ("49°61'N", None), ("north", None), ("1e5", None)),
    ],
)
def test_angles(text: str, value: float | None) -> None:
    from clustersim.plant_register.coordinates import degrees

    assert degrees(text) == (None if value is None else pytest.approx(value, abs=1e-4))


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        *(("1.234,5", ",", 1234.5), ("1,234.5", ".", 1234.5), ("1'234.5", ".", 1234.5), ("1 234", ".", 1234.0)),
        *(("410000.5", ",", 410000.5), ("3.410.123,25", ",", 3410123.25), ("12,5", ".", 12.5), ("1,23,4", ".", None)),
        *(("1.234", ",", 1234.0), ("1,234", ".", 1234.0), ("1.2.3", ",", None), ("", ".", None), ("-5", ",", -5.0)),
    ],
)
def test_numbers_of_several_countries(text: str, decimal: str, value: float | None) -> None:
    from clustersim.plant_register.reading import number

    assert number(text, decimal) == value


def test_the_classes_are_those_of_the_regulation() -> None:
    from clustersim.spec.nace import SECTIONS
    from clustersim.spec.nace_classes import DIVISIONS, classes, is_known

    counts = len(SECTIONS), len(DIVISIONS), len({code[:3] for code in classes()}), len(classes())
    assert counts == (21, 88, 272, 615)
    assert all(is_known(code) for code in ("62", "620", "6201", "62011", "6200", "0111", "47000"))
    assert not any(is_known(code) for code in ("6210", "7222", "3410", "34", "6204"))
