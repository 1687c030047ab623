"""Whether land of other shapes gains more: a search over any polygons, beside what is proposed.

    python -m benchmarks.free_search [liaoning] [swap] [zone] … [--seconds 3600] [--seed 1]

Of each question of `python -m benchmarks.propose --tabled` it prints what is gained by the answer,
proven best of its pieces, and at most by any land that the search finds. It knows no strips: it
moves, adds and leaves out the corners of polygons beside the blocks (simulated annealing), from the
answer and from nothing in turn, and keeps to the rules that pieces keep to:

- land that may be taken, within the limit of area; pieces of 0.5 km² and more, 0.75 km apart, each
  of one part with its block, without holes;
- **width**: a disc of 1 km across, in a piece and its block, comes within 250 m of each corner, so
  that none is sharper than 84°; and such a disc can be moved from all of the piece that it fits in
  to the block: a piece has no neck;
- **length**: the square of how far a piece runs out from the border that it shares with its block
  is at most three times its area (of a new zone: of the long side of its narrowest rectangle);
- **fork**: a piece fills four fifths of its convex hull, but for what may not be taken: a bend is
  allowed, a fork is not;
- what is kept of the gain at radii 1 km longer, and shorter with boundaries drawn in by 0.4 km.

A swap may cut its blocks along any line. The same seed makes the same moves; the seconds, of the
processor and for each question, say when they end. What was found after 15, 30, 60 … seconds is
printed on the way: it says whether the search had come to its end. With `--keep` a search that is
stopped goes on, when it is asked for again, from its last start, and makes the same moves.
"""

from __future__ import annotations

import argparse
import math
import pickle
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from shapely import LineString, Polygon

from benchmarks.propose import CASES, TABLED, question_of
from benchmarks.sample_data import china_plan
from geo.proposals import Proposal, answer
from geo.proposals.drawn_in import drawn_in_beside
from geo.proposals.ground import SLENDER, as_multi
from geo.proposals.lobes import APART_KM, Lobe, Maker
from geo.proposals.objective_terms import SPREAD
from geo.proposals.reaching import Reaching
from geo.proposals.search import Search
from geo.proposals.site import Sites
from geo.proposals.task import ground_of, sites_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.proposals import Question
    from layers import Plan
    from layers.geometry.edges import Floats
    from layers.geometry.ellipsoid import LocalPlane

_MOVES = 4_000  # from one start
_HOT, _COLD = 0.03, 1e-4  # of the gain: how much worse a move may be, at first and at last
_LAND = 1e-3  # of the gain: what a km² costs, so that less land is better
_JITTER_M = 30.0, 150.0, 700.0
_ROUND = 1.02  # times the length that is allowed: corners are round
_CORNER = 0.25  # of the width: how far a disc is from a corner
_NARROW = 0.97  # of the width, for rounding
_SOLID = 0.8  # of its convex hull: what a piece fills
_MOST_CORNERS = 10
_MOST_PIECES = 8
_LACKING = 3.0  # times what is not kept of a gain
_QUARTER = 8  # chords of a quarter circle
_JOINED_M = 0.5  # by which a piece reaches into its block
_FIRST_MARK = 15.0  # seconds after which the best so far is printed, then after twice as many


class Place(NamedTuple):
    """Where pieces may be: a block, or all of a province (None); the plane, and the points in it.

    `free` holds what may be taken, in degrees, `blocked` what may not, in metres.
    """

    plane: LocalPlane
    block: Polygon | None
    blocked: BaseGeometry
    free: BaseGeometry | None
    points: Floats
    longest_m: float
    kept: BaseGeometry  # what a cut may not release, in metres


class Part(NamedTuple):
    """Land of a place that is taken, or that is left of its block; how far the points are from it.

    `area_km2` is what is taken, or released; `away_km` are distances at each step of the spread, to
    land that is drawn in, less by how much.
    """

    place: int
    land: BaseGeometry
    lonlat: BaseGeometry
    area_km2: float
    away_km: Floats


