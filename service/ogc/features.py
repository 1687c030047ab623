"""A collection's features: rows in the order of their ids, selected by masks, written as GeoJSON.

Every feature has every property, each of one type: text, number, integer or boolean; a missing
cell is null. QGIS reads the types from the first features that it gets.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from layers.geometry.antimeridian import Extent, Shapes
from layers.runtime.budget import spend
from layers.runtime.cache import cached_property
from layers.schema.column_types import as_kind
from layers.schema.layer_schema import Kind, Layer
from service.api.bodies import content_hash
from service.ogc.crs import CRS84, WireCrs

_KINDS: dict[str, Kind] = {"b": "boolean", "i": "integer", "u": "integer", "f": "real"}
TYPES: dict[Kind, tuple[str, pa.DataType]] = {
    "text": ("string", pa.string()),
    "real": ("number", pa.float64()),
    "integer": ("integer", pa.int64()),
    "boolean": ("boolean", pa.bool_()),
}
"""The type of a property in JSON Schema and in Arrow, by its kind."""
_MOST_KEPT = 16_000_000


class Selection(NamedTuple):
    """A page of features by their rows; how many match in all, and the id before the next page."""

    rows: NDArray[np.int64]
    matched: int
    after: str | None


class Features:
    """The features of a collection in the order of their ids: text, or row numbers from 1.

    Immutable and shared by all requests; cells and the spatial index are computed once.
    """

    def __init__(self, frame: pd.DataFrame, layer: Layer, *, is_kept: bool = False) -> None:
        self.layer, self._is_kept = layer, is_kept
        self._kept: dict[int, str] = {}
        self._kept_size = 0
        if layer.key is None:
            self.ids: list[str | int] = list(range(1, len(frame) + 1))
            self.frame = frame
        else:
            ids = frame[layer.key].astype(str).to_numpy(object)
            order = np.argsort(ids, kind="stable")
            self.ids, self.frame = ids[order].tolist(), frame.iloc[order].reset_index(drop=True)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Return the row of each feature by its id, as text."""
        return {str(each): row for row, each in enumerate(self.ids)}

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Return the kind of each property by its name."""
        return {
            str(name): self._kind(str(name), self.frame[name])
            for name in self.frame.columns
            if name != "geometry"
        }

    def _kind(self, name: str, values: pd.Series[Any]) -> Kind:
        column = self.layer.column(name)
        return column.kind if column else _KINDS.get(values.dtype.kind, "text")

    @property
    def shapes(self) -> Shapes | None:
        """Return the shapes in the plan's CRS; None for a table without geometry."""
        return self.frame.geometry.to_numpy() if isinstance(self.frame, gpd.GeoDataFrame) else None

    @cached_property
    def vertices(self) -> NDArray[np.int32]:
        """Return how many vertices each feature has."""
        return np.asarray(shapely.get_num_coordinates(self.shapes))

    @cached_property
    def _columns(self) -> dict[str, pa.Array]:
        columns = {}
        for name, kind in self.kinds.items():
            values = self.frame[name]
            if kind == "text":
                values = values.astype(object).map(_text, na_action="ignore")
            elif values.dtype.kind not in "biu":
                values = as_kind(kind, values).replace([np.inf, -np.inf], None)
            columns[name] = pa.array(values, TYPES[kind][1], from_pandas=True)
        return columns

    @cached_property
    def _cells(self) -> dict[str, list[Any]]:
        return {name: column.to_pylist() for name, column in self._columns.items()}

    def column(self, name: str) -> pa.Array:
        """Return the cells of a property; numbers as floats."""
        column = self._columns[name]
        return column.cast(pa.float64(), safe=False) if self.kinds[name] == "integer" else column

    def within(self, boxes: Sequence[Extent]) -> NDArray[np.bool_]:
        """Return which features share a point with one of some boxes; all of a plain table."""
        if not isinstance(self.frame, gpd.GeoDataFrame):
            return np.ones(len(self.ids), bool)
        inside = np.zeros(len(self.ids), bool)
        for box in boxes:
            inside[self.frame.sindex.query(shapely.box(*box), predicate="intersects")] = True
        return inside

    def select(self, mask: NDArray[np.bool_] | None, after: str | None, limit: int) -> Selection:
        """Return the first `limit` features of a mask (None: all) that follow the id `after`.

        Raises:
            ValueError: ids are numbers, and `after` is none.
        """
        rows = np.arange(len(self.ids)) if mask is None else np.flatnonzero(mask)
        matched = len(rows)
        if after is not None:
            ids: list[Any] = self.ids
            first = bisect_right(ids, int(after) if self.layer.key is None else after)
            rows = rows[np.searchsorted(rows, first) :]
        page = rows[:limit]
        more = len(rows) > len(page)
        return Selection(page, matched, str(self.ids[page[-1]]) if more and len(page) else None)

    def geojson(self, rows: NDArray[np.int64], crs: WireCrs, plan_crs: CRS) -> list[str]:
        """Return features as GeoJSON texts, in full precision.

        Those of the plan are kept once written, in CRS84 and up to `_MOST_KEPT` characters.

        Raises:
            CrsError: no exact transformation to the CRS is known.
        """
        if not self._is_kept or crs.uri != CRS84:
            return self._written(rows, crs, plan_crs)
        kept, texts = self._kept, dict[int, str]()
        if missing := [row for row in rows.tolist() if row not in kept]:
            texts = dict(zip(missing, self._written(np.array(missing), crs, plan_crs), strict=True))
        if self._kept_size < _MOST_KEPT:
            self._kept_size += sum(map(len, texts.values()))
            kept.update(texts)
        return [kept.get(row) or texts[row] for row in rows.tolist()]

    def _written(self, rows: NDArray[np.int64], crs: WireCrs, plan_crs: CRS) -> list[str]:
        shapes = self.shapes
        geometries: Sequence[str | None] = [None] * len(rows)
        if shapes is not None:
            written = crs.written(shapely.orient_polygons(shapes[rows]), plan_crs)
            geometries = shapely.to_geojson(written).tolist()
        texts = []
        for row, geometry in zip(rows.tolist(), geometries, strict=True):
            spend()
            head = json.dumps(self.ids[row], ensure_ascii=False)
            cells = json.dumps(self.properties(row), ensure_ascii=False, allow_nan=False)
            drawn = geometry or "null"
            texts.append(
                f'{{"type":"Feature","id":{head},"properties":{cells},"geometry":{drawn}}}'
            )
        return texts

    def etag(self, row: int) -> str:
        """Return the hash of a feature's content, of which its ETags in all CRSs are made."""
        cells = json.dumps(self.properties(row), sort_keys=True)
        shape = b"" if self.shapes is None else shapely.to_wkb(self.shapes[row])
        return content_hash(cells.encode() + (shape or b""))

    def properties(self, row: int) -> dict[str, Any]:
        """Return the properties of a feature by its row, as plain values for JSON."""
        return {name: cells[row] for name, cells in self._cells.items()}


def _text(value: Any) -> str:  # noqa: ANN401  cells are of any type
    return value.isoformat() if isinstance(value, datetime) else str(value)
