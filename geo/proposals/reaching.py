"""Which points of an objective land reaches: as the meter decides it, geodesic by geodesic.

Or along roads: then ways from land begin where an edge enters it, so that what several pieces of
one block reach is what each reaches. That does not hold of a block that no edge enters, which is
tied to the nearest edge (`geo.coverage.network`): such a block neither grows nor is cut.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.coverage import Coverage
from geo.coverage.network import Entries
from geo.coverage.network_reach import NetworkData, inside
from geo.proposals.available_land import as_multi, window_of
from geo.proposals.land import EDGE_DEG, LandPiece
from geo.proposals.objective import Objective
from geo.proposals.shrunk import PlacedPoints, shrunk, shrunk_beside
from geo.zone import ZonePolygon
from layers.geometry.antimeridian import wrapped
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import Ellipsoid, LocalPlane
from layers.runtime.cache import cached_property

_NEAR_KM = 0.1  # spacing of positions on roads from which a gain is computed
_FINE = 56  # chords of a quarter circle
_SLACK_KM = 2.0
_LEAST_TURN_KM = 11_400.0  # 0.9 times the least diameter of curvature: chords are not shorter


class Reaching:
    """The points of an objective, each placed once, and which of them land reaches."""

    def __init__(self, ellipsoid: Ellipsoid, objective: Objective) -> None:
        self._ellipsoid, self._objective = ellipsoid, objective
        count = len(objective.lon)
        self._m, self._is_placed = np.empty((count, 3)), np.zeros(count, bool)

    @staticmethod
    def of(baseline: Coverage, objective: Objective) -> Reaching:
        """Return the reaching of an objective's points as a coverage is measured."""
        ellipsoid = baseline.plan.ellipsoid
        if baseline.network is None:
            return Reaching(ellipsoid, objective)
        return NetworkReaching(baseline, objective, baseline.network)

    def may_change(self, block: BaseGeometry) -> bool:  # noqa: ARG002  as of any way
        """Return whether the reach of a block is known piece by piece: by straight line, always."""
        return True

    def added(self, land: LandPiece, among: Ints) -> NDArray[np.bool_]:
        """Return which of some points a piece of land reaches, as part of its block."""
        reached = np.zeros(len(among), bool)
        for inset_km, rows in self._objective.by_inset(among):
            left = self._shrunk_beside(land, inset_km) if inset_km else land.land
            reached[rows] = self._by_line(left, among[rows], inset_km)
        return reached

    def _shrunk_beside(self, land: LandPiece, by_km: float) -> BaseGeometry:
        """Return a piece of land and its zone beside it after both are shrunk together."""
        plane = self._ellipsoid.plane(*land.land.centroid.coords[0])
        new = _flat(plane, land.shape)
        about = window_of(plane, shapely.buffer(new, 3e3 * by_km, quad_segs=2))
        zone = _flat(plane, shapely.intersection(land.zone or Polygon(), about))
        left: BaseGeometry = plane.inverse(shrunk_beside(zone, new, 1e3 * by_km, _FINE))
        return left

    def places(self) -> list[tuple[float, float]]:
        """Return where points are, in degrees, each place once."""
        own = self._objective
        places = np.unique(np.column_stack([own.lon, own.lat]), axis=0)
        return [(lon, lat) for lon, lat in places.tolist()]

    def may_reach(self, land: BaseGeometry, among: Ints, more_km: float) -> NDArray[np.bool_]:
        """Return which points may lie within their radius, and so much more, of land (degrees)."""
        polygon, near = self._polygon(land), np.zeros(len(among), bool)
        some = np.flatnonzero(self._in_band(polygon, self._farthest_km + more_km)[among])
        rows = among[some]
        far_km = self.reach_km(self._objective.radius_km[rows]) + more_km
        near[some] = self._placed(rows).near(polygon, far_km)[0]
        return near

    def _in_band(self, polygon: ZonePolygon, far_km: float) -> NDArray[np.bool_]:
        """Return which points lie between parallels so far north and south of a polygon's ball."""
        _, south, _, north = polygon.bounds
        chord_km = far_km + polygon.ball[1] / 1e3 + _SLACK_KM
        away = np.degrees(2 * np.arcsin(min(1.0, chord_km / _LEAST_TURN_KM)))
        lat = self._objective.lat
        in_band: NDArray[np.bool_] = (lat >= south - away) & (lat <= north + away)
        return in_band

    @cached_property
    def _farthest_km(self) -> float:
        """Return how far in a straight line points within their radii are at most."""
        return float(self.reach_km(self._objective.radius_km).max(initial=0.0))

    def reach_km(self, radius: Floats) -> Floats:
        """Return how far in a straight line points within radii are at most."""
        return radius

    def reached(self, land: BaseGeometry, among: Ints | None = None) -> NDArray[np.bool_]:
        """Return which points lie within their radius of land (degrees); of some, or of all."""
        every = np.arange(len(self._objective.lon)) if among is None else among
        reached = np.zeros(len(every), bool)
        for inset_km, rows in self._objective.by_inset(every):
            left = shrunk(self._ellipsoid, land, inset_km) if inset_km else land
            reached[rows] = self._by_line(left, every[rows], inset_km)
        return reached

    def _by_line(self, land: BaseGeometry, every: Ints, more_km: float) -> NDArray[np.bool_]:
        """Return which points lie within their radius, and so much more, of land (degrees)."""
        if land.is_empty or not len(every):
            return np.zeros(len(every), bool)
        radius_km = self._objective.radius_km[every] + more_km
        return self._placed(every).within(self._polygon(land), radius_km)

    def _placed(self, rows: Ints) -> PlacedPoints:
        """Return some of the points, each placed in space when it is first asked for."""
        new = rows[~self._is_placed[rows]]
        if len(new):
            own = self._objective
            self._m[new] = self._ellipsoid.cartesian_m(own.lon[new], own.lat[new])
            self._is_placed[new] = True
        return PlacedPoints(self._objective.lon[rows], self._objective.lat[rows], self._m[rows])

    def _polygon(self, land: BaseGeometry) -> ZonePolygon:
        return ZonePolygon(self._ellipsoid, wrapped(land))


