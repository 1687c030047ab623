"""What a plan offers to be covered, prepared once: districts, demand, clusters and gateways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers import Plan
    from layers.ellipsoid import Ellipsoid

Floats: TypeAlias = "NDArray[np.float64]"
Ints: TypeAlias = "NDArray[np.int64]"
Bools: TypeAlias = "NDArray[np.bool_]"


@dataclass(frozen=True)
class Places:
    """Points that a zone may reach, with a tree over their positions in space."""

    lon: Floats
    lat: Floats
    tree: cKDTree | None

    @classmethod
    def of(cls, points: pd.DataFrame, ellipsoid: Ellipsoid) -> Places:
        """Return the places of a layer of Points, in its row order."""
        shapes = points["geometry"].to_numpy()
        lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
        return cls(lon, lat, cKDTree(ellipsoid.cartesian_m(lon, lat)) if len(lon) else None)

    def near(self, geometry: BaseGeometry, radius_km: float, ellipsoid: Ellipsoid) -> Ints:
        """Return rows, in order, of every place within the radius of a polygon, and some more.

        A chord is never longer than the geodesic it cuts off, so the ball about the polygon's
        centre with its own radius added misses none.
        """
        if self.tree is None or geometry.is_empty:
            return np.empty(0, np.int64)
        xy = shapely.get_coordinates(geometry)
        vertices = ellipsoid.cartesian_m(xy[:, 0], xy[:, 1])
        centre = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
        # an edge is straight in degrees: it may bow out by its own length at most
        longest = np.linalg.norm(np.diff(vertices, axis=0), axis=1).max(initial=0)
        own = np.linalg.norm(vertices - centre, axis=1).max() + longest
        rows = self.tree.query_ball_point(centre, own + radius_km * 1e3)
        return np.sort(np.asarray(rows, np.int64))


@dataclass(frozen=True)
class Ground:
    """All of a plan that its zones are measured against; the zones themselves are not in it.

    `demand_region` is the row of each demand point's district, −1 where it has none.
    """

    plan: Plan
    ellipsoid: Ellipsoid
    regions: NDArray[np.object_]
    region_tree: shapely.STRtree
    region_area_km2: Floats
    demand: Places
    population: Floats
    demand_region: Ints
    clusters: Places
    gateways: Places

    @classmethod
    def of(cls, plan: Plan) -> Ground:
        """Prepare a plan."""
        ellipsoid = plan.ellipsoid
        regions = plan.regions["geometry"].to_numpy()
        shapely.prepare(regions)
        tree = shapely.STRtree(regions)
        return cls(
            plan=plan,
            ellipsoid=ellipsoid,
            regions=regions,
            region_tree=tree,
            region_area_km2=ellipsoid.area_km2(regions),
            demand=Places.of(plan.demand, ellipsoid),
            population=plan.demand["population"].to_numpy(float),
            demand_region=_district_of(plan, tree),
            clusters=Places.of(plan.clusters, ellipsoid),
            gateways=Places.of(plan.gateways, ellipsoid),
        )


def _district_of(plan: Plan, tree: shapely.STRtree) -> Ints:
    """Return each demand point's district row: by its adcode, else by where it lies, else −1."""
    row_of = {adcode: row for row, adcode in enumerate(plan.regions["adcode"])}
    rows: Ints = plan.demand["adcode"].map(row_of).fillna(-1).to_numpy(np.int64)
    lost = np.flatnonzero(rows < 0)
    if len(lost):
        points = plan.demand["geometry"].to_numpy()[lost]
        point, region = tree.query(points, predicate="intersects")
        # a point on a shared border belongs to the first district in row order
        order = np.lexsort((region, point))[::-1]
        rows[lost[point[order]]] = region[order]
    return rows
