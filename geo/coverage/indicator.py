"""The indicator: one figure by which scenarios are judged, declared beside what computes it.

An indicator has a key, a unit and digits (its `Figure`), a purpose, a direction (more is better,
less is better, or neither), and places: the whole plan, or its strategic regions, sectors, groups,
regions and kinds of gateways. Scorecard, targets, sweeps and proposals read it from here; those of
the program are declared in the modules of `geo.indicators`, those of a plan in its table
`indicators` (`geo.indicators.own`).

An indicator **over points** counts what lies within a radius of any zone: it is declared by its
points (which rows of a layer count, and for how much). One **over land** adds up the land of zones:
it is declared by the land that counts, and the worth of a km² of it. Its values, its terms in an
objective and its runs in a sweep follow from this. Any other is measured as a whole, and cannot be
the objective of a proposal: `instead` names the nearest that can.

A difference below `decides_from` **cannot be decided by the data**. Over points that is the amount
of one point, a mean weighted by the amounts: who counts less than one point depends on where that
point was put. For land it is 0.01 km², to which areas are published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.coverage.coverage import Coverage
from geo.coverage.nearest import one_shape
from geo.coverage.plan_data import PlanData
from geo.coverage.travel import Travel
from layers import Plan
from layers.geometry.edges import Bools, Floats, Ints
from layers.geometry.point_distance import Boundary
from layers.geometry.point_location import polygon_at
from layers.geometry.validity import polygonal
from layers.messages import Message
from layers.runtime.lazy import declared
from layers.schema.figures import Figure

LAND_DECIDES_KM2 = 0.01
"""The precision to which areas of zones are published."""

_AT_ONCE = 100_000

Better: TypeAlias = Literal["more", "less"] | None
PlaceKind: TypeAlias = Literal["ftz", "gateway", "region", "sector", "strategy"]


class PointAmounts(NamedTuple):
    """The points that count for one place (None: the plan): rows of a layer, and their amounts.

    Rows are in the order of the plan. A layer other than demand and clusters is reached by the
    straight line, even if a coverage is measured along a network.
    """

    place: str | None
    layer: str
    rows: Ints
    amount: Floats

    @classmethod
    def of(cls, place: str | None, layer: str, amount: Floats) -> PointAmounts:
        """Return the points with an amount other than 0, given that of every row."""
        rows = np.flatnonzero(amount)
        return cls(place, layer, rows, amount[rows])


class LandAmounts(NamedTuple):
    """The land that counts for one place (None: the plan), and how much a km² of it does.

    That is the land of zones within polygons, with an amount each (`shapes` None: all land, with
    one amount), of some zones (`zones`, by row; None: of all). Polygons that overlap count each,
    and so does land of two zones.
    """

    place: str | None
    shapes: NDArray[np.object_] | None = None
    per_km2: Floats | float = 1.0
    zones: Bools | None = None
    decides_from: float = LAND_DECIDES_KM2


class Value(NamedTuple):
    """The value of an indicator at one place (None: the plan), within a radius if it has one.

    `value` is NaN where it is unknown. `at` is the code of the region that has an extreme, `whole`
    the total that the value is a part of, NaN where there is none.
    """

    place: str | None
    radius: float | None
    value: float
    decides_from: float
    at: str | None = None
    whole: float = np.nan


@dataclass(frozen=True)
class Indicator:
    """One figure by which scenarios are judged.

    `order` is its place within its purpose. `needs` are the layers (`clusters`) and columns
    (`regions.strategies`) without which it has no value. It adds up `points`, or `land` (of a plan,
    given the zones), or `measure` computes it. `place_kind` is the kind of its places, if it has
    any.

    >>> from geo.coverage.indicator import indicators_of
    >>> from layers.example import example_plan
    >>> from geo import CoverageMeter
    >>> people = indicators_of(example_plan())["covered_population"]
    >>> people.better, people.figure.unit, people.over
    ('more', '', 'points')
    >>> people.values(CoverageMeter(example_plan(), radii_km=[5, 10]).measure())[1][:3]
    (None, 10.0, 1500.0)
    """

    figure: Figure
    purpose: str
    order: float
    better: Better
    needs: tuple[str, ...] = ()
    place_kind: PlaceKind | None = None
    decides_from: float | None = None
    """Where a plan states it; else its values say it."""
    points: Callable[[PlanData], Iterable[PointAmounts]] | None = None
    land: Callable[[PlanData, pd.DataFrame], Iterable[LandAmounts]] | None = None
    measure: Callable[[Coverage], Iterable[Value]] | None = None
    is_own: bool = False
    """Whether points count only if a zone of their own group reaches them, as `measure` has it."""
    instead: str = "zone_land_km2"
    """Of one that does not add: the nearest that does."""
    within: bool = False
    """Whether it depends on a radius; every indicator over points does."""
    radii: tuple[float, ...] = ()
    """The radii at which it is always measured; if empty, it is measured at those requested."""
    travel: Travel | None = None
    """The travel mode and unit of `radii`, where they are not those asked for."""
    label: Message | None = None
    """Its name, where `score-indicator-KEY` does not have it: of a plan's own."""
    own_unit: str | None = None
    source: str | None = None
    verified: bool | None = None

    @property
    def key(self) -> str:
        """Return its key, which ends with its unit."""
        return self.figure.name

    @property
    def over(self) -> Literal["points", "land"] | None:
        """Return the kind of amounts it adds up: points, land, or none."""
        if self.points is not None:
            return "points"
        return None if self.land is None else "land"

    @property
    def is_within_radius(self) -> bool:
        """Return whether it depends on a radius."""
        return self.within or self.points is not None

    @property
    def unit(self) -> str:
        """Return its unit, "" if it has none, or counts."""
        return self.figure.unit if self.own_unit is None else self.own_unit

    @property
    def title(self) -> Message:
        """Return its name for readers."""
        if self.label is not None:
            return self.label
        return Message(f"score-indicator-{self.key.replace('_', '-')}")

    def values(self, coverage: Coverage) -> list[Value]:
        """Return its values: of the plan, then by place, at each radius of the coverage, if any."""
        if self.points is not None and self.measure is None:
            return [*_within(self.points_of(coverage.plan_data), coverage)]
        if self.key not in coverage.worked_out:
            coverage.worked_out[self.key] = tuple(self._measured(coverage))
        return [*coverage.worked_out[self.key]]

    def _measured(self, coverage: Coverage) -> Iterable[Value]:
        if self.land is not None:
            return _of_land(self.land(coverage.plan_data, coverage.zone_frame), coverage)
        return () if self.measure is None else self.measure(coverage)

    def value_at(self, coverage: Coverage, place: str | None, radius: float | None) -> float:
        """Return its value at a place (None: of the plan), within a radius of the coverage.

        NaN if it is unknown, has no such place, or needs data that the plan lacks.
        """
        if self.missing(coverage.plan):
            return np.nan
        if self.points is not None and self.measure is None:
            here = (one for one in self.points_of(coverage.plan_data) if one.place == place)
            found = [*_within(here, coverage)]
        else:
            found = [one for one in self.values(coverage) if one.place == place]
        values = (one.value for one in found if one.radius in (None, radius))
        return next(values, np.nan)

    def points_of(self, plan_data: PlanData) -> tuple[PointAmounts, ...]:
        """Return its points, by place; none if it is not over points. Computed once for a plan."""
        points = self.points
        if points is None:
            return ()
        every: tuple[PointAmounts, ...] = plan_data.kept.get(
            f"points of {self.key}", lambda: tuple(points(plan_data))
        )
        return every

    def missing(self, plan: Plan) -> tuple[str, ...]:
        """Return the layers and columns it needs that a plan lacks."""
        return tuple(need for need in self.needs if not _has(plan, need))


