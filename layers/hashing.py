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
    from shapely.geometry.base import BaseGeometry

    from layers.edges import Floats
    from layers.schema import Layer


def layer_hash(layer: Layer, frame: pd.DataFrame) -> str:
    """Return "sha256:…" of a normalised layer's content.

    Raises nothing: a normalised layer always has a hash.
    """
    columns = {str(name): _canonical(frame[name]) for name in frame.columns}
    for name in list(columns):
        known = layer.column(name)
        default = _cell(known.default if known else None)
        if name != layer.key and all(value == default for value in columns[name]):
            del columns[name]
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
        return [_outline(shape) for shape in values]
    return [_cell(value) for value in values]


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


def _outline(shape: BaseGeometry) -> str:
    """Return a point or polygon as text: rings from their least vertex on, parts in order."""
    polygons = shapely.get_parts(shape)
    if shape.geom_type == "Point":
        return (shapely.get_coordinates(shape) + 0.0).astype("<f8").tobytes().hex()
    parts = []
    for polygon in polygons:
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
