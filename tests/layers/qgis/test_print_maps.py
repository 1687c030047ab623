"""Which maps a printed page has, in which projection, and what its atlas turns its pages by."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import geopandas as gpd
import pandas as pd
import pyproj
import pytest
import shapely

import layers.qgis
from layers import Plan
from layers.geometry.area_projection import bounds_in
from layers.palette import COLOURS
from layers.qgis.atlas import atlas_of
from layers.qgis.dress import MapContents
from layers.qgis.layout import Page, layouts
from layers.qgis.legend import legend_of
from layers.qgis.map_layers import map_layers_of
from layers.qgis.page_template import BREAK, PageTemplate
from layers.qgis.print_maps import Frame, PageMaps, page_maps
from layers.schema.terms_table import read_terms
from tests.conftest import CRS, regions_frame, zones_frame

MAIN, SIDE = Frame(12, 30, 300, 255), Frame(316, 148, 98, 54)
CHINA = pyproj.CRS.from_epsg(4490)
_GROUND = "BackgroundColor"


def contents_of(
    frames: dict[str, pd.DataFrame], titles: dict[str, str] | None = None, **said: str
) -> MapContents:
    crs = pyproj.CRS.from_user_input(frames["zones"].crs)
    legend = legend_of(frames, read_terms(frames, crs, []))
    layers = map_layers_of(frames, legend)
    return MapContents("plan.gpkg", crs, layers, legend, titles or {}, said)


def columns_of_land(*boxes: shapely.Geometry) -> dict[str, pd.DataFrame]:
    """Return a plan of one zone in the first of some regions."""
    codes = [(f"3301{number:02}", box) for number, box in enumerate(boxes)]
    middle = boxes[0].centroid
    zone = shapely.box(middle.x, middle.y, middle.x + 0.1, middle.y + 0.1)
    plan = Plan({"zones": zones_frame(("W", "F", zone)), "regions": regions_frame(*codes)})
    return {name: plan.frame(name) for name in plan.present}


FAR_SOUTH = shapely.box(90, 10, 91, 12)
COUNTRY = columns_of_land(
    *(shapely.box(80 + x, 30 + y, 81 + x, 31 + y) for x in range(20) for y in range(10)), FAR_SOUTH
)


def maps_of(contents: MapContents, theme: int = 0) -> PageMaps:
    return page_maps(contents, contents.themes()[theme], MAIN, SIDE)


def test_the_far_south_is_an_inset_and_the_map_is_of_the_rest() -> None:
    maps = maps_of(contents_of(COUNTRY))
    assert maps.overview is None
    assert maps.south is not None
    crs = maps.main.projection.crs
    rest = bounds_in(CHINA, crs, (80.0, 30.0, 100.0, 40.0))
    assert maps.main.held[1] == pytest.approx(rest[1], rel=1e-3)
    _, low, _, high = bounds_in(CHINA, crs, FAR_SOUTH.bounds)
    assert maps.south.bounds[1] < low < high < maps.south.bounds[3]
    near = maps_of(contents_of(COUNTRY | {"regions": COUNTRY["regions"][:-1]}))
    assert (near.overview, near.south, near.beside) == (None, None, False)


def test_a_scale_bar_is_true_at_the_middle_of_the_map() -> None:
    main = maps_of(contents_of(COUNTRY)).main
    west, south, east, north = main.bounds
    middle, y = (west + east) / 2, (south + north) / 2
    to_degrees = pyproj.Transformer.from_crs(main.projection.crs, CHINA, always_xy=True).transform
    lon, lat = to_degrees([middle, middle + main.per_ground_km], [y, y])
    assert CHINA.get_geod().inv(lon[0], lat[0], lon[1], lat[1])[2] == pytest.approx(1e3, rel=1e-6)


def test_a_plan_across_180_is_in_the_middle_of_its_map() -> None:
    boxes = [shapely.box(178, -19, 180, -16), shapely.box(-180, -19, -177, -16)]
    frames = columns_of_land(shapely.box(176, -19, 178, -16), shapely.MultiPolygon(boxes))
    west, _, east, _ = maps_of(contents_of(frames)).main.held
    assert west == pytest.approx(-east, rel=1e-3)
    assert 7e5 < east - west < 8e5


def with_scenario(east: float, **said: str) -> MapContents:
    """Return the country with a scenario that moves the zone to a longitude."""
    zones = COUNTRY["zones"]
    moved = zones.translate(east - zones.total_bounds[0], 0)
    changes = {"zone_id": ["W", "W"], "change": ["gained", "lost"], "area_km2": [1.0, 1.0]}
    shapes = [moved.iloc[0], zones.geometry.iloc[0]]
    scenario = {
        "scenario_s_zones": zones.set_geometry(moved),
        "scenario_s_changes": gpd.GeoDataFrame(changes, geometry=shapes, crs=CRS),
    }
    return contents_of(COUNTRY | scenario, {"s": "S"}, **said)


def test_a_scenario_is_shown_where_it_changes_land_and_the_country_is_the_inset() -> None:
    maps = maps_of(with_scenario(80.7), 1)
    west, south, east, north = maps.main.bounds
    changed = bounds_in(CHINA, maps.main.projection.crs, (80.5, 30.5, 80.8, 30.6))
    assert west < changed[0] < changed[2] < east
    assert (east - west) / 1e3 < 100
    assert (east - west) / (north - south) == pytest.approx(MAIN.width / MAIN.height)
    assert maps.beside
    assert maps.overview is not None
    assert maps.overview.held[2] - maps.overview.held[0] > 1.5e6
    assert maps_of(with_scenario(99.0), 1).overview is None  # all over the country


def test_an_atlas_has_a_page_for_each_group_or_for_each_changed_zone() -> None:
    contents = with_scenario(80.7)
    baseline, scenario = contents.themes()
    by_group, by_zone = atlas_of(contents, baseline), atlas_of(contents, scenario)
    assert by_group is not None
    assert by_zone is not None
    assert (by_group.table, by_group.column) == ("zones", "ftz_id")
    assert (by_zone.table, by_zone.column) == ("scenario_s_changes", "zone_id")
    names = [made.get("name") for made in layouts(contents, scenario)]
    assert names == ["s", "s zones"]


def test_a_long_title_of_the_legend_has_lines_that_fit_its_column() -> None:
    contents = contents_of(COUNTRY)
    zones = next(layer for layer in contents.layers if layer.name == "zones")
    layer = replace(zones, words=("Districts: change of people within 50 km", "区县人口比例变化"))
    words = "Legend", "Areas"
    page = PageTemplate("page", contents.ground)
    page.legend([layer], words, height=100, filtered=True)
    labels = (it for it in page.layout().iter() if it.get("name") == "legend/title-label")
    (title,) = (it.get("value") for it in labels)
    lines = str(title).split(BREAK)
    assert " ".join(lines).endswith("Districts: change of people within 50 km")
    assert max(map(len, lines)) <= 30


def test_a_page_says_projection_revision_date_and_author() -> None:
    said = {"scenario_s.revision": "3", "scenario_s.data_date": "2026-01-02T03:04:05Z"}
    contents = with_scenario(80.7, baseline="sha256:" + "a" * 64, **said)
    page = Page(contents, contents.themes()[1])
    notes = page.notes(page.maps.main.projection)
    for words in (
        "Lambert azimuthal equal-area projection about 30.",
        "3 · ",
        "2026-01-02",
        "sha256:aaaaaaaaaaa",
        "[% format_date(now(), 'yyyy-MM-dd') %]",
        "@project_author",
    ):
        assert words in notes


def test_around_a_plan_is_sea_only_where_the_land_beside_it_is_known() -> None:
    land = gpd.GeoDataFrame({"land_id": ["A"]}, geometry=[shapely.box(0, 0, 90, 60)], crs=CRS)
    for frames, ground in ((COUNTRY, "beyond"), (COUNTRY | {"map_land": land}, "sea")):
        contents = contents_of(frames)
        (layout, *_) = layouts(contents, contents.themes()[0])
        wanted = [str(int(COLOURS[ground][at : at + 2], 16)) for at in (1, 3, 5)]
        drawn = [[it.get(part) for part in ("red", "green", "blue")] for it in layout.iter(_GROUND)]
        assert wanted in drawn


def test_what_is_not_written_into_a_page_is_not_on_it_and_ids_are_of_the_page() -> None:
    contents = contents_of(COUNTRY)
    pages = [PageTemplate(name, contents.ground) for name in ("one", "other")]
    for page in pages:
        page.text("title", "Words")
    one, other = ({it.get("uuid"): it.get("id") for it in _items(page.layout())} for page in pages)
    assert set(one.values()) == {"page", "title", "north arrow", "legend", "scale bar"}
    assert not one.keys() & other.keys()
    layout = layouts(contents, contents.themes()[0])[0]
    (arrow,) = (it for it in _items(layout) if it.get("id") == "north arrow")
    assert arrow.get("mapUuid") in {
        it.get("uuid") for it in _items(layout) if it.get("id") == "map"
    }


def test_the_template_has_colours_of_the_palette_alone() -> None:
    known = {tuple(int(it[at : at + 2], 16) for at in (1, 3, 5)) for it in COLOURS.values()}
    (template,) = Path(layers.qgis.__file__).parent.glob("*.qpt")
    colours = re.findall(r"\"(\d+),(\d+),(\d+),255\"", template.read_text("utf-8"))
    assert len(colours) > 20
    assert {tuple(map(int, it)) for it in colours} <= known | {(255, 255, 255)}


def _items(layout: Element) -> list[Element]:
    return [*layout.iter("LayoutItem")]
