"""The FTZ for land without `ftz_id`: its province's, else the nearest zone's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.geometry.antimeridian import unwrapped, whole
from layers.messages import Message
from layers.schema.column_types import is_missing

if TYPE_CHECKING:
    from shapely.geometry import MultiPolygon

    from layers.plan.plan import Plan


def assign_ftz(land: MultiPolygon, plan: Plan) -> tuple[str | None, Message]:
    """Return the most likely FTZ of land, and the reason.

    It is the only FTZ of the province (the coarsest region) with most of the land; if that has
    none, or more than one, the FTZ of the nearest zone, in degrees, if any.
    """
    districts = plan.regions.geometry.to_numpy()
    near = np.sort(shapely.STRtree(districts).query(land, predicate="intersects"))
    if len(near):
        areas = shapely.area(shapely.intersection(districts[near], land))
        province = plan.regions[plan.terms.coarsest.column].iloc[near[int(np.argmax(areas))]]
        ftzs = plan.ftzs.loc[plan.ftzs["adcode"] == province, "ftz_id"]
        if len(ftzs) == 1:
            return str(ftzs.iloc[0]), Message("infer-ftz-of-province", province=str(province))
    zones = plan.zones
    piece = whole(land)
    shapes = unwrapped(zones.geometry.to_numpy(), piece.centroid.x)
    row = int(np.argmin(shapely.distance(shapes, piece)))
    nearest = Message("infer-ftz-of-nearest", zone=str(zones["zone_id"].iloc[row]))
    ftz = zones["ftz_id"].iloc[row]
    return (None if is_missing(ftz) else str(ftz)), nearest
