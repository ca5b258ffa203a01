"""German texts of the evaluation and its page for class, and of the chain of causes."""

from __future__ import annotations

_EVALUATION: dict[str, str] = {
    "outcome.employees": "Beschäftigte, logarithmiert",
    "outcome.knowledge": "Wissensstand, Log-Punkte",
    "outcome.tie_strength": "Beziehungsstärke",
    "outcome.log hint": " (ein Unterschied von 0,01 entspricht etwa 1 %)",
    # methods, and what each takes for granted
    "method.naive": "geförderte gegen nicht geförderte Unternehmen, nachher",
    "method.regression": "Regression mit allen vorab bekannten Merkmalen",
    "method.matched": "Paarbildung nach der Förderwahrscheinlichkeit (Matching)",
    "method.weighted": "Gewichtung nach der Förderwahrscheinlichkeit",
    "method.differences": "Differenz-von-Differenzen (DiD)",
    "method.truth": "wahre Wirkung (Paarvergleich)",
    "assumes.naive": "beide wären ohne Förderung gleich gewesen",
    "assumes.regression": "nichts Unbeobachtetes bestimmt Förderung und Ergebnis zugleich",
    "assumes.matched": "Unternehmen mit gleicher Förderwahrscheinlichkeit unterscheiden sich sonst in nichts",
    "assumes.weighted": "dasselbe wie beim Matching",
    "assumes.differences": "beide hätten sich gleich entwickelt, und die übrigen bleiben von der Förderung unberührt",
    "assumes.truth": "nichts: dieselben Unternehmen, derselbe Zufall, ohne die Politik",
    # the page
    "page.title": "Was hat die Politik bei den geförderten Unternehmen bewirkt? ({arm})",
    "page.seen": (
        "Eine Evaluation sieht {firms:,.0f} Unternehmen in {regions} Regionen vorher und nachher, {supported:,.0f} "
        "davon gefördert. Ergebnisgröße: {unit}."
    ),
    "page.seen one": (
        "Eine Evaluation sieht {firms:,.0f} Unternehmen in {regions} Region vorher und nachher, {supported:,.0f} "
        "davon gefördert. Ergebnisgröße: {unit}."
    ),
    "page.twins": (
        "Die Simulation kennt dazu jedes Unternehmen, mit demselben Zufall, in derselben Region ohne die Politik. Was"
        " dort aus ihnen wurde, steht in der Lösung."
    ),
    "page.firm number": "U-{place}",
    "page.method": "Methode",
    "page.estimate": "Schätzung",
    "page.interval": "95-%-Intervall",
    "page.firms": "Unternehmen",
    "page.assumes": "setzt voraus",
    "page.reported": "Was die Evaluation berichten würde",
    "page.differ": "Warum die Schätzungen voneinander abweichen",
    "page.questions": "Fragen",
    "page.data": "Daten",
    "page.data text": "{file}: eine Zeile je Unternehmen, das zu Beginn da war und am Ende noch da ist.",
    "page.question1": "Welche dieser Voraussetzungen könnte eine Evaluation prüfen, und wie?",
    "page.question2": "Was müsste man beobachten, um Auswahl und Wirkung zu unterscheiden?",
    "page.question3": "Würde die einfache Schätzung mit mehr Unternehmen besser? Mit mehr Regionen?",
    "page.question4": "Wie könnte man fördern, damit die einfache Schätzung richtig wäre?",
    "page.truth": (
        "**Die wahre Wirkung**: Die Politik veränderte die geförderten Unternehmen um {value} {interval}: {verdict}."
    ),
    "page.nobody": "**{method}**: Es ließen sich keine Unternehmen vergleichen.",
    "page.found": "**{method}**: {verdict} ({value}, {side}).",
    "page.too high": "um {error} zu hoch",
    "page.too low": "um {error} zu niedrig",
    "page.right": "exakt",
    "page.gain": "ein Gewinn",
    "page.loss": "ein Verlust",
    "page.not decided": "mit diesen Regionen nicht entschieden",
    "page.no interval": "kein Intervall, daher keine Aussage",
    "page.selection": ("**Auswahl**: Auch ohne Politik {where}: {part}. {taken}"),
    "page.selection taken": "Die einfache Schätzung hält das für eine Wirkung.",
    "page.selection by chance": "Auch das steckt in der einfachen Schätzung, aber es kann Zufall sein.",
    "page.selection little": "Die einfache Schätzung verfälscht das kaum.",
    "page.selection above": "stehen die später Geförderten besser da als die übrigen",
    "page.selection below": "stehen die später Geförderten schlechter da als die übrigen",
    "page.selection practically": "unterscheiden sich die später Geförderten praktisch nicht von den übrigen",
    "page.selection neither": "unterscheiden sich die später Geförderten nicht klar von den übrigen",
    "page.trend": ("**Trend**: Auch ohne Politik {where}: {part}. {taken}"),
    "page.trend taken": "Die Differenz-von-Differenzen hält das für eine Wirkung.",
    "page.trend by chance": "Auch das steckt in der Differenz-von-Differenzen, aber es kann Zufall sein.",
    "page.trend little": "Die Differenz-von-Differenzen verfälscht das kaum.",
    "page.trend above": "holen die später Geförderten gegenüber den übrigen auf",
    "page.trend below": "fallen die später Geförderten gegenüber den übrigen zurück",
    "page.trend practically": "entwickeln sich die später Geförderten praktisch wie die übrigen",
    "page.trend neither": "entwickeln sich die später Geförderten nicht klar anders als die übrigen",
    "page.no spill-over": (
        "**Ausstrahlung**: keine; die nicht geförderten Unternehmen, mit denen verglichen wird, sind in beiden Welten "
        "gleich."
    ),
    "page.spill_over": ("**Ausstrahlung**: Die Politik {where}, mit denen verglichen wird: {part}. {taken}"),
    "page.spill_over taken": "In Vergleiche mit ihnen geht das mit umgekehrtem Vorzeichen ein.",
    "page.spill_over by chance": (
        "In Vergleiche mit ihnen geht das mit umgekehrtem Vorzeichen ein, aber es kann Zufall sein."
    ),
    "page.spill_over little": "Vergleiche mit ihnen verfälscht das kaum.",
    "page.spill_over above": "half auch den nicht geförderten Unternehmen",
    "page.spill_over below": "schadete den nicht geförderten Unternehmen",
    "page.spill_over practically": "bewirkte praktisch nichts bei den nicht geförderten Unternehmen",
    "page.spill_over neither": "wirkte im Mittel nicht messbar bei den nicht geförderten Unternehmen",
    "page.survivors": (
        "**Überlebende**: Von den {supported:,.0f} geförderten Unternehmen besteht nur mit der Politik: {only:,.0f}; "
        "die wahre Wirkung oben kann sie nicht zählen. Sie und ebensolche nicht geförderte Unternehmen verschieben die "
        "einfache Schätzung um {shift}."
    ),
    "page.together": (
        "Zusammen: wahre Wirkung {truth} + Auswahl − Ausstrahlung + Überlebende = {naive}, die einfache Schätzung."
    ),
    "page.outside": "Die wahre Wirkung liegt außerhalb des Intervalls von: {methods}.",
    "page.inside": "Die wahre Wirkung liegt im Intervall jeder Methode.",
    "page.needed": (
        "Das Intervall der Differenz-von-Differenzen reicht nach beiden Seiten {times:,.1f}-mal so weit, wie die wahre "
        "Wirkung groß ist: Selbst ohne jede Verzerrung bräuchte man etwa {needed:,.0f} Regionen statt {regions}, um "
        "eine solche Wirkung zu erkennen."
    ),
    "page.estimates": "Was eine Evaluation schätzen würde",
    "page.assumed": "Was jede Methode voraussetzt",
    "page.supported": "davon gefördert",
    "page.regions": "Regionen",
    "page.column": "Spalte",
    "page.meaning": "Bedeutung",
    "page.truth found": "Die wahre Wirkung und was jede Methode daraus macht",
    "page.answers": "Antworten auf die Fragen",
    "page.key title": "Lösung: die Politik und die geförderten Unternehmen ({arm})",
    "page.key notice": (
        "Für Lehrende. Das Arbeitsblatt ohne Lösungen ist students/evaluation-de.html, seine Daten stehen in "
        "students/{data}."
    ),
    "page.key data": (
        "{file}: die Daten des Arbeitsblatts mit den Spalten {columns}: das Ergebnis desselben Unternehmens ohne die "
        "Politik (leer, wenn es dort schloss) und ob ihm Kredit fehlte. Außerhalb der Simulation hat sie "
        "niemand. {estimates}: die Tabelle oben."
    ),
    "page.finding": (
        "{arm}: Die Förderung veränderte die geförderten Unternehmen um {value} {interval} (Beschäftigte, "
        "logarithmiert). Das findet: {right}. Das verfehlt: {wrong}. Zu ungenau, um es von keiner Wirkung zu "
        "unterscheiden: {open} von {all} Methoden."
    ),
    "page.no method": "keine Methode",
    "page.question5": "Welche dieser Schätzungen würden Sie dem Stadtrat berichten, und was würden Sie dazu sagen?",
    "page.answer1": (
        "Differenz-von-Differenzen: Mit früheren Jahren sieht man, ob sich beide Gruppen vor der Förderung gleich "
        "entwickelten. Matching und Gewichtung: ob sich die Gruppen in dem gleichen, was vorher bekannt ist, und ob "
        "es zu jedem geförderten Unternehmen ein vergleichbares gibt. Dass nichts Unbeobachtetes Förderung und "
        "Ergebnis zugleich bestimmt, lässt sich mit diesen Daten nicht prüfen."
    ),
    "page.answer2": (
        "Was darüber entschied, wer gefördert wurde: wer sich bewarb, wer abgelehnt wurde, nach welcher Regel, und "
        "wie diese Unternehmen damals dastanden. Besser noch: ein Losverfahren."
    ),
    "page.answer3": (
        "Beides beseitigt den Fehler durch die Auswahl nicht: Mehr Daten machen nur das Intervall um einen falschen "
        "Wert enger. Enger wird es eher durch mehr Regionen als durch mehr Unternehmen derselben Regionen, denn diese"
        " unterliegen denselben Zufällen."
    ),
    "page.answer4": (
        "Durch das Los unter allen, die sich bewerben, und bei so wenigen Unternehmen einer Region, dass die übrigen "
        "nichts davon spüren; oder nach einer Schwelle, um dann Unternehmen knapp darüber mit solchen knapp darunter "
        "zu vergleichen."
    ),
    "page.answer5": (
        "Die eine richtige Antwort gibt es nicht: Eine gute nennt die Voraussetzung, auf der ihre Methode beruht, "
        "gibt das Intervall an und nicht nur den Wert, und sagt, über welche Unternehmen sie nichts aussagen kann. "
        "Was die wahre Wirkung über jede Methode sagt, steht oben."
    ),
    "column.seed": "Region (jeder Startwert ist eine)",
    "column.key": "Nummer des Unternehmens",
    "column.sector": "Branche",
    "column.age": "Alter zu Beginn, Jahre",
    "column.degree": "Kooperationen zu Beginn",
    "column.employees_before": "Beschäftigte zu Beginn, logarithmiert",
    "column.knowledge_before": "Wissensstand zu Beginn, Log-Punkte",
    "column.ties_before": "Stärke der Kooperationen zu Beginn",
    "column.before": "Ergebnisgröße zu Beginn",
    "column.after": "Ergebnisgröße am Ende",
    "column.supported": "1, wenn das Unternehmen gefördert wurde, sonst 0",
    # the terminal
    "evaluate.no arm": "{arm} ist keine Variante dieser Ergebnisse; es gibt: {names}.",
    "evaluate.meant": " Gemeint: {name}?",
    "evaluate.no firms": (
        "enthält keine Unternehmen; der Versuchsplan muss sie aufbewahren (`[outputs] firms = true`), wie der "
        "mitgelieferte Plan `evaluation`"
    ),
    "evaluate.title": "Wirkung auf geförderte Unternehmen ({arm}), {unit}",
    "evaluate.counts": "{supported:,.0f} geförderte und {others:,.0f} andere Unternehmen bei {seeds} Startwerten",
    "evaluate.counts one": "{supported:,.0f} geförderte und {others:,.0f} andere Unternehmen bei {seeds} Startwert",
    "evaluate.differ": "warum sie voneinander abweichen",
    "evaluate.size": "Größe",
    "evaluate.selection": "Auswahl: geförderte minus andere, ohne Politik",
    "evaluate.trend": "Trend: dasselbe für die Veränderung seit Beginn",
    "evaluate.spill_over": "Ausstrahlung: Wirkung auf nicht geförderte",
    "evaluate.only": "geförderte Unternehmen, die nur mit der Politik bestehen: {count:,.0f}",
    "evaluate.written": (
        "In {folder}: zum Austeilen der Ordner students (evaluation-{lang}.html, {data}); nur für Lehrende, mit der "
        "wahren Wirkung, der Ordner key (key-{lang}.html, {key})"
    ),
}
_WHY: dict[str, str] = {
    "why.counterparts": (
        "{arm}, Startwert {seed}, verglichen mit der Vergleichsvariante: Ereignisse mit und ohne Gegenstück"
    ),
    "why.twin found": "Der Zwilling ohne Politik: der Lauf in {folder}.",
    "why.twin run": "Der Zwilling ohne Politik lief soeben; er liegt in {folder}.",
    "why.no policy": (
        "In diesem Lauf gibt es keine Aufgabe der Clusterpolitik, also auch keinen Zwilling ohne Politik zum Vergleich."
    ),
    "why.same": "Jedes Ereignis hat ein Gegenstück: Die beiden Läufe sind gleich.",
    "why.first": "Der erste Unterschied liegt im Jahr {year:g}:",
    "why.follow": "Einer Beziehung nachgehen: {command}",
    "why.head": "{arm}, Startwert {seed}",
    "why.year": "Jahr",
    "why.in baseline": "auch in der Vergleichsvariante",
    "why.not in baseline": "NICHT in der Vergleichsvariante",
    "why.or": "oder",
    "why.agency": "die Wirtschaftsförderung",
    # links of a chain
    "why.tied": "Beziehung zwischen {one} und {other}: {reason}",
    "why.repaired": "die Wirtschaftsförderung brachte sie zusammen, um eine Schwachstelle auszugleichen",
    "why.closure": "ein gemeinsamer Partner hat sie bekannt gemacht",
    "why.task": "zusammengebracht durch die Aufgabe {task} ({cause})",
    "why.encounter": "sie sind sich zufällig begegnet",
    "why.chamber_event": "sie sind sich auf einer Veranstaltung ihrer Kammer begegnet",
    "why.parent": "das eine ist eine Ausgründung aus dem anderen",
    "why.initial": "sie bestand von Beginn an",
    "why.user": "sie wurde von Hand angelegt",
    "why.acted": "{task}: {event}",
    "why.started": "die Wirtschaftsförderung begann mit der Aufgabe {task}",
    "why.entered": "{key} entstand ({cause})",
    "why.entered from": "{key} entstand aus {origin} ({cause})",
    "why.support": "{key} wurde gefördert: {task}",
    "why.graduation": "{key} zog aus dem Zentrum aus",
    "why.move": "{key} zog um",
    "why.adoption": "{key} übernahm die Technologie eines Leitprojekts",
    "why.exit": "{key} schloss ({cause})",
    "why.there": "{key} bestand von Beginn an",
    # columns of the table of counterparts
    "why.event": "Ereignis",
    "why.cause": "Ursache",
    "why.in both": "in beiden",
    "why.only here": "nur hier",
    "why.only in the baseline": "nur in der Vergleichsvariante",
}
_WORDS: dict[str, str] = {  # kinds and causes of events
    "word.entry": "Markteintritt",
    "word.exit": "Schließung",
    "word.move": "Umzug",
    "word.tie_formed": "neue Beziehung",
    "word.tie_ended": "Ende einer Beziehung",
    "word.innovation": "Innovation",
    "word.centre_opened": "Eröffnung eines Zentrums",
    "word.centre_closed": "Schließung eines Zentrums",
    "word.graduation": "Auszug aus einem Zentrum",
    "word.meeting_held": "Veranstaltung",
    "word.repair_proposed": "Vermittlung",
    "word.task_started": "Beginn einer Aufgabe",
    "word.task_stopped": "Ende einer Aufgabe",
    "word.payment": "Zahlung",
    "word.change": "Änderung von außen",
    "word.review": "Bestandsaufnahme",
    "word.support": "Förderung",
    "word.employees_changed": "Änderung der Beschäftigtenzahl",
    "word.knowledge_changed": "Änderung des Wissensstands",
    "word.sector_changed": "Wechsel der Branche",
    "word.budget_changed": "Änderung des Budgets",
    "word.potential_seen": "erkanntes Potenzial",
    "word.stage_entered": "neue Stufe",
    "word.strategy_chosen": "Wahl der Strategie",
    "word.cofunding_won": "Fördermittel von außen",
    "word.project_started": "Beginn eines Leitprojekts",
    "word.project_ended": "Ende eines Leitprojekts",
    "word.adoption": "Übernahme einer Technologie",
    "word.shock": "Schock",
    "word.weak_spots": "Schwachstellen im Netzwerk",
    "word.task_changed": "neue Intensität einer Aufgabe",
    "word.spot_chosen": "gewählte Schwachstelle",
    "word.spot_mended": "ausgeglichene Schwachstelle",
    "word.advice": "Beratung",
    "word.stimulated": "Kammer angeregt",
    "word.none": "keine",
    "word.encounter": "zufällige Begegnung",
    "word.closure": "gemeinsamer Partner",
    "word.parent": "Ausgründung",
    "word.chamber_event": "Veranstaltung der Kammer",
    "word.chamber": "Kammer",
    "word.agency_event": "Veranstaltung der Wirtschaftsförderung",
    "word.project": "Leitprojekt",
    "word.repair": "Ausgleich einer Schwachstelle",
    "word.outside": "Partner außerhalb",
    "word.market": "Markt",
    "word.faded": "verblasst",
    "word.dissolved": "aufgelöst",
    "word.partner_closed": "Partner geschlossen",
    "word.policy": "Politik",
    "word.user": "von Hand",
    "word.tenants": "Mieter desselben Zentrums",
    "word.initial": "von Beginn an",
    "word.start_up": "Gründung",
    "word.spin_off": "Ausgründung aus einem Unternehmen",
    "word.academic_spin_off": "Ausgründung aus einer Hochschule",
    "word.settlement": "Ansiedlung",
    "word.centre_start_up": "Gründung im Zentrum",
}
TEXTS: dict[str, str] = {**_EVALUATION, **_WHY, **_WORDS}
