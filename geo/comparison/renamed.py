"""Renamed zones: matching zones with a new id between two sets of zones.

A zone is **renamed** if the edits of a scenario give it another id; or, without known edits, as for
a frame, if a zone with a new id has the outline of one of the same FTZ with a missing id, to 1e-6°
(0.1 m). Other zones are matched by id.
"""

from collections.abc import Mapping
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from geo.zone import alike, outlines
from layers.schema.column_types import is_missing

_SAME_DEG = 1e-6


class RenamedZones(NamedTuple):
    """Zones, and the plan ids of those that edits renamed (see `geo.edits`)."""

    frame: gpd.GeoDataFrame
    plan_ids: Mapping[str, str]


def renamed_zones(before: RenamedZones, after: RenamedZones) -> dict[str, str]:
    """Return the former id of each renamed zone, by its new id.

    >>> import geopandas as gpd
    >>> ids, squares = {"zone_id": ["A"], "ftz_id": "F"}, [shapely.box(0, 0, 1, 1)]
    >>> was = gpd.GeoDataFrame(ids, geometry=squares)
    >>> renamed_zones(RenamedZones(was, {}), RenamedZones(was.assign(zone_id="A-1"), {}))
    {'A-1': 'A'}
    """
    ids_before, ids_after = set(before.frame["zone_id"]), set(after.frame["zone_id"])
    if ids_before == ids_after and not (before.plan_ids or after.plan_ids):
        return {}
    zone_of_plan_id = {plan_id: zone for zone, plan_id in _plan_ids(before, ids_before).items()}
    pairs = {
        zone: zone_of_plan_id[plan_id]
        for zone, plan_id in _plan_ids(after, ids_after).items()
        if plan_id in zone_of_plan_id and zone_of_plan_id[plan_id] != zone
    }
    pairs |= _with_same_outline(
        before.frame[~before.frame["zone_id"].isin(ids_after | set(pairs.values()))],
        after.frame[~after.frame["zone_id"].isin(ids_before | pairs.keys())],
    )
    # an id freed by a dropped zone stays that zone's, so that each id is one zone
    while dropped := [zone for zone in pairs if zone in ids_before and zone not in pairs.values()]:
        for zone in dropped:
            del pairs[zone]
    return pairs


def under_later_ids(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, renamed: Mapping[str, str]
) -> gpd.GeoDataFrame:
    """Return the zones before under their later ids; `before` stays unchanged.

    A renamed zone gets its later outline if that is equal except for the last digits.
    """
    if not renamed:
        return before
    later = {was: zone for zone, was in renamed.items()}
    ids = before["zone_id"].map(lambda zone: later.get(zone, zone))
    now = outlines(after)
    shapes = before.geometry.to_numpy(copy=True)
    for row, zone in enumerate(ids):
        if zone in renamed and alike(shapes[row], now[zone], _SAME_DEG):
            shapes[row] = now[zone]
    return before.assign(zone_id=ids).set_geometry(shapes, crs=before.crs)


def _plan_ids(zones: RenamedZones, ids: set[str]) -> dict[str, str]:
    """Return the plan id of each zone that can have one."""
    renamed = {zone: plan_id for zone, plan_id in zones.plan_ids.items() if zone in ids}
    plan_ids = set(renamed.values())
    return {zone: zone for zone in ids - renamed.keys() - plan_ids} | renamed


def _with_same_outline(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the former ids of zones with the same outline and FTZ, by their later ids."""
    if before.empty or after.empty:
        return {}
    was, now = before.geometry.to_numpy(), after.geometry.to_numpy()
    pairs: dict[str, str] = {}
    matched: set[str] = set()
    for row, old in np.transpose(shapely.STRtree(was).query(now, predicate="intersects")):
        zone, former = after["zone_id"].iloc[row], before["zone_id"].iloc[old]
        if zone in pairs or former in matched:
            continue
        ftzs = before["ftz_id"].iloc[old], after["ftz_id"].iloc[row]
        same_ftz = ftzs[0] == ftzs[1] or all(map(is_missing, ftzs))
        if same_ftz and alike(was[old], now[row], _SAME_DEG):
            pairs[zone] = former
            matched.add(former)
    return pairs
