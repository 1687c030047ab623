"""Where people are known more coarsely than land changes.

A demand point represents the people of some land around it. The size of that land is estimated
from its neighbours: the circle out to the `_NEAR`-th nearest point with people, divided by
`_NEAR`. Where the circle overlaps regions, only its area in regions counts, as the sea has no
people. If a zone gains and loses less land than that, moving a point within the land that it
represents would change the people within reach as much as the change of land does.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coverage.plan_data import PlanData
from geo.coverage.point_index import reach_box
from layers.geometry.antimeridian import point_within, wrapped

_NEAR = 8
_FIRST_KM, _LAST_KM = 5.0, 10_000.0
_SEEN_KM = 500.0  # a wider circle counts whole


def coarse_changes(
    zones: pd.DataFrame, land: gpd.GeoDataFrame, plan_data: PlanData
) -> pd.DataFrame:
    """Return the zones whose land changes by less than one demand point represents.

    `zones` and `land` are those of a comparison.

    Returns:
        `zone_id`, `changed_km2` (gained and lost), `point_km2` (see `point_km2`), in the order of
        `zones`; no rows if the plan has no demand.
    """
    changed = zones["gained_km2"] + zones["lost_km2"]
    rows = []
    for zone, km2 in zip(zones["zone_id"][changed > 0], changed[changed > 0], strict=True):
        parts = land[land["zone_id"] == zone]
        if parts.empty:  # a change too small to have a shape
            continue
        [place] = point_within(parts["geometry"].iloc[parts["area_km2"].argmax()])
        rows.append((zone, km2, point_km2(plan_data, place.x, place.y)))
    table = pd.DataFrame(rows, columns=["zone_id", "changed_km2", "point_km2"])
    return table[table["changed_km2"] < table["point_km2"]].reset_index(drop=True)


def point_km2(plan_data: PlanData, lon: float, lat: float) -> float:
    """Return the land that a demand point near a place represents, in km²; NaN without people.

    >>> from geo import CoverageMeter
    >>> from layers.example import example_plan
    >>> plan_data = CoverageMeter(example_plan(), radii_km=5).measure().plan_data
    >>> round(point_km2(plan_data, 120.0, 30.0), -2) > 100
    True
    """
    within_km = _FIRST_KM
    while True:
        points = plan_data.demand.in_box(reach_box((lon, lat, lon, lat), within_km))
        points = points[plan_data.population[points] > 0]
        east, north = plan_data.demand.lon[points], plan_data.demand.lat[points]
        start = np.full(len(points), lon), np.full(len(points), lat)
        km = np.sort(plan_data.ellipsoid.geod.inv(*start, east, north)[2] / 1000)[:_NEAR]
        if len(km) == _NEAR and km[-1] <= within_km:
            break
        if within_km > _LAST_KM:
            break
        within_km *= 2
    if not len(km):
        return np.nan
    circle_km2 = float(np.pi * km[-1] ** 2)
    if km[-1] > _SEEN_KM:
        return circle_km2 / len(km)
    plane = plan_data.ellipsoid.plane(lon, lat)
    circle = wrapped(plane.inverse(shapely.Point(0, 0).buffer(1000 * km[-1], quad_segs=32)))
    regions = plan_data.regions[plan_data.region_tree.query(circle, predicate="intersects")]
    land_km2 = float(plan_data.ellipsoid.area_km2(shapely.intersection(regions, circle)).sum())
    return (land_km2 or circle_km2) / len(km)
