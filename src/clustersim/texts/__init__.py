"""Every sentence for people, in English and German: one catalogue a language with the same keys.

`say("de", "verdict.rises")` returns a text, with its values written as the language writes numbers. The texts of a task
stand in the task's own file (`policies`), so that a task is one file.
"""

from __future__ import annotations

from clustersim.texts.catalogue import keys, known, say
from clustersim.texts.command_line import command_line
from clustersim.texts.language import LANGUAGES, Language
from clustersim.texts.numbers import (
    amount,
    estimate,
    fine,
    interval,
    level,
    listed,
    millions,
    minus,
    number,
    p_value,
    percent,
    times,
)

__all__ = [
    "LANGUAGES",
    "Language",
    "amount",
    "command_line",
    "estimate",
    "fine",
    "interval",
    "keys",
    "known",
    "level",
    "listed",
    "millions",
    "minus",
    "number",
    "p_value",
    "percent",
    "say",
    "times",
]
