"""Which points of an objective land reaches: as the meter decides it, geodesic by geodesic.

Or along roads: then ways from land begin where an edge enters it, so that what several pieces of
one block reach is what each reaches. That does not hold of a block that no edge enters, which is
tied to the nearest edge (`geo.coverage.network`): such a block neither grows nor is cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.coverage import Coverage
from geo.coverage.meter import CoverageMeter
from geo.coverage.network import Entries
from geo.coverage.network_reach import NetworkData, inside
from geo.coverage.way import unit_of
from geo.proposals.drawn_in import PlacedPoints, drawn_in, drawn_in_beside
from geo.proposals.ground import as_multi, window_of
from geo.proposals.lobes import EDGE_DEG, Aims, Lobe, Site
from geo.proposals.objective import Objective
from geo.zone import ZonePolygon
from layers.geometry.antimeridian import wrapped
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import Ellipsoid, LocalPlane
from layers.runtime.cache import cached_property

AROUND_KM = 3.0
"""The distance within which the gain of other land is computed together with some land."""

_SLACK_KM = 1.0
_NEAR_KM = 0.1  # spacing of positions on roads from which a gain is computed
_APART_KM = 0.25  # positions on roads that a lobe may lead to
_MARGIN_KM = 0.05  # by which such a position lies within the radius
_QUARTER, _WIDER = 64, 1 + 2e-4  # chords of a quarter circle; for these, and what planes are off
_HAIR_KM = 1e-3
_FINE, _COARSE = 56, 8  # chords of a quarter circle: of a piece, and of one that is tried
_STRAIGHT_M = 1.0  # by which an edge of a block may be off, about a piece that is tried
_JOINED_M = 0.5  # by which a piece that is tried reaches into its block
_MOST_AIMS = 150  # points of a block that are sought along roads, by worth


class Reaching:
    """The points of an objective, placed once, and which of them land reaches."""

    def __init__(self, ellipsoid: Ellipsoid, objective: Objective) -> None:
        self._ellipsoid, self._objective = ellipsoid, objective
        self._places_m = ellipsoid.cartesian_m(objective.lon, objective.lat)

    @staticmethod
    def of(baseline: Coverage, objective: Objective) -> Reaching:
        """Return the reaching of an objective's points as a coverage is measured."""
        ellipsoid = baseline.plan.ellipsoid
        if baseline.network is None:
            return Reaching(ellipsoid, objective)
        return NetworkReaching(baseline, objective, baseline.network)

    def may_change(self, block: BaseGeometry) -> bool:  # noqa: ARG002  as of any way
        """Return whether what a block reaches is known piece by piece: by straight line, always."""
        return True

    def added(self, lobe: Lobe, among: Ints) -> NDArray[np.bool_]:
        """Return which of some points a lobe reaches, as part of its block."""
        reached = np.zeros(len(among), bool)
        for inset_km, rows in self._objective.by_inset(among):
            land = self._drawn_in_beside(lobe, inset_km) if inset_km else lobe.new
            reached[rows] = self._by_line(land, among[rows], inset_km)
        return reached

    def _drawn_in_beside(self, lobe: Lobe, by_km: float) -> BaseGeometry:
        """Return what is left of a lobe and its zone beside it, both drawn in together."""
        plane = self._ellipsoid.plane(*lobe.new.centroid.coords[0])
        new = _flat(plane, lobe.shape)
        about = window_of(plane, shapely.buffer(new, 3e3 * by_km, quad_segs=2))
        zone = _flat(plane, shapely.intersection(lobe.zone or Polygon(), about))
        left: BaseGeometry = plane.inverse(drawn_in_beside(zone, new, 1e3 * by_km, _FINE))
        return left

    def aims_of(self, site: Site, open_: Ints) -> Iterator[Aims]:
        """Yield places to which lobes of a site may lead, for points that are not covered."""
        open_ = open_[self._objective.counts(open_, site.zone_id)]
        yield self.aims(open_[self.may_reach(site.block, open_, site.longest_m / 1e3)])

    def aims(self, points: Ints) -> Aims:
        """Return some of the points as places of a worth, each within its radius."""
        own = self._objective
        lonlat = np.column_stack([own.lon[points], own.lat[points]])
        radius_km, inset_km = own.radius_km[points], own.insets_km[points]
        return Aims(lonlat, radius_km, own.worth[points], own.point[points], inset_km)

    def charge(self, land: BaseGeometry) -> float:
        """Return what is charged for land (degrees) that is taken."""
        return float(self._objective.charges([land])[0])

    def places(self) -> list[tuple[float, float]]:
        """Return where points are, in degrees, each place once."""
        own = self._objective
        places = np.unique(np.column_stack([own.lon, own.lat]), axis=0)
        return [(lon, lat) for lon, lat in places.tolist()]

    def may_reach(self, land: BaseGeometry, among: Ints, more_km: float) -> NDArray[np.bool_]:
        """Return which points may lie within their radius, and so much more, of land (degrees)."""
        middle_m, ball_m = self._polygon(land).ball
        chord_km = np.linalg.norm(self._places_m[among] - middle_m, axis=1) / 1e3
        far_km = self.reach_km(self._objective.radius_km[among])
        near: NDArray[np.bool_] = chord_km <= far_km + ball_m / 1e3 + more_km + _SLACK_KM
        return near

    def gain_about(
        self, land: BaseGeometry, block: BaseGeometry | None, plane: LocalPlane, among: Ints
    ) -> Callable[[BaseGeometry, float], float]:
        """Return what says how much of some points' worth other land gains, about some land.

        The other is in the plane, within `AROUND_KM` of it, as the block is with which boundaries
        are drawn in; without, they count as certain.
        What gains no more than a least, given beside it, may be said to gain more, up to that.
        """
        own = self._objective
        among = among[self.may_reach(land, among, AROUND_KM)]
        _, first, place = np.unique(own.point[among], return_index=True, return_inverse=True)
        at = among[first]
        xy = plane.to_plane_m(np.column_stack([own.lon[at], own.lat[at]]))
        places = np.asarray(shapely.points(xy), object)
        away_m = np.asarray(shapely.distance(places, plane.forward(land)))
        near = np.abs(away_m[place] - own.radius_km[among] * 1e3) < 1e3 * AROUND_KM
        place, among = place[near], among[near]
        insets = [(1e3 * by_km, rows) for by_km, rows in own.by_inset(among) if by_km]
        radius_m, worth = own.radius_km[among] * 1e3, own.worth[among]
        block = None if block is None else shapely.simplify(block, _STRAIGHT_M)

        def gain(other: BaseGeometry, least: float) -> float:
            shapely.prepare(other)
            reached = np.asarray(shapely.distance(other, places))[place] <= radius_m
            if block is None or worth @ reached <= least:
                return float(worth @ reached)
            joined = shapely.buffer(shapely.simplify(other, _STRAIGHT_M), _JOINED_M, quad_segs=1)
            grown = shapely.union(block, joined)
            for inset_m, rows in insets:
                left = shapely.buffer(grown, -inset_m, quad_segs=_COARSE)
                shapely.prepare(left)
                own = rows[reached[rows]]
                away_m = shapely.distance(left, places[place[own]])  # NaN where nothing is left
                reached[own] = away_m <= radius_m[own] + inset_m
                if worth @ reached <= least:
                    break
            return float(worth @ reached)

        return gain

    def reach_km(self, radius: Floats) -> Floats:
        """Return how far in a straight line points within radii are at most."""
        return radius

    def most_reached(self, land: BaseGeometry, moved_km: float, among: Ints) -> NDArray[np.bool_]:  # noqa: ARG002  as by road
        """Return which points a block that lies somewhere in some land may reach.

        No place of the land is farther from it than `moved_km`.
        """
        return self.reached(land, among)

    def reached(self, land: BaseGeometry, among: Ints | None = None) -> NDArray[np.bool_]:
        """Return which points lie within their radius of land (degrees); of some, or of all."""
        every = np.arange(len(self._objective.lon)) if among is None else among
        reached = np.zeros(len(every), bool)
        for inset_km, rows in self._objective.by_inset(every):
            left = drawn_in(self._ellipsoid, land, inset_km) if inset_km else land
            reached[rows] = self._by_line(left, every[rows], inset_km)
        return reached

    def _by_line(self, land: BaseGeometry, every: Ints, more_km: float) -> NDArray[np.bool_]:
        """Return which points lie within their radius, and so much more, of land (degrees)."""
        own = self._objective
        if land.is_empty or not len(every):
            return np.zeros(len(every), bool)
        places = PlacedPoints(own.lon[every], own.lat[every], self._places_m[every])
        return places.within(self._polygon(land), own.radius_km[every] + more_km)

    def _polygon(self, land: BaseGeometry) -> ZonePolygon:
        return ZonePolygon(self._ellipsoid, wrapped(land))


