"""Rules that limit changes by cap and baseline: `cap`, `swap_balance`, `locked`.

- An FTZ's **cap** applies to the sum of its zones' measured areas; a scenario may request a
  **quota** beyond it. Caps may follow each other by date (`geo.caps`): the cap of a year holds in
  the phase of that year.
- A **swap is balanced** if an FTZ gains as much land as it loses. Land exchanged between two of its
  zones is neither. Balanced means: within a share of the FTZ's area in the baseline, equal to the
  tolerance of the cap, so that a balanced swap also leaves an FTZ at its cap.
- A zone **locked** in the plan keeps its land: none gained or lost, not removed. A boundary redrawn
  over the same land, or changed by less than 1e-6 of the zone, counts as unchanged.
"""

from collections.abc import Iterator

import shapely

from geo.caps import AREA_TOLERANCE
from geo.rules.base import OF_YEAR, Breach, Parameter, Parameters, rule
from geo.rules.ftz import Ftz
from geo.rules.prepared_plan import PreparedPlan
from geo.rules.zone_set import EACH_FTZ, EACH_ZONE
from geo.zone import Zone
from layers.geometry.validity import NEGLIGIBLE_SHARE, polygonal
from layers.messages import Message


@rule(
    EACH_FTZ,
    "soft",
    Parameter("tolerance", AREA_TOLERANCE, "1", maximum=1),
    Parameter("quota_km2", 0.0, "km²", by_group=True),
    OF_YEAR,
    place=1,
)
def cap(prepared: PreparedPlan, ftz: Ftz, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for an FTZ above its cap; the geometry is the land it gained, if any."""
    cap_km2 = prepared.cap_km2(parameters["year"]).get(ftz.ftz_id)
    quota = quota_km2(parameters, ftz.ftz_id)
    if cap_km2 is None or ftz.area_km2 <= (cap_km2 + quota) * (1 + parameters["tolerance"]):
        return
    limit = cap_km2 + quota
    over = ftz.area_km2 - limit
    message = (
        Message(
            "rule-cap-and-quota-exceeded",
            ftz=ftz.ftz_id,
            area_km2=ftz.area_km2,
            over_km2=over,
            cap_km2=float(cap_km2),
            quota_km2=quota,
        )
        if quota
        else Message(
            "rule-cap-exceeded",
            ftz=ftz.ftz_id,
            area_km2=ftz.area_km2,
            over_km2=over,
            cap_km2=float(cap_km2),
        )
    )
    where = ftz.exchange.added
    yield Breach(ftz.ftz_id, None, ftz.area_km2, float(limit), "km²", message, where)


def quota_km2(parameters: Parameters, ftz: str) -> float:
    """Return the area that a scenario requests beyond an FTZ's cap."""
    return parameters.get(f"quota_km2.{ftz}", 0.0)


@rule(EACH_FTZ, "soft", Parameter("tolerance", AREA_TOLERANCE, "1", maximum=1), place=10)
def swap_balance(prepared: PreparedPlan, ftz: Ftz, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for an FTZ that gains more land than it loses, or less.

    The amount is the difference of the two; the geometry is both areas.
    """
    added, added_km2, released, released_km2 = ftz.exchange
    amount = abs(added_km2 - released_km2)
    limit = parameters["tolerance"] * prepared.area_of_ftz_km2.get(ftz.ftz_id, 0.0)
    if amount <= limit:
        return
    message = Message(
        "rule-swap-adds-more" if added_km2 > released_km2 else "rule-swap-releases-more",
        ftz=ftz.ftz_id,
        added_km2=added_km2,
        released_km2=released_km2,
        more_km2=amount,
    )
    where = polygonal([land for land in (added, released) if land is not None])
    yield Breach(ftz.ftz_id, None, amount, limit, "km²", message, where)


@rule(EACH_ZONE, "hard", place=5)
def locked(prepared: PreparedPlan, zone: Zone, _: Parameters) -> Iterator[Breach]:
    """Yield a breach for a zone locked in the plan whose land has changed."""
    if zone.zone_id not in prepared.locked:
        return
    was = prepared.zone_by_id[zone.zone_id]
    if zone.polygon.shape.is_empty:
        message = Message("rule-locked-zone-gone", zone=zone.zone_id, area_km2=was.polygon.area_km2)
        lost = was.polygon
        yield Breach(zone.zone_id, zone.zone_id, lost.area_km2, 0.0, "km²", message, lost.shape)
        return
    if shapely.equals_exact(zone.polygon.shape, was.polygon.shape):
        return
    where = polygonal(shapely.symmetric_difference(zone.polygon.shape, was.polygon.shape))
    if where is None:
        return
    changed = float(zone.polygon.ellipsoid.area_km2(where)[0])
    if changed > NEGLIGIBLE_SHARE * min(zone.polygon.area_km2, was.polygon.area_km2):
        message = Message("rule-locked-zone-moved", zone=zone.zone_id, changed_km2=changed)
        yield Breach(zone.zone_id, zone.zone_id, changed, 0.0, "km²", message, where)
