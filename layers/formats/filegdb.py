"""Esri file geodatabases, folders whose names end with .gdb, through GDAL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import PlanError
from layers.formats.gdal import read_dataset
from layers.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from layers.formats.table import ReadOptions, Table


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return a feature class of a geodatabase: the one of that name, else the only one.

    Raises:
        PlanError: it is no geodatabase, damaged, or the layer is not clear.
    """
    catalogue = path / "a00000001.gdbtable"
    if not path.is_dir() or not catalogue.is_file():
        raise PlanError(Message("format-not-filegdb").in_file(path))
    table = read_dataset(path, "OpenFileGDB", layer, options)
    lengths = [name for name in ("Shape_Length", "Shape_Area") if name in table.frame.columns]
    return type(table)(table.frame.drop(columns=lengths), table.assumed)
