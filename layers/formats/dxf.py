"""DXF: the closed polylines and hatches of each layer of a drawing, through GDAL.

A drawing has no attributes and no CRS: the layer's name is the key of the row. Several rings of a
layer are blocks of one shape; a ring within another is a hole, and within that again a block.
"""

import io
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from layers.errors import PlanError, SourceError
from layers.formats.content import kind_of, other_content, read_text_bytes
from layers.formats.format import Format, Outcome
from layers.formats.gdal import read_with_gdal
from layers.formats.provenance import lines_of, provenance
from layers.formats.shapes import nested
from layers.formats.table import Assumption, ReadOptions, Table
from layers.formats.text import decoded
from layers.geometry.reproject import reprojected
from layers.messages import Message
from layers.plan.plan import Plan
from layers.runtime.extras import require
from layers.schema.layer_schema import LAYERS

_NOT_PLOTTED = "defpoints"
_PAGE = re.compile(rb"\$DWGCODEPAGE[ \t\r]*\n[ \t]*3[ \t\r]*\n[ \t]*([\w-]+)", re.IGNORECASE)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CODE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_NO_NAME = re.compile(r'[<>/\\":;?*|=`,\x00-\x1f]')
_LONGEST_NAME = 255
_CODE_OF_OTHERS, _CODE_OF_METRES = 0, 6  # $INSUNITS: none, metres
_COLOURS = (1, 3, 4, 5, 6, 30, 40, 90, 140, 200)


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return a row for each layer of the drawing with a ring.

    Open lines, points and texts are omitted, with a note.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not a text DXF, damaged, or has no ring.
    """
    content = read_text_bytes(path)
    if kind_of(content[:4096]) != "DXF":
        raise other_content(path, content[:4096], "DXF")
    text, assumptions = _text(path, content, options.encoding)
    by_layer: dict[str, list[shapely.Polygon]] = {}
    ignored = 0
    for name, shape in _entities(path, text):
        if name.lower() == _NOT_PLOTTED or options.layer not in (None, name):
            continue
        ring = _ring(shape)
        if ring is None:
            ignored += 1
        else:
            by_layer.setdefault(name, []).append(ring)
    if not by_layer:
        raise PlanError(Message("format-dxf-without-ring").in_file(path))
    key = str(LAYERS[layer].key or "zone_id") if layer in LAYERS else "zone_id"
    shapes = [nested(rings) for rings in by_layer.values()]
    frame = gpd.GeoDataFrame({key: list(by_layer)}, geometry=shapes)
    several = sum(len(rings) > 1 for rings in by_layer.values())
    assumptions.append(Assumption("columns", key, Message("format-dxf-key", column=key)))
    if several:
        assumptions.append(
            Assumption("rings", str(several), Message("format-dxf-rings", layers=several))
        )
    if ignored:
        assumptions.append(
            Assumption("geometry", str(ignored), Message("format-dxf-left-out", count=ignored))
        )
    return Table(frame, tuple(assumptions), labelled=True)


def _text(path: Path, content: bytes, named: str | None) -> tuple[str, list[Assumption]]:
    """Return the text of a drawing, and the assumptions about its encoding.

    The header's encoding is used if the text decodes, is not clearly UTF-8, and its words do not
    contradict it.

    Raises:
        PlanError: its encoding is unknown.
    """
    page = _PAGE.search(content[:100_000])
    text, assumptions = decoded(path, content, named, page[1].decode() if page else None)
    return text.replace("\r\n", "\n"), assumptions


def _entities(path: Path, text: str) -> Iterator[tuple[str, Any]]:
    r"""Yield the layer and the geometry of each entity.

    GDAL gets only ASCII, other characters as codes such as `\U+4E34`, because it decodes them by
    the stated code page.

    Raises:
        PlanError: it is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="zonewright-") as folder:
        copy = Path(folder) / "drawing.dxf"
        copy.write_text(_NOT_ASCII.sub(_coded, text), encoding="ascii", newline="\n")
        try:
            frame = read_with_gdal(copy, "DXF", MERGE_BLOCK_GEOMETRIES="NO").frame
        except PlanError as error:
            reasons = [problem.params.get("reason") for problem in error.problems]
            problems = (it.in_file(path) for it in reasons if isinstance(it, Message))
            raise PlanError(problems) from error
    if not isinstance(frame, gpd.GeoDataFrame) or "Layer" not in frame.columns:
        return
    for name, shape in zip(frame["Layer"].fillna("0"), frame.geometry, strict=True):
        plain = _CODE.sub(lambda sign: chr(int(sign[1], 16)), str(name))
        for part in shapely.get_parts(shape) if shape is not None else ():
            yield plain, part


