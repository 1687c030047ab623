"""The sweep over rings says of polygons what GEOS says, wherever it says anything."""

import os

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from benchmarks.fuzz import comb, polygon, spikes
from layers.geometry import kernel
from layers.geometry.kernel import library
from layers.geometry.validity import are_valid, fault, is_valid, swept, without_needles
from tests.searching import examples

needs_kernel = pytest.mark.skipif(
    library.load() is None and not os.environ.get("ZONEWRIGHT_DEEP"),
    reason="there is no compiled kernel here",
)
KINDS = ("spikes", "comb", "spiral", "near rings", "ragged", "thrown", "grid", "parts", "pierced")


def circles(random: np.random.Generator, count: int, most: float) -> list[Polygon]:
    """Return coarse circles anywhere in a square."""
    at, radius = random.uniform(-1, 1, (count, 2)), random.uniform(0.05, most, count)
    return [shapely.Point(xy).buffer(r, quad_segs=3) for xy, r in zip(at, radius, strict=True)]


def anything(kind: str, seed: int) -> shapely.Geometry:
    """Return a polygon of a kind, valid or not; of every third a vertex has moved."""
    random = np.random.default_rng(seed)
    if kind == "thrown":
        shape = Polygon(random.uniform(-1, 1, (random.integers(3, 12), 2)))
    elif kind == "grid":
        shape = Polygon(random.integers(0, 6, (random.integers(4, 9), 2)).astype(float))
    elif kind == "parts":
        return MultiPolygon(circles(random, random.integers(1, 5), 0.5))
    elif kind == "pierced":
        holes = [one.exterior for one in circles(random, random.integers(1, 4), 0.3)]
        rest = circles(random, random.integers(0, 2), 0.2)
        return MultiPolygon([Polygon(box(-1.1, -1.1, 1.1, 1.1).exterior, holes), *rest])
    else:
        shape = polygon(kind, int(random.integers(3, 100)), random)
    if seed % 3 == 0 and not shape.interiors:
        xy = shapely.get_coordinates(shape)[:-1]
        xy[random.integers(len(xy))] += random.normal(0, 10 ** random.uniform(-14, 0), 2)
        shape = Polygon(xy)
    return shape


@needs_kernel
@given(kind=st.sampled_from(KINDS), seed=st.integers(0, 2**32))
@examples(250)
def test_what_a_sweep_is_sure_of_is_what_geos_says(kind: str, seed: int) -> None:
    shape = anything(kind, seed)
    valid, crossing = swept(shape)
    assert valid in (None, bool(shapely.is_valid(shape)))
    if crossing is not None:
        assert shapely.intersects(*shapely.linestrings(crossing))


@needs_kernel
def test_a_sweep_is_sure_of_rings_that_do_not_touch_and_leaves_open_what_does() -> None:
    square, hole, isle, away = box(0, 0, 9, 9), box(1, 1, 8, 8), box(2, 2, 7, 7), box(20, 0, 21, 1)
    pierced = square.difference(hole)
    bay = Polygon([(0, 0), (9, 0), (9, 1), (1, 4), (9, 8), (9, 9), (0, 9)])
    in_bay = MultiPolygon([bay, box(5, 3.5, 6, 4.5), box(7, 3.5, 8, 4.5)])
    for shape in (square, pierced, in_bay, MultiPolygon([pierced, isle, away])):
        assert swept(shape) == (True, None)
    for wrong in (
        MultiPolygon([square, isle]),
        Polygon(square.exterior, [hole.exterior, isle.exterior]),
        Polygon(square.exterior, [away.exterior]),
        MultiPolygon([Polygon(square.exterior, [away.exterior]), away]),
    ):
        assert swept(wrong) == (None, None)
        assert not is_valid(wrong)
    waist = [(0, 0), (5, 0), (2, 2), (5, 4), (0, 4), (2, 2)]
    eight = [(0, 0.5), (2, 2), (0, 3.5), (0, 5), (5, 5), (5, 3.5), (2, 2), (5, 0.5), (5, 0), (0, 0)]
    folded = [(0, 0), (4, 0), (4, 2), (8, 4), (6, 3), (0, 6)]
    corners = MultiPolygon([box(0, 0, 1, 1), box(1, 1, 2, 2)])
    on_edge = MultiPolygon([box(0, 0, 1, 4), box(1, 1, 2, 2)])
    for shape in (*map(Polygon, (waist, eight, folded)), corners, on_edge):
        assert swept(shape) == (None, None)


@needs_kernel
def test_many_spikes_are_valid_or_not_without_geos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONEWRIGHT_KERNEL", "on")
    star = spikes(20_000, 1)
    xy = shapely.get_coordinates(star)
    xy[7_000:7_002] = xy[[7_001, 7_000]]
    crossed = Polygon(xy)
    monkeypatch.setattr(shapely, "is_valid_reason", None)
    said: list[int] = []
    monkeypatch.setattr(shapely, "is_valid", lambda few: said.extend(few) or np.empty(0, bool))
    assert are_valid([star, crossed, comb(20_000)]).tolist() == [True, False, True]
    assert not said
    kind, place = fault(crossed).rstrip("]").split("[")
    assert kind == "Self-intersection"
    near = shapely.Point(tuple(map(float, place.split())))
    assert near.distance(shapely.MultiPoint(xy[6_999:7_003])) < 0.5


def test_without_the_kernel_geos_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONEWRIGHT_KERNEL", "off")
    star = comb(3_000)
    crossed = Polygon(shapely.get_coordinates(star)[[0, 2, 1, *range(3, 3_000)]])
    assert are_valid([star, crossed]).tolist() == [True, False]
    assert fault(crossed) == shapely.is_valid_reason(crossed)


@needs_kernel
def test_rings_that_cannot_be_swept_are_refused_or_left_open() -> None:
    xy = np.array([(0, 0), (1, 0), (0, 1.0)])
    for places, rings in ((xy, np.array([0, 0, 2])), (xy[:0], np.empty(0, np.int64))):
        with pytest.raises(ValueError, match="wants a ring"):
            kernel.rings_around(places, rings)
    assert kernel.rings_around(xy[:2], np.array([0, 0])) == (None, None)
    assert kernel.rings_around(xy * np.nan, np.zeros(3, np.int64)) == (None, None)


@pytest.mark.parametrize("aside", [0.0, 1e-14, 2e-8])
def test_land_keeps_all_but_needles(aside: float) -> None:
    hole = [(0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.4, 0.8), (0.4 - aside, 0.4), (0.2, 0.4)]
    corners = [(0, 0), (1, 0), (1, 1), (0.3, 1), (0.3, 7), (0.3 + aside, 1), (0, 1)]
    land = shapely.Polygon(corners, [hole])
    blunt = without_needles(land)
    assert blunt.bounds == (0, 0, 1, 1)
    assert blunt.area == pytest.approx(0.96, abs=1e-6)
    sliver = shapely.Polygon([(5, 5), (6, 5), (5.5, 5 + aside)])
    assert without_needles(shapely.MultiPolygon([land, sliver])).equals(blunt)
    assert without_needles(sliver).is_empty
    narrow = shapely.box(0, 0, 1, 1e-6)
    assert without_needles(narrow) is narrow
