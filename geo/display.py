"""Districts simplified for showing: shared borders stay shared. Never for measuring or editing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

_COLUMNS = {
    "district": ["adcode", "name", "name_zh"],
    "city": ["city_adcode", "city_name", "city_name_zh"],
    "province": ["province_adcode", "province_name", "province_name_zh"],
}
_TOLERANCES_DEG = ((5, 0.05), (7, 0.02))


def display_tolerance_deg(zoom: float) -> float:
    """Return the simplification for a web map's zoom: 0.05° to level 5, 0.02° to 7, then none.

    >>> display_tolerance_deg(4), display_tolerance_deg(8)
    (0.05, 0.0)
    """
    return next((tolerance for last, tolerance in _TOLERANCES_DEG if zoom <= last), 0.0)


def display_regions(
    regions: gpd.GeoDataFrame, level: str = "district", tolerance_deg: float = 0.0
) -> gpd.GeoDataFrame:
    """Return regions of a level (`adcode`, `name`, `name_zh`, geometry), simplified as a coverage.

    Simplified districts of a city still fit together edge to edge (Visvalingam–Whyatt on the
    coverage's shared edges, `shapely.coverage_simplify`); a district too small to keep three
    corners keeps its own outline.
    """
    shapes = regions["geometry"].to_numpy()
    if tolerance_deg > 0:
        simple = shapely.coverage_simplify(shapes, tolerance_deg)
        shapes = np.where(shapely.is_empty(simple), shapes, simple)
    columns = _COLUMNS[level]
    renamed = dict(zip(columns, _COLUMNS["district"], strict=True))
    table = regions[[*columns, "geometry"]].set_geometry(shapes).rename(columns=renamed)
    if level == "district":
        return table
    known = table[table["adcode"].notna()]
    return known.dissolve(by="adcode", as_index=False, method="coverage")
