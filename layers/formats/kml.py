"""KML: placemarks with their data, read as text; linked files are never fetched.

The packed form, KMZ, is an archive with a KML file. Google Earth shows a placemark's name and a
balloon with its data. KML is always in WGS 84.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import PlanError
from layers.formats.content import other_content, read_text_bytes
from layers.formats.format import Format
from layers.formats.kml_document import OWN_SCHEMA, write, write_packed
from layers.formats.table import Assumption, ReadOptions, Table, chosen_layer
from layers.formats.text import decoded
from layers.formats.zipped import reader_of
from layers.geometry.edges import Floats
from layers.messages import Message

_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']""")
_TYPES: dict[str, Callable[[str], object]] = {
    "int": int, "uint": int, "short": int, "ushort": int, "float": float, "double": float,
    "bool": lambda text: text.strip().lower() in ("1", "true"),
}  # fmt: skip
_OWN = ("Name", "description")
_KINDS = ("Document", "Folder")  # for unnamed ones
_MOST_NESTED = 100
_SHAPES = ("Point", "Polygon", "LinearRing", "LineString", "MultiGeometry")
_NEVER = ("Model", "Track", "MultiTrack")


class _Placemark(NamedTuple):
    folders: tuple[str, ...]
    element: ET.Element


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return the placemarks of a folder: the one by name, else the only one with placemarks.

    `Name` and `description` are the placemark's, the other columns its extended data.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not KML, has entities, or the folder is ambiguous; or a line for each
            placemark that is neither area nor point.
    """
    content = read_text_bytes(path)
    text, assumptions = _decoded(path, content, options.encoding)
    if "<kml" not in text[:4096].lower() and ":kml" not in text[:4096].lower():
        raise other_content(path, content[:4096], "KML")
    lower = text.lower()
    if "<!doctype" in lower or "<!entity" in lower:
        raise PlanError(Message("file-kml-links").in_file(path))
    root = _parsed(path, text)
    marks, links = list(_placemarks(root, ())), _count(root, "NetworkLink")
    if links and not marks:
        raise PlanError(Message("format-kml-only-links").in_file(path))
    if links:
        assumptions.append(
            Assumption("format", str(links), Message("format-kml-links", count=links))
        )
    chosen = _chosen(path, marks, layer, options.layer)
    return _table(path, chosen, _types(root), assumptions)


def _decoded(path: Path, content: bytes, named: str | None) -> tuple[str, list[Assumption]]:
    """Return the text, decoded as named by the user or the file if possible.

    Raises:
        PlanError: its encoding is unknown.
    """
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    return decoded(path, content, named, declared[1].decode() if declared else None)


def _parsed(path: Path, text: str) -> ET.Element:
    """Return the root of a document.

    Raises:
        PlanError: it is not well formed, or nested too deeply.
    """
    depth = 0
    root: ET.Element | None = None
    try:
        for event, element in ET.iterparse(io.StringIO(text), ["start", "end"]):  # noqa: S314
            if root is None:
                root = element
            depth += 1 if event == "start" else -1
            if depth > _MOST_NESTED:
                raise PlanError(Message("format-nested", limit=_MOST_NESTED).in_file(path))
    except ET.ParseError as error:
        raise PlanError(Message("file-damaged", why=str(error)).in_file(path)) from error
    assert root is not None  # noqa: S101  a well-formed document has a root
    return root


def _placemarks(element: ET.Element, folders: tuple[str, ...]) -> Iterator[_Placemark]:
    """Yield each placemark with the names of its folders."""
    for child in element:
        kind = local(child)
        if kind == "Placemark":
            yield _Placemark(folders, child)
        elif kind in _KINDS:
            yield from _placemarks(child, (*folders, child_text(child, "name") or kind))


def _chosen(path: Path, marks: list[_Placemark], layer: str, named: str | None) -> list[_Placemark]:
    """Return the placemarks in the chosen folder, at any depth.

    Raises:
        PlanError: it is ambiguous.
    """
    every = list(dict.fromkeys(name for mark in marks for name in mark.folders))
    if named is not None or layer in every:
        name = chosen_layer(path, every, layer, named)
        return [mark for mark in marks if name in mark.folders]
    if len({mark.folders for mark in marks}) > 1:
        chosen_layer(path, [name for name in every if name not in _KINDS], layer)
    return marks


def _table(
    path: Path, marks: list[_Placemark], types: Mapping[str, str], assumptions: list[Assumption]
) -> Table:
    """Return a row for each placemark.

    Raises:
        PlanError: with a line for each with unsupported geometry.
    """
    rows, shapes, problems = [], [], list[Message]()
    for number, mark in enumerate(marks, start=1):
        try:
            shapes.append(shape_of(mark.element))
        except PlanError as error:
            name = child_text(mark.element, "name") or "-"
            problems += (
                Message("format-placemark", number=number, name=name, reason=reason).in_file(path)
                for reason in error.problems
            )
        rows.append(_data(mark.element, types))
    if problems:
        raise PlanError(problems)
    frame = _without_repeats(pd.DataFrame(rows, index=range(len(rows)), dtype="object"))
    frame = frame.infer_objects()
    geometry = np.array([*shapes, None], dtype=object)[:-1]
    return Table(gpd.GeoDataFrame(frame, geometry=geometry, crs="EPSG:4326"), tuple(assumptions))


def _without_repeats(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the non-empty columns, without placemark fields repeated in its data."""
    data = {str(name).lower() for name in frame.columns if name not in _OWN}
    repeated = [name for name in _OWN if name.lower() in data and name in frame.columns]
    renamed = frame.rename(columns={name: f"placemark_{name.lower()}" for name in repeated})
    return renamed.dropna(axis="columns", how="all")


def _data(placemark: ET.Element, types: Mapping[str, str]) -> dict[str, object]:
    """Return the values of a placemark; empty ones are None. Our own files have all in the data."""
    is_ours = any(element.get("schemaUrl") == f"#{OWN_SCHEMA}" for element in placemark.iter())
    named = zip(_OWN, ("name", "description"), strict=True)
    values: dict[str, object] = (
        {} if is_ours else {it: child_text(placemark, tag) for it, tag in named}
    )
    for element in placemark.iter():
        name = element.get("name")
        if name is None or name == "geometry":
            continue
        if local(element) == "SimpleData":
            values[name] = _typed(element.text, types.get(name))
        elif local(element) == "Data":
            values[name] = child_text(element, "value")
    return values


def _typed(text: str | None, kind: str | None) -> object:
    if text is None or not text.strip():
        return None
    try:
        return _TYPES[kind or ""](text)
    except (KeyError, ValueError):
        return text.strip()


def _types(root: ET.Element) -> dict[str, str]:
    """Return the field types of schemas."""
    fields = (element for element in root.iter() if local(element) == "SimpleField")
    return {element.get("name", ""): element.get("type", "") for element in fields}


def _count(root: ET.Element, kind: str) -> int:
    return sum(local(element) == kind for element in root.iter())


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child_text(element: Element, name: str) -> str | None:
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


KML = Format(
    ".kml", 4, read, write, media_type="application/vnd.google-earth.kml+xml", content="KML"
)
KMZ = Format(
    ".kmz",
    5,
    reader_of([KML]),
    write_packed,
    media_type="application/vnd.google-earth.kmz",
    is_archive=True,
)
