"""The people who come within reach of a scenario or leave it: the ground between two rings.

A **ring** is the outline of all ground within the middle radius of any zone. Between the ring
before and the ring after lies the ground that enters reach or leaves it; each region there shows
how many people that concerns.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.comparison.reach_changes import regions_crossing
from geo.zone import outlines
from layers import Plan
from layers.geometry.antimeridian import in_one_frame, whole
from layers.geometry.buffer import buffer
from service.report.change_map import ReachChange, RegionCount, near_each_other
from service.report.measured import Measured, row_mappings
from service.report.writer import Writer

MOST_COUNTS = 8
"""The most regions of a map, and of its caption, that have a number of people."""

_DEGREE_KM = 100.0  # less than a degree of latitude


def counts_of(writer: Writer, one: Measured) -> list[RegionCount]:
    """Return the people who come within the middle radius or leave it, the most first, by region.

    Their ground is the whole region.
    """
    level, regions = writer.plan.terms.finest, writer.plan.regions
    table = regions_crossing(*one.comparison.coverages, writer.radius_km)
    counts = [
        RegionCount(
            regions.geometry.iloc[row["region"]],
            writer.names.of(level, regions[level.column].iloc[row["region"]]),
            row["entering_population"],
            row["leaving_population"],
        )
        for row in row_mappings(table)
    ]
    return sorted(counts, key=lambda it: -max(it.entering, it.leaving))


def reach_changes(
    plan: Plan, one: Measured, radius_km: float, counts: Sequence[RegionCount]
) -> list[ReachChange]:
    """Return the places where a scenario changes the reach of zones, of most people first."""
    before, after = (outlines(it.zone_frame) for it in one.comparison.coverages)
    changed = [zone for zone in {**before, **after} if zone in one.changed]
    both = [[it[zone] for zone in changed if zone in it] for it in (before, after)]
    same = [shape for zone, shape in after.items() if zone not in one.changed]
    old, new = (_buffered(plan, shapes, radius_km) for shapes in both)
    box = shapely.box(*shapely.total_bounds([*old, *new]))
    near = [it for it in same if _reaches(it, box, radius_km)]
    every = in_one_frame(np.array([*old, *new, *_buffered(plan, near, radius_km)], dtype=object))
    old, new, others = np.split(every, [len(old), len(old) + len(new)])
    was, now = (shapely.union_all([*rings, *others]) for rings in (old, new))
    gained, lost = shapely.difference(now, was), shapely.difference(was, now)
    parts = shapely.get_parts(np.array([gained, lost]))
    parts = parts[shapely.area(parts) > 0]
    groups = near_each_other(parts)
    places = []
    for group in range(groups.max(initial=-1) + 1):
        ground = shapely.union_all(parts[groups == group])
        rings = [it for it in [*old, *new] if it.intersects(ground)]
        within = (it._replace(ground=it.ground.intersection(ground)) for it in counts)
        own = tuple(it for it in within if it.ground.area)[:MOST_COUNTS]
        extent = shapely.box(*shapely.total_bounds([ground, *rings]))
        places.append(
            ReachChange(
                was, now, gained.intersection(ground), lost.intersection(ground), extent, own
            )
        )
    return sorted(places, key=lambda it: (-it.people, -(it.gained.area + it.lost.area)))


def _buffered(plan: Plan, shapes: Sequence[BaseGeometry], radius_km: float) -> NDArray[np.object_]:
    every = [whole(buffer(plan.ellipsoid, shape, radius_km)) for shape in shapes]
    return np.array(every, dtype=object)


def _reaches(shape: BaseGeometry, box: BaseGeometry, radius_km: float) -> bool:
    """Return whether the buffer of a shape may meet a box; a false yes does no harm."""
    lat = min(89.0, max(abs(it) for it in (*shape.bounds[1::2], *box.bounds[1::2])))
    room = radius_km / _DEGREE_KM / np.cos(np.radians(lat))
    return bool(box.buffer(room).intersects(whole(shape)) or box.bounds[2] > 180)
