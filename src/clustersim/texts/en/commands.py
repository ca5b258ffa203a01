"""English texts of commands: what `run`, `compare`, `attribute`, `optimise`, `plan`, `status` and `demo` print."""

from __future__ import annotations

_RUN: dict[str, str] = {
    "run.title": "{title}, seed {seed}: {years:g} years in {seconds:.1f} s",
    "run.twin": "without policy",
    "run.start": "start",
    "run.end": "end",
    "run.unit": "unit",
    "run.firms": "firms",
    "run.jobs": "jobs",
    "run.cluster_firms": "firms of the cluster",
    "run.cluster_jobs": "jobs of the cluster",
    "run.cluster_density": "cluster density",
    "run.concentration_m": "concentration M",
    "run.network_strength": "network strength",
    "run.connected_share": "connected share",
    "run.ties": "ties",
    "run.cost": "public cost, whole run",
    "run.unit.firms": "firms",
    "run.unit.employees": "employees",
    "run.unit.density": "related firms per km2",
    "run.unit.ratio": "ratio",
    "run.unit.strength": "tie strength per actor",
    "run.unit.share": "share of actors",
    "run.unit.ties": "ties",
    "run.unit.EUR": "EUR",
    "run.written": "Results in {folder}",
    "run.interrupted": "Interrupted after tick {tick}; {folder} holds the results up to there.",
    "run.figures interrupted": "Interrupted while figures were drawn; the results in {folder} are complete.",
    "run.compiling": "Compiling the model for this computer; this happens once after an installation.",
}
_COMPARE: dict[str, str] = {
    "compare.title": "Paired differences by seed, {when}; simultaneous 95 % intervals",
    "compare.rule": (
        "Of each measure all intervals hold at once with 95 %; p is adjusted for the same effects, and a verdict is "
        "given exactly where the interval excludes 0."
    ),
    "compare.family": "{metric} (adjusted for {count} effects)",
    "compare.family one": "{metric} (nothing to adjust: one effect)",
    "compare.end": "mean of the last year",
    "compare.mean": "mean of the run",
    "compare.tick": "tick {at}",
    "compare.largest": "{metric}: the {most} largest of {all}",
    "compare.arm": "arm",
    "compare.base": "baseline",
    "compare.difference": "difference",
    "compare.interval": "95 % interval",
    "compare.percent": "%",
    "compare.p": "p",
    "compare.seeds": "seeds",
    "compare.visible": "seen after",
    "compare.ratio": "pairing",
    "compare.cost": "million EUR",
    "compare.verdict": "verdict",
    "compare.legend": (
        "seen after: year from which the interval excludes 0 for at least a year; pairing: times as many seeds "
        "independent runs would need"
    ),
    "compare.left": "after the stop of {arm}, {share:.0f} % of its effect on {metric} is left at the end",
    "compare.jobs": (
        "Jobs and prices, {when}; prices in EUR and the gains they are prices of [95 % interval], all other intervals "
        "in jobs.csv"
    ),
    "compare.jobs rule": (
        "Costs are a sum over the years of the run, jobs and ties a stock, so prices are not per year. There is a "
        "price only where a gain is seen, so prices are rather too low; there is none for a gain below one."
    ),
    "compare.replication": (
        "Seeds were added until the intervals were narrow enough (replication by precision): their number was chosen "
        "by looking at the results, so intervals are a little too narrow."
    ),
    "compare.jobs in file": "Jobs and prices of all arms: jobs.csv",
    "compare.written": "Tables in {folder}",
    "compare.written with figures": "Tables and figures in {folder}",
    "compare.missing": "{done:,.0f} of {planned:,.0f} runs are finished; `clustersim status` says which.",
}
_ATTRIBUTE: dict[str, str] = {
    "attribute.title": "What each task contributed: mean over seeds [simultaneous 95 % interval]",
    "attribute.rule": "Of each measure and column all intervals hold at once with 95 %.",
    "attribute.exact": "{metric} (Shapley values exact: all sets of the tasks were run)",
    "attribute.estimated": (
        "{metric} (Shapley values estimated: right if three or more tasks do nothing beyond their pairs)"
    ),
    "attribute.apart": "{metric} (no fair shares: the sets of tasks that were run do not identify them)",
    "attribute.costs": "{metric} (as booked for each task; costs are not shared out)",
    "attribute.task": "task",
    "attribute.alone": "alone",
    "attribute.last": "last (missing when left out)",
    "attribute.shapley": "fair share (Shapley)",
    "attribute.booked": "when all are on",
    "attribute.together": "together, not attributable",
    "attribute.unshared": "together, not attributable",
    "attribute.total": "all together",
    "attribute.pair": "{one} with {other}",
    "attribute.beyond": "  {pair}: {value} beyond the sum of both alone {interval}",
    "attribute.written": "Table in {folder}",
    "attribute.written with figures": "Table and figure in {folder}",
}
_OPTIMISE: dict[str, str] = {
    "optimise.title": (
        "{trials:,.0f} mixes tried at {budget:,.0f} EUR a year; the following are beaten by no other and not by doing "
        "nothing (change in %, simultaneous 95 % intervals on fresh seeds)"
    ),
    "optimise.mix": "mix",
    "optimise.number": "no.",
    "optimise.gain": "gain",
    "optimise.gain seen": "seen",
    "optimise.gain open": "not decided",
    "optimise.cost": "million EUR",
    "optimise.density": "cluster density",
    "optimise.strength": "network strength",
    "optimise.regime": "regime",
    "optimise.tasks": "tasks",
    "optimise.task": "{task} {intensity:g}",
    "optimise.later": "{task} {intensity:g} from year {year:g}",
    "optimise.nothing": "do nothing",
    "optimise.only nothing": "No mix that was tried brought more than doing nothing.",
    "optimise.on fresh seeds": "{mixes} mixes not beaten, nor by doing nothing; now on {seeds} fresh seeds",
    "optimise.on points": "{mixes} of them over {points} points of the assumptions",
    "optimise.beaten": "Beaten on fresh seeds, so luck of the search (not offered):",
    "optimise.beaten by": "{mix} (million EUR {cost}), by: {better}",
    "optimise.estimate": (
        "about {time} on {processes} processes for at most {runs:,.0f} runs (measured on two runs just now)"
    ),
    "optimise.estimate one": (
        "about {time} on {processes} process for at most {runs:,.0f} runs (measured on two runs just now)"
    ),
    "optimise.optimism": "optimism of the search, {metric}: {points:+.2f} percentage points on average",
    "optimise.best": "How often a mix is best over {points} points of the assumptions (share of points)",
    "optimise.best density": "density",
    "optimise.best strength": "strength",
    "optimise.best both": "both",
    "optimise.written": "Tables, figure and a scenario file of each mix in {folder}",
    "optimise.interrupted": "Interrupted; the same command goes on from here.",
}
_BATCH: dict[str, str] = {
    "plan.plan": "plan",
    "plan.arms": "arms",
    "plan.runs": "runs",
    "plan.question": "question",
    "plan.arm": "arm",
    "plan.against": "compared with",
    "plan.seeds": "seeds",
    "plan.what": "what it is",
    "plan.more": "... and {count:,.0f} more; --arms lists all",
    "plan.size": "{arms:,.0f} arms, {runs:,.0f} runs of {ticks:,.0f} ticks; kept: {kept}",
    "plan.measures": "{set} measures",
    "plan.replication": (
        "seeds are added by {step} up to {most}, until effects on {metrics} are known to {width:g} % of the baseline"
    ),
    "plan.estimate": "about {time} on {processes} processes, {size} on disk (measured on two runs just now)",
    "plan.estimate one": "about {time} on {processes} process, {size} on disk (measured on two runs just now)",
    "plan.few seeds": (
        "Few seeds: {seeds} seeds for {effects} effects decide (in four of five cases) only effects of {size:.1f} "
        "standard deviations of the paired differences or more; {needed} seeds would decide one of {wanted:g} (an "
        "assumption)."
    ),
    "plan.one seed": (
        "One seed: no interval and no verdict. {needed} seeds would decide (in four of five cases) effects of "
        "{wanted:g} standard deviations of the paired differences (an assumption)."
    ),
    "plan.points": (
        "Few seeds: {seeds} seeds do not decide single points; what counts is what holds over all points (points.csv)."
    ),
    "plan.no task": "no task",
    "status.finished": "finished",
    "status.failed": "failed",
    "status.of": "{done} of {planned}",
    "status.state": (
        "{title}: {finished:,.0f} of {planned:,.0f} runs finished, {failed:,.0f} failed; {size}; model version "
        "{versions}"
    ),
    "status.go on": "To go on: {command}",
}
_DEMO: dict[str, str] = {
    "demo.begin": "{arms} arms x {seeds} seeds x {years:g} years",
    "demo.replacing": "Replacing the results in {folder}.",
    "demo.interrupted": (
        "Interrupted: {done} of {planned} runs are finished and kept in {folder}; the same command goes on from here."
    ),
    "demo.figures interrupted": ("Interrupted; the runs in {folder} are complete: {command} draws what is missing."),
    "demo.failed": "{count} runs failed and are left out: {command}",
    "demo.year": "1 year",
    "demo.years": "{years:g} years",
    "demo.title": "Effect after {span} against the same region without policy; {over}",
    "demo.over": "mean of {seeds} paired seeds, 95 % interval",
    "demo.over one": "one seed, without interval",
    "demo.cluster_density": "cluster density (related firms per km2); without policy {base}",
    "demo.network_strength": "network strength (tie strength per actor); without policy {base}",
    "demo.last arm": "Maps, network and series of the last arm in {folder}",
    "demo.next": "Next: {commands}",
}
_TABLES: dict[str, str] = {
    "progress.run": "{total:,.0f} runs",
    "progress.run one": "1 run",
    "progress.mix": "{total:,.0f} mixes",
    "progress.mix one": "1 mix",
    "progress.go on": "{units}, {done:,.0f} of them finished before.",
    "policies.levers": "levers",
    "policies.actions": "actions",
    "policies.leaves": "leaves",
    "policies.evidence": "evidence",
    "policies.none": "none",
}
TEXTS: dict[str, str] = {**_RUN, **_COMPARE, **_ATTRIBUTE, **_OPTIMISE, **_BATCH, **_DEMO, **_TABLES}
