"""A rule book remembers what it found: its answers are those of a book that never saw anything."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from ruled_plan import after, plan_of, strip
from shapely.geometry.base import BaseGeometry

from geo.rules import RuleChecker, violations
from geo.rules.ftz import Ftz
from geo.rules.sliver import _gaps, _thin_parts, plainly_wide
from geo.zone import Zone, ZonePolygon, shape_hash
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from tests.conftest import square
from tests.searching import examples

PLAN = plan_of(("E",))
ZONES = gpd.GeoDataFrame(
    {
        "zone_id": ["A", "B", "C", "D", "E"],
        "ftz_id": ["F", "F", "F", "G", "G"],
        "locked": [False, False, False, False, True],
    },
    geometry=[square(0), square(1), square(4), square(6), square(8)],
    crs=PLAN.crs,
)
FIVE = Plan(
    {
        "zones": ZONES,
        "ftzs": pd.DataFrame({"ftz_id": ["F", "G"], "adcode": "330000", "cap_km2": [3.3, 2.2]}),
        **{name: PLAN.frame(name) for name in ("regions", "exclusions", "customs_blocks")},
    }
)
RULES = [None, {}, {"sliver": {"width_m": 40}}, {"cap": "ignore", "overlap": "soft"}]

columns = st.integers(-80, 180).map(lambda tenth: tenth / 10)
corners = st.tuples(st.integers(0, 3), st.integers(-9, 9), st.integers(-9, 9))
polygons = st.one_of(
    st.builds(square, columns, st.sampled_from([0, 0.5, -5]), st.sampled_from([0.2, 1, 1.5])),
    st.builds(lambda west, width: strip(west, west + width / 200), columns, st.integers(1, 300)),
    st.builds(lambda corner: dragged(square(0), *corner), corners),
    st.builds(lambda west: shapely.MultiPolygon([square(west), square(west + 1.002)]), columns),
)
edits = st.tuples(st.sampled_from("ABCDE"), st.none() | polygons)
questions = st.tuples(edits, st.sampled_from(RULES))


def test_no_land_that_threads_share_is_prepared() -> None:
    checker = RuleChecker(FIVE)
    checker.violations(ZONES)
    windows = [one for one in checker._prepared.cache._newer.values() if hasattr(one, "districts")]
    shared = [shape for one in windows for shape in (one.land, *one.districts)]
    assert shared
    assert not shapely.is_prepared(shared).any()


def dragged(shape: BaseGeometry, corner: int, east: int, north: int) -> shapely.Polygon:
    """Return a square with one corner dragged by thousandths of a degree."""
    xy = shapely.get_coordinates(shape)[:-1].copy()
    xy[corner] += np.array([east, north]) / 1000
    return shapely.Polygon(xy)


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Hold two tables to the last digit, geometries by their bytes."""
    bytes_ = [shapely.to_wkb(table["geometry"].to_numpy()) for table in (one, other)]
    assert_frame_equal(
        *(t.assign(geometry=b) for t, b in zip((one, other), bytes_, strict=True)), check_exact=True
    )


@examples(8)
@given(st.lists(questions, min_size=1, max_size=12))
def test_a_used_checker_answers_as_a_new_one(
    asked: list[tuple[tuple[str, BaseGeometry | None], dict[str, object] | None]],
) -> None:
    book = RuleChecker(FIVE)
    shapes: dict[str, BaseGeometry | None] = {}
    for (zone, shape), rules in asked:
        assume(shape is None or shape.is_valid)
        shapes[zone] = shape
        zones = after(FIVE, **shapes)
        assert_same(book.violations(zones, rules), violations(FIVE, zones, rules))
    assert_same(book.violations(FIVE.zones), violations(FIVE, FIVE.zones))


def test_a_zone_that_changes_its_ftz_is_another_and_one_from_another_vertex_the_same() -> None:
    book = RuleChecker(FIVE)
    book.violations(FIVE.zones)
    zones = FIVE.zones.assign(ftz_id=["F", "F", "G", "G", "G"])
    assert_same(book.violations(zones), violations(FIVE, zones))
    assert_same(book.violations(FIVE.zones), violations(FIVE, FIVE.zones))
    before = after(FIVE, A=shapely.box(120, 30, 120.012, 30.01))
    turned = shapely.Polygon(shapely.get_coordinates(before.geometry[0])[[2, 1, 0, 3, 2]])
    assert shape_hash(turned) == shape_hash(before.geometry[0])
    assert_same(book.violations(before), book.violations(after(FIVE, A=turned)))


