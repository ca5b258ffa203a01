"""`paired_effect` and the easy form of `run_batch` say what a plan, a batch and `compare` say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import clustersim
from clustersim import ClusterSimError, InputError, Plan, Scenario, effects_table, load, paired_effect, run_batch
from tests.helpers.batch_worlds import contents, same, tiny_text

METRICS = ["network_strength", "cluster_jobs"]
SMALL = {"start.firms": 80, "start.kind": "uniform", "parameters.start.burn_in": 1.0, "ticks": 4}


def plan_file(folder: Path, name: str = "tiny", **options: object) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(tiny_text(**options).replace('"tiny"', f'"{name}"'), encoding="utf-8")
    return path


def test_the_paired_effect_is_that_of_a_batch_with_the_same_arms(tmp_path: Path) -> None:
    run_batch(plan_file(tmp_path), tmp_path / "batch", processes=1)
    effects = clustersim.compare(load(tmp_path / "batch"), METRICS)
    expected = effects_table(effects).query("arm == 'networking'").set_index("metric")
    found = paired_effect(Scenario.load("baseline", SMALL), {"policies.networking.intensity": 1.0}, 3, METRICS)
    assert list(found.index) == METRICS
    for column in ("base", "difference", "percent", "cost", "seeds", "p"):
        assert list(found[column]) == list(expected[column]), column
    assert (found["family"] == 1).all()  # one effect; the batch compares three arms, and asks more of each
    assert (expected["family"] > 1).all()
    assert (found["high"] - found["low"] < expected["high"] - expected["low"]).all()
    assert found.loc["network_strength", "difference"] != 0.0


def test_seeds_may_be_given_one_by_one() -> None:
    scenario = Scenario.load("baseline", SMALL)
    one, other = (
        paired_effect(scenario, {"policies.networking.intensity": 1.0}, seeds, METRICS) for seeds in ([7, 2], (2, 7))
    )
    assert one["seeds"].tolist() == [2, 2]
    assert one["difference"].tolist() == pytest.approx(other["difference"].tolist())
    assert one["base"].tolist() != paired_effect(scenario, {}, 2, METRICS)["base"].tolist()


def test_no_change_is_no_difference() -> None:
    found = paired_effect(Scenario.load("baseline", SMALL), {}, 2, METRICS)
    assert found["verdict"].tolist() == ["no difference"] * 2


@pytest.mark.parametrize(
    ("changes", "metrics", "complaint"),
    [
        ({"policies.netwroking.intensity": 1.0}, METRICS, "Did you mean 'networking'"),
        ({"policies.networking.intensity": 3.0}, METRICS, "must be from 0 to 1"),
        ({}, ["network_strenght"], "Did you mean 'network_strength'"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, object], metrics: list[str], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        paired_effect(Scenario.load("baseline", SMALL), changes, 2, metrics)


def test_a_run_that_fails_is_an_error_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nothing to divide by")

    monkeypatch.setattr("clustersim.batch.execute.Workload._record", broken)
    with pytest.raises(ClusterSimError, match=r"(?s)4 of 4 runs failed.*nothing to divide by"):
        paired_effect(Scenario.load("baseline", SMALL), {"policies.networking.intensity": 1.0}, 2)


@pytest.mark.process
def test_a_batch_is_the_same_by_file_or_plan_in_one_process_or_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = plan_file(tmp_path, "mine", seeds=2)
    assert run_batch(path).finished == 8
    run_batch(Plan.load(path), str(tmp_path / "two"), processes=2)
    run_batch(str(path), tmp_path / "one", processes=1)
    first = contents(tmp_path / "results" / "mine")
    assert same(first, contents(tmp_path / "two"))
    assert same(first, contents(tmp_path / "one"))
    with pytest.raises(InputError, match="nine-tasks"):
        run_batch("nine-task", tmp_path / "three")


@pytest.mark.process
def test_a_plain_script_may_run_a_batch_on_several_processes(tmp_path: Path) -> None:
    """Without `if __name__ == "__main__":`; processes must not run the script again."""
    script = tmp_path / "script.py"
    script.write_text(
        "from clustersim import run_batch\nprint('once')\n"
        f"print(run_batch({str(plan_file(tmp_path, seeds=1))!r}, {str(tmp_path / 'out')!r}, processes=2).finished)\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=300, check=False)
    assert (done.stdout.split(), done.stderr) == (["once", "4"], "")
