"""Every figure in both languages, with the long names that people have: readable, whole, and in one language."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import ScalarFormatter

from clustersim.analysis.compare import compare
from clustersim.analysis.evaluate import PolicyEstimate
from clustersim.analysis.sweeps import varied
from clustersim.analysis.titles import arm_titles, snapshots_in
from clustersim.batch.plan import Arm, Plan
from clustersim.metrics.registry import HEADLINE
from clustersim.plots import arms, contributions_figure, style
from clustersim.plots.evaluation import evaluation_figure
from clustersim.plots.front import front_figure
from clustersim.plots.maps import region_maps
from clustersim.plots.network import actor_network
from clustersim.plots.process import spending
from clustersim.plots.series import headline_series
from clustersim.policies.registry import POLICIES, short_name
from clustersim.scenario import Scenario
from clustersim.scenario.files.documents import shipped_scenarios
from clustersim.texts import Language
from tests.helpers.figures import overlaps, run_series, shown_texts, snapshot
from tests.helpers.made_results import MadeResults

LONG = {
    "en": "Organisation, networking, technology centre and internationalisation in the whole region together",
    "de": "Clusterorganisation, Netzwerkmanagement, Gründerzentrum und Internationalisierung in der Region zusammen",
}
ABOUT = {
    "en": "Altstadt and Neustadt (a made-up region, emerging) · 1,694 firms at the start · 20 years · seed 1 · a model",
    "de": "Altstadt und Neustadt (erfundene Region, im Entstehen) · 1.694 Unternehmen zu Beginn · 20 Jahre · ein Modell",
}
LANGUAGES: tuple[Language, ...] = ("en", "de")


def nine_tasks() -> MadeResults:
    """Return a batch of all tasks, one at a time, in which half of them do something."""
    base = Scenario.load("baseline")
    planned = [Arm("none", base, "", "no policy", "ohne Politik")]
    for task in POLICIES.shipped:
        name = short_name(task, "en"), short_name(task, "de")
        planned.append(Arm(task, base.changed_by({"policies": {task: {}}}), "none", *name))
    factors = {arm.name: 1.0 + 0.03 * (place % 2) * place for place, arm in enumerate(planned)}

    def values(arm: str) -> Callable[[str, int, np.ndarray], np.ndarray | float]:
        noise = 1.0 if arm == "none" else 1.0 + 1e-3 * (1 + len(arm))
        return lambda metric, seed, years: (
            1.37e5 * factors[arm] * (arm != "none")
            if metric.startswith("cost")
            else 0.7 * (1.0 + 0.1 * seed) + years / 50.0 * factors[arm] * noise ** (seed % 3)
        )

    return MadeResults(planned, {arm.name: values(arm.name) for arm in planned}, 5)


def sweep(*tasks: str) -> MadeResults:
    """Return a batch of a grid over the intensities of one or two tasks."""
    base, levels = Scenario.load("baseline"), (0.0, 0.25, 1.0)
    points: list[tuple[float, ...]] = [(one,) for one in levels]
    points = [(*point, other) for point in points for other in levels] if len(tasks) > 1 else points
    planned = []
    for place, point in enumerate(points):
        settings = tuple((f"policies.{task}.intensity", level) for task, level in zip(tasks, point, strict=True))
        changed = base.changed_by(
            {"policies": {task: {"intensity": one} for task, one in zip(tasks, point, strict=True)}}
        )
        planned.append(Arm(f"p{place}", changed, "p0" if place else "", settings=settings, swept=True))

    def values(place: int) -> Callable[[str, int, np.ndarray], np.ndarray | float]:
        return lambda metric, seed, years: (
            1e6 * place if metric.startswith("cost") else 1.0 + 0.1 * place * years + 0.01 * seed
        )

    return MadeResults(planned, {arm.name: values(place) for place, arm in enumerate(planned)}, 4)


def batch(results: MadeResults, name: str, language: Language) -> Figure:
    """Return a figure of a batch by its name."""
    made: Any = results
    from clustersim.plots.batches import cost_figure, effects_figure, path_figure
    from clustersim.plots.over_time import differences_figure, trajectories_figure
    from clustersim.plots.sweeps import sweep_figure

    effects, titles = compare(made, HEADLINE), arm_titles(results.plan, language)
    wides = {metric: results.metric(metric) for metric in HEADLINE}
    found: Figure | None = {
        "effects": lambda: effects_figure(effects, titles, language, HEADLINE),
        "differences": lambda: differences_figure(wides, effects, titles, language, HEADLINE),
        "trajectories": lambda: trajectories_figure(wides, effects, titles, language, HEADLINE),
        "path": lambda: path_figure(wides, effects, titles, language),
        "cost": lambda: cost_figure(effects, titles, 20.0, language, HEADLINE),
        "sweep": lambda: sweep_figure(made, effects, HEADLINE, language),
    }[name]()
    assert found is not None
    return found


def maps(language: Language) -> Figure:
    shots = [
        dataclasses.replace(snapshot(years=years), cluster_density=snapshot().cluster_density / 7.0)
        for years in (0.0, 10.0, 20.0)
    ]
    names = (
        "a university",
        "an institute of applied science and a long name",
        "institute",
        "another",
        "chamber",
        "last",
    )
    shots = [dataclasses.replace(one, institution_names=names) for one in shots]
    return region_maps(shots, LONG[language], language)


def spent(language: Language) -> Figure:
    series = pd.DataFrame({"tick": range(9), "years": np.arange(9) / 4.0, "stage": [0, 1, 1, 1, 1, 2, 2, 2, 2]})
    for place, task in enumerate(POLICIES.shipped):
        series[f"cost_{task}"] = 1_234.5 * place**3 * (series["tick"] > 0)
    return spending(series, LONG[language], language)


def front(language: Language) -> Figure:
    """Return a front of eight mixes of all tasks, three of them at nearly the same place."""
    rows = []
    for number in range(8):
        x, y = (0.02 * number, 10.0 + 0.05 * number) if number < 3 else (number * 1.5, 40.0 - 4.0 * number)
        rows.append({"mix": f"m{number}", "number": number, "beaten_by": "", "cost": 3.7e5 * number})
        for metric, seen in (("cluster_density", x), ("network_strength", y)):
            rows[-1] |= {
                f"search_{metric}": seen + 0.3,
                f"fresh_{metric}": seen,
                f"low_{metric}": seen - 1.0,
                f"high_{metric}": seen + 1.0,
            }
    names = {
        f"m{number}": "; ".join(f"{short_name(task, language)} 50 %" for task in POLICIES.shipped[: 1 + number % 5])
        for number in range(8)
    }
    return front_figure(pd.DataFrame(rows), names, "Altstadt", 1_000_000.0, language)


def evaluated(language: Language) -> Figure:
    methods = ("naive", "regression", "matched", "weighted", "differences", "truth")
    found = [PolicyEstimate(one, 0.1234 - 0.05 * place, -0.3, 0.4, 12) for place, one in enumerate(methods)]
    return evaluation_figure(found, short_name("finance", language), "log", language)


def shares(language: Language) -> Figure:
    rows = [
        {"metric": metric, "kind": kind, "task": task, "value": 0.01 * place, "low": -0.01, "high": 0.1, "exact": True}
        for metric in HEADLINE
        for place, task in enumerate(POLICIES.shipped)
        for kind in ("alone", "last", "shapley")
    ]
    return contributions_figure(pd.DataFrame(rows), {task: short_name(task, language) for task in POLICIES}, language)


def every() -> Iterator[tuple[str, Callable[[Language], Figure]]]:
    """Yield every figure by its name, as a function of the language."""
    yield "map", maps
    yield "network", lambda language: actor_network(snapshot(), LONG[language], language)
    yield (
        "series",
        lambda language: headline_series(run_series(), LONG[language], language, twin=run_series(factor=0.9)),
    )
    yield "spending", spent
    yield "front", front
    yield "evaluation", evaluated
    yield "contributions", shares
    for name in ("effects", "differences", "trajectories", "path", "cost"):
        yield f"nine tasks, {name}", lambda language, name=name: batch(nine_tasks(), name, language)
        yield f"grid, {name}", lambda language, name=name: batch(sweep("networking", "infrastructure"), name, language)
    yield "line", lambda language: batch(sweep("networking"), "sweep", language)
    yield "heatmap", lambda language: batch(sweep("networking", "infrastructure"), "sweep", language)


FIGURES = dict(every())


@pytest.fixture(scope="module", params=[(name, language) for name in FIGURES for language in LANGUAGES], ids=", ".join)
def drawn(request: pytest.FixtureRequest) -> tuple[str, Language, Figure, dict[Text, Any]]:
    name, language = request.param
    figure = style.set_about(FIGURES[name](language), ABOUT[language])
    return name, language, figure, shown_texts(figure)


def test_texts_are_whole_readable_and_apart(drawn: tuple[str, Language, Figure, dict[Text, Any]]) -> None:
    _, _, figure, texts = drawn
    said = [text.get_text() for text in texts]
    assert len(said) > 10
    assert [text for text in said if "…" in text] == []
    assert [text.get_text() for text in texts if float(text.get_fontsize()) < style.LEAST] == []
    width, height = figure.canvas.get_width_height()
    outside = [text for text, box in texts.items() if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height]
    assert [text.get_text() for text in outside] == []
    assert overlaps(figure) == []


def test_numbers_are_those_of_the_language(drawn: tuple[str, Language, Figure, dict[Text, Any]]) -> None:
    name, language, figure, texts = drawn
    wrong = r"\d\.\d{1,2}(?!\d)|\d{4,}\.|\d,\d{3}," if language == "de" else r"\d,\d{1,2}(?!\d)"
    assert [text.get_text() for text in texts if re.search(wrong, text.get_text())] == []
    raw = [
        axis
        for ax in figure.axes
        if ax.axison
        for axis in (ax.xaxis, ax.yaxis)
        if type(axis.get_major_formatter()) is ScalarFormatter
    ]
    ticks = [text for axis in raw for text in axis.get_majorticklabels() if text.get_text()]
    assert [text.get_text() for text in ticks if not text.get_text().isdigit()] == [], name
    hyphens = [text.get_text() for text in texts if re.search(r"(?<![\w-])-\d", text.get_text())]
    assert hyphens == []  # a minus is a minus


def test_the_title_and_what_was_simulated_stand_above(drawn: tuple[str, Language, Figure, dict[Text, Any]]) -> None:
    _, language, _, texts = drawn
    about = [text for text in texts if text.get_gid() == "about"]
    assert [text.get_text() for text in about] == [ABOUT[language]]
    top = max(texts.values(), key=lambda box: box.y1)
    assert top.y0 >= texts[about[0]].y1 - 2.0  # the title, above it


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_task_has_one_colour_in_all_figures(language: Language) -> None:
    results: Any = nine_tasks()
    effects = compare(results, HEADLINE)
    found = arms.colours(arms.shown_arms(effects), [])
    assert {arm: found[arm] for arm in POLICIES.shipped} == {task: POLICIES[task].colour for task in POLICIES.shipped}
    mixed = arms.colours(["finance", "mine", "yours"], ["none"])
    assert len(set(mixed.values())) == 4  # others have colours of their own


def test_a_line_has_the_same_dashes_in_all_figures() -> None:
    results: Any = nine_tasks()
    figures = [batch(results, name, "en") for name in ("differences", "trajectories")]
    looks = [
        {
            line.get_color(): line.get_linestyle() + str(line._unscaled_dash_pattern)
            for line in figure.axes[1].get_lines()
        }  # type: ignore[attr-defined]
        for figure in figures
    ]
    shared = looks[0].keys() & looks[1].keys() - {"black", "#000000", arms.QUIET}
    assert len(shared) >= 3
    assert [colour for colour in shared if looks[0][colour] != looks[1][colour]] == []


def test_the_names_of_institutions_are_in_the_language() -> None:
    scenario = Scenario.load("baseline")
    shot = dataclasses.replace(
        snapshot(), institution_names=("University", "Chamber of industry and commerce (2)", "Mine")
    )
    (german,) = snapshots_in([shot], scenario, "de")
    assert german.institution_names == ("Universität", "Industrie- und Handelskammer (2)", "Mine")
    assert snapshots_in([shot], scenario, "en") == [shot]


def test_sweeps_are_named_in_the_language() -> None:
    one = sweep("networking")
    assert varied(one.plan) == ["policies.networking.intensity"]
    assert arm_titles(one.plan, "en")["p1"] == "networking.intensity = 0.25"
    assert arm_titles(one.plan, "de")["p1"] == "Netzwerkmanagement 25 %"


def test_names_in_shipped_regions_and_plans_exist_in_german() -> None:
    for name in shipped_scenarios():
        for one in Scenario.load(name).institutions if not name.startswith("kaiserslautern") else ():
            assert one.name_de not in ("", one.name), (name, one.key)
    plan = Plan.load("demo")
    for arm in plan.arms:
        if len(arm.scenario.tasks_on()) == 1:
            (task,) = arm.scenario.tasks_on()
            assert (arm.title_de, arm.title) == (short_name(task, "de"), short_name(task, "en"))
