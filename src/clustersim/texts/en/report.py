"""English texts of the report."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # headings
    "report.skip": "Skip to the content",
    "report.contents": "Contents",
    "report.glance": "At a glance",
    "report.arms": "What was compared",
    "report.figures": "Figures",
    "report.effects": "Effects",
    "report.sweep": "What varies with what was set",
    "report.money": "Jobs and costs",
    "report.shares": "What each task contributed",
    "report.evaluation": "What usual methods would find",
    "report.evaluation text": (
        "What an evaluator would estimate of the effect of support on the firms that got it, beside what is true: the"
        " same firms, with the same luck, in the same region without the policy. clustersim evaluate makes a page for"
        " class of it."
    ),
    "report.robust": "How far the findings hold",
    "report.assumptions": "Assumptions behind the result",
    "report.methods": "Methods",
    "report.provenance": "Provenance",
    "report.table": "The table behind this figure",
    "report.few seeds": (
        "Only {seeds} pairs for each arm: intervals are wide, and small effects go unseen. Run more seeds before "
        "anything is concluded (`clustersim plan` says how many)."
    ),
    "report.beware": "What this result does not say",
    "report.beware model": (
        "It is a calculation of a model, no finding about the real region and no forecast: it shows what happens under "
        "the assumptions made."
    ),
    "report.beware costs": (
        "Almost all costs are assumptions, not accounts. Arms spend different sums, so a larger effect does not mean "
        "that a task makes more of its money."
    ),
    "report.beware networking": (
        "The size of the effect of networking follows from assumptions tuned to F-P5h, which is itself an assumption. "
        "A large value here is no evidence that networks do more than other tasks."
    ),
    "report.beware undecided": (
        "“Not decided” does not mean “without effect”. Intervals hold only the chance between seeds, not the "
        "uncertainty of the assumptions."
    ),
    "report.arms text": (
        "The limit is what an arm may spend at most; what it does spend stands with the effects, and differs from arm "
        "to arm."
    ),
    # the size of the experiment
    "report.arms count": "arms",
    "report.seeds count": "paired seeds",
    "report.years": "years each",
    "report.runs": "runs",
    "report.unfinished": "{done} of {planned} runs are finished; this report shows these.",
    # columns
    "report.arm": "arm",
    "report.tasks": "tasks",
    "report.none": "none",
    "report.budget": "limit of spending, EUR a year",
    "report.unlimited": "no limit",
    "report.against": "compared with",
    "report.seeds": "seeds",
    "report.base": "baseline",
    "report.base none": "no policy",
    "report.difference": "difference",
    "report.interval": "simultaneous 95 % interval",
    "report.percent": "change, %",
    "report.p": "p, adjusted",
    "report.verdict": "verdict",
    "report.size": "effect size",
    "report.visible": "visible after, years",
    "report.left": "left after the stop, share",
    "report.ratio": "gain by pairing",
    "report.cost": "public cost, million EUR",
    "report.year": "year",
    "report.task": "task",
    "report.total": "all together",
    "report.meaning": "meaning",
    "report.value": "value",
    "report.unit": "unit",
    "report.source": "source",
    "report.assumption": "assumption",
    "report.metric": "measure",
    "report.policy": "policy",
    "report.points": "points",
    "report.median": "median change, %",
    "report.range": "5th to 95th percentile, %",
    "report.rises": "share of points that rise",
    "report.most": "goes most with",
    # findings
    "report.clear": "{metric}, {arm}: {percent} % {interval}, at a cost of {cost} million EUR.",
    "report.over points": (
        "{metric}, {policy}: {median} % in the median of {points} points of the assumptions, {low} to {high} % in nine "
        "tenths of them; it rises at {share} % of the points."
    ),
    "report.nothing": "{metric}: nothing is decided with {seeds} seeds; no arm's effect can be told from chance.",
    "report.one seed": "{metric}: one seed is one region, so there is no interval and no verdict.",
    "report.not seen": "Neither decided on density nor on network strength with {seeds} seeds: {arms}.",
    "report.exactly": "Exactly no difference on either, in every one of the {seeds} seeds: {arms}.",
    "report.largest": (
        "Shown are the {shown} of {all} arms with the largest effects; all stand in the CSV files of "
        "`clustersim compare`."
    ),
    # paragraphs
    "report.money text": (
        "Created are additional jobs in the target cluster; beside them stands how many other sectors have more (+) "
        "or less (−); net is the sum. A tie is self-sustaining if it is there without recent brokering of the agency; "
        "each counts with its strength. A cost per unit is given only where a gain is seen: where the interval of it "
        "lies above 0. It is therefore rather too low: gains that luck made larger are seen more often. There is none "
        "where the gain is below one. Costs are a sum over the years of the run, jobs and ties a stock at the end, so "
        "a cost per unit is not one per year. Means over seeds; of each column all intervals hold at once with 95 %."
    ),
    "report.exact": "Fair shares (Shapley values) are exact: all sets of tasks were run.",
    "report.estimated": (
        "Fair shares (Shapley values) are estimated from main effects and pairs, since not all sets of tasks were run: "
        "they are right if three or more tasks together do nothing beyond their pairs. What they leave of the total "
        "stands as together, not attributable."
    ),
    "report.apart": (
        "The sets of tasks that were run say what a task does alone, or what is missing without it; they do not say "
        "whose what all do together is. That stands as together, not attributable. Fair shares (Shapley values) need "
        "all sets of the tasks (a full factorial)."
    ),
    "report.robust text": (
        "Each arm was run at many points at which assumptions vary together. A finding that keeps its sign over most "
        "points rests less on them."
    ),
    "report.assumptions text": (
        "Nobody has measured these numbers of the tasks that ran. They stand with the values used here; identifiers "
        "such as F-P5h name rows of the evidence table of the project. Beside them the model has {model} of {all} "
        "numbers that are assumptions (`clustersim parameters`). The size of the effect of networking follows from "
        "assumptions tuned to F-P5h, itself an assumption: it is no finding."
    ),
    # methods
    "report.method1": (
        "An agent-based model (Mesa) of firms, universities, chambers and a development agency on a grid, after "
        "Floeting (2008). Every random number is a function of seed, decision, time and actor: with the same seed, two "
        "arms differ only by what the policy caused. That removes noise, not dynamics; effects through labour and "
        "demand are real and spread."
    ),
    "report.method2": (
        "Effects are means of differences by seed, with Student's t intervals. All arms compared on a measure are a "
        "family of m effects (arms that are exactly zero in every seed are not counted): each interval has the level "
        "1 - 0.05/m, so that all hold at once with 95 % (Dunn 1961), and each p is multiplied by m. Verdicts: rises or "
        "falls exactly where the interval excludes 0, and that is where the adjusted p is below 0.05; not decided "
        "otherwise, which does not mean that there is no effect; no difference if every seed is exactly equal. Costs "
        "per unit have Fieller's interval (1954)."
    ),
    "report.method3": (
        "Gain by pairing: how many times as many seeds independent runs would need for intervals as narrow. Effect "
        "size: difference in standard deviations of the baseline between seeds (Glass). Visible: from this year the "
        "interval excludes 0 for at least a year; given only where there is a verdict."
    ),
    "report.method4": (
        "Network strength: mean sum of tie strengths of target-cluster actors at least three years old (Barrat et al. "
        "2004). Cluster density: mean number of related firms per km² within 5 km of a target-cluster firm. Fair "
        "shares: Shapley (1953)."
    ),
    "report.reference1": (
        "Barrat, A., Barthélemy, M., Pastor-Satorras, R. and Vespignani, A. (2004). The architecture of complex "
        "weighted networks. PNAS 101, 3747-3752."
    ),
    "report.reference2": (
        "Dunn, O. J. (1961). Multiple comparisons among means. Journal of the American Statistical Association 56, "
        "52-64."
    ),
    "report.reference3": (
        "Floeting, H. (ed.) (2008). Cluster in der kommunalen und regionalen Wirtschaftspolitik. Berlin: Deutsches "
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
    "alt.effects": "Changes against the baseline in per cent, with verdicts.",
    "alt.differences": "Differences to the baseline over time; at the end:",
    "alt.trajectories": "Levels over time, from the start to the last year.",
    "alt.arm path": "{arm}: density from {density0} to {density}, network strength from {strength0} to {strength}.",
    "alt.arm cost": "{arm} {percent} % for {cost} million EUR",
    "alt.move": "{arm} from {start} to {end}",
    "alt.path": "Means of the arms through density and network strength.",
    "alt.cost": "Change in per cent against public cost.",
    # provenance
    "report.model": "model",
    "report.contents hash": "contents SHA-256",
    "report.environment": "environment",
    "report.plan": "plan",
    "report.command": "command",
    # the terminal
    "report.tables": "The numbers behind it: {path}",
    "report.written": "{path} ({size:.1f} MB): open it in a browser, print it, or send it",
}
