"""A small plan for examples: two adjacent zones, with nearly every kind of layer."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely

from layers.plan.plan import Plan

_CRS = "EPSG:4490"


def example_plan() -> Plan:
    """Return a plan with figures that can be computed by hand; deterministic.

    The zones A and B, each 1.93 by 2.22 km, share a border at 120.02° E, in the FTZ F, whose cap
    leaves 0.44 km². There are two districts, west and east of that border; three
    demand points with people and jobs, one in A, the others 5.8 and 20 km east of B; a cluster in
    A and one 7.7 km east of B; a seaport 1.9 km east of B; a strategic region, and the GDP of the
    one province. Everything is invented.

    >>> plan = example_plan()
    >>> plan.ellipsoid.area_km2(plan.zones.geometry).round(2).tolist()
    [4.28, 4.28]
    """
    zones = {"zone_id": ["A", "B"], "ftz_id": "F", "sectors": ["biopharma", ""]}
    regions = {
        "adcode": ["330101", "330102"],
        "name": ["West", "East"],
        "strategies": [None, "COAST"],
        "province_gdp_2024_cny": 9e12,
    }
    demand = {
        "demand_id": ["1", "2", "3"],
        "adcode": ["330101", "330102", "330102"],
        "population": [1000.0, 500.0, 250.0],
        "jobs": [400.0, 300.0, 0.0],
    }
    clusters = {"cluster_id": ["C1", "C2"], "sector": ["biopharma", "marine_economy"]}
    gateways = {"gateway_id": ["P"], "kind": ["seaport"], "clearance_hours": [6.0]}
    return Plan(
        {
            "zones": _layer(
                zones, shapely.box(120, 30, 120.02, 30.02), shapely.box(120.02, 30, 120.04, 30.02)
            ),
            "ftzs": pd.DataFrame({"ftz_id": ["F"], "adcode": ["330000"], "cap_km2": [9.0]}),
            "regions": _layer(
                regions,
                shapely.box(119.9, 29.9, 120.02, 30.12),
                shapely.box(120.02, 29.9, 120.3, 30.12),
            ),
            "demand": _layer(
                demand, *shapely.points([120.01, 120.1, 120.25], [30.01, 30.01, 30.05])
            ),
            "clusters": _layer(clusters, *shapely.points([120.01, 120.12], [30.005, 30.01])),
            "gateways": _layer(gateways, shapely.Point(120.06, 30.01)),
            "strategies": pd.DataFrame({"strategy_id": ["COAST"], "name": ["Coastal belt"]}),
        }
    )


def _layer(columns: Mapping[str, object], *shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(dict(columns), geometry=list(shapes), crs=_CRS)
