"""`evaluate`: what an evaluator would find, beside what is true."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustersim.cli.batch import Folder
from clustersim.cli.run import Quiet
from clustersim.cli.terminal import format_table


def evaluate(
    folder: Folder,
    arm: Annotated[str, typer.Option(help="Arm whose policy is evaluated.")],
    metric: Annotated[str, typer.Option(help="employees, knowledge or tie_strength, of firms.")] = "employees",
    baseline: Annotated[str | None, typer.Option(help="Arm that is the truth without policy [default: as the plan says].")] = None,
    figures: Annotated[bool, typer.Option(help="Draw the figure.")] = True,
    out: Annotated[Path | None, typer.Option(help="Folder for data, estimates, page and figure [default: DIR/evaluation-ARM].")] = None,
    quiet: Quiet = False,
) -> None:
    """Evaluate a policy as one would without a second world, and say what is true.

    Exports what an evaluator sees, estimates the effect on supported firms with usual methods, and compares with the
    same firms in the paired baseline. Needs a plan that keeps firms (shipped: evaluation).
    """
    from clustersim.experiments import evaluate as evaluating
    from clustersim.experiments.compare import check_versions
    from clustersim.experiments.results import load

    results = load(folder)
    check_versions(results)
    data = evaluating.data_set(results, arm, metric, baseline)
    found, why = evaluating.estimates(data), evaluating.reasons(data)
    into = out or folder / f"evaluation-{arm}"
    into.mkdir(parents=True, exist_ok=True)
    data.to_csv(into / "evaluator.csv", index=False)
    evaluating.table(found).to_csv(into / "estimates.csv", index=False)
    (into / "evaluation.md").write_text(evaluating.page(arm, metric, found, why, data), encoding="utf-8")
    if figures:
        from clustersim import plots

        plots.save_evaluation(evaluating.table(found), arm, evaluating.METRICS[metric], into)
    if not quiet:
        rows = [[one.method, f"{one.value:+.4f}", f"[{one.low:+.4f}, {one.high:+.4f}]", one.assumes] for one in found]
        count, seeds = int(data["supported"].sum()), data["seed"].nunique()
        print(f"Effect of {arm} on supported firms, {evaluating.METRICS[metric]}; {count:,} supported firms in {seeds} seeds\n")
        print(format_table(["method", "estimate", "95 % interval", "takes for granted"], rows))
        print(f"\nselection {why.selection:+.4f}, spill-over on the controls {why.spill_over:+.4f}, survivors {why.survivors:+.4f}")
        print(f"Data, estimates and a page for class in {into}")
