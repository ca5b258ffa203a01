"""The catalogues: the same keys and values in both languages, every call answered, German that is German."""

from __future__ import annotations

import ast
import math
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from clustersim.metrics.registry import METRICS
from clustersim.texts import LANGUAGES, amount, interval, number, say
from clustersim.texts.catalogue import CATALOGUES
from clustersim.texts.de import TEXTS as GERMAN
from clustersim.texts.en import TEXTS as ENGLISH
from tests.helpers.sources import nodes

SOURCE = Path(__file__).resolve().parents[2] / "src" / "clustersim"
SAME = {  # texts that are the same in both languages: names, symbols, frames around other texts
    *("unit.-", "map.all", "why.acted"),
    *("page.found", "page.no interval", "region.quotient", "about.region"),
    *(key for key in ENGLISH if key.startswith("report.reference")),
}
UMLAUTS = (  # how words with an umlaut would look without it
    *("fuer", "ueber", "koennen", "koennte", "muess", "waere", "haette", "wuerde", "moeglich", "naechst", "spaeter"),
    *("staerk", "groess", "hoechst", "laeuf", "jaehr", "aender", "veraender", "foerder", "gefoerdert", "gruend"),
    *("beschaeftig", "schaetz", "verhaeltnis", "zuwaechs", "ausgewaehlt", "waehl", "erklaer", "unabhaengig", "haeng"),
    *("oeffn", "oeffentlich", "uebrig", "natuerlich", "zurueck", "bevoelker", "hoeher", "laenge", "abschluss fuer"),
)


def placeholders(text: str) -> set[str]:
    """Return the names of the values that a text takes."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert ENGLISH.keys() == GERMAN.keys()


def test_every_text_says_something_and_takes_the_same_values() -> None:
    for key, english in ENGLISH.items():
        assert english.strip() or key in {"why.unknown"}, key
        assert GERMAN[key].strip(), key
        assert placeholders(english) == placeholders(GERMAN[key]), key


def test_no_key_is_written_twice() -> None:
    for language in LANGUAGES:
        for path in (SOURCE / "texts" / language).glob("*.py"):
            for node in nodes(path.read_text(encoding="utf-8")):
                if isinstance(node, ast.Dict):
                    keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
                    assert len(keys) == len(set(keys)), (path.name, [key for key in keys if keys.count(key) > 1])


def test_what_is_the_same_in_both_languages_is_meant_to_be() -> None:
    same = {key for key, text in ENGLISH.items() if text == GERMAN[key]}
    assert same - SAME == set()


def test_german_has_its_umlauts() -> None:
    for key, text in GERMAN.items():
        found = [word for word in UMLAUTS if word in text.lower()]
        assert not found, (key, found)


@cache
def german_texts() -> list[str]:
    """Return all German that people read: the catalogue, the tasks, titles of scenarios and plans, the page of tasks."""
    from clustersim.policies.registry import POLICIES

    tasks = [
        f"{policy.short_de} {policy.title_de} {policy.mechanism_de} {policy.meanings_de}"
        for policy in POLICIES.values()
    ]
    root = SOURCE.parents[1]
    files = [*root.glob("scenarios/**/*.toml"), *root.glob("examples/**/*.toml")]
    titles = [text for path in files for text in re.findall(r'_de = "([^"]*)"', path.read_text(encoding="utf-8"))]
    page = (root / "docs" / "tasks.md").read_text(encoding="utf-8")
    assert len(titles) > 80
    return [*GERMAN.values(), *tasks, *titles, page.partition("## Deutsch")[2].partition("## Measured")[0]]


@pytest.mark.parametrize(
    "word",
    [
        *("Paarung", "Zufallsfolge", "Urteil", "Zufallsfolgen", "gepaarten Läufen", "Werkstätten", "Netzwerkarbeit"),
        *("Tolerierten", "denselben Zufall", "fände", "fänden", "das Gerüst", "gereift", "knapp an Kredit"),
        *("ebensolche nicht geförderten", "Differenz der Differenzen", "vorher Bekannte"),
        *("Agentur", "jüngster", "liefen", "gelaufenen", "Mittel des", "fairer Anteil", "ohne Grenze", "Zelle"),
        *(
            "höhere Programme",
            "höheren Programmen",
            "Netzwerkmoderation",
            "in Stufen",
            "wendet sich",
            "Verwaltungskraft",
        ),
        *("auswärtiges Geld", "Mitnahme", "Ausschreibungen", "EUR", "netto beides zusammen", "Mittel über"),
    ],
)
def test_words_that_a_council_would_misunderstand_are_gone(word: str) -> None:
    assert not [text for text in german_texts() if re.search(rf"\b{word}\b", text)]


# ---- the code uses the catalogues and nothing else ------------------------------------------------------------------


def files() -> Iterator[Path]:
    """Yield the source files outside the rooms that hold texts."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.relative_to(SOURCE).parts[0] not in {"texts", "policies"}:
            yield path