_AS_GOOD = {"ftzs.cap_km2": ("caps.cap_km2",)}
"""Columns that serve instead of a needed one."""


def _has(plan: Plan, need: str) -> bool:
    """Return whether a plan has a needed column, or one that serves instead."""
    return any(_has_column(plan, one) for one in (need, *_AS_GOOD.get(need, ())))


def _has_column(plan: Plan, need: str) -> bool:
    """Return whether a plan has rows of a layer, with a value in a column; `…` means any."""
    layer, _, column = need.partition(".")
    rows = plan.frame(layer)
    pattern = column.replace("…", "*")
    columns = [name for name in rows if fnmatchcase(str(name), pattern)] if column else []
    return len(rows) > 0 and (not column or bool(rows[columns].notna().any(axis=None)))


def indicators_of(plan: Plan) -> dict[str, Indicator]:
    """Return the indicators that can be requested for a plan, by key, in order of their purposes.

    Those that need data the plan lacks are included. Each of the plan's own demand attributes has
    one, as people do; those of its table `indicators` come last.

    Raises:
        PlanError: the plan's table `indicators` has mistakes: one line per mistake.
    """
    found = declared("geo.indicators", Indicator)
    of_plan: Iterator[Indicator] = (
        one for make in declared("geo.indicators", IndicatorsOfPlan) for one in make.of(plan)
    )
    return {one.key: one for one in [*sorted(found, key=lambda one: one.order), *of_plan]}


