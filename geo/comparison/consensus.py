"""Consensus: how many and which of several scenarios include each piece of land in a zone.

The land of a scenario is the union of its zones: land of two zones counts once. A **piece** is all
land included by the same set of scenarios: pieces are disjoint, and their union is that of all
scenarios' land. Every scenario's land is the sum of its pieces.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import CrsError, MeasureError
from layers.geometry.antimeridian import point_within, whole
from layers.geometry.ellipsoid import Ellipsoid
from layers.messages import Message
from layers.runtime.arguments import checked_call

MOST_SCENARIOS = 9
_Pieces = dict[tuple[str, ...], "BaseGeometry"]


@dataclass(frozen=True)
class Consensus:
    """The land common to several scenarios.

    `pieces` has a row for each piece, those of the most scenarios first: `count`, `scenarios`
    (their ids, in the requested order), `area_km2`, `places` (longitude and latitude of a point in
    each of its blocks, in order), geometry. `counts` has a row for each count from all to 1:
    `count`, `area_km2` of exactly this count, `at_least_km2`. `ftzs` has the same for the land of
    each FTZ: `ftz_id`, `count`, `area_km2`; where FTZs overlap, land counts for each.
    """

    pieces: gpd.GeoDataFrame
    counts: pd.DataFrame
    ftzs: pd.DataFrame


@checked_call(MeasureError)
def consensus(zones: Mapping[str, gpd.GeoDataFrame]) -> Consensus:
    """Return how many scenarios include each piece of land.

    Args:
        zones: zones frames by scenario id, in degrees and one CRS: `zone_id`, `ftz_id`, geometry.

    Raises:
        MeasureError: there are fewer than two scenarios, or more than nine.
        CrsError: their CRS differ.

    >>> frame = lambda side: gpd.GeoDataFrame({"zone_id": ["Z"], "ftz_id": ["F"]},
    ...     geometry=[shapely.box(120, 30, 120 + side, 31)], crs=4490)
    >>> consensus({"near": frame(1), "far": frame(2)}).pieces["scenarios"].tolist()
    [('near', 'far'), ('far',)]
    """
    _check(zones)
    crs = next(iter(zones.values())).crs
    ellipsoid = Ellipsoid.of(crs)
    whole = _pieces({name: frame.geometry.union_all() for name, frame in zones.items()})
    pieces = _frame(whole, ellipsoid, crs)
    every = sorted({ftz for frame in zones.values() for ftz in frame["ftz_id"].dropna()})
    tables = [pd.DataFrame(columns=["ftz_id", "count", "area_km2"])] if not every else []
    for ftz in every:
        lands = {
            name: shapely.union_all(frame.geometry[(frame["ftz_id"] == ftz).to_numpy()])
            for name, frame in zones.items()
        }
        counts = _counts(_frame(_pieces(lands), ellipsoid, crs), len(zones))
        tables.append(counts.assign(ftz_id=ftz)[["ftz_id", "count", "area_km2"]])
    return Consensus(pieces, _counts(pieces, len(zones)), pd.concat(tables, ignore_index=True))


def _check(zones: Mapping[str, gpd.GeoDataFrame]) -> None:
    if not 2 <= len(zones) <= MOST_SCENARIOS:
        raise MeasureError(
            Message("measure-consensus-of-too-few-or-many", count=len(zones), most=MOST_SCENARIOS)
        )
    first, *others = zones.values()
    if any(first.crs is None or not first.crs.equals(other.crs) for other in others):
        raise CrsError(Message("measure-consensus-crs-differ"))


def _pieces(lands: Mapping[str, BaseGeometry]) -> _Pieces:
    """Return the pieces by scenarios: each scenario splits the pieces of the previous ones."""
    pieces: _Pieces = {}
    covered: BaseGeometry = shapely.MultiPolygon()
    for name, land in lands.items():
        cut: _Pieces = {}
        for names, piece in pieces.items():
            cut[(*names, name)] = _areal(shapely.intersection(piece, land))
            cut[names] = _areal(shapely.difference(piece, land))
        cut[(name,)] = _areal(shapely.difference(land, covered))
        covered = shapely.union(covered, land)
        pieces = {names: piece for names, piece in cut.items() if not piece.is_empty}
    return pieces


def _areal(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a shape, without the lines and points of an overlay."""
    parts = shapely.get_parts(shape)
    polygons = parts[shapely.get_dimensions(parts) == 2]
    return shapely.MultiPolygon(shapely.get_parts(polygons).tolist())


def _frame(pieces: _Pieces, ellipsoid: Ellipsoid, crs: object) -> gpd.GeoDataFrame:
    shapes = np.array([*pieces.values()], dtype=object)
    frame = gpd.GeoDataFrame(
        {
            "count": np.array([len(names) for names in pieces], dtype=int),
            "scenarios": list(pieces),
            "area_km2": ellipsoid.area_km2(shapes),
            "places": [_places(shape) for shape in pieces.values()],
        },
        geometry=shapes,
        crs=crs,
    )
    return frame.sort_values("count", ascending=False, kind="stable", ignore_index=True)


def _places(land: BaseGeometry) -> list[list[float]]:
    """Return longitude and latitude of a point in each block of land, in order."""
    points = point_within(shapely.get_parts(whole(land)))
    places: list[list[float]] = shapely.get_coordinates(points).tolist()
    return places


def _counts(pieces: gpd.GeoDataFrame, most: int) -> pd.DataFrame:
    count = np.arange(most, 0, -1)
    sums = pieces.groupby("count")["area_km2"].sum()
    area_km2 = sums.reindex(count, fill_value=0.0).to_numpy(float)
    return pd.DataFrame({"count": count, "area_km2": area_km2, "at_least_km2": np.cumsum(area_km2)})
