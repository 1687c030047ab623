"""Transforming a layer to the plan's CRS, from its own or an assumed one, in either axis order.

The offset of Chinese web maps, GCJ-02 and BD-09, is removed by the library prcoords. It has no
published formula; the library inverts a known approximation, to about a metre. It is not defined
outside China: vertices there stay unchanged.

Layers with latitude first meet the others only with swapped axes. Within ±90° a single file does
not show its axis order; the layers of one plan do, since its zones, demand and clusters lie among
its regions.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from layers.errors import CrsError, PlanError
from layers.formats.points import located
from layers.formats.table import Assumption, ReadOptions, Table
from layers.geometry.antimeridian import continued, wrapped
from layers.geometry.densify import TOLERANCE_M
from layers.geometry.edges import Floats
from layers.geometry.ellipsoid import known_crs
from layers.geometry.gauss_kruger import band_before
from layers.geometry.reproject import (
    counts_degrees,
    not_in_degrees,
    reprojected_with_notes,
)
from layers.messages import Message
from layers.schema.layer_schema import LAYERS

_HALF_TURN, _LEAP = 180.0, 270.0
OFFSETS = ("GCJ-02", "BD-09")
_SAMPLE = 2_000  # positions that are tested
_MARGIN_DEG = 1.0


class LayerTarget(NamedTuple):
    """The target of layers: the plan's CRS, and its shapes, whose edges stay unchanged."""

    crs: CRS
    known: NDArray[np.object_] | None = None


def geographic_crs(crs: str) -> CRS:
    """Return a geographic CRS by its name, such as `EPSG:4490`.

    Raises:
        CrsError: it is unknown to PROJ, not geographic, or not in degrees from Greenwich.
    """
    parsed = known_crs(crs)
    if not parsed.is_geographic:
        raise CrsError(Message("plan-crs-option-projected", crs=crs))
    if not counts_degrees(parsed):
        raise CrsError(not_in_degrees(parsed))
    return parsed


def placed(
    layer: str, path: Path, frame: pd.DataFrame, how: ReadOptions, target: LayerTarget
) -> tuple[pd.DataFrame, tuple[Assumption, ...]]:
    """Return a layer in the plan's CRS, within ±180, and the assumptions about its CRS.

    A table of coordinates becomes points. `how.crs` is the user's statement about the file: a CRS,
    which reading has already set, or GCJ-02 or BD-09, whose offset is removed. Without a CRS,
    degrees are assumed to be the plan's.

    Raises:
        PlanError: a coordinate is invalid.
        CrsError: the layer has no CRS and its coordinates are not degrees, or no exact
            transformation from its CRS to the target is known.
    """
    if LAYERS[layer].geometry is None:
        return pd.DataFrame(frame.drop(columns="geometry", errors="ignore")), ()
    table = Table(frame)
    if not isinstance(frame, gpd.GeoDataFrame):  # its coordinates may be in renamed columns
        table = located(path, layer, table, how)
    if not isinstance(table.frame, gpd.GeoDataFrame):
        return table.frame, ()
    moved, of_crs = _in_crs(layer, table.frame, how.crs, target)
    cut, of_cut = _cut_at_180(moved)
    return cut, (*table.assumed, *of_crs, *of_cut)


def _in_crs(
    layer: str, frame: gpd.GeoDataFrame, stated: str | None, target: LayerTarget
) -> tuple[gpd.GeoDataFrame, tuple[Assumption, ...]]:
    if (offset := offset_of(stated)) is not None:
        shapes = without_offset(shapely.force_2d(frame.geometry.to_numpy()), offset)
        moved = frame.set_geometry(shapes, crs=CRS.from_epsg(4326))
        why = Message("import-offset-removed", offset=offset)
        moved, notes = reprojected_with_notes(moved, *target)
        return moved, (Assumption("crs", offset, why), *of_edges(notes))
    if frame.crs is not None:
        moved, notes = reprojected_with_notes(frame, *target)
        return moved, of_edges(notes)
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    xy = xy[np.isfinite(xy).all(axis=1)]
    if len(xy) and (np.abs(xy) > [2 * _HALF_TURN, 90]).any():
        raise CrsError(_which_crs(layer, xy))
    crs = target.crs.to_string()
    why = Message("import-crs-as-plan", layer=layer, crs=crs)
    return frame.set_crs(target.crs), (Assumption("crs", crs, why),)


def of_edges(notes: Iterable[Message]) -> tuple[Assumption, ...]:
    """Return the notes about reprojected long edges as assumptions."""
    return tuple(Assumption("geometry", f"{TOLERANCE_M:g} m", note) for note in notes)


def _cut_at_180(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[Assumption, ...]]:
    """Return a layer in degrees with longitudes within ±180, and the assumptions about others.

    Longitudes may continue beyond 180, as from 0 to 360, or jump from 179.5 to -179.5: both mean
    land across 180°, which a plan stores cut there.

    >>> beyond = gpd.GeoDataFrame(geometry=[shapely.box(179, 0, 181, 1)], crs=4326)
    >>> _cut_at_180(beyond)[0].geometry.iloc[0].bounds
    (-180.0, 0.0, 180.0, 1.0)
    """
    shapes = frame.geometry.to_numpy().copy()
    west, _, east, _ = shapely.bounds(shapes).T
    with np.errstate(invalid="ignore"):
        far = (west < -_HALF_TURN) | (east > _HALF_TURN) | (east - west > _LEAP)
        far &= (west >= -2 * _HALF_TURN) & (east <= 2 * _HALF_TURN)
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6))
    cut = 0
    for row in np.flatnonzero(far):
        was = shapes[row]
        if polygonal[row]:
            shapes[row] = wrapped(continued(was))
        else:
            shapes[row] = shapely.transform(was, _within_half_a_turn)
        cut += not shapely.equals_identical(was, shapes[row])
    if not cut:
        return frame, ()
    why = Message("import-cut-at-180", rows=cut)
    return frame.set_geometry(shapes, crs=frame.crs), (Assumption("geometry", "180°", why),)


