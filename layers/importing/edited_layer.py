"""The zones of a plan edited in a program such as QGIS: one layer of a file.

Ids may be missing or repeated; the layer may have another CRS and another name. Polygons and the
types of values are checked as in a plan.
"""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from layers.errors import CrsError, PlanError, ScenarioError
from layers.formats.axes import turned
from layers.formats.content import kind_of, read_bytes
from layers.formats.dbf import whole_text, with_whole_names
from layers.formats.table import Assumption, ReadOptions, chosen_layer, row_numbers
from layers.importing import ImportOptions
from layers.importing.columns import NamedColumns, in_km2, name_columns
from layers.importing.import_plan import read_layer_of
from layers.importing.placement import (
    TURNED,
    LayerTarget,
    is_order_sure,
    placed,
    turned_layers,
)
from layers.importing.repair import repaired
from layers.importing.report import Record, in_file_rows
from layers.messages import Message
from layers.plan.geopackage import lacks_journal, list_layers
from layers.plan.layer_validation import attribute_columns, normalise_layer, rows_of
from layers.plan.plan import Plan
from layers.runtime.files import check_closed
from layers.runtime.suggestions import suggestion
from layers.schema.column_types import as_kind, as_text, brief
from layers.schema.export_tables import table_of
from layers.schema.layer_schema import LAYERS, ORIGIN_ID


@dataclass(frozen=True)
class ReadLimits:
    """The largest numbers of rows and vertices of a layer."""

    rows: int
    vertices: int

    def check(self, path: Path, frame: pd.DataFrame) -> None:
        """Check that a layer is within the limits.

        Raises:
            PlanError: it exceeds them.
        """
        if len(frame) > self.rows:
            many = Message("file-limit-rows", rows=len(frame), limit=self.rows)
            raise PlanError(many.in_file(path))
        if not isinstance(frame, gpd.GeoDataFrame):
            return
        vertices = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
        if vertices > self.vertices:
            many = Message("file-limit-vertices", vertices=vertices, limit=self.vertices)
            raise PlanError(many.in_file(path))


_ZONES = LAYERS["zones"]
_NAMED = [column.name for column in _ZONES.columns]
_IDENTIFYING = ["zone_id", "name", "name_zh"]
_HALF = 0.5
_FIVE_DECIMALS_DEG, _SIX_DECIMALS_DEG = 1e-5, 1e-6


