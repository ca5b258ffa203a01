"""What a story says of compensation: for which weak spots actors were introduced, and what was mended."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from clustersim.spec.diagnosis import MENDABLE
from clustersim.texts import number, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustersim.texts import Language


def of_a_year(by_kind: Mapping[str, pd.DataFrame], language: Language) -> list[str]:
    """Return a sentence for every weak spot against which actors were introduced, and one for plain introductions."""
    met, mended = _count(by_kind.get("repair_proposed")), _count(by_kind.get("spot_mended"))
    lines = [
        say(language, "story.mended", spot=spot_name(spot, language), count=met[place], good=mended[place])
        for place, spot in enumerate(MENDABLE, 1)
        if met[place]
    ]
    return lines + ([say(language, "story.repairs", count=met[0])] if met[0] else [])


def of_the_run(events: pd.DataFrame, language: Language) -> str:
    """Return a table: introductions and what they mended, weak spot by weak spot; empty without any."""
    met, mended = (_count(events[events["event"] == kind]) for kind in ("repair_proposed", "spot_mended"))
    rows = [
        (spot_name(spot, language), met[place], mended[place]) for place, spot in enumerate(MENDABLE, 1) if met[place]
    ]
    if not rows:
        return ""
    head = [say(language, f"story.mending {name}") for name in ("spot", "met", "mended", "share")]
    cells = [head] + [
        [name, str(count), str(good), number(good / count, language, ".0%")] for name, count, good in rows
    ]
    wide = [max(len(line[place]) for line in cells) for place in range(len(head))]
    return "\n".join(
        "  ".join([line[0].ljust(wide[0]), *(line[place].rjust(wide[place]) for place in range(1, len(head)))])
        for line in cells
    )


def spot_name(spot: str, language: Language) -> str:
    """Return the name of a weak spot that introductions can mend."""
    return say(language, f"story.spot {spot}")


def _count(events: pd.DataFrame | None) -> Counter[int]:
    """Return how many events there are by the number of their weak spot (0: nobody said)."""
    return Counter() if events is None else Counter(int(value) for value in events["value"])
