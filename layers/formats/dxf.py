"""Reading DXF: the closed polylines and hatches of each layer of a drawing, through GDAL.

A drawing has no attributes and no CRS: the layer's name is the key of the row. Several rings of a
layer are blocks of one shape; a ring within another is a hole, and within that again a block.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from layers.errors import PlanError
from layers.formats.content import kind_of, other_content, read_text_bytes
from layers.formats.dxf_drawing import write
from layers.formats.format import Format
from layers.formats.gdal import read_layer
from layers.formats.shapes import nested
from layers.formats.table import Assumption, ReadOptions, Table
from layers.formats.text import decoded
from layers.messages import Message
from layers.schema.layer_schema import LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_PLOTTED = "defpoints"
_PAGE = re.compile(rb"\$DWGCODEPAGE[ \t\r]*\n[ \t]*3[ \t\r]*\n[ \t]*([\w-]+)", re.IGNORECASE)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CODE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return a row for each layer of the drawing with a ring.

    Open lines, points and texts are left out, with a note.

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
            frame = read_layer(copy, "DXF", MERGE_BLOCK_GEOMETRIES="NO").frame
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


DXF = Format(".dxf", 12, read, write, media_type="image/vnd.dxf", content="DXF", takes_crs=True)
