"""Rules of a zone's location: `overlap`, `exclusion`, `water` and two of borders.

- Two zones **overlap** where both contain the same land. Neighbours share a boundary, not land.
- A zone breaks an **exclusion** where it contains land of it.
- A zone holds **water** where it contains some of the plan's waters, all of them together.
- A zone lies **outside its province** where it is in no district of the province of its FTZ: in
  another province, at sea, or in a gap between the districts.
- A zone **cuts a customs block** if it contains a part of it but not the whole. It may contain the
  whole block or none of it. The part cut off is the smaller of the two.

In each, land below 1e-6 of the smaller of the two polygons is rounding and ignored.
"""

from collections.abc import Iterator

import numpy as np
import shapely

from geo.rules.base import Breach, Parameters, rule
from geo.rules.prepared_plan import PreparedPlan, window_about
from geo.rules.zone_set import EACH_PAIR, EACH_ZONE
from geo.zone import Zone
from layers.geometry.validity import NEGLIGIBLE_SHARE, polygonal
from layers.messages import Message

_KINDS = {"synthetic example": Message("rule-kind-synthetic-example")}
"""Kinds of exclusions with a word in the catalogue; others are shown as in the plan."""


@rule(EACH_PAIR, "hard", place=2)
def overlap(_: PreparedPlan, pair: tuple[Zone, Zone], __: Parameters) -> Iterator[Breach]:
    """Yield a breach for two overlapping zones, under the first id of the two."""
    one, other = pair
    shared = polygonal(shapely.intersection(one.polygon.shape, other.polygon.shape))
    if shared is None:
        return
    area = float(one.polygon.ellipsoid.area_km2(shared)[0])
    if area > NEGLIGIBLE_SHARE * min(one.polygon.area_km2, other.polygon.area_km2):
        message = Message(
            "rule-zones-overlap", zone=one.zone_id, other=other.zone_id, area_km2=area
        )
        zones = one.zone_id, other.zone_id
        yield Breach(" ".join(zones), one.zone_id, area, 0.0, "km²", message, shared, zones)


@rule(EACH_ZONE, "hard", place=3)
def exclusion(prepared: PreparedPlan, zone: Zone, _: Parameters) -> Iterator[Breach]:
    """Yield a breach for each exclusion that a zone overlaps."""
    exclusions = prepared.exclusions
    for row in exclusions.meeting(zone):
        shared = polygonal(shapely.intersection(zone.polygon.shape, exclusions.shapes[row]))
        if shared is None:
            continue
        area = float(zone.polygon.ellipsoid.area_km2(shared)[0])
        if area <= NEGLIGIBLE_SHARE * min(zone.polygon.area_km2, exclusions.area_km2[row]):
            continue
        record = exclusions.rows.iloc[row]
        key, kind = str(record["exclusion_id"]), record["kind"]
        message = (
            Message(
                "rule-exclusion-of-kind-held",
                zone=zone.zone_id,
                area_km2=area,
                exclusion=key,
                kind=_KINDS.get(kind, kind),
            )
            if isinstance(kind, str)
            else Message("rule-exclusion-held", zone=zone.zone_id, area_km2=area, exclusion=key)
        )
        yield Breach(f"{zone.zone_id} {key}", zone.zone_id, area, 0.0, "km²", message, shared)


@rule(EACH_ZONE, "soft", place=12)
def water(prepared: PreparedPlan, zone: Zone, _: Parameters) -> Iterator[Breach]:
    """Yield a breach for a zone with water that no zone of the plan has.

    What zones have already is approved: a port on land that was sea when the waters were drawn.
    """
    waters, had = prepared.waters, prepared.plan_zones
    if not len(waters.meeting(zone)):
        return
    added = shapely.difference(zone.polygon.shape, shapely.union_all(had.shapes[had.meeting(zone)]))
    met = waters.tree.query(added)
    if not len(met):
        return
    taken = shapely.union_all(shapely.intersection(waters.shapes[met], added))
    where = polygonal(taken)
    area = 0.0 if where is None else float(zone.polygon.ellipsoid.area_km2(where)[0])
    if area > NEGLIGIBLE_SHARE * zone.polygon.area_km2:
        share = area / zone.polygon.area_km2
        message = Message("rule-water-taken", zone=zone.zone_id, area_km2=area, pct=100 * share)
        yield Breach(zone.zone_id, zone.zone_id, area, 0.0, "km²", message, where)


@rule(EACH_ZONE, "soft", place=4)
def outside_province(prepared: PreparedPlan, zone: Zone, _: Parameters) -> Iterator[Breach]:
    """Yield a breach for a zone with land in no district of its FTZ's province.

    An FTZ without an adcode, or of a province without districts in the plan, is not checked.
    """
    province = prepared.province_of_ftz.get(zone.ftz_id) if zone.ftz_id else None
    if province is None or zone.polygon.shape.is_empty:
        return
    districts = prepared.districts
    abroad = prepared.cache.call(districts.abroad, window_about(zone.polygon.shape), province)
    outside = abroad.outside(zone.polygon.shape, zone.polygon.ellipsoid)
    if outside is None or outside.area_km2 <= NEGLIGIBLE_SHARE * zone.polygon.area_km2:
        return
    where, area, others = outside
    nowhere = area - sum(others.values())
    parts = [
        Message("rule-land-in-province", province=name, area_km2=part)
        if name is not None
        else Message("rule-land-in-another-province", area_km2=part)
        for name, part in others.items()
        if part > 0
    ]
    if nowhere > NEGLIGIBLE_SHARE * zone.polygon.area_km2:
        parts.append(Message("rule-land-in-no-district", area_km2=nowhere))
    message = Message(
        "rule-land-outside-province",
        zone=zone.zone_id,
        area_km2=area,
        province=districts.province_names[province],
        parts=tuple(parts),
    )
    yield Breach(zone.zone_id, zone.zone_id, area, 0.0, "km²", message, where)


@rule(EACH_ZONE, "hard", place=6)
def customs_block_cut(prepared: PreparedPlan, zone: Zone, _: Parameters) -> Iterator[Breach]:
    """Yield a breach for each customs block that a zone contains in part."""
    blocks = prepared.customs_blocks
    met = blocks.meeting(zone)
    met = met[~shapely.covers(zone.polygon.shape, blocks.shapes[met])]
    if not len(met):
        return
    shapes, whole = blocks.shapes[met], blocks.area_km2[met]
    inside = zone.polygon.ellipsoid.area_km2(shapely.intersection(shapes, zone.polygon.shape))
    outside = whole - inside
    amount = np.minimum(inside, outside)
    for nth in np.flatnonzero(amount > NEGLIGIBLE_SHARE * np.minimum(whole, zone.polygon.area_km2)):
        key = str(blocks.rows["block_id"].iloc[met[nth]])
        cut = shapely.intersection if inside[nth] <= outside[nth] else shapely.difference
        where = polygonal(cut(shapes[nth], zone.polygon.shape))
        message = Message(
            "rule-customs-block-cut",
            zone=zone.zone_id,
            block=key,
            inside_km2=float(inside[nth]),
            outside_km2=float(outside[nth]),
        )
        subject = f"{zone.zone_id} {key}"
        yield Breach(subject, zone.zone_id, float(amount[nth]), 0.0, "km²", message, where)
