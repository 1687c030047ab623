"""Reading boundary-point TXT, the parcel format of Chinese land registers, in all its variants.

A header of `name=value` lines may come first, under `[属性描述]`; then, under `[地块坐标]`, each
parcel: a line `points,hectares,number,name,面,sheet,use,code,@`, and its points, a line each:
`J1,ring,X,Y`. X is north and Y east, unless the values contradict it. Points may lack the letter or
the ring, rings may be closed or not, and eastings may begin with their band number. A file may have
several headers, for several bands, each with its parcels.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from layers.errors import PlanError
from layers.formats import csv
from layers.formats.axes import order_by_values, turned
from layers.formats.boundary_document import write
from layers.formats.boundary_header import crs_of, header_of, metres_of
from layers.formats.boundary_parcels import Parcel, ParcelSection, is_boundary_file, parsed
from layers.formats.boundary_rings import BoundaryRings, raise_problems, shape_of_parcels
from layers.formats.content import read_text_bytes
from layers.formats.format import Format
from layers.formats.gauss_bands import band_before
from layers.formats.table import Assumption, ReadOptions, Table
from layers.formats.text import decoded
from layers.geometry.reproject import reprojected
from layers.messages import Message
from layers.schema.layer_schema import LAYERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.geometry.edges import Floats

_AREA_HA, _NUMBER, _NAME, _SHEET, _USE, _CODE = 1, 2, 3, 5, 6, 7
_HECTARES_PER_KM2 = 100


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return a row for each parcel number: parcels of one number are blocks of one shape.

    The number is the layer's key, the name `name_zh`, the use `ftz_id`, the area
    `published_area_km2`; sheet and code keep their Chinese names. Other texts are read as a table.

    Raises:
        SourceError: it cannot be read.
        PlanError: its encoding is unknown, or with a line for each invalid line or parcel.
    """
    content = read_text_bytes(path)
    text, encoding_notes = decoded(path, content, options.encoding)
    if not is_boundary_file(text):
        return csv.read(path, layer, options)
    sections = parsed(path, text)
    if not any(parcel.points for section in sections for parcel in section.parcels):
        raise PlanError(Message("format-txt-empty").in_file(path))
    tables = [_of_section(path, section, layer, options) for section in sections]
    frame = tables[0].located if len(tables) == 1 else _together(tables, options)
    table_notes = dict.fromkeys(one for table in tables for one in table.assumed)
    return Table(frame, (*encoding_notes, *table_notes, *_column_notes(frame, layer)))


def _of_section(path: Path, section: ParcelSection, layer: str, options: ReadOptions) -> Table:
    """Return a row for each number of a section, in the CRS of its header and eastings.

    Raises:
        PlanError: with a line for each parcel that is not an area.
    """
    try:
        metres = metres_of(section.head)
    except PlanError as error:
        raise PlanError(problem.in_file(path) for problem in error.problems) from error
    assumptions: list[Assumption] = []
    if metres is not None and metres != 1:
        for parcel in section.parcels:
            parcel.points[:] = [point.scaled(metres) for point in parcel.points]
        assumptions.append(
            Assumption("crs", section.head["计量单位"], Message("format-txt-kilometres"))
        )
    first, second = (_column(section.parcels, nth) for nth in (0, 1))
    order = options.axis_order
    if order is None:
        decided = order_by_values(("X", "Y"), first, second, "north-first")
        order = "east-first" if decided.value == "east-first" else "north-first"
        assumptions.append(decided)
    east = second if order == "north-first" else first
    in_degrees = bool((np.abs(east) <= 180).all())
    header = header_of(section.head)
    crs, crs_notes = crs_of(header, band_before(east), in_degrees=in_degrees)
    assumptions += crs_notes if options.crs is None else ()
    turned = options.axis_order is None and order == "north-first"
    frame, met = _frame(path, section.parcels, layer, turned=turned)
    return Table(frame if crs is None else frame.set_crs(crs), (*assumptions, *met))


