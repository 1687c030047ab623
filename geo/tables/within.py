"""What lies inside some zones and within each radius of them: people, weights, clusters, land.

A point lies **within** a radius of some zones if its distance to the nearest of them, as the
coverage was measured, is at most the radius; at 0 km it lies inside one. Points reached by two
zones count once.
"""

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np
import pandas as pd
import shapely

from geo.comparison.reach_changes import distance_km
from geo.coverage import Coverage
from geo.coverage.point_index import PointIndex
from geo.validation import as_several
from geo.zone import outlines
from layers.errors import MeasureError
from layers.runtime.arguments import checked_call


@checked_call(MeasureError)
def within(
    coverage: Coverage, zone_ids: Collection[str] | str, radii_km: Sequence[float] | float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the amounts that some zones contain and reach, and the districts they lie in.

    Zones missing in the coverage are ignored. Radii need not be those measured.

    Returns:
        By `radius_km`, 0 first: `clusters`, and each weight of the demand under its name, such as
        `population`, null if the plan has no demand. And by district that the zones lie in:
        `adcode`, `name`, `name_zh`, `area_km2`, the largest first.

    >>> from geo import CoverageMeter
    >>> from geo.tables import within
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> inside, land = within(coverage, ["A"], radii_km=[5])
    >>> inside.values.tolist()
    [[0.0, 1.0, 1000.0, 400.0], [5.0, 1.0, 1000.0, 400.0]]
    >>> land[["name", "area_km2"]].round(2).values.tolist()
    [['West', 4.28]]
    """
    plan_data = coverage.plan_data
    wanted = as_several(zone_ids)
    shapes = [shape for zone, shape in outlines(coverage.zone_frame).items() if zone in wanted]
    radii = sorted({0.0, *map(float, as_several(radii_km))})
    layers: tuple[tuple[Literal["demand", "clusters"], PointIndex], ...]
    layers = ("demand", plan_data.demand), ("clusters", plan_data.clusters)
    near = [
        np.minimum.reduce(
            [np.full(len(places), np.inf)]
            + [distance_km(coverage, layer, shape, radii[-1]) for shape in shapes]
        )
        for layer, places in layers
    ]
    reached = [[distance <= radius for radius in radii] for distance in near]
    figures = {coverage.radius_column: radii, "clusters": [int(each.sum()) for each in reached[1]]}
    for weight, amount in {"population": plan_data.population, **plan_data.weights}.items():
        sums = [float(amount[each].sum()) if len(amount) else np.nan for each in reached[0]]
        figures[weight] = sums
    return pd.DataFrame(figures), _land(coverage, shapes)


def _land(coverage: Coverage, shapes: Sequence[shapely.Geometry]) -> pd.DataFrame:
    """Return the area of each district inside the shapes."""
    plan, plan_data = coverage.plan, coverage.plan_data
    whole = shapely.union_all(list(shapes))
    rows = np.sort(plan_data.region_tree.query(whole, predicate="intersects"))
    area_km2 = plan_data.ellipsoid.area_km2(shapely.intersection(plan_data.regions[rows], whole))
    land = plan.regions.iloc[rows][["adcode", "name", "name_zh"]].assign(area_km2=area_km2)
    present = pd.DataFrame(land[land["area_km2"] > 0])
    return present.sort_values("area_km2", ascending=False, kind="stable").reset_index(drop=True)
