"""Esri file geodatabases, folders with names ending in .gdb, through GDAL; exported as archives."""

from pathlib import Path

import pandas as pd

from layers.errors import PlanError
from layers.formats.format import Format, Outcome
from layers.formats.gdal import read_dataset, write_layer
from layers.formats.provenance import PROVENANCE, lines_of, provenance
from layers.formats.table import ReadOptions, Table
from layers.formats.zipped import files_of, pack, reader_of
from layers.messages import Message
from layers.plan.plan import Plan


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return a feature class of a geodatabase: the one by name, else the only one.

    Raises:
        PlanError: it is not a geodatabase, damaged, or the layer is ambiguous.
    """
    catalogue = path / "a00000001.gdbtable"
    if not path.is_dir() or not catalogue.is_file():
        raise PlanError(Message("format-not-filegdb").in_file(path))
    table = read_dataset(path, "OpenFileGDB", layer, options)
    lengths = [name for name in ("Shape_Length", "Shape_Area") if name in table.frame.columns]
    return type(table)(table.frame.drop(columns=lengths), table.assumed)


def write_packed(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write an archive of a geodatabase: the zones, and their provenance as a table.

    Raises:
        OSError: it cannot be written.
    """
    folder = path.with_name("packed")
    database = folder / "zones.gdb"
    folder.mkdir()
    write_layer(database, "OpenFileGDB", outcome.zones)
    origin = lines_of(provenance(plan, outcome))
    table = pd.DataFrame({"entry": list(origin), "value": list(origin.values())})
    write_layer(database, "OpenFileGDB", table, PROVENANCE, append=True)
    pack(path, files_of(folder))


_PARTS = (".gdbtable", ".gdbtablx", ".gdbindexes", ".spx", ".atx", ".freelist", ".horizon")
GDB = Format(".gdb", 8, read, beside=(*_PARTS, "", ".lock"), is_folder=True)
GDB_ZIP = Format(
    ".gdb.zip", 9, reader_of([GDB]), write_packed, media_type="application/zip", is_archive=True
)
