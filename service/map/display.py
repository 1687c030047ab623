"""Display geometry: districts simplified, near points clustered.

Shared borders of simplified districts stay shared. For display only, never to measure or edit.

The topology of a TopoJSON document has the borders of regions split into arcs, each once. Two
regions share a border where they have the same vertices, in the same or reverse order. A junction
is a vertex whose neighbours along one ring differ from those along another. Arcs run from junction
to junction; a ring without junctions is one arc.
"""

import itertools
import math
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geometry.antimeridian import Extent, Shapes, smallest_extent, unwrapped
from layers.schema.terms import Level

_Whole = NDArray[np.int64]

_TOLERANCES_DEG = ((5, 0.07), (7, 0.02))
_GRID = 4
_SHAPE_DEG, _SHAPE_DECIMALS = 5e-5, 5
_ROOM_DEG = 0.25
_PICTURE_PX = 1000
_TILE_PX = 256
_CELL_PX = 56
_RING = 4


def display_tolerance_deg(zoom: float) -> float:
    """Return the tolerance for a web map's zoom: 0.07° to level 5, 0.02° to 7, then none.

    >>> display_tolerance_deg(4), display_tolerance_deg(8)
    (0.07, 0.0)
    """
    return next((tolerance for last, tolerance in _TOLERANCES_DEG if zoom <= last), 0.0)


def display_regions(
    regions: gpd.GeoDataFrame, level: Level, tolerance_deg: float = 0.0
) -> gpd.GeoDataFrame:
    """Return regions of a level (`adcode`, `name`, `name_zh`, geometry), simplified as a coverage.

    Simplified finest regions still share their edges (Visvalingam–Whyatt on the coverage's shared
    edges, `shapely.coverage_simplify`); a region too small to keep three corners keeps its outline.
    """
    shapes = regions["geometry"].to_numpy()
    if tolerance_deg > 0:
        simple = shapely.coverage_simplify(shapes, tolerance_deg)
        shapes = np.where(shapely.is_empty(simple), shapes, simple)
    table = gpd.GeoDataFrame(level.names(regions), geometry=shapes, crs=regions.crs)
    if level.column == "adcode":
        return table
    known = table["adcode"].notna().to_numpy()
    with suppress(shapely.GEOSException):  # regions that overlap are not a valid coverage
        united = table[known].dissolve(by="adcode", as_index=False, method="coverage")
        if united.is_valid.all():
            return united
    finest = table.set_geometry(regions["geometry"].to_numpy())[known]
    united = finest.dissolve(by="adcode", as_index=False, method="unary")
    return united.set_geometry(united.simplify(tolerance_deg))


def display_topology(
    regions: gpd.GeoDataFrame, levels: Sequence[Level], tolerance_deg: float
) -> dict[str, Any]:
    """Return all regions as a TopoJSON topology, simplified as a coverage, shared borders once.

    The object `regions` is a tree: each region of a level (`levels` are from finest to coarsest)
    holds those of the next finer one, each with its code as `id`. A region has the properties
    `level`, `name` and `name_zh`; its land is the union of the finest. The finest have only land,
    because their names would add half its bytes. Positions are rounded to a grid of a quarter of
    the tolerance.
    """
    shapes = display_regions(regions, levels[0], tolerance_deg)["geometry"].to_numpy()
    corner, step = shapely.total_bounds(shapes)[:2], tolerance_deg / _GRID
    arcs = cut_arcs(shapes)
    leaves = [{"type": "MultiPolygon", "arcs": polygons} for polygons in arcs.shapes]
    tree = {"type": "GeometryCollection", "geometries": _tree(regions, levels, leaves)}
    return {
        "type": "Topology",
        "transform": {"scale": [step, step], "translate": corner.tolist()},
        "arcs": _stepped(arcs.positions, corner, step),
        "objects": {"regions": tree},
    }


