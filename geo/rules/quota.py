"""Rules of what may change against cap and baseline: `cap`, `swap_balance`, `locked`.

- An FTZ's **cap** holds for the sum of its zones' measured areas.
- A **swap is balanced** when an FTZ takes in as much land as it gives up. Land that passes between
  two of its zones is neither. Balanced means: to within a share of the FTZ's area in the baseline,
  the share by which a cap is compared, so that a balanced swap also leaves an FTZ at its cap.
- A zone **locked** in the plan keeps its land: none taken in, none given up, not dropped. A
  boundary redrawn over the same land, or changed by less than 1e-6 of the zone, is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.rules.base import NEGLIGIBLE_SHARE, Breach, Parameters, km2, polygonal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.rules.context import RuleContext


def cap(context: RuleContext, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for each FTZ above its cap; the geometry is the land it took in, if any."""
    for ftz_id, area in context.area_of_ftz_km2.items():
        limit = context.prepared.cap_km2.get(ftz_id)
        if limit is None or area <= limit * (1 + parameters["tolerance"]):
            continue
        message = f"FTZ {ftz_id} has {km2(area)}, {km2(area - limit)} above its cap of {km2(limit)}"
        where = context.exchange(ftz_id).added
        yield Breach(ftz_id, None, area, float(limit), "km²", message, where)


def swap_balance(context: RuleContext, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for each FTZ that takes in more land than it gives up, or less.

    The amount is the difference of the two; the geometry is the land of both.
    """
    before = context.prepared.baseline_area_km2
    for ftz_id in sorted({*before, *context.area_of_ftz_km2}):
        exchange = context.exchange(ftz_id)
        amount = abs(exchange.added_km2 - exchange.released_km2)
        limit = parameters["tolerance"] * before.get(ftz_id, 0.0)
        if amount <= limit:
            continue
        which = "added" if exchange.added_km2 > exchange.released_km2 else "released"
        message = (
            f"FTZ {ftz_id} adds {km2(exchange.added_km2)} and releases "
            f"{km2(exchange.released_km2)}: {km2(amount)} more {which}"
        )
        lands = [land for land in (exchange.added, exchange.released) if land is not None]
        where = polygonal(shapely.GeometryCollection(lands))
        yield Breach(ftz_id, None, amount, limit, "km²", message, where)


def locked(context: RuleContext, _: Parameters) -> Iterator[Breach]:
    """Yield a breach for each zone locked in the plan whose land is not what it was."""
    for zone_id, was in context.prepared.baseline.items():
        if not was.locked:
            continue
        now = context.shape_of.get(zone_id)
        if now is None:
            area = float(context.ellipsoid.area_km2(was.shape)[0])
            message = f"{zone_id} is locked and is gone, with {km2(area)}"
            yield Breach(zone_id, zone_id, area, 0.0, "km²", message, was.shape)
            continue
        if shapely.equals_exact(now, was.shape):
            continue
        where = polygonal(shapely.symmetric_difference(now, was.shape))
        if where is None:
            continue
        changed, *areas = context.ellipsoid.area_km2([where, was.shape, now])
        if changed > NEGLIGIBLE_SHARE * min(areas):
            message = f"{zone_id} is locked and its boundary moved: {km2(changed)} differ"
            yield Breach(zone_id, zone_id, float(changed), 0.0, "km²", message, where)
