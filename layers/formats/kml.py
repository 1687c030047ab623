"""KML: placemarks with their data, read as text; linked files are never fetched.

The packed form, KMZ, is an archive with a KML file. Google Earth shows a placemark's name and a
balloon with its data. KML is always in WGS 84.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import PlanError
from layers.formats.content import other_content, read_text_bytes
from layers.formats.format import Format
from layers.formats.kml_document import OWN_SCHEMA, write, write_packed
from layers.formats.table import ROW, Assumption, ReadOptions, Table, chosen_layer
from layers.formats.text import decoded
from layers.formats.xml_text import (
    check_entities,
    child_text,
    declared_encoding,
    local,
    xml_root,
)
from layers.formats.zipped import reader_of
from layers.geometry.edges import Floats
from layers.messages import Message
from layers.schema.layer_schema import LAYERS, Geometry

_TYPES: dict[str, Callable[[str], object]] = {
    "int": int, "uint": int, "short": int, "ushort": int, "float": float, "double": float,
    "bool": lambda text: text.strip().lower() in ("1", "true"),
}  # fmt: skip
_OWN = ("Name", "description")
_KINDS = ("Document", "Folder")  # for unnamed ones
_DIMENSIONS: dict[Geometry, int] = {"Point": 0, "MultiLineString": 1, "MultiPolygon": 2}
_AREA = 2
_SHOWN = 5
_SHAPES = ("Point", "Polygon", "LinearRing", "LineString", "MultiGeometry")
_NEVER = ("Model", "Track", "MultiTrack")


class _Placemark(NamedTuple):
    folders: tuple[str, ...]
    element: Element


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return the placemarks of a folder: the one by name, else of all folders.

    `Name` and `description` are the placemark's, the other columns its extended data. Of several
    folders the column `folder` has the name of each placemark's. Then placemarks of another kind
    than the layer (areas, lines, points) are omitted, with a note.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not KML, has entities, or lacks the folder; or one line per placemark
            of another kind.
    """
    content = read_text_bytes(path)
    text, assumptions = decoded(path, content, options.encoding, declared_encoding(content))
    if "<kml" not in text[:4096].lower() and ":kml" not in text[:4096].lower():
        raise other_content(path, content[:4096], "KML")
    check_entities(path, text)
    root = xml_root(path, text)
    marks, links = list(_placemarks(root, ())), _count(root, "NetworkLink")
    if links and not marks:
        raise PlanError(Message("format-kml-only-links").in_file(path))
    if links:
        assumptions.append(
            Assumption("format", str(links), Message("format-kml-links", count=links))
        )
    chosen = _chosen(path, marks, layer, options.layer)
    folders = _folders(chosen) if chosen is marks else []
    kind = LAYERS[layer].geometry if layer in LAYERS else None
    table = _table(path, chosen, _types(root), lines=bool(folders) or kind == "MultiLineString")
    assumptions += table.assumed
    if folders:
        frame = table.located
        column = "folder" if "folder" not in frame.columns else "placemark_folder"
        frame[column] = pd.Series(folders, index=frame.index, dtype="object")
        names = tuple(dict.fromkeys(folders))
        shown, more = names[:_SHOWN], max(len(names) - _SHOWN, 0)
        why = Message("format-kml-folders", folders=shown, more=more, column=column, layer=layer)
        assumptions.append(Assumption("layer", ", ".join(shown), why))
        kept, left = _of_kind(path, frame, kind)
        return Table(kept, (*assumptions, *left))
    return Table(table.frame, tuple(assumptions))


def _folders(marks: list[_Placemark]) -> list[str]:
    """Return the folder of each placemark below those that hold all; empty if there is one."""
    paths = [mark.folders for mark in marks]
    if len({*paths}) < 2:
        return []
    common = len([*takewhile(lambda names: len({*names}) == 1, zip(*paths, strict=False))])
    return ["/".join(path[common:] or path[-1:]) for path in paths]


def _of_kind(
    path: Path, frame: gpd.GeoDataFrame, kind: Geometry | None
) -> tuple[gpd.GeoDataFrame, tuple[Assumption, ...]]:
    """Return the rows whose geometry a layer has, if any row's is; and the note on the others.

    Raises:
        PlanError: a line where areas are wanted ends where it begins.
    """
    shapes = frame.geometry.to_numpy()
    dimension = shapely.get_dimensions(shapes)
    wanted = None if kind is None else _DIMENSIONS[kind]
    if wanted == _AREA:
        closed = (dimension == 1) & shapely.is_closed(shapes)
        if closed.any():
            names = frame["Name"] if "Name" in frame else pd.Series("-", index=frame.index)
            raise PlanError(
                _of_placemark(path, int(row), names.iloc[row], Message("format-line-closed"))
                for row in np.flatnonzero(closed)
            )
    other = ~shapely.is_missing(shapes) & (dimension != wanted)
    if wanted is None or not (dimension == wanted).any() or not other.any():
        return frame, ()
    count = int(other.sum())
    left = Assumption("geometry", str(count), Message("format-kml-left-out", count=count))
    kept = frame[~other].set_axis(pd.Index(np.flatnonzero(~other) + 1, name=ROW))
    return kept, (left,)


def _placemarks(element: Element, folders: tuple[str, ...]) -> Iterator[_Placemark]:
    """Yield each placemark with the names of its folders."""
    for child in element:
        kind = local(child)
        if kind == "Placemark":
            yield _Placemark(folders, child)
        elif kind in _KINDS:
            yield from _placemarks(child, (*folders, child_text(child, "name") or kind))


def _chosen(path: Path, marks: list[_Placemark], layer: str, named: str | None) -> list[_Placemark]:
    """Return the placemarks in the chosen folder, at any depth; all if none is named.

    Raises:
        PlanError: there is no such folder.
    """
    every = list(dict.fromkeys(name for mark in marks for name in mark.folders))
    if named is not None or layer in every:
        name = chosen_layer(path, every, layer, named)
        return [mark for mark in marks if name in mark.folders]
    return marks


def _table(path: Path, marks: list[_Placemark], types: Mapping[str, str], *, lines: bool) -> Table:
    """Return a row for each placemark; with `lines` it may be a line.

    Raises:
        PlanError: one line per placemark with unsupported geometry.
    """
    rows, shapes, problems = [], [], list[Message]()
    for nth, mark in enumerate(marks):
        try:
            shapes.append(shape_of(mark.element, lines=lines))
        except PlanError as error:
            name = child_text(mark.element, "name")
            problems += (_of_placemark(path, nth, name, reason) for reason in error.problems)
        rows.append(_data(mark.element, types))
    if problems:
        raise PlanError(problems)
    frame = _without_repeats(pd.DataFrame(rows, index=range(len(rows)), dtype="object"))
    frame = frame.infer_objects()
    geometry = np.array([*shapes, None], dtype=object)[:-1]
    return Table(gpd.GeoDataFrame(frame, geometry=geometry, crs="EPSG:4326"))


def _of_placemark(path: Path, nth: int, name: str | None, reason: Message) -> Message:
    placemark = Message("format-placemark", number=nth + 1, name=name or "-", reason=reason)
    return placemark.in_file(path)


def _without_repeats(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the non-empty columns, without placemark fields repeated in its data."""
    data = {str(name).lower() for name in frame.columns if name not in _OWN}
    repeated = [name for name in _OWN if name.lower() in data and name in frame.columns]
    renamed = frame.rename(columns={name: f"placemark_{name.lower()}" for name in repeated})
    return renamed.dropna(axis="columns", how="all")


def _data(placemark: Element, types: Mapping[str, str]) -> dict[str, object]:
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


def _types(root: Element) -> dict[str, str]:
    """Return the field types of schemas."""
    fields = (element for element in root.iter() if local(element) == "SimpleField")
    return {element.get("name", ""): element.get("type", "") for element in fields}


def _count(root: Element, kind: str) -> int:
    return sum(local(element) == kind for element in root.iter())


def shape_of(placemark: Element, *, lines: bool = False) -> Any:  # noqa: ANN401  a shapely geometry
    """Return the geometry of a placemark, None if it has none; with `lines` it may be a line.

    Raises:
        PlanError: an unsupported type, or unreadable coordinates; the reason without the file.
    """
    for child in placemark:
        if local(child) in (*_SHAPES, *_NEVER):
            parts = list(_parts(child, lines=lines))
            if any(part.geom_type != "Point" for part in parts):
                parts = [part for part in parts if part.geom_type != "Point"]  # without its label's
            if not parts:
                return None
            return parts[0] if len(parts) == 1 else _together(parts)
    return None


def _together(parts: list[Any]) -> Any:  # noqa: ANN401  a shapely geometry
    kinds = {part.geom_type for part in parts}
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(parts)
    if kinds == {"LineString"}:
        return shapely.MultiLineString(parts)
    raise PlanError(Message("format-placemark-mixed", kinds=tuple(sorted(kinds))))


def _parts(element: Element, *, lines: bool) -> Iterator[Any]:
    """Yield the areas and points of a geometry; with `lines` its lines too.

    Raises:
        PlanError: it is another line, a track or a model.
    """
    kind = local(element)
    if kind == "MultiGeometry":
        for child in element:
            if local(child) in (*_SHAPES, *_NEVER):
                yield from _parts(child, lines=lines)
    elif kind == "Point":
        yield from map(shapely.Point, _positions(element))
    elif kind in ("LinearRing", "Polygon"):
        rings = [_positions(element)] if kind == "LinearRing" else _rings(element)
        if rings and len(rings[0]):
            yield _polygon(rings)
    elif kind in ("LineString", "Track", "MultiTrack") and lines:
        places = _positions(element) if kind == "LineString" else _track(element)
        yield from [shapely.LineString(places)] if len(places) > 1 else []
    else:
        if kind == "LineString" and _is_closed(_positions(element)):
            raise PlanError(Message("format-line-closed"))
        raise PlanError(Message("file-feature-geometry", kind=kind))


def _track(element: Element) -> Floats:
    """Return longitude and latitude of each position of a track, which has them by time."""
    texts = " ".join(
        ",".join((it.text or "").split()[:2]) for it in element.iter() if local(it) == "coord"
    )
    return _read_positions(texts)


def _rings(polygon: Element) -> list[Floats]:
    """Return the outline of a polygon and its holes; empty if it has no outline."""
    outer, holes = (_sides(polygon, f"{side}BoundaryIs") for side in ("outer", "inner"))
    return [outer[0], *holes] if outer else []


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
    return _read_positions(" ".join(text.split()).replace(" ,", ",").replace(", ", ","))


def _read_positions(even: str) -> Floats:
    """Return the positions of a text such as `120,30 121,31,5`.

    Raises:
        PlanError: one is not a number.
    """
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