def _within_half_a_turn(xy: Floats) -> Floats:
    return np.column_stack([(xy[:, 0] + _HALF_TURN) % (2 * _HALF_TURN) - _HALF_TURN, xy[:, 1]])


def _which_crs(layer: str, xy: Floats) -> Message:
    """Return the message that the CRS is required; a Gauss–Krüger band if the data suggest it."""
    west, south = (float(it) for it in xy.min(axis=0))
    east, north = (float(it) for it in xy.max(axis=0))
    if (np.abs(xy) <= [90, 180]).all():
        return Message("import-axes-swapped", layer=layer)
    band = band_before(xy[:, 0])
    if band is not None and 0 < south < 1e7:
        code = {"width": band.width_deg, "band": band.number, "epsg": band.code("CGCS2000")}
        return Message("import-crs-band", layer=layer, **code)
    return Message(
        "import-crs-unknown", layer=layer, west=west, east=east, south=south, north=north
    )


def offset_of(crs: str | None) -> str | None:
    """Return which of the `OFFSETS` a name means, in any spelling; None for any other name.

    >>> offset_of("gcj02"), offset_of("BD-09"), offset_of("bd09ll"), offset_of("EPSG:4490")
    ('GCJ-02', 'BD-09', 'BD-09', None)
    """
    letters = "".join(filter(str.isalnum, crs or "")).upper().removesuffix("LL")
    return next((name for name in OFFSETS if name.replace("-", "") == letters), None)


def without_offset(shapes: Any, offset: str) -> Any:  # noqa: ANN401  one geometry or an array
    """Return geometry in WGS 84 whose longitudes and latitudes have one of the `OFFSETS`.

    >>> point = without_offset(shapely.Point(121.4781, 31.2303), "GCJ-02")
    >>> bool(0.003 < shapely.distance(point, shapely.Point(121.4781, 31.2303)) < 0.006)
    True
    """
    import prcoords  # noqa: PLC0415  rarely wanted

    inverse = {"GCJ-02": prcoords.gcj_wgs_bored, "BD-09": prcoords.bd_wgs_bored}[offset]

    def moved(xy: Floats) -> Floats:
        back = xy.copy()
        for row, (lon, lat) in enumerate(xy.tolist()):
            coords = prcoords.Coords(lat, lon)
            if prcoords.sanity_in_china_p(coords):
                back[row] = inverse(coords)[::-1]
        return back

    return shapely.transform(shapes, moved)


TURNED = Assumption("axis-order", "north-first", Message("import-order-turned"))
"""The assumption about a layer whose axes were swapped."""


def is_order_sure(frame: pd.DataFrame, how: ReadOptions, assumed: Iterable[Assumption]) -> bool:
    """Return whether the user, or a file's CRS or values, determine the axis order of a layer.

    `frame` is as read, under the assumptions `assumed`.
    """
    crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    if crs is not None and crs.is_projected:
        return True
    notes = (it for it in assumed if it.what in ("axis-order", "band"))
    return how.axis_order is not None or any(it.why.code != "format-axis-undecided" for it in notes)


def turned_layers(
    frames: Mapping[str, pd.DataFrame],
    sure: AbstractSet[str],
    existing: Mapping[str, pd.DataFrame],
) -> list[str]:
    """Return the layers whose axes must be swapped so that all of a plan's layers meet.

    Args:
        frames: layers in degrees, in one CRS; those without geometry are ignored.
        sure: those whose order is certain; they are never swapped.
        existing: the layers that the plan has, whose order is certain, unless replaced.

    Raises:
        PlanError: as many layers support one order as the other.

    >>> import geopandas as gpd
    >>> regions = gpd.GeoDataFrame(geometry=[shapely.box(7, 46, 10, 48)], crs=4326)
    >>> zones = gpd.GeoDataFrame(geometry=[shapely.box(47, 8, 47.1, 8.1)], crs=4326)
    >>> turned_layers({"zones": zones}, set(), {"regions": regions})
    ['zones']
    """
    every = (dict(existing) | dict(frames)).items()
    xy = {name: _positions(it) for name, it in every if isinstance(it, gpd.GeoDataFrame)}
    sure = sure | (existing.keys() - frames.keys())
    names = [name for name in ("regions", "zones", *sorted(xy)) if len(xy.get(name, ()))]
    if not names:
        return []
    reference = names[0]
    low, high = xy[reference].min(axis=0) - _MARGIN_DEG, xy[reference].max(axis=0) + _MARGIN_DEG
    agree, differ = {reference}, set[str]()
    for name in names[1:]:
        inside = ((xy[name] >= low) & (xy[name] <= high)).all(axis=1)
        turned = ((xy[name][:, ::-1] >= low) & (xy[name][:, ::-1] <= high)).all(axis=1)
        if inside.any():
            agree.add(name)
        elif turned.all():
            differ.add(name)
    if agree & sure and differ & sure:
        return []
    if agree & sure:
        return sorted(differ)
    if differ & sure:
        return sorted(agree)
    if differ and len(agree) == len(differ):
        layers, others = tuple(sorted(differ)), tuple(sorted(agree))
        order = Message("import-order-undecided", layers=layers, others=others, layer=layers[0])
        raise PlanError(order)
    return sorted(differ if len(differ) < len(agree) else agree)


def _positions(frame: gpd.GeoDataFrame) -> Floats:
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    xy = xy[np.isfinite(xy).all(axis=1)]
    return xy[:: max(1, len(xy) // _SAMPLE)]
