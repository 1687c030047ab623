"""The clusters reached and not reached by zones, and the distance of each to the nearest zone."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import Coverage
from geo.coverage.travel import in_unit
from geo.tables.nearest import nearest_zones_at
from layers.errors import MeasureError
from layers.geometry.point_location import polygon_at
from layers.runtime.arguments import checked_call


@checked_call(MeasureError)
def cluster_reach(
    coverage: Coverage, radius_km: float, wanted: NDArray[np.bool_] | None = None
) -> pd.DataFrame:
    """Return all clusters, or the wanted ones of the plan's, the farthest first.

    The radius is one of those measured; 0 means inside a zone. Ties are ordered by id.

    Returns:
        `cluster_id`, `name`, `name_zh`, `sector`, `lon` and `lat` (degrees in the plan's CRS),
        `adcode` of its district (null if none), `reached` (whether a zone is within the radius, as
        counted by `Coverage.sectors`), `zone_id` of the nearest zone and `distance_km` to it (0
        inside; both null without zones).

    >>> from geo import CoverageMeter
    >>> from geo.tables import cluster_reach
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5]).measure()
    >>> clusters = cluster_reach(coverage, 5)
    >>> clusters[["cluster_id", "reached", "zone_id"]].values.tolist()
    [['C2', False, 'B'], ['C1', True, 'A']]
    """
    plan, plan_data = coverage.plan, coverage.plan_data
    if wanted is None:
        wanted = np.ones(len(plan.clusters), bool)
    clusters = plan.clusters[wanted]
    points = clusters["geometry"]
    lon, lat = points.x.to_numpy(float), points.y.to_numpy(float)
    zone, distance_km = nearest_zones_at(coverage, lon, lat)
    ids = np.array([*coverage.zone_frame["zone_id"], None], object)
    adcodes = np.array([*plan.regions["adcode"], None], object)
    table = clusters[["cluster_id", "name", "name_zh", "sector"]].assign(
        lon=lon,
        lat=lat,
        adcode=adcodes[polygon_at(points.to_numpy(), plan_data.region_tree)],
        reached=coverage.cluster_radius_km[wanted] <= radius_km,
        zone_id=ids[zone],
        distance_km=np.where(zone < 0, np.nan, distance_km),
    )
    order = np.lexsort((table["cluster_id"].to_numpy(str), -distance_km))
    rows = pd.DataFrame(table).iloc[order].reset_index(drop=True)
    return in_unit(rows, coverage.unit)
