"""Maps: colours and scale of dots, numbers of institutions, names of towns, which ties are drawn."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from clustersim.plots import places, style
from clustersim.plots.maps import MOST_TIES, region_maps
from clustersim.plots.network import actor_network, actor_types
from clustersim.scenario.background import Background
from clustersim.spec.codes import Kind
from clustersim.texts import Language
from tests.helpers.figures import NAMES, overlaps, shown_texts, snapshot


def test_axes_are_labelled_with_units() -> None:
    maps = region_maps([snapshot()], "A region")
    assert maps.axes[0].get_xlabel() == "east (km)"
    assert maps.axes[0].get_ylabel() == "north (km)"
    assert any("related firms per km²" in ax.get_ylabel() and "target cluster" in ax.get_ylabel() for ax in maps.axes)


def dots(figure: Figure, panel: int) -> set[str]:
    """Return the colours of all filled dots of one panel."""
    found = [c for c in figure.axes[panel].collections if isinstance(c, PathCollection)]
    return {to_hex(colour).upper() for collection in found for colour in np.asarray(collection.get_facecolor())}


def test_a_sector_has_the_same_colour_in_every_figure() -> None:
    shot = snapshot()
    colours = [colour.upper() for colour in style.sector_colours(shot.target, shot.sector_names)]
    assert len(set(colours)) == 4
    on_map, in_network = dots(region_maps([shot], ""), 0), dots(actor_network(shot, ""), 0)
    assert set(colours) <= on_map
    assert set(colours) <= in_network
    graph = [c for c in actor_network(shot, "").axes[0].collections if isinstance(c, PathCollection)]
    drawn = [to_hex(colour).upper() for collection in graph for colour in np.asarray(collection.get_facecolor())]
    rows, _ = places.drawn_ties(shot, len(shot.tie_a))
    tied = np.unique(np.concatenate([shot.tie_a[rows], shot.tie_b[rows]]))
    firms = tied[shot.kind[tied] == Kind.FIRM]
    assert [drawn.count(colour) for colour in colours] == np.bincount(shot.sector[firms], minlength=4).tolist()
    types = actor_types(shot)
    assert [palette[0].upper() for palette in types.colours[:2]] == colours[:2]
    assert [colour.upper() for colour in types.colours[-1]] == colours[2:]
    key = {
        str(line.get_color()).upper()
        for ax in region_maps([shot], "").axes
        for line in ax.lines
        if line.get_marker() == "o"
    }
    assert key == {*colours, "WHITE"}  # white: the scale of dots
    assert not set(style.ARM_COLOURS[1:]) & set(colours)


def test_more_sectors_than_colours_are_said_to_be_more() -> None:
    names = tuple(f"sector {number}" for number in range(20))
    shot = dataclasses.replace(snapshot(), sector_names=names, sector_titles=names, target=np.arange(20) < 10)
    texts = [text.get_text() for text in shown_texts(region_maps([shot], ""))]
    assert texts.count("5 further sectors") == 1  # of the target cluster: the first five have colours of their own
    assert texts.count("6 further sectors") == 1  # of the others: four have


def test_every_institution_is_numbered_on_the_map_and_named_in_the_key() -> None:
    figure = region_maps([snapshot()], "")
    texts = shown_texts(figure)
    numbers = [text.get_text() for text in texts if text.get_gid() == "institution"]
    assert numbers == ["1–4", "5", "6"]
    key = " ".join(text.get_text() for text in texts)
    for name in NAMES:
        assert all(word in key for word in name.split())
    assert [text.get_parse_math() for text in texts if "$" in text.get_text()] == [False]  # a name, no formula
    assert [number for number, _ in places.institution_names(snapshot())] == [1, 2, 3, 4, 5, 6]


def test_only_ties_of_the_cluster_and_of_institutions_are_drawn_and_counted() -> None:
    shot = snapshot(firms=400, ties=3000)
    rows, total = places.drawn_ties(shot, 100)
    ours = (shot.kind != Kind.FIRM) | shot.target[shot.sector]
    either = ours[shot.tie_a] | ours[shot.tie_b]
    assert 0 < total == either.sum() < len(shot.tie_a)
    assert either[rows].all()
    assert shot.tie_strength[rows].min() >= np.sort(shot.tie_strength[either])[-100]
    captions = [text.get_text() for text in shown_texts(region_maps([shot], "")) if "Lines:" in text.get_text()]
    assert f"the strongest {MOST_TIES:,} of {total:,}" in captions[0]


def test_names_of_towns_stand_beside_the_numbers_of_institutions() -> None:
    towns = (("Altstadt", 10.5, 10.5), ("Neustadt", 3.0, 16.0))
    figure = region_maps([dataclasses.replace(snapshot(), towns=towns)], "A region")
    texts = {
        text.get_text(): box for text, box in shown_texts(figure).items() if text.get_gid() in ("town", "institution")
    }
    assert {"Altstadt", "Neustadt"} <= set(texts)
    boxes = list(texts.values())
    assert not any(one.overlaps(other) for place, one in enumerate(boxes) for other in boxes[:place])


def test_dots_have_one_scale_on_all_maps_and_ties_lie_under_them() -> None:
    few, many = snapshot(firms=60), snapshot(firms=3000)
    figure = region_maps([few, many], "A region")
    maps = [ax for ax in figure.axes if ax.get_title()]
    dots = [found for ax in maps for found in ax.collections if isinstance(found, PathCollection)]
    lines = [found for ax in maps for found in ax.collections if isinstance(found, LineCollection)]
    assert lines and max(line.get_zorder() for line in lines) < min(dot.get_zorder() for dot in dots)
    smallest = [np.min(ax_dots.get_sizes()) for ax_dots in dots if len(ax_dots.get_sizes()) > 10]
    assert max(smallest) == pytest.approx(min(smallest), rel=0.5)
    assert {"10 jobs", "100 jobs"} <= {text.get_text() for text in shown_texts(figure)}


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_background_lies_under_ties_and_points_and_is_credited(language: Language) -> None:
    behind = Background([[(2.0, 3.0), (12.0, 17.0)], [(-40.0, 5.0), (400.0, 5.0)]], "© the land survey")
    figure = region_maps([snapshot(), snapshot(years=10.0)], "A region", language, background=behind)
    maps = [ax for ax in figure.axes if ax.get_title()]
    for ax in maps:
        (lines,) = [found for found in ax.collections if found.get_gid() == "background"]
        assert [path.vertices.tolist() for path in lines.get_paths()] == [
            [list(place) for place in one] for one in behind.lines
        ]
        above = [found for found in ax.collections if found is not lines]
        assert lines.get_zorder() < min(found.get_zorder() for found in above)
        assert lines.get_zorder() > max(image.get_zorder() for image in ax.get_images())
        assert (*ax.get_xlim(), *ax.get_ylim()) == (0.0, 20.0, 0.0, 20.0)  # the map is as large as before
    word = "Background" if language == "en" else "Hintergrund"
    assert f"{word}: © the land survey" in {text.get_text() for text in shown_texts(figure)}
    assert overlaps(figure) == []
    plain = region_maps([snapshot()], "A region", language, background=Background(behind.lines))
    assert not any(word in text.get_text() for text in shown_texts(plain))
