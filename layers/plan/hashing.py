"""Content hashes of layers: equal for two copies of one plan, in any file.

A hash ignores the order of rows and columns, ring starts and directions, the order of parts, and
file properties (names, dates, feature ids). It changes when any value changes. A column with only
its default counts as absent, so that a new column of the schema does not change the hashes of
older plans. The canonical form is implemented here, independent of library versions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from layers.geometry.edges import Floats, Ints
from layers.schema.column_types import is_missing
from layers.schema.layer_schema import Layer

_BLOCK = 50_000  # rows whose cells are in memory as text at once
_TEXT = pa.large_string()
_COLON = pa.scalar(":", _TEXT)
_POINT_BYTES = 16  # two numbers of eight
_POINT_HEX = 2 * _POINT_BYTES


def layer_hash(layer: Layer, frame: pd.DataFrame) -> str:
    """Return "sha256:…" of a normalised layer's content.

    Raises nothing: a normalised layer always has a hash.
    """
    names = sorted(_hashed_columns(layer, frame))
    blocks = []
    for start in range(0, len(frame) if names else 0, _BLOCK):
        block = frame.iloc[start : start + _BLOCK]
        blocks.append(_joined(*(pa.array(_canonical(block[name]), _TEXT) for name in names)))
    rows = pa.chunked_array(blocks, _TEXT).combine_chunks()
    order = pc.array_sort_indices(rows)  # like text: UTF-8 keeps the order of characters
    digest = hashlib.sha256()
    for text in (str(len(names)), *names):
        digest.update(f"{len(text)}:{text}".encode())
    for start in range(0, len(rows), _BLOCK):
        sorted_rows = _joined(rows.take(order[start : start + _BLOCK]))
        digest.update("".join(sorted_rows.to_pylist()).encode())
    return f"sha256:{digest.hexdigest()}"


def _joined(*columns: pa.Array) -> pa.Array:
    """Return the cells of each row in one text, each prefixed with its number of characters."""
    parts = [[pc.utf8_length(cells).cast(_TEXT), _COLON, cells] for cells in columns]
    return pc.binary_join_element_wise(*chain(*parts), pa.scalar("", _TEXT))


def _hashed_columns(layer: Layer, frame: pd.DataFrame) -> Iterator[str]:
    """Yield the columns of a hash: the key, and those with more than their default."""
    for name in map(str, frame.columns):
        declared = layer.column(name)
        default = declared.default if declared else None
        values = frame[name]
        if name == layer.key:
            yield name
        elif default is None:
            if not values.isna().all():
                yield name
        else:
            blocks = range(0, len(values), _BLOCK)
            texts = (_canonical(values.iloc[at : at + _BLOCK]) for at in blocks)
            if any(set(cells) != {_cell(default)} for cells in texts):
                yield name


def _canonical(values: pd.Series[Any]) -> list[str]:
    """Return each value in its canonical text, independent of the file format."""
    if values.name == "geometry":
        shapes = values.to_numpy()
        kinds = shapely.get_type_id(shapes)
        if (kinds == 0).all():
            return _points(shapes)
        if (kinds == 5).all():
            return _lines(shapes)
        return _outlines(shapes)
    if values.dtype == np.float64:
        return [f"#{number + 0.0!r}" if number == number else "" for number in values.tolist()]  # noqa: PLR0124  NaN
    if values.dtype == bool:
        return ["?true" if value else "?false" for value in values.tolist()]
    return [f"'{value}" if type(value) is str else _cell(value) for value in values.tolist()]


def _cell(value: Any) -> str:  # noqa: ANN401  cells are of any type
    """Return a cell prefixed with its type, so that numbers and texts differ."""
    if is_missing(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "?true" if value else "?false"
    if isinstance(value, int | np.integer) and int(float(value)) != value:
        return f"#{int(value)}"
    if isinstance(value, int | float | np.integer | np.floating):
        return f"#{float(value) + 0.0!r}"  # + 0.0: SQLite does not store -0.0
    return f"@{value.isoformat()}" if isinstance(value, pd.Timestamp) else f"'{value}"


def _points(points: NDArray[np.object_]) -> list[str]:
    """Return each point as the hex text of its coordinates."""
    text = (shapely.get_coordinates(points) + 0.0).astype("<f8").tobytes().hex()
    return [text[start : start + _POINT_HEX] for start in range(0, len(text), _POINT_HEX)]


def _lines(shapes: NDArray[np.object_]) -> list[str]:
    """Return the lines of each shape as hex text, in their order and direction."""
    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    lines: list[list[str]] = [[] for _ in shapes]
    for shape, part in zip(shape_of.tolist(), parts, strict=True):
        xy = (shapely.get_coordinates(part) + 0.0).astype("<f8")
        lines[shape].append(xy.tobytes().hex())
    return ["|".join(texts) for texts in lines]


def _outlines(shapes: NDArray[np.object_]) -> list[str]:
    """Return each polygon as text: rings from their lowest vertex, holes and parts sorted."""
    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    rings_of: list[list[str]] = [[] for _ in parts]
    for part, text in zip(part_of.tolist(), _rings(rings), strict=True):
        rings_of[part].append(text)
    parts_of: list[list[str]] = [[] for _ in shapes]
    for shape, (outer, *holes) in zip(shape_of.tolist(), rings_of, strict=True):
        parts_of[shape].append("/".join((outer, *sorted(holes))))
    return ["|".join(sorted(texts)) for texts in parts_of]


def _rings(rings: NDArray[np.object_]) -> list[str]:
    """Return closed rings as hex text: the least over both directions and all lowest vertices.

    So the text does not depend on the start or direction of a ring. A ring may pass its lowest
    vertex (least longitude, then latitude) several times: each is tried as a start.
    """
    if not len(rings):
        return []
    xy, ring_of = shapely.get_coordinates(rings, return_index=True)
    ends = np.searchsorted(ring_of, np.arange(len(rings)), side="right")
    open_ = np.ones(len(xy), bool)
    open_[ends - 1] = False  # the last vertex of each repeats the first
    xy, ring_of = xy[open_].astype("<f8") + 0.0, ring_of[open_]
    edges = np.searchsorted(ring_of, np.arange(len(rings) + 1))
    ahead = xy.tobytes()
    back = xy[edges[:-1][ring_of] + edges[1:][ring_of] - 1 - np.arange(len(xy))].tobytes()
    lowest = _lowest(xy, ring_of, edges[:-1])
    starts = np.split(lowest, np.searchsorted(lowest, edges[1:-1]))
    return [
        _least_way(
            ahead[_POINT_BYTES * first : _POINT_BYTES * end],
            back[_POINT_BYTES * first : _POINT_BYTES * end],
            at - first,
        )
        for first, end, at in zip(edges[:-1].tolist(), edges[1:].tolist(), starts, strict=True)
    ]


def _lowest(xy: Floats, ring_of: Ints, firsts: Ints) -> Ints:
    """Return the rows of the lowest vertices of each ring, rings in order."""
    x, y = xy.T
    is_west = x == np.minimum.reduceat(x, firsts)[ring_of]
    y = np.where(is_west, y, np.inf)
    return np.flatnonzero(is_west & (y == np.minimum.reduceat(y, firsts)[ring_of]))


def _least_way(ahead: bytes, back: bytes, starts: Ints) -> str:
    """Return the least sequence around a ring from some starts, in either direction."""
    ways = []
    for start in (_POINT_BYTES * starts).tolist():
        turned = len(back) - _POINT_BYTES - start  # position of the same vertex in reverse
        ways += [ahead[start:] + ahead[:start], back[turned:] + back[:turned]]
    return min(ways).hex()
