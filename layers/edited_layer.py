"""The zones of a plan as they come back from an editor such as QGIS: one layer of a file.

Ids may be missing, or there more than once; the layer may be in another CRS and under another name.
What a zone must have is checked as in a plan: its polygon, and values of the right kind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.column_types import as_kind, as_text
from layers.errors import CrsError, PlanError
from layers.export_tables import table_of
from layers.formats.table import ReadOptions
from layers.geopackage import check_closed, list_layers, read_layer
from layers.importing import ImportOptions
from layers.importing.columns import name_columns
from layers.importing.import_plan import read_layer_of
from layers.importing.placement import placed
from layers.layer_validation import columns_of, normalise_layer
from layers.messages import Message
from layers.reproject import reprojected
from layers.schema import LAYERS, ORIGIN_ID

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pyproj import CRS

    from layers.formats.table import Assumption
    from layers.plan import Plan
    from layers.schema import Layer

_ZONES = LAYERS["zones"]
_NAMED = [column.name for column in _ZONES.columns]
_FIVE_DECIMALS_DEG, _SIX_DECIMALS_DEG = 1e-5, 1e-6


@dataclass(frozen=True)
class EditedZones:
    """A layer of zones that was edited: its name, its own CRS, and its rows in the plan's CRS.

    `zones` has `zone_id` and `ftz_id` (None where empty), those columns of the schema that the
    file has, any further ones, `origin_id` among them, and a valid MultiPolygon each.
    `tolerance_deg` is how far its coordinates may lie from what was drawn: 1e-6, about 0.1 m, or
    1e-5 where all of them are rounded to five decimals and the plan's are not. `others` names
    further layers of zones; `assumed` is what reading took for granted.
    """

    path: Path
    layer: str
    crs: CRS
    zones: gpd.GeoDataFrame
    tolerance_deg: float
    others: tuple[str, ...] = ()
    assumed: tuple[Assumption, ...] = ()


def read_edited(
    path: Path, plan: Plan, layer: str | None = None, options: ImportOptions | None = None
) -> EditedZones:
    """Return a layer of a plan's zones that were edited: `zones`, or the one that is named.

    The file is of any format that is read; `options` say how, and which columns hold the plan's.

    Raises:
        UnknownError: the suffix names no format that is read.
        SourceError: the file is not there, not readable, or open in an edit session.
        PlanError: it is not what its suffix says, the layer is not clear, or rows have problems.
        CrsError: it has no CRS, or no exact way from it to the plan's is known.
    """
    names: tuple[str, ...] = ()
    assumed: tuple[Assumption, ...] = ()
    if path.suffix.lower() == ".gpkg":
        names = tuple(list_layers(path))
        check_closed(path)
        name = _chosen(path, names, layer)
        read = read_layer(path, name)
    else:
        name, read, assumed = _from_file(path, plan, layer, options or ImportOptions())
    if not isinstance(read, gpd.GeoDataFrame):
        problem = Message("file-edited-layer-without-geometry", layer=name)
        raise PlanError(problem.in_file(path))
    if read.empty:
        raise PlanError(Message("file-edited-layer-without-rows", layer=name).in_file(path))
    if _ZONES.key not in read.columns:
        problem = Message(
            "file-edited-layer-without-column",
            layer=name,
            column=str(_ZONES.key),
            there=columns_of(read) or Message("list-none"),
        )
        raise PlanError(problem.in_file(path))
    try:
        moved = reprojected(read, plan.crs)
    except CrsError as error:
        raise CrsError(in_layer(path, problem.at(name)) for problem in error.problems) from error
    problems: list[Message] = []
    zones = normalise_layer(_as_edited(name), moved, problems)
    if problems:
        raise PlanError(in_layer(path, problem) for problem in problems)
    there = {str(column) for column in read.columns} | {"geometry", "zone_id", "ftz_id"}
    zones = zones[[column for column in zones.columns if column in there]]
    if ORIGIN_ID in read.columns:
        zones[ORIGIN_ID] = as_text(read[ORIGIN_ID])
    for column in zones.columns.intersection(plan.zones.columns).difference(_NAMED):
        if plan.zones[column].dtype == bool:  # an empty flag, as of a new row, is false
            zones[column] = as_kind("boolean", zones[column]).eq(other=True)
    others = tuple(other for other in names if _holds_zones(other) and other != name)
    tolerance_deg = _tolerance_deg(read, plan)
    return EditedZones(path, name, read.crs, zones, tolerance_deg, others, assumed)


def _from_file(
    path: Path, plan: Plan, layer: str | None, options: ImportOptions
) -> tuple[str, pd.DataFrame, tuple[Assumption, ...]]:
    """Return the name of a layer, its rows under the plan's names, and what was assumed.

    Raises:
        UnknownError, SourceError, PlanError, CrsError: see `read_edited`.
    """
    how = options.read.get(_ZONES.name, ReadOptions())
    table = read_layer_of(path, _ZONES.name, replace(how, layer=layer or how.layer))
    columns = options.columns.of(_ZONES.name, columns_of(table.frame))
    named = name_columns(_ZONES, table.frame, columns, fill_in=False)
    frame, assumed = named.frame, [*table.assumed, *named.assumed]
    if _ZONES.key not in frame.columns:  # then zones are known by their land
        frame[_ZONES.key] = pd.Series([None] * len(frame), dtype="object", index=frame.index)
    if isinstance(frame, gpd.GeoDataFrame) and not frame.empty:
        try:
            frame, of_crs = placed(_ZONES.name, frame, how.crs, plan.crs)
        except CrsError as error:
            raise CrsError(problem.in_file(path) for problem in error.problems) from error
        assumed += of_crs
    return layer or path.stem, frame, tuple(assumed)


def in_layer(path: Path, problem: Message) -> Message:
    """Return a problem at a place of a layer told of its file."""
    return Message("file-in-layer", reason=problem).in_file(path)


def _holds_zones(name: str) -> bool:
    table = table_of(name)
    return table is not None and table.part == _ZONES.name


def _chosen(path: Path, names: Sequence[str], layer: str | None) -> str:
    """Return the layer that is named, else `zones`, else the only one."""
    there = tuple(names) or Message("list-none")
    if layer is not None and layer not in names:
        missing = Message("file-edited-layer-missing", layer=layer, there=there)
        raise PlanError(missing.in_file(path))
    if layer is None and _ZONES.name not in names and len(names) != 1:
        raise PlanError(Message("file-edited-layer-unclear", there=there).in_file(path))
    return layer or (_ZONES.name if _ZONES.name in names else names[0])


def _as_edited(name: str) -> Layer:
    """Return the schema of zones for a layer in which ids may be missing or repeated."""
    columns = tuple(replace(column, required=False) for column in _ZONES.columns)
    return replace(_ZONES, name=name, columns=columns, unique_keys=False)


def _tolerance_deg(read: gpd.GeoDataFrame, plan: Plan) -> float:
    """Return how far coordinates may lie from what was drawn, by the decimals that they have."""
    here, there = (_is_rounded(frame) for frame in (read, plan.zones))
    return _FIVE_DECIMALS_DEG if here and not there else _SIX_DECIMALS_DEG


def _is_rounded(frame: gpd.GeoDataFrame) -> bool:
    """Return whether all coordinates are degrees of at most five decimals."""
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    return frame.crs.is_geographic and bool(np.array_equal(xy, np.round(xy, 5)))
