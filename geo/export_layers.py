"""The layers that a scenario is exported with: land, broken rules and the coverage of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.comparison.compare import compare
from geo.display import display_regions
from geo.polygons import polygonal
from layers.formats.outcome import Outcome

if TYPE_CHECKING:
    from geo.coverage import Coverage

_VIOLATION = ["rule", "level", "zone_id", "amount", "limit", "unit", "message", "subject"]


def outcome(before: Coverage, after: Coverage, title: str) -> Outcome:
    """Return the export layers of a scenario beside the baseline, measured at the same radii.

    `changes` has a row for each zone that gains or loses land, `violations` one for each broken
    rule (its geometry is null where it has no place), `coverage_<level>` one for each region.

    Raises:
        MeasureError: the plans or the radii of the two differ.
    """
    land = compare(before, after).land
    tables = {
        "changes": land.set_geometry([polygonal(shape) for shape in land.geometry], crs=land.crs),
        "violations": violations_layer(after),
        **{f"coverage_{level}": covered_regions(after, level) for level in after.plan.terms.codes},
    }
    return Outcome(after.scenario, title, after.zone_frame, tables)


def violations_layer(coverage: Coverage) -> gpd.GeoDataFrame:
    """Return the broken rules of a coverage with where they are broken, as multipolygons."""
    broken = coverage.violations
    shapes = [None if shape is None else polygonal(shape) for shape in broken["geometry"]]
    return gpd.GeoDataFrame(
        pd.DataFrame(broken[_VIOLATION]), geometry=shapes, crs=coverage.plan.crs
    )


def covered_regions(coverage: Coverage, level: str) -> gpd.GeoDataFrame:
    """Return the regions of a level with what is covered of each, three columns for each radius.

    `area_km2` and `population` are of the whole region. The columns of a radius are
    `covered_share_25km` (of the area, 0–1), `covered_population_25km` (persons) and
    `covered_population_share_25km` (0–1); a share of nothing is null. One row for each region, in
    the order of the plan for its finest level, of their codes for coarser ones.
    """
    regions = display_regions(coverage.plan.regions, coverage.plan.level(level))
    rows = coverage.regions[coverage.regions["level"] == level]
    columns: dict[str, object] = {}
    for radius_km, figures in rows.groupby("radius_km", sort=True):
        table = figures.set_index("adcode").reindex(regions["adcode"])
        area, people = table["area_km2"], table["population"]
        columns |= {"area_km2": area.to_numpy(), "population": people.to_numpy()}
        for name, cells in {
            "covered_share": table["covered_area_km2"] / area.where(area > 0),
            "covered_population": table["covered_population"],
            "covered_population_share": table["covered_population"] / people.where(people > 0),
        }.items():
            columns[f"{name}_{radius_km:g}km"] = cells.to_numpy(np.float64)
    return regions.assign(**columns)
