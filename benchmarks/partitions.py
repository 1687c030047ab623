"""Coverage of demand larger than memory: many points in GeoParquet, on two Dask workers.

Run `python -m benchmarks.partitions [--points N]`. The points are drawn from China's district
populations with a fixed seed and written, a million a file, to the user's cache folder (50 million
take 2 GB). Prints the time, the rate, each worker's greatest memory, and by how much the tables of
a million points differ from those of the single process.
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import resource
import time
from importlib.metadata import version
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from distributed import Client, LocalCluster

from benchmarks import sample_data
from geo import CoverageMeter
from geo.coverage import Workers, measure_partitions
from layers import Plan
from layers.plan.partitions import DemandParts

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
_POINTS_OF_A_FILE = 1_000_000
_MOVED_DEG = 0.01


def main() -> None:
    """Write the data set where it is not there yet, and measure it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=50_000_000)
    points = parser.parse_args().points
    plan = sample_data.china_plan()
    folder = _data_set(plan, points)
    demand = DemandParts.open(folder, plan.crs)
    stored = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python ", end="")
    print(platform.python_version(), *(f"{n} {version(n)}" for n in ("distributed", "pyarrow")))
    print(f"{demand.rows:,} points, {len(demand.parts)} partitions, {stored / 1e9:.2f} GB stored")
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            memory_limit="4GiB",
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        began = time.perf_counter()
        workers = Workers(cluster.scheduler_address)
        totals = measure_partitions(plan, demand, workers=workers).totals
        took = time.perf_counter() - began
        peaks = client.run(_peak_gib)
        print(totals.to_string(index=False))
        print(f"time: {took:.1f} s; {demand.rows / took:,.0f} points per second")
        print("peak memory of each worker:", ", ".join(f"{p:.2f} GiB" for p in peaks.values()))
        _compare(plan, folder, workers)


def _data_set(plan: Plan, count: int) -> Path:
    """Return the folder of the points: each near one of a million, which lie evenly by district."""
    folder = sample_data.cache_folder() / f"parts-{sample_data.SEED}-{count}"
    folder.mkdir(exist_ok=True)
    files = -(-count // _POINTS_OF_A_FILE)
    missing = [n for n in range(files) if not (folder / f"{n:04}.parquet").exists()]
    if missing:
        near = sample_data.draw_points(plan, 1_000_000)
        lon, lat, district = (near[name].to_numpy() for name in ("lon", "lat", "district"))
        adcodes = plan.regions["adcode"].to_numpy()
        each = near["population"].sum() / count
    for number in missing:
        rng = np.random.default_rng([sample_data.SEED, number])
        first = number * _POINTS_OF_A_FILE
        size = min(_POINTS_OF_A_FILE, count - first)
        at = rng.integers(0, len(near), size)
        moved = rng.uniform(-_MOVED_DEG, _MOVED_DEG, (2, size))
        frame = gpd.GeoDataFrame(
            {
                "demand_id": np.arange(first, first + size),
                "population": np.full(size, each),
                "adcode": adcodes[district[at]],
            },
            geometry=gpd.points_from_xy(lon[at] + moved[0], lat[at] + moved[1]),
            crs=plan.crs,
        )
        unfinished = folder / f"{number:04}.unfinished"
        frame.to_parquet(unfinished)
        unfinished.rename(unfinished.with_suffix(".parquet"))
    return folder


def _peak_gib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _compare(plan: Plan, folder: Path, workers: Workers) -> None:
    """Measure the first file's points by both ways, and print the greatest difference."""
    first = min(folder.glob("*.parquet"))
    frames = {name: plan.frame(name) for name in plan.present}
    frames["demand"] = gpd.read_parquet(first)
    began = time.perf_counter()
    whole = CoverageMeter(Plan(frames)).measure()
    print(f"{len(frames['demand']):,} points in one process: {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    parted = measure_partitions(plan, DemandParts.open(first, plan.crs), workers=workers)
    print(f"the same on the workers: {time.perf_counter() - began:.1f} s")
    print("greatest relative difference of totals:", _difference(whole.totals, parted.totals))
    print("greatest relative difference of regions:", _difference(whole.regions, parted.regions))


def _difference(one: pd.DataFrame, other: pd.DataFrame) -> float:
    a, b = (frame.select_dtypes("number").to_numpy(float) for frame in (one, other))
    if not (np.isnan(a) == np.isnan(b)).all():
        return float("inf")
    return float(np.nanmax(np.abs(a - b) / np.maximum(np.abs(a), 1.0)))


if __name__ == "__main__":
    main()
