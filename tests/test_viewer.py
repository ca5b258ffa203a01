"""The model in Mesa's own viewer: the example draws, steps and makes a new region, without a browser."""

from __future__ import annotations

import functools
import runpy
import warnings
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.process

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "solara_viz.py"
WHY = "solara is not installed (extra viz)"


def press(viewer: Any, label: str) -> None:
    """Press the button of this label."""
    import ipyvuetify

    viewer.find(ipyvuetify.Btn, children=[label]).widget.click()


def test_the_example_draws_steps_and_resets(monkeypatch: pytest.MonkeyPatch) -> None:
    solara = pytest.importorskip("solara", reason=WHY)
    pytest.importorskip("altair", reason="Mesa's viewer imports altair (extra viz)")
    import ipyvuetify
    import ipywidgets

    monkeypatch.setenv("MPLBACKEND", "agg")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = runpy.run_path(str(EXAMPLE))
        model, region = module["model"], module["Region"]
        _, viewer = solara.render(solara.AppLayout(children=[module["page"]]), handle_error=False)
        images = viewer.find(ipywidgets.Image)
        assert len(images) == len(module["COMPONENTS"])
        before = bytes(images.widgets[0].value)
        assert before.startswith(b"\x89PNG")
        press(viewer, "Step")
        assert model.world.tick == 1
        assert bytes(viewer.find(ipywidgets.Image).widgets[0].value) != before
        made: list[dict[str, Any]] = []

        usual = region.__init__

        @functools.wraps(usual)  # Mesa looks at the signature
        def remember(self: Any, **given: Any) -> None:
            made.append(given)
            usual(self, **{**given, "firms": 60})

        slider = next(one for one in viewer.find(ipyvuetify.Slider).widgets if one.label == "networking (intensity)")
        slider.v_model = 0.5
        monkeypatch.setattr(region, "__init__", remember)
        press(viewer, "Reset")
        viewer.close()
    assert made == [{"networking": 0.5, "infrastructure": 0.0, "firms": 1000, "seed": "1"}]
