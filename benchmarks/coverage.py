"""How fast coverage is measured, beside GeoPandas, SedonaDB and DuckDB spatial.

    python -m benchmarks.coverage [--points 1000000 10000000] [--engines …] [--repeat 5]

Prints Markdown. The first number of points is measured in every engine; each further one by
Zonewright alone, to show how an edit's cost grows. What is measured, docs/benchmarks.md says.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import time
import tracemalloc
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.affinity

from benchmarks.by_geopandas import ExactGeoPandas, GeoPandas
from benchmarks.engines import DuckDb, Engine, SedonaDb
from benchmarks.sample_data import plan_with_points
from geo import CoverageMeter

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from geo.coverage.coverage import Coverage
    from layers import Plan

RADII_KM = (25.0, 50.0, 100.0)
TABLES = ("totals", "ftzs", "zones", "regions", "sectors", "violations")
ENGINES: dict[str, type[Engine]] = {
    "geopandas": GeoPandas,
    "exact-geopandas": ExactGeoPandas,
    "sedonadb": SedonaDb,
    "duckdb": DuckDb,
}
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
    def best(self) -> float:
        """Return the least."""
        return min(self.seconds)


@dataclass
class Own:
    """What Zonewright took at one number of demand points; `reached` is by zone, as `edit` is."""

    plan: Plan
    meter: CoverageMeter
    preparation: Times
    full: Times
    edit: Times
    step: Times
    reached: list[int]
    bytes_per_point: float


def read(coverage: Coverage) -> list[pd.DataFrame]:
    """Read the tables, as whoever asked would."""
    return [getattr(coverage, name) for name in TABLES]


def prepared(plan: Plan) -> CoverageMeter:
    """Return a meter that is ready for edits."""
    meter = CoverageMeter(plan, RADII_KM)
    meter.prepare_edits()
    return meter


def ask(meter: CoverageMeter, zones: gpd.GeoDataFrame) -> list[pd.DataFrame]:
    """Measure some zones and read the tables."""
    return read(meter.measure(zones))


def edited(zones: gpd.GeoDataFrame, row: int, step: int) -> gpd.GeoDataFrame:
    """Return the zones with one of them grown by 3 % and pulled about 500 m, each step anew."""
    shape = zones.geometry.iloc[row]
    grown = shapely.affinity.scale(shape, 1.03, 1.03)
    angle = 0.2 * step
    moved = shapely.affinity.translate(grown, 0.005 * np.cos(angle), 0.005 * np.sin(angle))
    frame = zones.copy()
    frame.loc[row, "geometry"] = moved
    return frame


def measure_own(plan: Plan, repeat: int) -> Own:
    """Time preparation, full measures, an edit of every zone, and the steps of some drags."""
    preparation, full, edit, step = Times(), Times(), Times(), Times()
    for _ in range(min(repeat, 3)):
        gc.collect()
        preparation.take(lambda: prepared(plan))
    meter = prepared(plan)
    read(meter.measure())
    for _ in range(repeat):
        full.take(lambda: read(meter.measure_fully()))
    order = np.random.default_rng(1).permutation(len(plan.zones)).tolist()
    gc.collect()
    for row in order:
        frame = edited(plan.zones, row, 0)
        edit.take(partial(ask, meter, frame))
    for row in order[:_DRAGGED]:
        frames = [edited(plan.zones, row, step) for step in range(1, _STEPS + 2)]
        read(meter.measure(frames[0]))
        for frame in frames[1:]:
            step.take(partial(ask, meter, frame))
    check_edits(meter, [edited(plan.zones, row, 99) for row in order[:3]])
    reached = points_within_reach(plan)
    return Own(
        plan,
        meter,
        preparation,
        full,
        edit,
        step,
        [reached[row] for row in order],
        kept_bytes(plan) / len(plan.demand),
    )


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


def measure_engine(kind: type[Engine], own: Own, repeat: int) -> tuple[str, Times] | str:
    """Time one engine on the baseline; a line that says why, where it is not there."""
    try:
        engine = kind(own.plan, RADII_KM)
    except (ImportError, OSError, StopIteration) as error:
        return f"{kind.name}: skipped, not installed ({error})"
    zones = own.plan.zones
    check_engine(engine.measure(zones), own.meter.measure().regions, kind.name)
    work = engine.tables if isinstance(engine, GeoPandas) else engine.measure
    work(zones)
    times = Times()
    for _ in range(repeat):
        times.take(lambda: work(zones))
    return f"{kind.name} {kind.version()}", times


def check_engine(theirs: pd.DataFrame, regions: pd.DataFrame, name: str) -> None:
    """Raise where an engine's answer is not ours, but for how buffers are drawn.

    A buffer that is 0.2 % off may miss a strip of a district: 0.5 % of a radius's total, 5 % of the
    district itself.
    """
    ours = regions[regions["level"] == "district"].set_index(["adcode", "radius_km"])
    theirs = theirs.reindex(ours.index).fillna(0.0)
    for covered, whole in (
        ("covered_population", "population"),
        ("covered_area_km2", "area_km2"),
    ):
        off = (theirs[covered] - ours[covered].fillna(0.0)).abs()
        assert (off <= 0.05 * ours[whole].fillna(0.0) + 1.0).all(), f"{name}: {covered}"
        total = ours[covered].groupby("radius_km").sum()
        there = theirs[covered].groupby("radius_km").sum()
        assert ((there - total).abs() <= 0.005 * total).all(), f"{name}: {covered} in all"


def report(own: Own, engines: dict[str, tuple[str, Times]]) -> None:
    """Print the table of one number of points: medians, bests, ratios."""
    geopandas = engines.get("geopandas")
    exact = engines.get("exact-geopandas")
    fastest = min((t.median for _, t in engines.values()), default=float("nan"))
    print(f"### {len(own.plan.demand):,} demand points\n")
    print("| | median | best | × GeoPandas | × GeoPandas, a plane each | × the fastest engine |")
    print("|---|---:|---:|---:|---:|---:|")
    rows = [(label, times) for label, times in engines.values()]
    rows += [
        ("**Zonewright: preparation**", own.preparation),
        ("**Zonewright: full measure**", own.full),
        ("**Zonewright: first edit of a zone**", own.edit),
        ("**Zonewright: further step of a drag**", own.step),
    ]
    for label, times in rows:
        ratios = [
            f"{base / times.median:,.1f}"
            for base in (
                geopandas[1].median if geopandas else float("nan"),
                exact[1].median if exact else float("nan"),
                fastest,
            )
        ]
        cells = [label, shown(times.median), shown(times.best), *ratios]
        print(f"| {' | '.join(cells)} |".replace("nan", "–"))
    print(f"\nKept per demand point beyond the plan: {own.bytes_per_point:.0f} bytes.\n")


def report_growth(every: list[Own]) -> None:
    """Print the cost of an edit beside the points within reach, zones in thirds by these."""
    print("### Growth\n")
    print("| demand points | zones, by points within 100 km | points within 100 km | first edit |")
    print("|---:|---|---:|---:|")
    for own in every:
        reached, seconds = np.array(own.reached), np.array(own.edit.seconds)
        thirds = np.array_split(np.argsort(reached), 3)
        for label, third in zip(("fewest", "middle", "most"), thirds, strict=True):
            near, took = np.median(reached[third]), float(np.median(seconds[third]))
            print(f"| {len(own.plan.demand):,} | {label} | {near:,.0f} | {shown(took)} |")
    print()


def shown(seconds: float) -> str:
    """Return a duration with its unit, three figures."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.0f} ms" if seconds >= 0.1 else f"{seconds * 1e3:.2f} ms"


def machine() -> str:
    """Return what this was measured on."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].split(":")[1].strip() if names else cpu
    parts = [f"{name} {version(name)}" for name in ("numpy", "pandas", "shapely", "pyproj")]
    python = f"Python {platform.python_version()}, GEOS {shapely.geos_version_string}"
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}; {python}, {', '.join(parts)}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--points", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--engines", nargs="*", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    before = os.getloadavg()[0]
    every: list[Own] = []
    print(f"{machine()}\n")
    for count in options.points:
        own = measure_own(plan_with_points(count), options.repeat)
        engines: dict[str, tuple[str, Times]] = {}
        for name in options.engines if not every else []:
            answer = measure_engine(ENGINES[name], own, options.repeat)
            if isinstance(answer, str):
                print(f"{answer}\n")
            else:
                engines[name] = answer
        report(own, engines)
        every.append(own)
    report_growth(every)
    print(f"Load of the machine before and after: {before:.1f}, {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
