"""Polygons put together anew from their rings: by even and odd, and what that took and gave."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.affinity import translate

from layers.importing.repair import make_valid, repaired
from layers.schema.layer_schema import LAYERS


def ring(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    return list(shapely.box(west, south, east, north).exterior.coords)


def mended(shape: shapely.Geometry) -> list[float]:
    """Return the land of a shape made valid, and what that took and gave, in square degrees."""
    made = shapely.from_wkb(make_valid(shapely.to_wkb(np.array([shape], dtype=object))))[0]
    assert shapely.is_valid(made).all()
    return shapely.area(made).tolist()


OUTLINE, HOLE, ISLAND = ring(0, 0, 10, 10), ring(2, 2, 8, 8), ring(4, 4, 6, 6)
POND = ring(4.5, 4.5, 5.5, 5.5)


def test_rings_nest_by_even_and_odd() -> None:
    for shape, land in (
        (shapely.Polygon(OUTLINE, [HOLE, ISLAND]), [100 - 36 + 4, 0, 0]),
        (shapely.Polygon(OUTLINE, [POND, ISLAND, HOLE]), [100 - 36 + 4 - 1, 0, 0]),
        # holes that cross are one hole: of what is in both, four, nothing is land
        (shapely.Polygon(OUTLINE, [ring(1, 1, 5, 5), ring(3, 3, 7, 7)]), [100 - 28, 4, 0]),
        # a hole across the outline takes what is within, and is no land without
        (shapely.Polygon(OUTLINE, [ring(8, 1, 12, 2)]), [98, 2, 0]),
        (shapely.Polygon(OUTLINE, [HOLE, HOLE]), [64, 0, 0]),
        # parts that overlap are one
        (shapely.MultiPolygon([(OUTLINE, []), (ring(8, 0, 12, 10), [])]), [120, 0, 20]),
        (shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), [2, 0, 0]),
    ):
        assert mended(shape) == pytest.approx(land)


def test_a_record_says_what_a_repair_took_and_gave() -> None:
    parts = [(OUTLINE, []), (ring(8, 0, 12, 10), [])]
    shape = shapely.transform(shapely.MultiPolygon(parts), lambda xy: xy / 1000)
    frame = gpd.GeoDataFrame({"zone_id": ["A"]}, geometry=[translate(shape, 120, 0)], crs=4490)
    (record,) = repaired(LAYERS["zones"], frame)[1]
    line = str(record.why)
    assert "1.48 km²" in line, line
    assert "0 km² taken, and 0.25 km² given" in line, line
