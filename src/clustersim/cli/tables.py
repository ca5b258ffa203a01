"""`policies`, `parameters`, `levers`, `metrics`: what there is, as text or JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from clustersim.cli.options import Json, Lang
from clustersim.cli.terminal import format_table, paragraph
from clustersim.texts import say


def show(rows: list[dict[str, Any]], columns: tuple[str, ...], as_json: bool) -> None:
    """Print all fields as JSON, or the named columns as a table."""
    if as_json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        print(format_table(columns, [[_text(row[name]) for name in columns] for row in rows]))


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def policies(
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """List the tasks of cluster policy.

    What each does, by which levers and actions, on which evidence.
    """
    from clustersim.policies.registry import POLICIES

    rows: list[dict[str, Any]] = [
        {
            "key": policy.key,
            "title": policy.title_de if lang == "de" else policy.title_en,
            "mechanism": policy.mechanism_de if lang == "de" else policy.mechanism_en,
            "levers": [lever.name for lever in policy.levers],
            "actions": [action.__name__ for action in policy.actions],
            "evidence": list(policy.evidence),
            "leaves": (policy.leaves_de if lang == "de" else "") or policy.leaves,
        }
        for policy in POLICIES.values()
    ]
    if as_json:
        show(rows, (), as_json=True)
        return
    for row in rows:
        print(f"{row['key']}: {row['title']}")
        print(paragraph(row["mechanism"]))
        for name in ("levers", "actions", "leaves", "evidence"):
            print(paragraph(f"{say(lang, f'policies.{name}')}: {_text(row[name]) or say(lang, 'policies.none')}"))
        print()


def parameters(
    pattern: Annotated[
        str, typer.Argument(help="Show only keys that contain this, e.g. 'ties' or 'policies.networking'.")
    ] = "",
    as_json: Json = False,
) -> None:
    """List every number of the model and its source."""
    rows = [row for row in numbers() if pattern in row["key"]]
    if as_json:
        show(rows, (), as_json=True)
        return
    table = [row | {"range": _range(row), "meaning": f"{row['meaning']} [{row['source']}]"} for row in rows]
    show(table, ("key", "default", "unit", "range", "meaning"), as_json=False)


def numbers() -> list[dict[str, Any]]:
    """Return every number and switch of the model and every setting that a task declares, as plain rows."""
    from clustersim.policies.base import choices_of
    from clustersim.policies.registry import POLICIES
    from clustersim.spec.parameters import catalogue, describe

    found = list(catalogue())
    words: list[dict[str, Any]] = []
    for key, policy in POLICIES.items():
        found.extend(describe(policy.numbers, f"policies.{key}"))
        words += [
            {
                "key": f"policies.{key}.{name}",
                "default": default,
                "unit": "word",
                "values": list(known.values),
                "source": known.source,
                "meaning": known.doc,
            }
            for name, (default, known) in choices_of(policy).items()
        ]
    return [
        {
            "key": row.key,
            "default": row.default,
            "unit": row.number.unit,
            "low": row.number.low,
            "high": row.number.high,
        }
        | {"source": row.number.source, "meaning": row.number.doc}
        for row in found
    ] + words


def _range(row: dict[str, Any]) -> str:
    return (
        " or ".join(row["values"]) if "values" in row else f"{_text(float(row['low']))} to {_text(float(row['high']))}"
    )


def levers(as_json: Json = False) -> None:
    """List the levers through which tasks act.

    A lever has a neutral value and a rule by which the wishes of several tasks combine.
    """
    from clustersim.spec.levers import LEVERS

    show([asdict(lever) for lever in LEVERS.values()], ("name", "neutral", "combine", "scope", "unit", "doc"), as_json)


def metrics(as_json: Json = False) -> None:
    """List the measures of a run: columns of series.parquet (headline), rows of measures.parquet (standard, full)."""
    from clustersim.metrics.registry import METRICS
    from clustersim.metrics.set_metrics import SET_METRICS

    show([metric._asdict() for metric in {**SET_METRICS, **METRICS}.values()], ("name", "unit", "set", "doc"), as_json)
