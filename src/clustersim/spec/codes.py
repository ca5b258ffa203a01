"""Small integers that stand for words in the columns, and the words themselves for tables and figures."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Kind(IntEnum):
    """What an actor is."""

    FIRM = 0
    UNIVERSITY = 1
    CHAMBER = 2


FIRM: Final = int(Kind.FIRM)  # kernels compare with plain numbers; so do the constants below
UNIVERSITY: Final = int(Kind.UNIVERSITY)
CHAMBER: Final = int(Kind.CHAMBER)


class Origin(IntEnum):
    """Where an actor came from."""

    INITIAL = 0
    START_UP = 1
    SPIN_OFF = 2
    ACADEMIC_SPIN_OFF = 3
    SETTLEMENT = 4
    CENTRE_START_UP = 5
    INSTITUTION = 6
    USER = 7


START_UP: Final = int(Origin.START_UP)
SETTLEMENT: Final = int(Origin.SETTLEMENT)


class Outcome(IntEnum):
    """What became of a lead project."""

    RUNNING = 0
    SUCCESS = 1
    FAILURE = 2
    BROKEN_OFF = 3


class Cause(IntEnum):
    """Why a tie or an event came about."""

    NONE = 0
    ENCOUNTER = 1
    CLOSURE = 2
    PARENT = 3
    CHAMBER_EVENT = 4
    AGENCY_EVENT = 5
    PROJECT = 6
    REPAIR = 7
    OUTSIDE = 8
    MARKET = 9
    FADED = 10
    DISSOLVED = 11
    PARTNER_CLOSED = 12
    POLICY = 13
    USER = 14
    GRADUATION = 15
    TENANTS = 16
    INITIAL = 17
    SHOCK = 18
    CHAMBER = 19


MODERATED: Final = (int(Cause.AGENCY_EVENT), int(Cause.REPAIR))  # ties that the agency's moderation can mend
BROKERED: Final = (*MODERATED, int(Cause.PROJECT))  # ties that the agency had a hand in
REPAIR: Final = int(Cause.REPAIR)
FADED: Final = int(Cause.FADED)
DISSOLVED: Final = int(Cause.DISSOLVED)


class Event(IntEnum):
    """What happened."""

    ENTRY = 1
    EXIT = 2
    MOVE = 3
    TIE_FORMED = 4
    TIE_ENDED = 5
    INNOVATION = 6
    CENTRE_OPENED = 7
    CENTRE_CLOSED = 8
    GRADUATION = 9
    MEETING_HELD = 10
    REPAIR_PROPOSED = 11
    TASK_STARTED = 12
    TASK_STOPPED = 13
    PAYMENT = 14
    CHANGE = 15
    REVIEW = 16
    SUPPORT = 17
    EMPLOYEES_CHANGED = 18
    KNOWLEDGE_CHANGED = 19
    SECTOR_CHANGED = 20
    BUDGET_CHANGED = 21
    POTENTIAL_SEEN = 22
    STAGE_ENTERED = 23
    STRATEGY_CHOSEN = 24
    COFUNDING_WON = 25
    PROJECT_STARTED = 26
    PROJECT_ENDED = 27
    ADOPTION = 28
    SHOCK = 29
    WEAK_SPOTS = 30
    TASK_CHANGED = 31
    TASK_WAITING = 32
    CARRIED_OVER = 33
    SPOT_CHOSEN = 34
    SPOT_MENDED = 35
    ADVICE = 40
    STIMULATED = 41


def words(enum: type[IntEnum]) -> dict[int, str]:
    """Return the lower-case word of every code, as it stands in the output tables."""
    return {member.value: member.name.lower() for member in enum}
