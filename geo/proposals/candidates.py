"""The candidates of a proposal: cells that zones may take or release, and which go together.

Definitions:

- A cell is **beside** another, or beside land, where they share at least 0.3 of a hexagon's side.
- How **far out** a cell to take lies is the shortest way to its zone through cells of that zone, by
  their middles. It may be taken where it is beside the zone; else only with two cells beside it
  that lie less far out (with one, where it has no two). So what is taken hangs together with its
  zone, and no arm is thinner than two cells.
- A zone's own land is cut by the same honeycomb, block by block. Each block keeps its **core**, the
  cell farthest from its boundary, and every cell that meets a customs block; a block of fewer than
  four cells stays whole. How **deep** a cell lies is the shortest way to the block's boundary: it
  may be released where it is on the boundary; else only with two cells beside it that lie less
  deep. How far from the core it lies is the shortest way to it: it is kept only with two kept cells
  beside it that lie nearer to the core. So a block stays in one piece, without holes.
- Each cell to take is of the zone nearest to it, and cells of two zones do not help each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
import shapely
from scipy.sparse.csgraph import dijkstra

from geo.proposals.ground import Ground, Honeycomb, as_multi, borders, parts_of, shared_m, window_of
from geo.proposals.model import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry import MultiPolygon
    from shapely.geometry.base import BaseGeometry

    from layers.edges import Floats, Ints
    from layers.ellipsoid import LocalPlane

    Shapes = NDArray[np.object_]

_FEWEST_CELLS = 4
_REACH = 2.6  # times the root of the area: beyond it no cell can be taken, or hardly one
_ROUNDING = 1 + 1e-4  # areas in the plane err by less
_SAME_M = 1e-3


@dataclass(frozen=True, eq=False)
class ZoneLand:
    """A zone that a proposal may change: its land in degrees and in the plane of its field."""

    zone_id: str
    ftz_id: str | None
    shape: MultiPolygon
    flat: MultiPolygon


@dataclass(frozen=True, eq=False)
class Field:
    """Zones so near each other that they share a plane, and the cells about them.

    `allowed` is the land that each zone may take, in the plane; `fixed` what each is sure to keep.
    `zone`, `releases` and `flat` have an entry for each cell; `pairs` are neighbours. `least_km2`
    is what must be taken at least so that a cell can be; 0 for one to release.
    """

    plane: LocalPlane
    comb: Honeycomb
    zones: tuple[ZoneLand, ...]
    allowed: tuple[MultiPolygon, ...]
    fixed: tuple[MultiPolygon, ...]
    zone: Ints
    releases: NDArray[np.bool_]
    flat: Shapes
    pairs: tuple[Ints, Ints, Floats]
    rows: tuple[Row, ...]
    beside_land: Floats
    beside_none: Floats
    least_km2: Floats

    def degrees(self) -> Shapes:
        """Return the cells in degrees."""
        return np.asarray(self.plane.inverse(self.flat), dtype=object)


@dataclass
class _Made:
    """Cells while they are made."""

    zone: list[int] = field(default_factory=list)
    releases: list[bool] = field(default_factory=list)
    flat: list[BaseGeometry] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def add(self, zone: int, cells: Shapes, *, releases: bool) -> range:
        """Add cells; return their numbers."""
        first = len(self.flat)
        self.zone += [zone] * len(cells)
        self.releases += [releases] * len(cells)
        self.flat += [*cells]
        return range(first, len(self.flat))


def fields_of(
    ground: Ground,
    zones: Sequence[tuple[str, str | None]],
    cell_km2: float,
    most_km2: float,
    *,
    swap: bool,
) -> list[Field]:
    """Return the fields of zones (id, FTZ) that may take some land: those that meet are in one."""
    reach_km = _REACH * math.sqrt(most_km2)
    shapes = dict(zip(ground.plan.zones["zone_id"], ground.plan.zones.geometry, strict=True))
    middles = np.array([shapes[zone].centroid.coords[0] for zone, _ in zones])
    near = np.eye(len(zones), dtype=bool)
    for number, (lon, lat) in enumerate(middles):
        plane = ground.ellipsoid.plane(lon, lat)
        flat = [plane.forward(shapes[zone]) for zone, _ in zones]
        near[number] |= shapely.distance(flat[number], np.array(flat)) <= 2 * reach_km * 1e3
    count, label = sp.csgraph.connected_components(sp.csr_array(near), directed=False)
    fields = []
    for number in range(count):
        members = [zones[row] for row in np.flatnonzero(label == number).tolist()]
        comb = Honeycomb(cell_km2)
        fields.append(_field(ground, members, comb, reach_km * 1e3, most_km2, swap=swap))
    return fields


def _field(  # noqa: PLR0913
    ground: Ground,
    members: Sequence[tuple[str, str | None]],
    comb: Honeycomb,
    reach_m: float,
    most_km2: float,
    *,
    swap: bool,
) -> Field:
    shapes = dict(zip(ground.plan.zones["zone_id"], ground.plan.zones.geometry, strict=True))
    west, south, east, north = shapely.total_bounds(np.array([shapes[one] for one, _ in members]))
    plane = ground.ellipsoid.plane((west + east) / 2, (south + north) / 2)
    zones = tuple(
        ZoneLand(zone, ftz, shapes[zone], plane.forward(shapes[zone])) for zone, ftz in members
    )
    flats = np.array([zone.flat for zone in zones], dtype=object)
    window = shapely.union_all(shapely.buffer(flats, reach_m, quad_segs=8))
    degrees = window_of(plane, window)
    every = ground.plan.zones.geometry.to_numpy()
    taken = shapely.union_all(every[shapely.intersects(every, degrees)])
    blocks = plane.forward(ground.obstacles["customs_blocks"])
    blocks = blocks[shapely.intersects(ground.obstacles["customs_blocks"], degrees)]
    made = _Made()
    allowed, fixed = [], []
    provinces: dict[str | None, MultiPolygon] = {}
    for number, zone in enumerate(zones):
        province = ground.province_of(zone.ftz_id)
        if province not in provinces:
            land = shapely.difference(ground.allowed(degrees, province), taken)
            provinces[province] = as_multi(plane.forward(land))
        allowed.append(provinces[province])
        fixed.append(_release_cells(made, number, zone, comb, blocks) if swap else zone.flat)
    own = shapely.buffer(flats, reach_m, quad_segs=8)
    for number in range(len(zones)):
        over = own[number]
        cells = comb.cells(as_multi(shapely.intersection(allowed[number], over)), over)
        if len(zones) > 1 and len(cells):
            distance = shapely.distance(shapely.centroid(cells)[:, None], flats[None, :])
            cells = cells[distance.argmin(axis=1) == number]
        made.add(number, cells, releases=False)
    return _linked(made, plane, comb, zones, tuple(allowed), tuple(fixed), most_km2)


def _release_cells(
    made: _Made, number: int, zone: ZoneLand, comb: Honeycomb, blocks: Shapes
) -> MultiPolygon:
    """Add the cells that a zone may release; return the land that it keeps."""
    kept: list[BaseGeometry] = []
    for block in zone.flat.geoms:
        cells = comb.cells(block, block)
        if len(cells) < _FEWEST_CELLS:
            kept.append(block)
            continue
        meets = np.zeros(len(cells), bool)
        for obstacle in blocks:
            meets |= shapely.area(shapely.intersection(cells, obstacle)) > 1.0
        deepest = shapely.distance(shapely.centroid(cells), shapely.boundary(block)).argmax()
        meets[deepest] = True
        free = made.add(number, cells[~meets], releases=True)
        rest = shapely.difference(block, shapely.union_all(cells[~meets], grid_size=1e-3))
        kept.append(as_multi(rest))
        _add_release_rows(made, free, cells[meets], block, cells[deepest], comb)
    return as_multi(shapely.union_all(parts_of(kept)))


def _add_release_rows(  # noqa: PLR0913, PLR0917
    made: _Made,
    free: range,
    stays: Shapes,
    block: BaseGeometry,
    core: BaseGeometry,
    comb: Honeycomb,
) -> None:
    """Say which cells of a block may be released, and kept, with which others."""
    cells = np.array([*(made.flat[cell] for cell in free), *stays], dtype=object)
    one, other, length = borders(cells)
    joins = comb.is_border(length)
    one, other = one[joins], other[joins]
    middles = shapely.centroid(cells)
    edge = comb.is_border(shared_m(cells, shapely.boundary(block)))
    is_core = np.array([cell is core for cell in cells])
    deep = _ways_m(middles, one, other, np.where(edge, 0.0, np.inf))
    from_core = _ways_m(middles, one, other, np.where(is_core, 0.0, np.inf))
    first = free.start
    beside: list[list[int]] = [[] for _ in cells]
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        beside[a].append(b)
        beside[b].append(a)
    for cell in range(len(free)):
        less = [one for one in beside[cell] if deep[one] < deep[cell] - _SAME_M and one < len(free)]
        if not edge[cell]:
            made.rows += _needs(first + cell, [first + one for one in less])
        nearer = [one for one in beside[cell] if from_core[one] < from_core[cell] - _SAME_M]
        if nearer and all(one < len(free) for one in nearer):
            made.rows += _keeps(first + cell, [first + one for one in nearer])


def _needs(cell: int, others: list[int]) -> list[Row]:
    """Return that a cell is chosen only with two of others; with the one; or not at all."""
    if len(others) < 2:
        return [Row((cell, *others), (1.0, *([-1.0] * len(others))), 0.0)]
    rows = []
    for left_out in others:
        rest = [one for one in others if one != left_out]
        rows.append(Row((cell, *rest), (1.0, *([-1.0] * len(rest))), 0.0))
    return rows


def _keeps(cell: int, others: list[int]) -> list[Row]:
    """Return that a cell stays only with two of others that stay; with the one."""
    if len(others) < 2:
        return [Row((cell, others[0]), (-1.0, 1.0), 0.0)]
    rows = []
    for left_out in others:
        rest = [one for one in others if one != left_out]
        rows.append(Row((cell, *rest), (-1.0, *([1.0] * len(rest))), float(len(rest) - 1)))
    return rows


def _ways_m(middles: Shapes, one: Ints, other: Ints, start: Floats) -> Floats:
    """Return the shortest way of each cell to those that start, by the middles of neighbours.

    `start` is how far a cell lies by itself, ∞ where it is no start.
    """
    count = len(middles)
    step = np.maximum(shapely.distance(middles[one], middles[other]), _SAME_M)
    at = np.flatnonzero(np.isfinite(start))
    rows = np.concatenate([one, other, np.full(len(at), count)])
    columns = np.concatenate([other, one, at])
    ways = np.concatenate([step, step, start[at] + _SAME_M])
    graph = sp.csr_array((ways, (rows, columns)), shape=(count + 1, count + 1))
    distance: Floats = dijkstra(graph, indices=np.array([count]))[0, :count]
    return distance


def _linked(  # noqa: PLR0913, PLR0917
    made: _Made,
    plane: LocalPlane,
    comb: Honeycomb,
    zones: tuple[ZoneLand, ...],
    allowed: tuple[MultiPolygon, ...],
    fixed: tuple[MultiPolygon, ...],
    most_km2: float,
) -> Field:
    """Return the field of cells, those left out that no way leads to."""
    flat = np.array([*made.flat], dtype=object)
    zone, releases = np.array(made.zone, np.int64), np.array(made.releases, bool)
    one, other, length = borders(flat)
    joins = comb.is_border(length) & (zone[one] == zone[other])
    middles = shapely.centroid(flat)
    land = np.array(fixed, dtype=object)
    beside_land = np.zeros(len(flat))
    for number, kept in enumerate(land):
        near: Ints = np.flatnonzero(shapely.dwithin(flat, kept, 2.0))
        if len(near):
            beside_land[near] += shared_m(flat[near], kept) * (zone[near] == number)
    start = np.where(
        ~releases & comb.is_border(beside_land),
        shapely.distance(middles, land[zone]) if len(flat) else 0.0,
        np.inf,
    )
    through = joins & ~(releases[one] & releases[other])
    meets_zone = np.zeros(len(flat), bool)
    for a, b in ((one, other), (other, one)):
        meets_zone[a[through & ~releases[a] & releases[b]]] = True
    starts = np.where(meets_zone & ~np.isfinite(start), 0.5 * comb.pitch_m, start)
    takes = through & ~releases[one] & ~releases[other]
    far = _ways_m(middles, one[takes], other[takes], starts) if len(flat) else np.empty(0)
    rows = list(made.rows)
    beside: dict[int, list[int]] = {}
    for a, b in zip(one[joins].tolist(), other[joins].tolist(), strict=True):
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    area_km2 = shapely.area(flat) / 1e6
    least = np.where(releases, 0.0, np.inf)
    least[np.isfinite(starts)] = area_km2[np.isfinite(starts)]
    order = np.flatnonzero(~releases & np.isfinite(far) & ~np.isfinite(start))
    for cell in order[np.argsort(far[order], kind="stable")].tolist():
        own = [one_ for one_ in beside.get(cell, []) if releases[one_]]
        nearer = [
            near for near in beside.get(cell, [])
            if not releases[near] and far[near] < far[cell] - _SAME_M
        ]  # fmt: skip
        if not own:
            support = sorted(least[nearer])[: 2 if len(nearer) > 1 else 1]
            least[cell] = area_km2[cell] + support[-1]
        if own:
            factors = (1.0, *([1.0] * len(own)))
            rows.append(Row((cell, *own), factors, float(len(own))))
        else:
            rows += _needs(cell, nearer)
    kept_cells = releases | (least <= most_km2 * _ROUNDING)
    rows = [_among(row, kept_cells) for row in rows if kept_cells[row.cells[0]]]
    renumbered = np.cumsum(kept_cells) - 1
    pairs = kept_cells[one] & kept_cells[other] & (zone[one] == zone[other])
    rows = [
        Row(tuple(int(renumbered[c]) for c in row.cells), row.factors, row.most) for row in rows
    ]
    shared = np.bincount(one[pairs], length[pairs], len(flat)) + np.bincount(
        other[pairs], length[pairs], len(flat)
    )
    beside_none = np.maximum(shapely.length(flat) - shared - beside_land, 0.0)
    return Field(
        plane, comb, zones, allowed, fixed,
        zone[kept_cells], releases[kept_cells], flat[kept_cells],
        (renumbered[one[pairs]], renumbered[other[pairs]], length[pairs]),
        tuple(rows), beside_land[kept_cells], beside_none[kept_cells], least[kept_cells],
    )  # fmt: skip


def _among(row: Row, kept: NDArray[np.bool_]) -> Row:
    """Return a row without the cells that are left out: none of them is chosen."""
    left = [number for number, cell in enumerate(row.cells) if kept[cell]]
    return Row(
        tuple(row.cells[number] for number in left),
        tuple(row.factors[number] for number in left),
        row.most,
    )