def _coded(sign: re.Match[str]) -> str:
    return f"\\U+{ord(sign[0]):04X}" if ord(sign[0]) < 0x10000 else "_"


def _ring(shape: Any) -> shapely.Polygon | None:  # noqa: ANN401  a shapely geometry
    """Return a closed line or an area as a polygon; None for others."""
    if shape is None or shape.is_empty:
        return None
    flat = shapely.force_2d(shape)
    if isinstance(flat, shapely.Polygon):
        return flat
    closed = isinstance(flat, shapely.LineString) and len(flat.coords) > 3 and flat.is_closed
    return shapely.Polygon(flat.coords) if closed else None


def write(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write the zones in degrees, or in the CRS of the outcome; provenance is in custom properties.

    Raises:
        SourceError: ids of zones cannot be layer names, or the extra `cad` is not installed.
        CrsError: no exact transformation from the plan's CRS to the output CRS is known.
        OSError: the file cannot be written.
    """
    require("cad", "ezdxf")
    from ezdxf import document, options  # type: ignore[attr-defined]  # noqa: PLC0415

    ids = [str(zone) for zone in outcome.zones["zone_id"]]
    _check_names(ids)
    crs = outcome.crs or plan.crs
    zones = reprojected(outcome.zones, crs)
    options.write_fixed_meta_data_for_testing = True  # from the beginning: no time of making
    # the last version without UTF-8, which GDAL does not expect
    drawing = document.Drawing.new("R2004")
    drawing.encoding = "gbk"  # other characters are codes such as \\U+1F600
    in_metres = crs.is_projected and crs.axis_info[0].unit_conversion_factor == 1
    drawing.header["$INSUNITS"] = _CODE_OF_METRES if in_metres else _CODE_OF_OTHERS
    drawing.header["$LUPREC"] = 8
    space = drawing.modelspace()
    for number, (zone, shape) in enumerate(zip(ids, zones.geometry, strict=True)):
        if zone not in drawing.layers:  # as is 0
            drawing.layers.add(zone, color=_COLOURS[number % len(_COLOURS)])
        for polygon in shapely.get_parts(shapely.orient_polygons(shape)):
            for ring in shapely.get_rings(polygon):
                corners = shapely.get_coordinates(ring)[:-1].tolist()
                space.add_lwpolyline(corners, close=True, dxfattribs={"layer": zone})
    for name, text in lines_of(provenance(plan, outcome)).items():
        drawing.header.custom_vars.append(name, " ".join(text.split()))
    drawn = io.StringIO()
    drawing.write(drawn)
    path.write_bytes(drawing.encode(drawn.getvalue()))


def _check_names(ids: list[str]) -> None:
    """Check that ids can be layer names, which ignore case.

    Raises:
        SourceError: one line per layer that cannot.
    """
    seen: set[str] = set()
    problems = []
    for zone in ids:
        name = zone.lower()
        if _NO_NAME.search(zone) or name == _NOT_PLOTTED or len(zone) > _LONGEST_NAME:
            problems.append(Message("format-dxf-no-name", zone=zone))
        elif name in seen:
            problems.append(Message("format-dxf-same-name", zone=zone))
        seen.add(name)
    if problems:
        raise SourceError(problems)


DXF = Format(".dxf", 12, read, write, media_type="image/vnd.dxf", content="DXF", takes_crs=True)
