"""The land of the zones of a coverage by district, and within some polygons."""

import numpy as np
import shapely

from geo.coverage import Coverage
from layers.geometry.edges import Floats
from layers.geometry.validity import polygonal


def land_by_district_km2(coverage: Coverage) -> Floats:
    """Return the land of all zones in each district of the plan, km²; two zones' land counts twice.

    >>> from geo import CoverageMeter
    >>> from layers.example import example_plan
    >>> land_by_district_km2(CoverageMeter(example_plan(), radii_km=5).measure()).round(2).tolist()
    [4.28, 4.28]
    """
    plan_data = coverage.plan_data
    return _shared_km2(coverage, plan_data.regions, plan_data.region_tree)


def land_within_km2(coverage: Coverage, layer: str) -> Floats:
    """Return the land of all zones within each polygon of a layer, km²."""
    shapes = coverage.plan.frame(layer).geometry.to_numpy()
    return _shared_km2(coverage, shapes, shapely.STRtree(shapes))


def _shared_km2(
    coverage: Coverage, shapes: np.ndarray[tuple[int], np.dtype[np.object_]], tree: shapely.STRtree
) -> Floats:
    zones = np.array([polygon.shape for polygon in coverage.figures.polygons], object)
    land = np.zeros(len(shapes))
    zone, row = tree.query(zones, predicate="intersects")
    pieces = [polygonal(one) for one in shapely.intersection(zones[zone], shapes[row])]
    held = [number for number, piece in enumerate(pieces) if piece is not None]
    if held:
        areas = coverage.plan.ellipsoid.area_km2(np.array([pieces[at] for at in held], object))
        np.add.at(land, row[held], areas)
    return land
