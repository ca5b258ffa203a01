"""`evaluate`: what an evaluator would find, beside what is true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.batch import Folder
from clustersim.cli.run import Force, Quiet
from clustersim.cli.terminal import format_table
from clustersim.errors import InputError, OutputExistsError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from clustersim.analysis.evaluate import PolicyEstimate, Reasons

FILES = ("evaluator.csv", "estimates.csv", "evaluation.md", "evaluation.png")


def evaluate(
    folder: Folder,
    arm: Annotated[str, typer.Option(help="Arm whose policy is evaluated.")],
    metric: Annotated[str, typer.Option(help="employees, knowledge or tie_strength, of firms.")] = "employees",
    baseline: Annotated[
        str | None, typer.Option(help="Arm that is the truth without policy [default: as the plan says].")
    ] = None,
    figures: Annotated[bool, typer.Option(help="Draw the figure.")] = True,
    out: Annotated[
        Path | None, typer.Option(help="Folder for data, estimates, page and figure [default: DIR/evaluation-ARM].")
    ] = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Evaluate a policy as one would without a second world, and say what is true.

    Exports what an evaluator sees, estimates the effect on supported firms with usual methods, and compares with the
    same firms in the paired baseline. Needs a plan that keeps firms (shipped: evaluation).
    """
    from clustersim.analysis import evaluate as evaluating
    from clustersim.analysis.compare import check_versions
    from clustersim.analysis.evaluation_page import page
    from clustersim.batch.results import load

    results = load(folder)
    check_versions(results)
    data = evaluating.data_set(results, arm, metric, baseline)
    into = out or folder / f"evaluation-{arm}"
    _refuse_existing(into, force)
    found, why = evaluating.estimates(data), evaluating.reasons(data)
    _clear(into)
    data.to_csv(into / "evaluator.csv", index=False)
    evaluating.table(found).to_csv(into / "estimates.csv", index=False)
    (into / "evaluation.md").write_text(page(arm, metric, found, why, data), encoding="utf-8")
    if figures:
        from clustersim import plots

        plots.save_evaluation(evaluating.table(found), arm, evaluating.METRICS[metric], into)
    if not quiet:
        print(f"Effect of {arm} on supported firms, {evaluating.METRICS[metric]}")
        print(_text(data, found, why))
        print(f"Data, estimates and a page for class in {into}")


def _refuse_existing(into: Path, force: bool) -> None:
    """Raise OutputExistsError if there is an evaluation that must not be replaced, InputError if this is no folder."""
    if into.exists() and not into.is_dir():
        raise InputError([Problem("", 0, "--out", f"{into} is a file; an evaluation needs a folder")])
    if not force and any((into / name).exists() for name in FILES):
        raise OutputExistsError(
            f"{into} already holds an evaluation; choose another folder with --out, or --force to replace it"
        )


def _clear(into: Path) -> None:
    """Make the folder, or take away the files of an earlier evaluation."""
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError([Problem("", 0, "--out", f"{into} cannot be made: {error.strerror or error}")]) from None
    for name in FILES:
        (into / name).unlink(missing_ok=True)


def _text(data: pd.DataFrame, found: list[PolicyEstimate], why: Reasons) -> str:
    from clustersim.analysis.evaluation_page import interval, number

    seeds = data["seed"].nunique()
    rows = [[one.method, number(one.value), interval(one.low, one.high), one.assumes] for one in found]
    parts = [
        [title, number(getattr(why, name)), interval(*why.intervals[name])]
        for name, title in (
            ("selection", "selection: supported minus others, without policy"),
            ("trend", "trend: the same for the change since the start"),
            ("spill_over", "spill-over: effect on the unsupported"),
        )
    ]
    lines = [
        f"{int(data['supported'].sum()):,} supported and {int((data['supported'] == 0.0).sum()):,} other firms "
        f"in {seeds} {'seed' if seeds == 1 else 'seeds'}",
        "",
        format_table(["method", "estimate", "95 % interval", "takes for granted"], rows),
        "",
        format_table(["why they differ", "size", "95 % interval"], parts),
        f"supported firms that live only with the policy: {why.only_with_policy:,}",
        "",
    ]
    return "\n".join(lines)
