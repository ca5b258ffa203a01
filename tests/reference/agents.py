"""The actors of the reference: one Mesa agent each, put together from what they are and what they do."""

from __future__ import annotations

from clustersim.spec.codes import Kind
from tests.reference.closing import Closes
from tests.reference.growth import Grows
from tests.reference.knowledge import Innovates, Learns
from tests.reference.meeting import HoldsEvents, Meets, MeetsAsFirm
from tests.reference.moving import Relocates
from tests.reference.starting import FoundsAcademicSpinOffs, FoundsSpinOffs


class Firm(Learns, Innovates, Grows, MeetsAsFirm, Closes, FoundsSpinOffs, Relocates):
    """A firm."""


class University(Meets, FoundsAcademicSpinOffs):
    """A university or research institute; `profile` is its research by sector, 0 to 1."""

    kind = Kind.UNIVERSITY

    @property
    def related_in_reach(self) -> float:
        """Related firms within reach, in the sector of its profile that has most."""
        return max(
            (self.cell.critical(s, self.model) for s, share in enumerate(self.profile) if share > 0.0), default=0.0
        )

    @property
    def soft_capacity(self) -> float:
        """Ties that a university can keep up with ease: the larger it is, the more."""
        p = self.model.p.ties
        return float(p.institution_capacity * (self.employees / p.institution_size) ** p.institution_exponent)


class Chamber(HoldsEvents):
    """A chamber of commerce; `profile` says which sectors its members come from."""

    kind = Kind.CHAMBER

    @property
    def members(self) -> list[Firm]:
        """The firms that belong to the chamber."""
        return [firm for firm in self.model.firms if firm.chamber is self]

    @property
    def related_in_reach(self) -> float:
        """Related firms within reach, in the sector that has most."""
        return max(self.cell.critical(s, self.model) for s in self.model.sector_numbers)

    @property
    def soft_capacity(self) -> float:
        """Ties that a chamber can keep up with ease, membership apart."""
        return self.model.p.ties.chamber_capacity
