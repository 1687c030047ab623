"""GeoParquet, and Parquet with columns of positions."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import shapely

from layers.errors import PlanError
from layers.formats.content import other_content, read_bytes
from layers.formats.format import Format, Outcome
from layers.formats.points import check_nesting, located
from layers.formats.provenance import PROVENANCE, json_line, provenance
from layers.formats.table import Assumption, ReadOptions, Table
from layers.messages import Message
from layers.plan.plan import Plan

_MOST_BYTES = 4_000_000_000  # of unpacked columns


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return the table with its primary geometry, or the one named as layer by the user.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not Parquet, too large or damaged, or has no such geometry.
    """
    head = read_bytes(path, 4096)
    if not head.startswith(b"PAR1"):
        raise other_content(path, head, "Parquet")
    with pq.ParquetFile(path) as file:
        groups = [file.metadata.row_group(nth) for nth in range(file.metadata.num_row_groups)]
        if sum(group.total_byte_size for group in groups) > _MOST_BYTES:
            raise PlanError(Message("format-large", limit_bytes=_MOST_BYTES).in_file(path))
        geo = _geo(path, file)
        if geo is None:
            return located(path, layer, Table(_texts(file.read().to_pandas())), options)
        _check_nesting(file, geo)
    columns = tuple(geo["columns"])
    chosen = options.layer or str(geo["primary_column"])
    if chosen not in columns:
        missing = Message("format-geometry-missing", column=chosen, there=columns)
        raise PlanError(missing.in_file(path))
    frame = _frame(path, geo, chosen)
    table = Table(frame)
    if geo["columns"][chosen].get("edges") == "spherical":
        why = Message("format-edges-spherical", column=chosen)
        table = replace(table, assumed=(Assumption("geometry", chosen, why),))
    if len(columns) > 1:
        others = tuple(name for name in columns if name != chosen)
        why = Message("format-geometry-primary", column=chosen, others=others)
        table = replace(table, assumed=(*table.assumed, Assumption("geometry", chosen, why)))
    return table


def _geo(path: Path, file: pq.ParquetFile) -> dict[str, Any] | None:
    """Return the file's geometry metadata, None if absent.

    Raises:
        PlanError: it cannot be read.
    """
    content = (file.schema_arrow.metadata or {}).get(b"geo")
    if content is None:
        return None
    try:
        geo: dict[str, Any] = json.loads(content)
        columns = set(file.schema_arrow.names)
        if geo["primary_column"] in geo["columns"] and set(geo["columns"]) <= columns:
            return geo
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise PlanError(Message("format-parquet-metadata").in_file(path))


def _check_nesting(file: pq.ParquetFile, geo: dict[str, Any]) -> None:
    """Check all WKB geometry.

    Raises:
        ValueError: some is nested too deeply.
    """
    names = [name for name, it in geo["columns"].items() if it.get("encoding") == "WKB"]
    for batch in file.iter_batches(columns=names) if names else ():
        for column in batch.columns:
            for cell in column:
                if cell.is_valid:
                    check_nesting(cell.as_py())


def _frame(path: Path, geo: dict[str, Any], chosen: str) -> gpd.GeoDataFrame:
    """Return all columns except other geometries and boxes, the chosen geometry as `geometry`."""
    read: gpd.GeoDataFrame = gpd.read_parquet(path)
    boxes = {
        str(sides["xmin"][0])
        for it in geo["columns"].values()
        if isinstance(sides := (it.get("covering") or {}).get("bbox"), dict)
    }
    other = (set(geo["columns"]) | boxes) - {chosen}
    frame = read.set_geometry(chosen).drop(columns=sorted(other & set(read.columns)))
    return _texts(frame.rename_geometry("geometry") if chosen != "geometry" else frame)


def _texts(frame: Any) -> Any:  # noqa: ANN401  a frame, with geometry or not
    """Return the frame with categories as their values."""
    kinds: pd.Series[Any] = frame.dtypes
    coded = [name for name, kind in kinds.items() if str(kind) == "category"]
    return frame.assign(**{str(name): frame[name].astype("object") for name in coded})


def write(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write the zones; the file's metadata has its provenance.

    Raises:
        OSError: it cannot be written.
    """
    zones = outcome.zones
    oriented = zones.set_geometry(shapely.orient_polygons(zones.geometry.to_numpy()), crs=zones.crs)
    content = io.BytesIO()
    oriented.to_parquet(content, index=False)
    table = pq.read_table(content)
    metadata = {PROVENANCE: json_line(provenance(plan, outcome)).encode()}
    pq.write_table(table.replace_schema_metadata(table.schema.metadata | metadata), path)


GEOPARQUET = Format(
    ".parquet",
    11,
    read,
    write,
    media_type="application/vnd.apache.parquet",
    content="Parquet",
    styled=True,
)
