"""Indicators of trade and customs: gateways near zones, clearance, customs land, policy pilots."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.indicator import Indicator, LandAmounts, PointAmounts, Value
from geo.coverage.plan_data import PlanData
from geo.coverage.travel import LINE, in_unit
from geo.validation import as_several, shown
from layers.errors import MeasureError, UnknownError
from layers.messages import Message
from layers.runtime.arguments import checked_call
from layers.schema.figures import Figure
from layers.schema.lists import each_listed

GATEWAY_RADII_KM = (25.0, 50.0)
"""Radii for gateways: a lorry's half hour and hour, independent of the radii for people."""


def _gateways(plan_data: PlanData) -> Iterator[PointAmounts]:
    kinds = plan_data.plan.gateways["kind"].to_numpy(object)
    yield PointAmounts.of(None, "gateways", np.ones(len(kinds)))
    for kind in sorted(set(kinds)):
        yield PointAmounts.of(f"gateway:{kind}", "gateways", (kinds == kind).astype(float))


def _clearance(coverage: Coverage) -> Iterator[Value]:
    """Yield the mean clearance of the zones' nearest gateways of each kind that state one."""
    hours = zone_gateways(coverage)["clearance_hours"].dropna()
    yield Value(None, None, float(hours.mean()) if len(hours) else np.nan, 0.1)


def _customs_land(plan_data: PlanData, _: pd.DataFrame) -> Iterator[LandAmounts]:
    yield LandAmounts(None, plan_data.plan.frame("customs_blocks").geometry.to_numpy())


def _pilots(coverage: Coverage) -> Iterator[Value]:
    """Yield the policy pilots of groups that have a zone, each once."""
    policies = each_listed(coverage.plan.frame("policies"), "ftz_id")
    groups = set(coverage.zone_frame["ftz_id"].dropna())
    held = policies[policies["ftz_id"].isin(groups)]
    yield Value(None, None, float(held["policy"].nunique()), 1.0)


_GATEWAYS = Indicator(
    Figure("gateways"),
    "trade",
    1,
    "more",
    ("gateways",),
    "gateway",
    points=_gateways,
    radii=GATEWAY_RADII_KM,
    travel=LINE,
)
_INSIDE = Indicator(
    Figure("gateways_inside"),
    "trade",
    1.5,
    "more",
    ("gateways",),
    "gateway",
    points=_gateways,
    radii=(0.0,),
    travel=LINE,
)
_CLEARANCE = Indicator(
    Figure("mean_clearance_hours", ".1f"),
    "trade",
    2,
    "less",
    ("gateways.clearance_hours",),
    measure=_clearance,
    instead="gateways@50",
)
_CUSTOMS_LAND = Indicator(
    Figure("customs_land_km2", ".2f"), "trade", 3, "more", ("customs_blocks",), land=_customs_land
)
_PILOTS = Indicator(Figure("policy_pilots"), "trade", 4, "more", ("policies",), measure=_pilots)


@checked_call(MeasureError)
def zone_gateways(coverage: Coverage, kinds: Sequence[str] | str | None = None) -> pd.DataFrame:
    """Return the nearest gateway of each kind for every zone.

    Returns:
        Columns `zone_id`, `ftz_id`, `kind`, `gateway_id`, `name`, `distance_km` (from the nearest
        point of the zone; 0 inside; `distance_min` of a coverage in minutes) and `clearance_hours`
        (null if not given).

    Raises:
        UnknownError: the plan has no gateway of a requested kind.

    >>> from geo import CoverageMeter
    >>> from geo.indicators.trade import zone_gateways
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> zone_gateways(coverage)[["zone_id", "gateway_id", "distance_km"]].round(2).values.tolist()
    [['A', 'P', 3.86], ['B', 'P', 1.93]]
    """
    requested = _kinds(coverage.plan_data, kinds)
    gateways = coverage.plan.gateways.set_index("gateway_id")
    zones = coverage.zone_frame[["zone_id", "ftz_id"]].itertuples(index=False, name=None)
    near = zip(zones, coverage.reaches, strict=True)
    rows = [
        (*zone, *one.values())
        for zone, reach in near
        for one in reach.gateways
        if one["kind"] in requested
    ]
    columns = ["zone_id", "ftz_id", "kind", "gateway_id", "distance_km"]
    table = pd.DataFrame(rows, columns=columns).astype({"distance_km": float})
    table.insert(4, "name", table["gateway_id"].map(gateways["name"]))
    table["clearance_hours"] = table["gateway_id"].map(gateways["clearance_hours"]).astype(float)
    return in_unit(table, coverage.unit)


def _kinds(plan_data: PlanData, kinds: Sequence[str] | str | None) -> list[str]:
    available = [kind for kind, _ in plan_data.gateway_kinds]
    requested = available if kinds is None else as_several(kinds)
    unknown = [kind for kind in requested if kind not in available]
    if unknown:
        raise UnknownError(
            Message(
                "measure-gateway-kind-unknown",
                given=shown(kind),
                known=tuple(available) or Message("list-none"),
            )
            for kind in unknown
        )
    return [kind for kind in available if kind in requested]
