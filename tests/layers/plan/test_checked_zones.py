"""Checked zones: what differs from them in outlines alone is checked as any zones are."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from conftest import regions_frame, square, zones_frame

from layers import Plan
from layers.errors import PlanError
from layers.plan.checked_zones import CheckedZones

PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
        "regions": regions_frame(("1", square(-5, -5, 20))),
    }
)


KNOWN = CheckedZones(PLAN.zones, PLAN.zones)


@pytest.fixture
def read(tmp_path: Path) -> gpd.GeoDataFrame:
    """Return the zones as a file gives them."""
    PLAN.zones.to_file(tmp_path / "zones.gpkg")
    return gpd.read_file(tmp_path / "zones.gpkg")


def with_outline(zones: gpd.GeoDataFrame, outline: object) -> gpd.GeoDataFrame:
    shapes = zones.geometry.to_numpy().copy()
    shapes[0] = outline
    return zones.set_geometry(gpd.GeoSeries(shapes, crs=zones.crs))


def test_a_frame_that_a_file_gave_is_known_the_second_time(read: gpd.GeoDataFrame) -> None:
    known = CheckedZones(read, PLAN.checked_zones(read))
    moved = known.with_outlines_of(with_outline(read, square(0.5)))
    assert moved is not None
    assert moved.dtypes.equals(PLAN.zones.dtypes)
    assert moved.geometry.geom_type.tolist() == ["MultiPolygon"] * 2
    assert moved.geometry[0].equals(square(0.5))
    checked = PLAN.checked_zones(with_outline(read, square(1)))
    assert checked.geometry.iloc[1] is PLAN.zones.geometry.iloc[1]
    assert checked.geometry.iloc[0].equals(square(1))
    read.loc[0, "zone_id"] = "E"  # its giver may change it afterwards
    with pytest.raises(PlanError, match="E"):
        PLAN.checked_zones(read)


def test_an_outline_that_is_not_sound_is_left_to_the_whole_check() -> None:
    bowtie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    away = (shapely.box(179, 0, 181, 1), shapely.box(0, 89, 1, 91))
    for outline in (bowtie, shapely.Point(0, 0), shapely.Polygon(), None, *away):
        drawn = with_outline(PLAN.zones, outline)
        assert KNOWN.with_outlines_of(drawn) is None
        with pytest.raises(PlanError):
            PLAN.checked_zones(drawn)


def test_zones_of_other_attributes_crs_order_or_number_are_left_to_the_whole_check() -> None:
    zones = PLAN.zones
    others = [zones.assign(**{column: "x"}) for column in ("ftz_id", "sectors", "locked")]
    others += [zones.assign(zone_id=zones["zone_id"].iloc[::-1].to_numpy())]
    others += [zones.to_crs(4326), zones.iloc[::-1], zones.iloc[:1]]
    assert [KNOWN.with_outlines_of(other) for other in others] == [None] * len(others)