def _together(tables: Sequence[Table], options: ReadOptions) -> gpd.GeoDataFrame:
    """Return the rows of all sections, in degrees if their CRS differ.

    Rows of one number are blocks of one shape.
    """
    frames = [table.located for table in tables]
    all_crs = [frame.crs for frame in frames]
    base = None if None in all_crs else CRS.from_user_input(all_crs[0]).geodetic_crs
    if options.crs is None and base is not None and len(set(all_crs)) > 1:
        north_first = options.axis_order == "north-first"  # not swapped yet
        frames = [turned(frame) if north_first else frame for frame in frames]
        frames = [reprojected(frame, base) for frame in frames]
        frames = [turned(frame) if north_first else frame for frame in frames]
    rows = pd.concat(
        [pd.DataFrame(frame.set_crs(None, allow_override=True)) for frame in frames],
        ignore_index=True,
    )
    key = str(rows.columns[0])
    first_rows = rows.drop_duplicates(key)
    shapes = []
    for number in first_rows[key]:
        blocks = shapely.get_parts(rows.loc[rows[key] == number, "geometry"].to_numpy())
        shapes.append(blocks[0] if len(blocks) == 1 else shapely.MultiPolygon(list(blocks)))
    return gpd.GeoDataFrame(first_rows.drop(columns="geometry"), geometry=shapes, crs=frames[0].crs)


def _column(parcels: Sequence[Parcel], nth: int) -> Floats:
    return np.array([(it.first, it.second)[nth] for parcel in parcels for it in parcel.points])


def _frame(
    path: Path, parcels: Sequence[Parcel], layer: str, *, turned: bool
) -> tuple[gpd.GeoDataFrame, list[Assumption]]:
    """Return a row for each number.

    Raises:
        PlanError: with a line for each parcel that is not an area.
    """
    groups: dict[str, list[Parcel]] = {}
    for parcel in parcels:
        number = parcel.text(_NUMBER)
        groups.setdefault(number or f"line {parcel.line}", []).append(parcel)
    met = BoundaryRings()
    shapes = [shape_of_parcels(group, met) for group in groups.values()]
    raise_problems(path, met)
    key = str(LAYERS[layer].key or "zone_id") if layer in LAYERS else "zone_id"
    rows = [_row(group, key) for group in groups.values()]
    if not any(parcel.fields for parcel in parcels):
        rows[0][key] = path.stem
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    for name in ("图幅号", "地类编码"):
        if not any(columns[name]):
            del columns[name]
    geometry = np.array([*shapes, None], dtype=object)[:-1]
    if turned:
        geometry = shapely.transform(geometry, lambda xy: xy[:, ::-1])
    frame = gpd.GeoDataFrame(columns, geometry=geometry)
    blocks = sum(len(group) > 1 for group in groups.values())
    assumptions = met.assumed()
    if blocks:
        assumptions.append(
            Assumption("rings", str(blocks), Message("format-parcel-blocks", count=blocks))
        )
    return frame, assumptions


def _row(parcels: Sequence[Parcel], key: str) -> dict[str, Any]:
    """Return the values of the parcels of one number: the first one present; areas are summed."""

    def first(nth: int) -> str | None:
        return next(filter(None, (parcel.text(nth) for parcel in parcels)), None)

    areas = [_hectares(parcel.text(_AREA_HA)) for parcel in parcels]
    present = [area for area in areas if area is not None]
    area = sum(present) / _HECTARES_PER_KM2 if len(present) == len(areas) else None
    return {
        key: first(_NUMBER),
        "name_zh": first(_NAME),
        "ftz_id": first(_USE),
        "published_area_km2": area,
        "图幅号": first(_SHEET),
        "地类编码": first(_CODE),
    }


def _hectares(text: str | None) -> float | None:
    """Return an area, None if empty, not a number or not positive."""
    match = re.fullmatch(r"\d+(\.\d*)?", text or "")
    return float(match[0]) or None if match else None


def _column_notes(frame: gpd.GeoDataFrame, layer: str) -> list[Assumption]:
    key = str(frame.columns[0])
    return [Assumption("columns", key, Message("format-txt-columns", key=key, layer=layer))]


TXT = Format(".txt", 14, read, write, media_type="text/plain", describes=True)
