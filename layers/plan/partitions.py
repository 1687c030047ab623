"""Demand in partitions: GeoParquet files, or their row groups, never all in memory.

A data set is one `.parquet` file or a folder of them, at any depth (names that begin with `_` or
`.` are ignored). Each row group is a partition. The columns are those of a plan's `demand` layer:
`demand_id`, `population` (persons), `adcode` of the district (optional, also row by row), and the
position: a GeoParquet geometry of Points (WKB or the native `point` encoding), or the columns
`lon` and `lat`, in degrees of the plan's CRS. Opening reads only the files' footers. Ids are not
compared across partitions.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from layers.errors import PlanError, UnknownError
from layers.geometry.edges import Floats, Ints
from layers.geometry.reproject import authority, same_degrees
from layers.messages import Message
from layers.plan.geopackage import short_reason
from layers.plan.layer_validation import rows_of

_BATCH = 1 << 18  # rows in memory at once
_POINT_BYTES = 37  # of WKB, at most, with height and measure
_UNREADABLE = (pa.ArrowException, OSError, UnicodeError)
_NUMBERS = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_null)
_BYTES = (pa.types.is_binary, pa.types.is_large_binary)
_UNPLACED = "OGC:CRS84"  # default CRS of GeoParquet geometry: longitude and latitude


class Partition(NamedTuple):
    """A partition: a row group (counted from 0) of a file, and its number of rows."""

    path: str
    row_group: int
    rows: int

    def __str__(self) -> str:
        """Return its name for users, counted from 1."""
        return f"{self.path}, row group {self.row_group + 1}"

    def located(self, problem: Message) -> Message:
        """Return a problem prefixed with this partition."""
        return Message("file-row-group", file=self.path, number=self.row_group + 1, reason=problem)


@dataclass(frozen=True)
class DemandPoints:
    """Some demand points: degrees, persons, and their districts' adcodes.

    `adcode` is each point's index in `adcodes`, −1 if none.
    """

    lon: Floats
    lat: Floats
    population: Floats
    adcode: Ints
    adcodes: tuple[str, ...]


@dataclass(frozen=True)
class DemandParts:
    """A demand layer in partitions for `geo.measure_partitions`: the parts, and their reader."""

    path: Path
    parts: tuple[Partition, ...]
    read: Callable[[Partition], Iterator[DemandPoints]]

    @classmethod
    def open(cls, path: str | Path, crs: CRS) -> DemandParts:
        """Open a data set; `crs` is the plan's.

        Raises:
            UnknownError: there is no such file or folder.
            PlanError: with a line for every unreadable file and every column that is missing, of
                another type, or in another CRS.
        """
        path = Path(os.path.realpath(path))
        parts: list[Partition] = []
        problems: list[Message] = []
        for file in _files(path):
            try:
                with pq.ParquetFile(file) as opened:
                    problems += (
                        problem.in_file(file)
                        for problem in schema_problems(opened.schema_arrow, crs)
                    )
                    metadata = opened.metadata
                    counts = [metadata.row_group(n).num_rows for n in range(opened.num_row_groups)]
            except _UNREADABLE as error:
                problems.append(_unreadable(error).in_file(file))
            else:
                parts += (Partition(str(file), n, rows) for n, rows in enumerate(counts) if rows)
        if problems:
            raise PlanError(problems)
        return cls(path, tuple(parts), read_points)

    @property
    def rows(self) -> int:
        """Return the number of points."""
        return sum(part.rows for part in self.parts)


def read_points(part: Partition) -> Iterator[DemandPoints]:
    """Read a partition of any size in small pieces.

    Raises:
        PlanError: it cannot be read, or has invalid demand: one line per problem of the first
            piece with problems.
    """
    try:
        with pq.ParquetFile(part.path) as file:
            location = PointLocation.of(file.schema_arrow)
            columns = ["population", *location.columns]
            if "adcode" in file.schema_arrow.names:
                columns.append("adcode")
            first = 0
            for batch in file.iter_batches(_BATCH, [part.row_group], columns):
                yield _points(part, first, batch, location)
                first += batch.num_rows
    except _UNREADABLE as error:
        raise PlanError(part.located(_unreadable(error))) from error


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise UnknownError(Message("file-or-folder-missing").in_file(path))
    if path.is_file():
        return [path]
    within = sorted(path.rglob("*.parquet"))
    files = [file for file in within if file.is_file() and not file.name.startswith(("_", "."))]
    if not files:
        raise PlanError(Message("file-folder-without-parquet").in_file(path))
    return files


def _unreadable(error: Exception) -> Message:
    return Message("file-parquet-damaged", why=short_reason(error))


def _points(
    part: Partition, first: int, batch: pa.RecordBatch, location: PointLocation
) -> DemandPoints:
    """Return a batch as arrays; `first` is the number of its first row in the partition."""
    lon, lat, faults = _coordinates(batch, location)
    population = _numbers(batch.column("population"))
    faults += [
        ("population", "plan-demand-weight-missing", np.isnan(population)),
        ("population", "plan-demand-weight-infinite", np.isinf(population)),
        ("population", "plan-demand-weight-negative", population < 0),
    ]
    problems = [
        part.located(Message(code, rows=rows_of(wrong, first=first)).at("demand", column))
        for column, code, wrong in faults
        if wrong.any()
    ]
    if problems:
        raise PlanError(problems)
    return DemandPoints(lon, lat, population, *_adcodes(batch))


_Faults = list[tuple[str, str, "NDArray[np.bool_]"]]
"""Faults of a column's cells: the column, the message code, and the rows."""


