"""German texts about files that people bring: what a scenario leaves open, and registers of plants."""

from __future__ import annotations

_CHECK: dict[str, str] = {
    "check.ok": "{file}: in Ordnung",
    "check.assumed": "{file}: angenommen: {text}",
    "check.no difference": (
        "{file} sagt nichts, was von {extends} abweicht, worauf es aufbaut: Die Ergebnisse werden dieselben sein"
    ),
}
_ASSUMED: dict[str, str] = {
    "assumed.no towns": (
        "Es gibt keine [[region.towns]]: Jeder Ort ist gleich gut erreichbar (und hat gleich viel Platz, wenn die "
        "cells_file nichts anderes sagt)"
    ),
    "assumed.no institutions": (
        "Es gibt keine [[institutions]]: Keine Hochschule, kein Institut und keine Kammer wirkt mit"
    ),
    "assumed.rectangle": (
        "Es gibt keine cells_file: Die Region ist ein volles Rechteck, {columns} x {rows} Rasterfelder von {km:g} km"
    ),
    "assumed.no target": "Keine Branche ist Ziel: Die Kennzahlen des Zielclusters sind nicht bestimmt",
    "assumed.stationary": ("Die Region behält etwa {firms:,.0f} Betriebe, so viele, wie gegeben sind (start.firms)"),
    "assumed.grows": (
        "Gegeben sind {given:,.0f} Betriebe, start.firms sagt aber {firms:,.0f}: Die Region wächst ohne jede Politik "
        "auf diese Zahl; ohne start.firms bleibt es bei der Zahl der Zeilen"
    ),
    "assumed.shrinks": (
        "Gegeben sind {given:,.0f} Betriebe, start.firms sagt aber {firms:,.0f}: Die Region schrumpft ohne jede "
        "Politik auf diese Zahl; ohne start.firms bleibt es bei der Zahl der Zeilen"
    ),
    "assumed.other shares": (
        "Zur Branche {sector} gehören {there:.0%} der gegebenen Betriebe, ihr Anteil (share) sagt aber {share:.0%}: "
        "Neue Betriebe folgen dem Anteil; ohne alle share gelten die Anteile der Zeilen"
    ),
    "assumed.ages": "{count:,.0f} von {given:,.0f} Betrieben haben kein Alter: Es wird passend zur Größe gezogen",
    "assumed.duplicates": (
        "Zeilen von Betrieben, die eine andere in allem wiederholen: {count:,.0f} (Zeilen {lines}); jede zählt als ein "
        "Betrieb"
    ),
    "assumed.one cell": (
        "Alle {count:,.0f} Betriebe liegen in demselben Rasterfeld: Stehen sie im Mittelpunkt ihrer Gemeinde?"
    ),
    "assumed.crowded": (
        "Rasterfelder mit mehr Betrieben, als Platz ist: {cells:,.0f}, am meisten in [{column}, {row}]: {count:,.0f} "
        "Betriebe auf {places:.0f} Plätzen; sie bekommen den Platz (floor_space der cells_file sagt, wie viel es gibt)"
    ),
}
_NACE: dict[str, str] = {
    "nace.no code": "; gebraucht wird ein Code der NACE Rev. 2, etwa 62.01",
    "nace.no division": "; die NACE Rev. 2 hat keine Abteilung {division} (andere Fassungen haben andere)",
    "nace.other revision": " und hat den Buchstaben der NACE Rev. 2.1; es gilt Rev. 2: {code}",
    "nace.other letter": (
        " und hat den Buchstaben {letter}, aber Abteilung {division} gehört in der NACE Rev. 2 zu Abschnitt {section}"
    ),
    "nace.lost zero": " und hat wohl die führende Null verloren; richtig ist {code}, mit der Spalte als Text",
    "nace.three digits": (
        " und hat drei Ziffern; richtig ist {group}, wenn es eine Gruppe ist, {code}, wenn eine führende Null fehlt"
    ),
}
_REGION: dict[str, str] = {
    "region.mean": "Meinten Sie „{word}“?",
    "region.no such thing": "{what}: So heißt nichts; es gibt {known}.",
    "region.no column": "ist keine Spalte; es gibt: {columns}.",
    "region.said": "{pair} muss WAS=SPALTE sein, etwa employees=Effectif",
    "region.no kind": "{kind} gehört nicht zu {kinds}.",
    "region.unreadable": "lässt sich nicht lesen: {why}",
    "region.no csv": "ist keine gültige CSV-Datei: {why}",
    "region.no rows": "hat keine Zeilen unter einer Kopfzeile",
    "region.fields": "hat {count} Felder, die Kopfzeile hat {heading}",
    "region.more": "... und {count:,.0f} weitere Fehler",
    "region.projected": (
        "{x} und {y} sehen nach projizierten Koordinaten aus; sagen Sie, nach welchen: --crs EPSG:25832 (UTM 32, der "
        "größte Teil Deutschlands), EPSG:25833, EPSG:2154 (Lambert 93), EPSG:27700 (britisches Gitter) ...; oder "
        "--crs metres, wenn es niemand weiß; bei Gradzahlen: --column longitude={x} --column latitude={y}"
    ),
    "region.no places": (
        "keine Spalten für Orte gefunden unter: {heading}. Nennen Sie sie: --column longitude=... --column "
        "latitude=... (oder x und y mit --crs, oder x_km und y_km)"
    ),
    "region.no codes": (
        "keine Spalte für NACE- oder WZ-Codes oder Branchen gefunden unter: {heading}. Nennen Sie sie: --column "
        "nace=... (oder sector=...)"
    ),
    "region.no number": "muss eine Zahl sein, nicht „{text}“",
    "region.no size": "muss eine Zahl oder eine Klasse wie 10-19 sein, nicht „{text}“",
    "region.code": "ist „{code}“{mistake}",
    "region.no degrees": "enthält Zahlen, die keine Gradzahlen sind",
    "region.give crs": "; bei projizierten Koordinaten hilft --crs",
    "region.outside crs": (
        "{crs} verlegt die Betriebe in die Gegend von {east}° Ost, {north}° Nord, außerhalb des Gebiets, für das es "
        "gilt ({area}). Sind Ost- und Nordwert vertauscht (--column x=..., --column y=...), oder ist es eine andere "
        "Zone?"
    ),
    "region.pyproj": 'braucht das Paket pyproj: pip install "clustersim[geo]"',
    "region.no crs": "{crs} ist kein Koordinatensystem; richtig wäre etwa EPSG:25832 oder metres",
    "region.nameless": "Zeile {line}",
    "region.nowhere": "kein Betrieb hat einen Ort",
    "region.too large": (
        "erst ein Raster von {columns:,.0f} x {rows:,.0f} Feldern fasst alle Betriebe; größere Felder (--cell-km) "
        "helfen, oder weit entfernte Betriebe wegzulassen (--drop outside)"
    ),
    "region.no sector": "{key} ist keine Branche; es gibt: {keys}.",
    "region.no corner": (
        "diese Region hat keine geografische Länge und Breite der Südwestecke; das Register nennt Gradzahlen"
    ),
    "region.swapped": (
        "Länge und Breite sehen vertauscht aus: Andersherum liegen die meisten Betriebe in der Region; "
        "richtig wird es mit --column longitude={latitude} --column latitude={longitude}"
    ),
    "region.not with extends": "hat mit --extends keinen Sinn: Es gilt das Ziel des Szenarios",
    "region.only with extends": "braucht --extends: Sonst kommen Betriebe ohne Code zu `other` (--keep no-code)",
    "region.reference": "braucht die Spalten nace und firms (oder Unternehmen)",
    "region.control": "enthält das Steuerzeichen {code}; das ist kein Text oder ein beschädigter",
    "region.which side": 'ist "{text}": O kann Ost oder West sein (Ouest, Oeste, Ovest); schreiben Sie E oder W',
    "region.no pair": 'muss zwei Koordinaten enthalten, etwa 49.44, 7.75 oder POINT(7.75 49.44), nicht "{text}"',
    "region.other zones": (
        "{crs} ist Zone {zone}, doch Rechtswerte beginnen mit den Nummern dieser Zonen: {zones}; geben Sie das System "
        "dieser Zone an, und je Zone eine Datei"
    ),
    "region.size date": (
        'ist "{text}": Eine Tabellenkalkulation hat wohl aus einer Größenklasse ein Datum gemacht; schreiben Sie sie '
        "wieder als Text"
    ),
    "region.odd.closed": "Betriebe, die laut Register geschlossen sind: {count:,.0f} (Zeilen {lines})",
    "region.others": "Keine Zeilen der Tabelle (Titel, Einheiten, Summen, Anmerkungen): {count:,.0f} (Zeilen {lines})",
    "region.doubt": "zweifelhaft: {what}",
    "region.doubt.revision": (
        "Codes, die es in der NACE Rev. 2 nicht gibt, etwa {codes}: {count:,.0f} (Zeilen {lines}). Codes der Rev. 1.1 "
        "und der Rev. 2.1 sind von denen der Rev. 2 nicht zu unterscheiden, wo es sie in beiden gibt, und bedeuten "
        "anderes: Übersetzen Sie die Spalte, wenn sie aus einer anderen Fassung stammt"
    ),
    "region.doubt.nomenclature": (
        "Codes einer anderen Fassung als NACE Rev. 2, sagt {column}; nicht gelesen: {count:,.0f} (Zeilen {lines})"
    ),
    "region.doubt.postcode": (
        "Betriebe, die mehr als {km:.0f} km von anderen mit demselben Wert in {column} entfernt liegen: {count:,.0f} "
        "(Zeilen {lines}); vielleicht aus einer anderen Koordinatenzone"
    ),
    "region.doubt.coordinates": (
        "Die Orte aus {x} liegen {km:,.0f} km von {longitude} und Breite derselben Zeilen entfernt; gehört --crs zur "
        "Nachbarzone?"
    ),
    "region.assumed revision": "Codes gelten als solche der NACE Rev. 2 und ihrer nationalen Fassungen.",
    "region.odd.duplicates": "Zeilen, die dasselbe sagen wie eine andere: {count:,.0f} (Zeilen {lines})",
    "region.odd.no-place": "Zeilen ohne Ort: {count:,.0f} (Zeilen {lines})",
    "region.odd.outside": "Zeilen außerhalb der Region oder fern der meisten anderen: {count:,.0f} (Zeilen {lines})",
    "region.odd.no-code": "Zeilen ohne bekannten Code und ohne bekannte Branche: {count:,.0f} (Zeilen {lines})",
    "region.odd.lost-zero": "Codes, die wohl eine führende Null verloren haben: {count:,.0f} (Zeilen {lines})",
    "region.drop": "{what}; --drop {kind} lässt sie weg",
    "region.drop or keep": "{what}; --drop {kind} lässt sie weg, --keep {kind} behält sie",
    "region.drop or zero": (
        "{what}; --keep {kind} setzt die Null wieder davor (aus 111 wird 01.11), --drop {kind} lässt sie weg"
    ),
    "region.drop or sector": "{what}; --drop {kind} lässt sie weg, --unknown-sector KEY weist sie einer Branche zu",
    "region.drawn.class": "in der Größenklasse gezogen",
    "region.drawn.law": "nach der Größenverteilung gezogen",
    "region.drawn.owner": "nur Inhaberin oder Inhaber, als 1 gezählt",
    "region.result": "{kept:,.0f} Betriebe aus {rows:,.0f} Zeilen; Zielcluster: {target}",
    "region.result left": "weggelassen: {what}",
    "region.result kept": "behalten: {what}",
    "region.result sizes": "Beschäftigte {how}: {count:,.0f}",
    "region.result grid": "Raster: {columns} x {rows} Felder von {km:g} km; die Betriebe liegen {box}",
    "region.written": "{file}, firms.csv und protocol.md sind geschrieben; weiter mit: {command}",
    "region.how made": "Wie diese Region entstanden ist",
    "region.from": "Aus `{file}`: {rows:,.0f} Zeilen, {encoding}, Dezimalzeichen `{decimal}`.",
    "region.columns head": "| was | Spalte |",
    "region.unused": "Nicht verwendet: {columns}.",
    "region.plants": "Betriebe in der Region: {count:,.0f}; sie liegen {box}.",
    "region.box degrees": "zwischen {west:.4f} und {east:.4f} Grad Länge, {south:.4f} und {north:.4f} Grad Breite",
    "region.box km": "zwischen {west:.3f} und {east:.3f} km nach Osten, {south:.3f} und {north:.3f} km nach Norden",
    "region.left out": "Weggelassen: {what}.",
    "region.kept": "Behalten, obwohl auffällig: {what}.",
    "region.and more": " und {count:,.0f} weitere",
    "region.assumed": "Angenommen:",
    "region.sizes": "Beschäftigte {how}: {count:,.0f} Betriebe, in `firms.csv` vermerkt.",
    "region.assumed number": (
        "Die Zahl der Betriebe bleibt auf Dauer die des Registers; die Anteile der Branchen sind die seiner Betriebe."
    ),
    "region.assumed extends": "Raster, Orte, Einrichtungen und Branchen sind die von `{extends}`.",
    "region.assumed defaults": (
        "Gründungsraten, Alter ohne Gründungsjahr und Verwandtschaft der Branchen (nach Abschnitten) sind "
        "Voreinstellungen des Modells."
    ),
    "region.assumed towns": (
        "Als Orte gelten die dichtesten Rasterfelder; die Erreichbarkeit nimmt mit der Entfernung von ihnen ab."
    ),
    "region.assumed rectangle": (
        "Die Region ist ein Rechteck um alle Betriebe; Einrichtungen (Hochschulen, Kammern) gibt es noch keine."
    ),
    "region.target": "Zielcluster: `{key}`, {why}.",
    "region.by quotient": (
        "die überregional handelnde Branche mit dem größten Lokalisationsquotienten, wenn Sie keine andere genannt "
        "haben"
    ),
    "region.by number": (
        "die größte überregional handelnde Branche, wenn Sie keine andere genannt haben (Lokalisationsquotienten gibt "
        "es mit --reference)"
    ),
    "region.sectors head": "| Branche | Codes | Betriebe | Lokalisationsquotient |",
    "region.quotient": "{value:.2f}",
    "region.title": "{name}: {count:,.0f} Betriebe eines Registers",
    "region.division": "WZ {code}",
    "region.other sectors": "übrige Branchen",
    "region.local sectors": "örtliche Branchen",
    "region.toml head": (
        "Vorschlag von `clustersim region` aus {source}; protocol.md sagt, was angenommen wurde. Ändern Sie, was Sie "
        "besser wissen:"
    ),
    "region.toml institutions": (
        "Es gibt keine Einrichtungen: Ergänzen Sie [[institutions]] (Hochschulen, Kammern) oder institutions_file."
    ),
    "region.toml firms": "auf Dauer so viele wie im Register, damit die Region ihre Größe behält",
    "region.toml year": "Kalenderjahr des Beginns",
    "region.toml corner": "der Südwestecke",
    "region.toml town": "Vorschlag: ein dichtes Rasterfeld mit {plants:,.0f} Betrieben ringsum",
    "region.toml town name": "Ort {number}",
    "region.toml plants": "{count:,.0f} Betriebe",
    "region.toml assumption": "Annahme",
}
TEXTS: dict[str, str] = _CHECK | _ASSUMED | _NACE | _REGION
