"""Tasks, metrics and phases of somebody's own: the examples of docs/extending.md, taken from the page and lived with."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`([\w.]+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
SMALL = 'changes.start.firms = 150\nticks = 8\noutputs = { firms = true, events = true, ties = true, metrics = "headline" }\n'


class Lab(NamedTuple):
    """A folder in which the package of the page is installed; results of one run and of one batch in it."""

    folder: Path

    def say(self, *words: str, code: int = 0, installed: bool = True) -> str:
        """Run `clustersim ...` in the folder and return what it said."""
        answer = self._run("-m", "clustersim", *words, installed=installed)
        assert answer.returncode == code, answer.stdout + answer.stderr
        return answer.stdout + answer.stderr

    def python(self, code: str) -> str:
        """Run Python in the folder and return what it printed."""
        answer = self._run("-c", code, installed=True)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def _run(self, *words: str, installed: bool) -> subprocess.CompletedProcess[str]:
        path = [str(ROOT / "src"), *([str(self.folder / "site")] if installed else [])]
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            capture_output=True,
            text=True,
            check=False,
        )

    def manifest(self, name: str) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.folder / name / "manifest.json").read_text(encoding="utf-8"))
        return found


def install(site: Path) -> None:
    """Put the modules of the page and what pip would write of what they announce into a folder."""
    site.mkdir()
    for name in ("own_task.py", "own_metric.py", "own_phase.py"):
        (site / name).write_text(FILES[name], encoding="utf-8")
    about = site / "own_task-0.1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: own-task\nVersion: 0.1.0\n", encoding="utf-8")
    groups = re.findall(r'^\[project.entry-points."([\w.]+)"\]\n(\w+) = "(.*)"$', FILES["pyproject.toml"], re.MULTILINE)
    text = "\n".join(f"[{group}]\n{name} = {place}" for group, name, place in groups)
    (about / "entry_points.txt").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    found = Lab(tmp_path_factory.mktemp("lab"))
    install(found.folder / "site")
    (found.folder / "own.toml").write_text(FILES["own.toml"], encoding="utf-8")
    plan = FILES["plan.toml"].replace("seeds = 4\n", f"seeds = 2\n{SMALL}")
    (found.folder / "plan.toml").write_text(plan, encoding="utf-8")
    found.say("run", "own.toml", "--ticks", "8", "--set", "start.firms=150", "--out", "run")
    found.say("batch", "plan.toml", "--processes", "2", "--out", "batch")
    return found


def test_the_page_shows_the_example_and_each_fits_on_a_screen() -> None:
    for name, text in FILES.items():
        assert (ROOT / "examples" / "own_task" / name).read_text(encoding="utf-8") == text, name
        assert len(text.splitlines()) <= 40, name
    assert {"own_task.py", "own_metric.py", "own_phase.py", "pyproject.toml", "own.toml", "plan.toml"} == set(FILES)


def test_a_task_is_one_file(lab: Lab) -> None:
    """Nothing in the package knows the tenth task, and of what is installed only one file does."""
    knowing = [path for path in (ROOT / "src").rglob("*.py") if "voucher" in path.read_text(encoding="utf-8").lower()]
    knowing += [path for path in (lab.folder / "site").glob("*.py") if "voucher" in path.read_text(encoding="utf-8")]
    assert [path.name for path in knowing] == ["own_task.py"]


def test_a_run_counts_pays_and_names_them(lab: Lab) -> None:
    series = pd.read_parquet(lab.folder / "run" / "series.parquet")
    assert series["cost_vouchers"].sum() > 0.0
    assert series["cost"].sum() == pytest.approx(series[["cost_vouchers", "cost_networking"]].sum().sum())
    assert series["vouchers_given"].sum() >= 1.0
    assert series["knowledge_gap"].notna().all()
    assert (series["knowledge_gap"] > 0.0).all()
    manifest = lab.manifest("run")
    named = {(one["kind"], one["name"], one["module"], one["package"]) for one in manifest["extensions"]}  # type: ignore[attr-defined]
    assert named == {
        ("task", "vouchers", "own_task", "own-task 0.1.0"),
        ("metric", "knowledge_gap", "own_metric", "own-task 0.1.0"),
    }
    assert re.fullmatch(
        r"[0-9a-f]{16}\+knowledge_gap@[0-9a-f]{16}\+vouchers@[0-9a-f]{16}", str(manifest["fingerprint"])
    )


def test_a_run_with_them_can_be_repeated(lab: Lab) -> None:
    said = lab.say("repeat", "run")
    assert "then" not in said
    assert "same" in said.lower()


def test_worker_processes_know_them_and_arms_differ_by_a_phase(lab: Lab) -> None:
    """Also an arm without the task is there, and has paid nothing for it."""
    from clustersim.batch.manifest import read_manifest

    manifest = read_manifest(lab.folder / "batch")
    assert manifest.counts == {"planned": 10, "finished": 10, "failed": 0}
    assert {one["name"] for one in manifest.extensions} == {"vouchers", "knowledge_gap", "own_phase:forget"}
    marks = {version.split("+", 1)[1].replace("@", " ") for version in manifest.fingerprints}
    assert {tuple(re.findall(r"[a-z_:]+(?= )", mark)) for mark in marks} == {
        ("knowledge_gap",),
        ("knowledge_gap", "own_phase:forget"),
        ("knowledge_gap", "vouchers"),
    }
    sums = json.loads(
        lab.python(
            "from clustersim import load; s = load('batch').series; "
            "print(s.groupby('arm')[['cost_vouchers', 'mean_knowledge']].sum().to_json())"
        )
    )
    assert [arm for arm, cost in sums["cost_vouchers"].items() if cost > 0.0] == ["all", "vouchers"]
    knowledge = sums["mean_knowledge"]
    assert knowledge["forgetful"] < knowledge["none"]
    assert knowledge["vouchers"] == knowledge["none"] or knowledge["vouchers"] > knowledge["forgetful"]


def test_they_are_compared_attributed_and_verified(lab: Lab) -> None:
    said = lab.say("compare", "batch", "--metric", "knowledge_gap", "--metric", "cost_vouchers", "--no-figures")
    assert "knowledge_gap" in said
    assert re.search(r"^vouchers +0 ", said, re.MULTILINE)
    shares = lab.say("attribute", "batch")
    assert re.search(r"^cost \(as booked for each task", shares, re.MULTILINE)
    assert re.search(r"\(Shapley values exact: all sets of the tasks were run\)$", shares, re.MULTILINE)
    assert re.search(r"^vouchers +[1-9]", shares, re.MULTILINE)
    assert "all sound" in lab.say("verify", "batch")


@pytest.mark.parametrize(("language", "name"), [("en", "vouchers"), ("de", "Gutscheine")])
def test_report_and_story_speak_of_them(lab: Lab, language: str, name: str) -> None:
    lab.say("report", "batch", "--lang", language, "--out", f"{language}.html")
    page = re.sub("data:image[^\"']*", "", (lab.folder / f"{language}.html").read_text(encoding="utf-8"))
    meaning = {"en": "public cost of a voucher", "de": "Kosten eines Gutscheins"}[language]
    assert re.search(rf">[^<]*\b{name}\b", page)
    assert meaning in page
    started = {"en": "starts|Start", "de": "Beginn"}[language]
    assert re.search(rf"({started}).*\b{name}\b", lab.say("story", "run", "--lang", language))


def test_tables_list_them(lab: Lab) -> None:
    assert re.search(r"^vouchers: Gutscheine für Weiterbildung$", lab.say("policies", "--lang", "de"), re.MULTILINE)
    assert "policies.vouchers.worth" in lab.say("parameters", "vouchers")
    metrics = lab.say("metrics")
    assert all(
        re.search(rf"^{name} ", metrics, re.MULTILINE) for name in ("vouchers_given", "cost_vouchers", "knowledge_gap")
    )
    assert "vouchers" in json.loads(lab.say("schema"))["properties"]["policies"]["properties"]


def test_runs_that_do_not_use_a_task_keep_their_fingerprint(lab: Lab) -> None:
    """Installed or not: only the metric, which every run measures, stands in it."""
    small = ("run", "baseline", "--ticks", "1", "--set", "start.firms=150", "--force", "--out")
    lab.say(*small, "with")
    lab.say(*small, "without", installed=False)
    beside, alone = lab.manifest("with"), lab.manifest("without")
    assert str(beside["fingerprint"]).split("+knowledge_gap@")[0] == alone["fingerprint"]
    assert "vouchers" not in str(beside["fingerprint"])
    assert alone["extensions"] == []


def test_another_version_of_a_task_is_noticed(lab: Lab, tmp_path: Path) -> None:
    """Changing its file changes the fingerprint of the runs that use it, and of no others."""
    other = Lab(tmp_path)
    install(tmp_path / "site")
    task = tmp_path / "site" / "own_task.py"
    task.write_text(task.read_text(encoding="utf-8").replace("99.0", "98.0"), encoding="utf-8")
    (tmp_path / "plan.toml").write_text((lab.folder / "plan.toml").read_text(encoding="utf-8"), encoding="utf-8")
    shutil.copytree(lab.folder / "batch", tmp_path / "batch")
    said = other.say("batch", "plan.toml", "--out", "batch", code=2)
    assert "another version of the model" in said
    assert "4 finished runs" in said


def test_without_the_package_the_task_and_the_phase_are_unknown(lab: Lab) -> None:
    assert re.search(
        r"own.toml:\d+: policies.vouchers: is unknown here; allowed: ",
        lab.say("check", "own.toml", code=2, installed=False),
    )
    (lab.folder / "phase.toml").write_text(
        'extends = "baseline"\nphases = [{ call = "own_phase:forge", after = "lern" }]\n', encoding="utf-8"
    )
    said = lab.say("check", "phase.toml", code=2)
    assert re.search(r"phase.toml:2: .*is \"lern\"; must be .*Did you mean 'learn'\?", said)
    assert "Traceback" not in said
    (lab.folder / "phase.toml").write_text(
        'extends = "baseline"\nphases = [{ call = "own_phase:forge", after = "learn" }]\n', encoding="utf-8"
    )
    assert "has no forge. Did you mean 'forget'?" in lab.say("check", "phase.toml", code=2)
    assert "there is no module own_phase" in lab.say("check", "phase.toml", code=2, installed=False)


def test_workers_of_a_cluster_know_them_too(lab: Lab) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed (extra cluster)")
    text = (lab.folder / "plan.toml").read_text(encoding="utf-8").replace("seeds = 2", "seeds = 1")
    (lab.folder / "short.toml").write_text(text, encoding="utf-8")
    lab.say("batch", "short.toml", "--engine", "dask", "--processes", "1", "--out", "dask")
    dask, local = (lab.manifest(name)["fingerprints"] for name in ("dask", "batch"))
    assert dask == local
    hashes = "from clustersim import load; print(sorted(load('{}').runs.query('seed == 0')['sha256']))"
    said = [lab.python(hashes.format(name)) for name in ("dask", "batch")]
    assert said[0] == said[1]
    assert len(json.loads(said[0].replace("'", '"'))) == 5


def test_nothing_is_looked_up_before_it_is_needed() -> None:
    """`--help` and `import clustersim` do not read what packages announce."""
    code = (
        "import sys, clustersim; from clustersim.cli import app; print('clustersim.policies.registry' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "False"
