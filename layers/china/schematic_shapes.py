"""Shapes that look like development land, grown from a seed to an exact area.

In words: the ground about a seed is divided into *street blocks*, a rotated grid with uneven
spacing and gently curved roads. A river bank or main road may close one side. From the seed the
plot takes street blocks one after another, the cheapest first: near ones, along the grain of the
streets, with a smooth random preference, bays before spurs. The blocks taken are dissolved, narrow
necks and notches are removed by opening and closing, stair-steps become roads, and finally the
whole outline moves by a few metres until the area on the ellipsoid is exact.

Everything random comes from one `numpy` generator seeded by a name, so that the same name on the
same ground gives the same shape.
"""

import hashlib
import heapq
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import brentq
from shapely.geometry import Polygon

from layers.errors import PlanError
from layers.geometry.edges import Floats
from layers.geometry.ellipsoid import LocalPlane
from layers.geometry.validity import largest_polygon
from layers.messages import Message

DEGREES_DECIMALS = 9
"""Vertices are rounded to 1e-9 degrees, about 0.1 mm."""

_ROOM_FOR_A_BANK = 2.2  # times the plot's area that must remain beside a river bank


@dataclass(frozen=True)
class Plot:
    """A plot to be grown: its name (the random seed), area, seed point in the plane, and grain.

    More street blocks give more corners.
    """

    name: str
    area_km2: float
    street_blocks: int
    x_m: float = 0.0
    y_m: float = 0.0

    @property
    def radius_m(self) -> float:
        """Return the radius of the disc of the same area, in metres."""
        return float(np.sqrt(self.area_km2 * 1e6 / np.pi))

    @property
    def side_m(self) -> float:
        """Return the mean side of a street block, in metres."""
        return float(np.sqrt(self.area_km2 * 1e6 / self.street_blocks))


def grow_plot(plot: Plot, allowed: Polygon, plane: LocalPlane) -> Polygon:
    """Return the plot's outline in degrees: inside `allowed` (plane metres), of its exact area.

    Raises:
        PlanError: `allowed` is too small for the area.
    """
    digest = hashlib.sha256(plot.name.encode()).digest()
    rng = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "big")))
    allowed = _beside_a_bank(plot, allowed, rng)
    taken = _take_street_blocks(plot, allowed, rng)
    return _fit_area(plot, _roads(taken, allowed, plot.side_m), allowed, plane)


def _beside_a_bank(plot: Plot, allowed: Polygon, rng: np.random.Generator) -> Polygon:
    """Return `allowed` cut off at a curved line beside the seed, if enough space remains."""
    radius = plot.radius_m
    azimuth = rng.uniform(0, 2 * np.pi)
    offset = rng.uniform(0.45, 0.8) * radius
    along = np.linspace(-4, 4, 9) * radius + rng.uniform(-0.25, 0.25, 9) * radius
    across = offset + np.cumsum(rng.normal(0, 0.16, 9)) * radius
    across += offset - across[4]
    line = np.column_stack([along, np.maximum(across, 0.3 * radius)])
    beyond = np.vstack([line, [(5 * radius, 9 * radius), (-5 * radius, 9 * radius)]])
    cos, sin = np.cos(azimuth), np.sin(azimuth)
    turned = beyond @ np.array([[cos, sin], [-sin, cos]]) + (plot.x_m, plot.y_m)
    disc = shapely.Point(plot.x_m, plot.y_m).buffer(2.2 * radius)
    rest = shapely.difference(allowed, Polygon(turned))
    near = [part for part in shapely.get_parts(rest) if part.distance(disc.centroid) < 1]
    if near and near[0].intersection(disc).area > _ROOM_FOR_A_BANK * plot.area_km2 * 1e6:
        return largest_polygon(near[0])
    return allowed


