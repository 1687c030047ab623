"""The schema of a Parquet file of demand, from its footer: columns, location of points, CRS."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from layers.geometry.reproject import authority, same_degrees
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERS = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_null)
_BYTES = (pa.types.is_binary, pa.types.is_large_binary)
_UNPLACED = "OGC:CRS84"  # default CRS of GeoParquet geometry: longitude and latitude


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
