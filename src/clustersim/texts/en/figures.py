"""English texts of figures."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # figures of a comparison
    "figure.effects task": "What each task changed, {when}",
    "figure.effects arm": "What each arm changed, {when}",
    "figure.end": "mean of the last year",
    "figure.mean": "mean of the whole run",
    "figure.tick": "tick {at}",
    "figure.change": "change in %",
    "figure.years": "years since the start",
    "figure.trajectories": "The arms over time",
    "figure.path": "Density against network strength over {years:g} years",
    "figure.cost": "What it costs and what it brings",
    "figure.cost axis": "public cost over {years:g} years, million EUR",
    "figure.cost column": "public cost,\nmillion EUR",
    "figure.note": (
        "Means of {seeds} paired seeds; of each measure all intervals hold at once with 95 %. Not decided: with these "
        "seeds."
    ),
    "figure.note levels": (
        "Means of {seeds} paired seeds with the 95 % band of each; whether arms differ, only paired differences show."
    ),
    "figure.note path": "Means of {seeds} paired seeds.",
    "figure.not decided": "not decided",
    "figure.note one": "One seed: no interval, no verdict.",
    "figure.some": "Shown: the {shown} of {all} arms with the largest effects.",
    "figure.others": "not decided or no difference: {count} arms",
    "figure.cut": "vertical axis does not begin at 0",
    "figure.mark start": "Circle: start.",
    "figure.mark dots": "Dots: every five years.",
    "figure.mark turn": "Diamond: the agency turns to networks.",
    "figure.mark cut": "Axes do not begin at 0.",
    "figure.differences task": "What each task changed, over time",
    "figure.differences arm": "What each arm changed, over time",
    "figure.difference axis": "difference: {unit}",
    # contributions of tasks
    "figure.shares": "What each task contributes to all together",
    "figure.shares apart": "What single tasks do, and what all do together",
    "figure.together": "together, not attributable",
    "figure.unshared": "together, not attributable",
    "figure.total": "all together",
    "figure.shares note": "Of each measure and kind all intervals hold at once with 95 %.",
    "figure.shares estimated": "Fair shares: estimated, right if three or more tasks do nothing beyond their pairs.",
    "figure.alone": "alone",
    "figure.last": "last: missing when left out",
    "figure.shapley": "fair share (Shapley)",
    # maps
    "map.north": "north (km)",
    "map.east": "east (km)",
    "map.year": "year {years:g}",
    "map.density": "related firms per km²\n(target cluster)",
    "map.caption": "Lines: ties of the target cluster and of institutions, {counts}.",
    "map.all": "in year {years:g}: {total:,.0f}",
    "map.strongest": "in year {years:g}: the strongest {drawn:,.0f} of {total:,.0f}",
    "map.credit": "Background: {credit}",
    "map.symbols": "Symbols",
    "map.university": "university, institute",
    "map.chamber": "chamber",
    "map.centre": "technology centre",
    "map.jobs": ("{count} jobs"),
    "map.tie": "tie of strength {strength:g}",
    "map.target": "Target cluster",
    "map.other": "Other sectors",
    "map.further": "{count} further sectors",
    "map.institutions": "Institutions",
    "map.more": "and {count} more",
    # networks
    "network.title": "{title}: network in year {years:g}",
    "network.left": "Target cluster, institutions and their partners",
    "network.right": "Tie strength per actor",
    "network.matrix": "of the type in the row with the type in the column",
    "network.further": "further target sectors",
    "network.universities": "universities, institutes",
    "network.chambers": "chambers",
    "network.others": "other sectors",
    "network.none": "no ties",
    "network.all": "all {shown:,.0f}",
    "network.best": "the {shown:,.0f} best connected of {all:,.0f}",
    "network.note": (
        "Left: {which} actors with a tie to cluster or institutions; {alone:,.0f} of {firms:,.0f} cluster firms "
        "have none. Right: all."
    ),
    "network.backbone": "drawn: the {shown:,.0f} of {all:,.0f} ties that hold it together",
    "network.strength": "tie strength",
    "network.degree": "number of ties",
    # series of a run
    "series.twin": ("Dashed: without policy, with the same seed."),
    "series.closures": ("Dotted: a firm with more than 5 % of the cluster's jobs closes; its jobs."),
    "series.largest closures": (
        "Dotted: the {shown} largest of {count} closures of firms with more than 5 % of the cluster's jobs."
    ),
    "series.undefined": "undefined in this run",
    # spending
    "spending.title": "What was spent on which task: {title}",
    "spending.total": "million EUR\nin all",
    "spending.year": "year",
    "spending.stage1": "stage: density",
    "spending.stage2": "stage: networks",
    "spending.note": (
        "The tallest bar is {most} million EUR in a year; what partners and programmes of higher levels pay is not "
        "counted."
    ),
    # a sweep
    "figure.sweep": "What varies with {names}",
    "figure.sweep line": (
        "Dots: means over {seeds} seeds. Bars: 95 % interval of the difference to the baseline with the same seeds, "
        "all points together."
    ),
    "figure.sweep map": "Colours and numbers: means over {seeds} seeds.",
    "figure.sweep one": "Each point rests on one seed only.",
    "figure.sweep policy": "Shown with the policy {policy}.",
    "setting.intensity": "intensity",
    "setting.start": "start",
    "setting.stop": "end",
    # the front of a search
    "front.title": "Best mixes at {budget:,.0f} EUR a year: {region}",
    "front.cost": "public cost in all, million EUR",
    "front.change": "change in {metric}, %",
    "front.note": "Full dots: fresh seeds, simultaneous 95 % intervals. Hollow dots: what the search saw on its own.",
    # an evaluation
    "evaluation.title": "What an evaluator of {arm} would find, and what is true",
    "evaluation.title unknown": "What an evaluator of {arm} would find",
    "evaluation.note unknown": "Dots with 95 % interval.",
    "evaluation.axis": "effect on supported firms, {unit}",
    "evaluation.none": "none",
    "evaluation.note": (
        "Dots with 95 % interval. Green: the truth, from the same firms with the same luck in the same region without "
        "the policy."
    ),
}