class Choice(NamedTuple):
    """What is taken, and what is left of blocks, by place."""

    taken: tuple[Part, ...]
    cut: dict[int, Part]


class Progress(NamedTuple):
    """How far a search has come: its best, the best on the way, and what the next start needs.

    `random` is the state of the generator; `seconds` are of the processor.
    """

    best: Choice
    most: float
    marks: tuple[tuple[float, Choice], ...]
    seconds: float
    moves: int
    turn: int
    random: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Free:
    """A question: its places, the points that may be gained or lost, and what it limits.

    `covered` are the points that land covers which stays, radii × points, `radius_km` has the same
    shape; boundaries are drawn in by `insets_km` at each radius; `blocks_km` are the distances to
    the blocks that may be cut.
    """

    places: tuple[Place, ...]
    worth: Floats
    radius_km: Floats
    insets_km: tuple[float, ...]
    covered: NDArray[np.bool_]
    blocks_km: Floats
    most_km2: float
    swap: bool
    least_km2: float
    width_m: float
    keep: float
    random: np.random.Generator

    def gains(self, choice: Choice) -> Floats:
        """Return what is gained at each radius."""
        away = self.blocks_km.copy()
        for number, part in choice.cut.items():
            away[number] = part.away_km
        nearest = np.min([*away, *(part.away_km for part in choice.taken)], axis=0, initial=np.inf)
        today = self.covered | (self.blocks_km.min(axis=0, initial=np.inf) <= self.radius_km)
        now = self.covered | (nearest <= self.radius_km)
        gains: Floats = (now.astype(float) - today) @ self.worth
        return gains

    def value(self, choice: Choice) -> float:
        """Return the mean gain, less what of it is not kept, and less a little for land."""
        gains = self.gains(choice)
        return self.net(gains) - _LAND * float(gains.mean()) * _km2(choice.taken)

    def net(self, gains: Floats) -> float:
        """Return the mean gain, less what of it is not kept."""
        mean, (_, shorter, alone, longer, _) = float(gains.mean()), gains.tolist()
        least, own = self.keep * alone, self.keep * mean
        lacking = max(0.0, least - shorter, least - longer) + max(0.0, own - alone)
        return mean - _LACKING * lacking

    def allows(self, choice: Choice) -> bool:
        """Say whether a choice keeps to the limits of area and distance."""
        taken, cut = choice
        km2, released = _km2(taken), _km2(cut.values())
        whole = sum(part.area_km2 for part in cut.values() if part.land.is_empty)
        if self.swap and not (km2 <= released <= self.most_km2 and whole <= km2):
            return False
        if not self.swap and km2 > self.most_km2:
            return False
        shapes = [part.lonlat for part in taken]
        shapes += [
            self.places[n].plane.inverse(shapely.difference(self.places[n].block, part.land))
            for n, part in cut.items()
        ]
        apart = APART_KM / 111.0
        return not any(
            shapely.dwithin(one, other, apart)
            for number, one in enumerate(shapes)
            for other in shapes[number + 1 :]
        )

    def part(self, number: int, land: BaseGeometry) -> Part | None:
        """Return land of a place as a piece, None where it breaks a rule of shape."""
        place = self.places[number]
        if not land.is_valid or land.area < _SOLID * land.convex_hull.area:
            return None
        if place.block is not None:
            land = _cleared(place, land)
        right = self.least_km2 <= land.area / 1e6 <= self.most_km2
        if not right or land.geom_type != "Polygon" or land.interiors:
            return None
        lonlat = place.plane.inverse(land)
        if place.block is None:
            fits = bool(shapely.contains(place.free, lonlat)) and self._is_stout(land)
        else:
            fits = self._is_joined(place, land)
        return self._part(number, land, lonlat) if fits else None

    def _is_stout(self, land: Polygon) -> bool:
        """Say whether a new zone is neither too narrow nor too long."""
        corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(land))
        long_m = float(np.linalg.norm(np.diff(corners[:3], axis=0), axis=1).max())
        by_m = _NARROW * self.width_m / 2
        opened = shapely.buffer(shapely.buffer(land, -by_m), by_m)
        return self._is_wide(land, opened) and long_m**2 <= SLENDER * land.area

    def _is_wide(self, land: Polygon, opened: BaseGeometry) -> bool:
        """Say whether a disc of the least width comes near every corner."""
        corners = shapely.points(shapely.get_coordinates(land))
        away_m = shapely.distance(opened, corners)
        return bool((away_m <= _CORNER * self.width_m).all())

    def _is_joined(self, place: Place, land: Polygon) -> bool:
        """Say whether a piece is one with its block, and neither too narrow nor too long."""
        west, south, east, north = land.bounds
        more = 2 * self.width_m
        about = west - more, south - more, east + more, north + more
        block = as_multi(shapely.clip_by_rect(place.block, *about))
        border = shapely.intersection(land.boundary, shapely.buffer(block, 1.0, quad_segs=1))
        if border.is_empty:
            return False
        corners = shapely.points(shapely.get_coordinates(land))
        if float(shapely.distance(border, corners).max()) ** 2 > SLENDER * _ROUND * land.area:
            return False
        whole = as_multi(shapely.union(block, shapely.buffer(land, 0.5, quad_segs=1)))
        holes = sum(len(one.interiors) for one in block.geoms)
        if len(whole.geoms) > len(block.geoms):
            return False
        if sum(len(one.interiors) for one in whole.geoms) > holes:
            return False
        by_m = _NARROW * self.width_m / 2
        cores = shapely.get_parts(shapely.buffer(whole, -by_m, quad_segs=4))
        of_piece = cores[shapely.intersects(cores, land)]
        if not shapely.intersects(of_piece, block).all():
            return False
        return self._is_wide(land, shapely.buffer(shapely.union_all(cores), by_m, quad_segs=4))

    def _part(self, number: int, land: BaseGeometry, lonlat: BaseGeometry) -> Part:
        place = self.places[number]
        joined = shapely.buffer(land, _JOINED_M, quad_segs=1) if place.block is not None else land
        away_km = [
            _away_km(place.points, _left_of(place, joined, 1e3 * by_km) if by_km else land) - by_km
            for by_km in self.insets_km
        ]
        return Part(number, land, lonlat, land.area / 1e6, np.array(away_km))

    def cut(self, number: int) -> Part | None:
        """Return what a line leaves of a block, or nothing of it; None where it may not be so."""
        place, draw = self.places[number], self.random
        block = place.block
        assert block is not None
        if draw.random() < 0.1:
            whole = Polygon()
            kept = shapely.intersects(place.kept, block)
            away = np.full(self.radius_km.shape, np.inf)
            return None if kept else Part(number, whole, whole, block.area / 1e6, away)
        turn = draw.uniform(0, 2 * math.pi)
        out = np.array([math.sin(turn), math.cos(turn)])
        aside, xy = np.array([-out[1], out[0]]), shapely.get_coordinates(block)
        along = xy @ out
        at = out * np.quantile(along, 1.0) - out * draw.exponential(0.15) * np.ptp(along)
        far = 3 * np.abs(xy).max() + 1e4
        beyond = Polygon([at - aside * far, at + aside * far, at + (aside + out) * far,
                          at + (out - aside) * far])  # fmt: skip
        left, released = shapely.difference(block, beyond), shapely.intersection(block, beyond)
        if left.geom_type != "Polygon" or released.geom_type != "Polygon":
            return None
        if released.area > 0.35 * block.area or shapely.intersects(place.kept, released):
            return None
        away_km = _block_km(place.points, left, self.insets_km)
        return Part(number, left, place.plane.inverse(left), released.area / 1e6, away_km)

    def moved(self, choice: Choice) -> Choice | None:
        """Return a choice beside another, None where it is not allowed."""
        draw, (taken, cut) = self.random, choice
        kind = draw.random()
        if self.swap and kind < 0.25:
            number = int(draw.integers(len(self.places)))
            if number in cut and draw.random() < 0.3:
                cut = {n: one for n, one in cut.items() if n != number}
            elif (part := self.cut(number)) is not None:
                cut = cut | {number: part}
        elif not taken or (kind < 0.4 and len(taken) < _MOST_PIECES and draw.random() < 0.5):
            number = int(draw.integers(len(self.places)))
            new = self.part(number, self._fresh(number))
            if new is None:
                return None
            taken = (*taken, new)
        else:
            at = int(draw.integers(len(taken)))
            others = (*taken[:at], *taken[at + 1 :])
            if kind > 0.97 and others:
                taken = others
            else:
                number = taken[at].place
                land = self._fresh(number) if kind < 0.45 else self._bent(taken[at].land)
                new = self.part(number, land)
                if new is None:
                    return None
                taken = (*others, new)
        found = Choice(taken, cut)
        return found if self.allows(found) else None

    def _fresh(self, number: int) -> BaseGeometry:
        """Return a strip of one or two segments from somewhere at a block towards a point."""
        place, draw = self.places[number], self.random
        chances = np.cumsum(self.worth)
        if place.block is None:
            away_m = 1e3 * float(self.radius_km.max())
            point = place.points[int(np.searchsorted(chances, draw.uniform(0, chances[-1])))]
            turn, far = draw.uniform(0, 2 * math.pi), away_m * math.sqrt(draw.random())
            middle = point + far * np.array([math.sin(turn), math.cos(turn)])
            side_m = math.sqrt(self.most_km2 * 1e6 * draw.uniform(0.5, 1.0))
            return shapely.box(*(middle - side_m / 2), *(middle + side_m / 2))
        reach_m = 1e3 * self.radius_km[int(draw.integers(len(self.radius_km)))]
        away_m = shapely.distance(shapely.points(place.points), place.block) - reach_m
        near = np.flatnonzero((away_m > -100) & (away_m < place.longest_m))
        if not len(near):
            return Polygon()
        chances = np.cumsum(self.worth[near])
        one = int(near[int(np.searchsorted(chances, draw.uniform(0, chances[-1])))])
        point, turn = place.points[one], draw.normal(0, 0.3)
        line = shapely.get_coordinates(shapely.shortest_line(place.block, shapely.Point(point)))
        back = (line[0] - point) / max(float(np.linalg.norm(line[0] - point)), 1e-9)
        back = back @ np.array(
            [[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]]
        )
        tip = point + (reach_m[one] - draw.exponential(100.0)) * back
        at = shapely.line_locate_point(place.block.exterior, shapely.Point(line[0]))
        shifted = at + draw.normal(0, 1_500)
        root = shapely.get_coordinates(
            shapely.line_interpolate_point(
                place.block.exterior, shifted % place.block.exterior.length
            )
        )[0]
        length = float(np.linalg.norm(tip - root))
        width = max(self.width_m, length / SLENDER) * (1 + draw.exponential(0.2))
        inner = root - (tip - root) / max(length, 1.0) * width
        corners = [inner, tip]
        if draw.random() < 0.4:
            corners.insert(1, root + (tip - root) * draw.random() + draw.normal(0, 700, 2))
        return shapely.buffer(LineString(corners), width / 2, cap_style="flat", join_style="mitre")

    def _bent(self, land: BaseGeometry) -> BaseGeometry:
        """Return a polygon with other corners."""
        draw = self.random
        xy = shapely.get_coordinates(shapely.simplify(land, draw.choice([5.0, 60.0, 250.0])))[:-1]
        kind, size = draw.random(), draw.choice(_JITTER_M)
        if kind < 0.45:
            xy[int(draw.integers(len(xy)))] += draw.normal(0, size, 2)
        elif kind < 0.6:
            at = int(draw.integers(len(xy)))
            xy[[at, (at + 1) % len(xy)]] += draw.normal(0, size, 2)
        elif kind < 0.7:
            xy += draw.normal(0, size, 2)
        elif kind < 0.8:
            middle, turn = xy.mean(axis=0), draw.normal(0, 0.1)
            turned = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
            xy = middle + (xy - middle) @ turned * draw.normal(1, 0.05)
        elif kind < 0.9 and len(xy) < _MOST_CORNERS:
            at = int(draw.integers(len(xy)))
            new = (xy[at] + xy[(at + 1) % len(xy)]) / 2 + draw.normal(0, size, 2)
            xy = np.insert(xy, at + 1, new, axis=0)
        elif len(xy) > 3:
            xy = np.delete(xy, int(draw.integers(len(xy))), axis=0)
        return Polygon(xy)

    def best(
        self,
        start: Choice,
        seconds: float,
        before: Progress | None,
        report: Callable[[Progress], None],
    ) -> Progress:
        """Return the best choice that is found in so many seconds of the processor.

        It goes on from `before`. `report` receives how far it is at the end of each start.
        """
        best, most, marks, spent, moves, turn, state = before or Progress(
            start, self.value(start), (), 0.0, 0, 0, self.random.bit_generator.state
        )
        self.random.bit_generator.state = state
        began = time.process_time() - spent
        while True:
            now = (start, Choice((), {}), best)[turn % 3]
            value = self.value(now)
            for step in range(_MOVES):
                moves += 1
                if step % 100 == 0:
                    spent = time.process_time() - began
                    if spent >= (mark := _FIRST_MARK * 2 ** len(marks)):
                        marks = (*marks, (mark, best))
                    if spent >= seconds:
                        return Progress(best, most, marks, spent, moves, turn, state)
                heat = most * _HOT * (_COLD / _HOT) ** (step / _MOVES)
                new = self.moved(now)
                if new is None:
                    continue
                own = self.value(new)
                if own >= value or self.random.random() < math.exp((own - value) / heat):
                    now, value = new, own
                    if value > most:
                        best, most = now, value
            turn += 1
            state = self.random.bit_generator.state
            report(Progress(best, most, marks, spent, moves, turn, state))


