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
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from layers.errors import CrsError
from layers.formats.table import Assumption
from layers.geometry.antimeridian import continued, wrapped
from layers.geometry.densify import TOLERANCE_M
from layers.geometry.edges import Floats
from layers.geometry.ellipsoid import known_crs
from layers.geometry.reproject import (
    FIRST_BAND,
    LAST_BAND,
    counts_degrees,
    not_in_degrees,
    reprojected_with_notes,
)
from layers.messages import Message

_BAND_M = 1_000_000
_HALF_TURN, _LEAP = 180.0, 270.0
_FIRST_EPSG = 4513
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
    layer: str, frame: gpd.GeoDataFrame, stated: str | None, target: LayerTarget
) -> tuple[gpd.GeoDataFrame, tuple[Assumption, ...]]:
    """Return a layer in the plan's CRS, within ±180, and the assumptions about its CRS.

    `stated` is the user's statement about the file: a CRS, which reading has already set, or GCJ-02
    or BD-09, whose offset is removed. Without a CRS, degrees are assumed to be the plan's.

    Raises:
        CrsError: the layer has no CRS and its coordinates are not degrees, or no exact
            transformation from its CRS to the target is known.
    """
    moved, of_crs = _in_crs(layer, frame, stated, target)
    cut, of_cut = _cut_at_180(moved)
    return cut, (*of_crs, *of_cut)


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
    band = int(west // _BAND_M)
    if band == int(east // _BAND_M) and FIRST_BAND <= band <= LAST_BAND and 0 < south < 1e7:
        epsg = _FIRST_EPSG + band - FIRST_BAND
        return Message("import-crs-band", layer=layer, band=band, epsg=epsg)
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


class UndecidedOrderError(Exception):
    """Two groups of layers meet only if one has swapped axes, and it is undecided which.

    `problem` is the message.
    """

    def __init__(self, layers: list[str], others: list[str]) -> None:
        self.problem = Message(
            "import-order-undecided", layers=tuple(layers), others=tuple(others), layer=layers[0]
        )
        super().__init__(self.problem)


def turned_layers(frames: Mapping[str, gpd.GeoDataFrame], sure: AbstractSet[str]) -> list[str]:
    """Return the layers whose axes must be swapped so that all of a plan's layers meet.

    Args:
        frames: layers in degrees, in one CRS.
        sure: those whose order is certain; they are never swapped.

    Raises:
        UndecidedOrderError: as many layers support one order as the other.

    >>> import geopandas as gpd
    >>> regions = gpd.GeoDataFrame(geometry=[shapely.box(7, 46, 10, 48)], crs=4326)
    >>> zones = gpd.GeoDataFrame(geometry=[shapely.box(47, 8, 47.1, 8.1)], crs=4326)
    >>> turned_layers({"regions": regions, "zones": zones}, sure={"regions"})
    ['zones']
    """
    xy = {name: _positions(frame) for name, frame in frames.items()}
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
        raise UndecidedOrderError(sorted(differ), sorted(agree))
    return sorted(differ if len(differ) < len(agree) else agree)


def _positions(frame: gpd.GeoDataFrame) -> Floats:
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    xy = xy[np.isfinite(xy).all(axis=1)]
    return xy[:: max(1, len(xy) // _SAMPLE)]
