"""Figures: what is drawn, in which colours, with which units; nothing hides anything; nothing breaks where there is nothing to draw."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from clustersim.analysis.compare import compare
from clustersim.batch.plan import Arm, Plan
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import is_share
from clustersim.plots import arms, batch_figures, places, save_batch_figures, save_run_figures, style
from clustersim.plots.maps import MOST_TIES, region_maps
from clustersim.plots.network import TIES_A_NODE, actor_network, actor_types, backbone, mean_strength
from clustersim.plots.series import PANELS, headline_series
from clustersim.scenario import Scenario
from clustersim.spec.codes import Kind
from clustersim.texts import Language
from clustersim.world.snapshot import Snapshot

SECTORS = ("software", "sensors", "metal", "local")
TITLES = {  # English, German
    "none": ("no policy", "ohne Politik"),
    "net": ("moderated networks", "Netzwerkmoderation"),
    "centre": ("a centre that bears quite a long name", "ein Zentrum mit einem ziemlich langen Namen"),
}
NAMES = (
    "University $x_1$",
    "Institute for Very Long Names of Institutes and Schichtanalytik",
    "Institute B",
    "Institute C",
    "Chamber",
    "College",
)


def snapshot(
    firms: int = 60, ties: int = 80, institutions: int = 6, side: int = 20, years: float = 5.0, centres: int = 1
) -> Snapshot:
    """Return a made-up region: institutions crowd around its middle, as they do in a city."""
    actors = institutions + firms
    number = np.arange(actors)
    middle = (side // 2) * side + side // 2
    at = [middle, middle, middle + (1 if side > 1 else 0), middle, middle, middle - (2 if side > 2 else 0)]
    cell = np.concatenate([np.resize(at, institutions), (np.arange(firms) * 37) % side**2])
    kind = np.where(number < institutions, np.where(number % 6 == 4, Kind.CHAMBER, Kind.UNIVERSITY), Kind.FIRM)
    a, b = (np.arange(ties) ** 2 * 5) % max(actors, 1), (np.arange(ties) * 12 + 1) % max(actors, 1)
    return Snapshot(
        tick=int(4 * years),
        years=years,
        rows=side,
        columns=side,
        cell_km=1.0,
        inside=np.ones(side**2, dtype=bool),
        cluster_density=np.linspace(0.0, 3.0, side**2) if firms else np.zeros(side**2),
        kind=kind.astype(np.int8),
        cell=cell.astype(np.int32),
        sector=np.where(kind == Kind.FIRM, (number % 7) % 4, 0).astype(np.int16),
        employees=(1.0 + number % 50).astype(np.float64),
        birth=number,
        tie_a=a[a != b].astype(np.int32),
        tie_b=b[a != b].astype(np.int32),
        tie_strength=np.linspace(0.05, 1.0, ties)[a != b],
        tie_cause=np.zeros(int((a != b).sum()), dtype=np.int8),
        centre_cell=np.full(centres, middle, dtype=np.int32),
        centre_tenants=np.zeros(centres, np.int32),
        sector_names=SECTORS,
        sector_titles=("Software and IT services", "Sensors", "Metal products", "Local market: trade, crafts"),
        target=np.array([True, True, False, False]),
        institution_names=NAMES[:institutions],
    )


def run_series(arm: str = "none", seed: int = 0, factor: float = 1.0, years: int = 3) -> pd.DataFrame:
    """Return a made-up series of all measures that figures show."""
    time = np.arange(4 * years + 1) / 4.0
    levels = {name: 0.4 if is_share(name) else 8.0 for name in PANELS}
    return pd.DataFrame(
        {
            "years": time,
            "cost": 1e5 * (factor != 1.0),
            **{name: level * factor + seed * 0.01 * time for name, level in levels.items()},
        }
    ).assign(arm=arm, seed=seed)


class MadeUpBatch:
    """Results of a batch of three arms; the last one changes nothing."""

    def __init__(self, seeds: int = 3, others: int = 0) -> None:
        base = Scenario.load("baseline")
        scenarios = {"none": base, "net": base.changed("policies.networking", {}), "centre": base}
        planned = [
            Arm(name, scenarios[name], "" if name == "none" else "none", *titles) for name, titles in TITLES.items()
        ]
        factors = {"none": 1.0, "net": 1.5, "centre": 1.0}
        for number in range(others):  # arms without an effect that is seen
            planned.append(Arm(f"other{number}", base, "none", "marketing and internationalisation"))
            factors[f"other{number}"] = 1.0 + 1e-6 * number
        self.plan = Plan("made-up", "", "", tuple(planned), tuple(range(seeds)), 12)
        self.series = pd.concat(
            [
                run_series(arm, seed, factor + (factor > 1.0) * 0.01 * (seed if factor > 1.1 else seed % 2)).assign(
                    stage=1.0
                )
                for arm, factor in factors.items()
                for seed in range(seeds)
            ]
        )
        self.runs = self.series[["arm", "seed"]].drop_duplicates()
        self.costs = {name: 1.3e6 * (name == "net") for name in factors}

    def metric(self, name: str) -> pd.DataFrame:
        return self.series.pivot(index="years", columns=["arm", "seed"], values=name).sort_index()


def comparison_figures(seeds: int = 3, language: Language = "en") -> dict[str, Figure]:
    """Return the figures of a comparison by name."""
    results: Any = MadeUpBatch(seeds)
    return batch_figures(results, compare(results, HEADLINE), language)


def shown_texts(figure: Figure) -> dict[Text, Bbox]:
    """Return every text that is seen, with its box in pixels."""
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    texts = {
        text: Text.get_window_extent(text)  # of the words alone: an annotation counts its arrow in
        for text in figure.findobj(Text)
        if text.get_text().strip() and text.get_visible()
    }
    whole = Bbox.from_bounds(0, 0, *figure.canvas.get_width_height())
    hidden_axes = [ax for ax in figure.axes if not ax.axison]
    unseen = {label for ax in hidden_axes for axis in (ax.xaxis, ax.yaxis) for label in axis.findobj(Text)}
    ticks = {label for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for label in _ticks_outside(axis)}
    return {
        text: box for text, box in texts.items() if text not in unseen | ticks and box.width > 0 and whole.overlaps(box)
    }


def _ticks_outside(axis: object) -> list[Text]:
    low, high = sorted(axis.get_view_interval())  # type: ignore[attr-defined]
    slack = 1e-6 * (high - low)
    return [
        tick.label1
        for tick in axis.get_major_ticks()
        if not low - slack <= tick.get_loc() <= high + slack or not tick.label1.get_visible()
    ]  # type: ignore[attr-defined]


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of texts that hide one another, two pixels of touch allowed."""
    boxes = [(text.get_text(), box.padded(-2.0)) for text, box in shown_texts(figure).items()]
    return [
        (one, other)
        for number, (one, box) in enumerate(boxes)
        for other, second in boxes[:number]
        if box.overlaps(second)
    ]


