"""The waters of the China plan: lakes and wide rivers, and sea within districts.

They are those of the context map (`layers.context`), known at some 0.2 km. District borders run
through bays and estuaries: the part of a district beyond the coast is sea, where it is 300 m wide
or more. That coast is older than some reclaimed land, which is sea here as well; a plan can have
better waters of its own (`update --waters`). Rivers that are mere lines there are omitted.
"""

import geopandas as gpd
import numpy as np
import shapely

from layers.china.facts import CRS
from layers.context import SOURCES, read_outlines
from layers.geometry.antimeridian import Shapes

SEA = "Sea"
"""The name of the waters beyond the coast of the context map."""

_NARROW_DEG = 0.0015  # half the least width of sea
_SIMPLER_DEG = 0.0005
_DIGITS = 6


def waters(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the waters in some districts.

    Columns: `water_id`, `name`, `name_zh`, `source`, `verified` (False); geometry in EPSG:4490.
    """
    extent = tuple(districts.total_bounds.tolist())
    own = districts.geometry.to_numpy()
    lakes = shapely.make_valid(read_outlines("lakes", extent))
    lakes = lakes[np.unique(shapely.STRtree(own).query(lakes, predicate="intersects")[0])]
    land = shapely.make_valid(shapely.clip_by_rect(read_outlines("land", extent), *extent))
    shapes = [*lakes, *_sea(own, land)]
    rounded = shapely.set_precision(shapes, 10.0**-_DIGITS)
    source = next(one.name for one in SOURCES if "lakes" in one.parts)
    columns = {
        "water_id": [f"W{number:04d}" for number in range(1, len(shapes) + 1)],
        "name": ["Lake or river"] * len(lakes) + [SEA] * (len(shapes) - len(lakes)),
        "name_zh": ["湖泊或河流"] * len(lakes) + ["海域"] * (len(shapes) - len(lakes)),
        "source": f"{source}, at some 0.2 km",
        "verified": False,
    }
    multi = [shapely.MultiPolygon(shapely.get_parts(one).tolist()) for one in rounded]
    return gpd.GeoDataFrame(columns, geometry=multi, crs=CRS)


def _sea(districts: Shapes, land: Shapes) -> list[shapely.Geometry]:
    """Return the part of each district beyond the coast, where there is any."""
    shapely.prepare(land)
    inland = np.unique(shapely.STRtree(districts).query(land, predicate="contains")[1])
    tree, found = shapely.STRtree(land), []
    for district in np.delete(districts, inland):
        near = land[tree.query(district, predicate="intersects")]
        ashore = shapely.union_all(shapely.make_valid(shapely.clip_by_rect(near, *district.bounds)))
        beyond = shapely.difference(district, ashore)
        wide = shapely.buffer(
            shapely.buffer(beyond, -_NARROW_DEG, quad_segs=2), _NARROW_DEG, quad_segs=2
        )
        if not wide.is_empty:
            found.append(shapely.simplify(wide, _SIMPLER_DEG))
    return found
