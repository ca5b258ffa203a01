"""Titles come from what runs: no change leaves a title behind that is no longer true."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustersim.analysis.titles import about, arm_titles
from clustersim.batch.plan import Plan
from clustersim.policies.registry import POLICIES
from clustersim.scenario import Scenario
from clustersim.scenario.files.documents import shipped_scenarios
from clustersim.scenario.titles import region_text
from clustersim.texts import LANGUAGES


@pytest.mark.parametrize(
    ("source", "changes", "english", "german"),
    [
        ("baseline", {}, "An emerging region without cluster policy", "Eine entstehende Region ohne Clusterpolitik"),
        ("baseline", {"ticks": 8, "output.events": False}, "An emerging region without cluster policy", ""),
        (
            "baseline",
            {"policies.networking.intensity": 0.5},
            "Altstadt and Neustadt: networking at 50%",
            "Altstadt und Neustadt – Netzwerkmanagement zu 50 %",
        ),
        ("networking", {"policies.networking.intensity": 0.0}, "Altstadt and Neustadt: no cluster policy", ""),
        (
            "baseline",
            {"start.firms": 5000, "start.kind": "mature"},
            "Altstadt and Neustadt: no cluster policy (start.firms = 5,000, start.kind = mature)",
            "Altstadt und Neustadt – ohne Clusterpolitik (start.firms = 5.000, start.kind = mature)",
        ),
        (
            "all-nine-staged",
            {"start.firms": 500},
            "All nine tasks, density first, then networks (start.firms = 500)",
            "Alle neun Aufgaben, erst Dichte, dann Netzwerke (start.firms = 500)",
        ),
        (
            "all-nine-staged",
            {"agency.regime": "reversed"},
            "Altstadt and Neustadt: all nine tasks (agency.regime = reversed)",
            "Altstadt und Neustadt – alle neun Aufgaben (agency.regime = reversed)",
        ),
        (
            "all-nine-staged",
            {"policies.finance.intensity": 0.0},
            "Altstadt and Neustadt: eight of nine tasks",
            "Altstadt und Neustadt – acht von neun Aufgaben",
        ),
        ("anchor-closes", {"policies.marketing": {}}, "", ""),
        ("baseline", {"title": "Mine", "start.firms": 10}, "Mine", "Eine entstehende Region ohne Clusterpolitik"),
    ],
)
def test_a_title_says_what_runs(source: str, changes: dict[str, object], english: str, german: str) -> None:
    for scenario in (Scenario.load(source, changes), Scenario.load(source).changed_by(changes)):
        assert scenario.title == (english or scenario.title)
        assert scenario.title_de == (german or scenario.title_de)
        if "policies.marketing" in changes:
            assert "shock" in scenario.title and "Schock" in scenario.title_de


@pytest.mark.parametrize("task", list(POLICIES.shipped))
def test_no_switched_task_keeps_a_title_without_policy(task: str) -> None:
    scenario = Scenario.load("kaiserslautern", [f"policies.{task}.intensity=1"])
    assert POLICIES[task].short_en in scenario.title and POLICIES[task].short_de in scenario.title_de
    assert "without cluster policy" not in scenario.title and "ohne Clusterpolitik" not in scenario.title_de


@pytest.mark.parametrize("source", sorted(shipped_scenarios()))
def test_every_shipped_region_says_what_it_is_and_what_it_rests_on(source: str) -> None:
    scenario = Scenario.load(source)
    assert scenario.region.name and scenario.region.name_de
    assert scenario.region.basis == ("official" if source.startswith("kaiserslautern") else "made-up")
    for language in LANGUAGES:
        assert region_text(scenario, language)


def test_a_region_of_ones_own_inherits_no_name(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text("name,x_km,y_km,sector,employees\nA,1.5,1.5,software,3\nB,2.5,1.5,local,9\n")
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "kaiserslautern"\n[region]\nfirms_file = "firms.csv"\n')
    (tmp_path / "firms.csv").write_text("name,x_km,y_km,sector,employees\nA,12.5,12.5,digital,3\nB,13.5,12.5,local,9\n")
    assert region_text(Scenario.load(mine)) == "mine (from a table of firms)"
    assert region_text(Scenario.load(mine), "de") == "mine (nach einer Tabelle von Unternehmen)"
    mine.write_text('extends = "baseline"\n[region]\ntowns = [{ name = "A", x = 3.0, y = 3.0 }]\n')
    assert region_text(Scenario.load(mine)) == "mine (basis not stated)"
    mine.write_text('extends = "baseline"\n[region]\nname = "B"\ntowns = [{ name = "A", x = 3.0, y = 3.0 }]\n')
    assert region_text(Scenario.load(mine)) == "B (basis not stated)"


def test_the_line_under_titles_names_region_firms_years_and_seeds() -> None:
    one = Scenario.load("baseline")
    assert about([one], 80, [7], firms=[694.0]) == (
        "Altstadt and Neustadt (a made-up region, emerging) · 694 firms at the start · 20 years · seed 7 · "
        "a model, no finding"
    )
    assert about([one, Scenario.load("kaiserslautern")], 10, range(4), "de", firms=[694.4, 5100.0]) == (
        "zwei Regionen (auf verschiedenen Grundlagen): Altstadt und Neustadt; Kaiserslautern, Stadt und Landkreis · "
        "694 bis 5.100 Unternehmen zu Beginn · 2,5 Jahre · 4 Startwerte · ein Modell, kein Befund"
    )


def test_all_tasks_says_how_many() -> None:
    titles = arm_titles(Plan.load("nine-tasks")), arm_titles(Plan.load("nine-tasks"), "de")
    assert "all nine tasks" in titles[0].values() and "alle neun Aufgaben" in titles[1].values()
