"""German sentences of the story of a run."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "story.title": "{title}: Verlauf über {years:g} Jahre (Startwert {seed})",
    "story.nobody": "In diesem Lauf gab es keine Aufgabe der Clusterpolitik.",
    "story.year": "Jahr {year}",
    "story.potentials": "Die größten Potenziale sieht die Wirtschaftsförderung bei: {list}.",
    "story.spots": (
        "Schwachstellen des Netzwerks, soweit sie es kennt: {isolates:.0f} Akteure ohne Beziehung, abgetrennte "
        "Teilnetze: {separate_parts:.0f}, Akteure, von denen andere abhängen: {articulation_points:.0f}; "
        "{dependence:.0%} der Beziehungsstärke beruht auf Vermittlungen der letzten Zeit."
    ),
    "story.stage1": "Schwerpunkt: Clusterdichte.",
    "story.stage2": "Schwerpunkt: Netzwerke und der Ausgleich ihrer Schwachstellen.",
    "story.started": "Beginn: {list}.",
    "story.stopped": "Ende: {list}.",
    "story.changed": "Sie passt die Intensität an: {list}.",
    "story.strategy": "Die Clusterstrategie setzt auf {list}.",
    "story.centre": "Ein Technologie- und Gründerzentrum öffnet (Plätze: {places:.0f}).",
    "story.unopened": "{task}: bezahlt ({cost}), aber bis zum Ende nicht eröffnet.",
    "story.batch": (
        "enthält einen Versuch aus vielen Läufen; eine Geschichte gibt es je Lauf: `clustersim run SZENARIO --seed N` "
        "und danach `clustersim story` mit dessen Ordner"
    ),
    "story.meetings": "Veranstaltungen: {count} (Teilnahmen: {people:,.0f}).",
    "story.chosen": "Ausgeglichen wird die Schwachstelle: {spot} (das {times:.1f}-Fache des hinnehmbaren Werts).",
    "story.mended": "Vermittlungen gegen die Schwachstelle „{spot}“: {count}; daraus entstandene Beziehungen: {good}.",
    "story.mending": "Schwachstellen, die Vermittlungen ausgleichen sollten",
    "story.mending spot": "Schwachstelle",
    "story.mending met": "Vermittlungen",
    "story.mending mended": "ausgeglichen",
    "story.mending share": "Anteil",
    "story.spot fragmentation": "abgetrennte Teilnetze",
    "story.spot fragility": "Teilnetze, die an den am besten Vernetzten hängen",
    "story.spot one_type": "Beziehungen nur unter Akteuren einer Art",
    "story.spot lock_in": "zu ähnliche Partner (Lock-in)",
    "story.repairs": "Vermittlungen, die Schwachstellen ausgleichen: {count}.",
    "story.projects": "Begonnene Leitprojekte: {count} (beteiligte Unternehmen: {firms:.0f}).",
    "story.ended": "Beendete Leitprojekte: {good} erfolgreich, {bad} gescheitert, {broken} abgebrochen.",
    "story.adoptions": "Unternehmen, die eine Technologie aus einem Leitprojekt übernehmen: {count}.",
    "story.supports": "Geförderte Unternehmen: {count} ({list}).",
    "story.graduates": "Auszüge aus dem Zentrum: {count}.",
    "story.shock": "Ein Schock trifft die Region.",
    "story.anchors": "Große Betriebe, die auf einmal schließen: {count} (Arbeitsplätze: {jobs:,.0f}).",
    "story.paid": "Ausgaben: {own}{outside}. Davon: {list}.",
    "story.outside": "; dazu Fördermittel von außen: {won}",
    "story.end": "Am Ende",
    "story.density rose": ("Die Clusterdichte stieg von {first} auf {last} Unternehmen verwandter Branchen je km²"),
    "story.density fell": ("Die Clusterdichte sank von {first} auf {last} Unternehmen verwandter Branchen je km²"),
    "story.density same": (
        "Die Clusterdichte betrug am Anfang {first} und am Ende {last} Unternehmen verwandter Branchen je km²"
    ),
    "story.strength rose": "die Netzwerkstärke stieg von {first} auf {last}",
    "story.strength fell": "die Netzwerkstärke sank von {first} auf {last}",
    "story.strength same": "die Netzwerkstärke betrug am Anfang {first} und am Ende {last}",
    "story.result": (
        "{density}, {strength}. Der Cluster hat {firms:,.0f} Unternehmen (zu Beginn {firms0:,.0f}) und {jobs:,.0f} "
        "Arbeitsplätze (zu Beginn {jobs0:,.0f})."
    ),
    "story.caused": (
        " Ausgaben der Wirtschaftsförderung insgesamt: {cost}. Was davon die Politik bewirkt hat, zeigt erst der "
        "Vergleich mit einem Lauf ohne Politik bei gleichem Startwert: {command}"
    ),
}
