"""Which points of an objective land reaches: as the meter decides it, geodesic by geodesic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.proposals.lobes import Aims
from geo.zone import ZonePolygon
from layers.geometry.antimeridian import wrapped

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.proposals.objective import Objective
    from layers.geometry.edges import Ints
    from layers.geometry.ellipsoid import Ellipsoid

_SLACK_KM = 1.0


class Reaching:
    """The points of an objective, placed once, and which of them land reaches."""

    def __init__(self, ellipsoid: Ellipsoid, objective: Objective) -> None:
        self._ellipsoid, self._objective = ellipsoid, objective
        self._places_m = ellipsoid.cartesian_m(objective.lon, objective.lat)

    def aims(self, points: Ints) -> Aims:
        """Return some of the points as places of a worth."""
        own = self._objective
        lonlat = np.column_stack([own.lon[points], own.lat[points]])
        return Aims(lonlat, own.radius_km[points], own.worth[points], own.point[points])

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
        near: NDArray[np.bool_] = (
            chord_km <= self._objective.radius_km[among] + ball_m / 1e3 + more_km + _SLACK_KM
        )
        return near

    def reached(self, land: BaseGeometry, among: Ints | None = None) -> NDArray[np.bool_]:
        """Return which points lie within their radius of land (degrees); of some, or of all.

        The chord to the middle of a ball about the land decides for most: a chord is no longer than
        the way, and shorter than it by d³/24R² at most.
        """
        every = np.arange(len(self._objective.lon)) if among is None else among
        reached = np.zeros(len(every), bool)
        if land.is_empty or not len(every):
            return reached
        radius_km = self._objective.radius_km[every]
        polygon = self._polygon(land)
        middle_m, ball_m = polygon.ball
        ball_km = ball_m / 1e3
        chord_km = np.linalg.norm(self._places_m[every] - middle_m, axis=1) / 1e3
        bow_km = (radius_km + 2 * ball_km + _SLACK_KM) ** 3 / (24 * 6_300.0**2)
        near = chord_km <= radius_km + ball_km + _SLACK_KM
        reached[near] = chord_km[near] + ball_km + bow_km[near] + _SLACK_KM <= radius_km[near]
        unsure = np.flatnonzero(near & ~reached)
        for radius in np.unique(radius_km[unsure]):
            rows = unsure[radius_km[unsure] == radius]
            lon, lat = self._objective.lon[every[rows]], self._objective.lat[every[rows]]
            reached[rows] = polygon.boundary.within(lon, lat, float(radius))
        return reached

    def _polygon(self, land: BaseGeometry) -> ZonePolygon:
        return ZonePolygon(self._ellipsoid, wrapped(land))
