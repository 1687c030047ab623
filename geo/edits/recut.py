"""Re-cut the neighbours of a redrawn zone, so that shared borders stay shared.

Definitions:

- Two zones **share a border** where their outlines run within the snapping distance of each other
  over some length. A neighbour shares a border with the redrawn zone before the change.
- Land that the zone **gains** beyond a shared border is taken from the neighbour; if it meets a
  zone without a shared border, the two overlap, which the rules report.
- Land that the zone **loses** along a shared border goes to the neighbour that had the longest
  border with that piece. So a pair keeps its area, and its border stays one line.
- If the end of a shared border is moved into the zone, the piece is cut from the old to the new
  position of that end: the far side was along the zone's free boundary, and is released.

A line drawn within the snapping distance of a boundary lies on it. A locked zone keeps its
boundary.
"""

from collections.abc import Collection
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.edits.base import EditContext, geometry_of
from geo.edits.frame import in_one_piece, lie_near_180
from geo.edits.reshape import Reshape
from geo.edits.shared_borders import (
    SHORTEST_BORDER_DEG,
    SNAP_DEG,
    beyond,
    cut,
    joined,
    negligible,
    pieces,
    rounded,
    shared_border,
    snapped,
    united,
    with_vertices,
)
from geo.edits.transfer import divided
from layers.errors import ScenarioError
from layers.geometry.ellipsoid import Ellipsoid
from layers.messages import Message

Outlines = dict[str, MultiPolygon]

OutlinePart = Literal["whole", "added", "cut"]
"""The role of a drawn outline: the whole zone, land added to it, or land cut out of it."""


def redraw(
    zones: gpd.GeoDataFrame,
    drawn: Reshape,
    context: EditContext,
    locked: Collection[str] = (),
    part: OutlinePart = "whole",
) -> list[Reshape]:
    """Return the edits that give a zone its drawn outline and keep its shared borders shared.

    The first is the zone's own, with the outline snapped to adjacent boundaries; the others re-cut
    its neighbours. The list is empty if nothing moved. `zones` stays unchanged. `locked` names
    zones that keep their boundaries, in addition to those that the plan locks. With another `part`,
    the drawn land is joined to the zone's outline, or cut out of it.

    Raises:
        ScenarioError: the outline is invalid or outside the extent, the zone or a neighbour
            whose border moved is locked, nothing would be left of a neighbour, or with another
            `part` nothing of the zone would change, or nothing be left of it.
    """
    if context.reaches_180 and lie_near_180(zones, {drawn.zone}):
        zones, context = in_one_piece(zones), context.across_180
    locked_zones = {*locked, *zones["zone_id"][zones["locked"].astype(bool)]}
    if drawn.zone in locked_zones:
        raise ScenarioError(Message("edits-zone-locked", zone=drawn.zone))
    old = rounded(geometry_of(zones, drawn.zone))
    others = dict(zip(zones["zone_id"], zones.geometry.to_numpy(), strict=True))
    del others[drawn.zone]
    land = context.outline(drawn.geometry, drawn.crs)
    drawn_outline = _whole(old, land, part, drawn.zone, context.ellipsoid)
    new = united([snapped(drawn_outline, old, *_within_snap(others, drawn_outline).values())])
    beside = neighbours(old, others)
    if not beside:  # whose vertices would have to match
        apart = (shapely.difference(*pair) for pair in ((new, old), (old, new)))
        if all(negligible(land, (old,), context.ellipsoid) for land in apart):
            return []
        return [Reshape(zone=drawn.zone, geometry=new)]
    gained, lost = beyond(new, old), beyond(old, new)
    if all(negligible(land, (old,), context.ellipsoid) for land in (gained, lost)):
        return []
    handed = _lost_to(lost, beside, (old, new), context.ellipsoid)
    recut: dict[str, MultiPolygon] = {}
    for zone, shape in beside.items():
        outline = _recut(zone, shape, gained, handed.get(zone, []), context.ellipsoid)
        if outline is None:
            continue
        if zone in locked_zones:
            raise ScenarioError(Message("edits-neighbour-locked", zone=drawn.zone, other=zone))
        recut[zone] = outline
    for zone, outline in recut.items():
        new = with_vertices(new, outline)
        recut[zone] = with_vertices(outline, new)
    return [
        Reshape(zone=zone, geometry=shape) for zone, shape in {drawn.zone: new, **recut}.items()
    ]


def _whole(
    old: MultiPolygon, drawn: MultiPolygon, part: OutlinePart, zone: str, ellipsoid: Ellipsoid
) -> MultiPolygon:
    """Return the outline of a zone to which land is added, or out of which it is cut.

    Raises:
        ScenarioError: all of the land to add is the zone's already, or the land to cut holds none
            of the zone, or all of it.
    """
    if part == "whole":
        return drawn
    if part == "cut":
        return divided(old, drawn, zone, ellipsoid).rest
    if negligible(beyond(drawn, old), (drawn,), ellipsoid):
        option = Message("edits-option", option="geometry")
        raise ScenarioError(Message("edits-option-inside-zone", zone=zone, option=option))
    return united([old, drawn])


