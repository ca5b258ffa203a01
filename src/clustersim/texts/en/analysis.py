"""English texts of the evaluation and its page for class, and of the chain of causes."""

from __future__ import annotations

_EVALUATION: dict[str, str] = {
    "outcome.employees": "log employees",
    "outcome.knowledge": "knowledge, log points",
    "outcome.tie_strength": "tie strength",
    "outcome.log hint": " (a difference of 0.01 is about 1 %)",
    # methods, and what each takes for granted
    "method.naive": "supported against unsupported, after",
    "method.regression": "regression on what is known before",
    "method.matched": "matched by the chance of support",
    "method.weighted": "weighted by the chance of support",
    "method.differences": "difference in differences",
    "method.truth": "paired truth",
    "assumes.naive": "that both would have been the same without support",
    "assumes.regression": "that nothing unseen decides both support and outcome",
    "assumes.matched": "that firms with the same chance of support differ in nothing else",
    "assumes.weighted": "the same as matching",
    "assumes.differences": "that both would have changed alike, and that the unsupported feel nothing",
    "assumes.truth": "nothing: the same firms, the same luck, without the policy",
    # the page
    "page.title": "What did the policy do to the firms it supported? ({arm})",
    "page.seen": (
        "An evaluator sees {firms:,.0f} firms in {regions} regions before and after, {supported:,.0f} of them "
        "supported. Outcome: {unit}."
    ),
    "page.seen one": (
        "An evaluator sees {firms:,.0f} firms in {regions} region before and after, {supported:,.0f} of them "
        "supported. Outcome: {unit}."
    ),
    "page.twins": (
        "The simulation also knows each firm, with the same luck, in the same region without the policy. What became "
        "of them there stands in the key."
    ),
    "page.firm number": "F-{place}",
    "page.method": "method",
    "page.estimate": "estimate",
    "page.interval": "95 % interval",
    "page.firms": "firms",
    "page.assumes": "takes for granted",
    "page.reported": "What the evaluator would report",
    "page.differ": "Why they differ",
    "page.questions": "Questions",
    "page.data": "Data",
    "page.data text": "{file}: one row per firm that was there at the start and is still there at the end.",
    "page.question1": "Which of these assumptions could an evaluator check, and how?",
    "page.question2": "What would have to be observed to tell selection from effect?",
    "page.question3": "Would more firms make the naive estimate better? Would more regions?",
    "page.question4": "How could support be given so that the naive estimate would be right?",
    "page.truth": "**The truth**: the policy changed the firms it supported by {value} {interval}: {verdict}.",
    "page.nobody": "**{method}**: no firms could be compared.",
    "page.found": "**{method}**: {verdict} ({value}, {side}).",
    "page.too high": "too high by {error}",
    "page.too low": "too low by {error}",
    "page.right": "exact",
    "page.gain": "a gain",
    "page.loss": "a loss",
    "page.not decided": "not decided with these regions",
    "page.no interval": "no interval, so nothing is said",
    "page.selection": ("**Selection**: without any policy the later supported stand {where}: {part}. {taken}"),
    "page.selection taken": "The naive estimate takes this for an effect.",
    "page.selection by chance": "The naive estimate holds this as well, but it may be chance.",
    "page.selection little": "It hardly biases the naive estimate.",
    "page.selection above": "above the others",
    "page.selection below": "below the others",
    "page.selection practically": "practically where the others do",
    "page.selection neither": "not clearly apart from the others",
    "page.trend": ("**Trend**: without any policy the later supported {where}: {part}. {taken}"),
    "page.trend taken": "Difference in differences takes this for an effect.",
    "page.trend by chance": "Difference in differences holds this as well, but it may be chance.",
    "page.trend little": "It hardly biases difference in differences.",
    "page.trend above": "gain on the others",
    "page.trend below": "fall behind the others",
    "page.trend practically": "change practically as the others do",
    "page.trend neither": "neither clearly gain on the others nor fall behind",
    "page.no spill-over": (
        "**Spill-over**: none; the unsupported, who serve as controls, are in both worlds the same."
    ),
    "page.spill_over": ("**Spill-over**: the policy {where}, who serve as controls: {part}. {taken}"),
    "page.spill_over taken": "Comparisons with them count it with the opposite sign.",
    "page.spill_over by chance": "Comparisons with them count it with the opposite sign, but it may be chance.",
    "page.spill_over little": "It hardly biases comparisons with them.",
    "page.spill_over above": "raised the unsupported",
    "page.spill_over below": "lowered the unsupported",
    "page.spill_over practically": "did practically nothing to the unsupported",
    "page.spill_over neither": "did not measurably change the unsupported on average",
    "page.survivors": (
        "**Survivors**: {only:,.0f} of these {supported:,.0f} supported firms live only with the policy; the truth "
        "above cannot count them. They, and unsupported firms of that kind, shift the naive estimate by {shift}."
    ),
    "page.together": ("Together: truth {truth} + selection − spill-over + survivors = {naive}, the naive estimate."),
    "page.outside": "The truth lies outside the interval of: {methods}.",
    "page.inside": "The truth lies inside the interval of every method.",
    "page.needed": (
        "The interval of difference in differences reaches {times:,.1f} times as far to either side as the true effect "
        "is large: even without any bias, about {needed:,.0f} regions would be needed to tell such an effect from "
        "none, instead of {regions}."
    ),
    "page.estimates": "What an evaluator would estimate",
    "page.assumed": "What each method takes for granted",
    "page.supported": "of them supported",
    "page.regions": "regions",
    "page.column": "column",
    "page.meaning": "meaning",
    "page.truth found": "The truth, and what each method makes of it",
    "page.answers": "Answers to the questions",
    "page.key title": "Key: the policy and the firms it supported ({arm})",
    "page.key notice": (
        "For the lecturer. The page without answers is students/evaluation-en.html, its data students/{data}."
    ),
    "page.key data": (
        "{file}: the data of the class with the columns {columns}: the outcome of the same firm without the policy "
        "(empty if it closed there), and whether it was short of credit. Nobody outside the simulation has them. "
        "{estimates}: the table above."
    ),
    "page.finding": (
        "{arm}: support changed the supported firms by {value} {interval} (log employees). Methods that find this: "
        "{right}. Methods that miss it: {wrong}. Too wide to tell it from none: {open} of {all}."
    ),
    "page.no method": "none",
    "page.question5": "Which of these estimates would you report to the council, and what would you say of it?",
    "page.answer1": (
        "Difference in differences: with earlier years one sees whether both groups changed alike before support. "
        "Matching and weighting: whether the groups are alike in what is known before, and whether every supported "
        "firm has one to be compared with. That nothing unseen decides both support and outcome cannot be checked "
        "with these data."
    ),
    "page.answer2": (
        "What decided who got support: who applied, who was turned down, by which rule, and how those firms stood "
        "then. Better still: a draw of lots."
    ),
    "page.answer3": (
        "Neither takes away the error that selection makes: more data only narrow the interval around a wrong value. "
        "The interval narrows with more regions rather than with more firms of the same regions, which share their "
        "luck."
    ),
    "page.answer4": (
        "By lot among those who apply, and to few enough firms of a region that the others feel nothing of it; or by "
        "a threshold, and then compare firms just above with firms just below it."
    ),
    "page.answer5": (
        "There is no one right answer: a good one names the assumption that its method rests on, gives the interval "
        "and not only the value, and says which firms it cannot speak of. What the truth says of each method stands "
        "above."
    ),
    "column.seed": "region (each seed is one)",
    "column.key": "number of the firm",
    "column.sector": "sector",
    "column.age": "age at the start, years",
    "column.degree": "co-operations at the start",
    "column.employees_before": "log employees at the start",
    "column.knowledge_before": "knowledge at the start, log points",
    "column.ties_before": "strength of its co-operations at the start",
    "column.before": "outcome at the start",
    "column.after": "outcome at the end",
    "column.supported": "1 if the firm was supported, else 0",
    # the terminal
    "evaluate.no arm": "{arm} is no arm of these results; there are: {names}.",
    "evaluate.meant": " Did you mean '{name}'?",
    "evaluate.no firms": (
        "holds no firms; the plan must keep them (`[outputs] firms = true`), as the shipped plan `evaluation` does"
    ),
    "evaluate.title": "Effect of {arm} on supported firms, {unit}",
    "evaluate.counts": "{supported:,.0f} supported and {others:,.0f} other firms in {seeds} seeds",
    "evaluate.counts one": "{supported:,.0f} supported and {others:,.0f} other firms in {seeds} seed",
    "evaluate.differ": "why they differ",
    "evaluate.size": "size",
    "evaluate.selection": "selection: supported minus others, without policy",
    "evaluate.trend": "trend: the same for the change since the start",
    "evaluate.spill_over": "spill-over: effect on the unsupported",
    "evaluate.only": "supported firms that live only with the policy: {count:,.0f}",
    "evaluate.written": (
        "In {folder}: to hand out the folder students (evaluation-{lang}.html, {data}); for the lecturer only, with "
        "the truth, the folder key (key-{lang}.html, {key})"
    ),
}
_WHY: dict[str, str] = {
    "why.counterparts": "{arm}, seed {seed}, against its baseline: events with and without counterpart",
    "why.twin found": "The twin without policy: the run in {folder}.",
    "why.twin run": "The twin without policy was run just now; it is kept in {folder}.",
    "why.no policy": (
        "No task of cluster policy is on in this run, so there is no twin without policy to compare it with."
    ),
    "why.same": "Every event has a counterpart: the two runs are the same.",
    "why.first": "The first difference is in year {year:g}:",
    "why.follow": "To follow one: {command}",
    "why.head": "{arm}, seed {seed}",
    "why.year": "year",
    "why.in baseline": "also in the baseline",
    "why.not in baseline": "NOT in the baseline",
    "why.or": "or",
    "why.agency": "the agency",
    # links of a chain
    "why.tied": "{one} and {other} tied: {reason}",
    "why.repaired": "the agency introduced them to mend a weak spot",
    "why.closure": "a partner they share introduced them",
    "why.task": "brought together by the task {task} ({cause})",
    "why.encounter": "they met by chance",
    "why.chamber_event": "they met at an event of their chamber",
    "why.parent": "one was founded out of the other",
    "why.initial": "it was there at the start",
    "why.user": "it was made by hand",
    "why.acted": "{task}: {event}",
    "why.started": "the agency started {task}",
    "why.entered": "{key} entered ({cause})",
    "why.entered from": "{key} entered out of {origin} ({cause})",
    "why.support": "{key} supported by {task}",
    "why.graduation": "{key} left its centre",
    "why.move": "{key} moved",
    "why.adoption": "{key} took over the technology of a lead project",
    "why.exit": "{key} closed ({cause})",
    "why.there": "{key} was there at the start",
    # columns of the table of counterparts
    "why.event": "event",
    "why.cause": "cause",
    "why.in both": "in both",
    "why.only here": "only here",
    "why.only in the baseline": "only in the baseline",
}
_WORDS: dict[str, str] = {  # kinds and causes of events
    "word.entry": "entry",
    "word.exit": "exit",
    "word.move": "move",
    "word.tie_formed": "tie formed",
    "word.tie_ended": "tie ended",
    "word.innovation": "innovation",
    "word.centre_opened": "centre opened",
    "word.centre_closed": "centre closed",
    "word.graduation": "graduation",
    "word.meeting_held": "meeting held",
    "word.repair_proposed": "repair proposed",
    "word.task_started": "task started",
    "word.task_stopped": "task stopped",
    "word.payment": "payment",
    "word.change": "change",
    "word.review": "review",
    "word.support": "support",
    "word.employees_changed": "employees changed",
    "word.knowledge_changed": "knowledge changed",
    "word.sector_changed": "sector changed",
    "word.budget_changed": "budget changed",
    "word.potential_seen": "potential seen",
    "word.stage_entered": "stage entered",
    "word.strategy_chosen": "strategy chosen",
    "word.cofunding_won": "cofunding won",
    "word.project_started": "project started",
    "word.project_ended": "project ended",
    "word.adoption": "adoption",
    "word.shock": "shock",
    "word.weak_spots": "weak spots",
    "word.task_changed": "task changed",
    "word.spot_chosen": "weak spot chosen",
    "word.spot_mended": "weak spot mended",
    "word.advice": "advice",
    "word.stimulated": "chamber stimulated",
    "word.none": "none",
    "word.encounter": "encounter",
    "word.closure": "closure",
    "word.parent": "parent",
    "word.chamber_event": "chamber event",
    "word.chamber": "chamber",
    "word.agency_event": "agency event",
    "word.project": "project",
    "word.repair": "repair",
    "word.outside": "outside",
    "word.market": "market",
    "word.faded": "faded",
    "word.dissolved": "dissolved",
    "word.partner_closed": "partner closed",
    "word.policy": "policy",
    "word.user": "user",
    "word.tenants": "tenants",
    "word.initial": "initial",
    "word.start_up": "start up",
    "word.spin_off": "spin off",
    "word.academic_spin_off": "academic spin off",
    "word.settlement": "settlement",
    "word.centre_start_up": "centre start up",
}
TEXTS: dict[str, str] = {**_EVALUATION, **_WHY, **_WORDS}
