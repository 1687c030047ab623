"""Indicators of land: area, share of the approved area, shape, and land in forbidden places.

Areas outside the province, in water and in exclusions are those that the rules of the same name
find (`geo.rules.location`), at any level that a scenario sets for them: water that the zones of the
plan already have does not count.
"""

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.indicator import LAND_DECIDES_KM2, Indicator, LandAmounts, Value
from geo.coverage.plan_data import PlanData
from layers.schema.figures import Figure

_RULES: Mapping[str, str] = {
    "outside_province_km2": "outside_province",
    "water_km2": "water",
    "excluded_km2": "exclusion",
}


def _area(plan_data: PlanData, zones: pd.DataFrame) -> Iterator[LandAmounts]:
    """Yield the land of all zones, then of each group."""
    yield LandAmounts(None)
    for ftz in plan_data.plan.ftzs["ftz_id"]:
        yield LandAmounts(f"ftz:{ftz}", zones=(zones["ftz_id"] == ftz).to_numpy(bool))


def _above_cap(coverage: Coverage) -> Iterator[Value]:
    above = -coverage.ftzs["headroom_km2"].dropna().to_numpy(float)
    yield Value(None, None, float(above.clip(min=0).sum()), LAND_DECIDES_KM2)


def _headroom(coverage: Coverage) -> Iterator[Value]:
    left = coverage.ftzs["headroom_km2"].dropna().to_numpy(float)
    yield Value(None, None, float(left.clip(min=0).sum()), LAND_DECIDES_KM2)


def _cap_used(coverage: Coverage) -> Iterator[Value]:
    table = coverage.ftzs.dropna(subset=["cap_km2"])
    cap_km2 = float(table["cap_km2"].sum())
    used = float(table["area_km2"].sum()) / cap_km2 if cap_km2 else np.nan
    yield Value(None, None, used, LAND_DECIDES_KM2 / cap_km2 if cap_km2 else 0.0, whole=1.0)


def _parts(coverage: Coverage) -> Iterator[Value]:
    count = sum(polygon.block_count for polygon in coverage.figures.polygons)
    yield Value(None, None, float(count), 1.0)


def _compactness(coverage: Coverage) -> Iterator[Value]:
    """Yield the compactness of zones, a mean weighted by their land."""
    polygons = coverage.figures.polygons
    area = np.array([polygon.area_km2 for polygon in polygons], float)
    compact = np.array([polygon.polsby_popper for polygon in polygons], float)
    mean = float(area @ compact / area.sum()) if area.sum() > 0 else np.nan
    yield Value(None, None, mean, 0.001)


def _broken(coverage: Coverage, rule: str) -> Iterator[Value]:
    """Yield the land that breaks a rule."""
    settings = dict.fromkeys(_RULES.values(), "soft")
    rows = coverage.rule_checker.rows(coverage.zone_frame, settings)
    area_km2 = sum(row.breach.amount for row in rows if row.rule == rule)
    yield Value(None, None, float(area_km2), LAND_DECIDES_KM2)


def _value(plan_data: PlanData, _: pd.DataFrame) -> Iterator[LandAmounts]:
    """Yield the parcels that have a value, over each of which it is spread evenly."""
    parcels = plan_data.plan.frame("parcels")
    parcels = parcels[parcels["value"] > 0]
    shapes, value = parcels.geometry.to_numpy(), parcels["value"].to_numpy(float)
    yield LandAmounts(None, shapes, value / plan_data.ellipsoid.area_km2(shapes), decides_from=0.0)


_CAP = ("ftzs.cap_km2",)

_ABOVE_CAP = Indicator(Figure("above_cap_km2", ".2f"), "land", 1, "less", _CAP, measure=_above_cap)
_OUTSIDE_PROVINCE = Indicator(
    Figure("outside_province_km2", ".2f"),
    "land",
    2,
    "less",
    ("ftzs.adcode",),
    measure=partial(_broken, rule="outside_province"),
)
_WATER = Indicator(
    Figure("water_km2", ".2f"),
    "land",
    3,
    "less",
    ("waters",),
    measure=partial(_broken, rule="water"),
)
_EXCLUDED = Indicator(
    Figure("excluded_km2", ".2f"),
    "land",
    4,
    "less",
    ("exclusions",),
    measure=partial(_broken, rule="exclusion"),
)
_PARTS = Indicator(Figure("blocks"), "land", 5, "less", measure=_parts)
_COMPACTNESS = Indicator(Figure("polsby_popper", ".3f"), "land", 6, "more", measure=_compactness)
_AREA = Indicator(Figure("zone_land_km2", ".2f"), "land", 7, None, (), "ftz", land=_area)
_CAP_USED = Indicator(Figure("cap_used_share", ".1%"), "land", 8, None, _CAP, measure=_cap_used)
_HEADROOM = Indicator(Figure("headroom_km2", ".2f"), "land", 9, None, _CAP, measure=_headroom)
_VALUE = Indicator(
    Figure("land_value", ".4g"), "", 10, "less", ("parcels", "parcels.value"), land=_value
)
