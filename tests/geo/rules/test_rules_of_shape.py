"""Blocks, compactness and slivers, over squares and strips whose widths are known in metres."""

import numpy as np
import pytest
import shapely
from conftest import square
from ruled_plan import after, broken, plan_of
from shapely.geometry.base import BaseGeometry

from geo.rules import violations
from layers.geometry.ellipsoid import GRS80

PLAN = plan_of()
LAT = 30.005
EAST_M = float(GRS80.geod.inv(120, LAT, 120.001, LAT)[2] / 0.001)  # metres to a degree
NORTH_M = float(GRS80.geod.inv(120, LAT, 120, LAT + 0.001)[2] / 0.001)


def bar(east_m: float, north_m: float, length_m: float, width_m: float) -> shapely.Polygon:
    """Return a bar from a place counted in metres from 120°E 30.005°N, going east."""
    west, south = 120 + east_m / EAST_M, LAT + north_m / NORTH_M
    return shapely.box(west, south, west + length_m / EAST_M, south + width_m / NORTH_M)


def slivers(west: BaseGeometry, east: BaseGeometry | None = None) -> list[str]:
    """Return the subjects of the slivers of W and E."""
    zones = after(PLAN, W=west, E=east)
    table = violations(PLAN, zones)
    return list(table.loc[table["rule"] == "sliver", "subject"])


def test_a_block_of_just_the_least_area_is_large_enough() -> None:
    least = float(GRS80.area_km2(square(0))[0])
    assert broken("min_block_km2", PLAN, PLAN.zones, {"area_km2": least}) == []
    more = broken("min_block_km2", PLAN, PLAN.zones, {"area_km2": least * (1 + 1e-6)})
    assert [zone for zone, _ in more] == ["E", "W"]


def test_small_blocks_of_one_zone_are_one_row_that_shows_them_all() -> None:
    crumbs = [square(2, side=0.1), square(3, side=0.2)]
    zones = after(PLAN, W=shapely.MultiPolygon([square(0), *crumbs]))
    table = violations(PLAN, zones)
    (row,) = table[table["rule"] == "min_block_km2"].to_dict("records")
    assert row["amount"] == pytest.approx(GRS80.area_km2(crumbs[0])[0])
    assert shapely.equals(row["geometry"], shapely.MultiPolygon(crumbs))
    assert row["message"] == "W has 2 blocks under 0.10 km², the smallest 0.01 km²"


def test_a_zone_may_have_just_the_most_blocks() -> None:
    zones = after(PLAN, W=shapely.MultiPolygon([square(n * 1.5) for n in range(3)]))
    assert broken("max_blocks", PLAN, zones, {"blocks": 3}) == []
    assert broken("max_blocks", PLAN, zones, {"blocks": 2}) == [("W", 3)]


def test_a_zone_of_many_compact_blocks_is_compact() -> None:
    zones = after(PLAN, W=shapely.MultiPolygon([square(n, side=0.5) for n in range(9)]))
    assert broken("min_compactness", PLAN, zones, {"polsby_popper": 0.78}) == []


def test_one_ribbon_among_compact_blocks_is_found_and_shown() -> None:
    ribbon = bar(0, 2000, 3000, 50)  # π/4 of a square, times 4·60/61² of a bar of 60 to 1
    zones = after(PLAN, W=shapely.MultiPolygon([square(0), ribbon]))
    table = violations(PLAN, zones)
    (row,) = table[table["rule"] == "min_compactness"].to_dict("records")
    assert row["amount"] == pytest.approx(np.pi * 60 / 61**2, rel=1e-3)
    assert shapely.equals(row["geometry"], ribbon)
    assert broken("min_compactness", PLAN, zones, {"polsby_popper": 0.05}) == []


def test_a_strip_of_just_the_width_is_no_sliver() -> None:
    body = bar(-1000, -500, 1000, 1000)
    assert slivers(shapely.union(body, bar(0, 0, 300, 9.9))) == ["W part"]
    assert slivers(shapely.union(body, bar(0, 0, 300, 10.1))) == []


def test_a_strip_shorter_than_ten_times_the_width_is_no_sliver() -> None:
    body = bar(-1000, -500, 1000, 1000)
    assert slivers(shapely.union(body, bar(0, 0, 98, 5))) == []
    assert slivers(shapely.union(body, bar(0, 0, 102, 5))) == ["W part"]


