"""People per km² at the margin: the gain in reach if a zone's boundary moved out a little."""

import numpy as np
import pandas as pd
import shapely

from geo.coverage import Coverage
from geo.coverage.point_index import reach_box
from geo.coverage.weights import amounts
from geo.edits.offset import Offset
from geo.tables.named_table import NamedTable
from geo.validation import shown
from layers.errors import MeasureError
from layers.geometry.antimeridian import wrapped
from layers.messages import Message
from layers.runtime.arguments import checked_call
from layers.schema.figures import figures

MOST_KM = 100.0


@checked_call(MeasureError)
def margin(
    coverage: Coverage, radius_km: float, by_km: float = 1.0, weight: str = "population"
) -> pd.DataFrame:
    """Return the gain in reach per km² if each zone's boundary moved out by a distance.

    It moves out evenly, over any land that no other zone has; what lies within the radius plus
    `by_km` of the zone, and within the radius of no zone, is then reached too.

    Returns:
        By `zone_id`, the most per km² first, with `ftz_id`: `weight` (its name), `added_km2`,
        `added_amount`, `added_per_km2` (null where nothing can be added).

    Raises:
        UnknownError: the demand has no such column.
        MeasureError: the coverage was not measured at the radius, or not by the straight line;
            `by_km` is not above 0 and at most 100; the column is not numeric, or a value is
            missing, negative or infinite.
        ScenarioError: a zone would come too near to a pole.

    >>> from geo import CoverageMeter
    >>> from geo.tables import margin
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> margin(coverage, 5)[["zone_id", "added_amount", "added_per_km2"]].round(1).values.tolist()
    [['B', 500.0, 54.2], ['A', 0.0, 0.0]]
    """
    if coverage.by != "line":
        raise MeasureError(Message("measure-by-line-alone"))
    if not 0 < by_km <= MOST_KM:
        raise MeasureError(Message("measure-margin-bounds", given=shown(by_km), most=MOST_KM))
    level, amount = coverage.radius_number(radius_km), amounts(coverage, weight)
    demand = coverage.plan_data.demand
    is_free = coverage.demand_level(range(len(coverage.reaches))) > level
    shapes = coverage.zone_frame.geometry.to_numpy()
    tree, rows = shapely.STRtree(shapes), []
    for zone, polygon in enumerate(coverage.figures.polygons):
        near = demand.in_box(reach_box(polygon.bounds, radius_km + by_km))
        near = near[is_free[near]]
        within = polygon.boundary.within(demand.lon[near], demand.lat[near], radius_km + by_km)
        land = shapely.MultiPolygon(list(polygon.blocks.shapes))
        wider = wrapped(Offset(land, polygon.ellipsoid, 1).in_plane_by_km(by_km))
        taken = shapely.union_all(shapes[tree.query(wider)])
        rows.append(
            {
                "zone_id": coverage.zone_frame["zone_id"].iloc[zone],
                "ftz_id": coverage.zone_frame["ftz_id"].iloc[zone],
                "weight": weight,
                "added_km2": float(polygon.ellipsoid.area_km2(shapely.difference(wider, taken))[0]),
                "added_amount": amount[near[within]].sum() if len(amount) else np.nan,
            }
        )
    columns = ["zone_id", "ftz_id", "weight", "added_km2", "added_amount"]
    table = pd.DataFrame(rows, columns=columns)
    added_km2 = table["added_km2"].astype(float)
    table["added_per_km2"] = table["added_amount"] / added_km2.where(added_km2 > 0)
    order = ["added_per_km2", "added_amount", "zone_id"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


TABLE = NamedTable(
    "margin",
    2.7,
    margin,
    {"margin": "zone_id ftz_id weight=weight"},
    "one",
    ("by_km", "weight"),
    {"margin": figures("added_km2:.2f added_amount:.0f added_per_km2:.0f")},
)
