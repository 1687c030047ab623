"""A part of a plan viewed separately: the coverage of one FTZ, of one sector, or of one region.

For an **FTZ** or a **sector** it is the coverage of its zones, as if no others existed: the zones
of the FTZ, or those that designate the sector, with the clusters of the sector. For a **region** it
is the part of the region that all zones cover.
"""

from dataclasses import dataclass
from typing import Any, Literal, Self, cast, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage.coverage import Coverage
from geo.validation import shown
from layers import Plan
from layers.errors import UnknownError
from layers.geometry.edges import Ints
from layers.geometry.point_location import polygon_at
from layers.messages import Message
from layers.schema.lists import split_list

_MOST_NAMED = 5
ScopeKind = Literal["ftz", "sector", "region"]


@dataclass(frozen=True)
class Scope:
    """The scope: an FTZ, a sector or a region (any level), by its id."""

    kind: ScopeKind
    value: str

    @classmethod
    def parse(cls, text: str, plan: Plan) -> Self:
        """Return the scope of a text such as `ftz:SH`, `sector:biopharma` or `region:310000`.

        Raises:
            UnknownError: the plan has no such FTZ, sector or region.
        """
        kind, _, value = text.partition(":")
        sectors = {one for cell in plan.zones["sectors"] for one in split_list(cell)}
        ids = {
            "ftz": {*plan.ftzs["ftz_id"], *plan.zones["ftz_id"].dropna()},
            "sector": sectors | set(plan.clusters["sector"]),
        }
        if kind == "region":
            find_region(plan, value)
        elif kind not in get_args(ScopeKind) or value not in ids[kind]:
            raise UnknownError(Message("measure-aim-unknown", given=shown(text)))
        return cls(cast("ScopeKind", kind), value)

    def zones(self, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return the zones of the scope; all for a region."""
        if self.kind == "region":
            return zones
        if self.kind == "ftz":
            return zones[zones["ftz_id"] == self.value]
        return zones[[self.value in split_list(cell) for cell in zones["sectors"]]]

    def totals(self, coverage: Coverage) -> pd.DataFrame:
        """Return the totals of the coverage, or of the region."""
        if self.kind != "region":
            return coverage.totals
        region = find_region(coverage.plan, self.value)
        rows = coverage.regions
        region_rows = rows[(rows["adcode"] == region.adcode) & (rows["level"] == region.level)]
        return region_rows[list(coverage.totals.columns)].reset_index(drop=True)

    def clusters(self, coverage: Coverage) -> NDArray[np.bool_]:
        """Return which of the plan's clusters are in the scope; all for an FTZ."""
        plan = coverage.plan
        if self.kind == "sector":
            return np.asarray(plan.clusters["sector"] == self.value, bool)
        if self.kind == "ftz":
            return np.ones(len(plan.clusters), bool)
        districts = find_region(plan, self.value).districts
        places = plan.clusters["geometry"].to_numpy()
        return np.isin(polygon_at(places, coverage.plan_data.region_tree), districts)

    def sectors(self, coverage: Coverage) -> pd.DataFrame:
        """Return the sectors table: of the one sector, or of the clusters in the region."""
        table = coverage.sectors
        if self.kind == "sector":
            return table[table["sector"] == self.value].reset_index(drop=True)
        if self.kind == "ftz":
            return table
        plan, plan_data = coverage.plan, coverage.plan_data
        inside = self.clusters(coverage)
        matched = np.zeros(len(inside), bool)
        designated = coverage.zone_rows.designates
        for reach, designates in zip(coverage.reaches, designated, strict=True):
            matched[plan_data.clusters.order] |= designates & (reach.cluster_level == 0)
        weight = plan.clusters["weight"].to_numpy(float)
        in_sector = plan.clusters["sector"].to_numpy()
        rows = []
        at = coverage.radius_column
        for sector, radius in table[["sector", at]].itertuples(index=False):
            mine = inside & (in_sector == sector)
            within = mine & (coverage.cluster_radius_km <= radius)
            counts = (int(mine.sum()), int(within.sum()), weight[mine].sum(), weight[within].sum())
            rows.append((sector, radius, *counts, int((mine & matched).sum())))
        columns = ["clusters", "covered_clusters", "weight", "covered_weight", "matched_clusters"]
        return pd.DataFrame(rows, columns=["sector", at, *columns])


@dataclass(frozen=True)
class Region:
    """A region: its adcode, its level, and the rows of its districts in `plan.regions`."""

    adcode: str
    level: str
    districts: Ints


def find_region(plan: Plan, adcode: str, level: str | None = None) -> Region:
    """Return the region with an adcode, of the level or else of the coarsest level that has it.

    110000 is a province and a city: the province.

    Raises:
        UnknownError: no region of any level has the adcode.
    """
    for one in reversed(plan.levels) if level is None else (plan.level(level),):
        rows = np.flatnonzero((plan.regions[one.column] == adcode).to_numpy(bool))
        if len(rows):
            return Region(adcode, one.code, rows)
    if codes := codes_named(plan, adcode):
        raise UnknownError(Message("measure-region-by-code", given=shown(adcode), codes=codes))
    raise UnknownError(Message("measure-region-unknown", given=shown(adcode)))


def codes_named(plan: Plan, name: str) -> tuple[str, ...]:
    """Return at most five adcodes: of the regions with a name, or else with names that begin so.

    >>> from layers.example import example_plan
    >>> codes_named(example_plan(), "east")
    ('330102',)
    """
    wanted, exact, begun = str(name).strip().casefold(), dict[str, Any](), dict[str, Any]()
    for level in reversed(plan.levels) if wanted else ():
        names = level.names(plan.regions)
        for column in ("name", "name_zh"):
            known = names[column].fillna("").astype(str).str.casefold()
            exact |= dict.fromkeys(names.loc[known == wanted, "adcode"].dropna())
            begun |= dict.fromkeys(names.loc[known.str.startswith(wanted), "adcode"].dropna())
    return tuple(exact or begun)[:_MOST_NAMED]