class IndicatorsOfPlan(NamedTuple):
    """A declaration of indicators that depend on a plan: `of` returns them."""

    of: Callable[[Plan], Iterable[Indicator]]


def _within(every: Iterable[PointAmounts], coverage: Coverage) -> Iterator[Value]:
    """Yield the sums of points within each radius of a coverage."""
    reach: dict[str, Floats] = {}
    for place, layer, rows, amount in every:
        if layer not in reach:
            reach[layer] = radius_of_rows(coverage, layer)
        reached, decides_from = reach[layer][rows], one_point(amount)
        for radius in coverage.radii_km:
            value = float(amount[reached <= radius].sum()) if len(reach[layer]) else np.nan
            yield Value(place, radius, value, decides_from, whole=float(amount.sum()))


def _of_land(every: Iterable[LandAmounts], coverage: Coverage) -> Iterator[Value]:
    """Yield the sums of the land of zones."""
    polygons = coverage.figures.polygons
    area_km2 = np.array([polygon.area_km2 for polygon in polygons], float)
    land = np.array([polygon.shape for polygon in polygons], object)
    shared: dict[int, tuple[Ints, Ints, Floats]] = {}
    for one in every:
        counts = np.ones(len(land), bool) if one.zones is None else one.zones
        if one.shapes is None:
            value = float((one.per_km2 * area_km2[counts]).sum())
        else:
            if id(one.shapes) not in shared:
                shared[id(one.shapes)] = shared_km2(coverage.plan_data, land, one.shapes)
            zone, row, km2 = shared[id(one.shapes)]
            per_km2 = np.broadcast_to(one.per_km2, len(one.shapes))[row]
            value = float((km2 * per_km2)[counts[zone]].sum())
        yield Value(one.place, None, value, one.decides_from)


def shared_km2(
    plan_data: PlanData, land: NDArray[np.object_], shapes: NDArray[np.object_]
) -> tuple[Ints, Ints, Floats]:
    """Return which pieces of land and which polygons share land, and how much of it, km²."""
    is_regions = shapes is plan_data.regions
    tree = plan_data.region_tree if is_regions else shapely.STRtree(shapes)
    piece, row = tree.query(land, predicate="intersects")
    parts = [polygonal(one) for one in shapely.intersection(land[piece], shapes[row])]
    held = np.array([part is not None for part in parts], bool)
    areas = plan_data.ellipsoid.area_km2(np.array([p for p in parts if p is not None], object))
    return piece[held], row[held], areas


def one_point(amount: Floats) -> float:
    """Return the amount of one point: the mean of amounts, weighted by themselves.

    >>> one_point(np.array([0.0, 1.0, 3.0]))
    2.5
    """
    whole = float(amount.sum())
    return float(np.square(amount).sum()) / whole if whole > 0 else 0.0


def radius_of_rows(coverage: Coverage, layer: str) -> Floats:
    """Return for each row of a layer the least radius within which it is reached, or its distance.

    For demand and clusters it is one of the radii of the coverage, ∞ if none reaches it.
    """
    if layer == "demand":
        return coverage.demand_radius_km
    if layer == "clusters":
        return coverage.cluster_radius_km
    shapes = coverage.plan.frame(layer).geometry.to_numpy()
    lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
    polygons = [polygon.shape for polygon in coverage.figures.polygons]
    if not polygons or not len(lon):
        return np.full(len(lon), np.inf)
    boundary = Boundary(coverage.plan.ellipsoid, one_shape(polygons))
    parts = np.array_split(np.arange(len(lon)), len(lon) // _AT_ONCE + 1)
    return np.concatenate([boundary.distance_km(lon[rows], lat[rows]) for rows in parts])


def district_of_rows(plan_data: PlanData, layer: str) -> Ints:
    """Return the row of the district of each row of a layer of points, in the order of the plan.

    One past the last if it lies in none. Demand is in the district of its `adcode`.
    """
    if layer == "demand":
        district = np.empty(len(plan_data.demand), np.int64)
        district[plan_data.demand.order] = plan_data.district
        return district
    return polygon_at(plan_data.plan.frame(layer).geometry.to_numpy(), plan_data.region_tree)
