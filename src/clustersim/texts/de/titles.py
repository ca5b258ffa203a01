"""German titles: what a run, a region and an experiment are called on figures and pages."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # a scenario that was changed: its region, and what runs in it
    "title.changed": "{region} – {what}",
    "title.many changes": "{count} Werte geändert",
    "title.no policy": "ohne Clusterpolitik",
    "title.all tasks": "alle {count} Aufgaben",
    "title.some tasks": "{count} von {all} Aufgaben",
    "title.shock": "{what}, mit einem Schock",
    "title.shocks": "{what}, mit {count} Schocks",
    "title.intensity": "{task} zu {intensity:.0%}",
    # what was simulated
    "about.region": "{name} ({basis})",
    "about.made-up": "erfundene Region",
    "about.made-up emerging": "erfundene Region, im Entstehen",
    "about.made-up mature": "erfundene Region, ausgereift",
    "about.made-up uniform": "erfundene Region, gleichmäßig verteilt",
    "about.official": "nach amtlichen Zahlen",
    "about.register": "nach einer Tabelle von Unternehmen",
    "about.": "Grundlage nicht angegeben",
    "about.regions": "{count} Regionen ({basis}): {names}",
    "about.mixed": "auf verschiedenen Grundlagen",
    "about.firms start": "{count:,.0f} Unternehmen zu Beginn",
    "about.firms start between": "{low:,.0f} bis {high:,.0f} Unternehmen zu Beginn",
    "about.firms stationary": "{count:,.0f} Unternehmen auf Dauer",
    "about.firms stationary between": "{low:,.0f} bis {high:,.0f} Unternehmen auf Dauer",
    "about.years": "{years:g} Jahre",
    "about.seed": "Startwert {seed}",
    "about.seeds": "{count} Startwerte",
    "about.model": "ein Modell, kein Befund",
    # small numbers in words
    "word.2": "zwei",
    "word.3": "drei",
    "word.4": "vier",
    "word.5": "fünf",
    "word.6": "sechs",
    "word.7": "sieben",
    "word.8": "acht",
    "word.9": "neun",
    "word.10": "zehn",
    "word.11": "elf",
    "word.12": "zwölf",
}
