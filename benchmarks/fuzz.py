"""Measure random polygons, each within limits and against a naive measure of distances.

`python -m benchmarks.fuzz --count 5000` prints a line for each polygon that takes too long, fails
or differs, and at last how many were measured and the longest time. Polygons are
spikes, combs, spirals, slivers, near-touching rings and ragged rings of 3 to 100,000 vertices, most
of them of few. The naive measure takes every point's distance to the polygon by GEOS in a plane.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.budget import Budget
from layers.buffer import buffer
from layers.ellipsoid import GRS80
from layers.errors import ZonewrightError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CENTRE = np.array([120.0, 30.0])
RADIUS_KM = 25.0
ERRS = 1.2e-4  # of the radius: 1e-4, and what a distance in one plane errs by
MOST_S = 60.0
_KINDS = ("spikes", "comb", "spiral", "sliver", "near rings", "ragged")


def polygon(kind: str, vertices: int, rng: np.random.Generator) -> shapely.Geometry:
    """Return a random polygon of a kind and of about so many vertices, in degrees."""
    count = max(vertices, 3)
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    ring = np.column_stack([np.cos(turn), np.sin(turn)])
    size = 10 ** rng.uniform(-5, -0.7)
    if kind == "comb":
        teeth = max(count // 4, 2)
        x = np.repeat(np.linspace(-1, 1, 2 * teeth), 2)
        y = np.tile([-0.9, 1.0, 1.0, -0.9], teeth)
        ring = np.vstack([np.column_stack([x, y]), [[1, -1], [-1, -1]]])
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
        inner = shapely.Polygon(ring * (1 - 10 ** rng.uniform(-12, -2)))
        hole = shapely.Polygon(shapely.Polygon(ring).exterior, [inner.exterior])
        return shapely.transform(hole, lambda xy: xy * size + CENTRE)
    else:
        least = 0.05 if kind == "spikes" else 0.95
        ring = ring * rng.uniform(least, 1, (count, 1))
    return shapely.Polygon(ring * size + CENTRE)


def strays(shape: shapely.Geometry) -> float:
    """Return by how much of the radius the outline of a buffer strays, by distances in a plane."""
    plane = GRS80.plane(*CENTRE)
    outline = shapely.get_exterior_ring(buffer(GRS80, shape, RADIUS_KM))
    flat = plane.forward(shapely.segmentize(shapely.get_rings(shape), 0.01))
    flat = shapely.multilinestrings(list(flat))
    shapely.prepare(flat)
    points = plane.forward(shapely.points(shapely.get_coordinates(outline)[::5]))
    return float(np.abs(shapely.distance(flat, points) / (RADIUS_KM * 1e3) - 1).max())


def check(number: int, most_vertices: int = 100_000) -> tuple[str, float, str | None]:
    """Return what a random polygon is, the seconds that it takes, and what is wrong with it."""
    rng = np.random.default_rng(number)
    kind = _KINDS[number % len(_KINDS)]
    vertices = int(10 ** (np.log10(3) + rng.beta(1, 4) * np.log10(most_vertices / 3)))
    shape = polygon(kind, vertices, rng)
    named = f"{number}: {kind} of {shapely.get_num_coordinates(shape)} vertices"
    if not shapely.is_valid(shape):
        return named, 0.0, None
    began = time.perf_counter()
    try:
        with Budget(seconds=MOST_S).limiting():
            stray = strays(shape)
    except ZonewrightError as error:
        return named, time.perf_counter() - began, str(error)
    wrong = f"strays by {stray:.2e} of the radius" if stray > ERRS else None
    return named, time.perf_counter() - began, wrong


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    longest, failed = ("", 0.0), 0
    for number in range(given.first, given.first + given.count):
        named, seconds, wrong = check(number)
        longest = max(longest, (named, seconds), key=lambda each: each[1])
        if wrong:
            failed += 1
            print(f"{named}: {wrong}", flush=True)
    print(f"{given.count} polygons, {failed} wrong; longest: {longest[0]}, {longest[1]:.2f} s")


if __name__ == "__main__":
    main()
