"""English titles: what a run, a region and an experiment are called on figures and pages."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # a scenario that was changed: its region, and what runs in it
    "title.changed": "{region}: {what}",
    "title.many changes": "{count} values changed",
    "title.no policy": "no cluster policy",
    "title.all tasks": "all {count} tasks",
    "title.some tasks": "{count} of {all} tasks",
    "title.shock": "{what}, with a shock",
    "title.shocks": "{what}, with {count} shocks",
    "title.intensity": "{task} at {intensity:.0%}",
    # what was simulated
    "about.region": "{name} ({basis})",
    "about.made-up": "a made-up region",
    "about.made-up emerging": "a made-up region, emerging",
    "about.made-up mature": "a made-up region, mature",
    "about.made-up uniform": "a made-up region, evenly spread",
    "about.official": "from official figures",
    "about.register": "from a table of firms",
    "about.": "basis not stated",
    "about.regions": "{count} regions ({basis}): {names}",
    "about.mixed": "of different basis",
    "about.firms start": "{count:,.0f} firms at the start",
    "about.firms start between": "{low:,.0f} to {high:,.0f} firms at the start",
    "about.firms stationary": "{count:,.0f} firms in the long run",
    "about.firms stationary between": "{low:,.0f} to {high:,.0f} firms in the long run",
    "about.years": "{years:g} years",
    "about.seed": "seed {seed}",
    "about.seeds": "{count} seeds",
    "about.model": "a model, no finding",
    # small numbers in words
    "word.2": "two",
    "word.3": "three",
    "word.4": "four",
    "word.5": "five",
    "word.6": "six",
    "word.7": "seven",
    "word.8": "eight",
    "word.9": "nine",
    "word.10": "ten",
    "word.11": "eleven",
    "word.12": "twelve",
}
