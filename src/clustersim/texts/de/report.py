"""German texts of the report."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # headings
    "report.skip": "Zum Inhalt springen",
    "report.contents": "Inhalt",
    "report.glance": "Auf einen Blick",
    "report.arms": "Was verglichen wurde",
    "report.figures": "Abbildungen",
    "report.effects": "Wirkungen",
    "report.sweep": "Was sich mit den eingestellten Werten ändert",
    "report.money": "Beschäftigung und Kosten",
    "report.shares": "Was jede Aufgabe beigetragen hat",
    "report.evaluation": "Was die üblichen Methoden herausfänden",
    "report.evaluation text": (
        "Was eine Evaluation als Wirkung der Förderung auf die geförderten Unternehmen schätzen würde, neben der "
        "wahren Wirkung: dieselben Unternehmen, mit demselben Zufall, in derselben Region ohne die Politik. "
        "clustersim evaluate macht daraus ein Arbeitsblatt."
    ),
    "report.robust": "Wie belastbar die Ergebnisse sind",
    "report.assumptions": "Annahmen, auf denen das Ergebnis beruht",
    "report.methods": "Methoden",
    "report.provenance": "Herkunft der Ergebnisse",
    "report.table": "Die Tabelle zu dieser Abbildung",
    "report.few seeds": (
        "Nur {seeds} Vergleichspaare je Variante: Die Intervalle sind breit, und kleine Wirkungen bleiben unentdeckt. "
        "Für Aussagen mehr Startwerte rechnen (`clustersim plan` sagt, wie viele)."
    ),
    "report.beware": "Was dieses Ergebnis nicht sagt",
    "report.beware model": (
        "Es ist eine Modellrechnung, kein Befund über die wirkliche Region und keine Prognose: Es zeigt, was unter den "
        "getroffenen Annahmen geschieht."
    ),
    "report.beware costs": (
        "Fast alle Kosten sind Annahmen, keine Abrechnungen. Die Varianten geben verschieden viel aus; eine größere "
        "Wirkung heißt daher nicht, dass eine Aufgabe ihr Geld besser nutzt."
    ),
    "report.beware networking": (
        "Wie groß die Wirkung des Netzwerkmanagements ist, folgt aus Annahmen, die an F-P5h angepasst sind, selbst "
        "eine Annahme. Ein großer Wert hier ist kein Beleg, dass Netzwerke mehr bewirken als andere Aufgaben."
    ),
    "report.beware undecided": (
        "„Nicht entschieden“ heißt nicht „ohne Wirkung“. Die Intervalle geben nur den Zufall zwischen den Startwerten "
        "wieder, nicht die Unsicherheit der Annahmen."
    ),
    "report.arms text": (
        "Die Obergrenze ist, was eine Variante höchstens ausgeben darf; was sie ausgibt, steht bei den Wirkungen und "
        "ist von Variante zu Variante verschieden."
    ),
    # the size of the experiment
    "report.arms count": "Varianten",
    "report.seeds count": "Vergleichspaare je Variante",
    "report.years": "Jahre je Simulationslauf",
    "report.runs": "Simulationsläufe",
    "report.unfinished": (
        "{done} von {planned} Simulationsläufen sind abgeschlossen; dieser Bericht beruht nur auf diesen."
    ),
    # columns
    "report.arm": "Variante",
    "report.tasks": "Aufgaben",
    "report.none": "keine",
    "report.budget": "Obergrenze der Ausgaben, Euro pro Jahr",
    "report.unlimited": "unbegrenzt",
    "report.against": "verglichen mit",
    "report.seeds": "Simulationsläufe",
    "report.base": "Vergleichswert",
    "report.base none": "ohne Politik",
    "report.difference": "Unterschied",
    "report.interval": "simultanes 95-%-Intervall",
    "report.percent": "Änderung in %",
    "report.p": "p-Wert, angepasst",
    "report.verdict": "Ergebnis",
    "report.size": "Effektstärke",
    "report.visible": "sichtbar nach ... Jahren",
    "report.left": "Anteil, der nach dem Ende bleibt",
    "report.ratio": "Vorteil des Paarvergleichs",
    "report.cost": "öffentliche Ausgaben, Mio. Euro",
    "report.year": "Jahr",
    "report.task": "Aufgabe",
    "report.total": "alle zusammen",
    "report.meaning": "Bedeutung",
    "report.value": "Wert",
    "report.unit": "Einheit",
    "report.source": "Quelle",
    "report.assumption": "Annahme",
    "report.metric": "Messgröße",
    "report.policy": "Aufgabe",
    "report.points": "Kombinationen",
    "report.median": "Änderung in % (Median)",
    "report.range": "5. bis 95. Perzentil, %",
    "report.rises": "Anteil der Kombinationen mit Anstieg",
    "report.most": "hängt am stärksten zusammen mit",
    # findings
    "report.clear": "{metric}, {arm}: {percent} % {interval}, bei öffentlichen Ausgaben von {cost} Mio. Euro.",
    "report.over points": (
        "{metric}, {policy}: im Median {median} % über {points} Kombinationen der Annahmen, in neun von zehn Fällen "
        "zwischen {low} und {high} %; ein Anstieg zeigt sich bei {share} % der Kombinationen."
    ),
    "report.nothing": (
        "{metric}: Mit {seeds} Startwerten ist nichts entschieden; keine Wirkung lässt sich vom Zufall unterscheiden."
    ),
    "report.one seed": "{metric}: Ein Startwert ist eine einzige Region, daher kein Intervall und keine Aussage.",
    "report.not seen": ("Weder bei Dichte noch bei Netzwerkstärke mit {seeds} Startwerten entschieden: {arms}."),
    "report.exactly": (
        "Weder bei Dichte noch bei Netzwerkstärke ein Unterschied, in jedem der {seeds} Vergleiche: {arms}."
    ),
    "report.largest": (
        "Gezeigt sind die {shown} von {all} Varianten mit den größten Wirkungen; alle stehen in den CSV-Dateien von "
        "`clustersim compare`."
    ),
    # paragraphs
    "report.money text": (
        "Geschaffen sind zusätzliche Arbeitsplätze im Zielcluster; daneben steht, wie viele andere Branchen mehr (+) "
        "oder weniger (−) haben; netto ist die Summe. Selbsttragend ist eine Beziehung, die ohne aktuelle Vermittlung "
        "der Wirtschaftsförderung besteht; jede zählt mit ihrer Stärke. Kosten je Einheit sind nur angegeben, wo ein "
        "Zuwachs erkennbar ist, also dessen Intervall über 0 liegt. Sie sind deshalb eher zu niedrig: Ein Zuwachs, den "
        "der Zufall vergrößert hat, wird öfter erkannt. Liegt der Zuwachs unter eins, fehlen sie. Kosten sind eine "
        "Summe über alle Jahre der Laufzeit, Arbeitsplätze und Beziehungen ein Bestand am Ende; Kosten je Einheit "
        "gelten also nicht pro Jahr. Mittelwerte über alle Vergleichspaare; je Spalte gelten alle Intervalle zugleich "
        "mit 95 %."
    ),
    "report.exact": (
        "Die anteiligen Beiträge (Shapley-Werte) sind exakt: Alle Kombinationen der Aufgaben wurden gerechnet."
    ),
    "report.estimated": (
        "Die anteiligen Beiträge (Shapley-Werte) sind aus den Wirkungen der einzelnen Aufgaben und ihrer Paare "
        "geschätzt, denn nicht alle Kombinationen wurden gerechnet: Sie sind richtig, wenn drei und mehr Aufgaben "
        "gemeinsam nichts bewirken, was über ihre Paare hinausgeht. Was sie vom Ganzen übrig lassen, steht unter "
        "„gemeinsam, nicht zurechenbar“."
    ),
    "report.apart": (
        "Die gerechneten Kombinationen sagen, was eine Aufgabe allein bewirkt oder was ohne sie fehlt, aber nicht, "
        "wessen Beitrag das ist, was alle gemeinsam bewirken. Das steht unter „gemeinsam, nicht zurechenbar“. "
        "Anteilige Beiträge (Shapley-Werte) verlangen alle Kombinationen der Aufgaben."
    ),
    "report.robust text": (
        "Jede Variante wurde mit vielen Kombinationen von Annahmen gerechnet, die zugleich variieren. Ein Ergebnis, "
        "das sein Vorzeichen meist behält, hängt weniger von ihnen ab."
    ),
    "report.assumptions text": (
        "Die folgenden Werte der untersuchten Aufgaben sind Annahmen, keine Messungen. Angegeben sind die hier "
        "verwendeten Werte; Kennungen wie F-P5h bezeichnen Zeilen der Belegtabelle des Projekts. Daneben sind {model} "
        "von {all} Zahlen des Modells Annahmen (`clustersim parameters`). Wie groß die Wirkung des Netzwerkmanagements "
        "ist, folgt aus Annahmen, die an F-P5h angepasst sind, selbst eine Annahme: Sie ist kein Befund."
    ),
    # methods
    "report.method1": (
        "Ein agentenbasiertes Modell (Mesa) von Unternehmen, Hochschulen, Kammern und einer Wirtschaftsförderung auf "
        "einem Raster, nach Floeting (2008). Jede Zufallszahl ist eine Funktion von Startwert, Entscheidung, Zeit und "
        "Akteur: Bei gleichem Startwert unterscheiden sich zwei Varianten nur durch das, was die Politik bewirkt hat. "
        "Das blendet den Zufall aus, nicht die Wechselwirkungen; Wirkungen über Arbeitsmarkt und Nachfrage sind echt "
        "und breiten sich aus."
    ),
    "report.method2": (
        "Wirkungen sind Mittelwerte der Unterschiede über alle Vergleichspaare: je zwei Simulationsläufe mit gleichem "
        "Startwert, mit t-Intervallen nach Student. Alle Varianten, die bei einer Messgröße verglichen werden, bilden "
        "eine Familie von m Wirkungen (ohne Varianten, bei denen kein Paar sich unterscheidet): Jedes Intervall hat "
        "das Niveau 1 - 0,05/m, sodass alle zugleich mit 95 % gelten (Dunn 1961), und jeder p-Wert wird mit m "
        "multipliziert. Ergebnisse: „steigt“ oder „sinkt“ genau dann, wenn das Intervall die 0 ausschließt, also der "
        "angepasste p-Wert unter 0,05 liegt; sonst „nicht entschieden“, was nicht heißt, dass es keine Wirkung gibt; "
        "„exakt gleich“, wenn sich kein Vergleichspaar unterscheidet. Kosten je Einheit haben Fiellers "
        "Intervall (1954)."
    ),
    "report.method3": (
        "Vorteil des Paarvergleichs: wie viel mehr Läufe ohne Paarvergleich nötig wären, um ebenso schmale Intervalle "
        "zu erhalten (als Vielfaches). Effektstärke: Unterschied in Standardabweichungen der Vergleichsvariante "
        "zwischen den Startwerten (Glass). Sichtbar: Ab diesem Jahr schließt das Intervall mindestens ein Jahr lang "
        "die 0 aus; angegeben nur, wo das Intervall am Ende die 0 ausschließt."
    ),
    "report.method4": (
        "Netzwerkstärke: mittlere Summe der Beziehungsstärken der mindestens drei Jahre alten Akteure des Zielclusters "
        "(Barrat et al. 2004). Clusterdichte: mittlere Zahl der Unternehmen verwandter Branchen je km² im Umkreis von "
        "5 km um ein Unternehmen des Zielclusters. Anteilige Beiträge: Shapley (1953)."
    ),
    "report.reference1": (
        "Barrat, A., Barthélemy, M., Pastor-Satorras, R. und Vespignani, A. (2004). The architecture of complex "
        "weighted networks. PNAS 101, 3747-3752."
    ),
    "report.reference2": (
        "Dunn, O. J. (1961). Multiple comparisons among means. Journal of the American Statistical Association 56, "
        "52-64."
    ),
    "report.reference3": (
        "Floeting, H. (Hrsg.) (2008). Cluster in der kommunalen und regionalen Wirtschaftspolitik. Berlin: Deutsches "
        "Institut für Urbanistik."
    ),
    "report.reference4": (
        "Fieller, E. C. (1954). Some problems in interval estimation. Journal of the Royal Statistical Society B 16, "
        "175-185."
    ),
    "report.reference5": (
        "Shapley, L. S. (1953). A value for n-person games. In: Contributions to the Theory of Games II. Princeton "
        "University Press, 307-317."
    ),
    # instead of figures, for those who do not see them
    "alt.effects": "Änderungen gegenüber der Vergleichsvariante in Prozent, mit Ergebnis.",
    "alt.differences": "Unterschiede zur Vergleichsvariante im Zeitverlauf; am Ende:",
    "alt.trajectories": "Werte im Zeitverlauf, vom Beginn bis zum letzten Jahr.",
    "alt.arm path": "{arm}: Dichte von {density0} auf {density}, Netzwerkstärke von {strength0} auf {strength}.",
    "alt.arm cost": "{arm} {percent} % für {cost} Mio. Euro",
    "alt.move": "{arm} von {start} auf {end}",
    "alt.path": "Mittelwerte der Varianten nach Dichte und Netzwerkstärke.",
    "alt.cost": "Änderung in Prozent und öffentliche Ausgaben.",
    # provenance
    "report.model": "Modellfassung",
    "report.contents hash": "Prüfsumme der Inhalte (SHA-256)",
    "report.environment": "Softwareumgebung",
    "report.plan": "Versuchsplan",
    "report.command": "Befehl",
    # the terminal
    "report.tables": "Die Zahlen dazu: {path}",
    "report.written": "{path} ({size:.1f} MB): im Browser öffnen, ausdrucken oder verschicken",
}
