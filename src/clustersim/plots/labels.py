"""What stands at lines and in keys: short names of sectors and arms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustersim.texts import Language


def short_sector(title: str) -> str:
    """Return the title of a sector without what follows a colon: 'Local market: trade, crafts' is 'Local market'."""
    return title.split(":", maxsplit=1)[0].strip() or title


def short_arms(titles: Mapping[str, str], base: str, language: Language = "en") -> dict[str, str]:
    """Return the titles of the arms without the words with which all of them begin; the base is 'no policy'."""
    others = {arm: title for arm, title in titles.items() if arm != base}
    common = _common_start([title.split() for title in (others if len(others) > 1 else titles).values()])
    short = {arm: " ".join(title.split()[common:]) or title for arm, title in others.items()}
    return {base: say(language, "arm.no policy")} | {
        arm: text[0].upper() + text[1:] if text else arm for arm, text in short.items()
    }


def _common_start(titles: list[list[str]]) -> int:
    """Return with how many equal words all titles begin."""
    count = 0
    for words in zip(*titles, strict=False):
        if len(set(words)) > 1:
            break
        count += 1
    return count
