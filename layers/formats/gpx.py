"""GPX of GPS receivers: waypoints as points, tracks and routes as lines, closed tracks as areas.

A track about an area is **closed** if its ends are nearer to each other than a twentieth of its
length. GPX is always in WGS 84.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import PlanError
from layers.formats.content import other_content, read_text_bytes
from layers.formats.format import Format
from layers.formats.table import Assumption, ReadOptions, Table, with_numbers
from layers.formats.text import decoded
from layers.formats.xml_text import check_entities, child_text, declared_encoding, local, xml_root
from layers.geometry.edges import Floats
from layers.messages import Message
from layers.schema.layer_schema import LAYERS

_TEXTS = ("name", "cmt", "desc", "src", "type", "sym", "ele", "time")
_LINES = {"trk": "trkpt", "rte": "rtept"}
_GAP = 0.05  # between the ends of a closed track, of its length
_FEWEST = 3  # corners of an area


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return the waypoints of a file, or for a layer of lines or areas its tracks and routes.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not GPX, has nothing of this kind, or one line per open track where
            areas are wanted.
    """
    content = read_text_bytes(path)
    text, assumed = decoded(path, content, options.encoding, declared_encoding(content))
    check_entities(path, text)
    root = xml_root(path, text)
    if local(root) != "gpx":
        raise other_content(path, content[:4096], "GPX")
    kind = LAYERS[layer].geometry if layer in LAYERS else None
    problems: list[Message] = []
    of_kind = _points if kind == "Point" or kind is None else _lines
    rows = [*of_kind(path, root)]
    if kind == "MultiPolygon":
        rows = [*_areas(path, rows, problems)]
        closed = Message("format-gpx-closed", count=len(rows))
        assumed.append(Assumption("rings", "closed", closed))
    if problems:
        raise PlanError(problems)
    if not rows:
        raise PlanError(Message("format-gpx-nothing", kind=str(kind)).in_file(path))
    frame = pd.DataFrame([texts for texts, _ in rows], dtype="object").dropna(axis=1, how="all")
    shapes = np.array([*(shape for _, shape in rows), None], dtype=object)[:-1]
    table = gpd.GeoDataFrame(with_numbers(frame), geometry=shapes, crs="EPSG:4326")
    return Table(table, tuple(it for it in assumed if it.value != "UTF-8"))  # the default of XML


_Row = tuple[dict[str, str | None], Any]


def _points(path: Path, root: Element) -> Iterator[_Row]:
    for element in root:
        if local(element) == "wpt":
            yield _texts(element), shapely.Point(_position(path, element))


def _lines(path: Path, root: Element) -> Iterator[_Row]:
    """Yield the segments of each track and route as lines."""
    for element in root:
        point = _LINES.get(local(element))
        if point is None:
            continue
        segments = [each for each in element if local(each) == "trkseg"] or [element]
        lines = [
            [_position(path, each) for each in segment if local(each) == point]
            for segment in segments
        ]
        lines = [line for line in lines if len(line) > 1]
        if lines:
            yield _texts(element), shapely.MultiLineString(lines)


def _areas(path: Path, rows: list[_Row], problems: list[Message]) -> Iterator[_Row]:
    """Yield each track as an area, a part for each segment; append a problem for each open one."""
    for texts, line in rows:
        parts = [shapely.get_coordinates(part) for part in line.geoms]
        if all(map(_is_closed, parts)):
            yield texts, shapely.MultiPolygon([shapely.Polygon(part) for part in parts])
        else:
            problems.append(Message("format-gpx-open", name=texts["name"] or "-").in_file(path))


def _is_closed(xy: Floats) -> bool:
    steps = np.hypot(*np.diff(xy, axis=0).T)
    gap = math.hypot(*(xy[-1] - xy[0]))
    return len(xy) > _FEWEST and bool(gap <= _GAP * steps.sum())


def _texts(element: Element) -> dict[str, str | None]:
    """Return the texts of a waypoint, track or route, and those of its extensions."""
    added = (child for child in element if local(child) == "extensions")
    leaves = (leaf for child in added for leaf in child.iter() if not len(leaf))
    texts = {local(leaf): (leaf.text or "").strip() or None for leaf in leaves}
    return texts | {name: child_text(element, name) for name in _TEXTS}


def _position(path: Path, element: Element) -> tuple[float, float]:
    """Return the position of a point.

    Raises:
        PlanError: it is not a number.
    """
    try:
        lon, lat = float(element.get("lon", "")), float(element.get("lat", ""))
    except ValueError as error:
        raise PlanError(Message("file-feature-coordinate").in_file(path)) from error
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise PlanError(Message("file-feature-coordinate").in_file(path))
    return lon, lat


GPX = Format(".gpx", 11.8, read, content="GPX")