def _coordinates(batch: pa.RecordBatch, location: PointLocation) -> tuple[Floats, Floats, _Faults]:
    """Return longitudes and latitudes, and their faults by row."""
    faults: _Faults = []
    if location.geometry is None:
        lon, lat = (_numbers(batch.column(name)) for name in location.columns)
        column = "lon, lat"
    else:
        column = location.geometry
        cells = batch.column(location.geometry)
        cells = cells.storage if isinstance(cells, pa.ExtensionArray) else cells
        if pa.types.is_struct(cells.type):
            lon, lat = (_numbers(pc.struct_field(cells, axis)) for axis in ("x", "y"))
        else:
            lon, lat, other = _of_wkb(cells)
            faults.append((column, "plan-geometry-not-point", other))
            lon[other] = lat[other] = 0.0
    unknown = ~(np.isfinite(lon) & np.isfinite(lat))
    outside = (np.abs(lon) > 180) | (np.abs(lat) > 90)
    faults += [
        (column, "plan-demand-point-missing", unknown),
        (column, "plan-geometry-outside", outside & ~unknown),
    ]
    return lon, lat, faults


def _of_wkb(cells: pa.Array) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return coordinates (NaN if empty), and which cells are not points.

    Only cells as short as a point are decoded: a hostile geometry never reaches the decoder.
    """
    length = pc.fill_null(pc.binary_length(cells), 0).to_numpy(zero_copy_only=False)
    long = length > _POINT_BYTES
    wkb = cells.to_numpy(zero_copy_only=False)
    if long.any():
        wkb = wkb.copy()
        wkb[long] = None
    shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    kind = shapely.get_type_id(shapes)
    other = long | ((length > 0) & (kind != 0))
    return shapely.get_x(shapes), shapely.get_y(shapes), other


def _numbers(cells: pa.Array) -> Floats:
    """Return cells as floats, NaN for empty ones."""
    numbers: Floats = pc.cast(cells, pa.float64()).to_numpy(zero_copy_only=False)
    return numbers


def _adcodes(batch: pa.RecordBatch) -> tuple[Ints, tuple[str, ...]]:
    if "adcode" not in batch.schema.names:
        return np.full(batch.num_rows, -1), ()
    cells: Any = pc.dictionary_encode(pc.cast(batch.column("adcode"), pa.string()))
    names = tuple(str(name).strip() for name in cells.dictionary.to_pylist())
    return pc.fill_null(cells.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64), names


@dataclass(frozen=True)
class PointLocation:
    """The location of points in a file: a geometry column, or (None) the columns `lon` and `lat`.

    `about` is the GeoParquet metadata of the geometry column.
    """

    geometry: str | None
    about: dict[str, Any]

    @classmethod
    def of(cls, schema: pa.Schema) -> PointLocation:
        """Read it from a file's schema; a file without GeoParquet metadata has `lon`, `lat`."""
        try:
            metadata = json.loads((schema.metadata or {}).get(b"geo", b"null"))
            name = str(metadata["primary_column"])
            return cls(name, dict(metadata["columns"][name]))
        except (ValueError, TypeError, KeyError):
            return cls(None, {})

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns to read."""
        return ("lon", "lat") if self.geometry is None else (self.geometry,)


def schema_problems(schema: pa.Schema, crs: CRS) -> Iterator[Message]:
    """Yield each problem in a file's footer for demand of a plan in `crs`."""
    location = PointLocation.of(schema)
    columns = tuple(schema.names) or Message("list-none")
    if location.geometry is None and not {"lon", "lat"} <= set(schema.names):
        yield Message("plan-demand-without-geometry", there=columns).at("demand")
    for name in ("demand_id", "population", *location.columns):
        if name not in schema.names and name not in ("lon", "lat"):
            yield Message("plan-demand-column-missing", column=name, there=columns).at("demand")
    for name in {"population", *location.columns} - {location.geometry}:
        yield from _wrong_kind(schema, str(name), _NUMBERS, "plan-demand-not-numbers")
    yield from _wrong_kind(schema, "adcode", _TEXTS, "plan-demand-not-text")
    if location.geometry is not None and location.geometry in schema.names:
        for problem in _geometry_problems(schema, location, crs):
            yield problem.at("demand", location.geometry)


