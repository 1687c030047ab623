"""Synthetic exclusions, for samples that break or keep the rule `exclusion`.

The ecological red line, permanent basic farmland and the urban development boundary are not public:
users add their own with `init --exclusions`. The polygons here are invented for the sample
scenarios and represent nothing on the ground, as their name, kind and source state.
"""

import geopandas as gpd
from shapely.geometry import MultiPolygon, Polygon

from layers.china.facts import CRS

_NAME = "Synthetic exclusion (example), not the ecological red line"
_NAME_ZH = "虚构禁建区（示例），非生态保护红线"
_SOURCE = "Invented for the sample scenarios; no real exclusion is public as open data"

_DRAWN = {
    "EXAMPLE-LINGANG": (
        (121.962, 30.897),
        (121.981, 30.893),
        (121.993, 30.906),
        (121.990, 30.924),
        (121.974, 30.931),
        (121.964, 30.918),
    ),
    "EXAMPLE-TIANJIN": (
        (117.722, 38.947),
        (117.741, 38.944),
        (117.752, 38.956),
        (117.738, 38.966),
        (117.724, 38.960),
    ),
}


def synthetic_exclusions() -> gpd.GeoDataFrame:
    """Return two invented exclusions, clear of every zone of the China plan.

    Columns: `exclusion_id`, `name`, `name_zh`, `kind` ("synthetic example"), `source`, `verified`
    (False); geometry MultiPolygon in EPSG:4490.
    """
    outlines = [MultiPolygon([Polygon(ring)]) for ring in _DRAWN.values()]
    columns = {
        "exclusion_id": list(_DRAWN),
        "name": _NAME,
        "name_zh": _NAME_ZH,
        "kind": "synthetic example",
        "source": _SOURCE,
        "verified": False,
    }
    return gpd.GeoDataFrame(columns, geometry=outlines, crs=CRS)
