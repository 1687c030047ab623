"""Read the world's context within an extent: outlines, networks of roads and railways, places."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.geometry.antimeridian import Extent, Shapes
from layers.geometry.edges import Floats, Ints

WORLD = Path(__file__).resolve().parent / "world.npz"

LINE_DEG, NODE_DEG, PLACE_DEG = 1e-4, 1e-3, 1e-4
"""Units of positions: of outlines, of nodes of roads (as in their source), of places."""

_TOWN_OF_REGION = re.compile("([^族治]{2,})[县市区旗]")

_ABOLISHED = "闸北", "卢湾"
"""Districts of Shanghai that the source still has among places: merged with others since."""

_World = Mapping[str, NDArray[Any]]
_Turn = tuple[Extent, float]


class Source(NamedTuple):
    """The source of a part of the context, and its licence."""

    parts: tuple[str, ...]
    name: str
    licence: str
    url: str


SOURCES = (
    Source(
        ("land", "lakes", "rivers"),
        "GSHHG 2.3.6",
        "LGPL-3.0-or-later",
        "https://www.soest.hawaii.edu/pwessel/gshhg/",
    ),
    Source(
        ("roads", "railways"),
        "OpenStreetMap contributors, simplified by scgraph-data",
        "ODbL-1.0",
        "https://www.openstreetmap.org/copyright",
    ),
    Source(("places",), "GeoNames", "CC-BY-4.0", "https://www.geonames.org/"),
)


class ContextNetwork(NamedTuple):
    """Nodes in degrees, and edges between two of them by their numbers, with their length in km.

    Positions are rounded to a thousandth of a degree, and edges straight: the road between two
    junctions may be longer than the line; `length_km` is its length.
    """

    lon: Floats
    lat: Floats
    start: Ints
    end: Ints
    length_km: Floats


class Context(NamedTuple):
    """The surroundings of a plan: polygons, lines, networks, and a table of places.

    `places` has `name`, `name_zh` (null if unknown), `population` (0 if unknown), `lon` and `lat`,
    the most populous first. All is in WGS 84, outlines at some 0.2 km.
    """

    land: Shapes
    lakes: Shapes
    rivers: Shapes
    roads: ContextNetwork
    railways: ContextNetwork
    places: pd.DataFrame


def read_context(extent: Extent) -> Context:
    """Return the shapes that intersect an extent, uncut; roads with at least one end in it.

    The extent is west, south, east, north in degrees; across 180° its east is beyond 180, and so
    are longitudes there. The whole file is read, which takes a second or two; nothing is cached.

    >>> near = read_context((120, 30, 121, 31.5))  # Hangzhou and the south of Lake Tai
    >>> "杭州" in set(near.places["name_zh"]), len(near.lakes) > 0, len(near.roads.start) > 0
    (True, True, True)
    """
    with np.load(WORLD) as file:
        world: _World = {name: file[name] for name in file.files}
    turns = _turns(extent)
    return Context(
        _outlines(world, "land", turns),
        _outlines(world, "lakes", turns),
        _outlines(world, "rivers", turns),
        _network(world, "roads", turns),
        _network(world, "railways", turns),
        _places(world, turns),
    )


def places_in_regions(places: pd.DataFrame, regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return places with the code of the region that each lies in (`adcode`, None beyond all).

    Those without a Chinese name are named as that region, if they share a name: the region's is
    that of the place, alone or with a word after it (`Jiashan` in `Jiashan County`); the last
    letter of the Chinese one, its kind, is cut.

    >>> from layers.example import example_plan
    >>> names = {"name": ["Jiashan County", "B"], "name_zh": ["嘉善县", "乙"]}
    >>> place = {"name": ["Jiashan"], "name_zh": [None], "lon": [119.95], "lat": [30.0]}
    >>> regions = example_plan().regions.assign(**names)
    >>> places_in_regions(pd.DataFrame(place), regions)[["name_zh", "adcode"]].values.tolist()
    [['嘉善', '330101']]
    """
    at = shapely.points(places[["lon", "lat"]].to_numpy(float))
    rows, near = shapely.STRtree(regions.geometry.to_numpy()).query(at, predicate="intersects")
    rows, first = np.unique(rows, return_index=True)  # on a border: the first of both
    around = regions.iloc[near[first]]
    code, chinese = (np.full(len(places), None, object) for _ in range(2))
    code[rows] = around["adcode"]
    chinese[rows] = [
        town[1]
        if f"{region} ".startswith(f"{place} ") and (town := _TOWN_OF_REGION.fullmatch(str(zh)))
        else None
        for place, region, zh in zip(
            places["name"].iloc[rows], around["name"], around["name_zh"], strict=True
        )
    ]
    known = places["name_zh"].to_numpy(object)
    columns = {"adcode": code, "name_zh": np.where(pd.isna(known), chinese, known)}
    return places.assign(
        **{name: pd.Series(values, places.index, object) for name, values in columns.items()}
    )


