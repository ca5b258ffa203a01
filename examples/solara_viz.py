"""The model in Mesa's own viewer: a map of firms, the network's strength and density, sliders for two tasks.

    pip install "clustersim[viz]"
    solara run examples/solara_viz.py

In the browser: Play, Step and Reset; a slider makes a new region of the same seed, so that what differs is the policy.
"""

from __future__ import annotations

from typing import Any

from mesa.visualization import SolaraViz, make_plot_component, make_space_component
from mesa.visualization.components import AgentPortrayalStyle

from clustersim import Chamber, ClusterModel, DevelopmentAgency, Firm, Scenario, University

COLOURS = {"electronics": "#0072B2", "software": "#E69F00", "engineering": "#009E73"}
INSTITUTIONS = {University: ("#CC3311", "^"), Chamber: ("#AA4499", "s"), DevelopmentAgency: ("#000000", "*")}


class Region(ClusterModel):
    """The shipped region `baseline` with two tasks to turn up and down."""

    def __init__(
        self, networking: float = 0.0, infrastructure: float = 0.0, firms: int = 1000, seed: int = 1, rng: Any = None
    ) -> None:
        tasks = {"networking": networking, "infrastructure": infrastructure}
        changes = {f"policies.{task}.intensity": intensity for task, intensity in tasks.items()}
        scenario = Scenario.load("baseline", {**changes, "start.firms": firms})
        super().__init__(scenario, seed if rng is None else rng)


def portrayal(agent: Any) -> AgentPortrayalStyle:
    """Return how an agent is drawn: firms by sector and size, those outside the cluster grey and behind."""
    if isinstance(agent, Firm):
        colour, order = COLOURS.get(agent.sector, "#BBBBBB"), 1 + (agent.sector in COLOURS)
        return AgentPortrayalStyle(color=colour, size=4.0 + agent.employees**0.5, zorder=order)
    colour, marker = INSTITUTIONS[type(agent)]
    return AgentPortrayalStyle(color=colour, marker=marker, size=60.0, zorder=3)


def slider(label: str, value: float, low: float, high: float, step: float) -> dict[str, Any]:
    """Return a slider of the viewer's panel."""
    return {"type": "SliderFloat", "label": label, "value": value, "min": low, "max": high, "step": step}


PARAMETERS = {
    "networking": slider("networking (intensity)", 0.0, 0.0, 1.0, 0.1),
    "infrastructure": slider("infrastructure (intensity)", 0.0, 0.0, 1.0, 0.1),
    "firms": 1000,
    "seed": {"type": "InputText", "label": "seed", "value": "1"},
}
COMPONENTS = [
    make_space_component(portrayal, draw_grid=False),
    make_plot_component({"cluster_density": "#0072B2"}),
    make_plot_component({"network_strength": "#CC3311"}),
]


model = Region()
page = SolaraViz(model, components=COMPONENTS, model_params=PARAMETERS, name="clustersim")  # what `solara run` shows
