"""A plan as text within a document: each layer as GeoParquet (Parquet without geometry), in base64.

Its columns, values and hashes are those of the plan, and so are its figures and maps.
"""

import base64
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from layers.errors import SourceError
from layers.formats.points import check_nesting
from layers.messages import Message
from layers.plan.plan import Plan

_MOST_ROWS = 5_000_000  # of all layers
_MOST_BYTES = 1_000_000_000  # of unpacked columns
_LEVEL = 9  # of compression


def packed_plan(plan: Plan, most_bytes: int) -> dict[str, str] | None:
    """Return each layer of a plan as text; None if all together would be longer than `most_bytes`.

    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> packed = packed_plan(plan, 1_000_000)
    >>> [*packed] == [*plan.present], packed_plan(plan, 1_000)
    (True, None)
    """
    if sum(len(plan.frame(layer)) for layer in plan.present) > _MOST_ROWS:
        return None
    packed: dict[str, str] = {}
    for layer in plan.present:
        content = io.BytesIO()
        frame: Any = plan.frame(layer)  # with geometry or not
        frame.to_parquet(content, index=False, compression="zstd", compression_level=_LEVEL)
        packed[layer] = base64.b64encode(content.getvalue()).decode()
        most_bytes -= len(packed[layer])
        if most_bytes < 0:
            return None
    return packed


def unpacked_plan(packed: Mapping[str, str], name: str) -> Plan:
    """Return the plan of a name that was packed; call it in a process with limits.

    Raises:
        SourceError: a layer cannot be unpacked, or is too large.
        PlanError: the layers are not those of a plan.

    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> again = unpacked_plan(packed_plan(plan, 1_000_000), "again")
    >>> again.name, again.baseline == plan.baseline, again.layers == plan.layers
    ('again', True, True)
    """
    try:
        layers = {layer: base64.b64decode(text, validate=True) for layer, text in packed.items()}
        size = sum(map(_unpacked_bytes, layers.values()))
        frames = {} if size > _MOST_BYTES else {it: _frame(own) for it, own in layers.items()}
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError) as error:
        reason = " ".join(str(error).split())[:200]
        raise SourceError(Message("file-archive-unreadable", why=reason)) from error
    if size > _MOST_BYTES:
        raise SourceError(Message("file-archive-large", limit_bytes=_MOST_BYTES))
    return Plan(frames, Path(f"{name}.gpkg"))


def _unpacked_bytes(content: bytes) -> int:
    """Return the bytes of a layer's columns, as its file states them."""
    metadata = pq.read_metadata(io.BytesIO(content))
    groups = (metadata.row_group(nth) for nth in range(metadata.num_row_groups))
    return sum(group.total_byte_size for group in groups)


def _frame(content: bytes) -> pd.DataFrame:
    table = pq.read_table(io.BytesIO(content))
    if b"geo" not in (table.schema.metadata or {}):
        frame: pd.DataFrame = table.to_pandas()
        return frame
    for shape in table.column("geometry"):
        if shape.is_valid:
            check_nesting(shape.as_py())
    shapes: pd.DataFrame = gpd.read_parquet(io.BytesIO(content))
    return shapes
