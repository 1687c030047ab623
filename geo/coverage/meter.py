"""The coverage meter: prepare a plan once, then measure any number of scenarios."""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeAlias

import shapely

from geo.coverage.coverage import Coverage
from geo.coverage.land import CoveredLand
from geo.coverage.prepare import Ground
from geo.coverage.reach import Reach, reach_of
from geo.coverage.tables import (
    ftzs_table,
    nearest_km,
    regions_table,
    sectors_table,
    totals_table,
    zones_table,
)
from geo.replay import apply
from geo.rules import RuleBook
from geo.scenario import BASELINE, Scenario
from layers.errors import MeasureError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from layers import Plan

EDITED = "edited"
"""The id under which a zones frame is measured that belongs to no scenario."""

DEFAULT_RADII_KM = (25.0, 50.0, 100.0)
_KEPT_REACHES = 2_000
_FARTHEST_KM = 2_000.0

Zones: TypeAlias = "Scenario | gpd.GeoDataFrame | None"


class CoverageMeter:
    """Measures scenarios of one plan; what a polygon reaches is kept and used again.

    `radii_km` are service radii, at least one, at most 2,000; 0 means inside a zone.

    Raises MeasureError where a radius is negative, not finite or too large, or there is none.
    """

    def __init__(self, plan: Plan, radii_km: Sequence[float] = DEFAULT_RADII_KM) -> None:
        self.plan = plan
        self.radii_km = _checked_radii(radii_km)
        self._ground = Ground.of(plan)
        self._rule_book = RuleBook(plan)
        self._land = CoveredLand(self._ground)
        self._reaches: OrderedDict[bytes, Reach] = OrderedDict()

    def measure(self, zones: Zones = None) -> Coverage:
        """Measure a scenario, a zones frame, or (with nothing given) the baseline.

        Only polygons not met before are measured; the figures are those of `measure_fully`.

        Raises:
            ScenarioError: the scenario does not apply to the plan.
            PlanError: the zones frame is not valid.
        """
        return self._measured(zones, self._land, self._kept_reach)

    def measure_fully(self, zones: Zones = None) -> Coverage:
        """Measure as `measure` does, using nothing that was measured before.

        Raises:
            ScenarioError: the scenario does not apply to the plan.
            PlanError: the zones frame is not valid.
        """
        return self._measured(zones, CoveredLand(self._ground), self._new_reach)

    def _measured(
        self, zones: Zones, land: CoveredLand, reach: Callable[[bytes, BaseGeometry], Reach]
    ) -> Coverage:
        scenario, frame, rules = self._resolved(zones)
        shapes = shapely.normalize(frame["geometry"].to_numpy())
        keys = [hashlib.blake2b(wkb, digest_size=16).digest() for wkb in shapely.to_wkb(shapes)]
        reaches = [reach(key, shape) for key, shape in zip(keys, shapes, strict=True)]
        by_key = dict(zip(keys, reaches, strict=True))
        ground = self._ground
        covered = {radius: land.covered_area_km2(by_key, radius) for radius in self.radii_km}
        distance = nearest_km(ground.demand, [one.demand for one in reaches])
        reached_clusters = [one.clusters for one in reaches]
        zone_rows = zones_table(ground, frame, reaches)
        return Coverage(
            scenario=scenario,
            plan=self.plan,
            radii_km=self.radii_km,
            zone_frame=frame,
            totals=totals_table(ground, covered, distance),
            ftzs=ftzs_table(self.plan, zone_rows),
            zones=zone_rows,
            regions=regions_table(ground, covered, distance),
            sectors=sectors_table(ground, frame, reached_clusters, self.radii_km),
            violations=self._rule_book.violations(frame, rules),
            cluster_km=nearest_km(ground.clusters, reached_clusters),
            ground=ground,
        )

    def _resolved(self, zones: Zones) -> tuple[str, gpd.GeoDataFrame, dict[str, object]]:
        """Return the id, the zones and the rules of what is to be measured."""
        if zones is None:
            return BASELINE, self.plan.zones, {}
        if isinstance(zones, Scenario):
            return zones.scenario, apply(self.plan, zones), dict(zones.rules)
        return EDITED, self.plan.checked_zones(zones), {}

    def _kept_reach(self, key: bytes, shape: BaseGeometry) -> Reach:
        known = self._reaches.get(key)
        if known is None:
            known = self._new_reach(key, shape)
            self._reaches[key] = known
            while len(self._reaches) > _KEPT_REACHES:
                self._reaches.popitem(last=False)
        return known

    def _new_reach(self, _key: bytes, shape: BaseGeometry) -> Reach:
        return reach_of(shape, self._ground, self.radii_km)


def _checked_radii(radii_km: Sequence[float]) -> tuple[float, ...]:
    """Return the radii as numbers, each once, the smallest first."""
    problems = [
        f"radius {radius!r} km: must be a number from 0 to {_FARTHEST_KM:g}"
        for radius in radii_km
        if not (math.isfinite(radius) and 0 <= radius <= _FARTHEST_KM)
    ]
    if not len(radii_km):
        problems.append("no radius given: name at least one, such as 50 km")
    if problems:
        raise MeasureError(problems)
    return tuple(sorted({float(radius) for radius in radii_km}))