def _km2(parts: object) -> float:
    return math.fsum(part.area_km2 for part in parts)  # type: ignore[attr-defined]


def _cleared(place: Place, land: BaseGeometry) -> BaseGeometry:
    """Return what of some land may be taken, nothing where that is less than half."""
    land = shapely.difference(land, place.block)
    if not shapely.intersects(place.blocked, land):
        return land
    parts = shapely.get_parts(as_multi(shapely.difference(land, place.blocked)))
    best = parts[int(shapely.area(parts).argmax())] if len(parts) else Polygon()
    return best if best.area >= land.area / 2 else Polygon()


def _left_of(place: Place, land: BaseGeometry, by_m: float) -> BaseGeometry:
    """Return what is left of land and its block beside it, both drawn in."""
    return drawn_in_beside(Polygon() if place.block is None else place.block, land, by_m, _QUARTER)


def _block_km(points: Floats, block: BaseGeometry, insets_km: tuple[float, ...]) -> Floats:
    """Return how far points are from a block that is drawn in, less by how much, at each step."""
    steps = []
    for by_km in insets_km:
        left = shapely.buffer(block, -1e3 * by_km, quad_segs=_QUARTER) if by_km else block
        away_km = _away_km(points, left)
        away_km[shapely.contains_xy(left, points)] = 0.0
        steps.append(away_km - by_km)
    return np.array(steps)


