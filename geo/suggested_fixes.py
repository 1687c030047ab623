"""Suggested fixes: edits that restore a broken rule.

A fix is one ordinary edit. It releases as little land as the rule requires, of one unlocked zone:

- `cap`: a zone of the FTZ shrinks by the excess over the cap: within its gained land if that is
  enough, else along its boundary. The zones that grew most come first.
- `overlap`: the shared land is cut out of one of the two zones.
- `exclusion`, `outside_province`, `min_block_km2`: the land that breaks the rule is cut out of the
  zone; if nothing of it would remain, there is no fix.
- `exit`: the zone is released whole.

A fix restores one rule and may break another, such as the smallest block after a cut:
`safe_fixes` omits those, and those that cut land of the baseline, and counts the violations that
each of the others fixes.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.edits import Edit, Remove, Reshape, Shrink
from geo.validation import as_several
from geo.zone import outlines
from layers import Plan
from layers.errors import ScenarioError
from layers.geometry.validity import polygonal
from layers.messages import Message

MOST_OF_A_RULE = 2
"""The limit of fixes per violation."""

_COLUMNS = ["rule", "subject", "zone_id", "amount", "limit", "geometry"]
_CUT = ("exclusion", "outside_province", "min_block_km2")
_SAME_SHARE = 1e-5  # of a zone's area: tolerance for the same area as before
_LEFT_SHARE = 1e-3  # of a zone: a smaller remainder counts as nothing


class SuggestedFix(NamedTuple):
    """A fix of a violation, by its rule and subject: the edit, and its description."""

    rule: str
    subject: str
    edit: Edit
    message: Message


def suggested_fixes(
    plan: Plan, zones: gpd.GeoDataFrame, violations: pd.DataFrame, locked: Iterable[str] | str = ()
) -> list[SuggestedFix]:
    """Return the fixes of violations, at most two of each.

    Args:
        plan: the plan, whose zones are the baseline.
        zones: the zones with violations.
        violations: the table of `geo.rules.violations`.
        locked: zones that stay unchanged, in addition to those locked in the plan.
    """
    state = _Zones(plan, zones, frozenset(as_several(locked)))
    result: list[SuggestedFix] = []
    for row in violations[_COLUMNS].itertuples(index=False, name=None):
        result += islice(_fixes_of(state, *row), MOST_OF_A_RULE)
    return result


class SafeFix(NamedTuple):
    """A fix that breaks no other rule and keeps the land of the baseline; how many it fixes."""

    fix: SuggestedFix
    fixes: int


def safe_fixes(
    plan: Plan,
    zones: gpd.GeoDataFrame,
    violations: pd.DataFrame,
    locked: Iterable[str] | str = (),
    *,
    after: Callable[[Edit], tuple[gpd.GeoDataFrame, pd.DataFrame]],
) -> list[SafeFix]:
    """Return the fixes of violations that break no other rule and cut no land of the baseline.

    Args:
        plan: the plan, whose zones are the baseline.
        zones: the zones with violations.
        violations: the table of `geo.rules.violations`.
        locked: zones that stay unchanged, in addition to those locked in the plan.
        after: the zones and violations once an edit is applied too.
    """
    broken = _identities(violations)
    sound: list[SafeFix] = []
    for fix in suggested_fixes(plan, zones, violations, locked):
        try:
            changed, left = after(fix.edit)
        except ScenarioError:  # later edits are in its way
            continue
        remaining = _identities(left)
        if not remaining - broken and not _baseline_land_cut(plan, zones, changed, fix.edit):
            sound.append(SafeFix(fix, len(broken - remaining)))
    return sound


def _identities(violations: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(violations["rule"], violations["subject"], strict=True))


def _baseline_land_cut(
    plan: Plan, zones: gpd.GeoDataFrame, changed: gpd.GeoDataFrame, edit: Edit
) -> bool:
    """Return whether an edit takes land of the baseline from a zone that still has it."""
    zone = str(edit.model_dump()["zone"])
    was, now, left = (outlines(each).get(zone) for each in (plan.zones, zones, changed))
    if was is None or now is None:
        return False
    kept = shapely.intersection(was, now)
    lost = kept if left is None else shapely.difference(kept, left)
    lost_km2 = float(plan.ellipsoid.area_km2(np.array([lost]))[0])
    return lost_km2 > _SAME_SHARE * float(plan.ellipsoid.area_km2(np.array([was]))[0])


class _Zones:
    """The zones that may release land: their shapes and areas, before and now."""

    def __init__(self, plan: Plan, zones: gpd.GeoDataFrame, locked: frozenset[str]) -> None:
        self.ellipsoid = plan.ellipsoid
        self.shapes, self.before = outlines(zones), outlines(plan.zones)
        self.ftz = dict(zip(zones["zone_id"], zones["ftz_id"], strict=True))
        is_locked = zones.loc[zones["locked"].astype(bool), "zone_id"]
        self.free = set(self.shapes) - locked - set(is_locked)

    def area_km2(self, shape: BaseGeometry | None) -> float:
        if shape is None or shape.is_empty:
            return 0.0
        return float(self.ellipsoid.area_km2(np.array([shape]))[0])

    def gained(self, zone: str) -> MultiPolygon | None:
        """Return the land that a zone gained since the plan."""
        was, shape = self.before.get(zone), self.shapes[zone]
        return _land(shape if was is None else shapely.difference(shape, was))


def _land(shape: BaseGeometry) -> MultiPolygon | None:
    return cast("MultiPolygon | None", polygonal(shape))


def _fixes_of(  # noqa: PLR0913, PLR0917  the columns of a violation
    state: _Zones,
    rule: str,
    subject: str,
    zone: str | None,
    amount: float,
    limit: float,
    place: BaseGeometry | None,
) -> Iterator[SuggestedFix]:
    """Yield the fixes of one violation."""
    if rule == "cap":
        yield from _smaller(state, subject, amount - limit)
    elif zone is None or place is None:
        return
    elif rule == "overlap":
        for one in (zone, subject.removeprefix(f"{zone} ")):
            yield from _cut(state, rule, subject, one, place)
    elif rule in _CUT:
        yield from _cut(state, rule, subject, zone, place)
    elif rule == "exit" and zone in state.free:
        message = Message("mend-remove", zone=zone, area_km2=state.area_km2(place))
        yield SuggestedFix(rule, subject, Remove(zone=zone), message)


def _smaller(state: _Zones, ftz: str, over_km2: float) -> Iterator[SuggestedFix]:
    """Yield edits by which zones of an FTZ release the area above its cap."""
    free_zones = sorted(zone for zone in state.free if state.ftz[zone] == ftz)
    gained = {zone: state.gained(zone) for zone in free_zones}
    gained_km2 = {zone: state.area_km2(gained[zone]) for zone in free_zones}
    now_km2 = {zone: state.area_km2(state.shapes[zone]) for zone in free_zones}
    for zone in sorted(free_zones, key=lambda one: (-gained_km2[one], -now_km2[one])):
        to_km2 = now_km2[zone] - over_km2
        if to_km2 <= _LEFT_SHARE * now_km2[zone]:
            continue
        was = state.before.get(zone)
        grown = was is not None and gained_km2[zone] > over_km2
        code = "mend-release" if grown else "mend-shrink"
        edit: Edit = Shrink(zone=zone, to_area_km2=to_km2, within=gained[zone] if grown else None)
        if was is not None and math.isclose(state.area_km2(was), to_km2, rel_tol=_SAME_SHARE):
            code, edit = "mend-release", Reshape(zone=zone, geometry=was)  # all that it gained
        yield SuggestedFix("cap", ftz, edit, Message(code, zone=zone, area_km2=over_km2))


def _cut(
    state: _Zones, rule: str, subject: str, zone: str, place: BaseGeometry
) -> Iterator[SuggestedFix]:
    """Yield the edit by which a zone releases an area."""
    shape = state.shapes.get(zone)
    if shape is None or zone not in state.free:
        return
    remaining = _land(shapely.difference(shape, place))
    now_km2, left_km2 = state.area_km2(shape), state.area_km2(remaining)
    if remaining is None or left_km2 <= _LEFT_SHARE * now_km2:
        return
    message = Message("mend-cut", zone=zone, area_km2=now_km2 - left_km2)
    yield SuggestedFix(rule, subject, Reshape(zone=zone, geometry=remaining), message)