def _wrong_kind(
    schema: pa.Schema, name: str, kinds: tuple[Any, ...], code: str
) -> Iterator[Message]:
    """Yield the problem with a code if a column exists and has none of the types."""
    if name in schema.names:
        kind = schema.field(name).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not any(is_kind(kind) for is_kind in kinds):
            yield Message(code, type=str(kind)).at("demand", name)


def _geometry_problems(schema: pa.Schema, location: PointLocation, crs: CRS) -> Iterator[Message]:
    kind = schema.field(location.geometry).type
    kind = kind.storage_type if isinstance(kind, pa.ExtensionType) else kind
    encoding = location.about.get("encoding")
    as_struct = pa.types.is_struct(kind) and {"x", "y"} <= {field.name for field in kind}
    as_bytes = any(is_kind(kind) for is_kind in _BYTES)
    if not (as_bytes if encoding == "WKB" else as_struct and encoding == "point"):
        yield Message("plan-demand-encoding-unknown", encoding=str(encoding), type=str(kind))
    others = {str(name).removesuffix(" Z") for name in location.about.get("geometry_types") or ()}
    others.discard("Point")
    if others:
        yield Message("plan-demand-not-points", kinds=tuple(sorted(others)))
    named = location.about.get("crs", _UNPLACED)
    if named is None:
        yield Message("plan-crs-missing")
        return
    try:
        file_crs = CRS.from_user_input(named)
    except ProjError:
        yield Message("plan-demand-crs-unknown")
        return
    if not same_degrees(file_crs, crs):
        yield Message("plan-crs-other", crs=_crs_name(file_crs), plan_crs=_crs_name(crs))


def _crs_name(crs: CRS) -> str:
    code = authority(crs)
    return ":".join(code) if code else crs.name
