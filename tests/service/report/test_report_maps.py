"""Maps of a report: where they are true, what they show, whose they are and of when."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from pyproj.enums import TransformDirection
from reports import (
    PLAN,
    RADII,
    WIDER,
    across_180_degrees,
    measured,
    pictures,
    reported,
    usual,
    with_layers,
)
from ruled_plan import strip

from geo import CoverageMeter, Expand, Scenario
from geo.edits import Add, Remove, Reshape, Transfer
from layers import Plan
from layers.geometry.antimeridian import Extent
from layers.geometry.area_projection import area_projection
from layers.palette import CHANGES, COLOURS
from service.report.change_map import MapSubject, broader_edge, shown_share
from service.report.document import Picture
from service.report.map_labels import Labels
from service.report.map_lines import STAR
from service.report.map_signs import NO_SIGNS, signs
from service.report.map_strip import LOCATOR, LOCATOR_HIGH, patterns
from service.report.map_view import View, has_inset, inset_view, near_view, wide_view
from service.report.maps import INSET, Maps, _lowered
from service.report.names import Names
from service.report.pictures import Pictures
from service.report.surroundings import RIVER, ROAD
from service.report.writer import Edition, Writer
from tests.conftest import CRS, demand_frame, layer_frame, point, square

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


def test_a_map_of_china_that_reaches_the_far_south_has_an_inset_of_it() -> None:
    assert has_inset(CHINA)
    for other in (CHINA.iloc[:2], CHINA.iloc[2:], CHINA.to_crs("EPSG:4326")):
        assert not has_inset(other)
    view = wide_view(CHINA, CHINA.geometry.to_numpy(), SIZE)
    assert view.projection == area_projection(CHINA.crs, (74.0, 4.0, 122.0, 53.0))
    main, far = (view.drawn(CHINA.geometry)[row] for row in (1, 2))
    frame = shapely.box(0, 0, *SIZE)
    assert frame.covers(main)
    assert not frame.intersects(far)
    inset = inset_view(view, CHINA.crs, (132.0, 168.0))
    assert shapely.box(0, 0, 132, 168).covers(inset.drawn(CHINA.geometry)[2])


def test_a_scale_bar_is_as_long_as_it_says_at_the_middle_of_the_map() -> None:
    for latitude in (-40.0, 0.5, 23.0, 51.0):
        land = shapely.box(100, latitude - 9, 118, latitude + 9)
        near = shapely.box(100, latitude, 100.2, latitude + 0.1)
        for view in (
            wide_view(regions("EPSG:4326", A=land), np.array([land]), SIZE),
            near_view([near], WGS_84, SIZE),
        ):
            km = 100 / view.units_per_ground_m / 1e3
            assert ground_km(view, 100) == pytest.approx(km, rel=2e-3)


def test_a_sheet_of_a_scenario_is_tinted_by_the_change_or_by_what_is_reached() -> None:
    one = measured(PLAN, WIDER)
    before = one.comparison.coverages[0]
    writer = Writer(PLAN, before, [one], Edition("en", "2026-11-25"))
    for is_change in (True, False):  # no district is reached more or less
        svg, _ = Pictures(writer, is_change=is_change).sheet(one, "", None, "a4")
        text = " ".join(re.findall(">([^<]+)</text>", svg))
        assert ("Persons within 2 km of a zone, share of each" in text) is not is_change
        assert "Land gained" in text


def test_every_map_has_its_author_date_and_review_and_is_whole_svg() -> None:
    near, overview = pictures(reported(record=RECORD))[:2]
    for picture in (overview, near):
        text = " ".join(re.findall(">([^<]+)</text>", picture.svg))
        assert "revision 7 by Chen, 2026-11-20" in text
        assert "plan of 2026-11-25" in text
        assert "Map review number GS(2026)1" in text
        assert all(it in text.replace("\n", " ") for it in ("OpenStreetMap", "GeoNames", "GSHHG"))
        assert "equal-area" in text
        assert "schematic" not in text  # which stands at the front and in the footer
    for picture in pictures(usual()):
        ET.fromstring(picture.svg)  # noqa: S314  our own
        assert picture.alt
        assert picture.caption
        assert "nan" not in picture.svg.lower()


def test_places_that_change_stand_together_or_each_enlarged() -> None:
    edits = [Expand(zone=zone, by_km=0.3) for zone in ("W", "E")]
    both, west, east = pictures(reported(scenarios=[Scenario.of(PLAN, edits, title="Both")]))[:3]
    assert both.caption == "Before and after: each place where land changes, enlarged"
    assert west.caption.startswith("West gains ")
    assert east.caption.startswith("East gains ")
    assert all(name in both.svg for name in ("West", "East"))
    apart = with_layers(
        Plan({"zones": PLAN.zones, "regions": PLAN.regions}),
        zones=PLAN.zones.assign(geometry=[strip(0, 1), shapely.box(130, 40, 130.01, 40.01)]),
    )
    found = reported(apart, [Scenario.of(apart, edits, title="Both")])  # no one map can show both
    panels = len(re.findall(r"<svg x=", pictures(found)[0].svg))
    bars = [float(it) for it in re.findall(r">([\d.]+) km<", pictures(found)[0].svg)]
    assert panels == len(bars) == 2
    assert max(bars) <= 1


def test_places_far_from_each_other_are_one_map_where_it_shows_each() -> None:
    zones = PLAN.zones.assign(geometry=[square(0), square(6)])
    land = zones.assign(geometry=[square(1), square(7)], change="gained", area_km2=1.0)
    (place,) = MapSubject.of((zones, zones), land, ["W", "E"], Names(PLAN, "en")).places()
    assert place.zones == ["W", "E"]


def test_the_map_of_a_place_draws_the_land_of_every_place_in_its_view() -> None:
    zones = PLAN.zones.assign(geometry=[shapely.box(120, 30, 120.1, 30.1), square(1000)])
    east, north = shapely.box(120.1, 30, 120.13, 30.03), shapely.box(120, 30.1, 120.03, 30.13)
    parts = [shapely.union(east, north), square(1001)]
    land = zones.assign(geometry=parts, change="gained", area_km2=4.0)
    after = zones.assign(geometry=zones.geometry.union(land.geometry))
    places = MapSubject.of((zones, after), land, ["W", "E"], Names(PLAN, "en")).places()
    assert len(places) == 3
    for place in places[:2]:
        view = place.view(SIZE)
        drawn, own = (shown_share(view, it) for it in (place.shown_land, place.land))
        assert drawn > 1.5 * own


@pytest.mark.parametrize(("by_km", "lines"), [(0.3, 1), (0.01, 0)])
def test_boundaries_lie_above_land_unless_it_is_a_rim(by_km: float, lines: int) -> None:
    wider = Scenario.of(PLAN, [Expand(zone="W", by_km=by_km)], title="Wider")
    svg = pictures(reported(scenarios=[wider]))[0].svg
    above, _ = svg[svg.index(f'fill="{CHANGES[0].colour}" fill-rule') :].split("</svg>", 1)
    assert above.count('stroke-width="1.6" stroke-dasharray') == lines
    assert above.count('stroke-width="2.4"') == lines
    assert svg.count("Boundary before") == lines


def test_land_that_one_zone_gives_to_another_has_a_pattern_of_its_own() -> None:
    half = shapely.box(*square(0).bounds[:2], point(0.5).x, square(0).bounds[3])
    given = Transfer(**{"from": "W"}, to="E", geometry=half.wkt)
    found = reported(scenarios=[Scenario.of(PLAN, [given], title="Given")])
    both, west, east = (picture.svg for picture in pictures(found)[:3])
    assert "Land transferred between zones" in both
    assert "url(#handed)" in both
    assert "url(#handed)" not in west + east
    assert "Land lost" in west
    assert "Land gained" not in west  # a legend lists what is drawn


@pytest.mark.parametrize(
    "part",
    [
        shapely.box(120.05, 30.1, 120.0595, 30.1094),
        shapely.box(119.999, 30, 120, 30.0945),
        shapely.box(120, 30, 120.111, 30.1).buffer(0.00023) - shapely.box(120, 30, 120.111, 30.1),
    ],
    ids=["beside", "along an edge", "all around"],
)
def test_a_change_of_1_km2_of_a_large_zone_covers_1_percent_of_its_map(part: Any) -> None:
    large = PLAN.zones.assign(geometry=[shapely.box(120, 30, 120.111, 30.1), strip(40, 41)])
    regions_ = regions(_330101=square(-50, -50, 200))
    plan = Plan({"zones": large, "regions": regions_})
    more = shapely.union(large.geometry[0], part)
    scenario = Scenario.of(plan, [Reshape(zone="W", geometry=more)], title="A little")
    one = measured(plan, scenario)
    (row,) = one.changes
    assert row["area_km2_before"] == pytest.approx(119, abs=2)
    assert row["gained_km2"] == pytest.approx(1, abs=0.15)
    frames = one.comparison.coverages[0].zone_frame, one.comparison.coverages[1].zone_frame
    subject = MapSubject.of(frames, one.comparison.land, ["W"], Names(plan, "en"))
    (place,) = subject.places()
    view = place.view((1000.0, 560.0))
    assert shown_share(view, place.land, broader_edge(view, place.land)) >= 0.01


def test_callouts_and_names_stand_off_the_land_that_changes() -> None:
    west, east = shapely.box(0, 0, 200, 300), shapely.box(210, 0, 400, 300)
    labels = Labels(400, 300, west, [west, east])
    assert labels.write(west, "West", bold=True) == []
    (line, plate, text) = labels.callout(west, "West +8.00 km²")
    (x, wide) = (float(re.findall(rf' {name}="([\d.]+)"', plate)[0]) for name in ("x", "width"))
    assert x > 200
    assert x + wide < 400
    assert line.startswith("<path")
    assert "West +8.00 km²" in text
    assert labels.callout(shapely.box(500, 0, 600, 9), "out of sight") == []
    for text in ("no room", "no room for so long a text, which is wider than the map is, " * 2):
        crowded = Labels(400, 300, shapely.box(0, 0, 400, 300)).callout(west, text)
        assert len(crowded) == 3  # it lies on the land rather than vanish
    labels = Labels(400, 300, west, [west, east])
    assert [each.split()[0] for each in labels.write(east, "East", bold=True)] == ["<text"]
    assert labels.write(shapely.box(300, 0, 301, 20), "Sliver", slight=False) == []
    rim = shapely.box(100, 100, 300, 200).difference(shapely.box(190, 110, 290, 190))
    (name,) = Labels(400, 300, rim).write(shapely.box(100, 100, 300, 200), "Lingang", bold=True)
    (x,) = (float(it) for it in re.findall(r' x="([\d.]+)"', name))
    assert x == pytest.approx(240)  # on what does not change


def test_the_overview_has_zones_that_scenarios_add_and_remove_with_their_names() -> None:
    new = Add(zone="N", ftz="F", name="Harbour", geometry=strip(6, 7).__geo_interface__)
    scenarios = [
        Scenario.of(PLAN, [new], scenario="new", title="New"),
        Scenario.of(PLAN, [Remove(zone="E")], scenario="less", title="Less"),
    ]
    shown = pictures(reported(scenarios=scenarios))
    overview = next(it.svg for it in shown if it.alt.startswith("Map of the whole plan"))
    outlines, *_ = re.findall('d="([^"]+)" fill="none" [^>]*stroke-width="2.4"', overview)
    assert outlines.count("M") == 2
    assert ">Harbour<" in overview
    assert ">East<" in overview
    captions = " ".join(it.caption for it in shown)
    assert "Harbour is a new zone of " in captions
    assert "East is given up: " in captions


def test_a_zone_on_both_sides_of_180_degrees_is_one_on_the_map() -> None:
    plan = across_180_degrees()
    found = reported(plan, [Scenario.of(plan, [Expand(zone="Z", by_km=2)], title="Wider")])
    (map_,) = (it for it in found.sections[0].single_blocks if isinstance(it, Picture))
    bar_km = re.search(r">(\d+) km<", map_.svg)
    assert bar_km is not None
    assert int(bar_km[1]) <= 10
    svg = ET.fromstring(map_.svg)  # noqa: S314  our own
    fill = f".//svg:path[@fill='{COLOURS['sheet']}']"
    drawn = svg.find(fill, {"svg": "http://www.w3.org/2000/svg"})
    assert drawn is not None
    assert drawn.attrib["d"].count("M") == 1
    ring = re.findall(r"(-?[\d.]+) (-?[\d.]+)", drawn.attrib["d"])
    shown = shapely.Polygon([(float(x), float(y)) for x, y in ring])
    assert shown.covers(shapely.box(0, 0, 1000, 560))
    place = svg.findall(".//{http://www.w3.org/2000/svg}circle")[-1]
    at = float(place.attrib["cx"]), float(place.attrib["cy"])
    assert at == pytest.approx((LOCATOR / 2, LOCATOR_HIGH / 2), abs=3)


def _with_lines(plan: Plan) -> Plan:
    """Return a plan with the outline of its regions as a coast, a dash at sea, and an islet."""
    land = shapely.box(118, 28, 122, 32)
    dash = shapely.LineString([(120.281, 30.0), (120.284, 30.0)])
    shapes = [shapely.MultiLineString([land.convex_hull.exterior]), shapely.MultiLineString([dash])]
    names = {"name_id": ["I"], "kind": ["islet"], "name": ["Reef"], "name_zh": ["礁"]}
    return with_layers(
        plan,
        regions=regions(_330101=land),
        map_lines=layer_frame(shapes, kind=["coast", "south_sea"], line_id=["C", "S"]),
        map_names=gpd.GeoDataFrame(names, geometry=[point(9.5)], crs=CRS),
    )


def test_every_map_shows_the_lines_and_islets_of_its_plan_and_those_of_no_other() -> None:
    lines = ("Coastline", "Line in the South China Sea", "Reef")
    with_lines = reported(_with_lines(PLAN), [WIDER])
    overview = pictures(with_lines)[1]
    assert all(f">{it}<" in overview.svg for it in lines)
    assert not any(it in picture.svg for it in lines for picture in pictures(usual()))


def test_an_inset_is_on_no_land_of_the_main_map() -> None:
    view = wide_view(CHINA, CHINA.geometry.to_numpy(), SIZE)
    corner = shapely.box(SIZE[0] - INSET[0] - 12, SIZE[1] - INSET[1] - 12, *SIZE)
    taiwan = view.drawn([shapely.box(120, 22, 124.6, 26)])[0]  # with Chiwei Yu
    assert not corner.intersects(taiwan)


def test_the_legend_names_each_reference_layer_that_a_map_shows_each_with_its_own_dash() -> None:
    named = {"reference": ["Farmland", "Red line", "Elsewhere"]}
    shapes = [square(0, 0), square(2, 0), square(900, 0)]
    plan = with_layers(PLAN, references=gpd.GeoDataFrame(named, geometry=shapes, crs=CRS))
    scenario = Scenario.of(plan, [Expand(zone="W", by_km=0.3)], title="Wider")
    near = pictures(reported(plan, scenarios=[scenario]))[0].svg
    assert all(f">{name}</text>" in near for name in ("Farmland", "Red line"))
    assert "Elsewhere" not in near
    assert {"8 3 2 3", "3 3"} <= set(re.findall('stroke-dasharray="([^"]+)"', near))


def sheet(
    scenario: Scenario | None, extent: Extent | None, plan: Plan = PLAN, paper: str = "a4"
) -> ET.Element:
    one = None if scenario is None else measured(plan, scenario)
    before = CoverageMeter(plan, RADII).measure() if one is None else one.comparison.coverages[0]
    writer = Writer(plan, before, [] if one is None else [one], Edition("en", "2026-11-25"))
    svg, _ = Pictures(writer).sheet(one, "", extent, paper)
    return ET.fromstring(svg)  # noqa: S314  our own


NEAR = (119.99, 29.99, 120.05, 30.03)


def test_the_bar_of_a_sheet_holds_at_its_middle() -> None:
    land = regions(_330101=shapely.box(100, 20, 124, 44))
    plan = with_layers(Plan({"zones": PLAN.zones, "regions": land}))
    maps = Maps(plan, "en")
    for extent in (NEAR, (103.0, 22.0, 106.0, 24.0), (100.0, 20.0, 124.0, 43.0), None):
        view = maps.view(extent, SIZE)
        km = 100 / view.units_per_ground_m / 1e3
        assert ground_km(view, 100) == pytest.approx(km, rel=2e-3)
        frame = shapely.box(0, 0, *SIZE)
        assert frame.buffer(1).covers(view.drawn([shapely.box(*(extent or NEAR))])[0])


def test_regions_are_outlined_on_a_near_map_and_on_a_wide_one_without_lines_of_its_own() -> None:
    land = regions(_1=shapely.box(100, 20, 112, 44), _2=shapely.box(112, 20, 124, 44))
    people = demand_frame((point(0.5), 9), (shapely.Point(105, 30), 9))
    wide = with_layers(PLAN, regions=land, demand=people)
    lines = _with_lines(PLAN).frame("map_lines")
    near, far, road = (COLOURS["edge"], "1"), (COLOURS["outline"], "0.7"), (ROAD, "1.1")
    for plan, expected in (
        (PLAN, {near, road}),
        (wide, {far}),
        (wide.with_layer("map_lines", lines), set()),
    ):
        drawn = sheet(None, None, plan).iter("{http://www.w3.org/2000/svg}path")
        strokes = {(it.get("stroke"), it.get("stroke-width")) for it in drawn}
        assert strokes & {near, far, road} == expected


def test_the_legend_of_a_sheet_names_the_colours_and_signs_that_are_drawn_and_no_others() -> None:
    for scenario, extent in ((None, None), (None, NEAR), (WIDER, None), (WIDER, NEAR)):
        svg = sheet(scenario, extent)
        namespace = "{http://www.w3.org/2000/svg}"
        (frame,) = svg.findall(f"{namespace}svg")
        drawn = {it.get("fill") for it in frame.iter(f"{namespace}path")}
        inside = set(frame.iter())
        listed = {
            it.get("fill")
            for it in svg.iter(f"{namespace}rect")
            if it not in inside and (it.get("width"), it.get("height")) == ("28", "14")
        }
        tints = {fill for name, fill in COLOURS.items() if re.match("share|change", name)}
        land = {mark.colour for mark in CHANGES} | {"url(#lost)", "url(#handed)"}
        signs = (tints | land) - {COLOURS["share-0"]}  # which has the colour of plain ground
        assert listed & signs == drawn & signs
        assert bool(listed & land) == (scenario is not None)


def test_a_sheet_of_a_place_that_has_one_colour_has_no_tint_but_coloured_zones() -> None:
    texts = {"".join(it.itertext()) for it in sheet(None, NEAR).iter()}
    assert "80–100%" not in texts
    assert "Zone" in texts


def test_a_colour_that_water_hides_but_for_a_hair_is_no_colour_of_the_place() -> None:
    beside = (119.99, 29.99, 120.28, 30.03)
    texts = {"".join(it.itertext()) for it in sheet(None, beside).iter()}
    assert "80–100%" in texts
    lake = shapely.box(120.0602, 29.9, 120.3, 30.1)
    waters = gpd.GeoDataFrame({"water_id": ["L"]}, geometry=[lake], crs=CRS)
    svg = sheet(None, beside, with_layers(PLAN, waters=waters))
    assert "80–100%" not in {"".join(it.itertext()) for it in svg.iter()}
    assert COLOURS["sea"] in {it.get("fill") for it in svg.iter("{http://www.w3.org/2000/svg}path")}


def test_lines_and_named_points_of_others_are_on_the_map_and_in_its_legend() -> None:
    road = shapely.MultiLineString([[(120, 30), (120.01, 30.02)]])
    plan = with_layers(
        PLAN,
        reference_lines=layer_frame([road], reference=["Bypass"], name=["Ring"]),
        reference_points=layer_frame([point(3, 0.5)], reference=["Towns"], name=["Fuxing"]),
    )
    svg = sheet(None, NEAR, plan)
    texts = {"".join(it.itertext()) for it in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Bypass", "Towns", "Fuxing"} <= texts


def test_a_sheet_shows_clusters_gateways_and_broken_rules_as_its_legend_says() -> None:
    sectors = ["biopharma", "tea <&>", "biopharma"]
    at = [
        shapely.Point(it) for it in ((120.005, 30.005), (120.02, 30.0), (10, 10))
    ]  # the last is elsewhere
    clusters = gpd.GeoDataFrame({"cluster_id": [*"ABC"], "sector": sectors}, geometry=at, crs=CRS)
    ports = layer_frame([shapely.Point(120.03, 30.0)], gateway_id=["P"], kind=["seaport"])
    plan = PLAN.with_layer("clusters", clusters).with_layer("gateways", ports)
    view = near_view([shapely.box(120, 30, 120.05, 30.05)], plan.crs, SIZE)
    broken = pd.DataFrame(
        {"level": ["hard", "soft"], "geometry": [shapely.box(120.01, 30.01, 120.02, 30.02), None]}
    )
    every = ("clusters", "gateways", "violations")
    shown = signs(plan, view, every, broken, "en")
    words = [key.text for key in shown.keys]
    assert words == ["Breaks a hard rule", "Seaport", "Biopharma", "tea <&>"]
    assert shown.svg.count("scale(") == 3
    assert shown.svg.count("url(#hard)") == 1
    halo = f'stroke="{COLOURS["halo"]}"'
    assert shown.svg.count(f'fill="url(#hard)" fill-rule="evenodd" {halo}') == 1
    hatch = re.search('id="hard".*?</pattern>', patterns())
    assert hatch
    assert halo in hatch[0]  # so that it shows on dark land in grey
    assert len(shown.places) == 3
    assert signs(plan, view, (), broken, "en") == NO_SIGNS
    words = [key.text for key in signs(plan, view, every, broken, "zh").keys]
    assert words == ["违反强制规则", "海港", "生物医药", "tea <&>"]


def test_points_too_many_to_draw_are_numbers_that_add_up_to_them() -> None:
    rng = np.random.default_rng(5)
    lon, lat = 120 + 0.04 * rng.random((2, 1_500)) * [[1], [0.5]] + [[0], [30 - 120]]
    ids = [str(number) for number in range(1_500)]
    clusters = layer_frame(shapely.points(lon, lat), cluster_id=ids, sector="tea")
    plan = PLAN.with_layer("clusters", clusters)
    view = near_view([shapely.box(120, 30, 120.05, 30.05)], plan.crs, SIZE)
    shown = signs(plan, view, ["clusters"], pd.DataFrame(), "en")
    numbers = [int(it) for it in re.findall(r">(\d+)</text>", shown.svg)]
    assert sum(numbers) == 1_500
    assert len(numbers) < 400


def china(**layers: gpd.GeoDataFrame) -> Plan:
    """Return two provinces of China beside each other, with a zone, from Wuhan to the sea."""
    land = [shapely.box(113, 29, 116, 33), shapely.box(116, 29, 119, 33)]
    codes = {"adcode": ["420102", "710001"], "province_adcode": ["420000", "710000"]}
    names = {"province_name": ["Hubei", "East"], "province_name_zh": ["湖北省", "东区"]}
    frame = gpd.GeoDataFrame({**codes, **names}, geometry=land, crs=CRS)
    zones = gpd.GeoDataFrame(
        {"zone_id": ["Z"], "ftz_id": ["F"]}, geometry=[shapely.box(114, 30, 114.2, 30.2)], crs=CRS
    )
    people = {"demand_id": ["1", "2"], "population": [9.0, 9.0], "adcode": codes["adcode"]}
    demand = gpd.GeoDataFrame(
        people, geometry=[shapely.Point(114.1, 30.1), shapely.Point(117, 31)], crs=CRS
    )
    return Plan({"zones": zones, "regions": frame, "demand": demand, **layers})


def sheet_of(plan: Plan, extent: Extent | None = None) -> str:
    before = CoverageMeter(plan, (50.0, 100.0)).measure()
    writer = Writer(plan, before, [], Edition("en", "2026-11-25"))
    svg, _ = Pictures(writer).sheet(None, "Sheet", extent, "a4")
    return svg


def test_lakes_and_rivers_are_on_every_map_and_in_its_legend() -> None:
    for extent in (None, (114.0, 29.5, 115.5, 31.0)):
        svg = sheet_of(china(), extent)
        assert f'fill="{COLOURS["sea"]}" fill-rule="evenodd" stroke="{RIVER}"' in svg
        assert f'fill="none" stroke="{RIVER}" stroke-width="1"' in svg
        assert all(f">{words}<" in svg for words in ("River", "Lake or wide river"))


def test_taiwan_has_the_colour_of_no_data_whatever_is_reached_of_it() -> None:
    plan = china()
    before = CoverageMeter(plan, (500.0, 900.0)).measure()
    assert (before.regions["covered_population"] > 0).all()
    writer = Writer(plan, before, [], Edition("en", "2026-11-25"))
    shares = Pictures(writer)._shares(before)
    assert shares["420102"] == 1
    assert np.isnan(shares["710001"])


def test_a_capital_has_a_star_and_its_region_no_name_beside_it() -> None:
    names = {"name_id": ["C"], "kind": ["capital"], "name": ["Hubei"], "name_zh": ["湖北"]}
    at = gpd.GeoDataFrame(names, geometry=[shapely.Point(114.5, 31)], crs=CRS)
    svg = sheet_of(china(map_names=at))
    assert svg.count(STAR) == 2  # on the map and in the legend
    assert ">Capital<" in svg
    assert svg.count(">Hubei<") == 1
    assert STAR not in sheet_of(china())


def test_the_name_of_a_region_stands_inside_it_as_large_as_fits_or_in_the_sea_beside_it() -> None:
    def placed(shape: shapely.Polygon, sea: shapely.Polygon) -> tuple[float, float, float] | None:
        (text,) = Labels(400, 300).inside(shape, "Jiangsu", sea, colour="#000") or ("",)
        found = re.search(r'x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)"', text)
        return tuple(map(float, found.groups())) if found else None  # type: ignore[return-value]

    nowhere = shapely.Polygon()
    (x, _, size) = placed(shapely.box(100, 100, 200, 160), nowhere) or (0, 0, 0)
    assert (x, size) == (pytest.approx(150, abs=3), 15)
    (_, _, narrow) = placed(shapely.box(100, 100, 155, 160), nowhere) or (0, 0, 0)
    assert narrow < 15
    islet = shapely.box(100, 100, 110, 110)
    assert placed(islet, nowhere) is None
    (x, _, _) = placed(islet, shapely.box(110, 0, 400, 300)) or (0, 0, 0)
    assert x > 110


def test_a_map_is_lowered_until_its_legend_fits_too() -> None:
    def drawn(high: float) -> tuple[str, float]:
        return f"{high:g}", high + (40 if high < 300 else 20)  # a lower map shows more

    assert _lowered(drawn, 400.0, 160.0, 310.0) == "270"
    assert _lowered(drawn, 400.0, 160.0, 100.0) == "160"
    assert _lowered(drawn, 400.0, 160.0, 500.0) == "400"
