"""English sentences of the story of a run."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "story.title": "{title}: the story of seed {seed}, {years:g} years",
    "story.nobody": "No task of cluster policy ran.",
    "story.year": "Year {year}",
    "story.potentials": "The agency sees the greatest potentials for {list}.",
    "story.spots": (
        "Weak spots in the network it knows: actors without a tie {isolates:.0f}, parts apart from the largest "
        "{separate_parts:.0f}, actors on whom others depend {articulation_points:.0f}; {dependence:.0%} of tie "
        "strength hangs on recent brokering."
    ),
    "story.stage1": "It turns to density.",
    "story.stage2": "It turns to networks, and to weak spots in them.",
    "story.started": "It starts {list}.",
    "story.stopped": "It ends {list}.",
    "story.changed": "It changes how strongly tasks run: {list}.",
    "story.strategy": "The strategy picks {list}.",
    "story.centre": "A centre opens (places: {places:.0f}).",
    "story.unopened": "{task}: paid for ({cost}), but not open at the end.",
    "story.batch": (
        "holds a batch of many runs; a story is that of one: `clustersim run SCENARIO --seed N`, then `clustersim "
        "story` with its folder"
    ),
    "story.meetings": "Events held: {count} (attendances: {people:.0f}).",
    "story.chosen": "It compensates the weak spot: {spot} ({times:.1f} times what is tolerated).",
    "story.mended": "Introductions against {spot}: {count}, of which {good} became ties and mended it.",
    "story.mending": "Weak spots that introductions were to mend",
    "story.mending spot": "weak spot",
    "story.mending met": "introductions",
    "story.mending mended": "mended",
    "story.mending share": "share",
    "story.spot fragmentation": "parts of the network apart from the rest",
    "story.spot fragility": "parts that hang on the best connected",
    "story.spot one_type": "ties among actors of one type only",
    "story.spot lock_in": "partners who are too much alike (lock-in)",
    "story.repairs": "Introductions to mend weak spots: {count}.",
    "story.projects": "Lead projects started: {count} (firms: {firms:.0f}).",
    "story.ended": "Lead projects ended: {good} with success, {bad} with failure, {broken} broken off.",
    "story.adoptions": "Firms that adopt a technology of a lead project: {count}.",
    "story.supports": "Firms supported: {count} ({list}).",
    "story.graduates": "Tenants who leave a centre: {count}.",
    "story.shock": "A shock hits the region.",
    "story.anchors": "Large firms that close at once: {count} (jobs: {jobs:,.0f}).",
    "story.paid": "It pays {own}{outside}: {list}.",
    "story.outside": ", and higher levels {won}",
    "story.end": "At the end",
    "story.density rose": "Cluster density went from {first} to {last} related firms per km2",
    "story.density fell": "Cluster density went from {first} to {last} related firms per km2",
    "story.density same": "Cluster density went from {first} to {last} related firms per km2",
    "story.strength rose": "network strength from {first} to {last}",
    "story.strength fell": "network strength from {first} to {last}",
    "story.strength same": "network strength from {first} to {last}",
    "story.result": (
        "{density}, {strength}; the cluster has {firms:.0f} firms (at the start {firms0:.0f}) and {jobs:,.0f} jobs "
        "({jobs0:,.0f})."
    ),
    "story.caused": (
        " In all the agency paid {cost}. What of it policy caused, only a run of the same seed without policy tells: "
        "{command}"
    ),
}
