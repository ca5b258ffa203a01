"""The tasks of cluster policy, one file each. A task turns an observation into levers and actions; it never touches
firms. What a task of one's own needs can be imported from here (docs/extending.md).
"""

from clustersim.policies.base import (
    Choice,
    Cost,
    Figure,
    NoChoices,
    Observation,
    Policy,
    Settings,
    Wish,
    due,
    firms_in,
    reach_of,
    recall,
    weights_of,
)
from clustersim.spec.actions import Broker, Convene, Mend, OpenCentre, StartProject, SupportFirms
from clustersim.spec.diagnosis import Potential
from clustersim.spec.parameters import N

__all__ = [
    "Broker",
    "Choice",
    "Convene",
    "Cost",
    "Figure",
    "Mend",
    "N",
    "NoChoices",
    "Observation",
    "OpenCentre",
    "Policy",
    "Potential",
    "Settings",
    "StartProject",
    "SupportFirms",
    "Wish",
    "due",
    "firms_in",
    "reach_of",
    "recall",
    "weights_of",
]
