"""German texts of commands: what `run`, `compare`, `attribute`, `optimise`, `plan`, `status` and `demo` print."""

from __future__ import annotations

_RUN: dict[str, str] = {
    "run.title": "{title}, Startwert {seed}: {years:g} Jahre in {seconds:.1f} s",
    "run.twin": "ohne Politik",
    "run.start": "Beginn",
    "run.end": "Ende",
    "run.unit": "Einheit",
    "run.firms": "Unternehmen",
    "run.jobs": "Beschäftigte",
    "run.cluster_firms": "Unternehmen des Clusters",
    "run.cluster_jobs": "Beschäftigte des Clusters",
    "run.cluster_density": "Clusterdichte",
    "run.concentration_m": "Räumliche Konzentration (M)",
    "run.network_strength": "Netzwerkstärke",
    "run.connected_share": "Vernetzte Akteure",
    "run.ties": "Beziehungen",
    "run.cost": "Öffentliche Ausgaben insgesamt",
    "run.unit.firms": "Unternehmen",
    "run.unit.employees": "Beschäftigte",
    "run.unit.density": "Unternehmen verwandter Branchen je km²",
    "run.unit.ratio": "Verhältnis",
    "run.unit.strength": "Beziehungsstärke je Akteur",
    "run.unit.share": "Anteil der Akteure",
    "run.unit.ties": "Beziehungen",
    "run.unit.EUR": "Euro",
    "run.written": "Ergebnisse in {folder}",
    "run.interrupted": "Abgebrochen nach Zeitschritt {tick}; {folder} enthält die Ergebnisse bis dorthin.",
    "run.figures interrupted": "Beim Zeichnen abgebrochen; die Ergebnisse in {folder} sind vollständig.",
    "run.compiling": "Das Modell wird für diesen Rechner übersetzt; das geschieht einmal nach der Installation.",
}
_COMPARE: dict[str, str] = {
    "compare.title": ("Unterschiede bei gleichem Startwert, {when}; simultane 95-%-Intervalle"),
    "compare.rule": (
        "Je Messgröße gelten alle Intervalle zugleich mit 95 %; die p-Werte sind an dieselben Wirkungen angepasst, und "
        "entschieden ist ein Unterschied genau dort, wo das Intervall die 0 ausschließt."
    ),
    "compare.family": "{metric} (angepasst an {count} Wirkungen)",
    "compare.family one": "{metric} (nichts anzupassen: eine Wirkung)",
    "compare.end": "Mittelwert des letzten Jahres",
    "compare.mean": "Mittelwert der gesamten Laufzeit",
    "compare.tick": "Zeitschritt {at}",
    "compare.largest": "{metric}: die {most} größten von {all}",
    "compare.arm": "Variante",
    "compare.base": "Vergleichswert",
    "compare.difference": "Unterschied",
    "compare.interval": "95-%-Intervall",
    "compare.percent": "in %",
    "compare.p": "p-Wert",
    "compare.seeds": "Paare",
    "compare.visible": "sichtbar nach",
    "compare.ratio": "Paarvergleich",
    "compare.cost": "Mio. Euro",
    "compare.verdict": "Ergebnis",
    "compare.legend": (
        "sichtbar nach: Jahr, ab dem das Intervall mindestens ein Jahr lang die 0 ausschließt; Paarvergleich: wie viel "
        "mehr Läufe ohne Paarvergleich nötig wären (als Vielfaches); Paare: Vergleichspaare mit gleichem Startwert"
    ),
    "compare.left": "{arm}: Nach dem Ende bleiben {share:.0f} % der Wirkung (Messgröße: {metric})",
    "compare.jobs": (
        "Beschäftigung und Kosten, {when}; Kosten je Einheit und der Zuwachs, auf den sie sich beziehen, mit "
        "95-%-Intervall, alle anderen Intervalle in jobs.csv"
    ),
    "compare.jobs rule": (
        "Kosten sind eine Summe über alle Jahre der Laufzeit, Arbeitsplätze und Beziehungen ein Bestand: Kosten je "
        "Einheit gelten also nicht pro Jahr. Angegeben sind sie nur, wo ein Zuwachs erkennbar ist, und deshalb eher zu "
        "niedrig; bei einem Zuwachs unter eins fehlen sie."
    ),
    "compare.replication": (
        "Es kamen so lange Startwerte hinzu, bis die Intervalle schmal genug waren (Wiederholung nach Genauigkeit): "
        "Ihre Zahl hängt von den Ergebnissen ab, die Intervalle sind deshalb etwas zu schmal."
    ),
    "compare.jobs in file": "Beschäftigung und Kosten aller Varianten: jobs.csv",
    "compare.written": "Tabellen in {folder}",
    "compare.written with figures": "Tabellen und Abbildungen in {folder}",
    "compare.missing": (
        "{done:,.0f} von {planned:,.0f} Simulationsläufen sind abgeschlossen; welche, sagt `clustersim status`."
    ),
}
_ATTRIBUTE: dict[str, str] = {
    "attribute.title": (
        "Was jede Aufgabe beigetragen hat: Mittelwert über alle Vergleichspaare [simultanes 95-%-Intervall]"
    ),
    "attribute.rule": "Je Messgröße und Spalte gelten alle Intervalle zugleich mit 95 %.",
    "attribute.exact": "{metric} (Shapley-Werte exakt: alle Kombinationen der Aufgaben wurden gerechnet)",
    "attribute.estimated": (
        "{metric} (Shapley-Werte geschätzt: richtig, wenn drei und mehr Aufgaben nichts bewirken, was über ihre Paare "
        "hinausgeht)"
    ),
    "attribute.apart": (
        "{metric} (keine anteiligen Beiträge: Die gerechneten Kombinationen der Aufgaben bestimmen sie nicht)"
    ),
    "attribute.costs": "{metric} (wie für jede Aufgabe gebucht; Kosten werden nicht aufgeteilt)",
    "attribute.task": "Aufgabe",
    "attribute.alone": "allein",
    "attribute.last": "was ohne sie fehlt",
    "attribute.shapley": "anteiliger Beitrag (Shapley-Wert)",
    "attribute.booked": "wenn alle laufen",
    "attribute.together": "gemeinsam, nicht zurechenbar",
    "attribute.unshared": "gemeinsam, nicht zurechenbar",
    "attribute.total": "alle zusammen",
    "attribute.pair": "{one} mit {other}",
    "attribute.beyond": "  {pair}: {value} über die Summe beider Einzelwirkungen hinaus {interval}",
    "attribute.written": "Tabelle in {folder}",
    "attribute.written with figures": "Tabelle und Abbildung in {folder}",
}
_OPTIMISE: dict[str, str] = {
    "optimise.title": (
        "{trials:,.0f} Aufgabenpakete bei {budget:,.0f} Euro pro Jahr geprüft; die folgenden übertrifft kein anderes "
        "und auch das Nichtstun nicht (Änderung in %, simultane 95-%-Intervalle bei neuen Startwerten)"
    ),
    "optimise.mix": "Paket",
    "optimise.number": "Nr.",
    "optimise.gain": "Gewinn",
    "optimise.gain seen": "erkennbar",
    "optimise.gain open": "nicht entschieden",
    "optimise.cost": "Mio. Euro",
    "optimise.density": "Clusterdichte",
    "optimise.strength": "Netzwerkstärke",
    "optimise.regime": "Ablauf",
    "optimise.tasks": "Aufgaben",
    "optimise.task": "{task} {intensity:.0%}",
    "optimise.later": "{task} {intensity:.0%} ab Jahr {year:g}",
    "optimise.nothing": "nichts tun",
    "optimise.only nothing": "Kein geprüftes Paket brachte mehr, als nichts zu tun.",
    "optimise.on fresh seeds": (
        "bisher nicht übertroffen, auch nicht von „nichts tun“: {mixes} Pakete; nun bei {seeds} neuen Startwerten"
    ),
    "optimise.on points": "{mixes} davon über {points} Kombinationen der Annahmen",
    "optimise.beaten": "Bei neuen Startwerten übertroffen, also Glück der Suche (nicht angeboten):",
    "optimise.beaten by": "{mix} ({cost} Mio. Euro), durch: {better}",
    "optimise.estimate": (
        "etwa {time} auf {processes} Prozessen für höchstens {runs:,.0f} Läufe (soeben an zwei Läufen gemessen)"
    ),
    "optimise.estimate one": (
        "etwa {time} auf {processes} Prozess für höchstens {runs:,.0f} Läufe (soeben an zwei Läufen gemessen)"
    ),
    "optimise.optimism": "Überschätzung durch die Suche, {metric}: im Mittel {points:+.2f} Prozentpunkte",
    "optimise.best": "Wie oft ein Paket bei {points} Kombinationen der Annahmen das beste ist (Anteil)",
    "optimise.best density": "Dichte",
    "optimise.best strength": "Stärke",
    "optimise.best both": "beides",
    "optimise.written": "Tabellen, Abbildung und eine Szenariodatei je Paket in {folder}",
    "optimise.interrupted": "Abgebrochen; derselbe Befehl macht hier weiter.",
}
_BATCH: dict[str, str] = {
    "plan.plan": "Versuchsplan",
    "plan.arms": "Varianten",
    "plan.runs": "Läufe",
    "plan.question": "Frage",
    "plan.arm": "Variante",
    "plan.against": "verglichen mit",
    "plan.seeds": "Startwerte",
    "plan.what": "Beschreibung",
    "plan.more": "... und {count:,.0f} weitere; --arms zeigt alle",
    "plan.size": "{arms:,.0f} Varianten, {runs:,.0f} Läufe zu {ticks:,.0f} Zeitschritten; aufbewahrt: {kept}",
    "plan.measures": "Messgrößen ({set})",
    "plan.replication": (
        "je {step} Startwerte kommen hinzu, höchstens {most}, bis die Wirkungen auf {metrics} auf {width:g} % des "
        "Vergleichswerts bekannt sind"
    ),
    "plan.estimate": (
        "etwa {time} auf {processes} Prozessen, {size} auf der Festplatte (eben an zwei Läufen gemessen)"
    ),
    "plan.estimate one": (
        "etwa {time} auf {processes} Prozess, {size} auf der Festplatte (eben an zwei Läufen gemessen)"
    ),
    "plan.few seeds": (
        "Wenige Startwerte: {seeds} Startwerte bei {effects} Varianten entscheiden (in vier von fünf Fällen) nur "
        "Wirkungen ab {size:.1f} Standardabweichungen der Paarunterschiede; {needed} Startwerte würden eine von "
        "{wanted:g} entscheiden (eine Annahme)."
    ),
    "plan.one seed": (
        "Ein Startwert: kein Intervall und keine Aussage. {needed} Startwerte würden (in vier von fünf Fällen) "
        "Wirkungen von {wanted:g} Standardabweichungen der Paarunterschiede entscheiden (eine Annahme)."
    ),
    "plan.points": (
        "Wenige Startwerte: {seeds} Startwerte entscheiden einzelne Punkte nicht; es zählt, was über alle Punkte hält "
        "(points.csv)."
    ),
    "plan.no task": "keine Aufgabe",
    "status.finished": "abgeschlossen",
    "status.failed": "fehlgeschlagen",
    "status.of": "{done} von {planned}",
    "status.state": (
        "{title}: {finished:,.0f} von {planned:,.0f} Läufen abgeschlossen, {failed:,.0f} fehlgeschlagen; {size}; "
        "Modellfassung {versions}"
    ),
    "status.go on": "Fortsetzen: {command}",
}
_DEMO: dict[str, str] = {
    "demo.begin": "{arms} Varianten x {seeds} Startwerte x {years:g} Jahre",
    "demo.replacing": "Die Ergebnisse in {folder} werden ersetzt.",
    "demo.interrupted": (
        "Abgebrochen: {done} von {planned} Simulationsläufen sind abgeschlossen und liegen in {folder}; derselbe "
        "Befehl macht hier weiter."
    ),
    "demo.figures interrupted": (
        "Abgebrochen; die Simulationsläufe in {folder} sind vollständig: {command} zeichnet, was fehlt."
    ),
    "demo.failed": "{count} Simulationsläufe sind fehlgeschlagen und fehlen hier: {command}",
    "demo.year": "1 Jahr",
    "demo.years": "{years:g} Jahren",
    "demo.title": "Wirkung nach {span}, verglichen mit derselben Region ohne Politik; {over}",
    "demo.over": "Mittelwerte aus {seeds} Vergleichspaaren, 95-%-Intervall",
    "demo.over one": "ein einziges Vergleichspaar, ohne Intervall",
    "demo.cluster_density": "Clusterdichte (Unternehmen verwandter Branchen je km²); ohne Politik: {base}",
    "demo.network_strength": "Netzwerkstärke (Beziehungsstärke je Akteur); ohne Politik: {base}",
    "demo.last arm": "Karten, Netzwerk und Zeitreihen der letzten Variante in {folder}",
    "demo.next": "Weiter: {commands}",
}
_TABLES: dict[str, str] = {
    "progress.run": "{total:,.0f} Läufe",
    "progress.run one": "1 Lauf",
    "progress.mix": "{total:,.0f} Pakete",
    "progress.mix one": "1 Paket",
    "progress.go on": "{units}, davon {done:,.0f} schon früher abgeschlossen.",
    "policies.levers": "Stellgrößen",
    "policies.actions": "Handlungen",
    "policies.leaves": "hinterlässt",
    "policies.evidence": "Belege",
    "policies.none": "keine",
}
TEXTS: dict[str, str] = {**_RUN, **_COMPARE, **_ATTRIBUTE, **_OPTIMISE, **_BATCH, **_DEMO, **_TABLES}
