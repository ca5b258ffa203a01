"""The words in figures of batches, in English and German; numbers as each language writes them."""

from __future__ import annotations

from typing import Literal

from clustersim.plots.labels import metric_title, metric_unit

Language = Literal["en", "de"]
WORDS: dict[str, tuple[str, str]] = {
    "effects": ("What each policy changed, {when}", "Was jede Politik verändert hat, {when}"),
    "end": ("mean of the last year", "Mittel des letzten Jahres"),
    "mean": ("mean of the whole run", "Mittel des ganzen Laufs"),
    "tick": ("tick {at}", "Schritt {at}"),
    "change": ("change in %", "Änderung in %"),
    "years": ("years since the start", "Jahre seit dem Start"),
    "trajectories": ("The arms over time", "Die Varianten im Zeitverlauf"),
    "path": ("Density against network strength over {years} years", "Dichte gegen Netzwerkstärke über {years} Jahre"),
    "cost": ("What it costs and what it brings", "Was es kostet und was es bringt"),
    "cost axis": ("public cost over the whole run, million EUR", "öffentliche Kosten im ganzen Lauf, Mio. EUR"),
    "note": (
        "Means of {seeds} paired seeds with 95 % interval.",
        "Mittel aus {seeds} gepaarten Läufen mit 95-%-Intervall.",
    ),
    "note one": ("One seed, without interval.", "Ein Lauf, ohne Intervall."),
    "some": (
        " Shown: the {shown} of {all} arms with the largest effects.",
        " Gezeigt: die {shown} von {all} Varianten mit den größten Wirkungen.",
    ),
    "others": ("no clear effect: {count} arms", "keine klare Wirkung: {count} Varianten"),
    "marks": (
        "Circle: start. Dots: every five years. Diamond: the agency turns to networks.",
        "Kreis: Start. Punkte: alle fünf Jahre. Raute: Die Agentur wendet sich den Netzwerken zu.",
    ),
    "baseline": ("baseline {value}", "Vergleich {value}"),
    "rises": ("rises", "steigt"),
    "falls": ("falls", "sinkt"),
    "no effect seen": ("no effect seen", "nicht erkennbar"),
    "uncertain": ("uncertain", "unsicher"),
    "no difference": ("no difference", "kein Unterschied"),
    "one seed: cannot say": ("one seed: cannot say", "ein Lauf: keine Aussage"),
    "undefined": ("undefined", "nicht definiert"),
    "shares": ("What each task contributes to all together", "Was jede Aufgabe zu allen zusammen beiträgt"),
    "alone": ("alone", "allein"),
    "last": ("last: missing when left out", "zuletzt: fehlt, wenn ausgelassen"),
    "shapley": ("fair share (Shapley)", "fairer Anteil (Shapley)"),
}
TITLES_DE = {
    "cluster_density": ("Clusterdichte", "verwandte Unternehmen je km²"),
    "network_strength": ("Netzwerkstärke", "Beziehungsstärke je Akteur"),
    "cluster_jobs": ("Beschäftigte im Zielcluster", "Beschäftigte"),
    "cluster_firms": ("Unternehmen des Zielclusters", "Unternehmen"),
    "jobs": ("Beschäftigte in der Region", "Beschäftigte"),
    "firms": ("Unternehmen in der Region", "Unternehmen"),
    "connected_share": ("Verbundene Akteure", "Anteil der Clusterakteure"),
    "self_sustaining_share": ("Selbsttragende Beziehungen", "Anteil der Beziehungsstärke"),
    "critical_share": ("Unternehmen mit kritischer Masse", "Anteil der Clusterunternehmen"),
    "cost": ("Öffentliche Kosten", "EUR"),
}


def say(key: str, language: Language, **values: object) -> str:
    """Return a text with its values."""
    return WORDS[key][0 if language == "en" else 1].format(**values)


def title_of(metric: str, language: Language) -> str:
    """Return the name of a metric."""
    return TITLES_DE[metric][0] if language == "de" and metric in TITLES_DE else metric_title(metric)


def unit_of(metric: str, language: Language) -> str:
    """Return the unit of a metric."""
    if metric == "cost":
        return "EUR"
    return TITLES_DE[metric][1] if language == "de" and metric in TITLES_DE else metric_unit(metric)


def digits(value: float, language: Language, spec: str = ".1f") -> str:
    """Return a number with the language's decimal mark."""
    text = f"{value:{spec}}"
    return text.replace(",", "\u202f").replace(".", ",") if language == "de" else text
