"""Content hashes of layers: what two copies of one plan share, whatever file holds them.

A hash ignores the order of rows and columns, ring starts and directions, the order of parts, and
all that belongs to a file (names, dates, feature ids). It changes when any value changes. A column
that holds nothing but its default counts as one that is not there, so that a later column of the
schema leaves the hashes of older plans alone. The canonical form is written here, so that it does
not depend on the version of any library.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from layers.column_types import is_missing

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.edges import Floats
    from layers.schema import Layer

_POINT_HEX = 32  # letters: two numbers of eight bytes


def layer_hash(layer: Layer, frame: pd.DataFrame) -> str:
    """Return "sha256:…" of a normalised layer's content.

    Raises nothing: a normalised layer always has a hash.
    """
    columns: dict[str, list[str]] = {}
    for name in map(str, frame.columns):
        known = layer.column(name)
        default = known.default if known else None
        if name != layer.key and default is None and frame[name].isna().all():
            continue
        cells = _canonical(frame[name])
        if name == layer.key or any(cell != _cell(default) for cell in cells):
            columns[name] = cells
    names = sorted(columns)
    rows = sorted(
        "".join(f"{len(cell)}:{cell}" for cell in cells)
        for cells in zip(*(columns[name] for name in names), strict=True)
    )
    digest = hashlib.sha256()
    for line in (str(len(names)), *names, *rows):
        digest.update(f"{len(line)}:{line}".encode())
    return f"sha256:{digest.hexdigest()}"


def _canonical(values: pd.Series[Any]) -> list[str]:
    """Return each value in its canonical text, the same whatever file format it came from."""
    if values.name == "geometry":
        shapes = values.to_numpy()
        if (shapely.get_type_id(shapes) == 0).all():
            return _points(shapes)
        return [_outline(shape) for shape in shapes]
    if values.dtype == np.float64:
        return [f"#{number + 0.0!r}" if number == number else "" for number in values.tolist()]  # noqa: PLR0124  NaN
    return [f"'{value}" if type(value) is str else _cell(value) for value in values.tolist()]


def _cell(value: Any) -> str:  # noqa: ANN401  cells are of any type
    """Return a cell with its kind before it, so that a number is never taken for a text."""
    if is_missing(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "?true" if value else "?false"
    if isinstance(value, int | np.integer) and int(float(value)) != value:
        return f"#{int(value)}"
    if isinstance(value, int | float | np.integer | np.floating):
        return f"#{float(value) + 0.0!r}"  # + 0.0: SQLite keeps no -0.0
    return f"@{value.isoformat()}" if isinstance(value, pd.Timestamp) else f"'{value}"


def _points(points: NDArray[np.object_]) -> list[str]:
    """Return each point as the hex text of its coordinates."""
    text = (shapely.get_coordinates(points) + 0.0).astype("<f8").tobytes().hex()
    return [text[start : start + _POINT_HEX] for start in range(0, len(text), _POINT_HEX)]


def _outline(shape: BaseGeometry) -> str:
    """Return a polygon as text: rings from their least vertex on, parts in order."""
    parts = []
    for polygon in shapely.get_parts(shape):
        outer, *holes = (_ring(ring) for ring in shapely.get_rings(polygon))
        parts.append("/".join((outer, *sorted(holes))))
    return "|".join(sorted(parts))


def _ring(ring: BaseGeometry) -> str:
    """Return a closed ring as hex text: the least over both directions and its lowest vertices.

    So the text does not depend on where the ring starts, nor on its direction. A ring may pass its
    lowest vertex (least longitude, then latitude) several times: each is tried as a start.
    """
    xy: Floats = shapely.get_coordinates(ring)[:-1] + 0.0
    least = xy[xy[:, 0] == xy[:, 0].min()][:, 1].min()
    starts = np.flatnonzero((xy[:, 0] == xy[:, 0].min()) & (xy[:, 1] == least))
    encodings = []
    for start in starts:
        ahead = np.roll(xy, -start, axis=0)
        encodings += [ahead, np.roll(ahead[::-1], 1, axis=0)]
    return min(line.astype("<f8").tobytes().hex() for line in encodings)
