"""The land that lines enclose, in the order in which a text names them.

Consecutive lines meet, or nearly meet, at a few points. Along each line, the ring follows the
shortest or second shortest path from one meeting point to the next. Each choice of meeting points
and paths is a ring. It counts if it does not cross itself, runs clockwise as its sides do, and has
each side facing outward where the text names that side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Literal, TypeAlias

import numpy as np
import shapely
from shapely.geometry import LinearRing, LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.bounds.gazetteer import Feature
from geo.bounds.linework import Linework, Stretch
from geo.bounds.text import SIDES, Bound
from layers.geometry.edges import Floats
from layers.runtime.budget import spend

_MOST_MEETINGS = 8
_KEPT = 6  # ways kept to each meeting
_TOUCH_M = 1.0  # what meets within this does not leave a gap
_LEAST_M2 = 1_000.0
_OWN_SHARE = 0.9  # of the land of a ring that touches itself, its largest part
_SAME_SHARE = 0.05
_CARDINAL = ("north", "east", "south", "west")
_MOST_ORDERS = 4  # sides with several names whose order is tried both ways

SectionKind: TypeAlias = Literal["line", "bridge"]


@dataclass(frozen=True)
class Run:
    """Neighbouring sides with the same bounds, in order, and what each bound refers to.

    A bound without a feature has no name in the text: its neighbours may be far away.
    """

    sides: tuple[str, ...]
    bounds: tuple[tuple[Bound, Feature | None], ...]


@dataclass
class Leg:
    """One line of a ring: the sides of the part along it, and whether the next one may be far."""

    feature: Feature
    sides: tuple[str, ...]
    open_after: bool = False


@dataclass(frozen=True)
class Section:
    """A piece of a ring in metres: along a named line, or over a gap between lines."""

    feature: Feature
    sides: tuple[str, ...]
    kind: SectionKind
    line: LineString


@dataclass(frozen=True)
class Face:
    """Land in metres, and the sections of its outline; `cost_m` is least for the likeliest."""

    shape: Polygon
    sections: tuple[Section, ...]
    cost_m: float


@dataclass(frozen=True)
class Apart:
    """Two consecutive lines that do not meet: how far they are apart."""

    first: Feature
    second: Feature
    distance_m: float


@dataclass(frozen=True)
class _Meeting:
    """Where a line ends and the next begins: nodes and places on both."""

    leaves: int
    enters: int
    left: Floats
    entered: Floats

    @property
    def gap_m(self) -> float:
        return float(np.hypot(*(self.left - self.entered)))


@dataclass
class _Ring:
    """A choice of ways so far."""

    cost_m: float
    meetings: tuple[int, ...]
    paths: tuple[Stretch, ...] = field(default=())


def faces(runs: Sequence[Run], near: Point, gap_m: float) -> tuple[list[Face], list[Apart]]:
    """Return the land that runs of lines enclose, the likeliest first, and what does not meet.

    `runs` are clockwise, and so are the names along a side, unless only the reverse closes; in one
    without sides, lines may go round either way.
    """
    works: dict[int, Linework] = {}
    apart: list[Apart] = []
    for legs in _orders(runs):
        if len(legs) == 1:
            found = [*_alone(legs[0])]
        else:
            search = _Search(legs, near, gap_m, works)
            apart = apart or search.apart
            found = [] if search.apart else [*search.faces()]
        if distinct := _distinct(found):
            return distinct, []
    return [], apart


def _distinct(found: Sequence[Face]) -> list[Face]:
    """Return the faces that differ, the likeliest first."""
    distinct: list[Face] = []
    for face in sorted(found, key=lambda face: face.cost_m):
        if not any(_same(face.shape, other.shape) for other in distinct):
            distinct.append(face)
    return distinct


def true_sides(face: Face) -> dict[int, tuple[Feature, str]]:
    """Return each line of a face that has a chord, by its `id`, and the side on which it lies."""
    xy = shapely.get_coordinates([section.line for section in face.sections])
    turn = -np.sign(_signed_m2(xy))
    chords: dict[int, tuple[Feature, Floats]] = {}
    for section in face.sections:
        along = shapely.get_coordinates(section.line)[[0, -1]]
        feature, chord = chords.get(id(section.feature), (section.feature, np.zeros(2)))
        chords[id(section.feature)] = feature, chord + along[1] - along[0]
    sides = {}
    for key, (feature, (east, north)) in chords.items():
        if (east, north) != (0, 0):
            outward = turn * np.array([-north, east])
            sides[key] = feature, max(_CARDINAL, key=lambda side: float(outward @ SIDES[side]))
    return sides


def innermost(possible: Sequence[Face]) -> Face | None:
    """Return the face that lies inside all others, None if none does.

    Land up to a line ends at its nearest stretch, not at a farther one.
    """
    for face in possible:
        outside = [shapely.difference(face.shape, one.shape).area for one in possible]
        if max(outside) <= _SAME_SHARE * face.shape.area:
            return face
    return None


def _same(one: Polygon, other: Polygon) -> bool:
    differs = shapely.symmetric_difference(one, other).area
    return bool(differs <= _SAME_SHARE * min(one.area, other.area))


def _orders(runs: Sequence[Run]) -> Iterator[list[Leg]]:
    """Yield the legs for each order of the names of a side, as written first."""
    several = [row for row, run in enumerate(runs) if len(run.bounds) > 1]
    turns: Iterator[tuple[bool, ...]]
    if len(several) <= _MOST_ORDERS:
        turns = product((False, True), repeat=len(several))
    else:
        turns = iter([(turn,) * len(several) for turn in (False, True)])
    for turn in turns:
        reverse = {row for row, back in zip(several, turn, strict=True) if back}
        legs: list[Leg] = []
        for row, run in enumerate(runs):
            bounds = run.bounds[::-1] if row in reverse else run.bounds
            for _, feature in bounds:
                if feature is None:
                    if legs:
                        legs[-1].open_after = True
                elif legs and legs[-1].feature is feature:
                    legs[-1].sides += run.sides
                else:
                    legs.append(Leg(feature, run.sides))
        if len(legs) > 1 and legs[0].feature is legs[-1].feature:
            last = legs.pop()
            legs[0].sides = last.sides + legs[0].sides
        yield legs


def _alone(leg: Leg) -> Iterator[Face]:
    """Yield the land inside a single closed line."""
    for part in shapely.get_parts(shapely.polygonize([shapely.union_all(list(leg.feature.lines))])):
        if part.area >= _LEAST_M2:
            shell = LineString(part.exterior.coords)
            section = Section(leg.feature, leg.sides, "line", shell)
            yield Face(Polygon(part.exterior), (section,), part.length)


class _Search:
    """The search for rings of given legs."""

    def __init__(
        self, legs: Sequence[Leg], near: Point, gap_m: float, works: dict[int, Linework]
    ) -> None:
        self.legs, self.near, self.gap_m = legs, near, gap_m
        for leg in legs:
            if id(leg.feature) not in works:
                works[id(leg.feature)] = Linework(leg.feature.lines, gap_m)
        self.works = [works[id(leg.feature)] for leg in legs]
        self.apart: list[Apart] = []
        self.meetings = [self._meetings(row) for row in range(len(legs))]
        self._paths: dict[tuple[int, int, int], list[Stretch]] = {}

    def _meetings(self, row: int) -> list[_Meeting]:
        """Return where the leg before a leg ends and this one begins."""
        before, after = self.works[row - 1], self.works[row]
        first, second = self.legs[row - 1], self.legs[row]
        least = np.inf
        pairs: list[LineString] = []
        for one in before.parts:
            spend()
            for other in after.parts:
                line = shapely.shortest_line(one, other)
                least = min(least, line.length)
                if line.length <= self.gap_m:
                    pairs += [line, *_points(shapely.intersection(one, other))]
                    pairs += _from_ends(one, other, self.gap_m)
                    pairs += map(shapely.reverse, _from_ends(other, one, self.gap_m))
        if not pairs and first.open_after:
            every = (shapely.union_all(work.parts) for work in (before, after))
            pairs.append(shapely.shortest_line(*every))
        if not pairs:
            self.apart.append(Apart(first.feature, second.feature, float(least)))
        pairs.sort(key=lambda pair: (pair.length > _TOUCH_M, pair.distance(self.near)))
        distinct: list[LineString] = []
        for pair in pairs:
            if not any(pair.distance(other) <= _TOUCH_M for other in distinct):
                distinct.append(pair)
        meetings = []
        for pair in distinct[:_MOST_MEETINGS]:
            leaves = before.node(shapely.get_point(pair, 0))
            enters = after.node(shapely.get_point(pair, -1))
            meetings.append(_Meeting(leaves, enters, before.place(leaves), after.place(enters)))
        return meetings

    def faces(self) -> Iterator[Face]:
        """Yield the land inside each ring that counts."""
        count = len(self.legs)
        for start in range(len(self.meetings[0])):
            rings = {start: [_Ring(0.0, (start,))]}
            for row in range(count):
                spend()
                last = row == count - 1
                ends = [start] if last else range(len(self.meetings[row + 1]))
                rings = {end: kept for end in ends if (kept := self._extended(row, rings, end))}
            for ring in rings.get(start, ()):
                if (face := self._face(ring)) is not None:
                    yield face

    def _extended(self, row: int, rings: dict[int, list[_Ring]], end: int) -> list[_Ring]:
        after = self.meetings[(row + 1) % len(self.legs)][end]
        longer = [
            _Ring(
                ring.cost_m + path.cost_m + 3 * after.gap_m,
                (*ring.meetings, end),
                (*ring.paths, path),
            )
            for begin, kept in rings.items()
            for path in self._ways(row, begin, end)
            for ring in kept
        ]
        return sorted(longer, key=lambda ring: ring.cost_m)[:_KEPT]

    def _ways(self, row: int, begin: int, end: int) -> list[Stretch]:
        key = row, begin, end
        if key not in self._paths:
            spend()
            start = self.meetings[row][begin].enters
            stop = self.meetings[(row + 1) % len(self.legs)][end].leaves
            self._paths[key] = self.works[row].paths(start, stop)
        return self._paths[key]

    def _face(self, ring: _Ring) -> Face | None:
        """Return the land inside a ring, None if it does not count."""
        xy = np.concatenate([path.xy for path in ring.paths])
        signed_m2 = _signed_m2(xy)
        named = [leg for leg in self.legs if leg.sides]
        if len(xy) < 3 or (named and signed_m2 > 0):
            return None
        shape = _simple(xy)
        if shape is None or shape.area < _LEAST_M2:
            return None
        if not self._faces_outward(ring, -np.sign(signed_m2)):
            return None
        return Face(shape, tuple(self._sections(ring)), ring.cost_m)

    def _faces_outward(self, ring: _Ring, turn: float) -> bool:
        """Return whether each side faces where its name says; `turn` is 1 for clockwise."""
        chords: dict[tuple[str, ...], Floats] = {}
        for leg, path in zip(self.legs, ring.paths, strict=True):
            chords[leg.sides] = chords.get(leg.sides, np.zeros(2)) + path.xy[-1] - path.xy[0]
        for sides, (east, north) in chords.items():
            towards = np.sum([SIDES[side] for side in sides], axis=0) if sides else np.zeros(2)
            if turn * (towards @ np.array([-north, east])) < 0:
                return False
        return True

    def _sections(self, ring: _Ring) -> Iterator[Section]:
        for row, (leg, path) in enumerate(zip(self.legs, ring.paths, strict=True)):
            starts = [0, *(np.flatnonzero(np.diff(path.bridged)) + 1).tolist(), len(path.bridged)]
            for start, end in pairwise(starts):
                if end > start:
                    kind: SectionKind = "bridge" if path.bridged[start] else "line"
                    line = LineString(path.xy[start : end + 1])
                    yield Section(leg.feature, leg.sides, kind, line)
            meeting = self.meetings[(row + 1) % len(self.legs)][ring.meetings[row + 1]]
            if meeting.gap_m > _TOUCH_M:
                gap = LineString([meeting.left, meeting.entered])
                yield Section(leg.feature, leg.sides, "bridge", gap)


def _from_ends(one: BaseGeometry, other: BaseGeometry, gap_m: float) -> list[LineString]:
    """Return the shortest lines to the other part from the loose ends of one, if short enough."""
    ends = shapely.get_parts(shapely.boundary(shapely.line_merge(one)))
    lines = shapely.shortest_line(ends, other)
    return [*lines[shapely.length(lines) <= gap_m]]


def _points(shape: BaseGeometry) -> list[LineString]:
    """Return the points where lines meet; of a stretch in common, its ends."""
    points: list[BaseGeometry] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Point":
            points.append(part)
        elif part.geom_type == "LineString" and not part.is_empty:
            points += [shapely.get_point(part, 0), shapely.get_point(part, -1)]
    return [LineString(shapely.get_coordinates([point, point])) for point in points]


def _signed_m2(xy: Floats) -> float:
    """Return the area of a ring, negative if it runs clockwise."""
    x, y = xy.T
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def _simple(xy: Floats) -> Polygon | None:
    """Return the land inside a ring without spurs and slits, None if it crosses itself."""
    ring = LinearRing(np.vstack([xy, xy[:1]]))
    if ring.is_simple:
        return Polygon(ring)
    parts = shapely.get_parts(shapely.polygonize([shapely.union_all(ring)]))
    areas = shapely.area(parts)
    if not len(areas) or areas.max() < _OWN_SHARE * areas.sum():
        return None
    return Polygon(parts[int(areas.argmax())].exterior)
