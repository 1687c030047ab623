"""Every edit over squares of a hundredth of a degree; areas by the geodesic solver or by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    area_km2,
    only,
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
    Edit,
    EditContext,
    Expand,
    Merge,
    Move,
    Remove,
    Reshape,
    Set,
    Shrink,
    Split,
    Swap,
    Transfer,
    apply_edits,
)
from layers.errors import ScenarioError
from layers.geometry.buffer import buffer
from layers.geometry.ellipsoid import GRS80
from tests.searching import examples

if TYPE_CHECKING:
    from layers import Plan

ONE_OF_EACH: dict[str, Edit] = {
    edit.verb: edit
    for edit in (
        Reshape(zone="A", geometry=square(0, side=2)),
        Expand(zone="A", by_km=0.1),
        Shrink(zone="A", by_km=0.1),
        Move(zone="A", dx_km=5, dy_km=-5),
        Add(zone="C", ftz="G", geometry=square(20)),
        Remove(zone="A"),
        Split(zone="A", line="LINESTRING (120.005 29, 120.005 31)", into=["A", "C"]),
        Merge(zones=["A", "D"]),
        Transfer.model_validate({"from": "A", "to": "D", "geometry": square(0.5)}),
        Swap(zone="A", release=square(0.5), take=square(-0.5, side=0.5), adjust="release"),
        Set(zone="A", name="Harbour", locked=False),
    )
}


@pytest.mark.parametrize("verb", EDITS)
def test_an_edit_leaves_its_parent_and_the_other_zone_as_they_were_and_types_too(
    verb: str,
) -> None:
    zones = zones_of(A=square(0), B=square(10), D=square(1))
    before, shapes = zones.copy(), [shape.wkb for shape in zones.geometry]
    child = apply_edits(zones, [ONE_OF_EACH[verb]], CONTEXT)
    pd.testing.assert_frame_equal(zones, before)
    assert [shape.wkb for shape in zones.geometry] == shapes
    kept = child[child["zone_id"] == "B"]
    pd.testing.assert_frame_equal(kept.reset_index(drop=True), before[1:2].reset_index(drop=True))
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


def test_reshape_drops_heights_and_promotes_a_polygon() -> None:
    edit = Reshape(zone="A", geometry="POLYGON Z ((120 30 5, 121 30 5, 121 31 5, 120 30 5))")
    shape = only(apply_edits(zones_of(A=square(0)), [edit], CONTEXT))
    assert shape.wkt == "MULTIPOLYGON (((120 30, 121 30, 121 31, 120 30)))"


def test_reshape_takes_geometry_in_gauss_kruger_metres() -> None:
    # EPSG:4549 has 120°E at easting 500 km; on it, northing is the meridian arc from the equator.
    # A square of 1 km on the central meridian at northing 0 spans the equator's km in degrees.
    edit = Reshape(zone="A", geometry=shapely.box(500_000, 0, 501_000, 1_000), crs="EPSG:4549")
    shape = only(apply_edits(zones_of(A=square(0)), [edit], CONTEXT))
    expected = (120, 0, 120 + 1 / EAST_KM / 100, 1 / NORTH_KM / 100)
    assert shape.bounds == pytest.approx(expected, abs=1e-8)


def test_wgs_84_and_cgcs2000_coordinates_are_the_same() -> None:
    edit = Reshape(zone="A", geometry=square(3), crs="EPSG:4326")
    shape = only(apply_edits(zones_of(A=square(0)), [edit], CONTEXT))
    assert shape.equals_exact(shapely.MultiPolygon([square(3)]), 1e-12)


def test_a_datum_without_published_parameters_is_refused() -> None:
    edit = Reshape(zone="A", geometry=square(3), crs="EPSG:4214")
    message = refusal([edit], zones_of(A=square(0)))
    assert message.startswith("edit 1 (reshape A): geometry is in EPSG:4214, from which no exact")


def test_expand_by_a_distance_grows_a_square_by_strips_and_quarter_circles() -> None:
    zones = zones_of(A=square(0, lat=0))
    shape = only(apply_edits(zones, [Expand(zone="A", by_km=0.1)], CONTEXT))
    corners = np.pi * 0.1**2
    expected = EQUATOR_SQUARE_KM2 + 2 * (EAST_KM + NORTH_KM) * 0.1 + corners
    assert area_km2(shape) == pytest.approx(expected, rel=2e-5)
    west, south, east, north = shape.bounds
    assert (east - west) * 100 * EAST_KM == pytest.approx(EAST_KM + 0.2, abs=1.8e-5)
    assert (north - south) * 100 * NORTH_KM == pytest.approx(NORTH_KM + 0.2, abs=1.8e-5)


@pytest.mark.parametrize("edit", [Expand(zone="A", by_km=10), Shrink(zone="A", by_km=0.1)])
def test_a_boundary_moves_by_the_geodesic_distance_as_reach_has_it(edit: Expand | Shrink) -> None:
    zone = shapely.Polygon([(120, 30), (120.03, 30), (120.012, 30.01), (120.03, 30.04)])
    shape = only(apply_edits(zones_of(A=zone), [edit], CONTEXT))
    by_km = edit.by_km or 0.0
    moved = shapely.get_coordinates(shapely.segmentize(shape.boundary, 0.001))
    boundary = shapely.get_coordinates(shapely.segmentize(zone.exterior, 2e-6 * by_km**0.5 * 10))
    apart_km = np.array(
        [
            GRS80.geod.inv(*np.broadcast_arrays(*place, *boundary.T))[2].min() / 1e3
            for place in moved[:: max(1, len(moved) // 200)]
        ]
    )
    assert apart_km / by_km == pytest.approx(np.ones(len(apart_km)), abs=2e-4)
    if isinstance(edit, Expand):
        reach = buffer(GRS80, zone, by_km)
        apart = shapely.symmetric_difference(shape, reach).area
        assert apart < 2e-5 * reach.area


def test_shrink_by_a_distance_leaves_the_smaller_rectangle() -> None:
    zones = zones_of(A=square(0, lat=0))
    shape = only(apply_edits(zones, [Shrink(zone="A", by_km=0.1)], CONTEXT))
    assert area_km2(shape) == pytest.approx((EAST_KM - 0.2) * (NORTH_KM - 0.2), rel=1e-6)
    assert shapely.get_num_coordinates(shape) == 5


def test_blocks_stay_apart_until_they_grow_together() -> None:
    blocks = shapely.MultiPolygon([square(0, lat=0), square(2, lat=0)])  # 1.11 km between them
    zones = zones_of(A=blocks)
    apart = only(apply_edits(zones, [Expand(zone="A", by_km=0.5)], CONTEXT))
    joined = only(apply_edits(zones, [Expand(zone="A", by_km=0.6)], CONTEXT))
    assert (len(apart.geoms), len(joined.geoms)) == (2, 1)


def test_a_long_edge_is_followed_so_that_expanding_loses_nothing() -> None:
    wide = shapely.box(115, 29, 125, 29.5)
    zones = zones_of(A=wide)
    shape = only(apply_edits(zones, [Expand(zone="A", by_km=0.01)], CONTEXT))
    assert shapely.difference(wide, shape).is_empty


def test_a_target_on_the_wrong_side_names_both_figures() -> None:
    zones = zones_of(A=square(0, lat=0))
    message = refusal([Expand(zone="A", to_area_km2=1)], zones)
    assert message == (
        "edit 1 (expand A): to_area_km2 1 is below today's 1.23091 km²; give more, or use shrink"
    )
    message = refusal([Shrink(zone="A", to_area_km2=2)], zones)
    assert message == (
        "edit 1 (shrink A): to_area_km2 2 is above today's 1.23091 km²; give less, or use expand"
    )


def test_shrinking_to_nothing_is_refused() -> None:
    message = refusal([Shrink(zone="A", by_km=0.6)], zones_of(A=square(0, lat=0)))
    assert message.startswith("edit 1 (shrink A): nothing is left of A;")


@pytest.mark.parametrize("lat", [0, 30])
def test_move_shifts_along_parallel_and_meridian(lat: float) -> None:
    zones = zones_of(A=square(0, lat=lat))
    start = square(0, lat=lat).centroid
    east = only(apply_edits(zones, [Move(zone="A", dx_km=30, dy_km=0)], CONTEXT)).centroid
    north = only(apply_edits(zones, [Move(zone="A", dx_km=0, dy_km=30)], CONTEXT)).centroid
    # Thirty km of a parallel: λ = s / (N cos φ); of a meridian: the geodesic of azimuth 0.
    e2 = GRS80.flattening * (2 - GRS80.flattening)
    phi = np.radians(start.y)
    normal_km = 6378.137 / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    assert east.x - start.x == pytest.approx(np.degrees(30 / normal_km / np.cos(phi)), abs=1e-7)
    assert east.y == pytest.approx(start.y, abs=1e-7)
    assert north.x == pytest.approx(start.x, abs=1e-7)
    _, _, metres = GRS80.geod.inv(start.x, start.y, start.x, north.y)
    assert metres == pytest.approx(30_000, abs=0.01)


def test_an_added_zone_is_the_last_row_and_claims_nothing() -> None:
    edit = Add(zone="C", ftz="G", geometry=square(20), name="Coast", sectors=["marine", "wind"])
    child = apply_edits(zones_of(A=square(0), B=square(10)), [edit], CONTEXT)
    assert child["zone_id"].tolist() == ["A", "B", "C"]
    row = child.iloc[2]
    assert row["ftz_id"] == "G"
    assert row["name"] == "Coast"
    assert pd.isna(row["name_zh"])
    assert row["sectors"] == "marine;wind"
    assert row["boundary_source"] == "schematic"
    assert row["source"] == "scenario north"
    assert not row["locked"]
    assert not row["verified"]
    assert np.isnan(row["published_area_km2"])
    assert row.geometry.equals(square(20))


def test_an_added_zone_has_null_or_false_in_the_users_own_columns_never_0() -> None:
    zones = zones_of(A=square(0)).assign(jobs=[500], fenced=[True], note=["x"])
    child = apply_edits(zones, [Add(zone="C", ftz="F", geometry=square(20))], CONTEXT)
    assert child.iloc[1][["jobs", "note"]].isna().all()
    assert child["fenced"].tolist() == [True, False]
    assert child["fenced"].dtype == bool


def test_edits_follow_one_another() -> None:
    edits = [
        Remove(zone="A"),
        Add(zone="C", ftz="F", geometry=square(20)),
        Expand(zone="C", to_area_km2=5),
    ]
    child = apply_edits(zones_of(A=square(0)), edits, CONTEXT)  # the only zone there was
    assert child["zone_id"].tolist() == ["C"]
    assert area_km2(only(child, "C")) == pytest.approx(5, rel=1e-9)


def test_what_cannot_be_done_is_refused_with_edit_zone_and_reason() -> None:
    zones = zones_of(**{"SH-LG": square(0)})
    far = shapely.box(0, 50, 1, 51)
    cases = {
        Remove(zone="SH-LX"): "remove SH-LX): there is no zone SH-LX; did you mean SH-LG?",
        Add(zone="SH-LG", ftz="F", geometry=square(0)): (
            "add SH-LG): there is a zone SH-LG already; give another id, or reshape it"
        ),
        Add(zone="N", ftz="H", geometry=square(0)): "add N): there is no group H; known: F, G",
        Reshape(zone="SH-LG", geometry=far): (
            "reshape SH-LG): geometry reaches 0–1° E 50–51° N, beyond the plan's extent"
        ),
        Move(zone="SH-LG", dx_km=2000, dy_km=0): "move SH-LG): geometry reaches",
        Move(zone="SH-LG", dx_km=0, dy_km=9000): (
            "move SH-LG): dy_km 9000 leads to a pole; give less"
        ),
        Expand(zone="SH-LG", to_area_km2=9_999_999): (
            "expand SH-LG): no distance up to 1000 km gives 1e+07 km²; correct to_area_km2"
        ),
        Reshape(zone="SH-LG", geometry=shapely.box(1e30, 0, 2e30, 1), crs="EPSG:4549"): (
            "reshape SH-LG): geometry has a position outside the reach of EPSG:4549"
        ),
    }
    before = zones.copy()
    for edit, message in cases.items():
        assert refusal([edit], zones).startswith(f"edit 1 ({message}")
    pd.testing.assert_frame_equal(zones, before)


def test_swapped_axes_are_suspected_where_the_swap_would_fit() -> None:
    context = EditContext(CRS(4490), GRS80, frozenset({"F"}), (60.0, 20.0, 70.0, 40.0))
    zones = zones_of(A=shapely.box(65, 30, 66, 31))
    with pytest.raises(ScenarioError, match="look swapped: write longitude first"):
        Reshape(zone="A", geometry=shapely.box(30, 65, 31, 66)).apply(zones, context)


def test_all_edits_that_fail_are_reported_and_those_that_hang_on_them_are_not() -> None:
    edits = [
        Add(zone="N", ftz="H", geometry=square(0)),
        Expand(zone="N", by_km=1),
        Move(zone="A", dx_km=1, dy_km=1),
        Remove(zone="Q"),
    ]
    lines = refusal(edits, zones_of(A=square(0))).splitlines()
    assert [line.split(":")[0] for line in lines] == ["edit 1 (add N)", "edit 4 (remove Q)"]


def test_the_context_of_a_plan_reaches_5_degrees_beyond_its_regions(two_zones: Plan) -> None:
    context = EditContext.of(two_zones, "north")
    # Regions run from column −5 to 17 and row −5 to 6 about 120°E 30°N, in hundredths.
    assert context.extent == pytest.approx((114.95, 24.95, 125.17, 35.06))
    assert context.ftz_ids == {"F"}
    assert context.scenario == "north"


@examples(20)
@given(stars(), st.floats(1.0001, 4))
def test_expanding_meets_its_target_and_loses_no_place(
    zone: shapely.MultiPolygon, factor: float
) -> None:
    target = area_km2(zone) * factor
    child = apply_edits(zones_of(A=zone), [Expand(zone="A", to_area_km2=target)], CONTEXT)
    assert area_km2(only(child)) == pytest.approx(target, rel=1e-9)
    assert only(child).is_valid
    assert shapely.difference(zone, only(child)).area <= 1e-9 * zone.area


@examples(20)
@given(stars(), st.floats(0.05, 0.9999))
def test_shrinking_meets_its_target_and_gains_no_place(
    zone: shapely.MultiPolygon, factor: float
) -> None:
    target = area_km2(zone) * factor
    child = apply_edits(zones_of(A=zone), [Shrink(zone="A", to_area_km2=target)], CONTEXT)
    assert area_km2(only(child)) == pytest.approx(target, rel=1e-9)
    assert only(child).is_valid
    assert shapely.difference(only(child), zone).area <= 1e-9 * zone.area


@examples(20)
@given(stars(), st.floats(-300, 300), st.floats(-300, 300))
def test_moving_keeps_the_area_and_the_reverse_move_undoes_it(
    zone: shapely.MultiPolygon, dx_km: float, dy_km: float
) -> None:
    there = apply_edits(zones_of(A=zone), [Move(zone="A", dx_km=dx_km, dy_km=dy_km)], CONTEXT)
    back = apply_edits(there, [Move(zone="A", dx_km=-dx_km, dy_km=-dy_km)], CONTEXT)
    assert area_km2(only(there)) == pytest.approx(area_km2(zone), rel=1e-5)
    size_deg = max(np.ptp(shapely.get_coordinates(zone), axis=0))
    assert shapely.hausdorff_distance(only(back), zone) <= 1e-5 * size_deg + 1e-9
