"""A set of zones, and the subjects in it that the rules check one by one.

The result of a rule for a subject depends only on that subject, so it can be cached. The near pairs
among the plan's zones are computed once; only zones that differ from the plan are searched again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
import shapely
from shapely import STRtree

from geo.rules.ftz import Ftz
from geo.rules.prepared_plan import PreparedPlan
from geo.zone import Zone
from layers.geometry.edges import Floats
from layers.runtime.cache import cached_property

_USUALLY_NEAR_M = 10.0

Pair: TypeAlias = "tuple[Zone, Zone]"
Subject: TypeAlias = "Zone | Ftz | tuple[Zone, ...]"


class ZoneSet:
    """Zones ordered by id, compared with the plan."""

    def __init__(self, prepared: PreparedPlan, zones: Sequence[Zone]) -> None:
        self.prepared = prepared
        self.zones = zones
        self._edited = [zone for zone in zones if zone.row is None]

    @cached_property
    def _members(self) -> frozenset[Zone]:
        return frozenset(self.zones)

    def each_zone(self, _: float) -> Iterable[Zone]:
        """Return the zones, and the removed zones of the plan without land."""
        missing = self.prepared.removed_zones.keys() - {zone.zone_id for zone in self.zones}
        if not missing:
            return self.zones
        return [*self.zones, *(self.prepared.removed_zones[zone] for zone in sorted(missing))]

    def each_ftz(self, _: float) -> list[Ftz]:
        """Return the FTZs, and those of the plan without remaining zones."""
        by_ftz: dict[str, list[Zone]] = {ftz: [] for ftz in self.prepared.zones_of_ftz}
        for zone in self.zones:
            if zone.ftz_id is not None:
                by_ftz.setdefault(zone.ftz_id, []).append(zone)
        call = self.prepared.cache.call
        return [call(_ftz, self.prepared, ftz, tuple(zones)) for ftz, zones in by_ftz.items()]

    def each_pair(self, within_m: float) -> list[Pair]:
        """Return all pairs of zones within a distance (0: touching), each ordered by id.

        The distance is a bound: pairs slightly farther apart may be included.
        """
        pairs: list[Pair] = self.prepared.cache.call(_pairs_of_plan, self.prepared, within_m)
        if not self._edited and len(self.zones) == len(self.prepared.zones):
            return pairs
        members = self._members
        pairs = [pair for pair in pairs if pair[0] in members and pair[1] in members]
        for zone in self._edited:
            near = self.prepared.cache.call(_near_in_plan, self.prepared, zone, within_m)
            pairs += [_in_order(zone, other) for other in near if other in members]
        return pairs + _pairs(self._edited, within_m)

    def each_group(self, within_m: float) -> Iterable[tuple[Zone, ...]]:
        """Return the zones in groups connected by `each_pair`."""
        pairs = self.each_pair(within_m)
        if not pairs:
            return [(zone,) for zone in self.zones]
        group = {zone: [zone] for zone in self.zones}
        for one, other in pairs:
            into, joined = group[one], group[other]
            if into is not joined:
                into += joined
                group.update(dict.fromkeys(joined, into))
        unique = {id(zones): zones for zones in group.values()}
        return [tuple(sorted(zones, key=lambda zone: zone.zone_id)) for zones in unique.values()]


@dataclass(frozen=True)
class Subjects:
    """The kind of subjects that a rule checks.

    `within_m` names the rule's parameter for the distance within which zones belong to one subject,
    if any.
    """

    of: Callable[[ZoneSet, float], Iterable[Subject]]
    within_m: str = ""


EACH_ZONE = Subjects(ZoneSet.each_zone)
EACH_PAIR = Subjects(ZoneSet.each_pair)
EACH_FTZ = Subjects(ZoneSet.each_ftz)
EACH_GROUP = Subjects(ZoneSet.each_group, "width_m")


def _ftz(prepared: PreparedPlan, ftz_id: str, zones: tuple[Zone, ...]) -> Ftz:
    return Ftz(ftz_id, zones, prepared.zones_of_ftz.get(ftz_id, {}))


def _in_order(one: Zone, other: Zone) -> Pair:
    return (one, other) if one.zone_id < other.zone_id else (other, one)


def _pairs_of_plan(prepared: PreparedPlan, within_m: float) -> list[Pair]:
    """Return the near pairs among the plan's zones."""
    return _pairs(list(prepared.zones.values()), within_m)


def _pairs(zones: Sequence[Zone], within_m: float) -> list[Pair]:
    """Return the near pairs among zones."""
    if len(zones) < 2:
        return []
    shapes = np.array([zone.polygon.shape for zone in zones], dtype=object)
    degrees = np.array([zone.polygon.degrees(within_m) for zone in zones])
    number_pairs = STRtree(shapes).query(shapes, predicate="dwithin", distance=degrees)
    once = {(min(pair), max(pair)) for pair in number_pairs.T.tolist() if pair[0] != pair[1]}
    farthest = float(degrees.max())
    at_180 = [row for row, zone in enumerate(zones) if zone.polygon.reaches_180(farthest)]
    once.update(pair for pair in combinations(at_180, 2) if _are_near(zones, pair, degrees))
    return [_in_order(zones[one], zones[other]) for one, other in sorted(once)]


def _are_near(zones: Sequence[Zone], pair: tuple[int, int], degrees: Floats) -> bool:
    one, other = pair
    return zones[one].polygon.is_near(
        zones[other].polygon, float(max(degrees[one], degrees[other]))
    )


def _near_in_plan(prepared: PreparedPlan, zone: Zone, within_m: float) -> list[Zone]:
    """Return the plan's original zones near a zone with another id."""
    box_m = max(within_m, _USUALLY_NEAR_M)  # one cached search serves all usual distances
    around = prepared.cache.call(_around_in_plan, prepared, zone, box_m)
    polygon = zone.polygon
    degrees = polygon.degrees(within_m)
    near = (other.polygon for other in around)
    within = [polygon.is_near(other, max(degrees, other.degrees(within_m))) for other in near]
    return [other for other, is_near in zip(around, within, strict=True) if is_near]


def _around_in_plan(prepared: PreparedPlan, zone: Zone, within_m: float) -> list[Zone]:
    """Return the plan's zones whose bounding boxes are near a zone with another id."""
    tree, zones, farthest = prepared.cache.call(_index_of_plan, prepared, within_m)
    most = max(zone.polygon.degrees(within_m), farthest)
    west, south, east, north = zone.polygon.shape.bounds
    turns = (-360, 0, 360) if zone.polygon.reaches_180(most) else (0,)
    boxes = [
        shapely.box(west + turn - most, south - most, east + turn + most, north + most)
        for turn in turns
    ]
    rows = np.unique(tree.query(boxes)[1])
    return [zones[row] for row in rows.tolist() if zones[row].zone_id != zone.zone_id]


def _index_of_plan(prepared: PreparedPlan, within_m: float) -> tuple[STRtree, list[Zone], float]:
    """Return a spatial index of the plan's zones, the zones, and the distance in degrees."""
    zones = list(prepared.zones.values())
    shapes = np.array([zone.polygon.shape for zone in zones], dtype=object)
    farthest = max((zone.polygon.degrees(within_m) for zone in zones), default=0.0)
    return STRtree(shapes), zones, farthest
