"""How fast coverage is measured, beside GeoPandas, SedonaDB and DuckDB spatial.

    python -m benchmarks.coverage [--points 1000000 10000000] [--engines …] [--repeat 5]

Prints Markdown. The first number of points is measured in every engine; each further one by
Zonewright alone, to show how an edit's cost grows. What is measured, docs/benchmarks.md says.
"""

from __future__ import annotations

import argparse
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from benchmarks.by_geopandas import AlbersGeoPandas, ExactGeoPandas, GeoPandas
from benchmarks.engines import DuckDb, Engine, SedonaDb
from benchmarks.own import RADII_KM, Own, Times, measure_own, through_http
from benchmarks.sample_data import china_plan, plan_with_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd
    import pandas as pd

ENGINES: dict[str, type[Engine]] = {
    "geopandas": GeoPandas,
    "exact-geopandas": ExactGeoPandas,
    "albers-geopandas": AlbersGeoPandas,
    "sedonadb": SedonaDb,
    "duckdb": DuckDb,
}
_FEW, _FOUR, _ALL = "people and land", "four tables", "all tables"


class Measured:
    """What an engine took for people and land by district, four tables, or all."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.times: dict[str, Times] = {}

    def median(self, asked: str) -> float:
        """Return the median for what is asked, of the least that it answers beyond that."""
        order = (_FEW, _FOUR, _ALL)
        for each in order[order.index(asked) :]:
            if each in self.times:
                return self.times[each].median
        return float("nan")


def measure_engine(kind: type[Engine], own: Own, repeat: int) -> Measured | str:
    """Time one engine on the baseline; a line that says why, where it is not there."""
    try:
        engine = kind(own.plan, RADII_KM)
    except (ImportError, OSError, StopIteration) as error:
        return f"{kind.name}: skipped, not installed ({error})"
    zones = own.plan.zones
    check_engine(engine.measure(zones), own.meter.measure().regions, engine)
    works: dict[str, Callable[[gpd.GeoDataFrame], object]] = {_FEW: engine.measure}
    if isinstance(engine, GeoPandas):
        works = {_FOUR: engine.four_tables} | ({} if engine.has_four else {_ALL: engine.tables})
    measured = Measured(f"{kind.name} {kind.version()}")
    for asked, work in works.items():
        work(zones)
        times = measured.times[asked] = Times()
        for _ in range(repeat):
            times.take(lambda work=work: work(zones))  # type: ignore[misc]
    return measured


def check_engine(theirs: pd.DataFrame, regions: pd.DataFrame, engine: Engine) -> None:
    """Raise where an engine's answer is not ours, but for how buffers are drawn.

    A buffer that is 0.2 % off may miss a strip of a district: 0.5 % of a radius's total, 5 % of the
    district itself, and as many times that as the engine's plane is off by more; two points are
    allowed in any district.
    """
    ours = regions[regions["level"] == "district"].set_index(["adcode", "radius_km"])
    theirs = theirs.reindex(ours.index).fillna(0.0)
    point = engine.plan.demand.groupby("adcode")["population"].max()
    few = ours.index.get_level_values("adcode").map(point).fillna(0.0).to_numpy() * 2 + 1.0
    for covered, whole, least in (
        ("covered_population", "population", few),
        ("covered_area_km2", "area_km2", 1.0),
    ):
        off = (theirs[covered] - ours[covered].fillna(0.0)).abs()
        most = 0.05 * engine.errs * ours[whole].fillna(0.0) + least
        assert (off <= most).all(), f"{engine.name}: {covered}"
        total = ours[covered].groupby("radius_km").sum()
        there = theirs[covered].groupby("radius_km").sum()
        near = (there - total).abs() <= 0.005 * engine.errs * total
        assert near.all(), f"{engine.name}: {covered} in all"


def report(own: Own, engines: dict[str, Measured], http: Times | None) -> None:
    """Print the tables of one number of points: medians, 90th percentiles, ratios."""
    print(f"### {len(own.plan.demand):,} demand points\n")
    compared = [engines[name] for name in list(ENGINES)[:3] if name in engines]
    sql = [engines[name] for name in list(ENGINES)[3:] if name in engines]
    titles = [f"× {each.label}" for each in compared] + (["× the faster SQL engine"] if sql else [])
    print(f"| {' | '.join(['', 'asked', 'median', 'p90', *titles])} |")
    print(f"|---|---|{'---:|' * (2 + len(titles))}")

    def row(label: str, asked: str, times: Times) -> None:
        bases = [each.median(asked) for each in compared]
        bases += [min(each.median(_FEW) for each in sql)] if sql else []
        ratios = [f"{base / times.median:,.1f}" for base in bases]
        cells = [label, asked, shown(times.median), shown(times.p90), *ratios]
        print(f"| {' | '.join(cells)} |".replace("nan", "–"))

    for each in engines.values():
        for asked, times in each.times.items():
            row(each.label, asked, times)
    row("**Zonewright: preparation**", _ALL, own.preparation)
    row("**Zonewright: full measure**", _ALL, own.full)
    row("**Zonewright: all zones changed at once, totals alone**", _ALL, own.every_zone)
    row("**Zonewright: first edit of a zone**", _ALL, own.edit)
    row("**Zonewright: first edit of a wide zone**", _ALL, own.edit_of_wide)
    row("**Zonewright: step of a drag**", _FOUR, own.step_of_four)
    row("**Zonewright: step of a drag**", _ALL, own.step)
    row("**Zonewright: step of a wide zone**", _ALL, own.step_of_wide)
    for name, times in own.steps_of_wide.items():
        row(f"… {name}", _ALL, times)
    if http:
        row("**Service: processor time of a step through HTTP**", _ALL, http)
    times_as_fast = own.full.median / own.every_zone.median
    print(f"\nAll zones at once, totals alone: {times_as_fast:.1f} × as fast as a full measure.")
    print(f"Kept per demand point beyond the plan: {own.bytes_per_point:.0f} bytes.\n")


def report_growth(every: Iterable[Own]) -> None:
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
        engines: dict[str, Measured] = {}
        for name in options.engines if not every else []:
            answer = measure_engine(ENGINES[name], own, options.repeat)
            if isinstance(answer, str):
                print(f"{answer}\n")
            else:
                engines[name] = answer
        plan = china_plan()
        http = through_http(plan.path, plan) if plan.path and not every else None
        report(own, engines, http)
        every.append(own)
    report_growth(every)
    print(f"Load of the machine before and after: {before:.1f}, {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
