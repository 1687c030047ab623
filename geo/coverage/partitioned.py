"""Coverage of demand that is larger than memory, partition by partition, on Dask.

Whether a point is covered depends only on the point and the zones, so any partitioning of the
demand gives the same result: each partition gives a table of persons by district and radius, and
the tables are summed. Land, zones, sectors and rules do not need the demand; `CoverageMeter`
measures them in this process.

`layers` provides the function that reads a partition; `dask_workers` runs the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd
import shapely

from geo.coverage.coverage import Coverage
from geo.coverage.dask_workers import Workers
from geo.coverage.meter import CoverageMeter, Zones
from geo.coverage.nearest import ACCESS_FIGURES
from geo.coverage.point_index import Box, PointIndex, reach_box
from geo.coverage.service_area import LocalPoints, levels_of, service_areas
from geo.coverage.state import Covered
from geo.coverage.tables import Tables
from geo.coverage.target_figure import (
    indicator_of,
    is_measured,
    needs_people,
    table_of_target,
)
from geo.coverage.targets import check_targets, known_targets, plan_targets
from geo.coverage.travel import DEFAULT_RADII_KM
from geo.scenario.model import Scenario
from geo.scenario.target import Target
from layers import Plan
from layers.errors import MeasureError, PlanError, ZonewrightError
from layers.geometry.edges import Floats, Ints
from layers.geometry.point_location import polygon_at
from layers.messages import Message
from layers.runtime.arguments import checked_call
from layers.runtime.cache import cached_property

if TYPE_CHECKING:
    from layers.plan.partitions import DemandParts, DemandPoints, Partition

Read: TypeAlias = "Callable[[Partition], Iterable[DemandPoints]]"
"""A function that reads one partition in pieces; it is sent to the workers."""

_BY_DISTRICT = Message("measure-demand-in-partitions")


@dataclass(frozen=True)
class Tally:
    """Persons of every district, the last column outside all: total, and covered by radius.

    `points` counts the demand points; a district without any has no population figure.
    """

    points: Ints
    people: Floats
    covered: Floats

    def __add__(self, other: Tally) -> Tally:
        """Return the sum of both tallies."""
        return Tally(
            self.points + other.points, self.people + other.people, self.covered + other.covered
        )


class DemandMeasure:
    """Service areas and districts against which demand points are measured; sent to workers."""

    def __init__(self, coverage: Coverage) -> None:
        self._radii_km = coverage.radii_km
        self._areas = [
            service_areas(polygon, coverage.radii_km, polygon.origin)
            for polygon in coverage.figures.polygons
        ]
        self._regions = coverage.plan_data.regions
        self._row_of = {code: row for row, code in enumerate(coverage.plan.regions["adcode"])}

    @property
    def nothing(self) -> Tally:
        """Return the tally of no points."""
        width = len(self._regions) + 1
        return Tally(
            np.zeros(width, np.int64), np.zeros(width), np.zeros((len(self._radii_km), width))
        )

    def tally(self, points: DemandPoints) -> Tally:
        """Measure points. A point without a district of the plan belongs to the one it lies in."""
        width = len(self._regions) + 1
        places = PointIndex(points.lon, points.lat)
        district = self._district(points)[places.order]
        population = points.population[places.order]
        level = self._level(places)
        covered = [population * (level <= r) for r in range(len(self._radii_km))]
        people = [
            np.bincount(district, weights, minlength=width).astype(float)
            for weights in (population, *covered)
        ]
        return Tally(np.bincount(district, minlength=width), people[0], np.array(people[1:]))

    def _level(self, places: PointIndex) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
        """Return the number of the smallest radius at which any zone covers each point."""
        level = np.full(len(places), len(self._radii_km), np.int8)
        for areas in self._areas:
            box = reach_box(areas[0].polygon.bounds, self._radii_km[-1])
            rows = places.in_box(box)
            rows = rows[level[rows] > 0]
            if len(rows):
                located = LocalPoints(areas[0].origin, places.lon[rows], places.lat[rows])
                level[rows] = np.minimum(level[rows], levels_of(areas, located))
        return level

    def _district(self, points: DemandPoints) -> Ints:
        none = len(self._regions)
        row_of_code = np.array([*(self._row_of.get(code, none) for code in points.adcodes), none])
        rows = row_of_code[points.adcode]  # -1: the last, none
        lost = np.flatnonzero(rows == none)
        if len(lost):
            shapes = np.asarray(shapely.points(points.lon[lost], points.lat[lost]))
            rows[lost] = polygon_at(shapes, self._region_tree)
        return rows

    @cached_property
    def _region_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._regions)


def tally_of(
    part: Partition, measure_of_demand: DemandMeasure, read: Read
) -> Tally | tuple[Message, ...]:
    """Measure one partition; return its problems if it is invalid."""
    total = measure_of_demand.nothing
    try:
        for points in read(part):
            total += measure_of_demand.tally(points)
    except ZonewrightError as error:
        return error.problems
    return total


class PartitionedPoints(PointIndex):
    """The index of demand that is not in memory: only its number of placeholders is known."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        """Return the number of placeholder points, one for each district with demand."""
        return self._count

    def __getattr__(self, name: str) -> object:
        """Raise MeasureError for attributes of points, such as `lon`."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise MeasureError(_BY_DISTRICT)

    def in_box(self, box: Box) -> Ints:  # noqa: ARG002  as in the base class
        """Raise MeasureError, likewise."""
        raise MeasureError(_BY_DISTRICT)