class NetworkReaching(Reaching):
    """The points of an objective, tied to a network once, and which of them land reaches by it."""

    def __init__(self, baseline: Coverage, objective: Objective, network: NetworkData) -> None:
        super().__init__(baseline.plan.ellipsoid, objective)
        self._baseline, self._network = baseline, network.network
        self._ties = network.ties_of(objective.rows_of("demand"), objective.rows_of("clusters"))

    def may_change(self, block: BaseGeometry) -> bool:
        """Return whether an edge enters each part of a block."""
        return block.is_empty or not self._entries(block).egress.any()

    def added(self, land: LandPiece, among: Ints) -> NDArray[np.bool_]:
        """Return which of some points a piece of land reaches, as part of its block."""
        entries = self._entries(land.land)
        own = entries if land.apart else entries.of(entries.egress == 0)
        return self._within(land.land, own, among)

    def reached(self, land: BaseGeometry, among: Ints | None = None) -> NDArray[np.bool_]:
        """Return which points lie within their radius of land (degrees); of some, or of all."""
        every = np.arange(len(self._objective.lon)) if among is None else among
        if land.is_empty or not len(every):
            return np.zeros(len(every), bool)
        return self._within(land, self._entries(land), every)

    def about(
        self, plane: LocalPlane, about: BaseGeometry, rows: Ints
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """Return positions on roads in land of a plane, and which of some points each reaches."""
        own, network = self._objective, self._network
        around = plane.inverse(shapely.segmentize(about, 1e3))
        near = self.may_reach(around, rows, 0.0)
        edge, share, lonlat = network.positions(around.bounds, _NEAR_KM)
        xy = plane.to_plane_m(lonlat)
        within = shapely.contains_xy(about, *xy.T)
        edge, share, xy = edge[within], share[within], xy[within]
        places = plane.to_plane_m(np.column_stack([own.lon[rows], own.lat[rows]]))
        held = np.flatnonzero(shapely.contains_xy(about, *places.T))  # inside land at any radius
        found = np.zeros((len(xy) + len(held), len(rows)), bool)
        limit = own.radius_km[rows[near]]
        found[: len(xy), near] = network.within(self._ties, rows[near], (edge, share), limit)
        found[len(xy) + np.arange(len(held)), held] = True
        return np.concatenate([xy, places[held]]), found

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