def calls() -> Iterator[tuple[str, str, set[str], bool]]:
    """Yield every call of `say` with its place, the key as a pattern, the names of its values, and if it gives more."""
    # methods that put the name of their room before a key
    own = {f"report.{path.stem}": "report." for path in (SOURCE / "report").glob("*.py")} | {"report.story": "story."}
    for path in files():
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        for node in nodes(path.read_text(encoding="utf-8")):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            method = isinstance(node.func, ast.Attribute) and name in {"say", "word"} and module in own
            if not (name == "say" and isinstance(node.func, ast.Name)) and not method:
                continue
            key = node.args[0 if method else 1]
            given = {word.arg for word in node.keywords if word.arg}
            more = any(word.arg is None for word in node.keywords)
            for one in alternatives(key):
                yield f"{module}:{node.lineno}", (own[module] if method else "") + one, given, more


def alternatives(key: ast.expr) -> list[str]:
    """Return what a key can be, as regular expressions; a name can be anything."""
    if isinstance(key, ast.Constant):
        return [re.escape(str(key.value))]
    if isinstance(key, ast.IfExp):
        return alternatives(key.body) + alternatives(key.orelse)
    if isinstance(key, ast.JoinedStr):
        return ["".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in key.values)]  # type: ignore[arg-type]
    return []


def test_every_call_finds_its_text_and_gives_its_values() -> None:
    found = list(calls())
    assert len(found) > 100
    for place, key, given, more in found:
        texts = [text for name, text in ENGLISH.items() if re.fullmatch(key, name)]
        assert texts, f"{place}: there is no text {key}"
        missing = set.intersection(*(placeholders(text) for text in texts)) - given
        assert more or not missing, f"{place}: {key} needs {sorted(missing)}"


def test_no_text_is_left_over() -> None:
    known = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.*") if path.suffix in {".py", ".j2"})
    patterns = [key for _, key, _, _ in calls()]
    for key in ENGLISH:
        tail = key.partition(".")[2]
        used = f'"{key}"' in known or f'"{tail}"' in known or any(re.fullmatch(pattern, key) for pattern in patterns)
        assert used, key


def test_german_sentences_stand_in_the_catalogues_and_in_the_tasks_only() -> None:
    names = {"Myllymäki"}  # persons who are cited
    for path in files():
        for node in nodes(path.read_text(encoding="utf-8")):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                words = set(re.findall(r"\w*[äöüÄÖÜß]\w*", node.value)) - names
                assert not words, (path.name, node.lineno, words)


def test_every_metric_and_every_unit_has_a_name() -> None:
    for name in METRICS:
        if not name.startswith("cost_") and name not in {"tick", "years"}:
            assert f"metric.{name}" in ENGLISH, name
            assert f"axis.{name}" in GERMAN, name


# ---- numbers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "spec", "english", "german"),
    [
        (1234.5, ",.1f", "1,234.5", "1.234,5"),
        (0.34, ".0%", "34%", "34 %"),
        (-2.5, "+.1f", "-2.5", "-2,5"),
        (float("nan"), ".1f", "–", "–"),
        (3, "g", "3", "3"),
        (-0.0001, "+.2f", "0.00", "0,00"),
        (0.0, "+.4g", "0", "0"),
        (1e-15, "+.4g", "0", "0"),  # what rounding leaves
        (-3.17e-6, "+.4g", "-0.0000032", "-0,0000032"),
        (0.99996, ".4g", "1", "1"),
        (12_345.6, ".4g", "12,350", "12.350"),
        (3_810_404.0, "g", "3,810,404", "3.810.404"),
        (float("-inf"), "g", "-∞", "-∞"),
    ],
)
def test_numbers_are_written_as_the_language_does(value: float, spec: str, english: str, german: str) -> None:
    assert (number(value, "en", spec), number(value, "de", spec)) == (english, german)


@hypothesis.given(st.floats(-1e9, 1e9), st.sampled_from([".4g", "+.4g", ".2g", "g"]))
def test_no_number_is_written_with_an_exponent_or_as_less_than_nothing(value: float, spec: str) -> None:
    text = number(value, "en", spec)
    assert re.fullmatch(r"[+-]?\d{1,3}(,\d{3})*(\.\d*[1-9])?", text), text
    assert text not in {"-0", "+0"}
    digits = 2 if abs(value) < 1e-3 else int(spec.strip("+.g") or 6)  # of the whole part all are kept
    assert math.isclose(float(text.replace(",", "")), value, rel_tol=10.0 ** (1 - digits), abs_tol=1e-12)


def test_an_interval_has_no_mark_of_decimals_between_its_ends() -> None:
    assert interval(-0.5, 1.25, "en") == "[-0.5, +1.25]"
    assert interval(-0.5, 1.25, "de") == "[-0,5; +1,25]"
    assert interval(float("nan"), 1.0, "de") == "–"


def test_sums_of_money() -> None:
    assert amount(3_810_404.0, "en") == "3,810,404 EUR"
    assert amount(3_810_404.0, "de") == "3,8 Mio. Euro"
    assert amount(46_000.0, "de") == "46.000 Euro"


def test_values_of_a_text_are_written_in_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for language in LANGUAGES:
        monkeypatch.setitem(CATALOGUES[language], "t", "{a:,.1f} {b} {c:.0%} {d} {e}")  # type: ignore[arg-type]
    values = {"a": 1234.5, "b": 7, "c": 0.5, "d": "1.5", "e": True}
    assert say("en", "t", **values) == "1,234.5 7 50% 1.5 True"
    assert say("de", "t", **values) == "1.234,5 7 50 % 1.5 True"
