"""FlatGeobuf through GDAL."""

import io
from pathlib import Path

from layers.formats.content import other_content, read_bytes
from layers.formats.format import Format, Outcome
from layers.formats.gdal import read_with_gdal, write_layer
from layers.formats.provenance import json_line, provenance
from layers.formats.table import ReadOptions, Table
from layers.plan.plan import Plan

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
    return read_with_gdal(path, "FlatGeobuf")


def write(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write the zones, with an index; the file's title is the scenario; with its provenance.

    Raises:
        OSError: it cannot be written.
    """
    options = {
        "TITLE": outcome.title or outcome.scenario,
        "DESCRIPTION": json_line(provenance(plan, outcome)),
    }
    content = io.BytesIO()  # GDAL does not report an incompletely written file
    write_layer(content, "FlatGeobuf", outcome.zones, layer_options=options)
    path.write_bytes(content.getvalue())


FLATGEOBUF = Format(
    ".fgb", 10, read, write, media_type="application/flatgeobuf", content="FlatGeobuf", styled=True
)