def test_the_width_of_a_sliver_is_a_parameter_and_its_length_goes_with_it() -> None:
    zones = after(PLAN, W=shapely.union(bar(-1000, -500, 1000, 1000), bar(0, 0, 300, 15)))
    assert broken("sliver", PLAN, zones, {"width_m": 14}) == []
    assert broken("sliver", PLAN, zones, {"width_m": 20}) == [("W", pytest.approx(15, rel=1e-3))]
    assert broken("sliver", PLAN, zones, {"width_m": 40}) == []
    assert broken("sliver", PLAN, zones, {"width_m": 0}) == []


def test_a_block_that_is_a_strip_as_a_whole_is_a_sliver() -> None:
    block = bar(0, 0, 400, 4)
    zones = after(PLAN, W=shapely.MultiPolygon([bar(-2000, 0, 900, 900), block]))
    table = violations(PLAN, zones)
    (row,) = table[table["rule"] == "sliver"].to_dict("records")
    assert row["message"] == "W has 1 part narrower than 10 m: 4 m over 400 m"
    assert shapely.hausdorff_distance(row["geometry"], block) < 1e-7


def test_a_thin_gap_between_neighbours_is_a_sliver_of_both() -> None:
    west, east = bar(-1000, -500, 1000, 1000), bar(3, -500, 1000, 1000)
    table = violations(PLAN, after(PLAN, W=west, E=east))
    (row,) = table[table["rule"] == "sliver"].to_dict("records")
    assert (row["zone_id"], row["subject"]) == ("E", "E W gap")
    assert row["message"] == "E and W leave 1 gap narrower than 10 m: 3 m over 1,000 m"
    assert row["amount"] == pytest.approx(3, rel=1e-3)
    assert GRS80.area_km2(row["geometry"])[0] == pytest.approx(0.003, rel=1e-3)


def test_neighbours_that_touch_or_keep_a_road_between_them_have_no_gap() -> None:
    west = bar(-1000, -500, 1000, 1000)
    assert slivers(west, bar(0, -500, 1000, 1000)) == []
    assert slivers(west, bar(0, -430.123, 777.77, 345.678)) == []
    assert slivers(west, bar(10.1, -500, 1000, 1000)) == []


def test_a_gap_that_a_third_zone_fills_is_none() -> None:
    rows = {"W": bar(-1000, -500, 1000, 1000), "E": bar(3, -500, 1000, 1000)}
    third = PLAN.zones.iloc[:1].assign(zone_id="M", geometry=[bar(0, -500, 3, 1000)])
    zones = after(PLAN, **rows)
    assert [zone for zone, _ in broken("sliver", PLAN, zones)] == ["E"]
    filled = zones.__class__(
        {name: [*zones[name], *third[name]] for name in zones.columns}, crs=zones.crs
    )
    found = violations(PLAN, filled)
    assert found.loc[found["rule"] == "sliver", "subject"].tolist() == ["M part"]


def test_a_slit_in_a_zone_is_a_gap_of_that_zone_alone() -> None:
    slit = shapely.difference(bar(-1000, -500, 1000, 1000), bar(-600, 0, 700, 2))
    assert slivers(slit) == ["W gap"]


def test_a_sharp_corner_and_a_narrow_neck_are_no_slivers() -> None:
    corner = shapely.Polygon([(120, 30), (120.01, 30), (120.01, 30.002)])  # 13° wide
    neck = shapely.union_all([square(0), square(1.03), bar(950, 0, 60, 5)])
    assert neck.geom_type == "Polygon"
    assert slivers(corner) == []
    assert slivers(neck) == []


def test_a_corner_under_six_degrees_is_a_sliver() -> None:
    needle = shapely.Polygon([(120, 30), (120.01, 30), (120.01, 30.0005)])  # 3° wide
    assert slivers(needle) == ["W part"]


def test_an_edge_that_a_neighbour_divides_leaves_no_gap() -> None:
    # 1° wide and slanting: in a geodesic plane the long edge would bulge by metres off its parts
    long = shapely.Polygon([(120, 30), (121, 30.3), (121, 30.6), (120, 30.3)])
    middle = (120.5, 30.45)
    above = shapely.Polygon([(120, 30.3), middle, (121, 30.6), (121, 31), (120, 31)])
    assert slivers(long, above) == []
