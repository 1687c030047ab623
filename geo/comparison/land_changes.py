"""The land that zones gain and lose."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.zone import outlines
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.validity import without_needles

_SHARED = 1e-6
"""The share of land exchanged between zones that may remain because two cuts differ."""


def changed_land(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, ellipsoid: Ellipsoid
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return gained and lost land, and the zones table."""
    old, new = outlines(before), outlines(after)
    ids = list(dict.fromkeys([*old, *new]))
    nothing = shapely.MultiPolygon()
    was = np.array([old.get(zone, nothing) for zone in ids], dtype=object)
    now = np.array([new.get(zone, nothing) for zone in ids], dtype=object)
    same = np.array([one is other for one, other in zip(was, now, strict=True)], bool)
    same[~same] = shapely.equals_identical(
        shapely.normalize(was[~same]), shapely.normalize(now[~same])
    )
    gained, lost = np.full((2, len(ids)), nothing, dtype=object)
    gained[~same] = shapely.difference(now[~same], was[~same])
    lost[~same] = shapely.difference(was[~same], now[~same])
    change = np.where(same, "none", "reshaped").astype(object)
    change[[zone not in old for zone in ids]] = "added"
    change[[zone not in new for zone in ids]] = "removed"
    gained_km2, lost_km2 = ellipsoid.area_km2(gained), ellipsoid.area_km2(lost)
    was_km2, now_km2 = ellipsoid.area_km2(was), ellipsoid.area_km2(now)
    zones = pd.DataFrame(
        {
            "zone_id": ids,
            "change": change,
            "area_km2_before": np.where(change == "added", np.nan, was_km2),
            "area_km2_after": np.where(change == "removed", np.nan, now_km2),
            "gained_km2": gained_km2,
            "lost_km2": lost_km2,
        }
    )
    attributes = pd.DataFrame(
        {
            "zone_id": [*ids, *ids],
            "change": np.repeat(["gained", "lost"], len(ids)),
            "area_km2": np.concatenate([gained_km2, lost_km2]),
        }
    )
    is_land = (attributes["area_km2"] > 0).to_numpy()
    shapes = [without_needles(one) for one in np.concatenate([gained, lost])[is_land]]
    land = gpd.GeoDataFrame(attributes[is_land], geometry=shapes, crs=after.crs)
    return land[~land.is_empty].reset_index(drop=True), zones


def land_apart(land: gpd.GeoDataFrame, ellipsoid: Ellipsoid) -> gpd.GeoDataFrame:
    """Return gained and lost land without land exchanged between zones."""
    gained = (land["change"] == "gained").to_numpy()
    shapes = land["geometry"].to_numpy()
    if not gained.any() or gained.all():
        return land
    remaining = np.where(
        gained,
        shapely.difference(shapes, shapely.union_all(shapes[~gained])),
        shapely.difference(shapes, shapely.union_all(shapes[gained])),
    )
    area_km2 = ellipsoid.area_km2(remaining)
    is_real = area_km2 > _SHARED * land["area_km2"].to_numpy()
    return land.assign(geometry=remaining, area_km2=area_km2)[is_real].reset_index(drop=True)