EVERY_FIGURE: dict[str, Callable[[], Figure]] = {
    "map": lambda: region_maps([snapshot(years=0.0, centres=0), snapshot(), snapshot(years=10.0)], "A region"),
    "network": lambda: actor_network(snapshot(), "A region"),
    "series": lambda: headline_series(run_series(), "A region"),
} | {
    f"{name}, {language}": lambda name=name, language=language: comparison_figures(language=language)[name]  # type: ignore[misc]
    for name in ("effects", "differences", "trajectories", "path", "cost")
    for language in ("en", "de")
}


@pytest.mark.parametrize("name", EVERY_FIGURE)
def test_every_text_can_be_read_on_a_slide(name: str) -> None:
    figure = EVERY_FIGURE[name]()
    assert tuple(figure.get_size_inches()) == (style.WIDTH, style.HEIGHT)
    texts = shown_texts(figure)
    assert len(texts) > 10
    assert [text.get_text() for text in texts if float(text.get_fontsize()) < 12.0] == []
    width, height = figure.canvas.get_width_height()
    assert [
        text.get_text() for text, box in texts.items() if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ] == []
    assert overlaps(figure) == []


def test_overlaps_are_found() -> None:
    figure = EVERY_FIGURE["map"]()
    figure.text(0.5, 0.95, "over the title", size=style.TITLE, ha="center")
    assert len(overlaps(figure)) == 1


