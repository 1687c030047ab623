"""Rules of where a zone may lie: `overlap`, `exclusion`, `outside_province`, `customs_block_cut`.

- Two zones **overlap** where both hold the same land. Neighbours share a boundary, no land.
- A zone breaks an **exclusion** where it holds land of it.
- A zone lies **outside its province** where it is in no district of the province of its FTZ: in
  another province, at sea, or in a gap between the districts.
- A zone **cuts a customs block** when it holds a part of it but not the whole. It may hold the
  whole block or leave it out. The part cut off is the smaller of the two.

In each, land below 1e-6 of the smaller of the two polygons is rounding and ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.rules.base import NEGLIGIBLE_SHARE, Breach, Parameters, km2, polygonal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.rules.context import RuleContext, Shapes
    from layers.edges import Floats, Ints


def overlap(context: RuleContext, _: Parameters) -> Iterator[Breach]:
    """Yield a breach for each two zones that hold the same land, under the first id of the two."""
    first, second = context.tree.query(context.shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.intersection(context.shapes[first], context.shapes[second])
    smaller = np.minimum(context.area_km2[first], context.area_km2[second])
    for pair, area, where in _breaking(context, shared, smaller):
        one, other = context.ids[first[pair]], context.ids[second[pair]]
        message = f"{one} and {other} overlap by {km2(area)}"
        yield Breach(f"{one} {other}", one, area, 0.0, "km²", message, where)


def exclusion(context: RuleContext, _: Parameters) -> Iterator[Breach]:
    """Yield a breach for each zone and each exclusion of which it holds land."""
    exclusions = context.prepared.plan.frame("exclusions")
    zone, row, shapes = _meeting(context, exclusions)
    shared = shapely.intersection(context.shapes[zone], shapes)
    smaller = np.minimum(context.area_km2[zone], context.ellipsoid.area_km2(shapes))
    for pair, area, where in _breaking(context, shared, smaller):
        zone_id, found = context.ids[zone[pair]], exclusions.iloc[row[pair]]
        key = str(found["exclusion_id"])
        kind = f" ({found['kind']})" if isinstance(found["kind"], str) else ""
        message = f"{zone_id} holds {km2(area)} of exclusion {key}{kind}"
        yield Breach(f"{zone_id} {key}", zone_id, area, 0.0, "km²", message, where)


def outside_province(context: RuleContext, _: Parameters) -> Iterator[Breach]:
    """Yield a breach for each zone with land in no district of its FTZ's province.

    An FTZ without an adcode, or of a province without districts in the plan, is not judged.
    """
    prepared = context.prepared
    rows = zip(context.ids, context.ftzs, context.wkb, context.area_km2, strict=True)
    for zone_id, ftz_id, wkb, whole in rows:
        province = prepared.province_of_ftz.get(ftz_id)
        where = prepared.outside(wkb, province) if province is not None else None
        if province is None or where is None:
            continue
        area = float(context.ellipsoid.area_km2(where)[0])
        if area <= NEGLIGIBLE_SHARE * whole:
            continue
        others = prepared.provinces_under(where)
        nowhere = area - sum(others.values())
        parts = [f"{km2(part)} in {name}" for name, part in others.items() if part > 0]
        if nowhere > NEGLIGIBLE_SHARE * whole:
            parts.append(f"{km2(nowhere)} in no district")
        message = f"{zone_id} has {km2(area)} outside its province "
        message += f"({prepared.province_name(province)}): {', '.join(parts)}"
        yield Breach(zone_id, zone_id, area, 0.0, "km²", message, where)


def customs_block_cut(context: RuleContext, _: Parameters) -> Iterator[Breach]:
    """Yield a breach for each zone and each customs block that it holds in part."""
    blocks = context.prepared.plan.frame("customs_blocks")
    zone, row, shapes = _meeting(context, blocks)
    whole = context.ellipsoid.area_km2(shapes)
    inside = context.ellipsoid.area_km2(shapely.intersection(shapes, context.shapes[zone]))
    outside = whole - inside
    negligible = NEGLIGIBLE_SHARE * np.minimum(whole, context.area_km2[zone])
    for pair in np.flatnonzero(np.minimum(inside, outside) > negligible):
        zone_id, key = context.ids[zone[pair]], str(blocks["block_id"].iloc[row[pair]])
        cut = shapely.intersection if inside[pair] <= outside[pair] else shapely.difference
        where = polygonal(cut(shapes[pair], context.shapes[zone[pair]]))
        message = (
            f"{zone_id} cuts customs block {key}: "
            f"{km2(inside[pair])} inside, {km2(outside[pair])} left out"
        )
        amount = float(min(inside[pair], outside[pair]))
        yield Breach(f"{zone_id} {key}", zone_id, amount, 0.0, "km²", message, where)


def _meeting(context: RuleContext, layer: gpd.GeoDataFrame) -> tuple[Ints, Ints, Shapes]:
    """Return each pair of a zone and a row of a layer that meet, and that row's shape."""
    shapes = layer.geometry.to_numpy()
    row, zone = context.tree.query(shapes, predicate="intersects")
    return zone, row, shapes[row]


def _breaking(
    context: RuleContext, shared: Shapes, smaller_km2: Floats
) -> Iterator[tuple[int, float, BaseGeometry | None]]:
    """Yield position, km² and polygons of what is shared and is not negligible."""
    area = context.ellipsoid.area_km2(shared)
    for pair in np.flatnonzero(area > NEGLIGIBLE_SHARE * smaller_km2):
        yield int(pair), float(area[pair]), polygonal(shared[pair])
