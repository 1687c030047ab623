"""A small plan that breaks no rule, and ways to break one, over squares of a hundredth of a degree.

Strips between two meridians are proportional to their width: 0.25 square is 0.25 of the area.
"""

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.rules import violations
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from tests.conftest import CRS, layer_frame, regions_frame, square, zones_frame

ONE_KM2 = float(GRS80.area_km2(square(0))[0])
BLOCK = shapely.box(120.0025, 30, 120.0075, 30.005)  # half as wide as W, in its middle


def strip(west: float, east: float) -> shapely.Polygon:
    """Return the row of squares between two columns."""
    return shapely.box(120 + west / 100, 30, 120 + east / 100, 30.01)


def plan_of(locked: tuple[str, ...] = (), cap_km2: float = 2.5 * ONE_KM2) -> Plan:
    """Return W and E, one square each of FTZ F, in a province of two districts (columns −5 to 17).

    Another province lies east of it. X is excluded land, L a lake, C a customs block inside W.
    """
    zones = zones_frame(("W", "F", square(0)), ("E", "F", square(10)))
    districts = {"330101": -5, "330102": 6, "340101": 17}
    rows = [(adcode, square(west, -5, 11)) for adcode, west in districts.items()]
    return Plan(
        {
            "zones": zones.assign(locked=zones["zone_id"].isin(locked)),
            "regions": regions_frame(*rows),
            "ftzs": pd.DataFrame({"ftz_id": ["F"], "adcode": "330000", "cap_km2": cap_km2}),
            "exclusions": layer_frame([square(3)], exclusion_id=["X"], kind="red line"),
            "waters": gpd.GeoDataFrame({"water_id": ["L"]}, geometry=[square(7)], crs=CRS),
            "customs_blocks": layer_frame([BLOCK], block_id=["C"], zone_id="W"),
        }
    )


def after(plan: Plan, **shapes: BaseGeometry | None) -> gpd.GeoDataFrame:
    """Return the plan's zones with other polygons, or without the zones given as None."""
    zones = plan.zones.copy()
    was = dict(zip(zones["zone_id"], zones["geometry"], strict=True))
    zones["geometry"] = [shapes.get(zone, shape) for zone, shape in was.items()]
    return zones[zones["geometry"].notna()].reset_index(drop=True)


def broken(
    rule: str, plan: Plan, zones: gpd.GeoDataFrame, setting: object = "hard"
) -> list[tuple[Any, Any]]:
    """Return zone and amount of each violation of one rule."""
    table = violations(plan, zones, {rule: setting})
    found = table[table["rule"] == rule]
    return list(zip(found["zone_id"], found["amount"], strict=True))
