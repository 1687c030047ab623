"""Measure many edits of a small plan by a kernel compiled otherwise: `kernel_edits LIBRARY`.

Some are measured without it too; both must agree.
"""

import os
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.fuzz import CENTRE, polygon, size
from benchmarks.kernel import MOST, Differences
from geo import CoverageMeter
from layers import Plan
from layers.geometry import kernel
from layers.geometry.kernel import build
from layers.geometry.validity import swept

KINDS = ("spikes", "comb", "spiral", "near rings", "ragged", "star", "star", "star")


def star(random: np.random.Generator, vertices: int, radius_deg: float) -> shapely.Geometry:
    """Return a ragged star anywhere within a degree of the centre."""
    angle = np.sort(random.uniform(0, 2 * np.pi, vertices))
    far = radius_deg * random.uniform(0.3, 1, (vertices, 1))
    ring = far * np.column_stack([np.cos(angle), np.sin(angle)])
    return shapely.make_valid(shapely.Polygon(ring + CENTRE + random.uniform(-1, 1, 2)))


def frame(key: str, shapes: list[shapely.Geometry], **columns: object) -> gpd.GeoDataFrame:
    ids = [f"{key}{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({key: ids, **columns}, geometry=shapes, crs=4490)


def plan(random: np.random.Generator) -> Plan:
    """Return a plan of zones and ragged regions, of these some with holes, parts and long rings."""
    regions = [star(random, int(10 ** random.uniform(0.5, 3)), 1) for _ in range(24)]
    regions += [shapely.difference(*regions[at : at + 2]) for at in range(0, 8, 2)]
    regions += [shapely.union(*regions[at : at + 2]) for at in range(8, 16, 2)]
    points = [shapely.Point(at) for at in CENTRE + random.uniform(-2, 2, (2_000, 2))]
    return Plan(
        {
            "regions": frame("adcode", regions),
            "zones": frame("zone_id", [star(random, 40, 0.05) for _ in range(4)], ftz_id="F"),
            "demand": frame("demand_id", points, population=1.0, adcode=None),
            "gateways": frame("gateway_id", points[:20], kind="airport"),
            "clusters": frame("cluster_id", points[:50], sector="tea"),
        }
    )


def main(file: str) -> None:
    build.BINARY = Path(file)
    if not kernel.is_on():
        sys.exit("this kernel is not used")
    random = np.random.default_rng(0)
    small = plan(random)
    meter, zones = CoverageMeter(small, (25.0, 50.0, 100.0)), small.zones.copy()
    area_km2 = small.ellipsoid.area_km2(small.regions.geometry.to_numpy())
    found = Differences()
    for number in range(40):
        kind, vertices = KINDS[number % len(KINDS)], size(number, random, 3_000)
        of_kind = star(random, vertices, 0.05) if kind == "star" else None
        shape = of_kind or polygon(kind, vertices, random)
        if swept(shape)[0] is not False and shapely.is_valid(shape):
            zones.loc[number % len(zones), "geometry"] = shape
            figures = meter.measure(zones).figures
            if number % 13 == 5:  # a star
                os.environ["ZONEWRIGHT_KERNEL"] = "off"
                plain = CoverageMeter(small, (25.0, 50.0, 100.0)).measure(zones).figures
                os.environ["ZONEWRIGHT_KERNEL"] = ""
                found.take(figures, plain, area_km2)
    if wrong := [name for name, most in MOST.items() if getattr(found, name) > most]:
        sys.exit(f"differs: {wrong}, {found}")


if __name__ == "__main__":
    main(sys.argv[1])
