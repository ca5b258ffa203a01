"""What registers say of a plant besides its numbers: whether it is closed, and of what revision its code is."""

from __future__ import annotations

import re

from clustersim.plant_register.columns import plain

# as registers write it, without capitals, accents and signs; F and A are those of Sirene
CLOSED = {
    *("f", "ferme", "fermee", "ferm", "closed", "dissolved", "liquidation", "inliquidation", "inadministration"),
    *("ceased", "inactive", "struckoff", "removed", "converted", "geschlossen", "erloschen", "geloescht", "aufgeloest"),
    *("abgemeldet", "inliquidationgegangen", "inaktiv", "cesse", "cessee", "radie", "radiee", "cessata", "inattiva"),
    *("cancellata", "liquidata", "baja", "extinguida", "inactiva", "opgeheven", "avregistrerad", "ophoert", "slettet"),
    *("wykreslony", "zamkniety", "dissoute"),
}
OPEN = {
    *("a", "actif", "active", "open", "aktiv", "bestehend", "registered", "ouvert", "ouverte", "attiva", "attivo"),
    *("activa", "activo", "alta", "actief", "aktywny", "tatig", "taetig", "live", "registriert", "normal"),
}
PLACEHOLDERS = ("99999", "9999", "00000", "0000")  # codes of registers that say nothing (UK: 99999, dormant company)
REV_2 = ("rev2", "rev20", "2008", "2007", "naf2", "2009")  # endings of names of national forms of NACE Rev. 2


def is_closed(text: str) -> bool:
    """Say whether a plant with this status is closed."""
    words = plain(text)
    return words in CLOSED or any(words.startswith(long) for long in CLOSED if len(long) > len("closed"))


def is_status(text: str) -> bool:
    """Say whether a text says anything of a plant's being open or closed."""
    return is_closed(text) or plain(text) in OPEN


def is_placeholder(code: str) -> bool:
    """Say whether a code only fills the field."""
    return re.split(r"[^\d]", code.strip())[0] in PLACEHOLDERS


def is_other_revision(text: str) -> bool:
    """Say whether the name of a classification (NAF1993, NAFRev1, NAP, NAF2025) is not one of NACE Rev. 2."""
    return bool(text.strip()) and not plain(text).endswith(REV_2)
