"""The rules that land of a proposal keeps to, held against it by geometry of its own.

Nothing of the search is used: areas are geodesic, all else in an azimuthal plane about the land.
"""

import math

import numpy as np
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from geo.proposals import Limits, Proposal
from geo.scenario.replay import replay
from layers import Plan

_HAIR_M2 = 400.0  # along borders, of rounding and of notches that are filled
_ROUNDED = 1.02


def flat(land: BaseGeometry, about: BaseGeometry) -> BaseGeometry:
    """Return land in a plane about some other, in metres."""
    at = about.centroid
    plane = CRS.from_proj4(f"+proj=aeqd +lat_0={at.y} +lon_0={at.x} +ellps=GRS80 +units=m")
    to = Transformer.from_crs("EPSG:4490", plane, always_xy=True)
    return shapely.transform(land, lambda xy: np.column_stack(to.transform(*xy.T))).buffer(0)


def hold_rules(plan: Plan, found: Proposal, limits: Limits, budget_km2: float | None) -> None:
    """Hold an answer of shapes to the rules: land, area, width, joint, depth, distance."""
    zones = replay(plan, found.scenario).zones.set_index("zone_id").geometry
    before = plan.zones.set_index("zone_id").geometry
    taken = [piece for piece in found.taken if piece.zone_id in before.index]
    if budget_km2 is not None:
        assert math.fsum(piece.area_km2 for piece in taken) <= budget_km2 * (1 + 1e-6)
    barred = [plan.frame(name).geometry.to_numpy() for name in ("exclusions", "waters")]
    others = shapely.union_all(np.concatenate([*barred, np.empty(0, object)]))
    for piece in found.taken:
        if piece.zone_id not in before.index:
            _hold_new_zone(piece.geometry, limits, shapely.union_all([others, *before]))
    for piece in taken:
        land, zone = piece.geometry, before[piece.zone_id]
        about = land.centroid
        whole, new, old = (flat(one, about) for one in (zones[piece.zone_id], land, zone))
        kept = shapely.union_all(before.drop(piece.zone_id).to_numpy())
        assert flat(shapely.intersection(land, others), about).area < _HAIR_M2
        assert flat(shapely.intersection(land, kept), about).area < _HAIR_M2
        assert shapely.intersection(new, old).area < _HAIR_M2
        assert piece.area_km2 >= limits.min_piece_km2 * 0.99
        half_m = 490.0 * limits.wide_km
        joint_m = half_m if limits.joint_km is None else min(half_m, 490.0 * limits.joint_km)
        # a disc as wide as asked for fits into it and its block, and can be moved from one to the
        # other where it is as wide as a joint
        ends = [
            part for part in shapely.get_parts(whole.buffer(-half_m))
            if shapely.distance(part, new) < half_m
        ]  # fmt: skip
        assert ends
        blocks = [part for part in shapely.get_parts(old) if part.distance(new) < 1.0]
        joint_m = min(joint_m, max(0.9 * _inner_m(block) for block in blocks))
        left = shapely.get_parts(whole.buffer(-joint_m))
        roots = old.buffer(-joint_m)
        assert any(
            shapely.distance(part, new) < joint_m and shapely.intersects(part, roots)
            for part in left
        )
        dots = shapely.points(shapely.get_coordinates(new))
        deep_m = float(shapely.distance(dots, old).max())
        assert deep_m**2 <= limits.compact * new.area * _ROUNDED**2


def _hold_new_zone(zone: BaseGeometry, limits: Limits, barred: BaseGeometry) -> None:
    """Hold a new zone to what it may be: free land in one piece, wide and compact."""
    new = flat(zone, zone)
    assert len(shapely.get_parts(new)) == 1
    assert flat(shapely.intersection(zone, barred), zone).area < _HAIR_M2
    corners = shapely.get_coordinates(new)
    long_m = max(float(np.hypot(*(corners - one).T).max()) for one in corners)
    assert long_m**2 <= limits.compact * new.area * _ROUNDED**2
    half_m = min(490.0 * limits.wide_km, 0.78 * math.sqrt(new.area / math.pi))
    assert not new.buffer(-half_m).is_empty


def _inner_m(land: BaseGeometry) -> float:
    return float(shapely.length(shapely.maximum_inscribed_circle(land)))
