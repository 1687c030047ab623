"""What a Parquet file's footer says of demand: its columns, where its points are, in which CRS."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from layers.reproject import same_degrees

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERS = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_null)
_BYTES = (pa.types.is_binary, pa.types.is_large_binary)
_UNPLACED = "OGC:CRS84"  # of a GeoParquet geometry that names no CRS: longitude and latitude


@dataclass(frozen=True)
class Location:
    """Where a file's points stand: a geometry column, or (None) the columns `lon` and `lat`.

    `about` is what GeoParquet says of the geometry.
    """

    geometry: str | None
    about: dict[str, Any]

    @classmethod
    def of(cls, schema: pa.Schema) -> Location:
        """Read it from a file's schema; a file without GeoParquet metadata has `lon`, `lat`."""
        try:
            said = json.loads((schema.metadata or {}).get(b"geo", b"null"))
            name = str(said["primary_column"])
            return cls(name, dict(said["columns"][name]))
        except (ValueError, TypeError, KeyError):
            return cls(None, {})

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns to read."""
        return ("lon", "lat") if self.geometry is None else (self.geometry,)


def schema_problems(schema: pa.Schema, crs: CRS) -> Iterator[str]:
    """Give a line for each thing in a file's footer that demand of a plan in `crs` cannot have."""
    location = Location.of(schema)
    there = ", ".join(schema.names) or "none"
    if location.geometry is None and not {"lon", "lat"} <= set(schema.names):
        yield (
            f"demand: has no geometry (columns: {there}); write it as GeoParquet, or give the "
            "columns lon and lat"
        )
    for name in ("demand_id", "population", *location.columns):
        if name not in schema.names and name not in ("lon", "lat"):
            yield f"demand: column {name} is missing (there are: {there}); add it"
    for name in {"population", *location.columns} - {location.geometry}:
        yield from _wrong_kind(schema, str(name), _NUMBERS, "numbers")
    yield from _wrong_kind(schema, "adcode", _TEXTS, "text")
    if location.geometry in schema.names:
        yield from _geometry_problems(schema, location, crs)


def _wrong_kind(schema: pa.Schema, name: str, kinds: tuple[Any, ...], what: str) -> Iterator[str]:
    if name in schema.names:
        kind = schema.field(name).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not any(is_kind(kind) for is_kind in kinds):
            yield f"demand.{name}: is {kind}; write it as {what}"


def _geometry_problems(schema: pa.Schema, location: Location, crs: CRS) -> Iterator[str]:
    where = f"demand.{location.geometry}"
    kind = schema.field(location.geometry).type
    kind = kind.storage_type if isinstance(kind, pa.ExtensionType) else kind
    encoding = location.about.get("encoding")
    as_struct = pa.types.is_struct(kind) and {"x", "y"} <= {field.name for field in kind}
    as_bytes = any(is_kind(kind) for is_kind in _BYTES)
    if not (as_bytes if encoding == "WKB" else as_struct and encoding == "point"):
        yield f"{where}: is {encoding!s} in {kind}; write it as WKB or point"
    others = {str(name).removesuffix(" Z") for name in location.about.get("geometry_types") or ()}
    others.discard("Point")
    if others:
        yield f"{where}: holds {', '.join(sorted(others))}; a demand layer has Points"
    named = location.about.get("crs", _UNPLACED)
    if named is None:
        yield f"{where}: has no CRS; set the one it is in"
        return
    try:
        own = CRS.from_user_input(named)
    except ProjError:
        yield f"{where}: its CRS is not known to PROJ; set the one it is in"
        return
    if not same_degrees(own, crs):
        yield f"{where}: is in {_name(own)}, the plan in {_name(crs)}; reproject it"


def _name(crs: CRS) -> str:
    code = crs.to_authority()
    return ":".join(code) if code else crs.name
