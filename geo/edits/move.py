"""The edit that moves a zone: `move`.

East is along the parallel and north along the meridian, so the zone's centroid follows a rhumb line
and the reverse move restores it. The zone moves as a rigid body: its vertices keep their positions
in the azimuthal plane about the centroid, with north preserved. Edges longer than 0.1° are
densified at that step, because an edge straight in longitude and latitude curves differently at
another latitude, which would change the area.
"""

from typing import Annotated, ClassVar

import geopandas as gpd
import numpy as np
from pydantic import Field

from geo.edits.base import EditContext, ZoneEdit, geometry_of, with_geometry
from layers.errors import ScenarioError
from layers.geometry.edges import densified, nearest_turn
from layers.geometry.ellipsoid import Ellipsoid
from layers.messages import Message

_STEP_DEG = 0.1
_HIGHEST_LAT = 89.0

_GAUSS_X, _GAUSS_W = np.polynomial.legendre.leggauss(7)

ShiftKm = Annotated[float, Field(ge=-10_000, le=10_000)]


class Move(ZoneEdit):
    """Move a zone east and north (negative: west and south), keeping its shape and area.

    >>> from geo import Move, Scenario, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> zones = apply(plan, Scenario.of(plan, [Move(zone="A", dx_km=-5, dy_km=0)]))
    >>> round(zones.geometry[0].centroid.x, 3)  # it was 120.01
    119.958
    >>> plan.ellipsoid.area_km2(zones.geometry).round(3).tolist()
    [4.278, 4.278]
    """

    verb: ClassVar[str] = "move"
    place: ClassVar[float] = 4

    dx_km: ShiftKm
    dy_km: ShiftKm

    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones with this one at its new position."""
        geometry = geometry_of(zones, self.zone)
        if self.dx_km == 0 and self.dy_km == 0:
            return with_geometry(zones, self.zone, geometry)
        centre = geometry.centroid
        lon, lat = shifted(centre.x, centre.y, self, context.ellipsoid)
        origin, target = (
            context.ellipsoid.plane(centre.x, centre.y),
            context.ellipsoid.plane(lon, lat),
        )
        flat = origin.forward(densified(geometry, _STEP_DEG))
        return with_geometry(zones, self.zone, context.outline(target.inverse(flat)))


def shifted(lon: float, lat: float, move: Move, ellipsoid: Ellipsoid) -> tuple[float, float]:
    """Return a point's position after a move: dy along the meridian, dx along the parallels.

    Formula: the rhumb line with components dx, dy. With s the share of the path, the latitude φ(s)
    lies s·dy up the meridian, and Δλ = dx · ∫₀¹ ds / (N(φ(s)) cos φ(s)), by seven Gauss points.

    Raises:
        ScenarioError: the path reaches a pole.
    """
    share = np.append((_GAUSS_X + 1) / 2, 1.0)
    count = len(share)
    way_lon, way_lat, _ = ellipsoid.geod.fwd(
        np.full(count, lon), np.full(count, lat), np.zeros(count), share * move.dy_km * 1e3
    )
    over_pole = np.abs(nearest_turn(np.asarray(way_lon), lon) - lon) > 1e-6
    if over_pole.any() or np.abs(way_lat).max() > _HIGHEST_LAT:
        raise ScenarioError(Message("edits-move-over-pole", dy_km=move.dy_km))
    phi = np.radians(way_lat[:-1])
    e2 = ellipsoid.flattening * (2 - ellipsoid.flattening)
    normal_m = ellipsoid.semi_major_m / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    per_metre = np.sum(_GAUSS_W / 2 / (normal_m * np.cos(phi)))
    return lon + float(np.degrees(move.dx_km * 1e3 * per_metre)), float(way_lat[-1])
