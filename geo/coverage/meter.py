"""The coverage meter: prepare a plan once, then measure any number of scenarios."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.coverage.coverage import Coverage, Figures
from geo.coverage.incremental import MovingZone, OtherZones
from geo.coverage.nearest import NearestZones
from geo.coverage.network_reach import MovingNetworkZone, NetworkData, margin_km
from geo.coverage.plan_data import PlanData
from geo.coverage.service_area import Reach, level_of_all, reach_of
from geo.coverage.state import CoverageState, Covered
from geo.coverage.tables import Tables, ZoneRows
from geo.coverage.targets import check_targets, plan_targets, target_columns, together
from geo.coverage.travel import By, Mode, Travel, Unit, checked_radii, radii_and_travel
from geo.edits import ids_before
from geo.rules import RuleChecker
from geo.scenario.model import EDITED, Scenario
from geo.scenario.replay import Replay, ReplayCache
from geo.scenario.target import Target
from geo.table_frame import Columns
from geo.zone import PolygonCache, ZonePolygon
from layers import Plan
from layers.errors import MeasureError
from layers.messages import Message
from layers.runtime.arguments import checked_call
from layers.runtime.cache import Cache
from layers.scenario_id import BASELINE

_KEPT_REACHES = 1_000
_KEPT_DRAFTS = 16
_KEPT_NETWORKS = 2
_KEPT_PARTS = 32

Zones: TypeAlias = "Scenario | str | Path | gpd.GeoDataFrame | None"
"""What can be measured: a scenario, the path of its file, a zones frame; None: the baseline."""


class _AnyRadii:
    """The data shared by a plan's meters: everything independent of the radii and of the way."""

    def __init__(self, plan: Plan, replay_cache: ReplayCache | None) -> None:
        self._networks: Cache[tuple[Travel, float], NetworkData] = Cache(_KEPT_NETWORKS)
        self.replay_cache = replay_cache or ReplayCache(plan)
        self.plan_data = PlanData.of(plan)
        self.zone_rows = ZoneRows(plan.zones, self.plan_data)
        self.polygons = PolygonCache(plan)
        self.rule_checker = RuleChecker(plan, self.polygons)
        own = [self.polygons.polygon(self.polygons.key(it), it) for it in plan.zones.geometry]
        self.nearest = NearestZones(self.plan_data, own)
        self.targets = plan_targets(plan)
        self.meters: Cache[tuple[tuple[float, ...], Travel], CoverageMeter] = Cache(_KEPT_PARTS)
        self.parts: Cache[Hashable, Coverage] = Cache(_KEPT_PARTS)

    def network(self, travel: Travel, radius_km: float) -> NetworkData | None:
        """Return the network by which ways up to a radius are measured; None for the line."""
        if travel.mode == "line":
            return None

        key = travel, margin_km(radius_km, travel)
        return self._networks.get(key, lambda: NetworkData(travel, self.plan_data, radius_km))


@dataclass(frozen=True)
class _DraftState:
    """The polygons last measured in a draft, and its moving zone."""

    last: frozenset[bytes] = frozenset()
    others: frozenset[bytes] = frozenset()
    moving: MovingZone | MovingNetworkZone | None = None


class _Draft:
    """A draft: its state after the last completed call. Calls do not wait for each other."""

    def __init__(self) -> None:
        self.state = _DraftState()


