"""How the land of the zones of a coverage is used: how much of it is accepted, built and idle.

The use of land is stated by the plan for its zones, or measured from parcels (`geo.land_use`).
Parcels also show the use of land that a scenario adds; without them it is **unknown**, as is that
of a zone that lost land.
"""

import numpy as np
import pandas as pd
import shapely

from geo.coverage.coverage import Coverage
from geo.land_use import USES, approvals, by_parcels
from geo.zone import outlines
from layers.errors import MeasureError
from layers.geometry.edges import Floats
from layers.geometry.validity import polygonal
from layers.runtime.arguments import checked_call

_CHANGED = 1e-6  # relative: a smaller change of land is ignored


@checked_call(MeasureError)
def zone_use(coverage: Coverage) -> pd.DataFrame:
    """Return the use of the land of each zone of a coverage, in its order.

    Columns `zone_id`, `ftz_id`, `area_km2`, `changed_km2` (land that the scenario adds or takes
    away), `approved_km2` (published, else measured; null if the zone changed), `accepted_km2`,
    `built_km2`, `idle_km2` (null if unknown), their shares of the land, and `approved`, the date
    of the zone or of its group.

    >>> from geo import CoverageMeter
    >>> from layers.example import example_plan
    >>> zone_use(CoverageMeter(example_plan(), radii_km=5).measure())["idle_km2"].tolist()
    [nan, nan]
    """
    plan, zones = coverage.plan, coverage.zone_frame
    polygons = coverage.figures.polygons
    area_km2 = np.array([polygon.area_km2 for polygon in polygons], float)
    changed_km2 = _changed_km2(coverage)
    is_same = changed_km2 <= _CHANGED * np.maximum(area_km2, 1e-12)
    published = zones["published_area_km2"].to_numpy(float)
    approved_km2 = np.where(np.isnan(published), area_km2, published)
    table = pd.DataFrame(zones[["zone_id", "ftz_id"]].reset_index(drop=True))
    table["area_km2"], table["changed_km2"] = area_km2, np.where(is_same, 0.0, changed_km2)
    table["approved_km2"] = np.where(is_same, approved_km2, np.nan)
    of_land = by_parcels(plan, np.array([polygon.shape for polygon in polygons], object))
    whole_km2 = np.where(is_same, approved_km2, area_km2)
    for use in USES:
        stated = np.where(is_same, zones[f"{use}_km2"].to_numpy(float), np.nan)
        from_parcels = of_land.of(use)
        table[f"{use}_km2"] = np.where(np.isnan(stated), from_parcels, stated)
        with np.errstate(divide="ignore", invalid="ignore"):
            table[f"{use}_share"] = table[f"{use}_km2"].to_numpy(float) / whole_km2
    table["approved"] = approvals(plan, zones)
    return table


def _changed_km2(coverage: Coverage) -> Floats:
    """Return the area of each zone outside its outline in the plan, and the reverse."""
    before = outlines(coverage.plan.zones)
    changed = np.zeros(len(coverage.zone_frame))
    ids = coverage.zone_frame["zone_id"]
    for row, (zone, shape) in enumerate(
        zip(ids, coverage.zone_frame.geometry.to_numpy(), strict=True)
    ):
        was = before.get(zone)
        if was is shape or (was is not None and shapely.equals_exact(was, shape)):
            continue
        other = shape if was is None else polygonal(shapely.symmetric_difference(was, shape))
        if other is not None:
            changed[row] = float(coverage.plan.ellipsoid.area_km2(np.array([other], object))[0])
    return changed