def test_axes_are_labelled_with_units() -> None:
    maps = EVERY_FIGURE["map"]()
    assert maps.axes[0].get_xlabel() == "east (km)"
    assert maps.axes[0].get_ylabel() == "north (km)"
    assert any("related firms per km²" in ax.get_ylabel() and "target cluster" in ax.get_ylabel() for ax in maps.axes)
    panels = {ax.get_title(): ax.get_ylabel() for ax in headline_series(run_series(), "").axes}
    assert panels["Cluster density"] == "related firms per km²"
    assert panels["Network strength"] == "tie strength per actor"
    assert panels["Jobs in the target cluster"] == "jobs"
    assert all(panels.values())
    assert len(panels) == len(PANELS)
    figures = comparison_figures()
    assert [ax.get_xlabel() for ax in figures["effects"].axes[:2]] == ["change in %"] * 2
    assert figures["differences"].axes[0].get_ylabel() == "difference: related firms per km²"
    assert (
        comparison_figures(language="de")["differences"].axes[1].get_ylabel()
        == "Unterschied: Beziehungsstärke je Akteur"
    )


def test_series_start_at_zero_and_shares_end_at_one() -> None:
    for ax, metric in zip(headline_series(run_series(), "").axes, PANELS, strict=True):
        low, high = ax.get_ylim()
        assert low == 0.0
        assert (high == 1.0) == is_share(metric)
        assert high > float(np.max(ax.lines[0].get_ydata()))


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


@given(st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27)), max_size=14, unique=True))
def test_numbers_of_institutions_never_hide_markers_or_numbers(cells: list[tuple[int, int]]) -> None:
    at = [(9.5 * (x + 0.5), 9.5 * (y + 0.5)) for x, y in cells]
    boxes = places.place_labels(at, [(30.0, 16.0)] * len(at), 266.0, 266.0, 9.0)
    everything = [*boxes, *(places.Box(x, y, 9.0, 9.0) for x, y in at)]
    assert not any(box.overlaps(other) for number, box in enumerate(boxes) for other in everything[number + 1 :])
    assert all(15.0 <= box.x <= 251.0 and 8.0 <= box.y <= 258.0 for box in boxes)


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


def test_the_matrix_holds_the_strength_per_actor() -> None:
    shot = snapshot()
    types = actor_types(shot)
    mean = mean_strength(shot, types)
    members = np.bincount(types.number)
    assert types.labels == [
        "Software and IT services",
        "Sensors",
        "universities, institutes",
        "chambers",
        "other sectors",
    ]
    assert members.tolist() == [17, 17, 5, 1, 26]
    total = mean * members[:, None]
    np.testing.assert_allclose(total, total.T)
    np.testing.assert_allclose(total.sum(), 2.0 * shot.tie_strength.sum())


def test_effects_are_shown_with_verdict_cost_and_number_of_seeds() -> None:
    texts = {text.get_text() for text in shown_texts(comparison_figures()["effects"])}
    assert "moderated networks" in texts
    assert "0.0 %\nno difference" in texts
    assert any(text.startswith("+50.8 %") and text.endswith("\nrises") for text in texts)
    assert {"1.3", "0.0", "public cost,\nmillion EUR"} <= texts
    assert any("3 paired seeds" in text for text in texts)
    german = {text.get_text() for text in shown_texts(comparison_figures(language="de")["effects"])}
    assert {"1,3", "Ausgaben,\nMio. Euro", "Netzwerkmoderation"} <= german