def _away_km(points: Floats, land: BaseGeometry) -> Floats:
    """Return how far points outside some land are from it, ∞ without land."""
    if land.is_empty:
        return np.full(len(points), np.inf)
    ends = shapely.get_coordinates(land)
    if len(ends) > 60 or land.geom_type != "Polygon" or land.interiors:
        away: Floats = shapely.distance(shapely.points(points), land) / 1e3
        return away
    from_, along = ends[:-1], np.diff(ends, axis=0)
    size = np.maximum((along**2).sum(axis=1), 1e-9)
    to = points[:, None] - from_[None]
    share = np.clip((to * along).sum(axis=2) / size, 0, 1)
    nearest: Floats = np.sqrt(((to - share[..., None] * along) ** 2).sum(axis=2)).min(axis=1)
    return nearest / 1e3


def free_of(plan: Plan, question: Question, seed: int) -> tuple[Free, Search, np.ndarray]:
    """Prepare the search of a question; the rows of its points as well."""
    search = Search.of(plan, question)
    aims, terms = search.objective, search.terms
    alone = aims.at_threshold or aims
    radius_km = aims.radius_km.reshape(len(SPREAD), -1)
    covered = aims.covered(search.baseline).reshape(radius_km.shape)
    reaching = Reaching(plan.ellipsoid, aims)
    every = np.arange(len(aims.lon))
    lonlat = np.column_stack([alone.lon, alone.lat])
    insets_km = tuple(aims.insets_km.reshape(radius_km.shape)[:, 0].tolist())
    common = {
        "insets_km": insets_km,
        "swap": terms.swap, "least_km2": terms.limits.min_piece_km2,
        "width_m": 1e3 * terms.limits.min_width_km, "keep": terms.kept_share,
        "random": np.random.default_rng(seed),
    }  # fmt: skip
    if question.seeks_zones:
        (province,) = question.provinces(plan)
        sites = Sites.of(search, province, reaching)
        near = reaching.may_reach(sites.allowed, every, 0.0).reshape(radius_km.shape).any(axis=0)
        rows = np.flatnonzero(near & ~covered.all(axis=0))
        xy = sites.plane.to_plane_m(lonlat[rows])
        nothing = Polygon()
        place = Place(sites.plane, None, nothing, sites.allowed, xy, math.inf, nothing)
        common |= {"keep": 0.0, "least_km2": sites.area_km2 / 2}
        free = Free(
            places=(place,), worth=alone.worth[rows], radius_km=radius_km[:, rows],
            covered=covered[:, rows], blocks_km=np.empty((0, len(SPREAD), len(rows))),
            most_km2=sites.area_km2, **common,
        )  # fmt: skip
        return free, search, rows
    ground = ground_of(plan, terms)
    makers = [Maker.of(ground, site, terms.forbids) for site in sites_of(ground, terms)]
    near = np.zeros(len(every), bool)
    for maker in makers:
        near |= reaching.may_reach(maker.site.block, every, maker.site.longest_m / 1e3)
    rows = np.flatnonzero(near.reshape(radius_km.shape).any(axis=0))
    if terms.swap:
        own = {maker.site.block.wkb for maker in makers}
        others = shapely.get_parts(ground.plan.zones.geometry.to_numpy())
        stays = np.zeros(len(every), bool)
        for block in others:
            if block.wkb not in own:
                stays |= reaching.reached(block)
        covered = stays.reshape(radius_km.shape)
    else:
        rows = rows[~covered[:, rows].all(axis=0)]
    kept = [ground.obstacles["customs_blocks"], ground.plan.gateways.geometry.to_numpy()]
    places = []
    for maker in makers:
        flat = maker.plane.forward
        xy = maker.plane.to_plane_m(lonlat[rows])
        blocked = as_multi(flat(shapely.segmentize(maker.blocked, 0.02)))
        blocked = blocked if blocked.is_valid else shapely.buffer(blocked, 0)
        held = shapely.union_all(flat(np.concatenate(kept))) if terms.swap else Polygon()
        shapely.prepare(blocked)
        places.append(Place(maker.plane, maker.flat, blocked, None, xy, maker.site.longest_m, held))
    blocks_km = np.array(
        [_block_km(p.points, p.block, insets_km) for p in places if p.block is not None]
    )
    if not terms.swap:
        blocks_km = np.empty((0, len(SPREAD), len(rows)))
    (most,) = terms.room_km2.values()
    free = Free(
        places=tuple(places), worth=alone.worth[rows], radius_km=radius_km[:, rows],
        covered=covered[:, rows], blocks_km=blocks_km, most_km2=most, **common,
    )  # fmt: skip
    return free, search, rows