@dataclass(frozen=True)
class EditedRows:
    """The rows of a layer as read, before comparison with a plan; may come from another process.

    `zones` has valid MultiPolygons in the plan's CRS with the plan's column names; `columns` maps
    these to the file's, `further` lists the others. `crs` is the layer's own; `finer_share` is the
    share of rows that are not in degrees of at most five decimals. `records` are the rows that were
    repaired or left out, `problems` those of other rows.
    """

    layer: str
    crs: CRS
    zones: gpd.GeoDataFrame
    finer_share: float
    others: tuple[str, ...] = ()
    assumed: tuple[Assumption, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    further: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()
    problems: tuple[Message, ...] = ()


@dataclass(frozen=True)
class EditedZones:
    """An edited layer of zones: its name, its own CRS, and its rows in the plan's CRS.

    `zones` has `zone_id` and `ftz_id` (None if empty), the file's columns of the schema, further
    ones including `origin_id`, and a valid MultiPolygon each. `tolerance_deg` is how far its
    coordinates may deviate from the drawn ones: 1e-6, about 0.1 m, or 1e-5 if most are rounded to
    five decimals and the plan's are not. `others` names further layers of zones; `assumed` are the
    assumptions of reading; `id_column` is the file's name of `zone_id` (None: it has none; then
    `zone_id` holds the file's name of each shape, such as the layers of a drawing).
    """

    path: Path
    layer: str
    crs: CRS
    zones: gpd.GeoDataFrame
    tolerance_deg: float
    others: tuple[str, ...] = ()
    assumed: tuple[Assumption, ...] = ()
    id_column: str | None = None


def read_edited(
    path: Path,
    plan: Plan,
    layer: str | None = None,
    options: ImportOptions | None = None,
    tolerance_m: float | None = None,
) -> EditedZones:
    """Read an edited layer of a plan's zones: `zones`, or the named one.

    The file may have any readable format; `options` give the reading options and the mapping of
    columns. With `tolerance_m`, outlines nowhere farther apart count as equal.

    Raises:
        UnknownError: the suffix is of no readable format.
        SourceError: the file does not exist, is not readable, or open in an edit session.
        PlanError: it is not of its suffix's format, the layer is ambiguous, or rows have problems.
        CrsError: it has no CRS, or no exact transformation to the plan's is known.
    """
    options = options or ImportOptions()
    how = options.read.get(_ZONES.name, ReadOptions())
    read = {_ZONES.name: replace(how, layer=layer or how.layer)}
    edited = edited_of(path, read_rows(path, plan, replace(options, read=read)), plan)
    if tolerance_m is None:
        return edited
    assumed = tuple(one for one in edited.assumed if one.why.code != "file-edited-rounded")
    degree_m = math.radians(1) * plan.ellipsoid.semi_major_m
    return replace(edited, tolerance_deg=tolerance_m / degree_m, assumed=assumed)


def edited_of(path: Path, read: EditedRows, plan: Plan) -> EditedZones:
    """Return rows as read as edited zones of a plan.

    Raises:
        PlanError: rows have problems, or name a group that the plan does not have.
    """
    zones, uncut = _uncut(read.zones, plan.zones)
    if problems := [*read.problems, *_unknown_ftzs(read, plan)]:
        raise PlanError(in_layer(path, problem) for problem in problems)
    for column in zones.columns.intersection(plan.zones.columns).difference(_NAMED):
        if plan.zones[column].dtype == bool:  # an empty flag, as in a new row, is false
            zones[column] = as_kind("boolean", zones[column]).eq(other=True)
    tolerance_deg = _SIX_DECIMALS_DEG
    if read.finer_share <= _HALF and read.finer_share < _finer_share(plan.zones):
        tolerance_deg = _FIVE_DECIMALS_DEG
        uncut += (Assumption("geometry", "5", Message("file-edited-rounded")),)
    assumed = (*read.assumed, *uncut)
    ids = read.columns.get(str(_ZONES.key))
    return EditedZones(path, read.layer, read.crs, zones, tolerance_deg, read.others, assumed, ids)


def _uncut(
    zones: gpd.GeoDataFrame, known: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, tuple[Assumption, ...]]:
    """Return zones with truncated names and texts restored from the plan's."""
    named, notes = with_whole_names(zones, [*map(str, known.columns)])
    out = gpd.GeoDataFrame(named)
    for column in out.columns.intersection(known.columns).drop("geometry"):
        texts = {text for text in known[column] if isinstance(text, str)}
        cells = out[column].tolist()
        whole = [whole_text(cell, texts) if isinstance(cell, str) else cell for cell in cells]
        if whole != cells:
            out[column] = pd.Series(whole, index=out.index, dtype="object")
    return out, notes


def _unknown_ftzs(read: EditedRows, plan: Plan) -> list[Message]:
    """Return a problem for each group of rows that the plan does not have."""
    plan_ids = frozenset(plan.ftzs["ftz_id"]) | frozenset(plan.zones["ftz_id"].dropna())
    if "ftz_id" not in read.zones.columns:
        return []
    ftz_ids = read.zones["ftz_id"]
    return [
        Message(
            "file-edited-ftz-unknown",
            rows=rows_of(ftz_ids == ftz, read.zones["zone_id"]),
            ftz=brief(ftz),
            hint=suggestion(ftz, plan_ids),
        ).at(read.layer, "ftz_id")
        for ftz in ftz_ids[ftz_ids.notna() & ~ftz_ids.isin(plan_ids)].drop_duplicates()
    ]


def read_rows(
    path: Path,
    plan: Plan,
    options: ImportOptions,
    limits: ReadLimits | None = None,
    *,
    of_zones: bool = True,
) -> EditedRows:
    """Return the rows of a layer in the plan's CRS, checked independently of the plan's zones.

    If the file need not be `of_zones` of the plan, any layer of polygons is accepted.

    Raises:
        UnknownError, SourceError, PlanError, CrsError: see `read_edited`.
        PlanError: there are more rows or vertices than `limits` allow; if any layer is accepted,
            also the `EditedRows.problems` of one of zones.
    """
    read = _read(path, plan, options)
    if limits is not None:
        limits.check(path, read.frame)
    if not of_zones and isinstance(read.frame, gpd.GeoDataFrame):
        identifying = [*read.frame.columns.intersection(_IDENTIFYING), read.frame.geometry.name]
        read = replace(read, frame=read.frame[identifying])
    rows = _checked(path, read, options)
    if rows.problems and not of_zones:
        raise PlanError(in_layer(path, problem) for problem in rows.problems)
    return rows


@dataclass(frozen=True)
class _Read:
    """A layer as in its file, with the plan's column names."""

    layer: str
    frame: pd.DataFrame
    others: tuple[str, ...]
    named: NamedColumns
    assumed: tuple[Assumption, ...] = ()
    crs: CRS | None = None


def _checked(path: Path, read: _Read, options: ImportOptions) -> EditedRows:
    """Return the rows of a layer in the plan's CRS, each checked.

    Raises:
        PlanError: see `read_edited`.
    """
    frame, name = read.frame, read.layer
    if not isinstance(frame, gpd.GeoDataFrame):
        problem = Message("file-edited-layer-without-geometry", layer=name)
        raise PlanError(problem.in_file(path))
    if frame.empty:
        raise PlanError(Message("file-edited-layer-without-rows", layer=name).in_file(path))
    records: list[Record] = []
    if options.repair:
        frame, records = repaired(_ZONES, frame)
    problems: list[Message] = []
    optional = tuple(replace(column, required=False) for column in _ZONES.columns)
    as_edited = replace(_ZONES, name=name, columns=optional, unique_keys=False)
    zones = normalise_layer(as_edited, frame, problems)
    columns = {str(column) for column in frame.columns} | {"geometry", "zone_id", "ftz_id"}
    zones = zones[[column for column in zones.columns if column in columns]]
    if ORIGIN_ID in frame.columns:
        zones[ORIGIN_ID] = as_text(frame[ORIGIN_ID].reset_index(drop=True))
    return EditedRows(
        name,
        read.crs or CRS.from_user_input(frame.crs),
        zones,
        _finer_share(frame),
        read.others,
        read.assumed,
        read.named.taken,
        read.named.further,
        tuple(records),
        tuple(in_file_rows(problem, row_numbers(frame.index)) for problem in problems),
    )


def _read(path: Path, plan: Plan, options: ImportOptions) -> _Read:
    """Return a layer of a file of any format, placed in the plan's CRS by the steps of an import.

    Columns of the file that the plan's zones have too are never taken for others.

    Raises:
        UnknownError, SourceError, PlanError, CrsError: see `read_edited`.
    """
    how = options.read.get(_ZONES.name, ReadOptions())
    others, notes = tuple[str, ...](), list[Assumption]()
    if path.is_file() and kind_of(read_bytes(path, 100)) == "GeoPackage":
        layer, others, notes = _in_geopackage(path, how.layer)
        how = replace(how, layer=layer)
    table = read_layer_of(path, _ZONES.name, how)
    columns = attribute_columns(table.frame)
    if unused := options.columns.unused({_ZONES.name: columns}):
        raise PlanError(problem.in_file(path) for problem in unused)
    mapped = options.columns.of(_ZONES.name, columns)
    own = frozenset(map(str, plan.zones.columns.difference(_NAMED)))
    named = name_columns(_ZONES, table.frame, mapped, fill_in=False, own=own)
    key = str(_ZONES.key)
    if table.labelled and key not in mapped:
        named = replace(
            named, taken={it: heading for it, heading in named.taken.items() if it != key}
        )
    frame, assumed = named.frame, [*notes, *table.assumed, *named.assumed]
    assumed += _known_by_land(frame)
    name, own_crs = how.layer or path.stem, None
    if isinstance(frame, gpd.GeoDataFrame) and not frame.empty:
        own_crs = frame.crs
        with naming_layer(path, name):
            target = LayerTarget(plan.crs, plan.shapes)
            placed_frame, of_crs = placed(_ZONES.name, path, frame, how, target)
        sure = {_ZONES.name} if is_order_sure(table.frame, how, assumed) else set[str]()
        if turned_layers({_ZONES.name: placed_frame}, sure, _others(plan)):
            placed_frame = turned(gpd.GeoDataFrame(placed_frame))
            of_crs += (TURNED,)
        frame, of_unit = in_km2(_ZONES.name, placed_frame, named.taken)
        assumed += (*of_crs, *of_unit)
    return _Read(name, frame, others, named, tuple(assumed), own_crs)


def _in_geopackage(path: Path, named: str | None) -> tuple[str, tuple[str, ...], list[Assumption]]:
    """Return the chosen layer of a GeoPackage, its other layers of zones, and notes on the file.

    Raises:
        SourceError, PlanError: see `read_edited`.
    """
    names = list_layers(path)
    check_closed(path)
    chosen = chosen_layer(path, names, _ZONES.name, named)
    tables = {other: table_of(other) for other in names if other != chosen}
    others = tuple(it for it, table in tables.items() if table and table.part == _ZONES.name)
    if not lacks_journal(path):
        return chosen, others, []
    lacking = Message("file-edited-copied-open", file=path.name)
    return chosen, others, [Assumption("format", "WAL", lacking)]


def _others(plan: Plan) -> dict[str, pd.DataFrame]:
    """Return the layers among which edited zones lie: those of the plan, its zones apart."""
    layers = {name: plan.frame(name) for name in plan.present}
    return {f"{name} of the plan" if name == _ZONES.name else name: layers[name] for name in layers}


def _known_by_land(frame: pd.DataFrame) -> list[Assumption]:
    """Add an empty id column to a layer without one; return the assumption."""
    key = str(_ZONES.key)
    if key in frame.columns:
        return []
    frame[key] = pd.Series([None] * len(frame), dtype="object", index=frame.index)
    return [Assumption("columns", "-", Message("file-edited-by-land", column=key))]


@contextmanager
def naming_layer(path: Path, layer: str) -> Iterator[None]:
    """Let the errors about a layer of a file name both."""
    try:
        yield
    except (CrsError, ScenarioError) as error:
        problems = [in_layer(path, problem.at(layer)) for problem in error.problems]
        raise type(error)(problems) from error


def in_layer(path: Path, problem: Message) -> Message:
    """Return a problem with its file, at a place of a layer."""
    return Message("file-in-layer", reason=problem).in_file(path)


def _finer_share(frame: gpd.GeoDataFrame) -> float:
    """Return the share of rows that are not in degrees of at most five decimals."""
    if not frame.crs.is_geographic:
        return 1.0
    xy, row = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    return len(np.unique(row[(xy != np.round(xy, 5)).any(axis=1)])) / len(frame)
