"""`status` and `verify`: how far a batch is, and whether what it left is as it was written."""

from __future__ import annotations

import sys

import typer

from clustersim.cli.exit_codes import SOME_FAILED
from clustersim.cli.options import Folder, Lang
from clustersim.cli.terminal import disk_space, format_table
from clustersim.texts import command_line, say


def status(folder: Folder, lang: Lang = "en") -> None:
    """Say how far a batch is, arm by arm."""
    from clustersim.analysis.titles import arm_title, title_and_question
    from clustersim.batch.plan_file import plan_source
    from clustersim.batch.results import load

    found = load(folder)
    frame = found.runs if found.manifest.counts.get("finished") or found.journal_runs else None
    done = {} if frame is None else frame.groupby("arm").size().to_dict()
    failed, planned = set(found.failed), found.plan.runs()
    rows, open_arms, finished = [], [], 0
    for arm in found.plan.arms:
        runs = [run for run in planned if run.arm == arm.name]
        finished += done.get(arm.name, 0)
        name = arm.name if lang == "en" else arm_title(arm, lang)
        state = say(lang, "status.of", done=done.get(arm.name, 0), planned=len(runs))
        rows.append([name, state, str(sum(run.id in failed for run in runs))])
        if done.get(arm.name, 0) != len(runs):
            open_arms.append(rows[-1])
    shown = rows if len(rows) <= 24 else open_arms[:24]
    if shown:
        print(format_table([say(lang, key) for key in ("plan.arm", "status.finished", "status.failed")], shown) + "\n")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    versions = sorted(set() if frame is None else set(frame["fingerprint"]))
    print(
        say(
            lang,
            "status.state",
            title=title_and_question(found.plan, lang)[0],
            finished=finished,
            planned=len(planned),
            failed=len(failed),
            size=disk_space(size, lang),
            versions=", ".join(versions) or "-",
        )
    )
    if finished < len(planned):
        command = command_line("batch", plan_source(found.plan.source, folder), "--out", folder)
        print(say(lang, "status.go on", command=command))


def verify(folder: Folder) -> None:
    """Recompute the hashes of all stored results and name what is damaged."""
    from clustersim.batch.verify import verify as check

    found = check(folder)
    for problem in found.problems:
        print(problem, file=sys.stderr)
    print(
        f"{found.runs:,} runs in {found.parts:,} parts and the journal: "
        f"{'all sound' if not found.problems else f'{len(found.problems)} problems'}"
    )
    if found.problems:
        print(
            "What is sound stays usable; the same `clustersim batch` executes the damaged runs again.", file=sys.stderr
        )
        raise typer.Exit(SOME_FAILED)
