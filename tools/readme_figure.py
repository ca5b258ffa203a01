"""Draw the figure of the README: `python -m tools.readme_figure [FOLDER]` (default docs/figures)."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from clustersim.plots.maps import region_maps
from clustersim.plots.style import save
from clustersim.runs.observer import Snapshots
from clustersim.runs.simulate import simulate
from clustersim.scenario import Scenario

SCENARIO, SEED, DPI = "kaiserslautern-three-tasks", 0, 110


def main(folder: Path = Path("docs/figures")) -> Path:
    """Simulate Kaiserslautern with three tasks of cluster policy, draw its maps, and return the path of the figure."""
    scenario = Scenario.load(SCENARIO)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "kaiserslautern.png"
    snapshots = Snapshots((0, scenario.ticks // 2, scenario.ticks))
    simulate(scenario, SEED, (snapshots.look,), events=False)
    save(region_maps(snapshots.kept, scenario.title), path, DPI)
    with Image.open(path) as image:
        # a palette keeps the file small; of Pillow's methods this one keeps also colours that are rare
        image.convert("RGB").quantize(method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            path, optimize=True
        )
    return path


if __name__ == "__main__":
    sys.stdout.write(f"{main(*map(Path, sys.argv[1:2]))}\n")
