"""FlatGeobuf through GDAL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.formats.content import other_content, read_bytes
from layers.formats.gdal import read_layer

if TYPE_CHECKING:
    from pathlib import Path

    from layers.formats.table import ReadOptions, Table

_FLATGEOBUF = b"fgb\x03fgb"


def read(path: Path, layer: str, options: ReadOptions) -> Table:  # noqa: ARG001  one layer
    """Return a FlatGeobuf file.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not FlatGeobuf, or damaged.
    """
    head = read_bytes(path, 4096)
    if not head.startswith(_FLATGEOBUF):
        raise other_content(path, head, "FlatGeobuf")
    return read_layer(path, "FlatGeobuf")
