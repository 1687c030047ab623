"""Indicators of trade and customs: gateways near zones, clearance, customs land, policy pilots."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.indicator import Indicator, LandAmounts, PointAmounts, Value
from geo.coverage.plan_data import PlanData
from geo.lenses.customs import zone_gateways
from layers.schema.figures import Figure
from layers.schema.lists import each_listed

GATEWAY_RADII_KM = (25.0, 50.0)
"""How near gateways are counted: a lorry's half hour and hour, whatever radius people have."""


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
    by="line",
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
    by="line",
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
