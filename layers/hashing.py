"""Content hashes of layers: what two copies of one plan share, whatever file holds them.

A hash ignores the order of rows and columns, ring starts and directions, the order of parts, and
all that belongs to a file (names, dates, feature ids). It changes when any value changes.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from layers.schema import Layer


def layer_hash(layer: Layer, frame: pd.DataFrame) -> str:
    """Return "sha256:…" of a normalised layer's content.

    Raises nothing: a normalised layer always has a hash.
    """
    names = sorted(str(name) for name in frame.columns)
    columns = {name: _canonical(frame[name]) for name in names}
    if layer.key is not None:
        order = np.argsort(columns[layer.key], kind="stable")
    else:
        rows = ["\x1f".join(row) for row in zip(*columns.values(), strict=True)]
        order = np.argsort(np.asarray(rows, dtype=object), kind="stable")
    digest = hashlib.sha256()
    for name, values in columns.items():
        digest.update(f"\x1d{name}\x1e".encode())
        digest.update("\x1f".join(values[order]).encode())
    return f"sha256:{digest.hexdigest()}"


def _canonical(values: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """Return each value as the text that stands for it in every file format."""
    if values.name == "geometry":
        shapes = shapely.force_2d(values.to_numpy())
        clean = shapely.transform(shapely.normalize(shapes), lambda xy: xy + 0.0)  # no -0.0
        return np.asarray(shapely.to_wkb(clean, hex=True, byte_order=1), dtype=object)
    return np.asarray([_text(value) for value in values.astype("object")], dtype=object)


def _text(value: Any) -> str:  # noqa: ANN401  cells are of any type
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124  NaN and NaT
        return "\x00"
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | float | np.integer | np.floating):
        return repr(float(value))
    return str(value)
