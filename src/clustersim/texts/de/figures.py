"""German texts of figures."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # figures of a comparison
    "figure.effects task": "Was jede Aufgabe verändert hat, {when}",
    "figure.effects arm": "Was jede Variante verändert hat, {when}",
    "figure.end": "Mittelwert des letzten Jahres",
    "figure.mean": "Mittelwert der gesamten Laufzeit",
    "figure.tick": "Zeitschritt {at}",
    "figure.change": "Änderung in %",
    "figure.years": "Jahre seit Beginn",
    "figure.trajectories": "Die Varianten im Zeitverlauf",
    "figure.path": "Clusterdichte und Netzwerkstärke im Verlauf von {years:g} Jahren",
    "figure.cost": "Was es kostet und was es bringt",
    "figure.cost axis": "öffentliche Ausgaben in {years:g} Jahren, Mio. Euro",
    "figure.cost column": "Ausgaben,\nMio. Euro",
    "figure.note": (
        "Mittelwerte aus {seeds} Vergleichspaaren; je Messgröße gelten alle Intervalle zugleich mit 95 %. Nicht "
        "entschieden: mit diesen Startwerten."
    ),
    "figure.note levels": (
        "Mittelwerte aus {seeds} Läufen mit je eigenem 95-%-Band; ob Varianten sich unterscheiden, zeigen nur "
        "Paarunterschiede."
    ),
    "figure.note path": "Mittelwerte aus {seeds} Vergleichspaaren.",
    "figure.not decided": "nicht entschieden",
    "figure.note one": "Ein einziges Vergleichspaar: kein Intervall, keine Aussage.",
    "figure.some": "Gezeigt sind die {shown} von {all} Varianten mit den größten Wirkungen.",
    "figure.others": "nicht entschieden oder gleich: {count} Varianten",
    "figure.cut": "senkrechte Achse beginnt nicht bei 0",
    "figure.mark start": "Kreis: Beginn.",
    "figure.mark dots": "Punkte: alle 5 Jahre.",
    "figure.mark turn": "Raute: Die Wirtschaftsförderung setzt auf Netzwerke.",
    "figure.mark cut": "Die Achsen beginnen nicht bei 0.",
    "figure.differences task": "Was jede Aufgabe verändert hat, im Zeitverlauf",
    "figure.differences arm": "Was jede Variante verändert hat, im Zeitverlauf",
    "figure.difference axis": "Unterschied: {unit}",
    # contributions of tasks
    "figure.shares": "Was jede Aufgabe zum Ganzen beiträgt",
    "figure.shares apart": "Was einzelne Aufgaben bewirken, und was alle zusammen",
    "figure.together": "gemeinsam, nicht zurechenbar",
    "figure.unshared": "gemeinsam, nicht zurechenbar",
    "figure.total": "alle zusammen",
    "figure.shares note": "Je Messgröße und Art gelten alle Intervalle zugleich mit 95 %.",
    "figure.shares estimated": (
        "Anteilige Beiträge geschätzt: richtig, wenn drei und mehr Aufgaben nichts über ihre Paare hinaus bewirken."
    ),
    "figure.alone": "allein",
    "figure.last": "was ohne sie fehlt",
    "figure.shapley": "anteiliger Beitrag (Shapley-Wert)",
    # maps
    "map.north": "Nord (km)",
    "map.east": "Ost (km)",
    "map.year": "Jahr {years:g}",
    "map.density": "Unternehmen verwandter Branchen\nje km² (Zielcluster)",
    "map.caption": "Linien: Beziehungen von Zielcluster und Einrichtungen, {counts}.",
    "map.all": "im Jahr {years:g}: {total:,.0f}",
    "map.strongest": "im Jahr {years:g}: die stärksten {drawn:,.0f} von {total:,.0f}",
    "map.credit": "Hintergrund: {credit}",
    "map.symbols": "Zeichen",
    "map.university": "Hochschule, Institut",
    "map.chamber": "Kammer",
    "map.centre": "Technologiezentrum",
    "map.jobs": ("{count} Beschäftigte"),
    "map.tie": "Beziehung der Stärke {strength:g}",
    "map.target": "Zielcluster",
    "map.other": "Übrige Branchen",
    "map.further": "{count} weitere Branchen",
    "map.institutions": "Einrichtungen",
    "map.more": "und {count} weitere",
    # networks
    "network.title": "{title}: Netzwerk im Jahr {years:g}",
    "network.left": "Zielcluster, Einrichtungen und ihre Partner",
    "network.right": "Beziehungsstärke je Akteur",
    "network.matrix": "des Typs in der Zeile mit dem Typ in der Spalte",
    "network.further": "weitere Zielbranchen",
    "network.universities": "Hochschulen, Institute",
    "network.chambers": "Kammern",
    "network.others": "übrige Branchen",
    "network.none": "keine Beziehungen",
    "network.all": "alle {shown:,.0f}",
    "network.best": "die {shown:,.0f} am besten vernetzten der {all:,.0f}",
    "network.note": (
        "Links: {which} Akteure mit Beziehung zu Cluster oder Einrichtungen; {alone:,.0f} von {firms:,.0f} "
        "Clusterunternehmen haben keine. Rechts: alle."
    ),
    "network.backbone": "gezeichnet: die tragenden {shown:,.0f} von {all:,.0f} Beziehungen",
    "network.strength": "Beziehungsstärke",
    "network.degree": "Zahl der Beziehungen",
    # series of a run
    "series.twin": ("Gestrichelt: ohne Politik, mit demselben Startwert."),
    "series.closures": ("Gepunktet: Ein Unternehmen mit über 5 % der Beschäftigten des Clusters schließt; ihre Zahl."),
    "series.largest closures": (
        "Gepunktet: die {shown} größten von {count} Schließungen mit über 5 % der Beschäftigten des Clusters."
    ),
    "series.undefined": "in diesem Lauf nicht bestimmbar",
    # spending
    "spending.title": "Ausgaben nach Aufgaben: {title}",
    "spending.total": "Mio. Euro\ninsgesamt",
    "spending.year": "Jahr",
    "spending.stage1": "Stufe: Dichte",
    "spending.stage2": "Stufe: Netzwerke",
    "spending.note": (
        "Der höchste Balken steht für {most} Mio. Euro in einem Jahr; Beiträge von Partnern und Fördermittel von "
        "außen sind nicht enthalten."
    ),
    # eine Reihe von Werten
    "figure.sweep": "Was sich mit {names} ändert",
    "figure.sweep line": (
        "Punkte: Mittelwerte über {seeds} Startwerte. Striche: 95-%-Intervall des Unterschieds zum Vergleichspunkt bei "
        "gleichem Startwert, für alle Punkte zugleich."
    ),
    "figure.sweep map": "Farben und Zahlen: Mittelwerte über {seeds} Startwerte.",
    "figure.sweep one": "Jeder Punkt beruht auf nur einem Startwert.",
    "figure.sweep policy": "Dargestellt mit der Politik {policy}.",
    "setting.intensity": "Intensität",
    "setting.start": "Beginn",
    "setting.stop": "Ende",
    # the front of a search
    "front.title": "Beste Aufgabenpakete bei {budget:,.0f} Euro pro Jahr: {region}",
    "front.cost": "öffentliche Ausgaben insgesamt, Mio. Euro",
    "front.change": "Änderung in %: {metric}",
    "front.note": (
        "Volle Punkte: neue Startwerte, simultane 95-%-Intervalle. Offene Punkte: was die Suche bei ihren eigenen "
        "Startwerten fand."
    ),
    # an evaluation
    "evaluation.title": "Was eine Evaluation herausfände ({arm}), und was wahr ist",
    "evaluation.title unknown": "Was eine Evaluation herausfände ({arm})",
    "evaluation.note unknown": "Punkte mit 95-%-Intervall.",
    "evaluation.axis": "Wirkung auf geförderte Unternehmen, {unit}",
    "evaluation.none": "keine",
    "evaluation.note": (
        "Punkte mit 95-%-Intervall. Grün: die wahre Wirkung, aus denselben Unternehmen mit demselben Zufall in "
        "derselben Region ohne Politik."
    ),
}
