"""Simplified tables for maps of a whole plan, beside those of the plan in its file.

- `provinces`: the coarsest regions, each one shape, where there are finer ones: their borders.
- `rivers`, `lakes`: the waters of the world's map in the plan's extent, for its maps alone: rivers
  that meet as one line, with their length; of a plan with regions of enough vertices.
- `overview`: the finest regions with fewer vertices, where they have many, so that a printed map
  of the plan is small; with their names and people alone. They share their edges as those of the
  plan do.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.context import SOURCES, read_outlines, rivers_in_one
from layers.geometry.antimeridian import Shapes, smallest_extent, wrapped
from layers.geometry.edges import Floats
from layers.qgis.legend import POPULATION
from layers.schema.terms import Terms

_MANY, _SOME = 50_000, 1_000  # vertices of regions: to be simplified, and to have waters around
_PARTS = 2_000  # of the width or height of a plan: finer detail is not visible on paper


def overview_tables(frames: Mapping[str, pd.DataFrame], terms: Terms) -> dict[str, pd.DataFrame]:
    """Return the simplified tables of a file with these tables; none for a plan of few regions."""
    regions = frames["regions"]
    assert isinstance(regions, gpd.GeoDataFrame)  # noqa: S101  a plan's regions have shapes
    shapes = regions.geometry.to_numpy()
    tables: dict[str, pd.DataFrame] = {}
    if shapely.get_num_coordinates(shapes).sum() > _SOME:
        tables |= _waters(regions)
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


def _waters(regions: gpd.GeoDataFrame) -> dict[str, pd.DataFrame]:
    """Return the rivers and lakes of the world's map in the extent of regions, in their CRS."""
    near = smallest_extent([regions.geometry.to_numpy()])
    source = next(it.name for it in SOURCES if "rivers" in it.parts)
    rivers = rivers_in_one(read_outlines("rivers", near))
    rivers = np.where(shapely.bounds(rivers)[:, 0] > 180, shapely.transform(rivers, _back), rivers)
    lakes = [wrapped(lake) for lake in shapely.make_valid(read_outlines("lakes", near))]
    geod = regions.crs.get_geod()
    length_km = [geod.geometry_length(line) / 1e3 for line in rivers]
    area_km2 = [abs(geod.geometry_area_perimeter(lake)[0]) / 1e6 for lake in lakes]
    tables: dict[str, pd.DataFrame] = {}
    for name, column, figures, shapes in (
        ("rivers", "length_km", length_km, [shapely.MultiLineString([it]) for it in rivers]),
        ("lakes", "area_km2", area_km2, lakes),
    ):
        if len(shapes):
            table = {column: figures, "source": source}
            frame = gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")
            tables[name] = frame.to_crs(regions.crs)
    return tables


def _back(degrees: Floats) -> Floats:
    """Return longitudes beyond 180° on the other side of it."""
    return np.asarray(degrees - np.array([360.0, 0.0]))


def _united(shapes: Shapes) -> shapely.Geometry:
    """Return the union of regions, even if they overlap and so are not a valid coverage."""
    try:
        united: shapely.Geometry = shapely.coverage_union_all(shapes)
    except shapely.GEOSException:
        united = shapely.union_all(shapes)
    return united if shapely.is_valid(united) else shapely.union_all(shapes)
