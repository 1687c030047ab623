"""Who is nearest of those out of reach of any land that may be taken."""

from collections.abc import Sequence

import numpy as np
import shapely

from geo.coverage import Coverage
from geo.proposals.land import Site
from geo.proposals.objective import Objective
from layers.messages import Message


def nearest_unreached(aims: Objective, baseline: Coverage, sites: Sequence[Site]) -> Message | None:
    """Return who is nearest of those that no land beside blocks may reach, by straight line.

    It says how far away they are, for how many kilometres land would have to run, and in which
    region of the coarsest level they are. None where anybody may be near enough, or where distances
    are not by line.
    """
    if baseline.by != "line" or not aims.is_sum or not sites or not len(aims.worth):
        return None
    open_ = np.flatnonzero(~aims.covered(baseline) & (aims.worth > 0) & (aims.radius_km > 0))
    if not len(open_):
        return Message("propose-all-reached", objective=str(aims))
    ellipsoid, lonlat = baseline.plan.ellipsoid, np.column_stack([aims.lon, aims.lat])[open_]
    away_km = np.full(len(open_), np.inf)
    for site in sites:
        plane = ellipsoid.plane(*site.block.centroid.coords[0])
        dots = shapely.points(plane.to_plane_m(lonlat))
        away_km = np.minimum(away_km, shapely.distance(dots, plane.forward(site.block)) / 1e3)
    missing_km = away_km - aims.radius_km[open_]
    first = int(missing_km.argmin())
    if missing_km[first] <= max(site.longest_m for site in sites) / 1e3:
        return None
    point = int(open_[first])
    kind, place, region = _place_of(aims, baseline, point)
    return Message(
        "propose-out-of-reach",
        objective=str(aims),
        count=len(np.unique(lonlat, axis=0)),
        kind=kind,
        place=place,
        away_km=float(away_km[first]),
        missing_km=float(missing_km[first]),
        region=region,
        has_region="yes" if region else "no",
    )


def _place_of(aims: Objective, baseline: Coverage, point: int) -> tuple[str, str, str]:
    """Return whether a point is a cluster or a place, which, and its region of the coarsest level.

    A place is called by the finest region that it is in, else by its degrees.
    """
    plan, at = baseline.plan, shapely.Point(aims.lon[point], aims.lat[point])
    rows = np.flatnonzero(shapely.intersects(plan.regions.geometry.to_numpy(), at))
    of_region = plan.regions.iloc[int(rows[0])] if len(rows) else None
    code = None if of_region is None else of_region[plan.terms.coarsest.column]
    region = code if isinstance(code, str) else ""
    if aims.rows_of("clusters")[point] >= 0:
        cluster = plan.clusters.iloc[int(aims.row[point])]
        return "cluster", str(cluster["cluster_id"]), region
    named = f"{at.x:.2f} {at.y:.2f}" if of_region is None else str(of_region["adcode"])
    return "place", named, region
