"""Evaluation: planted selection, spill-over and effects, and who finds them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from clustersim.analysis import evaluate as evaluating
from clustersim.analysis.evaluation_data import data_set
from clustersim.analysis.evaluation_page import (
    HIDDEN,
    QUESTIONS,
    explained,
    for_lecturer,
    for_students,
    written,
)
from clustersim.analysis.spreadsheets import heading
from clustersim.analysis.titles import arm_titles
from clustersim.batch.plan import Plan
from clustersim.batch.results import load
from clustersim.cli.evaluate import KEY_PAGES, PAGES
from clustersim.errors import InputError
from clustersim.plots.evaluation import evaluation_figure
from clustersim.report.build import report
from clustersim.report.evaluation import Lesson, class_page, evaluated, key_page
from clustersim.texts import Language, say
from tests.helpers.batch_worlds import run_here

pytestmark = pytest.mark.process  # many runs of a batch

Command = Callable[..., Any]


def planted(
    effect: float = 0.5,
    selection: float = 0.0,
    spill: float = 0.0,
    trend: float = 0.0,
    seen: bool = True,
    firms: int = 1600,
) -> pd.DataFrame:
    """Return data with a known effect; `selection` by ability (seen before or not), `trend` makes the able grow anyway."""
    ability, noise, luck, u = (stats.norm.rvs(size=firms, random_state=key) for key in (1, 2, 3, 4))
    before = 2.0 + (ability if seen else stats.norm.rvs(size=firms, random_state=5))
    supported = (selection * ability + u > 0).astype(float)
    without = before + trend * ability + 0.1 * noise if seen else before + ability + 0.1 * noise
    return pd.DataFrame(
        {
            "seed": np.arange(firms) % 8,
            "key": [f"{number:016x}" for number in range(firms)],
            "sector": np.where(luck > 0, "a", "b"),
            "age": 5.0 + np.abs(luck),
            "degree": 1,
            "constrained": 0.0,
            "employees_before": before,
            "knowledge_before": 0.1 * luck,
            "ties_before": 0.5 * u * 0.0,
            "before": before,
            "without": without,
            "after": without + np.where(supported == 1.0, effect, spill),
            "supported": supported,
        }
    )


def by_method(data: pd.DataFrame) -> dict[str, evaluating.PolicyEstimate]:
    names = ("naive", "regression", "matched", "weighted", "did", "truth")
    return dict(zip(names, evaluating.estimates(data), strict=True))


def holds(estimate: evaluating.PolicyEstimate, value: float) -> bool:
    return estimate.low <= value <= estimate.high


def test_without_selection_every_method_is_right() -> None:
    found = by_method(planted(effect=0.5))
    assert found["truth"].value == pytest.approx(0.5)
    for name in ("regression", "matched", "weighted", "did"):
        assert found[name].value == pytest.approx(0.5, abs=0.06), name
    assert found["naive"].value == pytest.approx(0.5, abs=0.15)


def test_selection_on_what_is_seen_misleads_only_the_naive() -> None:
    found = by_method(planted(effect=0.5, selection=1.5))
    assert found["naive"].value > 1.2
    assert not holds(found["naive"], 0.5)
    for name in ("regression", "matched", "did"):
        assert found[name].value == pytest.approx(0.5, abs=0.12), name


def test_those_who_would_have_grown_anyway_mislead_differences_in_differences() -> None:
    found = by_method(planted(effect=0.5, selection=1.5, trend=0.5))
    assert found["did"].value > 0.9
    assert not holds(found["did"], 0.5)
    assert found["regression"].value == pytest.approx(0.5, abs=0.1)


def test_selection_on_what_nobody_sees_misleads_all() -> None:
    found = by_method(planted(effect=0.5, selection=1.5, seen=False))
    for name in ("naive", "regression", "matched", "weighted", "did"):
        assert found[name].value > 1.0, name
    assert found["truth"].value == pytest.approx(0.5)


def test_a_spill_over_on_the_controls_is_taken_for_no_effect() -> None:
    data = planted(effect=0.5, spill=0.5)
    found = by_method(data)
    assert found["did"].value == pytest.approx(0.0, abs=0.02)
    assert found["truth"].value == pytest.approx(0.5)
    assert evaluating.reasons(data).spill_over == pytest.approx(0.5)


@pytest.mark.parametrize(
    "options", [{}, {"selection": 1.5}, {"spill": -0.3}, {"selection": -1.0, "spill": 0.2, "trend": 0.3}]
)
def test_the_reasons_add_up_to_the_naive_estimate(options: dict[str, float]) -> None:
    data = planted(**options)  # type: ignore[arg-type]
    data.loc[data.index[::37], "without"] = np.nan  # closed in the baseline
    why = evaluating.reasons(data)
    assert why.truth + why.selection - why.spill_over + why.survivors == pytest.approx(evaluating.naive(data).value)
    assert why.only_with_policy == int((data["without"].isna() & (data["supported"] == 1.0)).sum())


def test_the_truth_does_not_use_firms_that_closed_in_the_baseline() -> None:
    data = planted()
    data.loc[data["supported"] == 1.0, "without"] = np.nan
    data.loc[data.index[:0], "without"] = 0.0
    assert np.isnan(evaluating.truth(data).value)


@pytest.mark.parametrize(
    "options", [{}, {"selection": 1.5}, {"spill": -0.3}, {"selection": -1.0, "spill": 0.2, "trend": 0.3}]
)
def test_trend_and_spill_over_make_up_what_differences_get_wrong(options: dict[str, float]) -> None:
    data = planted(**options)  # type: ignore[arg-type]
    why = evaluating.reasons(data)
    assert why.truth + why.trend - why.spill_over == pytest.approx(evaluating.differences(data).value)


def test_what_is_short_of_credit_is_hidden_from_every_estimate() -> None:
    data = planted(selection=1.5)
    hidden = data.assign(constrained=(data["after"] > data["after"].median()).astype(float), without=0.0)
    assert evaluating.estimates(hidden)[:-1] == evaluating.estimates(data)[:-1]


@pytest.mark.parametrize("seeds", [1, 2, 4, 8])
def test_every_method_has_an_interval_however_few_seeds(seeds: int) -> None:
    data = planted(effect=0.5, selection=0.3)
    data["after"] += 0.1 * stats.norm.rvs(size=len(data), random_state=9)
    for one in evaluating.estimates(data[data["seed"] < seeds].reset_index(drop=True)):
        assert one.low < one.value < one.high, one


def test_weights_are_those_of_a_known_answer() -> None:
    data = planted(effect=0.5, selection=0.8)
    score, on = evaluating.propensity(data), data["supported"].to_numpy() == 1.0
    control = np.average(data["after"][~on], weights=(score / (1.0 - score))[~on])
    assert evaluating.weighted(data).value == pytest.approx(data["after"][on].mean() - control)


def lesson_of(data: pd.DataFrame) -> Lesson:
    return Lesson("finance", "employees", data, evaluating.estimates(data), evaluating.reasons(data))


def text_of(data: pd.DataFrame) -> str:
    """Return the key without its figure."""
    return re.sub(r"<img[^>]*>", "", key_page(lesson_of(data)))


def test_sentences_follow_from_the_numbers() -> None:
    up, down, none = (
        text_of(planted(selection=1.5, spill=0.2)),
        text_of(planted(selection=-1.5, spill=-0.2)),
        text_of(planted()),
    )
    assert "later supported stand above the others" in up
    assert "policy raised the unsupported" in up
    assert "later supported stand below the others" in down
    assert "policy lowered the unsupported" in down
    assert "not clearly apart from the others" in none
    assert "<strong>Spill-over</strong>: none" in none
    assert "The truth lies outside the interval of: supported against unsupported, after" in up
    assert "would be needed" not in up  # the effect is larger than what luck does
    assert "0 of these" in none
    assert "nan," not in up + down + none
    assert "+nan" not in up + down + none


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_to_hand_out_holds_no_answer(language: Language) -> None:
    lesson = lesson_of(planted(effect=0.4321, selection=1.5, spill=0.2))
    handed, key = class_page(lesson, language), key_page(lesson, language)
    why, last = lesson.why, lesson.found[-1]
    real = written(last.value, last.low, last.high, language)[0]
    apart = written(why.selection, *why.intervals["selection"], language)[0]
    hidden = [real, say(language, "method.truth"), apart]
    hidden += [say(language, f"page.answer{place}")[:40] for place in range(1, QUESTIONS + 1)]
    for words in hidden:
        assert words in key, words
        assert words not in handed, words
    for place in range(1, QUESTIONS + 1):
        assert say(language, f"page.question{place}") in handed
    for one in lesson.found[:-1]:  # what an evaluator can know is there
        assert written(one.value, one.low, one.high, language)[0] in handed
    assert not {"without", "constrained"} & set(for_students(lesson.data))
    for page in (handed, key):  # one file that needs no other and no network
        assert not re.findall(r'(?:src|href)="(?!data:|#)', page)
        assert "<script" not in page


def test_a_figure_to_hand_out_does_not_draw_the_truth() -> None:
    found = evaluating.estimates(planted())
    (hidden,), (known,) = (
        evaluation_figure(rows, "finance", "jobs", known=is_known).axes
        for rows, is_known in ((found[:-1], False), (found, True))
    )
    assert len(known.patches) == len(hidden.patches) + 1  # the band of the truth
    assert len(known.get_yticks()) == len(hidden.get_yticks()) + 1


def test_a_small_effect_in_much_luck_is_said_to_need_more_regions() -> None:
    data = planted(effect=0.001)
    luck = 2.0 * stats.norm.rvs(size=len(data), random_state=9)
    data["after"], data["without"] = data["after"] + luck, data["without"] + luck
    found = evaluating.estimates(data)
    half = 0.5 * (found[-2].high - found[-2].low)
    assert f"about {float(f'{np.ceil(8 * (half / 0.001) ** 2):.2g}'):,.0f} regions would be needed" in text_of(data)


@pytest.mark.parametrize("metric", ["employees", "knowledge", "ties"])
def test_what_is_handed_out_says_nothing_twice_and_survives_a_spreadsheet(metric: str) -> None:
    """Keys such as 000012e5 are numbers for Excel; whatever the outcome is, its value before stands there once."""
    data = planted().assign(knowledge_before=np.arange(1600.0), ties_before=np.arange(1600.0) ** 2)
    data["employees_before"] = np.arange(1600.0) ** 3
    data["before"] = data[f"{metric}_before"]
    for table in (for_students(data, "de"), for_lecturer(data, "de")):
        assert f"{metric}_before" not in table
        before = [tuple(table[name]) for name in table if str(name).endswith("before")]
        assert len(set(before)) == len(before) == 3
        assert table["key"].iloc[0] == "U-0001"
        assert table["key"].is_unique
        assert not [value for value in table["key"] if re.fullmatch(r"[\d.,eE+-]+", value)]
    assert for_students(data)["key"].iloc[-1] == "F-1600"
    assert data["key"].iloc[0] == "0000000000000000"  # that of the function for programs stays


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_part_is_said_to_mislead_only_where_it_does(language: Language) -> None:
    """What may be chance, or is next to nothing, is not said to be taken for an effect."""
    data = planted(effect=0.5)
    found, nothing = evaluating.estimates(data), evaluating.reasons(data)
    ends = {"selection": (-0.3, 0.2), "trend": (-0.3, 0.2), "spill_over": (-0.00003, -0.00001)}
    why = nothing._replace(selection=-0.05, trend=-0.05, spill_over=-0.00002, intervals=ends)
    said = " ".join(explained(why, found, data, language))
    for name in ("selection", "trend", "spill_over"):
        assert say(language, f"page.{name} taken") not in said
        assert say(language, f"page.{name} below") not in said
    assert say(language, "page.selection neither") in said
    assert say(language, "page.spill_over practically") in said
    clear = why._replace(intervals=dict.fromkeys(ends, (-0.3, -0.2)))
    said = " ".join(explained(clear, found, data, language))
    for name in ("selection", "trend", "spill_over"):
        assert say(language, f"page.{name} taken") in said
        assert say(language, f"page.{name} below") in said


@pytest.mark.parametrize("language", ["en", "de"])
def test_pages_for_class_have_a_minus_not_a_hyphen(language: Language) -> None:
    lesson = lesson_of(planted(effect=-0.23, selection=1.5, spill=-0.1))
    for page in (class_page(lesson, language), key_page(lesson, language)):
        body = re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
        assert re.search(r"−\d", body)
        assert not re.search(r"(?<![\w%-])-\d", body)


def held(folder: Path) -> dict[str, set[str]]:
    """Return the names of files by folder; nothing but folders may lie in the first."""
    return {path.name: {file.name for file in path.iterdir()} for path in folder.iterdir()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("evaluation")
    (base / "e.toml").write_text(
        'name = "e"\nseeds = 5\nticks = 16\nscenario = "mature"\nchanges.start.firms = 250\nchanges.parameters.start.burn_in = 2.0\n'
        'outputs = { firms = true }\n[[designs]]\nkind = "one-at-a-time"\ntasks = ["networking", "marketing"]\n'
    )
    run_here(Plan.load(base / "e.toml"), base / "r")
    return base / "r"


def test_the_data_set_is_what_the_runs_say(folder: Path) -> None:
    results = load(folder)
    data = data_set(results, "networking", "tie_strength").set_index(["seed", "key"])
    end = results.firms.set_index(["arm", "seed", "key"])
    start = results.firms_start.set_index(["arm", "seed", "key"])
    for seed, key in data.index[:: max(1, len(data) // 40)]:
        row = data.loc[(seed, key)]
        assert row["after"] == end.loc[("networking", seed, key), "tie_strength"]
        assert row["before"] == start.loc[("networking", seed, key), "tie_strength"]
        assert row["supported"] == float(end.loc[("networking", seed, key), "supports"] > 0)
        if ("none", seed, key) in end.index:
            assert row["without"] == end.loc[("none", seed, key), "tie_strength"]
        else:
            assert np.isnan(row["without"])


def test_the_public_function_gives_all_estimates_the_truth_last(folder: Path) -> None:
    results = load(folder)
    found = evaluating.evaluate(results, "networking", "tie_strength")
    expected = evaluating.estimates(data_set(results, "networking", "tie_strength"))
    assert found["value"].tolist() == [one.value for one in expected]
    assert (found["method"].iloc[-1], found["error"].iloc[-1]) == ("paired truth", 0.0)
    results._read["runs"] = results.runs.assign(fingerprint=["a", *"b" * (len(results.runs) - 1)])
    with pytest.raises(InputError, match="2 versions of the model"):
        evaluating.evaluate(results, "networking")


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_report_shows_the_methods_beside_the_truth(folder: Path, language: Language) -> None:
    results = load(folder)
    page = report(results, language)
    found = evaluating.estimates(data_set(results, "networking"))
    for one in found:
        assert say(language, f"method.{one.method}") in page
        assert written(one.value, one.low, one.high, language)[0] in page
    titles = arm_titles(results.plan, language)
    shown = evaluated(results, ["networking", "marketing"], titles, language)
    assert [figure.title for figure in shown.figures] == [titles["networking"]]  # marketing supports nobody
    assert shown.findings[0].startswith(titles["networking"])
    unbroken = re.sub(r"</?span[^>]*>", "", html.unescape(page)).replace("\u00a0", " ")  # lines break where they may
    assert shown.findings[0] in unbroken


def test_firms_at_the_start_are_the_same_in_all_arms(folder: Path) -> None:
    start = load(folder).firms_start.drop(columns="run")
    one, other = (
        start[start["arm"] == arm].drop(columns="arm").reset_index(drop=True) for arm in ("none", "networking")
    )
    assert one.equals(other)


def test_the_command_writes_data_estimates_page_and_figure(command: Command, folder: Path) -> None:
    done = command("evaluate", folder, "--arm", "networking", "--metric", "tie_strength")
    assert done.code == 0, done.err
    into = folder / "evaluation-networking"
    kept = {*KEY_PAGES, "key.csv", "key-estimates.csv", "key-evaluation.png"}
    assert held(into) == {"students": {*PAGES, "students.csv"}, "key": kept}
    into = into / "key"
    table = pd.read_csv(into / "key-estimates.csv")
    assert table["method"].iloc[-1] == "paired truth"
    first = table["value"].iloc[0], table["low"].iloc[0], table["high"].iloc[0]
    assert written(*first, "en")[0] in (into / "key-en.html").read_text()
    assert written(*first, "de")[0] in (into / "key-de.html").read_text()
    students, key = pd.read_csv(into.parent / "students" / "students.csv"), pd.read_csv(into / "key.csv")
    assert list(key.drop(columns=list(HIDDEN)).columns) == list(students.columns)
    again = command("evaluate", folder, "--arm", "networking", "--quiet")
    assert (again.code, "already there" in again.err) == (2, True)
    assert written(*first, "en")[0] in (into / "key-en.html").read_text()  # nothing was touched
    (into.parent / "evaluation.png").write_text("of an earlier version, with the truth")
    forced = command("evaluate", folder, "--arm", "networking", "--no-figures", "--force", "--quiet")
    assert (forced.code, forced.out) == (0, ""), forced.err
    assert held(into.parent) == {"students": {*PAGES, "students.csv"}, "key": kept - {"key-evaluation.png"}}


@pytest.mark.parametrize(
    ("option", "ending"), [(("--csv", "de"), "-de.csv"), (("--tables", "xlsx"), ".xlsx"), (("--csv", "en"), ".csv")]
)
def test_the_data_are_written_as_a_spreadsheet_opens_them(
    option: tuple[str, ...], ending: str, command: Command, folder: Path
) -> None:
    """One file for the class and others for the lecturer, in every form; the pages name those that were written."""
    if ending == ".xlsx":
        pytest.importorskip("xlsxwriter", reason="XlsxWriter is not installed (extra excel)")
    done = command("evaluate", folder, "--arm", "networking", "--no-figures", "--force", "--lang", "de", *option)
    assert done.code == 0, done.err
    into = folder / "evaluation-networking"
    names = {f"{name}{ending}" for name in ("students", "key", "key-estimates")}
    handed = {f"students{ending}"}
    assert held(into) == {"students": {*PAGES, *handed}, "key": {*KEY_PAGES, *(names - handed)}}
    assert f"der Ordner students (evaluation-de.html, students{ending})" in done.out
    assert f"der Ordner key (key-de.html, key{ending})" in done.out
    for language in ("en", "de"):
        assert f"students{ending}" in (into / "students" / f"evaluation-{language}.html").read_text()
        key = (into / "key" / f"key-{language}.html").read_text()
        assert names <= set(re.findall(rf"[a-z-]+{re.escape(ending)}", key))
    if ending == "-de.csv":
        students = pd.read_csv(into / "students" / "students-de.csv", sep=";", decimal=",", encoding="utf-8-sig")
        assert not {heading(name, "de") for name in HIDDEN} & set(students)
        assert students["vorher"].dtype == float
        page = (into / "students" / "evaluation-en.html").read_text()
        assert all(f">{column}<" in page for column in students)  # the page calls columns as its file does


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--arm", "marketing"), "supported and"),
        (("--arm", "netwrking"), "Did you mean 'networking'?"),
        (("--arm", "networking", "--metric", "employes"), "Did you mean 'employees'?"),
        (("--arm", "none"), "is a baseline itself"),
        (("--arm", "networking", "--baseline", "networking"), "cannot be compared with itself"),
    ],
)
def test_what_cannot_be_evaluated_is_said(command: Command, folder: Path, options: tuple[str, ...], words: str) -> None:
    done = command("evaluate", folder, *options)
    assert (done.code, words in done.err, "Traceback" in done.err) == (2, True, False), done.err


def test_firms_that_were_not_kept_are_asked_for(tmp_path: Path) -> None:
    from tests.helpers.batch_worlds import tiny_plan

    run_here(tiny_plan(tmp_path, seeds=1), tmp_path / "r")
    with pytest.raises(InputError, match=r"set outputs.firms = true"):
        data_set(load(tmp_path / "r"), "networking")


def test_a_seed_without_baseline_is_left_out_not_taken_for_closures(folder: Path) -> None:
    whole, part = load(folder), load(folder)
    for name in ("runs", "firms", "firms_start"):
        frame = part.table(name)
        part._read[name] = frame[~((frame["arm"] == "none") & (frame["seed"] >= 3))].reset_index(drop=True)
    data = data_set(part, "networking")
    assert sorted(set(data["seed"])) == [0, 1, 2]
    same = data_set(whole, "networking")
    assert data.equals(same[same["seed"] < 3].reset_index(drop=True))
    part._read["runs"] = part.runs[part.runs["arm"] != "none"]
    with pytest.raises(InputError, match="no finished seed in common with none"):
        data_set(part, "networking")


def test_arms_that_start_with_other_firms_are_not_paired(folder: Path) -> None:
    results = load(folder)
    start = results.firms_start
    results._read["firms_start"] = start.drop(index=start.index[start["arm"] == "none"][:1])
    with pytest.raises(InputError, match="only arms of the same region can be paired"):
        data_set(results, "networking")


def test_a_file_in_the_place_of_the_folder_is_said(command: Command, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = command("evaluate", folder, "--arm", "networking", "--out", tmp_path / "file")
    assert (done.code, "is a file" in done.err, "Traceback" in done.err) == (2, True, False)
