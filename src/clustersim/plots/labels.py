"""What stands in keys: short names of sectors."""

from __future__ import annotations


def short_sector(title: str) -> str:
    """Return the title of a sector without what follows a colon: 'Local market: trade, crafts' is 'Local market'."""
    return title.split(":", maxsplit=1)[0].strip() or title
