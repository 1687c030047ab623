"""Boundary-point TXT, the parcel format of Chinese land registers, in all its variants.

A header of `name=value` lines may come first, under `[属性描述]`; then, under `[地块坐标]`, each
parcel: a line `points,hectares,number,name,面,sheet,use,code,@`, and its points, a line each:
`J1,ring,X,Y`. X is north and Y east, unless the values contradict it. Points may lack the letter or
the ring, rings may be closed or not, and eastings may begin with their band number. A file may have
several headers, for several bands, each with its parcels.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from layers.errors import PlanError
from layers.formats import csv
from layers.formats.axes import order_by_values, turned
from layers.formats.boundary_document import write
from layers.formats.boundary_lines import Parcel, ParcelSection, Point, is_boundary_file, parsed
from layers.formats.content import read_text_bytes
from layers.formats.format import Format
from layers.formats.shapes import nested
from layers.formats.table import Assumption, ReadOptions, Table
from layers.formats.text import decoded
from layers.geometry.edges import Floats
from layers.geometry.gauss_kruger import GEOGRAPHIC, Band, Datum, band_before, band_of_number
from layers.geometry.reproject import reprojected
from layers.messages import Message
from layers.schema.layer_schema import LAYERS

_AREA_HA, _NUMBER, _NAME, _SHEET, _USE, _CODE = 1, 2, 3, 5, 6, 7
_HECTARES_PER_KM2 = 100
_DATUMS: tuple[tuple[str, Datum], ...] = (
    (r"2000|CGCS", "CGCS2000"),
    (r"80|西安", "Xian 1980"),
    (r"54|北京", "Beijing 1954"),
)
_UNITS = {"米": 1.0, "m": 1.0, "千米": 1000.0, "公里": 1000.0, "km": 1000.0, "度": None}
_KIND, _NO_AREAS = 4, ("点", "线")


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return a row for each parcel number: parcels of one number are blocks of one shape.

    The number is the layer's key, the name `name_zh`, the use `ftz_id`, the area
    `published_area_km2`; sheet and code keep their Chinese names. Other texts are read as a table.

    Raises:
        SourceError: it cannot be read.
        PlanError: its encoding is unknown, or one line per invalid line or parcel.
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
    columns = Message("format-txt-columns", key=str(frame.columns[0]), layer=layer)
    column_note = Assumption("columns", str(frame.columns[0]), columns)
    return Table(frame, (*encoding_notes, *table_notes, column_note))


def _of_section(path: Path, section: ParcelSection, layer: str, options: ReadOptions) -> Table:
    """Return a row for each number of a section, in the CRS of its header and eastings.

    Raises:
        PlanError: one line per parcel that is not an area.
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
    crs, crs_notes = _crs_of(header, band_before(east), in_degrees=in_degrees)
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
        PlanError: one line per parcel that is not an area.
    """
    groups: defaultdict[str, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        groups[parcel.text(_NUMBER) or f"line {parcel.line}"].append(parcel)
    met = BoundaryRings()
    shapes = [shape_of_parcels(group, met) for group in groups.values()]
    if met.problems:
        raise PlanError(problem.in_file(path) for problem in met.problems)
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


@dataclass(frozen=True)
class Header:
    """The header: its datum as stated, the width and number of the band; None if not stated."""

    system: str | None = None
    width_deg: int | None = None
    number: int | None = None

    @property
    def datum(self) -> Datum | None:
        """Return the datum, None if unknown; CGCS2000 by default."""
        if self.system is None:
            return "CGCS2000"
        if self.code is not None:
            return None
        matches = (datum for sign, datum in _DATUMS if re.search(sign, self.system, re.IGNORECASE))
        return next(matches, None)

    @property
    def code(self) -> str | None:
        """Return the EPSG code given instead of a datum, None if there is none."""
        return self.system if re.fullmatch(r"EPSG:\d{4,6}", self.system or "") else None


def header_of(fields: Mapping[str, str]) -> Header:
    """Return the header from its lines `name=value`.

    >>> header_of({"坐标系": "2000国家大地坐标系", "几度分带": "3", "带号": "40"}).number
    40
    >>> header_of({"中央子午线": "120", "几度分带": "3"}).number
    40
    """
    width = _whole(fields.get("几度分带"))
    number = _whole(fields.get("带号"))
    meridian = _whole(fields.get("中央子午线") or fields.get("中央经线"))
    if number is not None and number > 60:  # a meridian instead of a band
        number, meridian = None, number
    if number is None and meridian is not None:
        number = (meridian + 3) // 6 if width == 6 else meridian // 3
    system = fields.get("坐标系") or fields.get("坐标系统")
    return Header(system or None, width if width in (3, 6) else None, number)


def metres_of(fields: Mapping[str, str]) -> float | None:
    """Return the length in metres of the coordinates' unit; None for degrees.

    The default is metres.

    Raises:
        PlanError: the unit is unknown.

    >>> metres_of({"计量单位": "千米"}), metres_of({}), metres_of({"计量单位": "度"})
    (1000.0, 1.0, None)
    """
    unit = (fields.get("计量单位") or "米").strip().lower()
    if unit in _UNITS:
        return _UNITS[unit]
    raise PlanError(Message("format-txt-unit", unit=unit))


def _crs_of(
    header: Header, before: Band | None, *, in_degrees: bool
) -> tuple[str | None, list[Assumption]]:
    """Return the code of the CRS, and the assumptions about it.

    `before` is the band whose number prefixes the eastings. It takes precedence over the header's.
    """
    assumptions: list[Assumption] = []
    if header.code is not None and in_degrees:
        return header.code, assumptions
    if header.datum is None:
        unknown = Message("format-datum-unknown", system=header.system or "")
        return None, [Assumption("crs", "-", unknown)]
    if header.system is None:
        missing = Message("format-datum-missing")
        assumptions.append(Assumption("crs", header.datum, missing))
    if in_degrees:
        return GEOGRAPHIC[header.datum], assumptions
    band = before
    if band is None and header.number is not None:
        band = band_of_number(header.number, header.width_deg, prefixed=False)
    if band is None:
        missing = Message("format-band-missing")
        return None, [Assumption("band", "-", missing)]
    assumptions.append(Assumption("band", str(band.number), _why(band, before, header)))
    return band.epsg(header.datum), assumptions


def _why(band: Band, before: Band | None, header: Header) -> Message:
    """Return the reason for a band."""
    number, meridian = band.number, band.meridian_deg
    if before is None:
        return Message("format-band-of-head", number=number, meridian=meridian)
    stated = header.number
    if stated is not None and stated != number:
        return Message("format-band-against-head", stated=stated, number=number, meridian=meridian)
    return Message("format-band-of-eastings", number=number, meridian=meridian)


def _whole(text: str | None) -> int | None:
    """Return the integer in a text such as 3 or `3度分带`."""
    match = re.search(r"\d+", text or "")
    return int(match[0]) if match else None


@dataclass
class BoundaryRings:
    """Findings while assembling rings."""

    open_rings: int = 0
    blocks_by_ring: int = 0
    problems: list[Message] = field(default_factory=list)

    def assumed(self) -> list[Assumption]:
        """Return the assumptions."""
        assumptions = []
        if self.open_rings:
            why = Message("format-rings-closed", count=self.open_rings)
            assumptions.append(Assumption("rings", "open", why))
        if self.blocks_by_ring:
            why = Message("format-rings-blocks", count=self.blocks_by_ring)
            assumptions.append(Assumption("rings", "blocks", why))
        return assumptions


def shape_of_parcels(parcels: Sequence[Parcel], met: BoundaryRings) -> Any:  # noqa: ANN401  a shapely geometry
    """Return the shape of parcels of one number.

    The first ring of a parcel is its outline; a further ring inside it is a hole, one inside that
    an island, one elsewhere a block.
    """
    polygons: list[shapely.Polygon] = []
    for parcel in parcels:
        rings = [_closed(ring) for ring in _rings(parcel.points, met)]
        if not _check_count(parcel, len(rings), met):
            continue
        if parcel.text(_KIND) in _NO_AREAS or not rings or min(map(len, rings)) < 4:
            met.problems.append(Message("format-parcel-without-ring", line=parcel.line))
            continue
        shape = nested([shapely.Polygon(ring) for ring in rings])
        met.blocks_by_ring += int(shapely.get_num_geometries(shape)) - 1
        polygons.extend(shapely.get_parts(shape))
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _rings(points: Sequence[Point], met: BoundaryRings) -> list[Floats]:
    """Return the rings of a parcel: a new one starts when the number changes or a ring closes."""
    rings: list[list[tuple[float, float]]] = []
    last, closed = None, True
    for point in points:
        at = (point.first, point.second)
        if closed or point.ring != last:
            met.open_rings += not closed
            rings.append([])
        last = point.ring
        rings[-1].append(at)
        closed = len(rings[-1]) > 3 and at == rings[-1][0]
    met.open_rings += not closed
    return [np.array(ring) for ring in rings]


def _closed(ring: Floats) -> Floats:
    return ring if (ring[0] == ring[-1]).all() else np.vstack([ring, ring[:1]])


def _check_count(parcel: Parcel, rings: int, met: BoundaryRings) -> bool:
    """Return whether a parcel has its stated number of points; else the file was truncated."""
    stated = parcel.text(0)
    count = int(stated) if stated is not None and stated.isdigit() else 0
    if len(parcel.points) < count - rings:
        cut = Message("format-parcel-cut", line=parcel.line, count=len(parcel.points), stated=count)
        met.problems.append(cut)
        return False
    return True


TXT = Format(".txt", 14, read, write, media_type="text/plain", describes=True)
