"""The worst-served regions: those with most people beyond the radius of every zone."""

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.scope import find_region
from geo.coverage.travel import in_unit
from geo.tables.named_table import NamedTable
from geo.tables.nearest import closest, nearest_zones
from layers.errors import MeasureError
from layers.messages import Message
from layers.runtime.arguments import checked_call

_PARTS = "", "covered_", "uncovered_"


@checked_call(MeasureError)
def underserved(
    coverage: Coverage, radius_km: float, level: str | None = None, most: int | None = None
) -> pd.DataFrame:
    """Return the regions of a level with people beyond a radius, the most such people first.

    The default level is the plan's finest. Ties are ordered by adcode; a region without demand, or
    with everyone covered, is not listed. `most` limits the list.

    Returns:
        Columns `adcode`, `name`, `level`, `radius_km`, `population`, `covered_population`,
        `uncovered_population` (persons); `nearest_zone_id` and `nearest_km`: the zone nearest to
        any of the region's demand points, and its distance; `mean_km`: the mean distance of
        uncovered people to their nearest zone; and of the plan's own weights `jobs`,
        `covered_jobs`, `uncovered_jobs`.

    Raises:
        UnknownError: there is no such level.
        MeasureError: the coverage was not measured at the radius, or `most` is below 1.

    >>> from geo import CoverageMeter
    >>> from geo.tables import underserved
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> underserved(coverage, radius_km=5)[["name", "uncovered_population"]].values.tolist()
    [['East', 750.0]]
    """
    number = coverage.radius_number(radius_km)
    plan = coverage.plan
    level = (plan.levels[0] if level is None else plan.level(level)).code
    if most is not None and most < 1:
        raise MeasureError(Message("measure-most-not-allowed", given=most))
    table, at = coverage.regions, coverage.radius_column
    table = table[(table["level"] == level) & (table[at] == coverage.radii_km[number])]
    people, *own = weights = ["population", *coverage.plan_data.weights]
    table = table.assign(
        **{f"uncovered_{name}": table[name] - table[f"covered_{name}"] for name in weights}
    )
    table = table[table["uncovered_population"] > 1e-9 * table["population"]]
    table = table.sort_values(
        ["uncovered_population", "adcode"], ascending=[False, True], ignore_index=True
    )[:most]
    figures, others = (
        [f"{part}{name}" for name in names for part in _PARTS] for names in ([people], own)
    )
    near = _nearest(coverage, table["adcode"].tolist(), radius_km, level)
    return table[["adcode", "name", "level", at, *figures]].join(near).join(table[others])


def _nearest(coverage: Coverage, adcodes: list[str], radius_km: float, level: str) -> pd.DataFrame:
    """Return each region's nearest zone, its distance, and the mean of those beyond the radius."""
    plan_data = coverage.plan_data
    members = [find_region(coverage.plan, adcode, level).districts for adcode in adcodes]
    points = [plan_data.points_of(districts) for districts in members]
    every = np.concatenate([np.empty(0, np.int64), *points])
    zones, distances = nearest_zones(coverage, every)
    rows: list[tuple[str | None, float, float]] = []
    start = 0
    for region_points in points:
        zone, distance = (
            zones[start : start + len(region_points)],
            distances[start : start + len(region_points)],
        )
        start += len(region_points)
        beyond = (distance > radius_km) & (plan_data.population[region_points] > 0)
        mean = np.average(distance[beyond], weights=plan_data.population[region_points[beyond]])
        rows.append((*closest(coverage, zone, distance), float(mean)))
    table = pd.DataFrame(rows, columns=["nearest_zone_id", "nearest_km", "mean_km"])
    return in_unit(table.replace(np.inf, np.nan), coverage.unit)


_SHOWN = "adcode name uncovered_population population"
TABLE = NamedTable(
    "underserved",
    1,
    lambda coverage, radius_km, most=20, level=None: underserved(coverage, radius_km, level, most),
    {"underserved": f"{_SHOWN} nearest_zone_id nearest_km mean_km=figure-uncovered-mean:.1f"},
    "one",
    ("level", "most"),
)
