"""Sweeps: 10,000 runs over three scenarios, and 50 of them beside boundaries really redrawn.

    python -m benchmarks.sweep [--runs 10000] [--redrawn 50] [--times 10]

People, clusters and their weight within 25, 50 and 100 km, with boundaries varied by ±1 km, radii
by ±5 km, weights and people by a fifth. The runs are measured by the command on two workers and
on one, and ten times as many, so that the difference is without their start; then runs drawn at
random are measured by a `CoverageMeter` over zones whose outlines are really offset. Prints times
and by how much the two differ.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from benchmarks.coverage import machine
from benchmarks.sample_data import SEED, cache_folder, china_plan
from geo import CoverageMeter, Scenario
from geo.edits.offset import Offset
from geo.scenario.replay import apply
from geo.sweep import Spreads, Sweep
from layers.china.samples import sample_scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from layers import Plan

RADII_KM = (25.0, 50.0, 100.0)
SPREADS = Spreads(boundary=1.0, radius=5.0, weights=0.2, demand=0.2)
_TOTALS = ["covered_population", "covered_clusters", "covered_weight"]


def redrawn(plan: Plan, scenario: Scenario, sweep: Sweep, run: int) -> pd.DataFrame:
    """Measure a scenario with the zones' outlines, radii, weights and people that a run draws."""
    drawn = sweep.drawn(run)
    zones = apply(plan, scenario)
    shapes = []
    for zone, land in zip(zones["zone_id"], zones.geometry, strict=True):
        by_km = drawn.boundary_km[sweep.zones.index(zone)]
        moved = Offset(land, plan.ellipsoid, 1 if by_km > 0 else -1).by_km(abs(by_km))
        shapes.append(shapely.MultiPolygon(shapely.get_parts(moved).tolist()))
    meter = CoverageMeter(plan, [radius + drawn.radius_km for radius in RADII_KM])
    left = zones.set_geometry(shapes, crs=zones.crs)
    left = left[~left.geometry.is_empty].reset_index(drop=True)  # what is drawn inward may vanish
    coverage = meter.measure(left)
    regions = coverage.regions
    regions = regions[regions["level"] == plan.terms.finest.code]
    factor = dict(zip(plan.regions["adcode"], drawn.demand[:-1], strict=True))
    people = regions["covered_population"] * regions["adcode"].map(factor)
    sectors = coverage.sectors
    weight = sectors["covered_weight"] * sectors["sector"].map(
        dict(zip(sorted(plan.clusters["sector"].unique()), drawn.weights, strict=True))
    )
    found = {
        "covered_population": people.groupby(regions["radius_km"]).sum(),
        "covered_clusters": sectors.groupby("radius_km")["covered_clusters"].sum(),
        "covered_weight": weight.groupby(sectors["radius_km"]).sum(),
    }
    return pd.DataFrame(found).loc[lambda table: table.index > 0].reset_index(drop=True)


def differences(plan: Plan, scenarios: list[Scenario], runs: int, count: int) -> pd.DataFrame:
    """Return by how much runs drawn at random differ from redrawn boundaries, as a share."""
    sweep = Sweep(plan, scenarios, SPREADS, radii_km=RADII_KM, seed=SEED)
    rng = np.random.default_rng(SEED)
    rows = []
    for run in rng.choice(runs, count, replace=False):
        table = sweep.measure([int(run)])
        scenario = scenarios[int(rng.integers(len(scenarios)))]
        swept = table[table["scenario"] == scenario.scenario][_TOTALS].reset_index(drop=True)
        whole = redrawn(plan, scenario, sweep, int(run))
        rows.append(((swept - whole) / whole).assign(radius_km=RADII_KM))
        print(f"run {run}: {rows[-1][_TOTALS].abs().to_numpy().max():.1e}", file=sys.stderr)
    return pd.concat(rows, ignore_index=True)


def seconds(plan: Path, files: list[Path], runs: int, workers: int) -> float:
    """Return how long the command takes, with its start."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from service.cli import main; main()", "sweep", plan]
        for path in files:
            command += ["--scenario", path]
        for name in ("boundary", "radius", "weights", "demand"):
            command += ["--vary", f"{name}={getattr(SPREADS, name)}"]
        for radius in RADII_KM:
            command += ["--radius-km", radius]
        command += ["--runs", str(runs), "--seed", str(SEED), "--workers", str(workers)]
        began = time.perf_counter()
        subprocess.run([*map(str, command), "-o", f"{folder}/sweep", "--json"], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--redrawn", type=int, default=50)
    parser.add_argument("--times", type=int, default=10)
    given = parser.parse_args()
    plan = china_plan()
    assert plan.path is not None
    scenarios = [Scenario.from_document(one) for one in sample_scenarios(plan)[:3]]
    print(f"{machine()}; load {os.getloadavg()[0]:.1f} before.\n")
    print(
        f"{len(plan.demand):,} demand points, {len(plan.clusters):,} clusters, three scenarios.\n"
    )
    files = []
    for scenario in scenarios:
        files.append(cache_folder() / f"{scenario.scenario}.yaml")
        files[-1].write_text(scenario.to_yaml(), encoding="utf-8")
    few, many = given.runs, given.times * given.runs
    took = {
        (runs, workers): seconds(plan.path, files, runs, workers)
        for runs in (few, many)
        for workers in (2, 1)
    }
    print("| with start and preparation | two workers | one worker | times as fast |")
    print("|---|---:|---:|---:|")
    for runs in (few, many):
        two, one = took[runs, 2], took[runs, 1]
        print(f"| {runs:,} runs | {two:.1f} s | {one:.1f} s | {one / two:.2f} |")
    two, one = (took[many, workers] - took[few, workers] for workers in (2, 1))
    print(
        f"| the {many - few:,} runs more, alone | {two:.1f} s | {one:.1f} s | {one / two:.2f} |\n"
    )
    table = differences(plan, scenarios, given.runs, given.redrawn)
    print(f"{given.redrawn} runs beside boundaries really redrawn, difference as a share:\n")
    print("| total | median | greatest |\n|---|---:|---:|")
    for total in _TOTALS:
        off = np.abs(table[total])
        print(f"| {total} | {off.median():.1e} | {off.max():.1e} |")
    print(f"\nLoad after: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
