"""Scenarios whose region comes from CSV files: the files, loading them, and the lines of the error."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustersim.errors import InputError
from clustersim.scenario import Scenario

REGION = 'extends = "baseline"\n[start]\nyear = 2020\n[region]\nlongitude = 7.5\nlatitude = 49.3\n'

FILES = {
    "cells_file": "column,row,inside,accessibility,floor_space,source,confidence\n0,0,true,0.5,20,K01,H\n1,0,1,,,,\n\n2,0,false,,,,\n",
    "institutions_file": 'key,name,kind,x_km,y_km,employees,sectors\nuni,"A, B",university,0.5,0.5,300,software:1;engineering:0.5\nihk,C,chamber,1.5,0.2,,software; local\n',
    "sectors_file": "nace,firms,employees\nJ62,30,300\n63.11,10,\n26,10,50\n47,50,\n",
    "firms_file": "x_km,y_km,nace,employees,founded\n0.5,0.5,62.01,12,2010\n1.5,0.5,56.1,3,\n",
}


def load(folder: Path, overrides: dict[str, str] | None = None, **texts: str | bytes) -> Scenario:
    """Load a scenario with the given CSV files."""
    text = REGION
    for key, content in texts.items():
        name = f"{key.removesuffix('_file')}.csv"
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        text += f'{key} = "{name}"\n'
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return Scenario.load(folder / "case.toml", overrides or {})


def lines_of(folder: Path, overrides: dict[str, str] | None = None, **texts: str | bytes) -> list[str]:
    """Return the lines of the error, without the folder."""
    with pytest.raises(InputError) as caught:
        load(folder, overrides, **texts)
    return [line.replace(f"{folder}/", "").replace(f"{folder}\\", "") for line in str(caught.value).splitlines()]