@pytest.mark.parametrize("language", ["en", "de"])
def test_ten_arms_and_their_verdicts_do_not_hide_one_another(language: Language) -> None:
    results: Any = MadeUpBatch(others=8)
    for figure in batch_figures(results, compare(results, HEADLINE), language).values():
        assert overlaps(figure) == []


def test_differences_are_those_of_the_same_seed() -> None:
    figure, series = comparison_figures()["differences"], MadeUpBatch().series
    at = {name: series[series["arm"] == name].set_index(["years", "seed"])["cluster_density"] for name in TITLES}
    expected = (at["net"] - at["none"]).groupby("years").mean()
    lines = {line.get_color(): line for line in figure.axes[0].get_lines() if len(line.get_xdata()) > 2}
    line = lines[arms.colours(["net", "centre"], [])["net"]]
    np.testing.assert_allclose(line.get_ydata(), expected.to_numpy(), rtol=1e-12)
    (band, none) = figure.axes[0].collections  # of networking, and of the arm that changes nothing
    # 0.01 a seed on a level of 8: standard deviation 0.08, half-width over three seeds 4.303 * 0.08 / sqrt(3)
    edges = band.get_paths()[0].vertices[:, 1]
    assert edges.max() - edges.min() == pytest.approx(2 * 4.302653 * 0.08 / np.sqrt(3), rel=1e-5)
    assert np.ptp(none.get_paths()[0].vertices[:, 1]) == 0.0


def test_one_seed_gives_no_interval() -> None:
    figures = comparison_figures(seeds=1)
    assert any("one seed: cannot say" in text.get_text() for text in shown_texts(figures["effects"]))
    assert len(figures["differences"].axes[0].collections) == 0  # no band
    assert overlaps(figures["differences"]) == []


@given(st.lists(st.floats(0.0, 5.0), min_size=1, max_size=8))
def test_names_at_line_ends_keep_their_order_and_their_distance(ends: list[float]) -> None:
    found = arms.spread_out(ends, [0.4] * len(ends))
    order = sorted(range(len(ends)), key=lambda number: (ends[number], number))
    gaps = np.diff([found[number] for number in order])
    assert (gaps >= 0.4 - 1e-9).all()
    apart = [
        number
        for number in range(len(ends))
        if all(abs(ends[number] - other) >= 4.0 for place, other in enumerate(ends) if place != number)
    ]
    assert all(found[number] == pytest.approx(ends[number]) for number in apart)


EMPTY = {
    "no firms": {"firms": 0, "ties": 5},
    "no ties": {"ties": 0},
    "no institutions": {"institutions": 0},
    "one cell": {"side": 1},
    "nothing": {"firms": 0, "ties": 0, "institutions": 0, "side": 1, "centres": 0},
}


@pytest.mark.parametrize("scenario", EMPTY)
def test_figures_of_empty_regions(scenario: str) -> None:
    shot = snapshot(**EMPTY[scenario])
    for figure in (region_maps([shot], scenario), actor_network(shot, scenario)):
        assert overlaps(figure) == []
    network = {text.get_text() for text in shown_texts(actor_network(shot, scenario))}
    assert ("no ties" in network) == (len(shot.tie_a) == 0)


def test_undefined_measures_are_said_to_be_undefined() -> None:
    series = run_series().assign(network_strength=np.nan)
    texts = [text.get_text() for text in shown_texts(headline_series(series, ""))]
    assert texts.count("undefined in this run") == 1


