"""Coverage in minutes, by the plan's table of travel times, or its network with minutes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import Coverage
from geo.coverage.network_reach import NetworkData
from geo.coverage.plan_data import own_weights
from geo.lenses.lens import Lens
from geo.lenses.region_groups import reached_tables
from geo.option import Option
from geo.validation import as_several, shown
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.edges import Floats, Ints
from layers.messages import Message
from layers.runtime.arguments import checked_call

DEFAULT_MINUTES = (30.0, 60.0, 120.0)
_SHOWN = 5


@checked_call(MeasureError)
def by_minutes(
    coverage: Coverage, minutes: Sequence[float] | float = DEFAULT_MINUTES
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the people reached within some minutes, by the plan's `travel`: total and by region.

    A row of `travel` gives the `minutes` from a zone to a demand point (`demand_id`) or to all
    points of a district (`adcode`); for one zone and point, a row of the point takes precedence
    over one of its district, and of several the fastest counts. A point without a row is not
    reached. Rows of zones missing in the scenario are ignored; a redrawn zone keeps its times, and
    an added one has none.

    Without `travel`, times are those of the quickest ways along the roads of the plan's layer
    `network`, whose `minutes` are then needed (see `geo.coverage.network`); of redrawn zones too.

    Returns:
        Two tables, those of `Coverage.totals` and `Coverage.regions` with `minutes` instead of
        `radius_km`. `covered_area_km2` is null: travel times do not concern land.

    Raises:
        MeasureError: the plan has no times, a road lacks its minutes, `travel` names a zone, demand
            point or district that is not in the plan, or a time is not a number from 0.

    >>> from geo import CoverageMeter
    >>> from geo.lenses import by_minutes
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> totals, regions = by_minutes(coverage, [10, 20])
    >>> totals[["minutes", "covered_population"]].values.tolist()
    [[10.0, 1000.0], [20.0, 1500.0]]
    """
    requested = _checked(as_several(minutes))
    time = _time_min(coverage)
    reached = [time <= one for one in requested]
    weights = {"population": coverage.plan.demand["population"].to_numpy(float)}
    totals, regions = reached_tables(coverage, weights | own_weights(coverage.plan), reached)
    totals.insert(0, "minutes", np.array(requested))
    totals.insert(1, "area_km2", coverage.totals["area_km2"].iloc[0])
    totals.insert(2, "covered_area_km2", np.nan)
    regions["step"] = np.array(requested)[regions["step"]]
    area_km2 = coverage.regions["area_km2"].to_numpy()[: len(regions) // len(requested)]
    regions.insert(4, "area_km2", np.tile(area_km2, len(requested)))
    regions.insert(5, "covered_area_km2", np.nan)
    return totals, regions.rename(columns={"step": "minutes"})


def _checked(minutes: Sequence[float]) -> tuple[float, ...]:
    problems = [
        Message("measure-minutes-not-allowed", given=shown(one))
        for one in minutes
        if not (math.isfinite(one) and one >= 0)
    ]
    if not len(minutes):
        problems.append(Message("measure-minutes-none"))
    if problems:
        raise MeasureError(problems)
    return tuple(sorted({float(one) for one in minutes}))


def _time_min(coverage: Coverage) -> Floats:
    """Return each demand point's shortest time to a zone, ∞ if none is given."""
    plan, plan_data = coverage.plan, coverage.plan_data
    travel = plan.frame("travel")
    if not plan.has("travel") and plan.frame("network")["minutes"].notna().any():
        network = NetworkData("road_min", plan_data, 0.0)
        time = np.empty(len(plan_data.demand))
        time[plan_data.demand.order] = network.nearest(coverage.figures.polygons)
        return time
    point, district = _targets(plan, coverage.zone_frame)
    district_of = np.empty(len(plan_data.demand), np.int64)
    district_of[plan_data.demand.order] = plan_data.district
    zones, minutes = travel["zone_id"].to_numpy(), travel["minutes"].to_numpy(float)
    quickest = np.full(len(plan_data.demand), np.inf)
    for zone in coverage.zone_frame["zone_id"]:
        mine = zones == zone
        far, near = mine & (point < 0), mine & (point >= 0)
        of_district = np.full(len(plan_data.regions) + 1, np.inf)
        np.minimum.at(of_district, district[far], minutes[far])
        of_point = np.full(len(plan_data.demand), np.inf)
        np.minimum.at(of_point, point[near], minutes[near])
        time = np.where(np.isfinite(of_point), of_point, of_district[district_of])
        np.minimum(quickest, time, out=quickest)
    return quickest


def _targets(plan: Plan, zones: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return the demand point's row and the district's row for each travel row.

    A row of a point has no district; −1 means none.
    """
    if not plan.has("travel"):
        raise MeasureError(Message("measure-travel-missing"))
    travel = plan.frame("travel")
    names_point = travel["demand_id"].notna().to_numpy(bool)
    names_district = travel["adcode"].notna().to_numpy(bool) & ~names_point
    point = _rows(plan.demand["demand_id"], travel["demand_id"])
    district = _rows(plan.regions["adcode"], travel["adcode"])
    zone_ids = pd.concat([plan.zones["zone_id"], zones["zone_id"]])
    lost_zone = ~travel["zone_id"].isin(zone_ids).to_numpy()
    problems = [
        *_lost("zone_id", travel["zone_id"], lost_zone, "zones"),
        *_lost("demand_id", travel["demand_id"], names_point & (point < 0), "demand"),
        *_lost("adcode", travel["adcode"], names_district & (district < 0), "regions"),
    ]
    neither = np.flatnonzero(~names_point & ~names_district)
    if len(neither):
        problems.append(
            Message("measure-travel-to-nothing", row=int(neither[0]) + 1, rows=len(neither))
        )
    if problems:
        raise MeasureError(problems)
    return np.where(names_point, point, -1), np.where(names_district, district, -1)


def _rows(keys: pd.Series[str], values: pd.Series[str]) -> Ints:
    rows: Ints = pd.Index(keys).get_indexer(pd.Index(values))
    return rows


def _lost(
    column: str, values: pd.Series[str], lost: NDArray[np.bool_], layer: str
) -> list[Message]:
    """Return a problem with the values missing in a layer; empty if there are none."""
    names = [str(name) for name in dict.fromkeys(values[lost])]
    if not names:
        return []
    return [
        Message(
            "measure-travel-unknown",
            column=column,
            values=tuple(names[:_SHOWN]),
            more=max(len(names) - _SHOWN, 0),
            layer=layer,
        )
    ]


_TIMES = "A travel time; may be given several times; else 30, 60 and 120."
LENS = Lens(
    "travel",
    5,
    "Show whom the zones reach in time, by the plan's table of travel times or its network.",
    lambda coverage, minutes: by_minutes(coverage, minutes or DEFAULT_MINUTES),
    {"totals": "", "regions": ""},
    "none",
    (Option("minutes", list[float] | None, None, _TIMES, longest=10),),
)
