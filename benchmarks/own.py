"""What Zonewright takes for the questions of `benchmarks.coverage`."""

from __future__ import annotations

import gc
import tempfile
import time
import tracemalloc
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
import shapely.affinity

from benchmarks.served import seconds_a_step
from geo import CoverageMeter
from layers.geometry.buffer import buffers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from geo.coverage.coverage import Coverage
    from layers import Plan

RADII_KM = (25.0, 50.0, 100.0)
FOUR = ("totals", "ftzs", "zones", "regions")
TABLES = (*FOUR, "sectors", "violations")
_STEPS = 30
_DRAGGED = 7


@dataclass
class Times:
    """The seconds that something took, time after time."""

    seconds: list[float] = field(default_factory=list)

    def take(self, work: Callable[[], object]) -> None:
        """Time one run of it."""
        start = time.perf_counter()
        work()
        self.seconds.append(time.perf_counter() - start)

    @property
    def median(self) -> float:
        """Return the median."""
        return float(np.median(self.seconds))

    @property
    def p90(self) -> float:
        """Return the 90th percentile."""
        return float(np.percentile(self.seconds, 90))


@dataclass
class Own:
    """What Zonewright took at one number of demand points; `reached` is by zone, as `edit` is.

    A wide zone is one whose buffers are drawn in pieces.
    """

    plan: Plan
    meter: CoverageMeter
    preparation: Times = field(default_factory=Times)
    full: Times = field(default_factory=Times)
    edit: Times = field(default_factory=Times)
    edit_of_wide: Times = field(default_factory=Times)
    step_of_four: Times = field(default_factory=Times)
    step: Times = field(default_factory=Times)
    steps_of_wide: dict[str, Times] = field(default_factory=dict)
    every_zone: Times = field(default_factory=Times)
    reached: list[int] = field(default_factory=list)
    bytes_per_point: float = float("nan")

    @property
    def step_of_wide(self) -> Times:
        """Return the steps of all wide zones."""
        return Times([each for times in self.steps_of_wide.values() for each in times.seconds])


def read(coverage: Coverage, tables: Sequence[str] = TABLES) -> list[pd.DataFrame]:
    """Read the tables, as whoever asked would."""
    return [getattr(coverage, name) for name in tables]


def prepared(plan: Plan) -> CoverageMeter:
    """Return a meter that is ready for edits."""
    meter = CoverageMeter(plan, RADII_KM)
    meter.prepare_edits()
    return meter


def ask(meter: CoverageMeter, zones: gpd.GeoDataFrame, tables: Sequence[str] = TABLES) -> None:
    """Measure some zones and read the tables."""
    read(meter.measure(zones), tables)


def drawn(shape: BaseGeometry, step: int) -> BaseGeometry:
    """Return a zone's outline grown by 3 % and pulled about 500 m, each step anew."""
    grown = shapely.affinity.scale(shape, 1.03, 1.03)
    angle = 0.2 * step
    return shapely.affinity.translate(grown, 0.005 * np.cos(angle), 0.005 * np.sin(angle))


def edited(zones: gpd.GeoDataFrame, row: int, step: int) -> gpd.GeoDataFrame:
    """Return the zones with one of them drawn anew."""
    frame = zones.copy()
    frame.loc[row, "geometry"] = drawn(zones.geometry.iloc[row], step)
    return frame


