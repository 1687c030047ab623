"""Simplified tables for maps of a whole plan, beside those of the plan in its file.

- `provinces`: the coarsest regions, each one shape, where there are finer ones: their borders.
- `overview`: the finest regions with fewer vertices, where they have many, so that a printed map
  of the plan is small; with their names and people alone. They share their edges as those of the
  plan do.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.geometry.antimeridian import Shapes
from layers.qgis.legend import POPULATION
from layers.schema.terms import Terms

_MANY = 50_000  # vertices
_PARTS = 2_000  # of the width or height of a plan: what is finer is not seen on paper


def overview_tables(frames: Mapping[str, pd.DataFrame], terms: Terms) -> dict[str, pd.DataFrame]:
    """Return the simplified tables of a file with these tables; none for a plan of few regions."""
    regions = frames["regions"]
    assert isinstance(regions, gpd.GeoDataFrame)  # noqa: S101  a plan's regions have shapes
    shapes = regions.geometry.to_numpy()
    tables: dict[str, pd.DataFrame] = {}
    if shapely.get_num_coordinates(shapes).sum() > _MANY:
        west, south, east, north = shapely.total_bounds(shapes)
        simple = shapely.coverage_simplify(shapes, max(east - west, north - south) / _PARTS)
        shapes = np.where(shapely.is_empty(simple) | ~shapely.is_valid(simple), shapes, simple)
        shown = regions.columns.intersection(["adcode", "name", "name_zh", *POPULATION])
        tables["overview"] = gpd.GeoDataFrame(
            pd.DataFrame(regions[shown]), geometry=shapes, crs=regions.crs
        )
    codes = terms.coarsest.names(regions)
    if len(terms.levels) > 1:
        rows = [
            {**codes.iloc[group[0]].to_dict(), "geometry": _united(shapes[group])}
            for group in codes.groupby("adcode", sort=True).indices.values()
        ]
        if rows:
            tables["provinces"] = gpd.GeoDataFrame(rows, geometry="geometry", crs=regions.crs)
    return tables


def _united(shapes: Shapes) -> shapely.Geometry:
    """Return the union of regions; of those that overlap, which are no coverage, too."""
    try:
        united: shapely.Geometry = shapely.coverage_union_all(shapes)
    except shapely.GEOSException:
        united = shapely.union_all(shapes)
    return united if shapely.is_valid(united) else shapely.union_all(shapes)
