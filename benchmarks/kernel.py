"""Whether the compiled kernel gives the figures of the arrays, over random edits of the China plan.

    python -m benchmarks.kernel [--edits 10000] [--points 100000] [--library FILE]

Each zone that is drawn at random is dragged five steps: moved, turned and scaled. Every fiftieth
edit is measured from nothing as well. Prints the greatest differences, and fails above 1e-9.
`--library` takes a kernel compiled otherwise, as with sanitizers.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
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
MOST = 1e-9
T = TypeVar("T")
_BOTH = ("on", "off")
_DRAG = 5
_FROM_NOTHING = 50


@dataclass
class Differences:
    """The greatest differences found: people of a district's, land of its area, distances."""

    people: float = 0.0
    land: float = 0.0
    gateways: float = 0.0

    def take(self, one: Figures, other: Figures, area_km2: np.ndarray) -> None:
        """Take two answers to one question; what is counted must be the same."""
        if (one.cluster_levels != other.cluster_levels).any():
            raise SystemExit("clusters differ")
        for mine, its in zip(chain(*one.gateways), chain(*other.gateways), strict=True):
            if mine["gateway_id"] != its["gateway_id"]:
                raise SystemExit("gateways differ")
            way = abs(mine["distance_km"] - its["distance_km"]) / max(its["distance_km"], 1e-3)
            self.gateways = max(self.gateways, way)
        (a, b), (c, d) = ((f.covered.people, f.covered.land_km2) for f in (one, other))
        self.people = max(self.people, float((abs(a - c) / np.maximum(c, 1.0)).max()))
        self.land = max(self.land, float((abs(b - d) / area_km2).max()))


def compare(plan: Plan, edits: int, seed: int = 0) -> Differences:
    """Measure random edits with the kernel and with arrays; return by how much they differ."""
    random, found = np.random.default_rng(seed), Differences()
    compiled, arrays = (_switched(which, partial(CoverageMeter, plan, RADII_KM)) for which in _BOTH)
    area_km2 = plan.ellipsoid.area_km2(plan.regions["geometry"].to_numpy())
    row = 0
    for number in range(edits):
        if number % _DRAG == 0:
            row = int(random.integers(len(plan.zones)))
        zones = _edited(plan.zones, row, random)
        one = _switched("on", partial(compiled.measure, zones))
        other = _switched("off", partial(arrays.measure, zones))
        found.take(one.figures, other.figures, area_km2)
        for shape in (zones["geometry"].iloc[row], shapely.Polygon(random.uniform(0, 1, (9, 2)))):
            if swept(shape)[0] not in (None, bool(shapely.is_valid(shape))):
                raise SystemExit("validity differs")
        if number % _FROM_NOTHING == 0:
            for which, meter in zip(_BOTH, (compiled, arrays), strict=True):
                full = _switched(which, partial(meter.measure_fully, zones))
                found.take(one.figures, full.figures, area_km2)
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
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--library", type=Path, default=build.BINARY)
    given = parser.parse_args()
    build.BINARY = given.library
    if not kernel.is_on():
        sys.exit("there is no compiled kernel: python layers/geometry/kernel/build.py")
    found = compare(plan_with_points(given.points), given.edits)
    print(
        f"{given.edits} edits: people differ by {found.people:.1e}, land by {found.land:.1e}, "
        f"gateways by {found.gateways:.1e}"
    )
    if max(found.people, found.land, found.gateways) > MOST:
        sys.exit(f"that is more than {MOST}")


if __name__ == "__main__":
    main()