def measure_own(plan: Plan, repeat: int) -> Own:
    """Time preparation, full measures, an edit of every zone, and the steps of some drags."""
    own = Own(plan, prepared(plan))
    zones, meter = as_read(plan.zones), own.meter
    read(meter.measure(zones))
    for _ in range(min(repeat, 3)):
        gc.collect()
        own.preparation.take(lambda: prepared(plan))
    for _ in range(repeat):
        own.full.take(lambda: read(meter.measure_fully()))
    order = np.random.default_rng(1).permutation(len(zones)).tolist()
    wide = wide_zones(plan)
    gc.collect()
    for row in order:
        frame = edited(zones, row, 0)
        own.edit.take(partial(ask, meter, frame))
    own.edit_of_wide.seconds = [
        own.edit.seconds[nth] for nth, row in enumerate(order) if row in wide
    ]
    for row in [row for row in order if row not in wide][:_DRAGGED]:
        own.step_of_four.seconds += drag(meter, zones, row, FOUR).seconds
        own.step.seconds += drag(meter, zones, row, TABLES).seconds
    for row in wide:
        name = str(zones["zone_id"].iloc[row])
        own.steps_of_wide[name] = drag(meter, zones, row, TABLES)
    for step in range(repeat):
        frame = zones.set_geometry([drawn(shape, step) for shape in zones.geometry], crs=zones.crs)
        own.every_zone.take(partial(ask, meter, frame, ("totals",)))
    check_edits(meter, [edited(zones, row, 99) for row in [*order[:3], *wide[:1]]])
    reached = points_within_reach(plan)
    own.reached = [reached[row] for row in order]
    own.bytes_per_point = kept_bytes(plan) / len(plan.demand)
    return own


def as_read(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return zones as `geopandas.read_file` gives them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "zones.gpkg"
        zones.to_file(path)
        return gpd.read_file(path)


def wide_zones(plan: Plan) -> list[int]:
    """Return the rows of the zones too wide for one piece at the least radius."""
    shapes = plan.zones.geometry.to_numpy()
    least = [buffers(plan.ellipsoid, shape, RADII_KM[:1])[0] for shape in shapes]
    return [row for row, land in enumerate(least) if land.ring is None]


def drag(meter: CoverageMeter, zones: gpd.GeoDataFrame, row: int, tables: Sequence[str]) -> Times:
    """Time the steps of a zone's drag but the first."""
    frames = [edited(zones, row, step) for step in range(1, _STEPS + 2)]
    ask(meter, frames[0], tables)
    times = Times()
    for frame in frames[1:]:
        times.take(partial(ask, meter, frame, tables))
    return times


def through_http(path: Path, plan: Plan) -> Times:
    """Return the processor time of a step through HTTP, a mean for each of some zones."""
    wide = wide_zones(plan)
    order = np.random.default_rng(1).permutation(len(plan.zones)).tolist()
    rows = [row for row in order if row not in wide][:_DRAGGED]
    ids, shapes = plan.zones["zone_id"], plan.zones.geometry
    drags = {ids[row]: [drawn(shapes[row], step) for step in range(_STEPS + 1)] for row in rows}
    return Times(seconds_a_step(path, drags))


def check_edits(meter: CoverageMeter, frames: list[gpd.GeoDataFrame]) -> None:
    """Raise where an edit, measured incrementally, is not what a full measure finds."""
    for frame in frames:
        quick, full = meter.measure(frame).regions, meter.measure_fully(frame).regions
        people = np.nan_to_num(quick["covered_population"] - full["covered_population"])
        land = quick["covered_area_km2"] - full["covered_area_km2"]
        assert np.all(np.abs(people) <= 1e-9 * np.nan_to_num(full["population"])), "people"
        assert np.all(np.abs(land) <= 1e-9 * full["area_km2"]), "land"


def points_within_reach(plan: Plan) -> list[int]:
    """Return how many demand points lie within the largest radius of each zone, nearly."""
    lon, lat = plan.demand.geometry.x.to_numpy(), plan.demand.geometry.y.to_numpy()
    counts = []
    for shape in plan.zones.geometry:
        plane = plan.ellipsoid.plane(*shape.centroid.coords[0])
        reach = plane.inverse(plane.forward(shape).buffer(RADII_KM[-1] * 1e3))
        west, south, east, north = reach.bounds
        near = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        shapely.prepare(reach)
        counts.append(int(shapely.contains_xy(reach, lon[near], lat[near]).sum()))
    return counts


def kept_bytes(plan: Plan) -> int:
    """Return what a meter that has measured the baseline keeps, beyond the plan."""
    gc.collect()
    tracemalloc.start()
    meter = prepared(plan)
    read(meter.measure())
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept
