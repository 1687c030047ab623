"""Writing KML: a placemark for each zone, its columns as typed data; packed as KMZ."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import shapely
from pyproj import CRS

from layers.formats.format import Outcome
from layers.formats.provenance import lines_of, provenance
from layers.formats.zipped import pack
from layers.geometry.reproject import reprojected
from layers.plan.plan import Plan
from layers.schema.column_types import is_missing

OWN_SCHEMA = "zonewright"
"""The id of the schema that marks our files: all of a placemark is in its data."""

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_DECIMALS = 9
_LINE, _FILL = "ff2b3ad0", "332b3ad0"  # alpha, blue, green, red
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LARGEST_INT = 2**31
_FIELD_KINDS = {"boolean": "bool", "integer": "int", "floating": "double"}


def write(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write the zones, longitude and latitude with nine decimals.

    Raises:
        OSError: the file cannot be written.
        CrsError: no exact transformation from the plan's CRS to WGS 84 is known.
    """
    path.write_bytes(to_bytes(plan, outcome))


def write_packed(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write an archive of that KML.

    Raises:
        OSError: the file cannot be written.
        CrsError: no exact transformation from the plan's CRS to WGS 84 is known.
    """
    pack(path, {"doc.kml": to_bytes(plan, outcome)})


def to_bytes(plan: Plan, outcome: Outcome) -> bytes:
    """Return the document; deterministic."""
    zones = reprojected(outcome.zones, CRS.from_epsg(4326))
    origin = provenance(plan, outcome)
    root = ET.Element("kml", xmlns=_NAMESPACE)
    document = ET.SubElement(root, "Document")
    _texts(document, name=outcome.title or plan.name, description=origin["boundaries"])
    style = ET.SubElement(document, "Style", id="zone")
    for kind, colour in (("LineStyle", _LINE), ("PolyStyle", _FILL)):
        _texts(ET.SubElement(style, kind), color=colour)
    data = ET.SubElement(document, "ExtendedData")
    for name, text in lines_of(origin).items():
        _texts(ET.SubElement(data, "Data", name=name), value=text)
    folder = ET.SubElement(document, "Document")  # where GDAL expects the schema
    _texts(folder, name="zones")
    schema = ET.SubElement(folder, "Schema", name="zones", id=OWN_SCHEMA)
    columns = [str(name) for name in zones.columns if name != "geometry"]
    for column in columns:
        ET.SubElement(schema, "SimpleField", name=_printable(column), type=_kind(zones[column]))
    for row, shape in zip(zones[columns].to_dict("records"), zones.geometry, strict=True):
        _add_placemark(folder, row, shape)
    ET.indent(root, " ")
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _add_placemark(folder: ET.Element, row: dict[Any, Any], shape: Any) -> None:  # noqa: ANN401  a shapely geometry
    mark = ET.SubElement(folder, "Placemark")
    named = [row[name] for name in ("name_zh", "name", "zone_id") if not is_missing(row[name])]
    _texts(mark, name=named[0], styleUrl="#zone")
    data = ET.SubElement(ET.SubElement(mark, "ExtendedData"), "SchemaData")
    data.set("schemaUrl", f"#{OWN_SCHEMA}")
    for name, value in row.items():
        if not is_missing(value):
            cell = ET.SubElement(data, "SimpleData", name=_printable(str(name)))
            cell.text = _printable(str(int(value)) if isinstance(value, bool) else _plain(value))
    parts = ET.SubElement(mark, "MultiGeometry")
    for polygon in shapely.get_parts(shapely.orient_polygons(shape)):
        area = ET.SubElement(parts, "Polygon")
        for side, ring in zip(_side_names(polygon), shapely.get_rings(polygon), strict=True):
            line = ET.SubElement(ET.SubElement(area, side), "LinearRing")
            xy = shapely.get_coordinates(ring).round(_DECIMALS) + 0.0
            text = " ".join(f"{x:.{_DECIMALS}f},{y:.{_DECIMALS}f}" for x, y in xy.tolist())
            _texts(line, coordinates=text)


def _side_names(polygon: shapely.Polygon) -> list[str]:
    return ["outerBoundaryIs", *["innerBoundaryIs"] * len(polygon.interiors)]


def _kind(values: pd.Series[Any]) -> str:
    kind = _FIELD_KINDS.get(pd.api.types.infer_dtype(values, skipna=True), "string")
    large = kind == "int" and not (values.abs() < _LARGEST_INT).all()
    return "double" if large else kind


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _texts(element: ET.Element, **texts: str | None) -> None:
    """Add children with texts, without empty ones."""
    for name, text in texts.items():
        if text:
            ET.SubElement(element, name).text = _printable(text)


def _printable(text: str) -> str:
    """Return a text without characters that are invalid in XML."""
    return _UNWRITABLE.sub(" ", text)
