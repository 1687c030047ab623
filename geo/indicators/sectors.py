"""Indicators of room for sectors: the land designated for each, and clusters inside and near."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.indicator import (
    Indicator,
    IndicatorsOfPlan,
    LandAmounts,
    PointAmounts,
    Value,
)
from geo.coverage.plan_data import PlanData
from layers import Plan
from layers.geometry.edges import Bools, Floats
from layers.schema.figures import Figure
from layers.schema.lists import split_list


def known_sectors(plan: Plan, zones: Iterable[object] = ()) -> list[str]:
    """Return the sectors that clusters or zones name, in order."""
    named = {sector for text in (*plan.zones["sectors"], *zones) for sector in split_list(text)}
    return sorted(named | set(plan.clusters["sector"]))


def _land(plan_data: PlanData, zones: pd.DataFrame) -> Iterator[LandAmounts]:
    """Yield the land of zones that designate any sector, then each."""
    named = [frozenset(split_list(text)) for text in zones["sectors"]]
    yield LandAmounts(None, zones=np.array([bool(sectors) for sectors in named], bool))
    for sector in known_sectors(plan_data.plan, zones["sectors"]):
        mine = np.array([sector in sectors for sectors in named], bool)
        yield LandAmounts(f"sector:{sector}", zones=mine)


def _matched(coverage: Coverage) -> Iterator[Value]:
    """Yield the clusters inside a zone that designates their sector: all, then by sector."""
    table = coverage.sectors
    table = table[table[coverage.radius_column] == 0]
    whole = float(table["clusters"].sum())
    yield Value(None, None, float(table["matched_clusters"].sum()), 1.0, whole=whole)
    columns = (table[name] for name in ("sector", "matched_clusters", "clusters"))
    for sector, count, of in zip(*columns, strict=True):
        yield Value(f"sector:{sector}", None, float(count), 1.0, whole=float(of))


def _clusters(plan_data: PlanData, amount: Floats) -> Iterator[PointAmounts]:
    sectors = plan_data.plan.clusters["sector"].to_numpy(object)
    yield PointAmounts.of(None, "clusters", amount)
    for sector in sorted(set(sectors)):
        mine: Bools = sectors == sector
        yield PointAmounts.of(f"sector:{sector}", "clusters", amount * mine)


def _counted(plan_data: PlanData) -> Iterator[PointAmounts]:
    yield from _clusters(plan_data, np.ones(len(plan_data.clusters)))


def _weighed(plan_data: PlanData) -> Iterator[PointAmounts]:
    yield from _clusters(plan_data, plan_data.plan.clusters["weight"].to_numpy(float))


_LAND = Indicator(
    Figure("sector_land_km2", ".2f"), "sectors", 1, "more", ("zones.sectors",), "sector", land=_land
)
_MATCHED = Indicator(
    Figure("matched_clusters"),
    "sectors",
    2,
    "more",
    ("clusters", "zones.sectors"),
    "sector",
    measure=_matched,
    instead="covered_clusters@50",
)
_CLUSTERS = Indicator(
    Figure("covered_clusters"), "sectors", 3, "more", ("clusters",), "sector", points=_counted
)


def _weights(plan: Plan) -> Iterator[Indicator]:
    """Yield the weight of clusters; it has no purpose where each weighs 1, as their number has."""
    purpose = "sectors" if (plan.clusters["weight"] != 1).any() else ""
    yield Indicator(
        Figure("covered_weight", ".4g"),
        purpose,
        4,
        "more",
        ("clusters",),
        "sector",
        points=_weighed,
    )


_WEIGHTS = IndicatorsOfPlan(_weights)