def _stepped(
    lines: Sequence[NDArray[np.float64]], corner: NDArray[np.float64], step: float
) -> list[list[list[int]]]:
    """Return each line on a grid: its first position, then steps.

    Zero steps are dropped, but a ring keeps at least four positions.
    """
    if not lines:
        return []
    grid = np.round((np.concatenate(lines) - corner) / step).astype(int)
    ends = np.cumsum([len(line) for line in lines])
    firsts = np.append(0, ends[:-1])
    steps = np.diff(grid, axis=0, prepend=0)
    steps[firsts] = grid[firsts]
    moved = (steps != 0).any(axis=1)
    moved[firsts] = moved[firsts + 1] = True
    is_ring = (grid[firsts] == grid[ends - 1]).all(axis=1)
    small = is_ring & (np.add.reduceat(moved, firsts, dtype=int) < _RING)
    for first in firsts[small]:
        moved[first : first + _RING] = True
    moves: list[list[int]] = steps[moved].tolist()
    count = np.add.reduceat(moved, firsts, dtype=int)
    return [moves[end - size : end] for size, end in zip(count, np.cumsum(count), strict=True)]


def packed_topology(topology: dict[str, Any]) -> dict[str, Any]:
    """Return a topology of regions in fewer bytes, which the page unpacks.

    An arc is a list of integers: its first position as a step from the end of the previous arc (of
    the first from 0, 0), then steps. A region of the finest level is its code with its polygons, or
    with only the arcs of a single ring; other regions are unchanged, without their type.
    """

    def packed(region: dict[str, Any]) -> object:
        if "geometries" not in region:
            polygons = region["arcs"]
            single = len(polygons) == 1 and len(polygons[0]) == 1
            return [region["id"], polygons[0][0] if single else polygons]
        entry = {"id": region["id"], "properties": region["properties"]}
        return entry | {"geometries": [packed(each) for each in region["geometries"]]}

    regions = [packed(each) for each in topology["objects"]["regions"]["geometries"]]
    arcs = _flat(topology["arcs"])
    return {"transform": topology["transform"], "arcs": arcs, "regions": regions}


def packed_shapes(shapes: Shapes, step_deg: float) -> dict[str, Any]:
    """Return polygons on a grid of a step, shared borders once, packed as `packed_topology` is.

    `shapes` has the arcs of each, by polygon and ring.

    >>> packed_shapes(np.array([shapely.box(120, 30, 121, 31)]), 0.5)["arcs"]
    [[0, 0, 2, 0, 0, 2, -2, 0, 0, -2]]
    """
    arcs = cut_arcs(shapes)
    return _packed(arcs.positions, step_deg) | {"shapes": arcs.shapes}


def packed_lines(lines: Shapes, step_deg: float) -> dict[str, Any]:
    """Return lines on a grid of a step, packed likewise; `lines` has the arcs of each."""
    parts, of = shapely.get_parts(lines, return_index=True)
    arcs = [[int(arc) for arc in np.flatnonzero(of == line)] for line in range(len(lines))]
    return _packed([shapely.get_coordinates(part) for part in parts], step_deg) | {"lines": arcs}


def _packed(positions: Sequence[NDArray[np.float64]], step_deg: float) -> dict[str, Any]:
    corner = np.concatenate([*positions, np.zeros((0 if positions else 1, 2))]).min(axis=0)
    transform = {"scale": [step_deg, step_deg], "translate": corner.tolist()}
    return {"transform": transform, "arcs": _flat(_stepped(positions, corner, step_deg))}


def _flat(arcs: Sequence[Sequence[Sequence[int]]]) -> list[list[int]]:
    """Return arcs as integers: a first position from the end of the previous arc, then steps."""
    x = y = 0
    flat = []
    for (first_x, first_y), *steps in arcs:
        flat.append([first_x - x, first_y - y, *(number for step in steps for number in step)])
        x = first_x + sum(step[0] for step in steps)
        y = first_y + sum(step[1] for step in steps)
    return flat


def display_outlines(*layers: Shapes) -> tuple[Extent, list[Shapes]]:
    """Return the smallest extent that holds all layers, and their shapes for a small picture.

    Detail below a thousandth of the extent is dropped; a shape of that size becomes its envelope.
    Across 180° longitudes continue above it, as those of the extent do.

    >>> extent, (zones,) = display_outlines(np.array([shapely.box(179, 0, 180, 1)]))
    >>> extent, zones[0].bounds
    ((179.0, 0.0, 180.0, 1.0), (179.0, 0.0, 180.0, 1.0))
    """
    extent = smallest_extent(layers)
    west, south, east, north = extent
    step = max(east - west, north - south) / _PICTURE_PX
    return extent, [_coarse(unwrapped(each) if east > 180 else each, step) for each in layers]


