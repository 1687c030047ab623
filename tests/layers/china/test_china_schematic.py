"""The schematic zones and blocks of China, one by one against what is published; growing plots."""

from collections import Counter
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, Polygon, box

from layers.china.divisions import districts as all_districts
from layers.china.facts import customs_blocks, read_facts, zones_facts
from layers.china.schematic import schematic_zones, zone_blocks
from layers.china.schematic_customs import schematic_customs_blocks
from layers.china.schematic_ground import STRIP_M, Seat, cell_of, seat_on
from layers.china.schematic_shapes import Plot, grow_plot
from layers.geometry.ellipsoid import GRS80

pytestmark = pytest.mark.deep

ISLAND = "HI-ALL"


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return zones_facts()


@pytest.fixture(scope="module")
def districts() -> gpd.GeoDataFrame:
    return all_districts()


@pytest.fixture(scope="module")
def zones(facts: pd.DataFrame, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return schematic_zones(facts, districts)


@pytest.fixture(scope="module")
def blocks(facts: pd.DataFrame, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one row for each block but the island: the table's row and its polygon."""
    table = zone_blocks(facts).set_index(["zone_id", "block"])
    parts = zones[zones["zone_id"] != ISLAND].explode(ignore_index=True)
    number = parts.groupby("zone_id").cumcount() + 1
    keyed = parts.assign(block=number).set_index(["zone_id", "block"])[["geometry"]]
    return keyed.join(table, validate="1:1").reset_index()


@pytest.fixture(scope="module")
def customs(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return schematic_customs_blocks(zones)


def in_province(districts: gpd.GeoDataFrame, code: str) -> shapely.Geometry:
    return shapely.union_all(districts.geometry[districts["province_adcode"] == code].to_numpy())


def km_to(lon: float, lat: float, shape: shapely.Geometry) -> float:
    plane = GRS80.plane(lon, lat)
    return float(shapely.distance(plane.forward(shape), shapely.Point(0, 0))) / 1e3


def test_every_zone_and_block_has_its_published_area_to_a_millionth(
    facts: pd.DataFrame, zones: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame
) -> None:
    area = GRS80.area_km2(zones.geometry)
    error = np.abs(area / facts["published_area_km2"].to_numpy() - 1)
    assert zones["zone_id"].tolist() == facts["zone_id"].tolist()
    assert len(zones) == 70
    assert error[zones["zone_id"] != ISLAND].max() < 1e-6
    assert area[zones["zone_id"] == ISLAND][0] == pytest.approx(34_010, abs=5)
    assert np.abs(GRS80.area_km2(blocks.geometry) / blocks["area_km2"] - 1).max() < 1e-6
    at = shapely.get_coordinates(zones.geometry.to_numpy())
    assert np.array_equal(at, np.round(at, 9))


def test_every_block_is_one_piece_ten_metres_from_others(blocks: gpd.GeoDataFrame) -> None:
    shapes = blocks.geometry.to_numpy()
    corners = shapely.get_num_coordinates(shapes) - 1
    assert shapely.is_valid(shapes).all()
    assert (shapely.get_num_interior_rings(shapes) == 0).all()
    assert 8 <= corners.min() <= corners.max() <= 150
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=1e-4)
    assert (one == other).all()


def test_blocks_look_like_land_not_like_discs_or_stars(blocks: gpd.GeoDataFrame) -> None:
    perimeter = GRS80.perimeter_km(blocks.geometry)
    compactness = 4 * np.pi * GRS80.area_km2(blocks.geometry) / perimeter**2
    filled = blocks.geometry.map(lambda shape: shape.area / shape.convex_hull.area)
    assert 0.2 < compactness.min() <= compactness.max() < 0.78  # a square has 0.785
    assert compactness.std() > 0.03
    assert 0.5 < filled.min() <= filled.max() < 0.99
    assert filled.median() < 0.92
    for block in blocks.itertuples():
        centre = block.geometry.centroid
        shape = GRS80.plane(centre.x, centre.y).forward(block.geometry)
        narrow = 0.04 * np.sqrt(shape.area / np.pi)
        opened = shape.buffer(-narrow).buffer(narrow)
        assert opened.geom_type == "Polygon", block.zone_id
        assert opened.area > 0.98 * shape.area, block.zone_id


def test_only_named_zones_leave_their_province_and_their_notes_say_so(
    facts: pd.DataFrame,
    blocks: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
) -> None:
    rows = zones.set_index("zone_id")
    provinces = dict(zip(facts["zone_id"], facts["province_adcode"], strict=True))
    land = {code: in_province(districts, code) for code in set(provinces.values())}
    outside = {
        zone_id
        for zone_id, code in provinces.items()
        if not land[code].covers(rows.geometry[zone_id])
    }
    assert outside == {"SH-BZ", "SH-LG", "ZJ-LD"}
    at_sea = blocks[blocks["ground"] == "sea"]
    on_made_land = blocks[blocks["ground"] == "land_or_sea"]
    shengsi = districts.set_index("adcode").geometry["330922"]
    assert at_sea["zone_id"].tolist() == ["ZJ-LD", "ZJ-LD"]
    tree = shapely.STRtree(districts.geometry.to_numpy())
    assert tree.query(at_sea.geometry.to_numpy(), predicate="intersects").size == 0
    assert on_made_land["zone_id"].tolist() == ["SH-BZ", "SH-LG"]
    assert on_made_land.geometry.intersects(shengsi).all()
    for zone_id, words in {
        "ZJ-LD": "anchorages",
        "SH-BZ": "Shengsi",
        "SH-LG": "Shengsi",
        "HE-DX": "Hebei side",
        ISLAND: "as measured",
    }.items():
        assert words in rows["note"][zone_id]
    assert rows.geometry["HE-DX"].disjoint(in_province(districts, "110000"))
    assert len(rows.geometry[ISLAND].geoms) == 1


def test_zones_and_blocks_stand_at_their_published_points_or_the_note_tells_the_move(
    facts: pd.DataFrame, zones: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame
) -> None:
    for fact, shape in zip(facts.itertuples(), zones.geometry, strict=True):
        assert km_to(fact.lon, fact.lat, shape) <= fact.coord_accuracy_km, fact.zone_id
    notes = zones.set_index("zone_id")["note"]
    for block in blocks.itertuples():
        far = km_to(block.lon, block.lat, block.geometry)
        assert far < 1.5, block.zone_id
        assert far < 0.3 or "from the listed point" in notes[block.zone_id], block.zone_id


def test_a_block_stays_in_its_districts(
    blocks: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> None:
    provinces = set(districts["province_adcode"])
    named = blocks[~blocks["within"].isin(provinces)]
    shapes = districts.set_index("adcode").geometry
    assert "310115" in set(named["within"])  # Lujiazui stays on its side of the Huangpu
    for within, shape in zip(named["within"], named.geometry, strict=True):
        assert shapely.union_all(shapes[within.split(";")].to_numpy()).covers(shape)


def test_a_zone_has_as_many_blocks_as_the_table_lists(zones: gpd.GeoDataFrame) -> None:
    listed = Counter(read_facts("blocks")["zone_id"])
    parts = zones.geometry.map(lambda shape: len(shape.geoms)).tolist()
    assert parts == [listed[zone_id] or 1 for zone_id in zones["zone_id"]]
    assert parts == zones["blocks"].tolist()
    assert set(listed) < set(zones["zone_id"])


def test_a_second_run_gives_the_same_bytes(
    facts: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    customs: gpd.GeoDataFrame,
) -> None:
    few = facts[facts["province_adcode"] == "420000"]
    again = [schematic_zones(few, districts).to_wkb() for _ in "12"]
    assert again[0].equals(again[1])
    assert schematic_customs_blocks(zones).to_wkb().equals(customs.to_wkb())


def test_customs_blocks_have_their_areas(
    customs: gpd.GeoDataFrame, zones: gpd.GeoDataFrame
) -> None:
    published = customs_blocks()
    error = np.abs(GRS80.area_km2(customs.geometry) / published["area_km2"].to_numpy() - 1)
    assert len(customs) == 51
    for column in ("name", "verified"):
        assert customs[column].tolist() == published[column].tolist()
    assert error.max() < 1e-6
    assert customs.geometry.is_valid.all()
    assert customs["block_id"].is_unique
    sites, shapes = read_facts("customs_sites"), customs.set_index(["zone_id", "name"]).geometry
    assert len(sites) == 52  # Yangshan has two parts
    for site in sites.itertuples():
        shape = shapes[(site.zone_id, site.name)]
        assert km_to(float(site.lon), float(site.lat), shape) < 2, site.name
    # 28.78 km² = 10 + 1.03 + 14.16 + 3.59: the source leaves no other land
    bonded = customs.geometry[customs["zone_id"] == "SH-BZ"].union_all()
    assert bonded.equals(zones.set_index("zone_id").geometry["SH-BZ"])


def test_customs_blocks_lie_in_a_zone(customs: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> None:
    shapes = zones.set_index("zone_id").geometry
    whole = {
        row.block_id
        for row in customs.itertuples()
        if not shapes[row.zone_id].contains_properly(row.geometry)
    }
    noted = set(customs.loc[customs["note"].str.contains("whole block"), "block_id"])
    parts = customs.geometry.to_numpy()
    one, other = shapely.STRtree(parts).query(parts, predicate="intersects")
    assert whole == noted == {"SH-BZ-1", "SH-BZ-2", "SH-BZ-3", "SH-BZ-4", "FJ-FZ-3"}
    assert all(shapes[row.zone_id].covers(row.geometry) for row in customs.itertuples())
    assert (one == other).all()


PLANE = GRS80.plane(113.0, 28.0)
FIELD = box(-10_000, -10_000, 10_000, 10_000)


def test_a_plot_has_its_area_on_its_ground_and_an_outline_by_its_name() -> None:
    plot = Plot("X-1/1", 30.0, street_blocks=200)
    first = grow_plot(plot, FIELD, PLANE)
    assert first.equals_exact(grow_plot(plot, FIELD, PLANE))
    assert not first.equals_exact(grow_plot(replace(plot, name="X-1/2"), FIELD, PLANE), 1e-3)
    shape = grow_plot(plot, box(-3_000, -3_000, 3_000, 9_000), PLANE)
    assert GRS80.area_km2(shape)[0] == pytest.approx(30.0, rel=1e-7)
    assert box(-3_010, -3_010, 3_010, 9_010).covers(PLANE.forward(shape))
    with pytest.raises(ValueError, match=r"X-1/1: no room for 30\.00 km²"):
        grow_plot(plot, box(-2e3, -2e3, 2e3, 2e3), PLANE)


def test_a_seat_moves_to_the_nearest_ground_and_tells_how_far() -> None:
    """Ground begins 1 km east; a seed so far off goes in by a twentieth of its radius only."""
    seat = seat_on(box(1_000, -5_000, 11_000, 5_000), PLANE, area_km2=4.0)
    assert seat.radius_m == pytest.approx(1_128.4, abs=0.1)
    assert seat.moved_m == pytest.approx(1_000 + 0.05 * 1_128.4, abs=0.5)
    assert PLANE.forward(Point(seat.lon, seat.lat)).y == pytest.approx(0, abs=0.2)
    with pytest.raises(ValueError, match="no ground for 4"):
        seat_on(box(0, 0, 1_000, 1_000), PLANE, area_km2=4.0)


def test_neighbours_part_half_way_less_the_strip_and_a_larger_one_takes_more() -> None:
    def cell(radius_m: float, east_m: float, its_radius_m: float) -> Polygon:
        east = PLANE.inverse(Point(east_m, 0))
        seat, neighbour = Seat(113.0, 28.0, radius_m), Seat(east.x, east.y, its_radius_m)
        return cell_of(seat, [neighbour], PLANE, FIELD)

    equal = cell(1_500, 2_000, 1_500)
    assert equal.bounds == pytest.approx((-6_000, -6_000, 1_000 - STRIP_M / 2, 6_000))
    # by power: (4² + 1² − 2²) / (2 · 4) = 1.625 km from the smaller of radius 1, at 4 km
    assert cell(1_000, 4_000, 2_000).bounds[2] == pytest.approx(1_625 - STRIP_M / 2, abs=0.01)
    with pytest.raises(ValueError, match="two plots are on this point"):
        cell(1_000, 0, 1_000)
