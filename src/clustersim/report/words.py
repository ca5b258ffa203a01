"""The words of the report, in English and German."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "skip": ("Skip to the content", "Zum Inhalt springen"),
    "contents": ("Contents", "Inhalt"),
    "question": ("The question", "Die Frage"),
    "glance": ("At a glance", "Auf einen Blick"),
    "arms": ("What was compared", "Was verglichen wurde"),
    "figures": ("Figures", "Abbildungen"),
    "effects": ("Effects", "Wirkungen"),
    "money": ("Jobs and costs", "Beschäftigung und Kosten"),
    "shares": ("What each task contributed", "Was jede Aufgabe beigetragen hat"),
    "robust": ("How far the findings hold", "Wie weit die Befunde tragen"),
    "assumptions": ("Assumptions behind the result", "Annahmen, auf denen das Ergebnis ruht"),
    "methods": ("Methods", "Methoden"),
    "provenance": ("Provenance", "Herkunft"),
    "runs": ("runs", "Läufe"),
    "arms count": ("arms", "Varianten"),
    "seeds count": ("paired seeds", "gepaarte Zufallsfolgen"),
    "years": ("years each", "Jahre je Lauf"),
    "arm": ("arm", "Variante"),
    "what": ("what it is", "was sie ist"),
    "against": ("compared with", "verglichen mit"),
    "seeds": ("seeds", "Zufallsfolgen"),
    "cost": ("public cost, million EUR", "öffentliche Kosten, Mio. EUR"),
    "tasks": ("tasks", "Aufgaben"),
    "budget": ("budget, EUR a year", "Budget, EUR im Jahr"),
    "base": ("baseline", "Vergleich"),
    "difference": ("difference", "Unterschied"),
    "interval": ("95 % interval", "95-%-Intervall"),
    "percent": ("change, %", "Änderung, %"),
    "p": ("p, adjusted", "p, angepasst"),
    "verdict": ("verdict", "Urteil"),
    "visible": ("visible after, years", "sichtbar nach, Jahren"),
    "ratio": ("gain by pairing", "Gewinn durch Paarung"),
    "size": ("effect size", "Effektstärke"),
    "left": ("left after the stop, share", "nach dem Ende übrig, Anteil"),
    "unlimited": ("no limit", "ohne Grenze"),
    "none": ("none", "keine"),
    "table": ("The table behind this figure", "Die Tabelle zu dieser Abbildung"),
    "year": ("year", "Jahr"),
    "value": ("value", "Wert"),
    "unit": ("unit", "Einheit"),
    "meaning": ("meaning", "Bedeutung"),
    "source": ("source", "Quelle"),
    "task": ("task", "Aufgabe"),
    "alone": ("alone", "allein"),
    "last": ("last: missing when left out", "zuletzt: fehlt, wenn ausgelassen"),
    "shapley": ("fair share (Shapley)", "fairer Anteil (Shapley)"),
    "total": ("all together", "alle zusammen"),
    "assumption": ("assumption", "Annahme"),
    "metric": ("measure", "Maß"),
    "policy": ("policy", "Politik"),
    "points": ("points", "Punkte"),
    "median": ("median change, %", "Median der Änderung, %"),
    "range": ("5th to 95th percentile, %", "5. bis 95. Perzentil, %"),
    "rises": ("share of points that rise", "Anteil der Punkte mit Anstieg"),
    "most": ("goes most with", "hängt am stärksten ab von"),
    "unfinished": (
        "{done} of {planned} runs are finished; this report shows these.",
        "{done} von {planned} Läufen sind fertig; dieser Bericht zeigt diese.",
    ),
    "clear": (
        "{metric}, {arm}: {percent} % [{low}, {high}], at a cost of {cost} million EUR.",
        "{metric}, {arm}: {percent} % [{low}; {high}], bei Kosten von {cost} Mio. EUR.",
    ),
    "over points": (
        "{metric}, {policy}: {median} % in the median of {points} points of the assumptions, {low} to {high} % in nine tenths of them; it rises at {share} % of the points.",
        "{metric}, {policy}: {median} % im Median über {points} Punkte der Annahmen, {low} bis {high} % an neun Zehnteln davon; sie steigt an {share} % der Punkte.",
    ),
    "nothing": (
        "{metric}: no arm has an effect that can be told from chance.",
        "{metric}: Keine Variante hat eine Wirkung, die sich vom Zufall unterscheiden lässt.",
    ),
    "not seen": (
        "No clear effect on density or network strength: {arms}.",
        "Ohne klare Wirkung auf Dichte oder Netzwerkstärke: {arms}.",
    ),
    "exactly": (
        "Exactly no difference on either, in every seed: {arms}.",
        "Exakt kein Unterschied bei beiden, in jeder Zufallsfolge: {arms}.",
    ),
    "largest": (
        "Shown are the {shown} of {all} arms with the largest effects; all stand in the CSV files of `clustersim compare`.",
        "Gezeigt sind die {shown} von {all} Varianten mit den größten Wirkungen; alle stehen in den CSV-Dateien von `clustersim compare`.",
    ),
    "money text": (
        "Created are additional jobs in the target cluster, displaced the jobs that other sectors have less, net both together. A self-sustaining tie is one unit of tie "
        "strength without recent brokering. A price is given only where a gain is seen. Means over seeds, 95 % interval.",
        "Geschaffen sind zusätzliche Arbeitsplätze im Zielcluster, verdrängt solche, die anderen Branchen fehlen, netto beides zusammen. Eine selbsttragende Beziehung ist "
        "eine Einheit Beziehungsstärke ohne jüngste Vermittlung. Ein Preis steht nur, wo ein Gewinn erkennbar ist. Mittel über Zufallsfolgen, 95-%-Intervall.",
    ),
    "jobs created in the cluster": ("jobs created in the cluster", "im Cluster geschaffene Arbeitsplätze"),
    "jobs displaced elsewhere": ("jobs displaced elsewhere", "anderswo verdrängte Arbeitsplätze"),
    "net jobs": ("net jobs", "Arbeitsplätze netto"),
    "self-sustaining ties": ("self-sustaining ties", "selbsttragende Beziehungen"),
    "cost per net job": ("EUR per net job", "EUR je Arbeitsplatz netto"),
    "cost per self-sustaining tie": ("EUR per self-sustaining tie", "EUR je selbsttragender Beziehung"),
    "exact": ("Exact: all sets of tasks were run.", "Exakt: Alle Kombinationen der Aufgaben liefen."),
    "estimated": (
        "Estimated from main effects and pairs: not all sets of tasks were run.",
        "Geschätzt aus Haupt- und Paarwirkungen: Nicht alle Kombinationen liefen.",
    ),
    "assumptions text": (
        "Nobody has measured these numbers of the tasks that ran. They stand with the values used here; identifiers such as F-P5h name rows of the evidence table of the "
        "project. Beside them the model has {model} of {all} numbers that are assumptions (`clustersim parameters`). The size of the effect of networking follows from "
        "assumptions tuned to F-P5h, itself an assumption: it is no finding.",
        "Diese Zahlen der gelaufenen Aufgaben hat niemand gemessen. Sie stehen mit den hier verwendeten Werten; Kennungen wie F-P5h nennen Zeilen der Belegtabelle des "
        "Projekts. Daneben sind {model} von {all} Zahlen des Modells Annahmen (`clustersim parameters`). Die Größe der Wirkung von Netzwerken folgt aus Annahmen, die an "
        "F-P5h angepasst sind, selbst eine Annahme: Sie ist kein Befund.",
    ),
    "robust text": (
        "Each arm was run at many points at which assumptions vary together. A finding that keeps its sign over most points rests less on them.",
        "Jede Variante lief an vielen Punkten, an denen Annahmen zugleich variieren. Ein Befund, der sein Vorzeichen meist behält, ruht weniger auf ihnen.",
    ),
}

METHODS: tuple[tuple[str, str], ...] = (
    (
        "An agent-based model (Mesa) of firms, universities, chambers and a development agency on a grid, after Floeting (2008). Every random number is a function of "
        "seed, decision, time and actor: with the same seed, two arms differ only by what the policy caused. That removes noise, not dynamics; effects through labour and "
        "demand are real and spread.",
        "Ein agentenbasiertes Modell (Mesa) von Unternehmen, Hochschulen, Kammern und einer Wirtschaftsförderung auf einem Raster, nach Floeting (2008). Jede Zufallszahl ist "
        "eine Funktion von Zufallsfolge, Entscheidung, Zeit und Akteur: Bei gleicher Zufallsfolge unterscheiden sich zwei Varianten nur durch das, was die Politik bewirkt hat. Das nimmt "
        "Rauschen weg, nicht Dynamik; Wirkungen über Arbeitsmarkt und Nachfrage sind echt und breiten sich aus.",
    ),
    (
        "Effects are means of differences by seed. Intervals: bias-corrected and accelerated bootstrap (Efron 1987), widened for few seeds (Hesterberg 2015); with fewer "
        "than 8 seeds Student's t. P-values: paired t test, adjusted for all effects shown (Holm 1979). Verdicts: rises or falls if the adjusted p is below 0.05; uncertain if only "
        "the unadjusted one is; no effect seen otherwise; no difference if every seed is exactly equal.",
        "Wirkungen sind Mittel der Unterschiede je Zufallsfolge. Intervalle: verzerrungskorrigierter und beschleunigter Bootstrap (Efron 1987), für wenige Zufallsfolgen verbreitert "
        "(Hesterberg 2015); unter 8 Zufallsfolgen Student-t. P-Werte: gepaarter t-Test, angepasst an alle gezeigten Wirkungen (Holm 1979). Urteile: steigt oder sinkt, wenn das angepasste p unter 0,05 "
        "liegt; unsicher, wenn nur das einfache; sonst nicht erkennbar; kein Unterschied, wenn jede Zufallsfolge exakt gleich ist.",
    ),
    (
        "Gain by pairing: how many times as many seeds independent runs would need for intervals as narrow. Effect size: difference in standard deviations of the baseline "
        "between seeds (Glass). Visible: the interval excludes 0 for at least a year.",
        "Gewinn durch Paarung: wievielmal so viele Läufe unabhängige Zufallsfolgen für ebenso schmale Intervalle bräuchten. Effektstärke: Unterschied in Standardabweichungen "
        "der Vergleichsvariante zwischen Zufallsfolgen (Glass). Sichtbar: Das Intervall schließt 0 mindestens ein Jahr lang aus.",
    ),
    (
        "Network strength: mean sum of tie strengths of target-cluster actors at least three years old (Barrat et al. 2004). Cluster density: mean number of related firms per "
        "km² within 5 km of a target-cluster firm. Fair shares: Shapley (1953).",
        "Netzwerkstärke: mittlere Summe der Beziehungsstärken der mindestens drei Jahre alten Akteure des Zielclusters (Barrat et al. 2004). Clusterdichte: mittlere Zahl verwandter Unternehmen je "
        "km² im Umkreis von 5 km um ein Unternehmen des Zielclusters. Faire Anteile: Shapley (1953).",
    ),
)
REFERENCES = (
    "Barrat, A., Barthélemy, M., Pastor-Satorras, R. and Vespignani, A. (2004). The architecture of complex weighted networks. PNAS 101, 3747-3752.",
    "Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association 82, 171-185.",
    "Floeting, H. (ed.) (2008). Cluster in der kommunalen und regionalen Wirtschaftspolitik. Berlin: Deutsches Institut für Urbanistik.",
    "Hesterberg, T. C. (2015). What teachers should know about the bootstrap. The American Statistician 69, 371-386.",
    "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 65-70.",
    "Shapley, L. S. (1953). A value for n-person games. In: Contributions to the Theory of Games II. Princeton University Press, 307-317.",
)
