"""The story of a run: in both languages, of runs with and without policy, and of folders that are none."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from clustersim.errors import InputError
from clustersim.policies.registry import POLICIES
from clustersim.report.story import tell
from clustersim.runs.run import run_scenario
from clustersim.scenario import Scenario

BIG = {"start.firms": 150, "parameters.start.burn_in": 2.0}


def made(name: str, folder, ticks: int = 24, **given):
    run_scenario(Scenario.load(name, BIG | given), 1, folder, ticks=ticks)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return made("all-nine-staged", tmp_path_factory.mktemp("story") / "run", **{"agency.budget": 3e6})


def test_every_task_has_a_short_name_in_both_languages():
    assert all(policy.short_en for policy in POLICIES.values())
    assert all(policy.short_en != policy.short_de for policy in POLICIES.values())


def test_the_story_says_what_was_seen_decided_and_paid(folder):
    text = tell(folder)
    for part in (
        "Year 1\n",
        "the greatest potentials",
        "Weak spots",
        "It turns to density.",
        "It starts",
        "A centre opens",
        "The strategy picks",
        "It pays",
    ):
        assert part in text, part
    assert text.count("Year ") == 6
    assert text.splitlines()[0].startswith(
        "All nine tasks, density first, then networks (three values changed): the story of seed 1"
    )
    assert text.splitlines()[1].startswith("Altstadt and Neustadt (a made-up region, emerging) · ")
    paid = json.loads((folder / "manifest.json").read_text())
    assert paid["ticks_done"] == 24


def test_in_german_with_umlauts_and_commas(folder):
    text = tell(folder, "de")
    for part in (
        "Jahr 1\n",
        "Die größten Potenziale",
        "Schwerpunkt: Clusterdichte.",
        "Ausgaben: ",
        "Gründerzentrum",
        "Am Ende",
    ):
        assert part in text, part
    assert "Year" not in text
    assert "Die Clusterdichte stieg von 0," in text
    assert [line.split(" ")[0] for line in text.splitlines() if line.startswith("Jahr")] == ["Jahr"] * 6


@pytest.mark.parametrize(("language", "says"), [("en", "not open at the end"), ("de", "nicht eröffnet")])
def test_a_centre_that_was_paid_and_did_not_open_is_told(folder, tmp_path, language, says):
    short = made("infrastructure", tmp_path / "short", ticks=2)  # building takes longer
    assert says in tell(short, language)
    assert says not in tell(folder, language)


REPAIRS = {
    "objective": "diagnosis",
    "pairing": "utility",
    "verified": "yes",
    "repairs_per_year": 12.0,
    "list_length": 3.0,
}
MENDING = {f"policies.networking.{name}": value for name, value in REPAIRS.items()}


@pytest.mark.parametrize(
    ("language", "chosen", "done"),
    [
        (
            "en",
            "It compensates the weak spot: parts of the network apart",
            "Introductions against parts of the network apart",
        ),
        ("de", "Ausgeglichen wird die Schwachstelle: abgetrennte Teilnetze (das ", "„abgetrennte Teilnetze“: "),
    ],
)
def test_the_story_says_which_weak_spot_was_mended(tmp_path_factory, language, chosen, done):
    where = tmp_path_factory.getbasetemp() / "mended"
    if not where.exists():
        made("networking", where, ticks=8, **MENDING)
    text = tell(where, language)
    assert chosen in text
    assert done in text
    events = pd.read_parquet(where / "events.parquet")
    met, mended = (
        int(((events["event"] == kind) & (events["value"] == 1)).sum()) for kind in ("repair_proposed", "spot_mended")
    )
    assert met > mended > 0
    (row,) = [
        line
        for line in text.replace("\xa0", " ").replace(" %", "%").splitlines()
        if line.endswith("%") and line.split()[-3:-1] == [str(met), str(mended)]
    ]
    assert row.startswith("parts of the network apart" if language == "en" else "abgetrennte Teilnetze ")


def test_without_policy_and_with_a_shock(tmp_path):
    text = tell(made("anchor-closes", tmp_path / "a", ticks=48))
    assert "No task of cluster policy ran." in text
    assert "Year 11\nA shock hits the region.\nLarge firms that close at once: 1" in text


def test_folders_that_are_no_run(tmp_path, folder):
    with pytest.raises(InputError, match="no such folder"):
        tell(tmp_path / "nothing")
    with pytest.raises(InputError, match="is not the folder of a run"):
        tell(tmp_path)
    quiet = tmp_path / "quiet"
    run_scenario(Scenario.load("baseline", BIG), 1, quiet, ticks=1, events=False)
    with pytest.raises(InputError, match="without events"):
        tell(quiet)
    (quiet / "manifest.json").write_text((folder / "manifest.json").read_text())
    (quiet / "events.parquet").write_bytes(b"nonsense")
    with pytest.raises(InputError, match="is damaged"):
        tell(quiet)


@pytest.mark.parametrize(
    ("language", "asks", "nobody"),
    [("en", "without policy tells", "No task of cluster policy ran"), ("de", "Lauf ohne Politik", "keine Aufgabe")],
)
def test_only_a_run_with_policy_asks_for_one_without(folder, tmp_path, language, asks, nobody):
    assert asks in tell(folder, language)
    assert f"clustersim why {folder}" in tell(folder, language)
    without = tell(made("baseline", tmp_path / "none", ticks=2), language)
    off = tell(made("networking", tmp_path / "off", ticks=2, **{"policies.networking.intensity": 0.0}), language)
    for text in (without, off):
        assert nobody in text
        assert asks not in text
        assert "0 EUR" not in text
        assert "0 Euro" not in text
