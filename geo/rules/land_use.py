"""Rules of how land is used: `use_before_expand` and `exit`.

- An FTZ **expands before it uses its land** if it gains more than it releases while the built share
  of its zones in the plan is below a bound, or while it keeps idle land of the same kind as the
  land it gains. Kinds are the land uses of parcels; idle land of unknown kind counts as any kind.
- A zone is **to exit** if the year of its deadline has passed and the built share of its land is
  below a bound: it is offered for release in a swap. Without a `deadline` of its own, a zone has
  some years from its approval, or from that of its FTZ. The current year is that of a phase, or
  else the latest of the plan's published figures.

Built and idle land are those of the plan (`geo.land_use`). Land that a scenario adds may be built,
land that it releases may have been idle; a rule is broken only if it is broken in every such case,
and where data are unknown it is not checked.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.land_use import approvals, by_parcels
from geo.rules.base import OF_YEAR, Breach, Parameter, Parameters, rule
from geo.rules.ftz import Ftz
from geo.rules.prepared_plan import PreparedPlan
from geo.rules.zone_set import EACH_FTZ, EACH_ZONE
from geo.zone import Zone
from layers.geometry.validity import NEGLIGIBLE_SHARE, polygonal
from layers.messages import Message
from layers.schema.column_types import year_of_date
from layers.schema.performance import year_of


class _ZoneUse(NamedTuple):
    """The land of a zone of the plan, its built and idle land, the year of its deadline.

    NaN is unknown; `stated` says that the zone itself states its idle land.
    """

    land_km2: float
    built_km2: float
    idle_km2: float
    deadline: float
    approved: float


class _IdleParcel(NamedTuple):
    """The part of an idle parcel in zones of one FTZ, and its land use."""

    land: BaseGeometry
    kind: str


@rule(
    EACH_FTZ,
    "soft",
    Parameter("built_share", 0.6, "1", maximum=1),
    Parameter("idle_km2", 0.1, "km²"),
    place=13,
)
def use_before_expand(prepared: PreparedPlan, ftz: Ftz, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for an FTZ that gains land before it uses the land it has.

    The amount is its net gain of land; the geometry is the land it gains.
    """
    added, added_km2, _, released_km2 = ftz.exchange
    more_km2 = added_km2 - released_km2
    if added is None or more_km2 <= NEGLIGIBLE_SHARE * ftz.area_km2:
        return
    share = prepared.cache.call(_built_share, prepared, ftz.ftz_id)
    idle_km2 = _idle_km2(prepared, ftz, added)
    is_unbuilt, is_idle = share < parameters["built_share"], idle_km2 > parameters["idle_km2"]
    if not is_unbuilt and not is_idle:
        return
    why = [
        *([Message("rule-land-built", pct=100 * share)] if is_unbuilt else []),
        *([Message("rule-land-idle", idle_km2=idle_km2)] if is_idle else []),
    ]
    message = Message("rule-expands-before-use", ftz=ftz.ftz_id, more_km2=more_km2, why=tuple(why))
    yield Breach(ftz.ftz_id, None, more_km2, 0.0, "km²", message, added)


@rule(
    EACH_ZONE,
    "soft",
    Parameter("built_share", 0.5, "1", maximum=1),
    Parameter("years", 5, "years", whole=True),
    OF_YEAR,
    place=14,
)
def exit(  # noqa: A001  a rule is named as planners name it
    prepared: PreparedPlan, zone: Zone, parameters: Parameters
) -> Iterator[Breach]:
    """Yield a breach for a zone whose deadline has passed and whose land is not built.

    The amount is the largest share that may be built; the geometry is the zone.
    """
    use = prepared.cache.call(_uses, prepared).get(zone.zone_id)
    if use is None or zone.polygon.shape.is_empty:
        return
    year = parameters["year"] or prepared.cache.call(_latest_year, prepared)
    deadline = use.approved + parameters["years"] if np.isnan(use.deadline) else use.deadline
    if not year > deadline or np.isnan(use.built_km2):
        return
    was, shape = prepared.zone_by_id[zone.zone_id].polygon.shape, zone.polygon.shape
    added = None if shape is was else polygonal(shapely.difference(shape, was))
    added_km2 = 0.0 if added is None else float(prepared.ellipsoid.area_km2(added)[0])
    land_km2 = use.land_km2 if shape is was else zone.polygon.area_km2
    share = min((use.built_km2 + added_km2) / land_km2, 1.0) if land_km2 else 1.0
    limit = parameters["built_share"]
    if share >= limit:
        return
    message = Message(
        "rule-exit-due",
        zone=zone.zone_id,
        deadline=f"{deadline:.0f}",
        year=f"{year:.0f}",
        pct=100 * share,
        limit_pct=100 * limit,
    )
    yield Breach(zone.zone_id, zone.zone_id, share, limit, "", message, shape)


