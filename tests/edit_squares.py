"""Zones for edits: squares of a hundredth of a degree about 120°E 30°N, and stars of any shape."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import strategies as st
from pyproj import CRS

from geo.edits import Edit, EditContext, apply_edits, find_edits
from layers.errors import ScenarioError
from layers.geometry.ellipsoid import GRS80
from layers.messages import Message

CONTEXT = EditContext(CRS(4490), GRS80, frozenset({"F", "G"}), (110.0, -10.0, 130.0, 40.0), "north")

# One hundredth of a degree at the equator: a·π/18000 east, a·(1 − e²)·π/18000 north.
EAST_KM = 6378.137 * np.pi / 18000
NORTH_KM = EAST_KM * (1 - 0.006_694_380_022_9)
EQUATOR_SQUARE_KM2 = EAST_KM * NORTH_KM


def square(column: float, row: float = 0, *, side: float = 1, lat: float = 30) -> shapely.Polygon:
    west, south = 120 + column / 100, lat + row / 100
    return shapely.box(west, south, west + side / 100, south + side / 100)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a rectangle in hundredths of a degree from 120°E 30°N."""
    return shapely.box(120 + west / 100, 30 + south / 100, 120 + east / 100, 30 + north / 100)


def zones_of(**shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return zones as a plan has them, of any index."""
    count = len(shapes)
    frame = {
        "zone_id": list(shapes),
        "ftz_id": ["F"] * count,
        "name": [f"Zone {zone}" for zone in shapes],
        "name_zh": ["片区"] * count,
        "published_area_km2": np.full(count, 1.5),
        "sectors": ["biopharma"] * count,
        "locked": np.full(count, fill_value=True),
        "verified": np.full(count, fill_value=True),
        "boundary_source": ["surveyed"] * count,
        "source": ["gazette"] * count,
    }
    multi = [
        s if isinstance(s, shapely.MultiPolygon) else shapely.MultiPolygon([s])
        for s in shapes.values()
    ]
    return gpd.GeoDataFrame(frame, geometry=multi, crs="EPSG:4490", index=range(7, 7 + count))


def only(zones: gpd.GeoDataFrame, zone: str = "A") -> shapely.MultiPolygon:
    return zones.geometry[zones["zone_id"] == zone].iloc[0]


def area_km2(geometry: shapely.Geometry) -> float:
    return float(GRS80.area_km2(geometry)[0])


def edit(verb: str, **options: Any) -> Edit:
    """Return an edit as a file gives it; `from_` and `with_` are the keys from and with."""
    given = {key.rstrip("_"): value for key, value in options.items()}
    (found,), problems = find_edits([{verb: given}])
    assert problems == []
    return found


def after(zones: gpd.GeoDataFrame, /, verb: str, **options: Any) -> gpd.GeoDataFrame:
    return apply_edits(zones, [edit(verb, **options)], CONTEXT)


def refusal(edits: list[Edit], zones: gpd.GeoDataFrame, context: EditContext = CONTEXT) -> str:
    """Return why edits are refused; they leave the zones as they are."""
    before = zones.copy()
    with pytest.raises(ScenarioError) as caught:
        apply_edits(zones, edits, context)
    pd.testing.assert_frame_equal(zones, before)
    return str(caught.value)


def reason(zones: gpd.GeoDataFrame, /, verb: str, **options: Any) -> str:
    """Return the code of the one reason why an edit is refused; it leaves the zones unchanged."""
    before = zones.copy()
    with pytest.raises(ScenarioError) as caught:
        after(zones, verb, **options)
    pd.testing.assert_frame_equal(zones, before)
    (message,) = caught.value.problems
    assert str(message).startswith(f"edit 1 ({verb} ")
    while isinstance(inner := message.params.get("reason"), Message):  # of an edit, of an option
        message = inner
    return message.code.removeprefix("edits-")


@st.composite
def stars(draw: st.DrawFn) -> shapely.MultiPolygon:
    """Return a star-shaped block, perhaps with a smaller one or a hole beside."""
    radii = draw(st.lists(st.floats(0.3, 1), min_size=3, max_size=12))
    size = draw(st.floats(0.002, 0.3))
    lon, lat = draw(st.floats(118, 122)), draw(st.floats(-1, 31))
    turns = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    ring = np.column_stack([np.cos(turns), np.sin(turns)]) * np.array(radii)[:, None] * size
    blocks = [shapely.Polygon(ring + np.array([lon, lat]))]
    if draw(st.booleans()):
        blocks.append(shapely.box(lon + 2 * size, lat, lon + 2.5 * size, lat + 0.5 * size))
    return shapely.MultiPolygon(blocks)
