"""The planner's desk: one plan, its scenarios, and what has been measured of them so far."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from geo.comparison import Comparison, compare
from geo.coverage import DEFAULT_RADII_KM, Coverage, CoverageMeter
from geo.scenario import BASELINE, Scenario
from layers.errors import UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from layers import Plan

K = TypeVar("K")
V = TypeVar("V")

_KEPT_COVERAGES = 64
_KEPT_METERS = 4


class Desk:
    """Answers the service's questions about one plan; every coverage is measured once and kept.

    Safe to share between threads: one question measures at a time.
    """

    def __init__(self, plan: Plan, scenarios: Mapping[str, Scenario]) -> None:
        self.plan = plan
        self.scenarios = dict(scenarios)
        self._lock = threading.RLock()
        self._meters: OrderedDict[tuple[float, ...], CoverageMeter] = OrderedDict()
        self._coverages: OrderedDict[tuple[str, tuple[float, ...]], Coverage] = OrderedDict()

    def scenario(self, name: str) -> Scenario | None:
        """Return a scenario by id, None for the baseline.

        Raises:
            UnknownError: there is none of that id.
        """
        if name == BASELINE:
            return None
        if name not in self.scenarios:
            known = ", ".join([BASELINE, *self.scenarios])
            raise UnknownError(f"scenario {name!r}: not found; there are {known}")
        return self.scenarios[name]

    def coverage(self, name: str, radii_km: tuple[float, ...] = DEFAULT_RADII_KM) -> Coverage:
        """Return the coverage of a scenario by id.

        Raises:
            UnknownError, ScenarioError, MeasureError
        """
        scenario = self.scenario(name)
        with self._lock:
            return _kept(
                self._coverages,
                (name, radii_km),
                lambda: self._meter(radii_km).measure(scenario),
                _KEPT_COVERAGES,
            )

    def measure(self, scenario: Scenario, radii_km: tuple[float, ...]) -> Coverage:
        """Measure edits that belong to no kept scenario.

        Raises:
            ScenarioError, MeasureError
        """
        with self._lock:
            return self._meter(radii_km).measure(scenario)

    def comparison(self, a: str, b: str) -> Comparison:
        """Return what A changes against B.

        Raises:
            UnknownError, ScenarioError
        """
        return compare(self.coverage(b), self.coverage(a))

    def zone_frame(self, name: str) -> gpd.GeoDataFrame:
        """Return the zones of a scenario by id, with their measured area.

        Raises:
            UnknownError, ScenarioError
        """
        coverage = self.coverage(name)
        return coverage.zone_frame.assign(area_km2=coverage.zones["area_km2"].to_numpy())

    @cached_property
    def extent(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north of the plan's regions, in degrees."""
        west, south, east, north = (float(bound) for bound in self.plan.regions.total_bounds)
        return west, south, east, north

    def _meter(self, radii_km: tuple[float, ...]) -> CoverageMeter:
        return _kept(
            self._meters, radii_km, lambda: CoverageMeter(self.plan, radii_km), _KEPT_METERS
        )


def _kept(known: OrderedDict[K, V], key: K, make: Callable[[], V], most: int) -> V:
    """Return what is known under the key, else make and keep it; the oldest goes first."""
    if key not in known:
        known[key] = make()
        while len(known) > most:
            known.popitem(last=False)
    known.move_to_end(key)
    return known[key]