@pytest.mark.process
def test_equal_runs_give_equal_files(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        folder = tmp_path / name
        paths = save_run_figures([snapshot()], run_series(), "A region", folder)
        written.append({path.name: path.read_bytes() for path in paths})
    assert sorted(written[0]) == ["map.png", "network.png", "series.png"]
    assert all(content.startswith(b"\x89PNG") for content in written[0].values())
    assert written[0] == written[1]
    results: Any = MadeUpBatch()
    paths = save_batch_figures(results, compare(results, HEADLINE), tmp_path / "comparison")
    assert sorted(path.name for path in paths) == [
        f"{name}.png" for name in ("cost", "differences", "effects", "path", "trajectories")
    ]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_every_text_has_the_contrast_that_readers_need() -> None:
    """WCAG 2.2 wants 4.5:1; a matrix or a bar lies behind some texts, so all but theirs stand on white."""
    crowd: Any = MadeUpBatch(others=12)
    figures = {
        **comparison_figures(),
        **{f"crowd {name}": figure for name, figure in batch_figures(crowd, compare(crowd, HEADLINE)).items()},
        "map": region_maps([snapshot()], "A region"),
        "series": headline_series(run_series(), "A region"),
    }
    low = {
        (name, text.get_text(), to_hex(text.get_color()))
        for name, figure in figures.items()
        for text in shown_texts(figure)
        if style.contrast(to_hex(text.get_color())) < style.LEAST_CONTRAST
    }
    assert low == set()
    assert all(style.contrast(style.readable(tone)) >= style.LEAST_CONTRAST for tone in style.ARM_COLOURS)
    assert style.readable("#000000") == "#000000" and style.contrast("#777777") == pytest.approx(4.48, abs=0.01)


def test_numbers_of_the_matrix_can_be_read_on_every_grey() -> None:
    figure = actor_network(snapshot(), "A region")
    matrix = figure.axes[-1]
    image = matrix.images[0]
    for text in matrix.texts:
        j, i = text.get_position()
        if float(i).is_integer() and float(j).is_integer():
            behind = image.to_rgba(image.get_array()[int(i), int(j)])  # type: ignore[index]
            assert style.contrast(to_hex(text.get_color()), to_hex(behind)) >= style.LEAST_CONTRAST


def test_a_large_network_is_drawn_by_its_backbone() -> None:
    rng = np.random.default_rng(0)
    pairs = np.unique(np.sort(rng.integers(0, 300, (1500, 2)), axis=1), axis=0)
    edges = pairs[pairs[:, 0] != pairs[:, 1]]
    strength = rng.random(len(edges))
    kept = edges[backbone(300, edges, strength)]
    whole, part = networkx.Graph(edges.tolist()), networkx.Graph(kept.tolist())
    assert len(kept) <= TIES_A_NODE * 300
    assert networkx.number_connected_components(whole) == networkx.number_connected_components(part)
    best = networkx.Graph([(int(a), int(b), {"weight": w}) for (a, b), w in zip(edges, strength, strict=True)])
    forest = {frozenset(edge) for edge in networkx.maximum_spanning_edges(best, data=False)}
    assert forest <= {frozenset((int(a), int(b))) for a, b in kept}
    note = [text.get_text() for text in shown_texts(actor_network(snapshot(firms=400, ties=900, side=30), "A"))]
    assert any("that hold it together" in text for text in note)
    assert not any("that hold it together" in text.get_text() for text in shown_texts(actor_network(snapshot(), "A")))


def test_captions_promise_only_what_is_drawn() -> None:
    def note_of(figure: Figure) -> str:
        return next(text.get_text() for text in shown_texts(figure) if "paired seeds" in text.get_text())

    figures = comparison_figures()
    assert "Diamond" not in note_of(figures["path"]) and "interval" not in note_of(figures["path"])
    assert "Dots" not in note_of(figures["path"])  # three years
    levels = figures["trajectories"]
    assert levels.axes
    for ax in levels.axes:
        assert ("does not begin at 0" in ax.get_xlabel()) == (ax.get_ylim()[0] > 0.0)


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
