"""All tasks there are, in the canonical order: that of the list of tasks by Floeting (2008, p. 22f.).

The agency asks tasks in this order, whatever the order in a scenario file. The first three of the list change what
the others do, so those see what they set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.policies.alignment import Alignment
from clustersim.policies.finance import Finance
from clustersim.policies.infrastructure import Infrastructure
from clustersim.policies.lighthouse import Lighthouse
from clustersim.policies.marketing import Marketing
from clustersim.policies.networking import Networking
from clustersim.policies.organisation import Organisation
from clustersim.policies.qualification import Qualification
from clustersim.policies.strategy import Strategy

if TYPE_CHECKING:
    from clustersim.policies.base import AnyPolicy

POLICIES: dict[str, AnyPolicy] = {policy.key: policy for policy in (Organisation(), Strategy(), Alignment(), Infrastructure(), Networking(), Marketing(), Lighthouse(), Finance(), Qualification())}


def short_name(task: str, language: str) -> str:
    """Return the short name of a task in a language, en or de."""
    policy = POLICIES[task]
    return policy.short_de if language == "de" else policy.short_en
