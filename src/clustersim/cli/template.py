"""The commented scenario file that `clustersim new` writes. Every line that starts with `#:` is a setting to try."""

from __future__ import annotations

import re

from clustersim.errors import InputError, Problem

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]*")

TEMPLATE = """\
# A scenario of clustersim. A file says only what differs from the scenario it extends.
# Lines that start with "#:" are settings to try: take away "#: ". Other lines that start with "#" explain.
# Names of things and what they mean: clustersim parameters, clustersim policies, clustersim schema.

extends = "baseline"  # or "mature", "kaiserslautern", or the path of another file of yours
name = "{name}"
title = "{name}"
#: ticks = 80           # length of a run; a tick is a quarter of a year

# [start]: the state at tick 0
[start]
# : kind = "mature"      # emerging: the cluster is young and scattered; mature: grown up and stationary; uniform:
# spread evenly
#: firms = 1000         # stationary number of all firms

# [region]: the grid. Towns make places accessible; x and y are km from the south-west corner.
[region]
#: columns = 40
#: rows = 40
# : towns = [{{ name = "Old town", x = 12.0, y = 14.0, weight = 1.0 }}, {{ name = "New town", x = 29.0, y = 27.0,
# weight = 0.6 }}]

# [agency]: the development agency
[agency]
#: budget = 1000000     # EUR a year for all tasks; without it there is no limit
#: targeting = 0.5      # who gets support: 0 those whom it adds most for, 1 those who look best

# A task of cluster policy is switched on by naming it. Compare with the same scenario and seed without it.
#: [policies.organisation]
#: intensity = 1.0      # 0 is the same as not naming the task

#: [policies.networking]
#: intensity = 0.5
#: start = 2            # years after the start of the run
#: stop = 12

#: [policies.infrastructure]
#: intensity = 1.0

# Any number of the model can be changed: clustersim parameters lists them with range and source.
[parameters.entry]
#: additionality = 0.3  # 0: what a policy attracts is missing elsewhere in the region; 1: all of it is additional

# Channels can be switched off, so that their share of an effect can be seen.
[channels]
#: critical_mass = 0
"""


def scenario_text(name: str) -> str:
    """Return the file for a scenario of this name; InputError if it cannot be a name."""
    if not NAME.fullmatch(name) or len(name) > 100:
        raise InputError(
            [
                Problem(
                    "",
                    0,
                    "NAME",
                    f"{name!r} cannot be a name: letters, digits, '.', '_', '-' and blanks, starting with a "
                    "letter or digit",
                )
            ]
        )
    return TEMPLATE.format(name=name)
