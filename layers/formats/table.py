"""What reading gives: a table, what was assumed in reading it, and what a user may say instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import geopandas as gpd

if TYPE_CHECKING:
    import pandas as pd

    from layers.messages import Message

ROW = "row"
"""The name of an index that is the numbers of rows."""

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
"""What can be assumed; a code of `ReadOptions`, or a thing that is only said."""


@dataclass(frozen=True)
class ReadOptions:
    """What a user says of a file; what is None is detected.

    `encoding` is a name that Python knows; `crs` anything that PROJ knows; `axis_order` says which
    of two coordinates stands first in the file; `layer` is the layer of the file that is meant.

    >>> ReadOptions(encoding="big5").crs is None
    True
    """

    encoding: str | None = None
    crs: str | None = None
    axis_order: AxisOrder | None = None
    layer: str | None = None


@dataclass(frozen=True)
class Assumption:
    """One thing that a file does not state for certain: what, its value, why it was taken.

    `why` says what was found, and how to say otherwise.
    """

    what: LayerContent
    value: str
    why: Message


def row_numbers(index: pd.Index[Any]) -> list[int]:
    """Return the numbers by which a person finds the rows: the line, the row of a sheet.

    Those of a frame whose index is not called `ROW` are counted from 1, as QGIS counts them.

    >>> import pandas as pd
    >>> row_numbers(pd.RangeIndex(2)), row_numbers(pd.Index([2, 4], name=ROW))
    ([1, 2], [2, 4])
    """
    return index.tolist() if index.name == ROW else list(range(1, len(index) + 1))


@dataclass(frozen=True)
class Table:
    """A layer as read, and what was assumed of it.

    `frame` is a GeoDataFrame where the file has geometry: Points, Polygons or MultiPolygons in two
    dimensions, None where there is none; its CRS is None where neither file nor user tells it. Its
    index is the numbers of the rows (`row_numbers`). `labelled` says that its key is no column of
    the file, but what the file calls each shape.
    """

    frame: pd.DataFrame
    assumed: tuple[Assumption, ...] = ()
    labelled: bool = False

    @property
    def located(self) -> gpd.GeoDataFrame:
        """Return the frame as one with geometry.

        Raises:
            TypeError: it has none.
        """
        if not isinstance(self.frame, gpd.GeoDataFrame):
            raise TypeError(type(self.frame))
        return self.frame
