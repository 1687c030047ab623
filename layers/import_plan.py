"""Build a plan from files of any known format: rename columns, reproject, report all at once."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from layers.errors import CrsError, PlanError, ZonewrightError
from layers.formats import ReadOptions, Table, read_table
from layers.formats.points import located
from layers.layer_validation import columns_of
from layers.messages import Message
from layers.plan import Plan
from layers.reproject import reprojected
from layers.schema import LAYERS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

_TABLES = (".csv", ".txt", ".xlsx")


def build_plan(files: Mapping[str, Path], column_map: Mapping[str, str], crs: str) -> Plan:
    """Return a plan from a file for each layer, in the geographic CRS named by `crs`.

    `column_map` names for a column of the plan the column that holds it; it applies to every file
    that has the column. Columns that are not mapped keep their names. Points may come from a CSV
    with longitude and latitude columns, taken to be in `crs`.

    Raises:
        CrsError: `crs` is not a geographic CRS.
        PlanError: with a line for every problem found in any file.
    """
    target = _geographic(crs)
    if "geometry" in column_map:
        raise PlanError(Message("plan-column-not-mappable"))
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Message] = []
    columns: dict[str, tuple[str, ...]] = {}
    for layer, path in files.items():
        try:
            read = read_table(path, layer).frame
            columns[layer] = columns_of(read)
            frames[layer] = _prepared(layer, read, column_map, target, path)
        except CrsError as error:
            problems.extend(problem.in_file(path).at(layer) for problem in error.problems)
        except ZonewrightError as error:
            problems.extend(problem.at(layer) for problem in error.problems)
    problems += _unmapped(column_map, columns) if len(columns) == len(files) else []
    try:
        plan = Plan(frames)
    except PlanError as error:
        unread = files.keys() - frames.keys()
        raise PlanError(
            problems + [it for it in error.problems if not _is_missing(it, unread)]
        ) from None
    if problems:
        raise PlanError(problems)
    return plan


def _is_missing(problem: Message, layers: Collection[str]) -> bool:
    """Return whether a problem is that one of some layers is missing."""
    return problem.code == "plan-layer-missing" and problem.params["layer"] in layers


def _geographic(crs: str) -> CRS:
    try:
        known = CRS.from_user_input(crs)
    except (ProjError, UnicodeError) as error:
        raise CrsError(Message("plan-crs-unknown", crs=crs)) from error
    if not known.is_geographic:
        raise CrsError(Message("plan-crs-option-projected", crs=crs))
    return known


def _prepared(
    layer: str, frame: pd.DataFrame, column_map: Mapping[str, str], target: CRS, path: Path
) -> pd.DataFrame:
    """Return a layer as read, renamed and in the target CRS.

    Raises:
        CrsError: it has no CRS, or no exact way from it to the target is known.
    """
    out = _renamed(frame, column_map)
    if LAYERS[layer].geometry is None:
        return pd.DataFrame(out.drop(columns="geometry", errors="ignore"))
    if not isinstance(out, gpd.GeoDataFrame):
        out = located(path, layer, Table(out), ReadOptions()).frame
    out = _in_degrees(out, path, target)
    if not isinstance(out, gpd.GeoDataFrame):
        return out
    moved: pd.DataFrame = reprojected(out, target)
    return moved


def _in_degrees(frame: pd.DataFrame, path: Path, crs: CRS) -> pd.DataFrame:
    """Return a table with the plan's CRS where it has longitude and latitude and names none."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is not None:
        return frame
    is_text = path.suffix.lower() in _TABLES
    in_degrees = bool((np.abs(np.nan_to_num(frame.total_bounds)) <= 180).all())
    known: pd.DataFrame = frame.set_crs(crs) if is_text and in_degrees else frame
    return known


def _renamed(frame: pd.DataFrame, column_map: Mapping[str, str]) -> pd.DataFrame:
    """Return the frame with mapped columns under the plan's names.

    One column may serve several names. A column that had such a name already is kept as
    `NAME_given`.
    """
    here = {plan: given for plan, given in column_map.items() if given in frame.columns}
    moved = {name: frame[given] for name, given in here.items()}
    left = frame.drop(columns=sorted(set(here.values()) - {"geometry"}))
    displaced = {
        name: f"{name}_given" for name in left.columns if name != "geometry" and name in here
    }
    return left.rename(columns=displaced).assign(**moved)


def _unmapped(
    column_map: Mapping[str, str], columns: Mapping[str, tuple[str, ...]]
) -> list[Message]:
    """Return a problem for each mapping that no file has the column of."""
    nowhere = {
        plan: given
        for plan, given in column_map.items()
        if not any(given in names for names in columns.values())
    }
    if not nowhere:
        return []
    there = reduce(
        lambda one, other: Message("plan-columns-then", one=one, other=other),
        (
            Message("plan-columns-of", layer=layer, columns=names or Message("list-none"))
            for layer, names in columns.items()
        ),
    )
    return [
        Message("plan-column-nowhere", column=plan, given=given, there=there)
        for plan, given in nowhere.items()
    ]
