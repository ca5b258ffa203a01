"""Which column of a register means what: by its name in English, German, French and more, or as the user says."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from clustersim.errors import InputError, Problem, closest
from clustersim.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Looks = Callable[[str, str], bool]

# what a scenario needs to know of a plant -> how registers call it (lower case, umlauts written out, no accents), in
# English, German and French, and a few of their neighbours
NAMES: dict[str, tuple[str, ...]] = {
    "name": (
        *("name", "firm", "company", "companyname", "plant", "unternehmen", "firma", "betrieb", "bezeichnung"),
        *("nom", "raisonsociale", "denomination", "etablissement", "nometablissement", "enseigne"),
        *(
            "firmenname",
            "ragionesociale",
            "nombre",
            "navn",
            "naam",
            "nazwa",
            "razonsocial",
            "foeretagsnamn",
            "denominazione",
        ),
    ),
    "longitude": (
        "longitude",
        "lon",
        "lng",
        "long",
        "laenge",
        "laengengrad",
        "geolon",
        "xwgs84",
        "longitudine",
        "longitud",
        *("geogrlaenge", "geolaenge", "geographischelaenge", "wgs84laenge", "lengtegraad", "dlugosc"),
        *("dlugoscgeograficzna", "laengdgrad", "lengdegrad", "laengdegrad"),
    ),
    "latitude": (
        *("latitude", "lat", "breite", "breitengrad", "geolat", "ywgs84", "latitudine", "latitud"),
        *("geogrbreite", "geobreite", "geographischebreite", "wgs84breite", "breedtegraad", "szerokosc"),
        *("szerokoscgeograficzna", "breddgrad", "breddegrad"),
    ),
    "place": (  # both coordinates in one field
        *("coordinates", "coordinate", "koordinaten", "koordinate", "coordonnees", "coordonneesgps", "coordenadas"),
        *("coordonneesgeographiques", "geopoint", "geopoint2d", "geolocalisation", "geolocation", "latlon", "latlong"),
        *("latlng", "lonlat", "lnglat", "geom", "geometry", "thegeom", "wkt", "location", "position", "geo", "gps"),
        *("coordinategeografiche", "gpskoordinaten"),
    ),
    "x": (
        *("x", "xm", "easting", "rechtswert", "ostwert", "coordx", "coordonneex", "coordonneesx", "xlambert", "xl93"),
        *("lambertx", "coordonneelambertabscisseetablissement", "ekoordinate", "ekoord", "utmx", "utmeast", "swerefe"),
    ),
    "y": (
        *("y", "ym", "northing", "hochwert", "nordwert", "coordy", "coordonneey", "coordonneesy", "ylambert", "yl93"),
        *("lamberty", "coordonneelambertordonneeetablissement", "nkoordinate", "nkoord", "utmy", "utmnorth", "swerefn"),
    ),
    "x_km": ("xkm",),
    "y_km": ("ykm",),
    "nace": (
        *("nace", "nacecode", "nacerev2", "sic", "siccode", "siccodesictext1", "isic", "industrycode", "industry"),
        *("wz", "wz2008", "wz08", "wzcode", "wirtschaftszweig", "branchencode", "branche", "oenace", "noga", "ateco"),
        *("wznr", "wznummer", "wzschluessel", "codiceateco", "cnae", "naeringskode", "sbi", "nacebel", "pkd", "sni"),
        *("ape", "naf", "codeape", "codenaf", "activiteprincipale", "activiteprincipaleetablissement", "caecode"),
    ),
    "employees": (
        *("employees", "employment", "staff", "headcount", "numberofemployees", "jobs", "addetti"),
        *("beschaeftigte", "mitarbeiter", "mitarbeitende", "svb", "anzahlbeschaeftigte", "beschaeftigteinsgesamt"),
        *("dipendenti", "empleados", "antallansatte", "employee", "numemployees", "anzahlmitarbeitende"),
        *("effectif", "effectifs", "salaries", "emploi", "emplois", "nombredesalaries"),
        *("emptot", "werkzamepersonen", "liczbapracujacych", "trabajadores", "asalariados", "anstaellda"),
        *("unselbstaendigbeschaeftigte", "arbeitnehmer", "werknemers", "pracujacy", "trabalhadores"),
    ),
    "size_class": (
        *(
            "sizeclass",
            "employeesclass",
            "sizeband",
            "employeerange",
            "employeesrange",
            "sizerange",
            "groessenklasse",
            *("size", "groesse", "storleksklass", "classediaddetti", "tramodeempleo", "estratodeasalariados"),
            "beschaeftigtengroessenklasse",
        ),
        *(
            "tranche",
            "trancheeffectif",
            "trancheeffectifs",
            "trancheeffectifsetablissement",
            "trancheeffectifsunitelegale",
        ),
    ),
    "founded": (
        *("founded", "foundation", "established", "incorporationdate", "yearfounded"),
        *("gruendung", "gruendungsjahr", "gegruendet", "datecreation", "datecreationetablissement", "creation"),
    ),
    "sector": ("sector", "sektor", "secteur"),
    "status": (  # whether the plant is open
        *(
            "etatadministratifetablissement",
            "etatadministratif",
            "companystatus",
            "status",
            "statut",
            "stato",
            "estado",
        ),
        *("betriebsstatus", "zustand", "statoattivita", "aktiv", "active", "state"),
    ),
    "revision": ("nomenclatureactiviteprincipaleetablissement", "nomenclatureactiviteprincipale", "nomenclature"),
    "postcode": (
        *("plz", "postcode", "postalcode", "zip", "zipcode", "postleitzahl", "codepostal", "codepostaletablissement"),
        *("cap", "codigopostal", "postnummer", "regaddresspostcode", "kodpocztowy"),
    ),
}
NUMBERS = {"id", "nr", "no", "number", "numero", "nummer", "code"}  # words of headings that name no firm
DATES = {"annee", "year", "jahr", "anno", "jaar", "ano", "date", "datum", "data"}  # of a year of employees, say
LETTERS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("ł", "l"), ("ø", "o"), ("æ", "ae"), ("đ", "d"))
LEAST = 4  # letters of a name from which a column that only begins with it counts


def plain(name: str) -> str:
    """Return a heading in small letters, umlauts written out, without accents, blanks and signs."""
    text = name.casefold()
    for umlaut, written in LETTERS:
        text = text.replace(umlaut, written)
    text = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]", "", text)


def map_columns(
    columns: Sequence[str],
    said: Mapping[str, str],
    file: str,
    lang: Language = "en",
    looks: Looks = lambda meaning, column: True,
) -> dict[str, str]:
    """Return the column of each thing that is known, by what it means (a key of `NAMES`).

    Parameters
    ----------
    said
        What the user says, by meaning; it goes first.
    looks
        Whether what stands in a column can have a meaning: those that cannot come last, whatever their names
        (`Wirtschaftszweig` with words in it, beside `WZ-Nr.` with codes).

    Raises
    ------
    InputError
        The user names something that is not asked for, or a column that is not there.
    """
    problems = [
        Problem(
            *("", 0, "--column"),
            say(lang, "region.no such thing", what=key, known=", ".join(NAMES)) + mean(lang, key, list(NAMES)),
        )
        if key not in NAMES
        else Problem(
            *(file, 0, name),
            say(lang, "region.no column", columns=", ".join(columns)) + mean(lang, name, columns),
        )
        for key, name in said.items()
        if key not in NAMES or name not in columns
    ]
    if problems:
        raise InputError(problems)
    found = dict(said)
    free = [name for name in columns if name not in found.values()]
    for right in (True, False):
        for test in (_is, _begins, _holds):
            for meaning, names in NAMES.items():
                if meaning in found:
                    continue
                fitting = (name for name in free if test(name, meaning, names) and looks(meaning, name) >= right)
                column = next(fitting, None)
                if column is not None:
                    found[meaning] = column
                    free.remove(column)
    return found


def mean(lang: Language, word: str, allowed: Sequence[str]) -> str:
    """Return ' Did you mean X?' in a language when one of the allowed words is close, else ''."""
    close = closest(word, allowed)
    return f" {say(lang, 'region.mean', word=close)}" if close else ""


def _is(column: str, meaning: str, names: Sequence[str]) -> bool:
    return plain(column) in names


def _words(column: str) -> set[str]:
    return {plain(word) for word in re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column))}


def _begins(column: str, meaning: str, names: Sequence[str]) -> bool:
    if meaning != "founded" and _words(column) & DATES:
        return False
    return any(len(name) >= LEAST and plain(column).startswith(name) for name in names)


def _holds(column: str, meaning: str, names: Sequence[str]) -> bool:
    """Say whether one of the words of a heading is such a name: wgs84_lon, x_longitude, facilityName."""
    words = _words(column)
    if (meaning == "name" and words & NUMBERS) or (meaning != "founded" and words & DATES):
        return False
    return any(len(word) > 2 and word in names for word in words)