class NetworkReaching(Reaching):
    """The points of an objective, tied to a network once, and which of them land reaches by it."""

    def __init__(self, baseline: Coverage, objective: Objective, network: NetworkData) -> None:
        super().__init__(baseline.plan.ellipsoid, objective)
        self._baseline, self._network = baseline, network.network
        self._ties = network.ties_of(objective.demand_row, objective.cluster_row)

    @cached_property
    def _open_by_line(self) -> Ints:
        """Return the points that the straight line does not cover either; in minutes none."""
        if unit_of(self._baseline.by) == "min":
            return np.empty(0, np.int64)
        line = CoverageMeter(self._baseline.plan, self._baseline.radii_km).measure()
        return np.flatnonzero(~self._objective.covered(line))

    def may_change(self, block: BaseGeometry) -> bool:
        """Return whether an edge enters each part of a block."""
        return block.is_empty or not self._entries(block).egress.any()

    def added(self, lobe: Lobe, among: Ints) -> NDArray[np.bool_]:
        """Return which of some points a lobe reaches, as part of its block."""
        entries = self._entries(lobe.new)
        own = entries if lobe.apart else entries.of(entries.egress == 0)
        return self._within(lobe.new, own, among)

    def reached(self, land: BaseGeometry, among: Ints | None = None) -> NDArray[np.bool_]:
        """Return which points lie within their radius of land (degrees); of some, or of all."""
        every = np.arange(len(self._objective.lon)) if among is None else among
        if land.is_empty or not len(every):
            return np.zeros(len(every), bool)
        return self._within(land, self._entries(land), every)

    def most_reached(self, land: BaseGeometry, moved_km: float, among: Ints) -> NDArray[np.bool_]:
        """Return which points a block that lies somewhere in some land may reach.

        An edge that enters it enters the land. Else the edge that is nearest to it is no farther
        from the land than `moved_km` and what the land is away from any edge, the least egress.
        """
        egress = float(self._entries(land).egress.min(initial=np.inf))
        if not np.isfinite(egress):  # there is no edge
            return self.reached(land, among)
        away_km = _WIDER * (moved_km + egress / self._network.per_km) + _HAIR_KM
        plane = self._ellipsoid.plane(*land.centroid.coords[0])
        wider = shapely.buffer(plane.forward(land), 1e3 * away_km, quad_segs=_QUARTER)
        around = plane.inverse(wider)
        entries = self._entries(around)
        entries = entries._replace(egress=np.full(len(entries.edge), egress / _WIDER))
        return self._within(land, entries, among)

    def aims_of(self, site: Site, open_: Ints) -> Iterator[Aims]:
        """Yield positions on roads to which lobes of a site may lead, then the aims by line.

        So what grows by road is chosen among all that would grow by line as well.
        """
        open_ = open_[self._objective.counts(open_, site.zone_id)]
        near = open_[self.may_reach(site.block, open_, site.longest_m / 1e3)]
        if len(near):
            yield self._on_roads(site, near)
        yield from super().aims_of(site, self._open_by_line)

    def gain_about(
        self,
        land: BaseGeometry,
        block: BaseGeometry | None,  # noqa: ARG002  as by line
        plane: LocalPlane,
        among: Ints,
    ) -> Callable[[BaseGeometry, float], float]:
        """Return a function: how much of some points' worth other land gains, near some land.

        Positions on roads inside that land decide: the ways from them to the points are known.
        """
        own, network = self._objective, self._network
        window = shapely.box(*plane.forward(land).bounds).buffer(
            1e3 * AROUND_KM, join_style="mitre"
        )
        around = plane.inverse(shapely.segmentize(window, 1e3))
        among = among[self.may_reach(around, among, 0.0)]
        edge, share, lonlat = network.positions(around.bounds, _NEAR_KM)
        limit = own.radius_km[among]
        within = network.within(self._ties, among, (edge, share), limit)
        some = within.any(axis=0)
        within, worth = within[:, some], own.worth[among[some]]
        x, y = plane.to_plane_m(lonlat).T

        def gain(other: BaseGeometry, least: float) -> float:  # noqa: ARG001  as by line
            shapely.prepare(other)
            return float(worth @ within[shapely.contains_xy(other, x, y)].any(axis=0))

        return gain

    def _on_roads(self, site: Site, points: Ints) -> Aims:
        """Return positions on roads to which lobes of a site may lead, each with its worth.

        For each point, of the most worth, that is the nearest position to the block from which the
        way to the point is within its radius; at radius 0, where it is.
        """
        own = self._objective
        network, plane = self._network, self._ellipsoid.plane(*site.block.centroid.coords[0])
        more_deg = site.longest_m / 1e3 / 100  # at the equator; more is cut below
        west, south, east, north = site.block.bounds
        wide_deg = more_deg / max(float(np.cos(np.radians(max(abs(south), abs(north))))), 0.1)
        box = west - wide_deg, south - more_deg, east + wide_deg, north + more_deg
        edge, share, xy = network.positions(box, _APART_KM)
        away_m = shapely.distance(shapely.points(plane.to_plane_m(xy)), plane.forward(site.block))
        near = np.flatnonzero((away_m > 0) & (away_m <= site.longest_m))
        near = near[np.argsort(away_m[near], kind="stable")]
        edge, share, xy = edge[near], share[near], xy[near]
        best = points[np.argsort(-own.worth[points], kind="stable")[:_MOST_AIMS]]
        found: list[tuple[int, int]] = []
        inside_alone = own.radius_km[best] <= _MARGIN_KM
        for point in np.sort(best[~inside_alone]).tolist():
            limit = float(own.radius_km[point]) - _MARGIN_KM
            way_km = network.ways_to(self._ties, point, (edge, share), limit)
            reaching = np.flatnonzero(way_km <= limit)
            if len(reaching):
                found.append((point, int(reaching[0])))
        rows, at = np.array(found, np.int64).reshape(-1, 2).T
        places = best[inside_alone]
        lonlat = np.concatenate([xy[at], np.column_stack([own.lon[places], own.lat[places]])])
        every = np.concatenate([rows, places])
        none = np.zeros(len(every))
        return Aims(lonlat, none, own.worth[every], np.arange(len(every)), none)

    def reach_km(self, radius: Floats) -> Floats:
        """Return how far in a straight line points within radii are at most."""
        return np.asarray(self._network.reach_km(radius), float)

    def _entries(self, land: BaseGeometry) -> Entries:
        return self._network.entries(self._polygon(land))

    def _within(self, land: BaseGeometry, entries: Entries, among: Ints) -> NDArray[np.bool_]:
        """Return which points a way from entries of some land reaches; none is a shorter line."""
        within = self.may_reach(land, among, 0.0)
        near = among[within]
        own, radius_km = self._objective, self._objective.radius_km[near]
        field = self._network.field(entries, float(radius_km.max(initial=0.0)))
        distance_km = self._network.ways(field, entries, self._ties, near)
        distance_km[inside(self._polygon(land), own.lon[near], own.lat[near])] = 0.0
        within[within] = distance_km <= radius_km
        return within


def _flat(plane: LocalPlane, land: BaseGeometry) -> BaseGeometry:
    """Return land of degrees in a plane, where rounding may have made its boundary cross itself."""
    flat: BaseGeometry = plane.forward(shapely.segmentize(as_multi(land), EDGE_DEG))
    return flat if flat.is_valid else shapely.buffer(flat, 0)
