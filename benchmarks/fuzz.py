"""Measure random polygons, each within limits and against a naive measure of distances.

`python -m benchmarks.fuzz --count 5000` prints a line for each polygon that takes too long, fails
or differs, and at last how many were measured and the longest time (of the processor). Polygons are
spikes, combs, spirals, slivers, near-touching rings and ragged rings of 3 to 100,000 vertices, most
of them of few, each two hundredth of more than 50,000. The naive measure takes every point's
distance to the polygon by GEOS in a plane.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Proj

from geo import CoverageMeter
from layers import Plan
from layers.errors import ZonewrightError
from layers.geometry.buffer import buffer
from layers.geometry.ellipsoid import GRS80
from layers.runtime.budget import Budget

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Floats = NDArray[np.float64]

CENTRE = np.array([120.0, 30.0])
RADIUS_KM = 25.0
ERRS = 1.2e-4  # of the radius: 1e-4, and what a distance in one plane errs by
MOST_S = 60.0  # of the processor; as time on a busy machine, it may be some times that
_PEOPLE = 4_000
_LARGE = 199  # each polygon of this number is large: no multiple of the number of kinds
_PLANE = GRS80.plane(*CENTRE)
_EQUAL_AREA = Proj("EPSG:6933")
_KINDS = ("spikes", "comb", "spiral", "sliver", "near rings", "ragged")


def comb(vertices: int) -> shapely.Polygon:
    """Return a comb of about so many vertices, from -1 to 1."""
    teeth = max(vertices // 4, 2)
    x = np.repeat(np.linspace(-1, 1, 2 * teeth), 2)
    y = np.tile([-0.9, 1.0, 1.0, -0.9], teeth)
    return shapely.Polygon(np.vstack([np.column_stack([x, y]), [[1, -1], [-1, -1]]]))


def spikes(vertices: int, seed: int) -> shapely.Polygon:
    """Return a star of so many random rays, from -1 to 1."""
    far = np.random.default_rng(seed).uniform(0.05, 1, (vertices, 1))
    return shapely.Polygon(far * _circle(vertices))


def _circle(count: int) -> Floats:
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.column_stack([np.cos(turn), np.sin(turn)])


def polygon(kind: str, vertices: int, rng: np.random.Generator) -> BaseGeometry:
    """Return a random polygon of a kind and of about so many vertices, in degrees."""
    count = max(vertices, 3)
    ring = _circle(count)
    size = 10 ** rng.uniform(-5, -0.7)
    if kind == "comb":
        ring = shapely.get_coordinates(comb(count))
    elif kind == "spikes":
        ring = shapely.get_coordinates(spikes(count, int(rng.integers(2**31))))
    elif kind == "spiral":
        along = np.linspace(0.1, 1, max(count // 2, 8))
        turns = along * np.pi * min(count / 20, 40)
        arm = np.column_stack([np.cos(turns), np.sin(turns)])
        step = 0.5 * np.pi / max(turns[-1], 2 * np.pi)
        outer, inner = arm * along[:, None], arm * (along - step * 0.5)[:, None]
        ring = np.vstack([outer, inner[::-1]])
    elif kind == "sliver":
        hair = 10 ** rng.uniform(-17, -8)
        ends = rng.uniform(-1, 1, (2, 2))
        ring = np.vstack(
            [
                ends[0],
                ends[1],
                ends[1] + np.array([0, hair]),
                ends.mean(axis=0) + np.array([0, hair]),
            ]
        )
    elif kind == "near rings":
        ring = _circle(max(count // 2, 3))
        inner = shapely.Polygon(ring * (1 - 10 ** rng.uniform(-12, -2)))
        hole = shapely.Polygon(shapely.Polygon(ring).exterior, [inner.exterior])
        return shapely.transform(hole, lambda xy: xy * size + CENTRE)
    else:
        ring = ring * rng.uniform(0.95, 1, (count, 1))
    return shapely.Polygon(ring * size + CENTRE)


def strays(shape: BaseGeometry) -> float:
    """Return by how much of the radius the outline of a buffer strays, by distances in a plane."""
    outline = shapely.get_exterior_ring(buffer(GRS80, shape, RADIUS_KM))
    points = _PLANE.forward(shapely.points(shapely.get_coordinates(outline)[::5]))
    return float(np.abs(shapely.distance(_flat(shape), points) / (RADIUS_KM * 1e3) - 1).max())


class Ground:
    """A plan of square regions and scattered people, in which one polygon after another is a zone.

    Its measures are held against naive ones: the people within the radius by distances in a plane,
    land by cutting every region with the buffer's outline, area in a plane of equal area.
    """

    def __init__(self) -> None:
        west, south = CENTRE[:, None] + np.linspace(-0.6, 0.4, 6)
        cells = [shapely.box(x, y, x + 0.2, y + 0.2) for x in west for y in south]
        lon, lat = (CENTRE + np.random.default_rng(0).uniform(-0.6, 0.6, (_PEOPLE, 2))).T
        self._people = shapely.points(lon, lat)
        weight = np.random.default_rng(1).uniform(1, 100, _PEOPLE)
        self._weight = weight
        far = shapely.box(*(CENTRE + 5), *(CENTRE + 5.1))
        self._zones = _frame("zone_id", [shapely.box(*CENTRE, *(CENTRE + 0.01)), far], ftz_id=None)
        regions = _frame("adcode", cells)
        demand = _frame("demand_id", list(self._people), population=weight, adcode=None)
        self._regions = regions.geometry.to_numpy()
        self._meter = CoverageMeter(
            Plan({"zones": self._zones, "regions": regions, "demand": demand}), RADIUS_KM
        )

    def wrong(self, shape: BaseGeometry) -> str | None:
        """Return by how much a measure of a polygon differs from the naive one, if it does."""
        zones = self._zones.copy()
        zones.loc[0, "geometry"] = shape
        measured = self._meter.measure(zones)
        list(map(measured.columns, ("zones", "regions", "violations")))
        total = measured.totals.iloc[0]
        away = shapely.distance(_flat(shape), _PLANE.forward(self._people)) / (RADIUS_KM * 1e3)
        away[shapely.contains_properly(shape, self._people)] = 0
        sure, perhaps = (self._weight[away <= 1 + way * ERRS].sum() for way in (-1, 1))
        if not sure - 1e-6 <= total["covered_population"] <= perhaps + 1e-6:
            return f"covers {total['covered_population']} people, not {sure} to {perhaps}"
        outline = shapely.Polygon(shapely.get_exterior_ring(buffer(GRS80, shape, RADIUS_KM)))
        land_km2 = float(GRS80.area_km2(shapely.intersection(self._regions, outline)).sum())
        if abs(total["covered_area_km2"] - land_km2) > 1e-9 * land_km2:
            return f"covers {total['covered_area_km2']} km², not {land_km2}"
        area_km2, own_km2 = measured.zones["area_km2"][0], _area_km2(shape)
        rounding_km2 = 1e-9 * _area_km2(shapely.box(*shape.bounds))
        rounding_km2 += 5e-8 * float(GRS80.perimeter_km(shape)[0])  # straight in degrees alone
        if abs(area_km2 - own_km2) > 1e-6 * own_km2 + rounding_km2:
            return f"has {area_km2} km², not {own_km2}"
        return None


def _flat(shape: BaseGeometry) -> BaseGeometry:
    """Return the rings of a polygon as prepared lines in the plane about the centre."""
    flat = _PLANE.forward(shapely.segmentize(shapely.get_rings(shape), 0.01))
    lines: BaseGeometry = shapely.multilinestrings(list(flat))
    shapely.prepare(lines)
    return lines


def _area_km2(shape: BaseGeometry) -> float:
    """Return the area of a polygon in a plane of equal area, its edges in pieces."""
    rings = shapely.segmentize(shapely.get_rings(shape), 1e-3)
    sums = []
    for ring in rings:
        x, y = _EQUAL_AREA(*shapely.get_coordinates(ring).T)
        x, y = x - x[0], y - y[0]
        sums.append(abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2e6)
    return 2 * max(sums) - sum(sums)


def _frame(key: str, shapes: list[BaseGeometry], **columns: object) -> gpd.GeoDataFrame:
    ids = [f"{key}-{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({key: ids, **columns}, geometry=shapes, crs=4490)


def size(number: int, rng: np.random.Generator, most_vertices: int) -> int:
    """Return how many vertices a polygon is to have: mostly few, now and then nearly the most."""
    if number % _LARGE == 0:
        return int(rng.uniform(0.5, 1) * most_vertices)
    return int(10 ** (np.log10(3) + rng.beta(1, 4) * np.log10(most_vertices / 3)))


def check(
    number: int, most_vertices: int = 100_000, ground: Ground | None = None
) -> tuple[str, float, str | None]:
    """Return what a random polygon is, the processor's seconds for it, and what is wrong with it.

    With a ground it is measured there besides, with all rules.
    """
    rng = np.random.default_rng(number)
    kind = _KINDS[number % len(_KINDS)]
    shape = polygon(kind, size(number, rng, most_vertices), rng)
    named = f"{number}: {kind} of {shapely.get_num_coordinates(shape)} vertices"
    if not shapely.is_valid(shape):
        return named, 0.0, None
    began = time.process_time()
    try:
        with Budget(seconds=5 * MOST_S).limiting():
            stray = strays(shape)
            wrong = None if ground is None else ground.wrong(shape)
    except ZonewrightError as error:
        return named, time.process_time() - began, str(error)
    seconds = time.process_time() - began
    if stray > ERRS:
        wrong = f"strays by {stray:.2e} of the radius"
    elif seconds > MOST_S:
        wrong = f"takes {seconds:.1f} s"
    return named, seconds, wrong


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    longest, failed, ground, began = ("", 0.0), 0, Ground(), time.process_time()
    for number in range(given.first, given.first + given.count):
        if number % 500 == 0:
            print(f"from {number}:", flush=True)
        named, seconds, wrong = check(number, ground=ground)
        longest = max(longest, (named, seconds), key=lambda each: each[1])
        if wrong:
            failed += 1
            print(f"{named}: {wrong}", flush=True)
    print(
        f"{given.count} polygons, {failed} wrong, in {time.process_time() - began:.0f} s of the "
        f"processor; longest: {longest[0]}, {longest[1]:.2f} s"
    )


if __name__ == "__main__":
    main()