class CoverageMeter:
    """Measures scenarios of one plan incrementally.

    The baseline is measured completely when the meter is created. For a scenario, only what its
    changed zones can reach is measured; while a single zone changes between calls, the coverage of
    the others is computed once. `radii_km` are service radii, one or several, from 0.1 to 2,000; or
    0, which means inside a zone. Thread-safe. `replay_cache` caches the results of edits; meters of
    one plan may share it.

    `by` says how distance is measured: by the straight `line`, or as the shortest way by `road`
    (see `geo.coverage.network`): then covered land is unknown (NaN). With `radii_min`, or by
    `road_min`, radii and all other distances are in minutes of the plan's layer
    `network`; attributes named `radii_km` are then in minutes, columns are named `radius_min`.

    Raises MeasureError if a radius is invalid, or there is none; if there is no such way of
    measuring, or no network of it around the plan.

    >>> from geo import CoverageMeter, Expand, Scenario
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> meter = CoverageMeter(plan, radii_km=5)
    >>> meter.measure()
    <Coverage of baseline in plan: 57.1% within 5 km>
    >>> wider = Scenario.of(plan, [Expand(zone="B", by_km=1)], scenario="wider")
    >>> meter.measure(wider)
    <Coverage of wider in plan: 85.7% within 5 km>
    >>> [coverage.scenario for coverage in meter.measure_many([None, wider])]
    ['baseline', 'wider']
    >>> float(meter.measure_fully(wider).totals["covered_population"].iloc[0])
    1500.0
    """

    @checked_call(MeasureError)
    def __init__(
        self,
        plan: Plan,
        radii_km: Sequence[float] | float | None = None,
        *,
        radii_min: Sequence[float] | float | None = None,
        by: By = "line",
        replay_cache: ReplayCache | None = None,
    ) -> None:
        radii, travel = radii_and_travel(radii_km, radii_min, by)
        self._begin(plan, radii, travel, _AnyRadii(plan, replay_cache))

    def _begin(
        self, plan: Plan, radii: Sequence[float] | float, travel: Travel, shared: _AnyRadii
    ) -> None:
        self.plan, self.travel, self._shared = plan, travel, shared
        self.radii_km = checked_radii(radii, travel.unit)
        self._network = shared.network(travel, self.radii_km[-1])
        self._plan_data = shared.plan_data
        self._tables = Tables(self._plan_data, self.radii_km, travel.radius_column)
        self._reaches: Cache[bytes, Reach] = Cache(_KEPT_REACHES)
        self._others: Cache[frozenset[bytes], OtherZones] = Cache(len(plan.zones) + 1)
        self._drafts: Cache[str, _Draft] = Cache(_KEPT_DRAFTS)
        self._polygons = shared.polygons
        baseline = dict(self._keyed(plan.zones))
        self._state = self._state_of(
            {key: self._polygons.polygon(key, baseline[key]) for key in baseline}
        )

    @classmethod
    def of(
        cls,
        plan: Plan,
        radii: Sequence[float] | float,
        by: By | Travel,
        replay_cache: ReplayCache | None = None,
    ) -> CoverageMeter:
        """Return a meter at radii in the unit in which distances are measured, km or minutes.

        Raises:
            MeasureError: as for a new meter.
        """
        meter = object.__new__(cls)
        meter._begin(plan, radii, Travel.of(by), _AnyRadii(plan, replay_cache))
        return meter

    @checked_call(MeasureError)
    def at(
        self, radii_km: Sequence[float] | float, *, by: By | Travel | None = None
    ) -> CoverageMeter:
        """Return a meter of the same plan at other radii, sharing data independent of the radii.

        It is made faster than a new one, and takes less memory. With `by` it measures another way,
        at radii in its unit.

        Raises:
            MeasureError: as for a new meter.

        >>> from geo import CoverageMeter
        >>> from layers.example import example_plan
        >>> CoverageMeter(example_plan(), radii_km=5).at(10).measure()
        <Coverage of baseline in plan: 85.7% within 10 km>
        """
        meter = object.__new__(type(self))
        meter._begin(
            self.plan, radii_km, self.travel if by is None else Travel.of(by), self._shared
        )
        return meter

    def measure(self, zones: Zones = None, *, draft: str = "") -> Coverage:
        """Measure a scenario or the file of one, a zones frame, or (nothing given) the baseline.

        Only what changed zones can reach is measured; the figures equal those of `measure_fully`.
        `draft` names the draft of a call: each draft has its own moving zone, so that calls for one
        do not slow down those for another.

        Raises:
            ScenarioError: the scenario does not apply to the plan.
            PlanError: the zones frame is invalid.
        """
        return self._measured(zones, partial(self._quick_figures, draft=draft), draft)

    def measure_fully(self, zones: Zones = None) -> Coverage:
        """Measure like `measure`, without using earlier results.

        Raises:
            ScenarioError: the scenario does not apply to the plan.
            PlanError: the zones frame is invalid.
        """
        return self._measured(zones, self._figures_from_nothing)

    def measure_many(
        self, scenarios: Iterable[Zones] | Zones, *, progress: bool = False
    ) -> Iterator[Coverage]:
        """Yield the coverage of each scenario (as for `measure`), or of a single one, in order.

        With `progress`, a line on standard error shows the number measured.

        Raises:
            ScenarioError, PlanError: as `measure`, when its turn comes.
        """
        if isinstance(scenarios, str | pd.DataFrame) or not isinstance(scenarios, Iterable):
            scenarios = [scenarios]
        count = len(scenarios) if isinstance(scenarios, Sized) else None
        for number, zones in enumerate(scenarios, start=1):
            coverage = self.measure(zones)
            if progress:
                end = "\n" if number == count else ""
                of = "" if count is None else f" / {count}"
                print(f"\r{number}{of}", end=end, file=sys.stderr, flush=True)  # noqa: T201
            yield coverage

    @property
    def by(self) -> Mode:
        """Return the travel mode of distances."""
        return self.travel.mode

    @property
    def unit(self) -> Unit:
        """Return the unit of distances."""
        return self.travel.unit

    def __repr__(self) -> str:
        """Return the plan, the radii and the travel mode."""
        radii = ", ".join(f"{radius:g}" for radius in self.radii_km)
        return f"<CoverageMeter of {self.plan.name}: {radii} {self.unit}{self.travel.shown}>"

    def prepare_edits(self) -> None:
        """Compute, for each zone of the baseline, the coverage of all others.

        The first edit of a zone is then measured faster. Calls to `measure` may be interleaved.
        """
        for _ in self.preparing_edits():
            pass

    def preparing_edits(self) -> Iterator[None]:
        """Prepare edits, of one further zone per iteration."""
        every = self._state.reaches
        for key in every:
            others = self._other_zones({other: it for other, it in every.items() if other != key})
            others.covered.measure_land()
            yield

    def _measured(
        self, zones: Zones, work_out: Callable[[gpd.GeoDataFrame], Figures], draft: str = ""
    ) -> Coverage:
        if isinstance(zones, str | Path):
            zones = Scenario.load(zones)
        scenario, played, rules = self._resolved(zones)
        targets = self._shared.targets
        if isinstance(zones, Scenario) and zones.targets:
            check_targets(self.plan, zones.targets)
            targets = together(targets, zones.targets)
        coverage = self._coverage(scenario, played.zones, work_out)
        return replace(
            coverage,
            rules=rules,
            notice=played.notice,
            plan_ids=ids_before(zones.edits) if isinstance(zones, Scenario) else {},
            own_targets=targets,
            draft=draft,
        )

    def target_columns(
        self, coverage: Coverage, targets: tuple[Target, ...], draft: str
    ) -> Columns:
        """Return a row for each target, as a coverage of the plan meets it."""
        return target_columns(coverage, targets, partial(self.measure_part, draft))

    def measure_part(
        self,
        draft: str,
        zones: gpd.GeoDataFrame,
        radii: tuple[float, ...],
        travel: Travel,
        part: str,
    ) -> Coverage:
        """Return the coverage of zones at other radii, measured otherwise, or of a part of a draft.

        `zones` are valid, and may be none; `part` names which of the draft they are. Kept for a
        while, so that a step of a drag measures only zones that changed.
        """
        if (radii, travel) != (self.radii_km, self.travel):
            other = self._shared.meters.get((radii, travel), lambda: self.at(radii, by=travel))
            return other.measure_part(draft, zones, radii, travel, part)
        work_out = partial(self._quick_figures, draft=f"{draft} {part or travel.name}")
        keys = tuple(key for key, _ in self._keyed(zones))
        texts = tuple(zones[["zone_id", "ftz_id", "sectors"]].to_numpy(str).ravel())
        return self._shared.parts.get(
            (radii, travel, keys, texts), lambda: self._coverage(BASELINE, zones, work_out)
        )

    def _quick_figures(self, frame: gpd.GeoDataFrame, draft: str) -> Figures:
        return replace(self._figures(frame, draft), nearest=self._shared.nearest)

    def _coverage(
        self,
        scenario: str,
        frame: gpd.GeoDataFrame,
        work_out: Callable[[gpd.GeoDataFrame], Figures],
    ) -> Coverage:
        """Return the coverage of valid zones."""
        rows = self._shared.zone_rows
        if not rows.fits(frame):
            rows = ZoneRows(frame, self._plan_data)
        return Coverage(
            scenario=scenario,
            plan=self.plan,
            radii_km=self.radii_km,
            zone_frame=frame,
            rules={},
            figures=work_out(frame),
            plan_data=self._plan_data,
            tables=self._tables,
            zone_rows=rows,
            rule_checker=self._shared.rule_checker,
            meter=self,
            network=self._network,
        )

    def _resolved(
        self, zones: Scenario | gpd.GeoDataFrame | None
    ) -> tuple[str, Replay, dict[str, object]]:
        """Return the id, the zones and the rules to be measured."""
        if zones is None:
            return BASELINE, Replay(self.plan.zones), {}
        if isinstance(zones, Scenario):
            return (
                zones.scenario,
                self._shared.replay_cache.replay(zones),
                dict(zones.rules_in_time),
            )
        if not isinstance(zones, pd.DataFrame):
            raise MeasureError(Message("measure-zones-not-measurable", type=type(zones).__name__))
        return EDITED, Replay(self.plan.checked_zones(zones)), {}

    def _figures(self, frame: gpd.GeoDataFrame, draft: str) -> Figures:
        """Return the figures of zones, measured incrementally."""
        keyed = self._keyed(frame)
        keys = frozenset(key for key, _ in keyed)
        drafted = self._drafts.get(draft, _Draft)
        state = drafted.state
        moving = self._moving(keyed, state.last)
        since = len(keys - self._state.reaches.keys() - state.last)
        if moving is None or since > max(len(keys) / 2, 1):
            reach_of_key = {key: self._reach(key, shape) for key, shape in keyed}
            covered = self._together(reach_of_key, since).covered
            drafted.state = replace(state, last=keys)
            return self._together_of(covered, [reach_of_key[key] for key, _ in keyed])
        key, shape = moving
        polygon = ZonePolygon(self._plan_data.ellipsoid, shape)
        zone = self._moving_zone(state, dict(keyed), key, polygon)
        drafted.state = _DraftState(keys, frozenset(keys - {key}), zone)
        covered, own = zone.measured(polygon)
        reaches = [own if one == key else self._reach(one, form) for one, form in keyed]
        level = np.minimum(zone.others.cluster_level, own.cluster_level)
        return Figures(covered, tuple(reaches), level)

    def _together(self, reaches: dict[bytes, Reach], since: int) -> CoverageState | OtherZones:
        """Measure zones together, `since` of them new: incrementally, or completely."""
        if reaches.keys() == self._state.reaches.keys():
            return self._state
        if since > len(reaches) / 2:
            return self._complete(reaches)
        return OtherZones(self._state, reaches)

    def _moving(
        self, keyed: list[tuple[bytes, BaseGeometry]], last: frozenset[bytes]
    ) -> tuple[bytes, BaseGeometry] | None:
        """Return the moving polygon, measured against all others; None if none is new.

        It is the last one not measured in the draft's last call, else the last one not in the
        baseline.
        """
        new = [(key, shape) for key, shape in keyed if key not in self._state.reaches]
        since = [(key, shape) for key, shape in new if key not in last]
        return since[-1] if since else new[-1] if new else None

    def _moving_zone(
        self, state: _DraftState, keyed: dict[bytes, BaseGeometry], key: bytes, polygon: ZonePolygon
    ) -> MovingZone | MovingNetworkZone:
        """Return the moving zone of a draft; a new one if others changed or it is too far away."""
        others = frozenset(keyed) - {key}
        moving = state.moving
        if moving is not None and state.others == others and moving.holds(polygon):
            return moving
        reaches = {other: self._reach(other, keyed[other]) for other in others}
        every_other = self._other_zones(reaches)
        if self._network is not None:
            return MovingNetworkZone(every_other, self._network)
        return MovingZone(every_other, polygon)

    def _other_zones(self, reaches: dict[bytes, Reach]) -> OtherZones:
        """Return the other zones' coverage; cached if they are the baseline without one zone."""
        keys, baseline = frozenset(reaches), self._state.reaches.keys()
        if keys < baseline and len(keys) + 1 == len(baseline):
            return self._others.get(keys, lambda: OtherZones(self._state, reaches))
        return OtherZones(self._state, reaches)

    def _figures_from_nothing(self, frame: gpd.GeoDataFrame) -> Figures:
        keyed = dict(self._keyed(frame))
        ellipsoid = self._plan_data.ellipsoid
        state = self._state_of({key: ZonePolygon(ellipsoid, keyed[key]) for key in keyed})
        reaches = [state.reaches[key] for key, _ in self._keyed(frame)]
        return self._together_of(state.covered, reaches)

    def _together_of(self, covered: Covered, reaches: Sequence[Reach]) -> Figures:
        levels = (reach.cluster_level for reach in reaches)
        level = level_of_all(levels, self._plan_data, self.radii_km)
        return Figures(covered, tuple(reaches), level)

    def _state_of(self, polygons: dict[bytes, ZonePolygon]) -> CoverageState:
        reaches = self._reaches_of(list(polygons.values()))
        return self._complete(dict(zip(polygons, reaches, strict=True)))

    def _complete(self, reaches: dict[bytes, Reach]) -> CoverageState:
        return CoverageState(self._plan_data, reaches, self.radii_km, land=self._network is None)

    def _keyed(self, frame: gpd.GeoDataFrame) -> list[tuple[bytes, BaseGeometry]]:
        """Return each zone's polygon with its digest as key."""
        return [(self._polygons.key(shape), shape) for shape in frame["geometry"].to_numpy()]

    def _reach(self, key: bytes, shape: BaseGeometry) -> Reach:
        existing = self._state.reaches.get(key)
        if existing is not None:
            return existing
        return self._reaches.get(
            key, lambda: self._reaches_of([self._polygons.polygon(key, shape)])[0]
        )

    def _reaches_of(self, polygons: Sequence[ZonePolygon]) -> Sequence[Reach]:
        if self._network is not None:
            return self._network.reaches_of(polygons, self.radii_km)
        return [reach_of(polygon, self._plan_data, self.radii_km) for polygon in polygons]