@pytest.mark.parametrize("figure", [True, "1"])
def test_a_figure_that_is_refused_is_refused_after_its_like_was_taken(figure: object) -> None:
    book = RuleChecker(FIVE)
    book.violations(FIVE.zones, {"sliver": {"width_m": 1}})
    with pytest.raises(ValueError, match=r"^rules\.sliver\.width_m: must be a number"):
        book.violations(FIVE.zones, {"sliver": {"width_m": figure}})


def test_a_long_drag_is_remembered_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.zone._KEPT_POLYGONS", 15)
    monkeypatch.setattr("geo.rules.prepared_plan._KEPT_ZONES", 15)
    monkeypatch.setattr("geo.rules.prepared_plan._KEPT", 15)
    book = RuleChecker(FIVE)
    frames = [after(FIVE, A=strip(-step / 1000, 1)) for step in range(60)]
    book.violations(frames[0])
    first = weakref.ref(
        next(zone for zone in book._prepared.zones_of(frames[1]) if zone.row is None)
    )
    gc.disable()  # what is forgotten is freed at once, without a search for cycles
    try:
        for zones in [*frames, frames[0]]:
            table = book.violations(zones)
        assert first() is None
    finally:
        gc.enable()
    assert_same(table, violations(FIVE, frames[0]))
    assert len(book._prepared._others) <= 2 * 15
    assert len(book._prepared.cache) <= 2 * (15 + 16 * 5)


def test_threads_may_share_a_book() -> None:
    book = RuleChecker(FIVE)
    edited = (after(FIVE, A=strip(-step / 7, 1), C=square(step / 9)) for step in range(20))
    frames = [FIVE.checked_zones(zones) for zones in edited]  # as `violations` orients rings
    expected = [violations(FIVE, zones) for zones in frames]
    with ThreadPoolExecutor(8) as pool:
        tables = list(pool.map(book.violations, frames * 3))
    for table, right in zip(tables, expected * 3, strict=True):
        assert_same(table, right)


def star(bends: list[tuple[int, int]]) -> shapely.Polygon:
    """Return a polygon about a point, by turns between rays in degrees and lengths in metres."""
    turns = np.cumsum([turn for turn, _ in bends])
    angle = 2 * np.pi * turns / turns[-1]
    length = np.array([metres for _, metres in bends])
    xy = np.column_stack([length * np.cos(angle), length * np.sin(angle)])
    east_m = np.array([120, 0]) * np.radians(GRS80.semi_major_m)
    return shapely.Polygon(np.degrees((xy + east_m) / GRS80.semi_major_m))


def is_plainly_wide(shape: BaseGeometry, width_m: float) -> bool:
    """Return what the vertices prove; where they do, hold that the buffers find no strip."""
    wide = plainly_wide(ZonePolygon(GRS80, shape).flat_outline, width_m)
    if wide:
        zone = Zone("Z", "F", ZonePolygon(GRS80, shape))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("geo.rules.sliver.plainly_wide", lambda *_: False)
            assert not _thin_parts(zone, width_m)
            assert not list(_gaps((zone,), width_m))
    return wide


@examples(50)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(8, 900)), min_size=3, max_size=24),
    st.sampled_from([2.0, 10.0, 40.0]),
)
def test_what_is_plainly_wide_has_no_strip(bends: list[tuple[int, int]], width_m: float) -> None:
    shape = star(bends)
    assume(shape.is_valid and is_plainly_wide(shape, width_m))


@examples(40)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(100, 900)), min_size=5, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(50, 1500)), min_size=1, max_size=3),
)
def test_redrawn_land_is_that_of_an_overlay(
    bends: list[tuple[int, int]], moves: list[tuple[int, int]]
) -> None:
    moved = list(bends)
    for nth, length in moves:
        moved[nth % len(bends)] = moved[nth % len(bends)][0], length
    old, new = (shapely.normalize(star(each)) for each in (bends, moved))
    assume(old.is_valid and new.is_valid)
    now, before = (Zone("Z", "F", ZonePolygon(GRS80, shape)) for shape in (new, old))
    ftz = Ftz("F", (now,), {"Z": before})
    added, added_km2, released, released_km2 = ftz.exchange
    for land, area_km2, overlay in (
        (added, added_km2, new - old),
        (released, released_km2, old - new),
    ):
        assert area_km2 == pytest.approx(GRS80.area_km2(overlay)[0], rel=1e-9, abs=1e-11)
        assert shapely.symmetric_difference(land or shapely.Point(), overlay).area < 1e-15
