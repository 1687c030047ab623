"""The land that polygons share with star-shaped outlines, by their edges (see `radial_area`).

One pass of array arithmetic serves all edges of all polygons; only edges in the ring between the
outline's least and greatest distance are cut, wedge by wedge. `layers.geometry.kernel` does the
same, compiled, where it is on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.coverage.radial_area import RadialOutlines, distances
from layers.geometry import kernel
from layers.geometry.edges import polygons_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.coverage.radial_area import Origin, RadialOutline
    from layers.geometry.edges import Floats, Ints

_ROUNDING = 1e-14  # of the outline's area: the rounding error of a sum that should be zero


class Rings:
    """The rings of polygons as arrays of edges, an outer ring counter-clockwise, a hole clockwise.

    An edge runs from a vertex (`lonlat`, degrees) to that of the edge `after` it. `owner` is the
    number of its polygon's shape; the edges of shape n are `start[n]:start[n + 1]`.
    """

    def __init__(self, lonlat: Floats, after: Ints, start: Ints) -> None:
        self.lonlat, self.after, self.start = lonlat, after, start

    @classmethod
    def of(cls, shapes: NDArray[np.object_]) -> Rings:
        """Return the rings of shapes, one after the other."""
        polygons, owner = polygons_of(shapely.orient_polygons(shapes))
        rings, polygon = shapely.get_rings(polygons, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        vertex = np.flatnonzero(ring[1:] == ring[:-1])  # all but the last of each, its first
        first = np.flatnonzero(np.diff(ring[vertex], prepend=-1))
        after = np.arange(1, len(vertex) + 1)
        after[np.append(first[1:], len(vertex))[: len(first)] - 1] = first
        count = np.bincount(owner[polygon[ring[vertex]]], minlength=len(shapes))
        return cls(xy[vertex], after, np.concatenate([[0], np.cumsum(count)]))

    @classmethod
    def joined(cls, parts: Sequence[Rings]) -> Rings:
        """Return the rings of several, their shapes numbered on."""
        before = np.cumsum([0] + [len(part.lonlat) for part in parts])
        return cls(
            np.concatenate([part.lonlat for part in parts]),
            np.concatenate([part.after + n for part, n in zip(parts, before, strict=False)]),
            np.concatenate(
                [[0], *(part.start[1:] + n for part, n in zip(parts, before, strict=False))]
            ),
        )

    def part(self, shapes: Ints) -> Rings:
        """Return the rings of some shapes."""
        begin, count = self.start[shapes], np.diff(self.start)[shapes]
        start = np.concatenate([[0], np.cumsum(count)])
        moved = np.repeat(begin - start[:-1], count)
        edge = np.arange(start[-1]) + moved
        return Rings(self.lonlat[edge], self.after[edge] - moved, start)


class RadialEdges:
    """The edges of polygons about an origin, prepared to be intersected with many outlines.

    They are prepared once for a moving zone; each step then costs a few passes over the edges.
    `wanted` says which shapes (column) each kind of outline (row) is intersected with: all, with
    one kind, where it is None.
    """

    def __init__(
        self, origin: Origin, rings: Rings, wanted: NDArray[np.bool_] | None = None
    ) -> None:
        shapes = len(rings.start) - 1
        self._wanted = np.ones((1, shapes), bool) if wanted is None else wanted.copy()
        self._compiled: kernel.RingEdges | None = None
        if kernel.is_on():
            owner = np.repeat(np.arange(shapes), np.diff(rings.start))
            self._compiled = kernel.RingEdges(origin.compiled, rings.lonlat, rings.after, owner)
        else:
            self._arrays = _EdgeArrays(origin, rings, self._wanted)

    def shared_km2(self, outlines: Sequence[RadialOutline], kinds: Sequence[int]) -> Floats:
        """Return the area that each shape (column) shares with each outline (row), km².

        It is 0 for a shape that is not wanted for the outline's kind.
        """
        if self._compiled is None:
            total = self._arrays.swept_km2(outlines, kinds)
        else:
            compiled = [outline.compiled for outline in outlines]
            total = self._compiled.swept_km2(compiled, [self._wanted[kind] for kind in kinds])
        rounding_km2 = _ROUNDING * np.array([[outline.area_km2] for outline in outlines])
        return np.where(total > rounding_km2, total, 0.0)


class _EdgeArrays:
    """The edges as arrays, where the kernel is off."""

    def __init__(self, origin: Origin, rings: Rings, wanted: NDArray[np.bool_]) -> None:
        self._origin, self._shapes = origin, len(rings.start) - 1
        self._owner = np.repeat(np.arange(self._shapes), np.diff(rings.start))
        self._wanted = wanted[:, self._owner]
        self._after = rings.after
        self._before = np.empty_like(rings.after)
        self._before[rings.after] = np.arange(len(rings.after))
        self._px, self._py = origin.local(rings.lonlat)
        self._qx, self._qy = self._px[self._after], self._py[self._after]
        self._area_km2 = origin.triangles_km2(self._px, self._py, self._qx, self._qy)
        self._angle = np.arctan2(self._py, self._px)
        turned = self._angle[self._after] - self._angle
        self._wraps = np.where(turned > np.pi, -1.0, np.where(turned < -np.pi, 1.0, 0.0))
        self._least, self._greatest = distances(self._px, self._py, self._qx, self._qy)

    def swept_km2(self, outlines: Sequence[RadialOutline], kinds: Sequence[int]) -> Floats:
        """Return the area that each shape sweeps in each outline: shared, but for rounding."""
        total = np.zeros((len(outlines), self._shapes))
        cut: list[Ints] = []
        ends: list[tuple[Ints, Ints]] = []
        for row, (outline, kind) in enumerate(zip(outlines, kinds, strict=True)):
            within = self._wanted[kind] & (self._greatest < outline.least)
            outside = self._wanted[kind] & (self._least > outline.greatest)
            cut.append(np.flatnonzero(self._wanted[kind] & ~within & ~outside))
            # in a run of edges outside, all but its ends cancel; whole turns count the whole
            starting = np.flatnonzero(outside & ~outside[self._before])
            ending = self._after[np.flatnonzero(outside & ~outside[self._after])]
            ends.append((starting, ending))
            turning = np.flatnonzero(self._wraps * outside)
            total[row] += self._sums(within, self._area_km2[within])
            total[row] += self._sums(turning, self._wraps[turning] * outline.area_km2)
        every = RadialOutlines(outlines)
        summed: Floats = self._runs(ends, every, total.shape) + self._cut(cut, every, total.shape)
        return total + summed

    def _sums(self, edges: NDArray[np.bool_] | Ints, amount: Floats) -> Floats:
        return np.bincount(self._owner[edges], amount, minlength=self._shapes).astype(float)

    def _by_row(self, edge: Ints, which: Ints, amount: Floats, shape: tuple[int, int]) -> Floats:
        cell = which * self._shapes + self._owner[edge]
        sums = np.bincount(cell, amount, minlength=shape[0] * shape[1]).astype(float)
        return sums.reshape(shape)

    def _runs(
        self, ends: list[tuple[Ints, Ints]], outlines: RadialOutlines, shape: tuple[int, int]
    ) -> Floats:
        """Return the sectors swept by runs of edges outside, from their first and last vertices."""
        vertex = np.concatenate([vertices for both in ends for vertices in both])
        counts = [len(vertices) for both in ends for vertices in both]
        run = np.repeat(np.arange(len(counts)), counts)
        which, sign = run // 2, np.where(run % 2, 1.0, -1.0)
        x, y, angle = self._px[vertex], self._py[vertex], self._angle[vertex]
        swept = outlines.swept_km2(x, y, angle, which)
        return self._by_row(vertex, which, sign * swept, shape)

    def _cut(self, cuts: list[Ints], outlines: RadialOutlines, shape: tuple[int, int]) -> Floats:
        """Return what edges that may cross their outline sweep inside it, wedge by wedge."""
        cut = np.concatenate(cuts)
        which = np.repeat(np.arange(len(cuts)), [len(one) for one in cuts])
        p_angle, q_angle = self._angle[cut], self._angle[self._after[cut]]
        turned = q_angle - p_angle + 2 * np.pi * self._wraps[cut]
        back = turned < 0
        start, end = np.where(back, self._after[cut], cut), np.where(back, cut, self._after[cut])
        px, py, qx, qy = self._px[start], self._py[start], self._px[end], self._py[end]
        first = outlines.sector_of(np.where(back, q_angle, p_angle), which)
        last = outlines.sector_of(np.where(back, p_angle, q_angle), which)
        sectors = outlines.count[which]
        wedges = (last - first) % sectors + 1
        # an edge that turns by more than half the circle of wedges has lapped its own sector
        wedges += np.where((wedges == 1) & (np.abs(turned) > np.pi / 2), sectors, 0)
        edge = np.repeat(np.arange(len(cut)), wedges)
        nth = np.arange(len(edge)) - np.repeat(np.cumsum(wedges) - wedges, wedges)
        sector = outlines.start[which][edge] + (first[edge] + nth) % sectors[edge]
        px, py, qx, qy = px[edge], py[edge], qx[edge], qy[edge]
        edges = px, py, qx, qy
        first_ray = outlines.x[sector], outlines.y[sector]
        last_ray = outlines.next_x[sector], outlines.next_y[sector]
        sx, sy = _on_ray(edges, first_ray, keep=nth == 0, end=0.0)
        ex, ey = _on_ray(edges, last_ray, keep=nth == wedges[edge] - 1, end=1.0)
        s_in, e_in = outlines.beyond(sx, sy, sector), outlines.beyond(ex, ey, sector)
        s_scale = np.where(s_in < 0, outlines.scale_to_chord(s_in, sector), 1.0)
        e_scale = np.where(e_in < 0, outlines.scale_to_chord(e_in, sector), 1.0)
        crossing = np.flatnonzero((s_in < 0) != (e_in < 0))
        t = s_in[crossing] / (s_in[crossing] - e_in[crossing])
        cx = sx[crossing] + t * (ex - sx)[crossing]
        cy = sy[crossing] + t * (ey - sy)[crossing]
        sx, sy, ex, ey = sx * s_scale, sy * s_scale, ex * e_scale, ey * e_scale
        # where an edge crosses the chord, two triangles meet at the crossing: the second comes last
        far_x, far_y = ex[crossing], ey[crossing]
        ex[crossing], ey[crossing] = cx, cy
        area = self._origin.triangles_km2(
            np.append(sx, cx), np.append(sy, cy), np.append(ex, far_x), np.append(ey, far_y)
        )
        swept = np.bincount(np.append(edge, edge[crossing]), area, minlength=len(cut))
        return self._by_row(cut, which, np.where(back, -swept, swept), shape)


def _on_ray(
    edges: tuple[Floats, Floats, Floats, Floats],
    ray: tuple[Floats, Floats],
    *,
    keep: NDArray[np.bool_],
    end: float,
) -> tuple[Floats, Floats]:
    """Return where edges (p, q) meet rays from the origin; where `keep`, their own end."""
    (px, py, qx, qy), (rx, ry) = edges, ray
    dx, dy = qx - px, qy - py
    with np.errstate(divide="ignore", invalid="ignore"):
        t = -(px * ry - py * rx) / (dx * ry - dy * rx)
    t = np.where(keep, end, np.clip(np.nan_to_num(t), 0, 1))
    return px + t * dx, py + t * dy
