"""The geometry of a KML placemark: areas and points; longitude first, heights dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from layers.errors import PlanError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from layers.geometry.edges import Floats

_SHAPES = ("Point", "Polygon", "LinearRing", "LineString", "MultiGeometry")
_NEVER = ("Model", "Track", "MultiTrack")


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Element, name: str) -> str | None:
    """Return the text of the child with a name; None if empty or missing."""
    texts = (child.text for child in element if local(child) == name)
    text = next(texts, None)
    return text.strip() or None if text else None


def shape_of(placemark: Element) -> Any:  # noqa: ANN401  a shapely geometry
    """Return the geometry of a placemark, None if it has none.

    Raises:
        PlanError: an unsupported type, or unreadable coordinates; the reason without the file.
    """
    for child in placemark:
        if local(child) in (*_SHAPES, *_NEVER):
            parts = list(_parts(child))
            if not parts:
                return None
            return parts[0] if len(parts) == 1 else _together(parts)
    return None


def _together(parts: list[Any]) -> Any:  # noqa: ANN401  a shapely geometry
    kinds = {part.geom_type for part in parts}
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(parts)
    raise PlanError(Message("format-placemark-mixed", kinds=tuple(sorted(kinds))))


def _parts(element: Element) -> Iterator[Any]:
    """Yield the areas and points of a geometry.

    Raises:
        PlanError: it is a line, a track or a model.
    """
    kind = local(element)
    if kind == "MultiGeometry":
        for child in element:
            if local(child) in (*_SHAPES, *_NEVER):
                yield from _parts(child)
    elif kind == "Point":
        yield from map(shapely.Point, _positions(element))
    elif kind == "LinearRing":
        ring = _positions(element)
        if len(ring):
            yield _polygon([ring])
    elif kind == "Polygon":
        outer, holes = (_sides(element, f"{side}BoundaryIs") for side in ("outer", "inner"))
        if outer and len(outer[0]):
            yield _polygon([outer[0], *holes])
    elif kind == "LineString" and _is_closed(_positions(element)):
        raise PlanError(Message("format-line-closed"))
    else:
        raise PlanError(Message("file-feature-geometry", kind=kind))


def _sides(polygon: Element, name: str) -> list[Floats]:
    sides = (side for side in polygon if local(side) == name)
    return [_positions(ring) for side in sides for ring in side]


def _polygon(rings: list[Floats]) -> shapely.Polygon:
    try:
        return shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(ring)])
    except (ValueError, shapely.GEOSException) as error:
        raise PlanError(Message("file-feature-unreadable", why=str(error))) from error


def _positions(element: Element) -> Floats:
    """Return longitude and latitude of each position.

    Raises:
        PlanError: one is not a number.
    """
    text = next((it.text or "" for it in element.iter() if local(it) == "coordinates"), "")
    even = " ".join(text.split()).replace(" ,", ",").replace(", ", ",")
    try:
        xy = [(float(x), float(y)) for x, y, *_ in (part.split(",") for part in even.split())]
    except ValueError as error:
        raise PlanError(Message("file-feature-coordinate")) from error
    positions = np.array(xy, dtype=float).reshape(-1, 2)
    if not np.isfinite(positions).all():
        raise PlanError(Message("file-feature-coordinate"))
    return positions


def _is_closed(xy: Floats) -> bool:
    return len(xy) > 3 and bool((xy[0] == xy[-1]).all())
