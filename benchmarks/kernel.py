"""Whether the compiled kernel gives the plain way's figures, over random edits of the China plan.

    python -m benchmarks.kernel [--edits 1000] [--points 100000] [--library FILE]

Each zone that is drawn at random is dragged five steps: moved, turned and scaled. Every fiftieth
edit is measured from nothing as well. Prints the greatest differences, and how many times as long
the plain way took. Fails where people or distances differ by more than 1e-9, the covered land of a
district by 1e-3 of its area (an outline strays by 9e-5 of its radius) or all covered land by 1e-5.
`--library` takes a kernel compiled otherwise, as with sanitizers.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely
from shapely.affinity import rotate, scale, translate

from benchmarks.sample_data import plan_with_points
from geo import CoverageMeter
from layers.geometry import kernel
from layers.geometry.kernel import build
from layers.geometry.validity import swept

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo.coverage.coverage import Figures
    from layers import Plan

RADII_KM = (25.0, 50.0, 100.0)
MOST = {"people": 1e-9, "gateways": 1e-9, "land": 1e-3, "all_land": 1e-5}
T = TypeVar("T")
_BOTH = ("on", "off")
_DRAG = 5
_FROM_NOTHING = 50


@dataclass
class Differences:
    """The greatest differences found: people of a district's, land of its area, distances.

    `seconds` is what edits took with the kernel, and without.
    """

    people: float = 0.0
    land: float = 0.0
    all_land: float = 0.0
    gateways: float = 0.0
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(_BOTH, 0.0))

    def take(self, one: Figures, other: Figures, area_km2: np.ndarray) -> None:
        """Take two answers to one question; what is counted must be the same."""
        levels, gateways = (
            [[getattr(reach, name) for reach in each.reaches] for each in (one, other)]
            for name in ("cluster_level", "gateways")
        )
        if not np.array_equal(*levels):
            raise SystemExit("clusters differ")
        for mine, its in zip(*(chain(*each) for each in gateways), strict=True):
            if mine["gateway_id"] != its["gateway_id"]:
                raise SystemExit("gateways differ")
            way = abs(mine["distance_km"] - its["distance_km"]) / max(its["distance_km"], 1e-3)
            self.gateways = max(self.gateways, way)
        (a, b), (c, d) = ((f.covered.people, f.covered.land_km2) for f in (one, other))
        self.people = max(self.people, float((abs(a - c) / np.maximum(c, 1.0)).max()))
        self.land = max(self.land, float((abs(b - d) / area_km2).max()))
        self.all_land = max(self.all_land, float((abs(b.sum(1) - d.sum(1)) / d.sum(1)).max()))


def compare(plan: Plan, edits: int, seed: int = 0) -> Differences:
    """Measure random edits with the kernel and without; return by how much they differ."""
    random, found = np.random.default_rng(seed), Differences()
    meters = {which: _switched(which, partial(CoverageMeter, plan, RADII_KM)) for which in _BOTH}
    area_km2 = plan.ellipsoid.area_km2(plan.regions["geometry"].to_numpy())
    row = 0
    for number in range(edits):
        if number % _DRAG == 0:
            row = int(random.integers(len(plan.zones)))
        zones = _edited(plan.zones, row, random)
        measured = {}
        for which, meter in meters.items():
            began = time.process_time()
            measured[which] = _switched(which, partial(meter.measure, zones)).figures
            found.seconds[which] += time.process_time() - began
        found.take(measured["on"], measured["off"], area_km2)
        for shape in (zones["geometry"].iloc[row], shapely.Polygon(random.uniform(0, 1, (9, 2)))):
            if swept(shape)[0] not in (None, bool(shapely.is_valid(shape))):
                raise SystemExit("validity differs")
        if number % _FROM_NOTHING == 0:
            for which, meter in meters.items():
                full = _switched(which, partial(meter.measure_fully, zones))
                found.take(measured["on"], full.figures, area_km2)
    return found


def _switched(which: str, work: Callable[[], T]) -> T:
    """Do some work with the kernel on or off."""
    before = os.environ.get("ZONEWRIGHT_KERNEL", "")
    os.environ["ZONEWRIGHT_KERNEL"] = which
    try:
        return work()
    finally:
        os.environ["ZONEWRIGHT_KERNEL"] = before


def _edited(zones: gpd.GeoDataFrame, row: int, random: np.random.Generator) -> gpd.GeoDataFrame:
    shape = zones["geometry"].iloc[row]
    shape = rotate(scale(shape, *random.uniform(0.7, 1.4, 2)), random.uniform(0, 360))
    frame = zones.copy()
    moved = translate(shape, *random.uniform(-0.03, 0.03, 2))
    frame.loc[row, "geometry"] = moved if shapely.is_valid(moved) else zones["geometry"].iloc[row]
    return frame


def main() -> None:
    """Compare, and print by how much the figures differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=1_000)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--library", type=Path, default=build.BINARY)
    given = parser.parse_args()
    build.BINARY = given.library
    if not kernel.is_on():
        sys.exit("there is no compiled kernel: python layers/geometry/kernel/build.py")
    found = compare(plan_with_points(given.points), given.edits)
    print(
        f"{given.edits} edits: people differ by {found.people:.1e}, gateways by "
        f"{found.gateways:.1e}, a district's land by {found.land:.1e}, all land by "
        f"{found.all_land:.1e}; {found.seconds['off'] / found.seconds['on']:.0f} times as long "
        "without the kernel"
    )
    if wrong := [name for name, most in MOST.items() if getattr(found, name) > most]:
        sys.exit(f"too much: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
