"""Land of changed zones in a user's own reference layers, such as farmland that must not be built.

Reference layers are shown under a plan and no rule counts them, so this is said and not judged.
"""

from collections.abc import Collection

import geopandas as gpd
import pandas as pd
import shapely

from geo.comparison.compare import Comparison
from layers.geometry.antimeridian import Shapes
from layers.geometry.ellipsoid import Ellipsoid

_LEAST_KM2 = 1e-6


def reference_land(comparison: Comparison, zones: Collection[str]) -> pd.DataFrame:
    """Return how much land of some zones, as planned, lies in each reference layer of areas.

    Returns:
        By `reference` and `kind` (null if it has none), in the order of the layer: `areas` (how
        many there are), `planned_km2` of the land of the zones after the change, and `gained_km2`
        of the land that the change adds to all zones. Empty without such layers.
    """
    after = comparison.coverages[1]
    plan = after.plan
    columns = ["reference", "kind", "areas", "planned_km2", "gained_km2"]
    if not plan.has("references"):
        return pd.DataFrame(columns=columns)
    frame, own = plan.frame("references"), after.zone_frame
    land = comparison.land_apart
    planned = own.geometry[own["zone_id"].isin(zones)].to_numpy()
    gained = land.geometry[land["change"] == "gained"].to_numpy()
    rows = []
    for (reference, kind), group in frame.groupby(["reference", "kind"], dropna=False, sort=False):
        km2 = (_shared_km2(group, shapes, plan.ellipsoid) for shapes in (planned, gained))
        rows.append((str(reference), kind, len(group), *km2))
    return pd.DataFrame(rows, columns=columns)


def _shared_km2(areas: gpd.GeoDataFrame, shapes: Shapes, ellipsoid: Ellipsoid) -> float:
    """Return the area of some shapes that lies in areas, which may overlap."""
    if not len(shapes):
        return 0.0
    land = shapely.union_all(shapes)
    met = areas.geometry.to_numpy()[areas.sindex.query(land, predicate="intersects")]
    shared = shapely.intersection(shapely.union_all(met), land)
    km2 = float(ellipsoid.area_km2([shared])[0])
    return km2 if km2 >= _LEAST_KM2 else 0.0
