"""A draft of the words of a zone's bounds (四至): what its outline follows, part by part."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.bounds.gazetteer import Gazetteer, NamedLayers
from layers import Plan
from layers.geometry.antimeridian import whole
from layers.geometry.edges import Floats
from layers.messages import Language, Message
from layers.messages.languages import names_first

_SIDES = ((0, 1), (1, -1), (0, -1), (1, 1))
"""East, south, west and north, in output order: the axis of each and the direction along it."""

_CLOCKWISE = ((1, 1), (0, 1), (1, -1), (0, -1))
"""North, east, south and west, as an outline has them from its north-west corner."""

_ALONG_M = 30.0
"""How near an outline follows a line."""

_BESIDE_M = 2 * _ALONG_M
"""How far beyond the extent of a block its lines are cut: what lies farther, no side follows."""

_LEAST_SHARE = 0.2
_LEAST_M = 200.0
_BARE_M = 500.0
"""A line is named along a share of a side; a shorter one, of some length, where else the side would
follow nothing for longer than this."""

_BESIDE_DEG = 1e-3
"""How far beyond the outermost point the adjacent region is looked up, about 100 m."""


def four_bounds(plan: Plan, zones: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the draft of each zone's four bounds by id, in Chinese if the plan's names are.

    Each side of a part is named after the roads, waters and other lines of the plan that its
    outline follows, in clockwise order; `land_from_bounds` finds the same lines again. A side that
    follows none is named after the region just beyond its outermost point, or as within the region
    that it shares. The text states that it is a draft.

    >>> import geopandas as gpd
    >>> from layers import Plan
    >>> districts = gpd.GeoDataFrame(
    ...     {"adcode": ["1", "2"], "name": ["Left", "Right"]},
    ...     geometry=[shapely.box(10, 50, 11, 51), shapely.box(11, 50, 12, 51)], crs=4258)
    >>> zones = gpd.GeoDataFrame({"zone_id": ["A"], "ftz_id": ["F"]},
    ...     geometry=[shapely.box(10.5, 50.2, 11, 50.4)], crs=4258)
    >>> print(four_bounds(Plan({"zones": zones, "regions": districts}), zones)["A"])
    Draft from the names in this plan, not surveyed: part 1: east to Right, south within Left, \
west within Left, north within Left
    """
    language: Language = "zh" if plan.terms.chinese else "en"
    say = plan.terms.speaker(language).text
    texts = {}
    drafts = block_bounds(plan, zones.geometry, language)
    for zone, blocks in zip(zones["zone_id"], drafts, strict=True):
        parts = (
            Message("measure-bounds-block", number=it.number, **it.sides._asdict()) for it in blocks
        )
        texts[zone] = say(Message("measure-bounds", blocks=tuple(parts)))
    return texts


class FourSides(NamedTuple):
    """The bound of a block on each side."""

    east: Message
    south: Message
    west: Message
    north: Message


class BlockBounds(NamedTuple):
    """The draft of the four bounds of a block: its number in its zone, from 1, and its land."""

    number: int
    land: shapely.Polygon
    sides: FourSides


def block_bounds(
    plan: Plan, shapes: Iterable[BaseGeometry], language: Language
) -> Iterator[list[BlockBounds]]:
    """Yield the draft of the four bounds of each block of some shapes, in names of a language.

    A shape that crosses 180° is in one piece, with longitudes beyond 180.
    """
    regions = plan.regions
    names = (
        regions[names_first(language)[0]]
        .fillna(plan.terms.finest.shown_names(regions))
        .to_numpy(object)
    )
    tree = shapely.STRtree(regions.geometry.to_numpy())
    named = NamedLayers(plan, language)
    for shape in shapes:
        blocks = []
        for number, block in enumerate(shapely.get_parts(whole(shape)), start=1):
            followed = _followed(block, named)
            sides = (
                Message("measure-bounds-along", names=followed[side])
                if followed[side]
                else _bound(block, side, tree, names)
                for side in _SIDES
            )
            blocks.append(BlockBounds(number, block, FourSides(*sides)))
        yield blocks


def _followed(block: shapely.Polygon, named: NamedLayers) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return the names of the lines that each side of a block follows, clockwise."""
    gazetteer = Gazetteer(named, block, _ALONG_M)
    land = gazetteer.metres([block])[0]
    west, south, east, north = land.bounds
    around = west - _BESIDE_M, south - _BESIDE_M, east + _BESIDE_M, north + _BESIDE_M
    lines: dict[str, list[BaseGeometry]] = {}
    for name, line in gazetteer.lines():
        part = shapely.clip_by_rect(line, *around)  # a river or a coast may be as long as a country
        if not part.is_empty:
            lines.setdefault(name, []).append(part)
    near = {name: shapely.union_all(parts).buffer(_ALONG_M) for name, parts in lines.items()}
    return {side: _along(run, near) for side, run in _runs(land).items()}


def _along(run: shapely.LineString, near: Mapping[str, BaseGeometry]) -> tuple[str, ...]:
    """Return the names of the bands that a run lies in, in its order, each once.

    Those of long stretches, and of shorter ones where too much of the run would have no name.
    """
    shared = {name: shapely.intersection(run, band) for name, band in near.items()}
    shared = {name: part for name, part in shared.items() if part.length >= _LEAST_M}
    named = {name for name, part in shared.items() if part.length >= _LEAST_SHARE * run.length}
    while len(named) < len(shared):
        bare = shapely.difference(run, shapely.union_all([near[name] for name in named]))
        wide = [part for part in shapely.get_parts(bare) if part.length > _BARE_M]
        rest = shapely.union_all(wide)
        fills = {name: shared[name].intersection(rest).length for name in shared.keys() - named}
        best = max(fills, key=lambda name: (fills[name], name))
        if fills[best] < _LEAST_M:
            break
        named.add(best)
    return tuple(sorted(named, key=lambda name: run.project(shapely.centroid(shared[name]))))


def _runs(block: shapely.Polygon) -> dict[tuple[int, int], shapely.LineString]:
    """Return the outline of a block from corner to corner, clockwise, by side."""
    xy = shapely.get_coordinates(block.exterior)[:-1]
    if block.exterior.is_ccw:
        xy = xy[::-1]
    east, north = xy.T
    corners = [
        int(value.argmax()) for value in (north - east, north + east, east - north, -north - east)
    ]
    runs = {}
    for row, side in enumerate(_CLOCKWISE):
        start, end = corners[row], corners[(row + 1) % 4]
        rows = np.arange(start, end + 1 if end > start else end + len(xy) + 1) % len(xy)
        runs[side] = shapely.LineString(xy[rows] if start != end else xy[[start, start]])
    return runs


def _bound(
    block: shapely.Polygon, side: tuple[int, int], tree: shapely.STRtree, names: NDArray[np.object_]
) -> Message:
    """Return the region to which a block extends on a side."""
    axis, direction = side
    xy = shapely.get_coordinates(block)
    outermost = xy[(direction * xy[:, axis]).argmax()]
    step = np.zeros(2)
    step[axis] = direction * _BESIDE_DEG
    beyond, inside = (_region_at(outermost + step * way, tree) for way in (1, -1))
    if beyond is None:
        return Message("measure-bounds-outside")
    code = "measure-bounds-inside" if beyond == inside else "measure-bounds-at"
    return Message(code, region=str(names[beyond]))


def _region_at(place: Floats, tree: shapely.STRtree) -> int | None:
    """Return the region at a point, None if there is none."""
    lon = (place[0] + 180) % 360 - 180
    rows = tree.query(shapely.Point(lon, place[1]), predicate="intersects")
    return int(rows.min()) if len(rows) else None
