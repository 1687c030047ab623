"""The outlines of buffers of edges in a plane, at several radii, computed along rays.

A buffer is the union of a disc about every vertex and a strip along every edge. About an origin
that lies in all the discs it is **star-shaped**: each ray crosses its boundary once, where it
leaves the last disc or strip. The outline has a point on each of many rays, and one more at each
concave corner, where two discs or strips meet. All radii are computed in one pass.

Time grows with rays times vertices, memory with vertices alone: rays are taken a few at a time, and
a strip is looked at only where one of its discs reaches as far as any. Of many vertices, a corner
counts only where it lies deeper than the outline may err; so the number of rays has a bound.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from layers.geometry.frontier import frontier
from layers.runtime.budget import spend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.geometry.edges import Floats, Ints

MANY = 2_000
"""Edges, of more than which only those are looked at that bear upon the outline."""

_RAYS = 192  # about a single vertex; more where a wide polygon spreads the rays
_INWARD = (
    100.0  # how soon a turn inward is a corner; on a straight line there are none but a hair's
)
_NARROWEST = 1e-5  # radians between two rays among which no further corner is looked for
_SAME = 1e-7  # of the radius: what lies so near is one place
_SHALLOW = 2e-6  # of the radius: how deep a corner lies, among many edges, that counts for none
_AT_ONCE = 250_000  # pairs of a ray and a vertex
_FREE_ROUNDS = 8  # of looking for corners, after which every other round halves what is left
_HAIR = 1e-9  # of the radius: a shorter edge has no sides
_TIE = 1e-12  # of the radius: what differs by less may be either
_HALF_TURN = np.radians(1.5)  # half of what lies between two directions in which depth is judged
_DIRECTIONS = np.column_stack(
    [f(np.arange(0, 2 * np.pi, 2 * _HALF_TURN)) for f in (np.cos, np.sin)]
)


def outlines_m(start: Floats, end: Floats, radii_m: Sequence[float]) -> list[Floats]:
    """Return the outline (n, 2) of all within each radius of edges, counter-clockwise, in metres.

    `start` and `end` (n, 2) are the edges' ends, nearer to the origin than any radius: rings, or
    open lines. Between two rays a chord strays inward from its arc by r·(2π / 192)² / 8 at most;
    its ends are moved outward until it encloses as much as the arc (`_area_true`). So an outline
    errs by 9e-5 · r outward and by 7.4e-5 · r inward at most; of more than 2,000
    edges by 4e-6 · r more. The area within is right to 1e-5, and to 2e-6 on the average of many.
    """
    if is_many := len(start) > MANY:
        start, end = frontier(start, end, min(radii_m))
    farthest_m = float(np.sqrt(max((start**2).sum(axis=1).max(), (end**2).sum(axis=1).max())))
    counts = [int(np.ceil(_RAYS * (1 + farthest_m / radius))) for radius in radii_m]
    which = np.repeat(np.arange(len(counts)), [rays + 1 for rays in counts])
    angle = np.concatenate([np.arange(rays + 1) * (2 * np.pi / rays) for rays in counts])
    radius_m = np.array(radii_m, float)
    envelope = _Envelope(start, end, radius_m, farthest_m)
    leave, piece = envelope.leave(which, angle)
    found = [(which, angle, leave)]
    two = np.flatnonzero((which[1:] == which[:-1]) & (piece[1:] != piece[:-1]))
    ends = angle[two], angle[two + 1], leave[two], leave[two + 1]
    gaps = _Gaps(which[two], *ends, piece[two], piece[two + 1])
    shallow_m = radius_m * (_SHALLOW if is_many else -np.inf)
    for turn in count():
        spend()
        gaps = gaps.at(envelope.parts(gaps))
        corner, meet_m = envelope.corner(gaps)
        if turn > _FREE_ROUNDS and turn % 2:
            corner, meet_m = (gaps.low + gaps.high) / 2, np.full(len(corner), np.nan)
        deep = np.flatnonzero(~(gaps.chord_m(corner) - meet_m <= shallow_m[gaps.which]))
        gaps, corner, meet_m = gaps.at(deep), corner[deep], meet_m[deep]
        if not len(deep):
            break
        leave, piece = envelope.leave(gaps.which, corner)
        found.append((gaps.which, corner, leave))
        # where both are left at one place, that is the corner; else look on to either side
        is_corner = np.abs(meet_m - leave) <= _SAME * radius_m[gaps.which]
        on = np.flatnonzero(~np.concatenate([is_corner] * 2))
        gaps = gaps.parted(corner, leave, piece).at(on)
    which, angle, leave = (np.concatenate(parts) for parts in zip(*found, strict=True))
    rows = [which == number for number in range(len(counts))]
    return [_ring(angle[it], leave[it], r) for it, r in zip(rows, radius_m, strict=True)]


def _ring(angle: Floats, leave: Floats, radius_m: float) -> Floats:
    """Return the points of an outline in order, each place once; the last ray is the first."""
    angle, once = np.unique(np.round(angle, 8), return_index=True)
    ray = np.column_stack([np.cos(angle), np.sin(angle)])[:-1]
    return _area_true(leave[once][:-1, None] * ray, ray, radius_m)


def _area_true(place: Floats, ray: Floats, radius_m: float) -> Floats:
    """Return an outline's points moved outward along their rays, by as much as its chords lose.

    An arc of curvature k encloses k·l³ / 12 more than its chord of length l; the curvature at a
    point is the turn between the chords there, that of a disc in a corner inward. Half of what a
    chord loses is made good at either end.
    """
    chord = np.roll(place, -1, axis=0) - place
    before = np.roll(chord, 1, axis=0)
    length = np.hypot(*chord.T)
    length_before = np.roll(length, 1)
    turn = before[:, 0] * chord[:, 1] - before[:, 1] * chord[:, 0]
    both = length_before * length * (length_before + length) / 2
    bent = turn / np.maximum(both, 1e-300)
    curvature = np.minimum(np.maximum(bent, -_INWARD * bent), 1 / radius_m)
    lost = length**3 * (curvature + np.roll(curvature, -1)) / 24
    across = ray[:, 0] * (before + chord)[:, 1] - ray[:, 1] * (before + chord)[:, 0]
    outward = (np.roll(lost, 1) + lost) / np.maximum(across, 1e-300)
    moved: Floats = place + outward[:, None] * ray
    return moved


class _Gaps(NamedTuple):
    """Intervals between two neighbouring rays that leave the union by different pieces.

    Of each: the number of its radius, the two angles, how far out either ray leaves, and the piece
    that it leaves by.
    """

    which: Ints
    low: Floats
    high: Floats
    low_m: Floats
    high_m: Floats
    first: Ints
    second: Ints

    def at(self, rows: Ints) -> _Gaps:
        """Return a subset of the intervals."""
        columns: Any = (column[rows] for column in self)
        return _Gaps(*columns)

    def parted(self, angle: Floats, leave_m: Floats, piece: Ints) -> _Gaps:
        """Return each interval split in two by a ray in it, all the lower halves first."""
        lower = self._replace(high=angle, high_m=leave_m, second=piece)
        upper = self._replace(low=angle, low_m=leave_m, first=piece)
        columns: Any = map(np.concatenate, zip(lower, upper, strict=True))
        return _Gaps(*columns)

    def chord_m(self, angle: Floats) -> Floats:
        """Return how far out rays at angles in the intervals meet the chords between the ends."""
        before, after = np.sin(angle - self.low), np.sin(self.high - angle)
        across = self.low_m * self.high_m * np.sin(self.high - self.low)
        with np.errstate(divide="ignore", invalid="ignore"):
            chord: Floats = across / (self.low_m * before + self.high_m * after)
        return chord


class _Envelope:
    """Discs about vertices and strips along edges, of which a ray leaves the last.

    A piece is a disc (its number) or a strip's long side (numbered after the discs). Only those
    are held that may bound the union at the least radius. `which` numbers the radii.
    """

    def __init__(self, start: Floats, end: Floats, radius_m: Floats, farthest_m: float) -> None:
        self._radius_m = radius_m
        least_m = float(radius_m.min())
        vertex, ends = _vertices(start, end)
        # a disc about v is left at most at v·u + r, at least at v·u + r − a²/2(r−a), a the farthest
        near = _foremost(vertex, farthest_m**2 / (2 * (least_m - farthest_m)), farthest_m)
        number = -1 - np.arange(len(vertex))  # negative: not held
        number[near] = np.arange(len(near))
        self._centre = vertex[near]
        edge = np.flatnonzero((number[ends] >= 0).any(axis=1))
        along = end[edge] - start[edge]
        length = np.sqrt((along**2).sum(axis=1))
        long = length > _HAIR * least_m  # else it has no direction, and its discs hold its strip
        edge, length, along = edge[long], length[long], along[long]
        along /= length[:, None]
        held = number[ends[edge]]
        self._ends_held = np.where(held >= 0, held, held[:, ::-1])
        # of a circle's height over an edge, what it may have more than over either end
        sagitta_m = least_m - np.sqrt(least_m**2 - length**2 / 4)
        self._slack_m = _TIE * radius_m.max() + np.where(
            (held >= 0).all(axis=1), sagitta_m, radius_m.max()
        )
        edge, along = np.concatenate([edge, edge]), np.concatenate([along, -along])
        normal = along[:, ::-1] * (1, -1)
        out = (normal * start[edge]).sum(axis=1)
        # a side's points lie in the disc about v where v lies ahead of the edge by |v − p|²/2r
        ahead = _farthest_along(normal, self._centre) - out
        bounds = ahead <= 2 * farthest_m**2 / least_m
        self._sides_of = np.where(bounds, np.cumsum(bounds) - 1, -1).reshape(2, -1).T
        edge, self._along, self._normal = edge[bounds], along[bounds], normal[bounds]
        self._out, self._ends = out[bounds], number[ends[edge]]
        reach = [(self._along * place[edge]).sum(axis=1) for place in (start, end)]
        self._begin, self._finish = np.minimum(*reach), np.maximum(*reach)

    def leave(self, which: Ints, angle: Floats) -> tuple[Floats, Ints]:
        """Return where a ray at each angle leaves the last piece, and which that is."""
        blocks = np.array_split(
            np.arange(len(angle)), max(1, len(angle) * len(self._centre) // _AT_ONCE)
        )
        each = [self._leave(self._radius_m[which[rows]], angle[rows]) for rows in blocks]
        leave, piece = map(np.concatenate, zip(*each, strict=True))
        return leave, piece

    def _leave(self, radius: Floats, angle: Floats) -> tuple[Floats, Ints]:
        ray = np.column_stack([np.cos(angle), np.sin(angle)])
        across = (ray[:, ::-1] * (-1, 1)) @ self._centre.T
        half = np.sqrt(radius[:, None] ** 2 - across**2)
        forward = ray @ self._centre.T
        disc = forward + half
        piece = disc.argmax(axis=1)
        leave = disc[np.arange(len(angle)), piece]
        row, side = self._sides_near(forward, half, leave)
        if not len(row):
            return leave, piece
        reach = self._leave_side(side, radius[row], ray[row])
        first = np.flatnonzero(np.diff(row, prepend=-1))
        best = np.repeat(np.maximum.reduceat(reach, first), np.diff(np.append(first, len(row))))
        foremost = np.flatnonzero((reach == best) & (reach > leave[row]))[::-1]
        piece[row[foremost]] = side[foremost] + len(self._centre)
        leave[row[foremost]] = reach[foremost]
        return leave, piece

    def _sides_near(self, forward: Floats, half: Floats, leave: Floats) -> tuple[Ints, Ints]:
        """Return, ray by ray (row), the sides by which it may leave farther out than by a disc."""
        # a side is left where a disc about a point of its edge is: no farther out than this
        one, other = self._ends_held.T
        most = np.maximum(forward[:, one], forward[:, other])
        most += np.maximum(half[:, one], half[:, other]) + self._slack_m
        row, edge = np.nonzero(most >= leave[:, None])
        row, side = np.repeat(row, 2), self._sides_of[edge].ravel()
        return row[side >= 0], side[side >= 0]

    def _leave_side(self, side: Ints, radius: Floats, ray: Floats) -> Floats:
        """Return where rays leave by sides, 0 where they do not."""
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = (radius + self._out[side]) / (ray * self._normal[side]).sum(axis=1)
            foot = reach * (ray * self._along[side]).sum(axis=1)
            beside = (foot >= self._begin[side]) & (foot <= self._finish[side]) & (reach > 0)
        return np.where(beside, reach, 0.0)

    def _leave_piece(self, piece: Ints, which: Ints, angle: Floats) -> Floats:
        """Return where rays leave given pieces, each its own; 0 by a side beyond its ends."""
        ray, radius = np.column_stack([np.cos(angle), np.sin(angle)]), self._radius_m[which]
        leave = np.empty(len(piece))
        is_disc = piece < len(self._centre)
        centre, there = self._centre[piece[is_disc]], ray[is_disc]
        across = centre[:, 1] * there[:, 0] - centre[:, 0] * there[:, 1]
        leave[is_disc] = (centre * there).sum(axis=1) + np.sqrt(radius[is_disc] ** 2 - across**2)
        side = piece[~is_disc] - len(self._centre)
        leave[~is_disc] = self._leave_side(side, radius[~is_disc], ray[~is_disc])
        return leave

    def parts(self, gaps: _Gaps) -> Ints:
        """Return the gaps in which a corner may be.

        There is none from a side to the disc at its end, nor through it to the next side on, nor
        where one piece is as good as the other at both ends.
        """
        changes = (gaps.first != gaps.second) & (gaps.high - gaps.low > _NARROWEST)
        count = len(self._centre)
        lower, upper = np.minimum(gaps.first, gaps.second), np.maximum(gaps.first, gaps.second)
        at = np.flatnonzero(changes & (lower < count) & (upper >= count))
        changes[at] = (self._ends[upper[at] - count] != lower[at, None]).all(axis=1)
        at = np.flatnonzero(changes & (lower >= count))
        one, other = gaps.first[at] - count, gaps.second[at] - count
        (a, b), (c, d) = self._normal[one].T, self._normal[other].T
        joined = (self._ends[one][:, :, None] == self._ends[other][:, None, :]).any(axis=(1, 2))
        changes[at] = ~joined | (a * d <= b * c)
        at = np.flatnonzero(changes)
        some = gaps.at(at)
        same_m = _TIE * self._radius_m[some.which]
        on = self._leave_piece(some.first, some.which, some.high) < some.high_m - same_m
        back = self._leave_piece(some.second, some.which, some.low) < some.low_m - same_m
        return at[on & back]

    def corner(self, gaps: _Gaps) -> tuple[Floats, Floats]:
        """Return the angle in each gap at which its pieces meet, and how far out.

        Where they do not, the angle is the middle, and how far NaN.
        """
        middle = (gaps.low + gaps.high) / 2
        ray = np.column_stack([np.cos(middle), np.sin(middle)])
        radius, count = self._radius_m[gaps.which], len(self._centre)
        lower, upper = np.minimum(gaps.first, gaps.second), np.maximum(gaps.first, gaps.second)
        sides = (lower >= count) * 1 + (upper >= count)
        x, y = np.empty((2, len(middle)))
        for kind, meet in enumerate((self._discs, self._disc_and_side, self._sides)):
            at = np.flatnonzero(sides == kind)
            if len(at):
                x[at], y[at] = meet(radius[at, None], lower[at], upper[at], ray[at]).T
        angle = np.arctan2(y, x)
        angle += 2 * np.pi * np.round((middle - angle) / (2 * np.pi))
        there = (angle > gaps.low - 1e-9) & (angle < gaps.high + 1e-9)
        return np.where(there, angle, middle), np.where(there, np.sqrt(x**2 + y**2), np.nan)

    def _discs(self, radius: Floats, one: Ints, other: Ints, ray: Floats) -> Floats:
        """Return where two discs' rims meet, ahead on the ray."""
        a, b = self._centre[one], self._centre[other]
        apart = b - a
        square = np.maximum((apart**2).sum(axis=1, keepdims=True), 1e-12)
        rise = np.sqrt(np.maximum(radius**2 / square - 0.25, 0.0))
        up = apart[:, ::-1] * (-1, 1)
        meeting: Floats = (a + b) / 2 + rise * np.sign((up * ray).sum(axis=1, keepdims=True)) * up
        return meeting

    def _disc_and_side(self, radius: Floats, disc: Ints, side: Ints, ray: Floats) -> Floats:
        """Return where a disc's rim meets a side: of two such places the nearer to the ray."""
        side = side - len(self._centre)
        centre, normal, along = self._centre[disc], self._normal[side], self._along[side]
        out = radius + (self._out[side] - (normal * centre).sum(axis=1))[:, None]
        half = np.sqrt(np.maximum(radius**2 - out**2, 0.0))
        foot = centre + out * normal
        one, other = foot + half * along, foot - half * along
        off = [np.abs(p[:, 0] * ray[:, 1] - p[:, 1] * ray[:, 0]) for p in (one, other)]
        return self._beside(np.where((off[0] <= off[1])[:, None], one, other), side)

    def _sides(self, radius: Floats, one: Ints, other: Ints, _: Floats) -> Floats:
        """Return where two sides meet; no place where they are parallel."""
        one, other = one - len(self._centre), other - len(self._centre)
        (a, b), (c, d) = self._normal[one].T, self._normal[other].T
        far, beyond = radius[:, 0] + self._out[one], radius[:, 0] + self._out[other]
        with np.errstate(divide="ignore", invalid="ignore"):
            x, y = far * d - beyond * b, beyond * a - far * c
            meeting = np.column_stack([x, y]) / (a * d - b * c)[:, None]
        return self._beside(self._beside(meeting, one), other)

    def _beside(self, place: Floats, side: Ints) -> Floats:
        """Return places that are on a side, NaN for one that is on its line beyond it."""
        foot = (place * self._along[side]).sum(axis=1)
        there = (foot >= self._begin[side]) & (foot <= self._finish[side])
        return np.where(there[:, None], place, np.nan)


def _vertices(start: Floats, end: Floats) -> tuple[Floats, Ints]:
    """Return the vertices of edges, each ring's once, and the two of each edge by number."""
    count = len(start)
    last = np.append(np.flatnonzero((start[1:] != end[:-1]).any(axis=1)), count - 1)
    first = np.append(0, last[:-1] + 1)
    following = np.arange(1, count + 1)
    closed = (start[first] == end[last]).all(axis=1)
    following[last] = np.where(closed, first, count + np.cumsum(~closed) - 1)
    vertex = np.concatenate([start, end[last[~closed]]])
    return vertex, np.column_stack([np.arange(count), following])


def _foremost(vertex: Floats, depth_m: float, farthest_m: float) -> Ints:
    """Return the vertices that lie less deep than `depth_m` behind the foremost, in any direction.

    Directions are tried 3° apart, with a margin for what turns between them.
    """
    margin_m = 2 * farthest_m * (1 - np.cos(_HALF_TURN) + np.sin(_HALF_TURN) ** 2)
    foremost = np.zeros(len(vertex), bool)
    blocks = max(1, len(_DIRECTIONS) * len(vertex) // _AT_ONCE)
    for directions in np.array_split(_DIRECTIONS, min(blocks, len(_DIRECTIONS))):
        forward = directions @ vertex.T
        least = forward.max(axis=1, keepdims=True) - depth_m - margin_m
        foremost |= (forward >= least).any(axis=0)
    return np.flatnonzero(foremost)


def _farthest_along(direction: Floats, place: Floats) -> Floats:
    """Return how far the farthest of some places lies along each direction (a unit vector).

    It is a corner of their convex hull: the one between two sides whose normals the direction is
    between.
    """
    if len(direction) * len(place) <= _AT_ONCE:
        return np.asarray((direction @ place.T).max(axis=1))
    hull = shapely.get_coordinates(shapely.convex_hull(shapely.multipoints(place)))
    if len(hull) < 4:  # all on one line
        return np.asarray((direction @ hull.T).max(axis=1))
    corner = hull[:-1] if shapely.is_ccw(shapely.linearrings(hull)) else hull[:0:-1]
    x, y = (np.roll(corner, -1, axis=0) - corner).T
    normal = np.arctan2(-x, y)
    order = np.argsort(normal)
    turn = np.arctan2(direction[:, 1], direction[:, 0])
    last = order[np.searchsorted(normal[order], turn) - 1]  # the side before; it ends in the corner
    return np.asarray((direction * np.roll(corner, -1, axis=0)[last]).sum(axis=1))