def _within_snap(zones: Outlines, outline: MultiPolygon) -> Outlines:
    """Return the zones within the snapping distance of an outline, by id, with rounded zeros."""
    shapes = np.array([*zones.values()], dtype=object)
    near = shapely.dwithin(shapes, outline, SNAP_DEG)
    return {zone: rounded(zones[zone]) for zone, one in zip(zones, near, strict=True) if one}


def neighbours(old: MultiPolygon, others: Outlines) -> Outlines:
    """Return the zones that share a border with an outline, not a point alone, by id.

    >>> from geo.zone import outlines
    >>> from layers.example import example_plan
    >>> shapes = outlines(example_plan().zones)
    >>> [*neighbours(shapes.pop("A"), shapes)]
    ['B']
    """
    return {
        zone: shape
        for zone, shape in _within_snap(others, old).items()
        if _border_deg(old, shape) > SHORTEST_BORDER_DEG
    }


def _border_deg(land: BaseGeometry, neighbour: MultiPolygon) -> float:
    """Return the length, in degrees, of the border that land shares with a neighbour."""
    return float(shapely.length(shared_border(land, neighbour)))


def _lost_to(
    lost: MultiPolygon,
    neighbours: dict[str, MultiPolygon],
    outlines: tuple[MultiPolygon, MultiPolygon],
    ellipsoid: Ellipsoid,
) -> dict[str, list[Polygon]]:
    """Return the lost pieces of land by the neighbour that receives each."""
    handed: dict[str, list[Polygon]] = {}
    for whole in lost.geoms:
        for piece in _cut_at_ends(whole, neighbours, outlines):
            if negligible(piece, outlines, ellipsoid):
                continue
            borders = {zone: _border_deg(piece, shape) for zone, shape in neighbours.items()}
            zone = max(borders, key=lambda zone: borders[zone])
            if borders[zone] > SHORTEST_BORDER_DEG:
                handed.setdefault(zone, []).append(piece)
    return handed


def _cut_at_ends(
    piece: Polygon, neighbours: dict[str, MultiPolygon], outlines: tuple[MultiPolygon, MultiPolygon]
) -> list[Polygon]:
    """Return a lost piece cut from the old to the new position of each moved border end."""
    before, after = (_vertices(outline) for outline in outlines)
    corners = _vertices(piece)
    moved_from = [xy for xy in sorted(corners & before - after) if _is_end(xy, piece, neighbours)]
    moved_to = sorted(corners & after - before)
    parts = [piece]
    for start in moved_from if moved_to else ():
        end = min(moved_to, key=lambda xy: float(np.hypot(xy[0] - start[0], xy[1] - start[1])))
        way = LineString([start, end])
        if not shapely.covers(piece, way):
            continue
        parts = [part for whole in parts for part in pieces(MultiPolygon([whole]), way)]
    return parts


def _is_end(xy: tuple[float, float], piece: Polygon, neighbours: dict[str, MultiPolygon]) -> bool:
    """Return whether a shared border ends at a corner of a piece: one side of it is free."""
    ring = [*_ring(piece)]
    at = ring.index(xy)
    sides = [LineString([xy, ring[at - 1]]), LineString([xy, ring[(at + 1) % len(ring)]])]
    middles = shapely.line_interpolate_point(sides, 0.5, normalized=True)
    bordering = [
        frozenset(
            zone
            for zone, shape in neighbours.items()
            if shapely.dwithin(shapely.boundary(shape), middle, SNAP_DEG)
        )
        for middle in middles
    ]
    return bordering[0] != bordering[1]


def _recut(
    zone: str,
    shape: MultiPolygon,
    gained: MultiPolygon,
    received: list[Polygon],
    ellipsoid: Ellipsoid,
) -> MultiPolygon | None:
    """Return a neighbour's outline without the gained and with the received land; None: unchanged.

    Raises:
        ScenarioError: nothing would be left of it.
    """
    removed, rest = (MultiPolygon(), shape) if gained.is_empty else cut(shape, gained)
    if negligible(removed, (shape,), ellipsoid):
        rest = shape
        if not received:
            return None
    if negligible(rest, (shape,), ellipsoid):
        raise ScenarioError(Message("edits-outline-covers-zone", zone=zone))
    for piece in received:
        rest = joined(MultiPolygon([piece]), rest)
    return rest


def _vertices(land: BaseGeometry) -> set[tuple[float, float]]:
    return {(x, y) for x, y in shapely.get_coordinates(land).tolist()}


def _ring(piece: Polygon) -> list[tuple[float, float]]:
    """Return the positions of a piece's outer ring without repetition."""
    return [(x, y) for x, y in shapely.get_coordinates(piece.exterior).tolist()][:-1]
