"""Every edit over squares of a hundredth of a degree; areas by the geodesic solver or by hand."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from edit_squares import (
    CONTEXT,
    EAST_KM,
    EQUATOR_SQUARE_KM2,
    NORTH_KM,
    after,
    area_km2,
    edit,
    only,
    reason,
    refusal,
    square,
    stars,
    zones_of,
)
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from geo.edits import (
    EDITS,
    Add,
    EditContext,
    Expand,
    Move,
    Remove,
    Reshape,
    Shrink,
    apply_edits,
    polygon_input,
)
from geo.edits.polygon_input import read_polygonal
from layers.errors import BudgetError, ScenarioError
from layers.geometry.buffer import buffer
from layers.geometry.ellipsoid import GRS80
from layers.messages import Message
from layers.runtime.budget import Budget
from tests.searching import examples

ONE_OF_EACH: dict[str, dict[str, Any]] = {
    "reshape": {"zone": "A", "geometry": square(0, side=2)},
    "expand": {"zone": "A", "by_km": 0.1},
    "shrink": {"zone": "A", "by_km": 0.1},
    "move": {"zone": "A", "dx_km": 5, "dy_km": -5},
    "add": {"zone": "C", "ftz": "G", "geometry": square(20)},
    "remove": {"zone": "A"},
    "split": {"zone": "A", "line": "LINESTRING (120.005 29, 120.005 31)", "into": ["A", "C"]},
    "merge": {"zones": ["A", "D"]},
    "transfer": {"from": "A", "to": "D", "geometry": square(0.5)},
    "swap": {
        "zone": "A", "release": square(0.5), "take": square(-0.5, side=0.5), "adjust": "release",
    },
    "set": {"zone": "A", "name": "Harbour", "locked": False},
}  # fmt: skip


@pytest.mark.parametrize("verb", EDITS)
def test_an_edit_leaves_its_parent_the_other_zone_and_column_types_unchanged(verb: str) -> None:
    zones = zones_of(A=square(0), B=square(10), D=square(1))
    before, shapes = zones.copy(), [shape.wkb for shape in zones.geometry]
    child = after(zones, verb, **ONE_OF_EACH[verb])
    pd.testing.assert_frame_equal(zones, before)
    assert [shape.wkb for shape in zones.geometry] == shapes
    other = child[child["zone_id"] == "B"]
    pd.testing.assert_frame_equal(other.reset_index(drop=True), before[1:2].reset_index(drop=True))
    assert child is not zones
    assert ([shape.wkb for shape in child.geometry] == shapes) is (verb == "set")
    assert not child.equals(before.reset_index(drop=True))
    assert child.dtypes.to_dict() == zones.dtypes.to_dict()
    assert isinstance(child, gpd.GeoDataFrame)
    assert child.crs == zones.crs
    assert child.index.equals(pd.RangeIndex(len(child)))
    assert set(child.geom_type) == {"MultiPolygon"}


def test_what_changes_nothing_leaves_the_zones_to_the_last_digit() -> None:
    zones, today = zones_of(A=square(0), B=square(10)), area_km2(square(0))
    for edits in (
        [],
        [Reshape(zone="A", geometry=square(0))],
        [Move(zone="A", dx_km=0, dy_km=0)],
        [Expand(zone="A", to_area_km2=today)],
        [Shrink(zone="A", to_area_km2=today)],
    ):
        child = apply_edits(zones, edits, CONTEXT)
        pd.testing.assert_frame_equal(child, zones.reset_index(drop=True))


def test_reshape_takes_other_crs_and_drops_heights() -> None:
    zones = zones_of(A=square(0))

    def reshaped(geometry: Any, **crs: str) -> shapely.MultiPolygon:
        return only(after(zones, "reshape", zone="A", geometry=geometry, **crs))

    shape = reshaped("POLYGON Z ((120 30 5, 121 30 5, 121 31 5, 120 30 5))")
    assert shape.wkt == "MULTIPOLYGON (((120 30, 121 30, 121 31, 120 30)))"
    # EPSG:4549 has 120°E at easting 500 km; on it, northing is the meridian arc from the equator.
    # A square of 1 km on the central meridian at northing 0 spans the equator's km in degrees.
    shape = reshaped(shapely.box(500_000, 0, 501_000, 1_000), crs="EPSG:4549")
    expected = (120, 0, 120 + 1 / EAST_KM / 100, 1 / NORTH_KM / 100)
    assert shape.bounds == pytest.approx(expected, abs=1e-8)
    shape = reshaped(square(3), crs="EPSG:4326")  # WGS 84 is CGCS2000
    assert shape.equals_exact(shapely.MultiPolygon([square(3)]), 1e-12)


def test_by_a_distance_a_square_gains_strips_and_quarter_circles_or_loses_a_rim() -> None:
    zones = zones_of(A=square(0, lat=0))
    shape = only(after(zones, "expand", zone="A", by_km=0.1))
    corners = np.pi * 0.1**2
    expected = EQUATOR_SQUARE_KM2 + 2 * (EAST_KM + NORTH_KM) * 0.1 + corners
    assert area_km2(shape) == pytest.approx(expected, rel=2e-5)
    west, south, east, north = shape.bounds
    assert (east - west) * 100 * EAST_KM == pytest.approx(EAST_KM + 0.2, abs=1.8e-5)
    assert (north - south) * 100 * NORTH_KM == pytest.approx(NORTH_KM + 0.2, abs=1.8e-5)
    shape = only(after(zones, "shrink", zone="A", by_km=0.1))
    assert area_km2(shape) == pytest.approx((EAST_KM - 0.2) * (NORTH_KM - 0.2), rel=1e-6)
    assert shapely.get_num_coordinates(shape) == 5


@pytest.mark.parametrize(("verb", "by_km"), [("expand", 10), ("shrink", 0.1)])
def test_a_boundary_moves_by_the_geodesic_distance_as_reach_does(verb: str, by_km: float) -> None:
    zone = shapely.Polygon([(120, 30), (120.03, 30), (120.012, 30.01), (120.03, 30.04)])
    shape = only(after(zones_of(A=zone), verb, zone="A", by_km=by_km))
    moved = shapely.get_coordinates(shapely.segmentize(shape.boundary, 0.001))
    boundary = shapely.get_coordinates(shapely.segmentize(zone.exterior, 2e-6 * by_km**0.5 * 10))
    apart_km = np.array(
        [
            GRS80.geod.inv(*np.broadcast_arrays(*place, *boundary.T))[2].min() / 1e3
            for place in moved[:: max(1, len(moved) // 20)]
        ]
    )
    assert apart_km / by_km == pytest.approx(np.ones(len(apart_km)), abs=2e-4)
    if verb == "expand":
        reach = buffer(GRS80, zone, by_km)
        assert shapely.symmetric_difference(shape, reach).area < 2e-5 * reach.area


@pytest.mark.parametrize("lat", [0, 30])
def test_move_shifts_along_parallel_and_meridian(lat: float) -> None:
    zones = zones_of(A=square(0, lat=lat))
    start = square(0, lat=lat).centroid
    east = only(after(zones, "move", zone="A", dx_km=30, dy_km=0)).centroid
    north = only(after(zones, "move", zone="A", dx_km=0, dy_km=30)).centroid
    # Thirty km of a parallel: λ = s / (N cos φ); of a meridian: the geodesic of azimuth 0.
    e2 = GRS80.flattening * (2 - GRS80.flattening)
    phi = np.radians(start.y)
    normal_km = 6378.137 / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    assert east.x - start.x == pytest.approx(np.degrees(30 / normal_km / np.cos(phi)), abs=1e-7)
    assert east.y == pytest.approx(start.y, abs=1e-7)
    assert north.x == pytest.approx(start.x, abs=1e-7)
    assert GRS80.geod.inv(*start.coords[0], start.x, north.y)[2] == pytest.approx(30_000, abs=0.01)


def test_an_added_zone_is_the_last_row_and_has_no_value_that_was_not_given() -> None:
    zones = zones_of(A=square(0), B=square(10)).assign(jobs=500, fenced=True, note="x")
    options = {"name": "Coast", "sectors": ["marine", "wind"], "geometry": square(20)}
    child = after(zones, "add", zone="C", ftz="G", **options)
    assert child["zone_id"].tolist() == ["A", "B", "C"]
    row = child.iloc[2]
    assert row[["ftz_id", "name", "sectors"]].tolist() == ["G", "Coast", "marine;wind"]
    assert row[["boundary_source", "source"]].tolist() == ["schematic", "scenario north"]
    assert row[["name_zh", "published_area_km2", "jobs", "note"]].isna().all()  # never 0
    assert not row[["locked", "verified", "fenced"]].any()
    assert child["fenced"].dtype == bool
    assert row.geometry.equals(square(20))


def test_edits_follow_one_another() -> None:
    edits = [
        Remove(zone="A"),
        Add(zone="C", ftz="F", geometry=square(20)),
        Expand(zone="C", to_area_km2=5),
    ]
    child = apply_edits(zones_of(A=square(0)), edits, CONTEXT)  # the only zone there was
    assert child["zone_id"].tolist() == ["C"]
    assert area_km2(only(child, "C")) == pytest.approx(5, rel=1e-9)


def test_what_cannot_be_done_is_refused_with_its_reason() -> None:
    zones = zones_of(**{"SH-LG": square(0, lat=0), "N30": square(0)})
    own, far = {"zone": "SH-LG"}, shapely.box(1e30, 0, 2e30, 1)
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("remove", {"zone": "SH-LX"}, "zone-unknown"),
        ("add", own | {"ftz": "F", "geometry": square(0)}, "added-zone-taken"),
        ("add", {"zone": "N", "ftz": "H", "geometry": square(0)}, "ftz-unknown"),
        ("reshape", own | {"geometry": shapely.box(0, 50, 1, 51)}, "extent-exceeded"),
        ("reshape", own | {"geometry": far, "crs": "EPSG:4549"}, "crs-out-of-reach"),
        ("move", own | {"dx_km": 2000, "dy_km": 0}, "extent-exceeded"),
        ("move", {"zone": "N30", "dx_km": 0, "dy_km": 9000}, "move-over-pole"),
        ("expand", own | {"to_area_km2": 9_999_999}, "area-unreachable"),
        ("expand", own | {"to_area_km2": 1.23}, "expand-below-today"),
        ("shrink", own | {"to_area_km2": 1.24}, "shrink-above-today"),
        ("shrink", own | {"by_km": 0.6}, "nothing-left"),
    ]
    for verb, options, code in cases:
        assert reason(zones, verb, **options) == code
    below = refusal([Expand(zone="SH-LG", to_area_km2=1)], zones)
    assert below == (
        "edit 1 (expand SH-LG): to_area_km2 1 is below today's 1.23091 km²; give more, or use"
        " shrink"
    )
    old_datum = edit("reshape", **own, geometry=square(3), crs="EPSG:4214")
    assert "geometry is in EPSG:4214, from which no exact" in refusal([old_datum], zones)


def test_swapped_axes_are_suspected_where_the_swap_would_fit() -> None:
    context = EditContext(CRS(4490), GRS80, frozenset({"F"}), (60.0, 20.0, 70.0, 40.0))
    zones = zones_of(A=shapely.box(65, 30, 66, 31))
    with pytest.raises(ScenarioError, match="look swapped: write longitude first"):
        Reshape(zone="A", geometry=shapely.box(30, 65, 31, 66)).apply(zones, context)


def test_all_edits_that_fail_are_reported_and_those_that_depend_on_them_are_not() -> None:
    edits = [
        Add(zone="N", ftz="H", geometry=square(0)),
        Expand(zone="N", by_km=1),
        Move(zone="A", dx_km=1, dy_km=1),
        edit("split", zone="A", line="LINESTRING (1 30, 2 30)", into=["A", "C"]),
        edit("merge", zones=["B", "C"]),
        Remove(zone="Q"),
    ]
    lines = refusal(edits, zones_of(A=square(0), B=square(2))).splitlines()
    failed = ["edit 1 (add N)", "edit 4 (split A)", "edit 6 (remove Q)"]
    assert [line.split(":")[0] for line in lines] == failed


@examples(16)
@given(stars(), st.floats(1.0001, 4) | st.floats(0.05, 0.9999))
def test_a_target_is_met(zone: shapely.MultiPolygon, factor: float) -> None:
    target = area_km2(zone) * factor
    verb = "expand" if factor > 1 else "shrink"
    shape = only(after(zones_of(A=zone), verb, zone="A", to_area_km2=target))
    assert area_km2(shape) == pytest.approx(target, rel=1e-9)
    by = only(after(zones_of(A=zone), verb, zone="A", by_km2=abs(target - area_km2(zone))))
    assert area_km2(by) == pytest.approx(target, rel=1e-9)
    assert shape.is_valid
    small, large = (zone, shape) if factor > 1 else (shape, zone)
    assert shapely.difference(small, large).area <= 1e-9 * zone.area


def ragged(lon: float, lat: float, corners: int, size: float, seed: int) -> shapely.Polygon:
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, corners))
    far = size * rng.uniform(0.5, 1, corners)
    return shapely.Polygon(np.column_stack([lon + far * np.cos(turn), lat + far * np.sin(turn)]))


def test_vertices_do_not_multiply_as_a_zone_expands_again_and_again() -> None:
    start = zones_of(A=ragged(120, 30, 60, 0.1, 1))
    tenths = apply_edits(start, [Expand(zone="A", by_km=10)] * 10, CONTEXT)
    # an arc of radius k·d needs 222·√k chords to lie within 1e-4·d
    assert shapely.get_num_coordinates(only(tenths)) <= 222 * np.sqrt(10) * 1.5
    assert only(tenths).is_valid
    once = apply_edits(start, [Expand(zone="A", by_km=100)], CONTEXT)
    assert area_km2(only(tenths)) == pytest.approx(area_km2(only(once)), rel=2e-3)


def test_a_budget_ends_a_replay() -> None:
    zones = zones_of(A=square(0), B=square(3))
    with Budget(seconds=0).limiting(), pytest.raises(BudgetError):
        apply_edits(zones, [Expand(zone="A", by_km=0.001)] * 1500, CONTEXT)


def test_a_failure_of_the_geometry_library_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise shapely.errors.GEOSException("TopologyException:  side location\nconflict")

    monkeypatch.setattr(Remove, "edited", fails)
    with pytest.raises(ScenarioError, match=r"the geometry library fails .*conflict") as caught:
        apply_edits(zones_of(A=square(0), B=square(3)), [Remove(zone="A")], CONTEXT)
    assert str(caught.value).startswith("edit 1 (remove A): ")


def test_no_message_is_made_of_positions_that_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def message(code: str, **params: object) -> Message:
        made.append(code)
        return Message(code, **params)  # type: ignore[arg-type]

    monkeypatch.setattr(polygon_input, "Message", message)
    ring = shapely.get_coordinates(ragged(120, 30, 10_000, 0.1, 4)).tolist()
    drawn = {"type": "Polygon", "coordinates": [ring]}
    assert shapely.get_coordinates(read_polygonal(drawn)).tolist() == ring
    assert len(made) < 10
