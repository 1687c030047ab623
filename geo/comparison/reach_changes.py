"""Persons and clusters that enter or leave the reach of zones between two coverages.

A person **enters** at a radius if they were farther than it from every zone before and are within
it of some zone after; **leaving** is the reverse. For one zone the same applies to that zone alone.
Distances are those of each coverage: by the straight line, by road. Radius 0 means inside.
Entering minus leaving is the difference of the population covered.
"""

from typing import Literal

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage import Coverage
from geo.coverage.point_index import reach_box
from geo.zone import Outline, ZonePolygon, outlines, same_outline
from layers.geometry.edges import Floats
from layers.geometry.point_distance import Boundary


def people_crossing(before: Coverage, after: Coverage) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the persons who enter and leave the reach of all zones, and of each changed one.

    Returns:
        Two tables: `radius_km`, `entering_population`, `leaving_population` (persons, null if
        the plan has no demand), and the plan's own weights (`entering_jobs`, `leaving_jobs`); the
        second with `zone_id` first, a row for each zone with a different outline and each radius.
    """
    plan_data = after.plan_data
    radii = list(dict.fromkeys([0.0, *after.radii_km]))
    old, new, changed = _changed(before, after)
    beyond = np.full(len(plan_data.demand), np.inf)
    was_any, now_any = beyond.copy(), beyond.copy()
    rows = []
    for zone in changed:
        was = distance_km(before, "demand", old.get(zone), max(radii))
        now = distance_km(after, "demand", new.get(zone), max(radii))
        rows += [{"zone_id": zone, **_crossing(after, was, now, radius)} for radius in radii]
        np.minimum(was_any, was, out=was_any)
        np.minimum(now_any, now, out=now_any)
    unsure = was_any != now_any
    other = beyond.copy()
    for zone in old.keys() - set(changed):
        distance = distance_km(after, "demand", old[zone], max(radii), unsure)
        np.minimum(other, distance, out=other)
    was_any, now_any = np.minimum(was_any, other), np.minimum(now_any, other)
    totals = [_crossing(after, was_any, now_any, radius) for radius in radii]
    return pd.DataFrame(totals), pd.DataFrame(rows, columns=["zone_id", *totals[0]])


def regions_crossing(before: Coverage, after: Coverage, radius_km: float) -> pd.DataFrame:
    """Return the persons of each finest region who enter or leave the reach of all zones.

    Returns:
        `region` (the row of the plan's regions), `entering_population`, `leaving_population`;
        regions without such people are omitted.
    """
    data = after.plan_data
    was, now = (it.demand_radius_km[data.demand.order] <= radius_km for it in (before, after))
    entering, leaving = (data.people_by_district(it)[:-1] for it in (now & ~was, was & ~now))
    rows = np.flatnonzero((entering > 0) | (leaving > 0))
    return pd.DataFrame(
        {
            "region": rows,
            "entering_population": entering[rows],
            "leaving_population": leaving[rows],
        }
    )


def clusters_crossing(before: Coverage, after: Coverage) -> pd.DataFrame:
    """Return the number of clusters entering and leaving each changed zone's reach, by radius.

    Returns:
        `zone_id`, `radius_km` (0: inside), `entering_clusters`, `leaving_clusters`.
    """
    radii = list(dict.fromkeys([0.0, *after.radii_km]))
    old, new, changed = _changed(before, after)
    rows = []
    for zone in changed:
        was = distance_km(before, "clusters", old.get(zone), max(radii))
        now = distance_km(after, "clusters", new.get(zone), max(radii))
        for radius in radii:
            inside, outside = now <= radius, was <= radius
            entering, leaving = (inside & ~outside).sum(), (outside & ~inside).sum()
            rows.append((zone, radius, int(entering), int(leaving)))
    columns = ["zone_id", after.radius_column, "entering_clusters", "leaving_clusters"]
    return pd.DataFrame(rows, columns=columns)


def _changed(
    before: Coverage, after: Coverage
) -> tuple[dict[str, Outline], dict[str, Outline], list[str]]:
    """Return the outlines of both, and the zones whose reach may differ: all if by another way."""
    old, new = outlines(before.zone_frame), outlines(after.zone_frame)
    other_way = before.by != after.by
    every = {**old, **new}
    return (
        old,
        new,
        [zone for zone in every if other_way or not same_outline(old.get(zone), new.get(zone))],
    )


def distance_km(
    coverage: Coverage,
    layer: Literal["demand", "clusters"],
    shape: BaseGeometry | None,
    radius_km: float,
    wanted: np.ndarray[tuple[int], np.dtype[np.bool_]] | None = None,
) -> Floats:
    """Return how far a coverage's points are from a polygon, ∞ if not wanted or beyond the radius.

    By the straight line, or as the coverage was measured.
    """
    plan_data = coverage.plan_data
    places = plan_data.demand if layer == "demand" else plan_data.clusters
    out = np.full(len(places), np.inf)
    if shape is None or shape.is_empty:
        return out
    if coverage.network is not None:
        polygon = ZonePolygon(plan_data.ellipsoid, shape)
        way_km = coverage.network.distance_km(polygon, layer, radius_km)
        return way_km if wanted is None else np.where(wanted, way_km, np.inf)
    near = places.in_box(reach_box(shapely.bounds(shape).tolist(), radius_km))
    if wanted is not None:
        near = near[wanted[near]]
    if len(near):
        boundary = Boundary(plan_data.ellipsoid, shape)
        out[near] = boundary.distance_km(places.lon[near], places.lat[near])
    return out


def _crossing(coverage: Coverage, was: Floats, now: Floats, radius: float) -> dict[str, float]:
    entering, leaving = (now <= radius) & (was > radius), (was <= radius) & (now > radius)
    plan_data, crossing = coverage.plan_data, {coverage.radius_column: radius}
    none = 0.0 if len(plan_data.demand) else np.nan
    for name, amount in {"population": plan_data.population, **plan_data.weights}.items():
        crossing[f"entering_{name}"] = float(amount[entering].sum()) + none
        crossing[f"leaving_{name}"] = float(amount[leaving].sum()) + none
    return crossing