def start_of(free: Free, found: Proposal) -> Choice:
    """Return an answer as a choice of the search; rules of shape are not asked for."""
    taken, cut = [], {}
    for piece in found.taken:
        land = shapely.get_parts(piece.geometry)[0]
        numbers = range(len(free.places))
        number = min(numbers, key=lambda n: _far(free.places[n], land))
        taken.append(free._part(number, free.places[number].plane.forward(land), land))  # noqa: SLF001
    for piece in found.released:
        for number, place in enumerate(free.places):
            gone = place.plane.forward(piece.geometry)
            assert place.block is not None
            if shapely.intersection(gone, place.block).area > 0.9 * gone.area:
                left = shapely.difference(place.block, gone)
                away_km = np.full(free.radius_km.shape, np.inf)
                if not left.is_empty:
                    away_km = _block_km(place.points, left, free.insets_km)
                cut[number] = Part(number, left, place.plane.inverse(left), piece.area_km2, away_km)
    return Choice(tuple(taken), cut)


def _far(place: Place, land: BaseGeometry) -> float:
    if place.block is None:
        return 0.0
    return float(shapely.distance(place.block, place.plane.forward(land)))


def exact(free: Free, search: Search, rows: np.ndarray, choice: Choice) -> Floats:
    """Return what is gained at each radius by what is taken, as the meter decides it."""
    aims = search.objective
    reaching, count = Reaching(search.baseline.plan.ellipsoid, aims), free.radius_km.shape
    every = (np.arange(count[0])[:, None] * (len(aims.lon) // count[0]) + rows).ravel()
    reached = np.zeros(len(every), bool)
    for part in choice.taken:
        place = free.places[part.place]
        new = as_multi(part.lonlat)
        if place.block is None:
            reached |= reaching.reached(new, every)
            continue
        shape = place.plane.inverse(shapely.buffer(part.land, _JOINED_M, quad_segs=1))
        block = as_multi(place.plane.inverse(place.block))
        lobe = Lobe("", None, as_multi(shape), new, part.area_km2, 0.0, block)
        reached |= reaching.added(lobe, every)
    now = reached.reshape(count) | free.covered
    gains: Floats = (now & ~free.covered) @ free.worth
    return gains


def searched(plan: Plan, name: str, given: argparse.Namespace) -> tuple[str, ...]:
    """Search for one question, tell on the way, and return the row of what came of it."""
    question = question_of(plan, CASES[name])
    found = answer(plan, question)
    assert isinstance(found, Proposal)
    free, search, rows = free_of(plan, question, given.seed)
    proposed = found.measured - found.before
    kept = None if given.keep is None else given.keep / f"{name}.pickle"

    def more(choice: Choice) -> str:
        most = free.net(free.gains(choice) if free.swap else exact(free, search, rows, choice))
        return f"{most / proposed - 1:.1%}"

    def report(progress: Progress) -> None:
        print(
            f"{name} {progress.seconds:.0f} s: {more(progress.best)}", file=sys.stderr, flush=True
        )
        if kept is not None:
            kept.with_suffix(".new").write_bytes(pickle.dumps(progress))
            kept.with_suffix(".new").replace(kept)

    before = pickle.loads(kept.read_bytes()) if kept is not None and kept.exists() else None
    end = free.best(start_of(free, found), given.seconds, before, report)
    marks = "; ".join(f"{seconds:.0f} s: {more(choice)}" for seconds, choice in end.marks)
    pieces = ", ".join(f"{part.area_km2:.1f}" for part in end.best.taken)
    return (
        name, f"{proposed:,.0f}", more(end.best), f"{end.seconds:.0f}", marks, f"{end.moves:,}",
        pieces,
    )  # fmt: skip


def main() -> None:
    """Search for each question and print what comes of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(TABLED))
    parser.add_argument("--seconds", type=float, default=3_600.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder from which searches go on")
    given = parser.parse_args()
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
    plan = china_plan()
    print("| asked | proposed, mean | more | seconds | on the way | moves | its pieces, km² |")
    print("|---|---:|---:|---:|---|---:|---|")
    for name in given.cases or TABLED:
        print(f"| {' | '.join(searched(plan, name, given))} |", flush=True)


if __name__ == "__main__":
    main()