def _take_street_blocks(plot: Plot, allowed: Polygon, rng: np.random.Generator) -> Polygon:
    """Return the union of the street blocks that the plot takes from its seed outwards."""
    corners = _street_corners(plot, rng)
    quads = np.stack(
        [corners[:-1, :-1], corners[1:, :-1], corners[1:, 1:], corners[:-1, 1:]], axis=2
    )
    cells = np.asarray(shapely.polygons(quads))
    centres = quads.mean(axis=2)
    shapely.prepare(allowed)
    usable = np.zeros(cells.shape)
    inside = shapely.contains_properly(allowed, cells)
    edge = ~inside & shapely.intersects(allowed, cells)
    cells[edge] = shapely.intersection(cells[edge], allowed)
    full = plot.side_m**2
    touched = inside | edge
    usable[touched] = shapely.area(cells[touched])
    usable[usable < 0.3 * full] = 0

    cost = _costs(plot, centres, rng)
    cost[usable == 0] = np.inf
    chosen = _cheapest_connected(cost, usable, plot.area_km2 * 1e6)
    union = shapely.union_all(shapely.buffer(cells[chosen], 1.0, join_style="mitre"))
    return Polygon(largest_polygon(union).exterior)


def _street_corners(plot: Plot, rng: np.random.Generator) -> Floats:
    """Return the crossings (n, n, 2) of the streets, in plane metres."""
    side, half = plot.side_m, 2.6 * plot.radius_m
    count = int(np.ceil(half / side)) * 2 + 1
    lines = [np.cumsum(rng.uniform(0.6, 1.4, count)) * side for _ in range(2)]
    lines = [line - line[count // 2] for line in lines]
    grid = np.stack(np.meshgrid(*lines, indexing="ij"), axis=-1)
    angle = rng.uniform(0, np.pi / 2)
    grid = grid + _waves(grid, rng, wavelength=(4 * side, 12 * side), steepness=0.14)
    grid += rng.uniform(-0.08, 0.08, grid.shape) * side
    cos, sin = np.cos(angle), np.sin(angle)
    turned: Floats = grid @ np.array([[cos, sin], [-sin, cos]]) + (plot.x_m, plot.y_m)
    return turned


def _waves(
    at: Floats, rng: np.random.Generator, *, wavelength: tuple[float, float], steepness: float
) -> Floats:
    """Return a smooth random field (…, 2): four plane waves of the same mean steepness."""
    field = np.zeros(at.shape)
    for _ in range(4):
        length, azimuth, phase, heading = rng.uniform(
            [wavelength[0], 0, 0, 0], [wavelength[1], 2 * np.pi, 2 * np.pi, 2 * np.pi]
        )
        travelled = at[..., 0] * np.cos(azimuth) + at[..., 1] * np.sin(azimuth)
        height = steepness * length / (2 * np.pi) * np.sin(travelled * 2 * np.pi / length + phase)
        field += height[..., None] * np.array([np.cos(heading), np.sin(heading)])
    return field


def _costs(plot: Plot, centres: Floats, rng: np.random.Generator) -> Floats:
    """Return the cost of each street block: its distance, stretched by grain and preference."""
    offset = centres - (plot.x_m, plot.y_m)
    grain = centres[1:, :, :] - centres[:-1, :, :]
    direction = grain.mean(axis=(0, 1))
    direction /= np.hypot(*direction)
    if rng.uniform() < 0.5:
        direction = np.array([-direction[1], direction[0]])
    stretch = rng.uniform(1.15, 1.8)
    along = offset @ direction / np.sqrt(stretch)
    across = offset @ np.array([-direction[1], direction[0]]) * np.sqrt(stretch)
    distance = np.hypot(along, across)
    side = plot.side_m
    taste = _waves(centres, rng, wavelength=(4 * side, 11 * side), steepness=1.0)[..., 0]
    taste = taste / (np.std(taste) + 1e-9)
    costs: Floats = distance * np.exp(0.2 * taste + rng.normal(0, 0.05, distance.shape))
    return costs


def _cheapest_connected(cost: Floats, area_m2: Floats, wanted_m2: float) -> NDArray[np.bool_]:
    """Return the cells taken one by one, the cheapest first, each beside one taken before.

    A cell with taken neighbours on two or three sides is cheaper: bays fill before spurs grow.
    """
    rows, columns = cost.shape
    taken = np.zeros(cost.shape, dtype=bool)
    neighbours = np.zeros(cost.shape, dtype=int)
    start = int(np.argmin(cost))
    heap = [(0.0, start)]
    total = 0.0
    while heap and total < wanted_m2:
        _, cell = heapq.heappop(heap)
        i, j = divmod(cell, columns)
        if taken[i, j]:
            continue
        taken[i, j] = True
        total += float(area_m2[i, j])
        for k, m in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
            if 0 <= k < rows and 0 <= m < columns and not taken[k, m] and area_m2[k, m] > 0:
                neighbours[k, m] += 1
                bay = (1.0, 1.0, 0.8, 0.55, 0.3)[neighbours[k, m]]
                heapq.heappush(heap, (float(cost[k, m]) * bay, k * columns + m))
    return taken


def _roads(taken: Polygon, allowed: Polygon, side_m: float) -> Polygon:
    """Return the outline without necks and notches, its small stair-steps straightened."""
    neck, notch = 0.35 * side_m, 0.7 * side_m
    opened = largest_polygon(_offset(_offset(taken, -neck), neck))
    closed = shapely.intersection(_offset(_offset(opened, notch), -notch), allowed)
    outline = largest_polygon(_offset(_offset(closed, -neck), neck))
    return largest_polygon(shapely.simplify(Polygon(outline.exterior), 0.42 * side_m))


def _offset(shape: shapely.Geometry, by_m: float) -> shapely.Geometry:
    """Return the shape with its outline moved outwards; corners sharper than 70° are bevelled."""
    return shapely.buffer(shape, by_m, join_style="mitre", mitre_limit=1.75)


def _fit_area(plot: Plot, shape: Polygon, allowed: Polygon, plane: LocalPlane) -> Polygon:
    """Return the shape in degrees, its outline moved inside `allowed` until the area is exact.

    First roughly, clipped to `allowed`; then, without short edges, by a metre or two, which the
    margins about `allowed` permit.
    """

    def clipped(by_m: float) -> Polygon:
        return largest_polygon(shapely.intersection(_moved(shape, by_m), allowed))

    low, high = -0.5 * plot.side_m, 0.5 * plot.side_m
    wanted_m2 = plot.area_km2 * 1e6
    while clipped(high).area < wanted_m2:
        high *= 2
        if high > 2 * plot.radius_m:
            raise PlanError(
                Message("plan-plot-without-room", plot=plot.name, area_km2=plot.area_km2)
            )
    near = clipped(float(brentq(lambda by_m: clipped(by_m).area / wanted_m2 - 1, low, high)))
    clean = largest_polygon(shapely.simplify(Polygon(near.exterior), _clean_m(plot)))

    def excess(by_m: float) -> float:
        return (
            float(plane.ellipsoid.area_km2(_in_degrees(clean, by_m, plane))[0]) / plot.area_km2 - 1
        )

    slack = 2 * _clean_m(plot)
    return _in_degrees(clean, float(brentq(excess, -slack, slack, xtol=1e-9)), plane)


def _clean_m(plot: Plot) -> float:
    """Return how far an outline may shift when its short edges are removed, in metres."""
    return min(8.0, 0.03 * plot.side_m)


def _moved(shape: Polygon, by_m: float) -> Polygon:
    return largest_polygon(shapely.buffer(shape, by_m, join_style="mitre", mitre_limit=8.0))


def _in_degrees(shape: Polygon, by_m: float, plane: LocalPlane) -> Polygon:
    degrees: Polygon = plane.inverse(_moved(shape, by_m))
    return shapely.transform(degrees, lambda at: np.round(at, DEGREES_DECIMALS))
