"""A phase of one's own: firms without any tie forget."""

from clustersim import World

LOST = 0.02  # log points of knowledge a year


def forget(world: World) -> None:
    """Take some knowledge from firms without ties. Reads degree. Writes knowledge. Draws: none."""
    rows = world.firm_rows()
    alone = rows[world.actors.degree[rows] == 0]
    world.actors.knowledge[alone] -= LOST * world.dt
