"""Phase `apply_tasks`: the tasks of cluster policy that run set levers and ask for actions, and the agency pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.agency.act import act

if TYPE_CHECKING:
    from clustersim.world.state import World


def apply_tasks(world: World) -> None:
    """Build all levers anew from neutral and fill the agenda (`agency.act.act`).

    Draws: CALL (period, sector), PROJECT_LENGTH (project). Reads agency, the fields and the network that the last tick
    left (`agency.observe.observe`). Writes levers, agenda, agency, counts. Events TASK_STARTED, TASK_CHANGED,
    TASK_STOPPED, PAYMENT, COFUNDING_WON, STRATEGY_CHOSEN.
    """
    act(world)
