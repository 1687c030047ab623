"""Rows of a plan that are valid but probably wrong: outside all regions, or given twice.

A zone or point is **outside** if no region meets it. Points that are **repeated** have the place,
the amounts and the texts of an earlier row; ids, and further columns that differ in every row, are
not compared. Zones are repeated if they have the same land as an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.geometry.edges import Bools, Floats, Ints
from layers.geometry.point_location import polygon_at
from layers.messages import Message
from layers.messages.message import Param
from layers.plan.plan import Plan
from layers.schema.layer_schema import LAYERS, Layer

_AMOUNTS = {"demand": "population", "clusters": "weight"}
_FACTS = ("source", "verified")
_SHOWN = 5
_MOST = 0.5  # of the points outside that another sign would bring inside
_SIGNS = {"lon": (-1, 1), "lat": (1, -1), "both": (-1, -1)}


class SuspectRows(NamedTuple):
    """Rows of a layer, counted from 0, with the reason that holds for each, and for all."""

    layer: str
    rows: Ints
    each: Message
    every: Message


def suspect_points(plan: Plan) -> Iterator[SuspectRows]:
    """Yield the suspect rows of the demand and the clusters, for each reason.

    >>> from layers.example import example_plan
    >>> demand = example_plan().demand
    >>> twice = pd.concat([demand, demand.iloc[:1].assign(demand_id="4")])
    >>> [(it.layer, it.rows.tolist()) for it in
    ...     suspect_points(example_plan().with_layer("demand", twice))]
    [('demand', [3])]
    """
    for layer, amount in _AMOUNTS.items():
        frame = plan.frame(layer)
        rows = np.flatnonzero(_outside(plan, frame["geometry"].to_numpy()))
        if len(rows):
            each = Message("plan-point-outside")
            yield SuspectRows(layer, rows, each, _all_outside(plan, layer, rows))
        rows = np.flatnonzero(_repeated(LAYERS[layer], frame, amount))
        if len(rows):
            each = Message("plan-point-repeated")
            every = Message("plan-points-repeated", **_params(layer, frame, rows))
            yield SuspectRows(layer, rows, each, every)


def zones_outside(plan: Plan, zones: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Return the ids of zones that share no land with any region."""
    regions = shapely.STRtree(plan.regions["geometry"].to_numpy())
    shapes = zones["geometry"].to_numpy()
    within = regions.query(shapes, predicate="intersects")[0]
    return tuple(zones["zone_id"][~np.isin(np.arange(len(shapes)), within)])


def zones_repeated(zones: gpd.GeoDataFrame) -> dict[str, str]:
    """Return for each zone with the same land as an earlier one the id of that."""
    land = shapely.to_wkb(shapely.normalize(zones["geometry"].to_numpy()))
    first: dict[bytes, str] = {}
    pairs = zip(zones["zone_id"], land, strict=True)
    return {zone: other for zone, one in pairs if (other := first.setdefault(one, zone)) != zone}


def all_elsewhere(plan: Plan, layer: str, frame: gpd.GeoDataFrame) -> Message:
    """Return the message that nothing of a layer lies in any region, with both extents.

    So a CRS is wrong, or a sign.
    """
    sign = _lost_sign(plan, shapely.point_on_surface(frame["geometry"].to_numpy()))
    return Message(
        "plan-all-elsewhere",
        layer=layer,
        rows=_extent(frame),
        regions=_extent(plan.regions),
        sign=sign,
    )


def _outside(plan: Plan, points: NDArray[Any]) -> Bools:
    tree = shapely.STRtree(plan.regions["geometry"].to_numpy())
    outside: Bools = polygon_at(points, tree) == len(tree)
    return outside


def _repeated(layer: Layer, points: gpd.GeoDataFrame, amount: str) -> Bools:
    """Return which points repeat an earlier one, and have an amount."""
    frame = pd.DataFrame(points.drop(columns="geometry"))
    xy = shapely.get_coordinates(points["geometry"].to_numpy())
    names = frame.columns.difference([str(layer.key), *_FACTS])
    compared = frame[[name for name in names if layer.column(name) or not frame[name].is_unique]]
    compared = compared.set_axis(range(compared.shape[1]), axis=1).assign(x=xy[:, 0], y=xy[:, 1])
    repeated: Bools = (compared.duplicated() & (frame[amount] > 0)).to_numpy(bool)
    return repeated


def _all_outside(plan: Plan, layer: str, rows: Ints) -> Message:
    frame = plan.frame(layer)
    if len(rows) == len(frame):
        return all_elsewhere(plan, layer, frame)
    sign = _lost_sign(plan, frame["geometry"].to_numpy()[rows])
    return Message("plan-points-outside", **_params(layer, frame, rows), sign=sign)


def _params(layer: str, frame: pd.DataFrame, rows: Ints) -> dict[str, Param]:
    """Return how many rows there are of how many, their people, and the first ids."""
    return {
        "layer": layer,
        "count": len(rows),
        "total": len(frame),
        "people": float(frame["population"].iloc[rows].sum()) if "population" in frame else 0,
        "ids": tuple(frame[str(LAYERS[layer].key)].iloc[rows[:_SHOWN]]),
        "more": max(len(rows) - _SHOWN, 0),
    }


def _lost_sign(plan: Plan, points: NDArray[Any]) -> str:
    """Return the missing sign that keeps most points outside regions: lon, lat, both or none."""

    def inside(signs: tuple[int, int]) -> int:
        def turned(xy: Floats) -> Floats:
            return xy * signs

        return int((~_outside(plan, shapely.transform(points, turned))).sum())

    counts = {axis: inside(signs) for axis, signs in _SIGNS.items()}
    best = max(counts, key=lambda axis: counts[axis])
    return best if counts[best] > _MOST * len(points) else "none"


def _extent(frame: gpd.GeoDataFrame) -> Message:
    west, south, east, north = map(float, frame.total_bounds)
    return Message("plan-extent", west=west, south=south, east=east, north=north)
