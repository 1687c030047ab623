"""Overlaps and narrow gaps of regions: land that sums count twice, or not at all.

Real regions are often not a perfect partition of the land. That breaks no measure, since the
coverage of each region is computed separately, but matters when totals are compared with other
sources.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely

from layers.geometry.validity import polygonal
from layers.plan.plan import Plan

GAP_DEG = 1e-3
"""A gap narrower than this, some 100 m, is taken for an artefact of the data."""

_LEAST_KM2 = 1e-6


class RegionFaults(NamedTuple):
    """Pairs of regions that share land, and regions beside a narrow gap.

    `overlaps` has the columns `adcode`, `other`, `overlap_km2`, the largest first.
    """

    overlaps: pd.DataFrame
    gaps: tuple[str, ...]


def region_faults(plan: Plan) -> RegionFaults:
    """Return the overlaps of a plan's regions larger than a square metre, and the gaps."""
    shapes = plan.regions["geometry"].to_numpy()
    codes = plan.regions["adcode"].to_numpy(object)
    crossing = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    apart = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes, gap_width=GAP_DEG))
    rows = np.flatnonzero(crossing)
    one, other = shapely.STRtree(shapes[rows]).query(shapes[rows], predicate="intersects")
    one, other = rows[one[one < other]], rows[other[one < other]]
    common = [polygonal(each) for each in shapely.intersection(shapes[one], shapes[other])]
    area_km2 = [0.0 if each is None else float(plan.ellipsoid.area_km2(each)[0]) for each in common]
    overlaps = pd.DataFrame(
        {"adcode": codes[one], "other": codes[other], "overlap_km2": np.array(area_km2, float)}
    )
    shared = overlaps[overlaps["overlap_km2"] > _LEAST_KM2]
    ordered = shared.sort_values("overlap_km2", ascending=False, kind="stable", ignore_index=True)
    return RegionFaults(ordered, tuple(codes[apart & ~crossing]))