def _uses(prepared: PreparedPlan) -> dict[str, _ZoneUse]:
    """Return how the land of each zone of the plan is used, by id."""
    plan = prepared.plan
    zones = plan.zones
    shapes = zones.geometry.to_numpy()
    published = zones["published_area_km2"].to_numpy(float)
    land_km2 = np.where(np.isnan(published), prepared.ellipsoid.area_km2(shapes), published)
    stated = zones["built_km2"].to_numpy(float)
    built_km2 = np.where(np.isnan(stated), by_parcels(plan, shapes).built, stated)
    idle_km2 = zones["idle_km2"].to_numpy(float)
    deadlines = zones["deadline"].map(year_of_date).to_numpy(float)
    approved = approvals(plan, zones).map(year_of_date).to_numpy(float)
    figures = zip(land_km2, built_km2, idle_km2, deadlines, approved, strict=True)
    return {
        str(zone): _ZoneUse(*map(float, row))
        for zone, row in zip(zones["zone_id"], figures, strict=True)
    }


def _latest_year(prepared: PreparedPlan) -> float:
    """Return the latest year of the plan's published figures, NaN without any."""
    return float(prepared.plan.performance["period"].astype(str).map(year_of).max())


def _built_share(prepared: PreparedPlan, ftz: str) -> float:
    """Return the built share of an FTZ's zones in the plan, NaN unless it is known of all."""
    uses = prepared.cache.call(_uses, prepared)
    zones = [uses[zone] for zone in prepared.zones_of_ftz.get(ftz, ())]
    land_km2 = sum(use.land_km2 for use in zones)
    return sum(use.built_km2 for use in zones) / land_km2 if land_km2 else np.nan


def _idle_km2(prepared: PreparedPlan, ftz: Ftz, added: BaseGeometry) -> float:
    """Return the idle land that an FTZ surely keeps, of the kind of the land that it gains."""
    _, _, released, released_km2 = ftz.exchange
    uses = prepared.cache.call(_uses, prepared)
    own = [uses[zone].idle_km2 for zone in prepared.zones_of_ftz.get(ftz.ftz_id, ())]
    stated_km2 = float(np.nansum(own)) if own else 0.0
    idle = prepared.cache.call(_idle, prepared, ftz.ftz_id)
    kinds = _kinds(prepared, added) if idle else frozenset()
    kept = [
        one.land if released is None else shapely.difference(one.land, released)
        for one in idle
        if not kinds or not one.kind or one.kind in kinds
    ]
    parcels_km2 = float(prepared.ellipsoid.area_km2(kept).sum()) if kept else 0.0
    return max(stated_km2 - released_km2, 0.0) + parcels_km2


def _kinds(prepared: PreparedPlan, land: BaseGeometry) -> frozenset[str]:
    """Return the land uses of the parcels under some land, none if one of them has no use."""
    parcels = prepared.parcels
    met = np.sort(parcels.tree.query(land, predicate="intersects"))
    under = [row for row in met if polygonal(shapely.intersection(parcels.shapes[row], land))]
    kinds = frozenset(_kind(parcels.rows["land_use"].iloc[row]) for row in under)
    return frozenset() if "" in kinds else kinds


def _idle(prepared: PreparedPlan, ftz: str) -> tuple[_IdleParcel, ...]:
    """Return the idle parcels in the zones of an FTZ that state nothing of idle land."""
    uses, parcels = prepared.cache.call(_uses, prepared), prepared.parcels
    idle = parcels.rows["idle"].to_numpy(bool)
    result = []
    for zone_id, zone in prepared.zones_of_ftz.get(ftz, {}).items():
        if np.isnan(uses[zone_id].idle_km2):
            for row in (row for row in parcels.meeting(zone) if idle[row]):
                land = polygonal(shapely.intersection(parcels.shapes[row], zone.polygon.shape))
                if land is not None:
                    result.append(_IdleParcel(land, _kind(parcels.rows["land_use"].iloc[row])))
    return tuple(result)


def _kind(use: object) -> str:
    return use.strip().casefold() if isinstance(use, str) else ""
