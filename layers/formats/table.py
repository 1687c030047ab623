"""The result of reading: a table with assumptions, and the user's options for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import geopandas as gpd

if TYPE_CHECKING:
    import pandas as pd

    from layers.messages import Message

ROW = "row"
"""The name of an index of row numbers."""

AxisOrder: TypeAlias = Literal["east-first", "north-first"]

LayerContent: TypeAlias = Literal[
    "format",
    "layer",
    "encoding",
    "crs",
    "band",
    "axis-order",
    "header",
    "columns",
    "geometry",
    "rings",
    "text",
    "numbers",
    "unit",
    "codes",
]
"""The kinds of assumptions: a field of `ReadOptions`, or informative only."""


@dataclass(frozen=True)
class ReadOptions:
    """The user's options for reading a file; None means detection.

    `encoding` is a Python encoding name; `crs` anything that PROJ understands; `axis_order` is the
    order of coordinates in the file; `layer` is the layer of the file.

    >>> ReadOptions(encoding="big5").crs is None
    True
    """

    encoding: str | None = None
    crs: str | None = None
    axis_order: AxisOrder | None = None
    layer: str | None = None


@dataclass(frozen=True)
class Assumption:
    """One assumption about a file: its kind, its value, and the reason.

    `why` states what was found, and how to override it.
    """

    what: LayerContent
    value: str
    why: Message


def row_numbers(index: pd.Index[Any]) -> list[int]:
    """Return the row numbers for users: the line, the row of a sheet.

    Without an index named `ROW` they are counted from 1, as in QGIS.

    >>> import pandas as pd
    >>> row_numbers(pd.RangeIndex(2)), row_numbers(pd.Index([2, 4], name=ROW))
    ([1, 2], [2, 4])
    """
    return index.tolist() if index.name == ROW else list(range(1, len(index) + 1))


@dataclass(frozen=True)
class Table:
    """A layer as read, with the assumptions.

    `frame` is a GeoDataFrame if the file has geometry: Points, Polygons or MultiPolygons in two
    dimensions, None if missing; its CRS is None if neither file nor user states it. Its index has
    the row numbers (`row_numbers`). `labelled` states that its key is not a column of the file, but
    the file's name of each shape.
    """

    frame: pd.DataFrame
    assumed: tuple[Assumption, ...] = ()
    labelled: bool = False

    @property
    def located(self) -> gpd.GeoDataFrame:
        """Return the frame as a GeoDataFrame.

        Raises:
            TypeError: it has no geometry.
        """
        if not isinstance(self.frame, gpd.GeoDataFrame):
            raise TypeError(type(self.frame))
        return self.frame
