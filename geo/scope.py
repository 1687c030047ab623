"""One part of a plan looked at by itself: what one FTZ's zones cover, one sector's, or one region.

Of an **FTZ**, or of a **sector**, it is what its own zones cover, as if there were no others: the
zones of the FTZ, or those that designate the sector, and of the clusters those of the sector. Of a
**region** it is what all zones cover of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self, cast, get_args

import numpy as np
import pandas as pd

from geo.coverage.targets import district_at
from geo.lenses.region_groups import find_region
from geo.validation import shown
from layers.errors import UnknownError
from layers.messages import Message

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.coverage import Coverage
    from layers import Plan

ScopeKind = Literal["ftz", "sector", "region"]


@dataclass(frozen=True)
class Scope:
    """What is looked at: an FTZ, a sector or a region (any level), by its id."""

    kind: ScopeKind
    value: str

    @classmethod
    def parse(cls, text: str, plan: Plan) -> Self:
        """Return the aim that a text such as `ftz:SH`, `sector:biopharma` or `region:310000` names.

        Raises:
            UnknownError: the plan has no such FTZ, sector or region.
        """
        kind, _, value = text.partition(":")
        sectors = {one for text in plan.zones["sectors"].dropna() for one in str(text).split(";")}
        known = {
            "ftz": {*plan.ftzs["ftz_id"], *plan.zones["ftz_id"].dropna()},
            "sector": sectors | set(plan.clusters["sector"]),
        }
        if kind == "region":
            find_region(plan, value)
        elif kind not in get_args(ScopeKind) or value not in known[kind]:
            raise UnknownError(Message("measure-aim-unknown", given=shown(text)))
        return cls(cast("ScopeKind", kind), value)

    def zones(self, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return the zones that are looked at; of a region all."""
        if self.kind == "region":
            return zones
        if self.kind == "ftz":
            return zones[zones["ftz_id"] == self.value]
        return zones[[self.value in str(text or "").split(";") for text in zones["sectors"]]]

    def totals(self, coverage: Coverage) -> pd.DataFrame:
        """Return the totals: those of the coverage, or of the region alone."""
        if self.kind != "region":
            return coverage.totals
        region = find_region(coverage.plan, self.value)
        rows = coverage.regions
        own = rows[(rows["adcode"] == region.adcode) & (rows["level"] == region.level)]
        return own[list(coverage.totals.columns)].reset_index(drop=True)

    def clusters(self, coverage: Coverage) -> NDArray[np.bool_]:
        """Return which of the plan's clusters are looked at: of an FTZ all."""
        plan = coverage.plan
        if self.kind == "sector":
            return np.asarray(plan.clusters["sector"] == self.value, bool)
        if self.kind == "ftz":
            return np.ones(len(plan.clusters), bool)
        here = find_region(plan, self.value).districts
        places = plan.clusters["geometry"].to_numpy()
        return np.isin(district_at(places, coverage.targets.region_tree), here)

    def sectors(self, coverage: Coverage) -> pd.DataFrame:
        """Return the sectors table: of the one sector, or of the clusters in the region."""
        table = coverage.sectors
        if self.kind == "sector":
            return table[table["sector"] == self.value].reset_index(drop=True)
        if self.kind == "ftz":
            return table
        plan, targets = coverage.plan, coverage.targets
        inside = self.clusters(coverage)
        levels = coverage.figures.cluster_levels
        matched = np.zeros(len(inside), bool)
        matched[targets.clusters.order] = (coverage.zone_rows.designates & (levels == 0)).any(
            axis=0
        )
        weight = plan.clusters["weight"].to_numpy(float)
        own = plan.clusters["sector"].to_numpy()
        rows = []
        for sector, radius_km in table[["sector", "radius_km"]].itertuples(index=False):
            mine = inside & (own == sector)
            within = mine & (coverage.cluster_radius_km <= radius_km)
            counts = (int(mine.sum()), int(within.sum()), weight[mine].sum(), weight[within].sum())
            rows.append((sector, radius_km, *counts, int((mine & matched).sum())))
        columns = ["clusters", "covered_clusters", "weight", "covered_weight", "matched_clusters"]
        return pd.DataFrame(rows, columns=["sector", "radius_km", *columns])
