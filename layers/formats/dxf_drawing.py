"""Writing DXF: the rings of each zone as closed polylines of a layer named by its id."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import shapely

from layers.errors import SourceError
from layers.formats.provenance import lines_of, provenance
from layers.geometry.reproject import reprojected
from layers.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from layers.formats.outcome import Outcome
    from layers.plan.plan import Plan

_NO_NAME = re.compile(r'[<>/\\":;?*|=`,\x00-\x1f]')
_LONGEST_NAME = 255
_NOT_PLOTTED = "defpoints"
_CODE_OF_OTHERS, _CODE_OF_METRES = 0, 6  # $INSUNITS: none, metres
_COLOURS = (1, 3, 4, 5, 6, 30, 40, 90, 140, 200)


def write(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write the zones in degrees, or in the CRS of the outcome; provenance is in custom properties.

    Raises:
        SourceError: ids of zones cannot be layer names.
        CrsError: no exact transformation from the plan's CRS to the output CRS is known.
        OSError: the file cannot be written.
    """
    from ezdxf import document, options  # type: ignore[attr-defined]  # noqa: PLC0415

    ids = [str(zone) for zone in outcome.zones["zone_id"]]
    _check_names(ids)
    crs = outcome.crs or plan.crs
    zones = reprojected(outcome.zones, crs)
    drawing = document.Drawing.new(
        "R2004"
    )  # the last version without UTF-8, which GDAL does not expect
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
    options.write_fixed_meta_data_for_testing = True  # deterministic bytes
    drawn = io.StringIO()
    drawing.write(drawn)
    path.write_bytes(drawing.encode(drawn.getvalue()))


def _check_names(ids: list[str]) -> None:
    """Check that ids can be layer names, which ignore case.

    Raises:
        SourceError: with a line for each that cannot.
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