class PartitionedCoverage(Coverage):
    """A coverage whose demand was measured in partitions and is not in memory.

    The tables are those of any coverage, except that the figures of `access` are null: a median
    needs the distances of all points at once. Measures that need single demand points (people
    crossing a radius, people reached by one zone) raise MeasureError.
    """

    def has(self, target: Target) -> bool:
        """Return whether a target can be measured: for people, if the tables have its figure."""
        table = table_of_target(target, self.plan_data.weights)
        indicator = indicator_of(target, self.plan_data)
        if indicator is not None:
            return not any(need.startswith("demand") for need in indicator.needs)
        return is_measured(self, target) or not needs_people(target, table)

    @cached_property
    def access(self) -> pd.DataFrame:
        """Return one row of unknown figures."""
        return pd.DataFrame([dict.fromkeys(figure.name for figure in ACCESS_FIGURES)], dtype=float)


@checked_call(MeasureError)
def measure_partitions(
    plan: Plan,
    demand: DemandParts,
    zones: Zones = None,
    radii_km: Sequence[float] | float = DEFAULT_RADII_KM,
    *,
    workers: Workers | None = None,
) -> Coverage:
    """Measure a scenario, a zones frame or the baseline with demand in partitions.

    A demand layer of the plan is ignored, and so are targets over other columns of it than people.
    Figures are those of `CoverageMeter` with all points in
    the plan, to 1e-9. Local workers are separate processes: a script must call this under
    `if __name__ == "__main__":`.

    Raises:
        ScenarioError: the scenario does not apply to the plan.
        PlanError: the zones frame, or a partition, is invalid: one line per problem.
        MeasureError: a radius is invalid.
        SourceError: the scheduler cannot be reached, or a worker is lost.
    """
    part = _without_demand(plan)
    zones = Scenario.load(zones) if isinstance(zones, str | Path) else zones
    if isinstance(zones, Scenario):
        check_targets(plan, zones.targets)
        zones = replace(zones, targets=known_targets(part, zones.targets))
    coverage = CoverageMeter(part, radii_km).measure(zones)
    measure_of_demand = DemandMeasure(coverage)
    total = measure_of_demand.nothing
    problems: list[Message] = []
    for result in (workers or Workers()).each(
        tally_of, (measure_of_demand, demand.read), demand.parts
    ):
        if isinstance(result, Tally):
            total += result
        else:
            problems.extend(result)
    if problems:
        raise PlanError(problems)
    return with_people(coverage, total)


def _without_demand(plan: Plan) -> Plan:
    """Return a plan without its demand, and without targets over columns of that."""
    of_demand = ("demand", "indicators", "purposes")  # its own indicators may read its columns
    frames = {name: plan.frame(name) for name in plan.present if name not in of_demand}
    part, stated = Plan(frames, plan.path), plan_targets(plan)
    known = known_targets(part, stated)
    if len(known) == len(stated):
        return part
    return part.with_layer("targets", plan.frame("targets")[[one in known for one in stated]])


def with_people(coverage: Coverage, tally: Tally) -> Coverage:
    """Return a coverage with the persons of a tally: one placeholder point per district."""
    counted = np.flatnonzero(tally.points)
    plan_data = replace(
        coverage.plan_data,
        demand=PartitionedPoints(len(counted)),
        population=tally.people[counted],
        district=counted.astype(np.int32),
        by_district=np.arange(len(counted), dtype=np.int32),
        district_start=np.searchsorted(counted, np.arange(len(tally.points) + 1)),
    )
    values = {field.name: getattr(coverage, field.name) for field in fields(coverage)}
    people = {
        "figures": replace(
            coverage.figures, covered=Covered(tally.covered, coverage.figures.covered.land_km2)
        ),
        "plan_data": plan_data,
        "tables": Tables(plan_data, coverage.radii_km, coverage.radius_column),
    }
    found = PartitionedCoverage(**(values | people))
    return replace(found, own_targets=tuple(filter(found.has, coverage.own_targets)))
