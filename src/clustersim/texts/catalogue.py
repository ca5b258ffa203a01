"""The catalogues by language, and the one function that takes a text out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.texts.de import TEXTS as GERMAN
from clustersim.texts.en import TEXTS as ENGLISH
from clustersim.texts.numbers import Written

if TYPE_CHECKING:
    from collections.abc import KeysView, Mapping

    from clustersim.texts.language import Language

CATALOGUES: Mapping[Language, Mapping[str, str]] = {"en": ENGLISH, "de": GERMAN}


def say(language: Language, key: str, /, **values: object) -> str:
    """Return a text with its values.

    Numbers may come as they are: the text says how many digits it shows (`{cost:,.0f}`), and they are written with the
    decimal mark and the thousands of the language.

    Raises
    ------
    KeyError
        If there is no such text, or it needs a value that is not given. Both are bugs; a test reads every call.
    """
    text = CATALOGUES[language][key]
    return text.format(**{name: Written.of(value, language) for name, value in values.items()})


def known(key: str) -> bool:
    """Return whether there is such a text; names of things that users add (a metric of their own) have none."""
    return key in ENGLISH


def keys() -> KeysView[str]:
    """Return the keys of all texts."""
    return ENGLISH.keys()