def _coarse(shapes: Shapes, step_deg: float) -> Shapes:
    """Return shapes simplified to a tolerance."""
    simple = shapely.simplify(shapes, step_deg, preserve_topology=False)
    simple = np.where(shapely.is_empty(simple), shapely.envelope(shapes), simple)
    decimals = max(0, 1 - math.floor(math.log10(step_deg))) if step_deg > 0 else 15
    rounded: Shapes = shapely.transform(simple, lambda xy: np.round(xy, decimals))
    return rounded


def _tree(
    regions: gpd.GeoDataFrame, levels: Sequence[Level], geometries: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the finest regions' geometries within those of coarser levels that hold them."""
    coarser = [(level.code, _records(level.names(regions))) for level in levels[:0:-1]]
    finest = _records(levels[0].names(regions))
    roots: list[dict[str, Any]] = []
    by_path: dict[tuple[str, ...], list[dict[str, Any]]] = {(): roots}
    for row, geometry in enumerate(geometries):
        path: tuple[str, ...] = ()
        for level, rows in coarser:
            adcode, *names = rows[row]
            if adcode is None:
                continue
            siblings, path = by_path[path], (*path, adcode)
            if path not in by_path:
                by_path[path] = []
                properties = dict(zip(("name", "name_zh"), names, strict=True)) | {"level": level}
                collection = {"type": "GeometryCollection", "id": adcode, "properties": properties}
                siblings.append(collection | {"geometries": by_path[path]})
        land = {name: geometry[name] for name in ("type", "arcs")}
        by_path[path].append({"id": finest[row][0]} | land)
    return roots


def opening_extent(zones: Shapes, regions: Shapes) -> Extent:
    """Return the initial extent of a map: west, south, east, north in degrees.

    It is the smallest that holds zones and regions; or, if the zones fill less than a quarter of
    it, the smallest that holds the zones, with half their width and height added on each side (at
    least 0.25°). If an extent across 180° is smaller, east is above 180.

    >>> zone, region = shapely.box(-180, -17, -179.5, -16.5), shapely.box(176, -20, 180, -12)
    >>> opening_extent(np.array([zone]), np.array([zone, region]))
    (179.75, -17.25, 180.75, -16.25)
    """
    everything = smallest_extent((zones, regions))
    west, south, east, north = smallest_extent((zones,)) if len(zones) else everything
    width, height = max((east - west) / 2, _ROOM_DEG), max((north - south) / 2, _ROOM_DEG)
    if (east - west) * (north - south) * 4 >= (everything[2] - everything[0]) * (
        everything[3] - everything[1]
    ):
        return everything
    west, east = west - width, east + width
    turn = 360 * math.floor((west + 180) / 360)
    return west - turn, max(south - height, -90.0), east - turn, min(north + height, 90.0)


def _records(names: pd.DataFrame) -> list[tuple[Any, ...]]:
    table = names.astype(object)
    return list(table.where(table.notna(), None).itertuples(index=False, name=None))


def display_shape(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape simplified for a map: within 5e-5° (5 m), five decimals.

    >>> display_shape(shapely.LineString([(0, 0), (0.5, 0.06175), (1, 0.123456789)])).wkt
    'LINESTRING (0 0, 1 0.12346)'
    """
    simple = shapely.simplify(shape, _SHAPE_DEG)
    return shapely.transform(simple, lambda xy: np.round(xy, _SHAPE_DECIMALS))


def display_clusters(clusters: gpd.GeoDataFrame, zoom: int) -> gpd.GeoDataFrame:
    """Return clusters for a web map of a zoom level, with near ones merged.

    The map (Web Mercator) is divided into squares of 56 px. A square with one cluster gives that
    row; one with more gives a row at their mean position, with the other columns null. `count` is
    the number in a square and `by_sector` the number of each sector. Rows are from north to south.
    """
    lon, lat = clusters.geometry.x.to_numpy(), clusters.geometry.y.to_numpy()
    world_px = _TILE_PX * 2**zoom
    east = (lon + 180) / 360 * world_px
    south = (0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)) * world_px
    cells = [np.floor_divide(south, _CELL_PX), np.floor_divide(east, _CELL_PX)]
    table = clusters.drop(columns="geometry").assign(lon=lon, lat=lat)
    grouped = table.groupby(cells, sort=True)
    middle = grouped[["lon", "lat"]].mean()
    count = grouped.size()
    shown = grouped.first().drop(columns=["lon", "lat"]).astype(object)
    shown[count > 1] = None
    shown = shown.assign(count=count, by_sector=_by_sector(table, cells))
    points = shapely.points(middle["lon"], middle["lat"])
    return gpd.GeoDataFrame(shown.reset_index(drop=True), geometry=points, crs=clusters.crs)


def _by_sector(table: pd.DataFrame, cells: list[np.ndarray]) -> list[dict[str, int]]:
    counts = table.groupby([*cells, table["sector"]], sort=True).size()
    by_cell: dict[object, dict[str, int]] = {}
    places = zip(*(counts.index.get_level_values(level) for level in range(3)), strict=True)
    for (south, east, sector), count in zip(places, counts, strict=True):
        by_cell.setdefault((south, east), {})[sector] = int(count)
    return list(by_cell.values())


class Arcs(NamedTuple):
    """Positions of each arc; and by shape, polygon and ring the arcs, reversed ones as `~index`."""

    positions: list[NDArray[np.float64]]
    shapes: list[list[list[list[int]]]]


def cut_arcs(shapes: Shapes) -> Arcs:
    """Return the arcs of polygons and multipolygons.

    >>> west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    >>> arcs = cut_arcs(np.array([west, east]))
    >>> arcs.shapes
    [[[[0, 1]]], [[[-1, 2]]]]
    >>> arcs.positions[0].tolist()
    [[1.0, 0.0], [1.0, 1.0]]
    """
    polygons, shape = shapely.get_parts(shapes, return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    if not len(rings):
        return Arcs([], [[] for _ in shapes])
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    within = np.append(np.diff(ring) == 0, False)  # the last vertex repeats the first
    xy, ring = xy[within], ring[within]
    places, vertex = _numbered(xy)
    starts = np.flatnonzero(np.diff(ring, prepend=-1))
    junction = _junctions(vertex, starts, len(places))
    numbers: dict[bytes, int] = {}
    positions: list[NDArray[np.float64]] = []
    cut: list[list[list[list[int]]]] = [[] for _ in shapes]
    last = -1
    for number, ring_vertex in enumerate(np.split(vertex, starts[1:])):
        if polygon[number] != last:
            last = polygon[number]
            cut[shape[last]].append([])
        arcs = []
        for line in _lines(ring_vertex, junction[ring_vertex]):
            ahead, back = line.tobytes(), line[::-1].tobytes()
            if ahead in numbers:
                arcs.append(numbers[ahead])
            elif back in numbers:
                arcs.append(~numbers[back])
            else:
                numbers[ahead] = len(positions)
                arcs.append(len(positions))
                positions.append(places[line])
        cut[shape[last]][-1].append(arcs)
    return Arcs(positions, cut)


def _numbered(xy: NDArray[np.float64]) -> tuple[NDArray[np.float64], _Whole]:
    """Return the distinct positions, and the number of each position among them."""
    order = np.lexsort(xy.T)
    ordered = xy[order]
    new = np.ones(len(xy), bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    vertex = np.empty(len(xy), np.int64)
    vertex[order] = np.cumsum(new) - 1
    return ordered[new], vertex


def _junctions(vertex: _Whole, starts: _Whole, count: int) -> NDArray[np.bool_]:
    """Return which vertices have different neighbours along different rings."""
    ends = np.r_[starts[1:], len(vertex)] - 1
    before, after = np.roll(vertex, 1), np.roll(vertex, -1)
    before[starts], after[ends] = vertex[ends], vertex[starts]
    low, high = np.minimum(before, after), np.maximum(before, after)
    first = np.empty((count, 2), np.int64)
    first[vertex] = np.column_stack([low, high])
    other = (first[vertex] != np.column_stack([low, high])).any(axis=1)
    is_junction = np.zeros(count, bool)
    is_junction[vertex[other]] = True
    return is_junction


def _lines(ring: _Whole, junction: NDArray[np.bool_]) -> list[_Whole]:
    """Return an open ring split at its junctions; without any, closed from its least vertex."""
    at = np.flatnonzero(junction)
    if not len(at):
        turned = np.roll(ring, -int(ring.argmin()))
        return [np.append(turned, turned[0])]
    turned = np.roll(ring, -int(at[0]))
    closed = np.append(turned, turned[0])
    cuts = np.append(at - at[0], len(ring))
    return [closed[one : other + 1] for one, other in itertools.pairwise(cuts)]
