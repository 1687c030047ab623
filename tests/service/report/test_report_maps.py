"""Maps of a report: where they are true, what they show, whose they are and of when."""

import re

import geopandas as gpd
import numpy as np
import pytest
import shapely
from conftest import CRS, point, square
from pyproj import Geod
from pyproj.enums import TransformDirection
from reports import PLAN, RADII, WIDER, pictures, reported

from geo import CoverageMeter, Expand, Scenario
from geo.edits import Transfer
from layers import Plan
from layers.geometry.area_projection import area_projection
from service.report.content import report
from service.report.map_labels import Labels
from service.report.map_view import View, has_inset, inset_view, near_view, wide_view
from service.report.measured import Measured
from service.report.writer import Edition

SIZE = (1000.0, 620.0)
WGS_84 = gpd.GeoSeries(crs="EPSG:4326").crs
RECORD = {
    "etag": "sha256:1",
    "status": "proposed",
    "decisions": [],
    "history": [{"number": 7, "author": "Chen", "at": "2026-11-20T08:00:00.000000Z"}],
}


def regions(crs: str = CRS, **shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    codes = [code.removeprefix("_") for code in shapes]
    return gpd.GeoDataFrame({"adcode": codes}, geometry=[*shapes.values()], crs=crs)


CHINA = regions(
    _650102=shapely.box(74, 36, 90, 49),
    _330101=shapely.box(110, 21, 122, 53),
    _460321=shapely.box(111, 4, 113, 16),
)


def ground_km(view: View, wide: float) -> float:
    """Return how long a line across the middle of a view is on the ground."""
    x = view.west_m + (view.wide / 2 + np.array([-wide / 2, wide / 2])) / view.units_per_m
    y = np.full(2, view.north_m - view.high / 2 / view.units_per_m)
    lon, lat = view.to_plane.transform(x, y, direction=TransformDirection.INVERSE)
    return float(Geod(ellps="GRS80").inv(lon[0], lat[0], lon[1], lat[1])[2]) / 1e3


def test_only_a_map_of_china_that_reaches_the_far_south_has_an_inset() -> None:
    assert has_inset(CHINA)
    assert not has_inset(CHINA.iloc[:2])
    assert not has_inset(CHINA.iloc[2:])
    assert not has_inset(CHINA.to_crs("EPSG:4326"))


def test_the_plan_is_drawn_in_the_projection_of_its_extent() -> None:
    view = wide_view(CHINA, CHINA.geometry.to_numpy(), SIZE)
    assert view.projection == area_projection(CHINA.crs, (74.0, 4.0, 122.0, 53.0))


def test_the_main_map_leaves_out_what_the_inset_shows() -> None:
    view = wide_view(CHINA, CHINA.geometry.to_numpy(), SIZE)
    main, far = (view.drawn(CHINA.geometry)[row] for row in (1, 2))
    frame = shapely.box(0, 0, *SIZE)
    assert frame.covers(main)
    assert not frame.intersects(far)
    inset = inset_view(view, CHINA.crs, (132.0, 168.0))
    assert shapely.box(0, 0, 132, 168).covers(inset.drawn(CHINA.geometry)[2])


@pytest.mark.parametrize("latitude", [-40.0, 0.5, 23.0, 51.0])
def test_a_scale_bar_is_as_long_as_it_says_at_the_middle_of_the_map(latitude: float) -> None:
    land = shapely.box(100, latitude - 9, 118, latitude + 9)
    for view in (
        wide_view(regions("EPSG:4326", A=land), np.array([land]), SIZE),
        near_view([shapely.box(100, latitude, 100.2, latitude + 0.1)], WGS_84, SIZE),
    ):
        km = 100 / view.units_per_ground_m / 1e3
        assert ground_km(view, 100) == pytest.approx(km, rel=2e-3)


def test_every_map_says_whose_it_is_of_when_and_whether_it_was_reviewed() -> None:
    meter = CoverageMeter(PLAN, RADII)
    one = Measured.of(meter, meter.measure(), WIDER, RECORD)
    edition = Edition("en", "2026-11-25", "GS(2026)1", annex=True)
    found = report(PLAN, meter.measure(), [one], edition)
    near, overview = (picture.svg for picture in pictures(found)[:2])
    for svg in (overview, near):
        said = " ".join(re.findall(">([^<]+)</text>", svg))
        assert "revision 7 by Chen, 2026-11-20" in said
        assert "data as of 2026-11-25" in said
        assert "Map review number GS(2026)1" in said
        assert "equal-area" in said


def test_several_zones_that_change_have_a_map_of_all_of_them_first() -> None:
    edits = [Expand(zone="W", by_km=0.3), Expand(zone="E", by_km=0.3)]
    found = reported(scenarios=[Scenario.of(PLAN, edits, scenario="both", title="Both")])
    captions = [picture.caption for picture in pictures(found)]
    assert captions[:3] == [
        "All changes, before and after",
        "West: boundary before and after",
        "East: boundary before and after",
    ]
    assert pictures(found)[0].svg.count(">West<") == 1
    assert pictures(found)[0].svg.count(">East<") == 1


def test_land_that_one_zone_hands_to_another_has_a_pattern_of_its_own() -> None:
    half = shapely.box(*square(0).bounds[:2], point(0.5).x, square(0).bounds[3])
    hand = Transfer(**{"from": "W"}, to="E", geometry=half.wkt)
    found = reported(scenarios=[Scenario.of(PLAN, [hand], title="Handed")])
    both, west, east = (picture.svg for picture in pictures(found)[:3])
    assert "Land transferred between zones" in both
    assert "url(#handed)" in both
    assert "url(#handed)" not in west + east


def test_a_name_on_a_pattern_stands_on_a_plate_and_none_on_a_sliver_of_land() -> None:
    labels = Labels(400, 300, shapely.box(0, 0, 200, 300))
    on_pattern = labels.write(shapely.box(0, 0, 200, 300), "West", bold=True)
    beside = labels.write(shapely.box(210, 0, 400, 300), "East", bold=True)
    assert [each.split()[0] for each in on_pattern] == ["<rect", "<text"]
    assert [each.split()[0] for each in beside] == ["<text"]
    assert labels.write(shapely.box(300, 0, 301, 20), "Sliver", slight=False) == []


def test_a_name_that_would_hide_much_of_hatched_land_stands_above_it() -> None:
    small = shapely.box(200, 150, 260, 190)
    (name,) = Labels(400, 300, small).write(small, "Shantou", bold=True)
    (y,) = re.findall(r' y="([\d.]+)"', name)
    assert float(y) < 150


def test_zones_of_one_name_are_told_apart_by_their_ids() -> None:
    zones = PLAN.zones.assign(name="Quay", name_zh="码头")
    plan = Plan({name: PLAN.frame(name) for name in PLAN.present} | {"zones": zones})
    scenario = Scenario.of(plan, [Expand(zone="W", by_km=0.3)], title="T")
    found = reported(plan, [scenario])
    assert "Quay [W]" in pictures(found)[1].svg
    assert pictures(found)[0].caption == "Quay [W]: boundary before and after"


def test_a_map_of_land_alone_needs_no_people() -> None:
    bare = Plan({"zones": PLAN.zones, "regions": regions(_330101=square(-5, -5, 25))})
    found = reported(bare, [Scenario.of(bare, [Expand(zone="W", by_km=0.8)], title="Wider")])
    assert len(pictures(found)) == 2