def read_network(kind: Literal["roads", "railways"], extent: Extent) -> ContextNetwork:
    """Return the roads or railways with at least one end in an extent, as `read_context` does.

    Only they are read, which takes a few tenths of a second; nothing is cached.

    >>> near = read_network("railways", (120, 30, 121, 31.5))
    >>> len(near.start) > 0, float(near.length_km.min()) > 0
    (True, True)
    """
    with np.load(WORLD) as file:
        return _network(file, kind, _turns(extent))


def read_outlines(kind: Literal["land", "lakes", "rivers"], extent: Extent) -> Shapes:
    """Return the polygons of land or lakes, or the rivers that are lines, as `read_context` does.

    Only they are read, which takes a tenth of a second or less; nothing is cached.

    >>> len(read_outlines("rivers", (121.3, 31.1, 121.7, 31.4))) > 0  # Shanghai
    True
    """
    with np.load(WORLD) as file:
        return _outlines(file, kind, _turns(extent))


def rivers_in_one(rivers: Shapes) -> Shapes:
    """Return rivers whose lines meet as one line each, as far as no third one meets there.

    >>> lines = [shapely.LineString([(x, 0), (x + 1, 0)]) for x in range(3)]
    >>> [line.length for line in rivers_in_one(np.array(lines))]
    [3.0]
    """
    if not len(rivers):
        return rivers
    joined = shapely.line_merge(shapely.multilinestrings(list(rivers)))
    return np.asarray(shapely.get_parts(joined), dtype=object)


def _turns(extent: Extent) -> list[_Turn]:
    """Return the part of an extent on each turn of longitudes, and the offset to add to them."""
    west, south, east, north = extent
    return [
        ((low, south, high, north), by)
        for by in (-360.0, 0.0, 360.0)
        if (low := max(west - by, -180.0)) <= (high := min(east - by, 180.0))
    ]


def _degrees(steps: Ints, unit_deg: float) -> Floats:
    return np.asarray(np.cumsum(steps, axis=1) * unit_deg, float)


def _outlines(world: _World, kind: str, turns: Sequence[_Turn]) -> Shapes:
    at = _degrees(world[f"{kind}_xy"], LINE_DEG)
    count = world[f"{kind}_count"]
    first = np.cumsum(count) - count
    lon, lat = ((np.minimum.reduceat(it, first), np.maximum.reduceat(it, first)) for it in at)
    parts = []
    for (west, south, east, north), by in turns:
        inside = (lon[0] <= east) & (lon[1] >= west) & (lat[0] <= north) & (lat[1] >= south)
        xy = at.T[np.repeat(inside, count)] + np.array([by, 0.0])
        line = np.repeat(np.arange(inside.sum()), count[inside])
        make = shapely.linestrings if kind == "rivers" else shapely.linearrings
        parts.append(make(xy, indices=line))
    lines: Shapes = np.concatenate(parts)
    return lines if kind == "rivers" else np.asarray(shapely.polygons(lines))


def _network(world: _World, kind: str, turns: Sequence[_Turn]) -> ContextNetwork:
    lon, lat = _degrees(world[f"{kind}_node"], NODE_DEG)
    start = np.cumsum(world[f"{kind}_from"])
    end = start + world[f"{kind}_to"]
    length_km = world[f"{kind}_length_m"] / 1e3
    parts = []
    count = 0
    for (west, south, east, north), by in turns:
        inside = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
        edges = np.flatnonzero(inside[start] | inside[end])
        nodes = np.unique(np.concatenate([start[edges], end[edges]]))
        ends = (np.searchsorted(nodes, of[edges]) + count for of in (start, end))
        parts.append((lon[nodes] + by, lat[nodes], *ends, length_km[edges]))
        count += len(nodes)
    return ContextNetwork(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def _places(world: _World, turns: Sequence[_Turn]) -> pd.DataFrame:
    lon, lat = (world["place_xy"] * PLACE_DEG).T
    names = [
        np.array(world[name].tobytes().decode().split("\n"), object)
        for name in ("place_name", "place_name_zh")
    ]
    frames = []
    for (west, south, east, north), by in turns:
        rows = np.flatnonzero((west <= lon) & (lon <= east) & (south <= lat) & (lat <= north))
        columns = {"name": names[0][rows], "name_zh": names[1][rows]}
        at = {"lon": lon[rows] + by, "lat": lat[rows]}
        people = world["place_population"][rows]
        frames.append(pd.DataFrame({**columns, "population": people, **at}, index=rows, dtype=None))
    table = pd.concat(frames).sort_index()
    table = table[~table["name_zh"].isin(_ABOLISHED)].reset_index(drop=True)
    table["name_zh"] = table["name_zh"].astype(object).where(table["name_zh"] != "", None)
    return table
