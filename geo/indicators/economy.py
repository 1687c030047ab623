"""Indicators of a plan's published figures: yield per km² of land, its use, its age, growth.

They exist in a plan that has the figures. A **yield** is the sum of an amount over the groups that
have one (over zones, if no group has), divided by their land: of the year that most of them have,
the latest of several, and of the unit that most have. It has no direction: a scenario that changes
the land of such a place makes it unknown, as it does the shares of land that is accepted, built or
idle (`geo.coverage.land_use`). Years since approval are those until the latest year of any figure.
"""

from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.growth import growth_table
from geo.coverage.indicator import LAND_DECIDES_KM2, Indicator, IndicatorsOfPlan, Value
from geo.coverage.land_use import zone_use
from geo.land_use import USES, approvals
from geo.tables.performance import divisible, yields
from layers import Plan
from layers.messages import Message
from layers.schema.column_types import year_of_date
from layers.schema.figures import Figure
from layers.schema.lists import split_list
from layers.schema.performance import ALL_FTZS, NATIONS, indicator_label, unit_label, year_of

_ORDER = 50.0
_NOT_A_PLACE = (ALL_FTZS, *NATIONS)
_BETTER: dict[str, Literal["more", "less"]] = {"accepted": "more", "built": "more", "idle": "less"}


def _indicators(plan: Plan) -> Iterator[Indicator]:
    """Yield the indicators for which a plan has figures or columns."""
    amounts = _amounts(plan)
    for number, indicator in enumerate(dict.fromkeys(amounts["indicator"])):
        key = f"{'_'.join(str(indicator).split())}_yield".lower()
        unit = _usual_unit(amounts, indicator)
        if key.isidentifier():
            yield Indicator(
                Figure(key, ".2f"),
                "land",
                _ORDER + number / 1000,
                None,
                place_kind="ftz",
                measure=_yield_of(str(indicator), unit),
                label=Message(
                    "score-indicator-yield",
                    indicator=indicator_label(str(indicator)),
                    unit=unit_label(unit),
                ),
            )
    for number, use in enumerate(USES):
        if _tells(plan, use):
            measure, order = _share_of(use), _ORDER + 1 + number
            figure = Figure(f"{use}_share", ".1%")
            yield Indicator(figure, "land", order, _BETTER[use], measure=measure)
    if len(growth_table(plan)):  # unknown where only some of it is published
        figure = Figure("trade_lead_pct", ".1f")
        yield Indicator(figure, "land", _ORDER + 4, None, place_kind="ftz", measure=_lead)
    if np.isfinite(_latest_year(plan)) and _approvals(plan):
        figure = Figure("years_since_approval", ".1f")
        yield Indicator(figure, "land", _ORDER + 5, None, measure=_years)


def performance_of_zones(plan: Plan) -> tuple[str, ...]:
    """Return the figures of zones that a plan provides, such as `use built` or `yield trade`."""
    uses = (f"use {use}" for use in USES if _tells(plan, use))
    return *uses, *(f"yield {one}" for one in dict.fromkeys(_amounts(plan)["indicator"]))


def _amounts(plan: Plan) -> pd.DataFrame:
    """Return the published amounts of groups and zones that may be divided by their land."""
    table = plan.performance
    is_of_place = ~table["ftz_id"].isin(_NOT_A_PLACE)
    return pd.DataFrame(table[divisible(table) & table["value"].notna() & is_of_place])


def _usual_unit(amounts: pd.DataFrame, indicator: object) -> str:
    """Return the unit that most figures of an indicator have."""
    units = amounts["unit"][amounts["indicator"] == indicator].fillna("")
    return str(units.value_counts().index[0])


def published_sum(coverage: Coverage, indicator: str, *, per_km2: bool) -> float:
    """Return the sum of a published figure over the places of a yield, or that by their land.

    NaN where nothing is divisible, or where a scenario changes the land of any of these places.
    """
    table = coverage.plan.performance
    amounts = table[divisible(table) & table["value"].notna()]
    if indicator not in set(amounts["indicator"]):
        return np.nan
    rows = _counted(coverage.plan, indicator, _usual_unit(amounts, indicator))
    value = rows["value"].to_numpy(float)
    land_km2 = float((value / yields(coverage)["per_km2"].to_numpy(float)[rows.index]).sum())
    if not len(rows) or np.isnan(land_km2):
        return np.nan
    return float(value.sum()) / (land_km2 if per_km2 else 1.0)


def _tells(plan: Plan, use: str) -> bool:
    column = {"built": "land_use", "idle": "idle"}.get(use)
    by_parcels = column is not None and bool(plan.frame("parcels")[column].any())
    return by_parcels or bool(plan.zones[f"{use}_km2"].notna().any())


def _approvals(plan: Plan) -> bool:
    return bool(approvals(plan, plan.zones).notna().any())


def _latest_year(plan: Plan) -> float:
    return float(plan.performance["period"].astype(str).map(year_of).max())


def _yield_of(indicator: str, unit: str) -> Callable[[Coverage], Iterator[Value]]:
    def measure(coverage: Coverage) -> Iterator[Value]:
        rows = _counted(coverage.plan, indicator, unit)
        per_km2 = yields(coverage)["per_km2"].to_numpy(float)[rows.index]
        land_km2 = (rows["value"].to_numpy(float) / per_km2).sum()
        yield Value(None, None, float(rows["value"].sum() / land_km2) if len(rows) else np.nan, 0.0)
        for ftz, zone, value in zip(rows["ftz_id"], rows["zone_id"], per_km2, strict=True):
            if not split_list(zone):
                yield Value(f"ftz:{ftz}", None, float(value), 0.0)

    return measure


def _counted(plan: Plan, indicator: str, unit: str) -> pd.DataFrame:
    """Return the figures of a yield: of one year, a row for each group, or else for each zone.

    Places whose figures of that year are in conflict are omitted, as none is preferred.
    """
    table = plan.performance.reset_index(drop=True)
    table = table.assign(year=table["period"].astype(str).map(year_of))
    is_it = (table["indicator"] == indicator) & (table["unit"].fillna("") == unit)
    rows = table[is_it & divisible(table) & table["value"].notna()]
    rows = rows[(rows["year"] > _year_of_places(plan, rows)) & ~rows["ftz_id"].isin(_NOT_A_PLACE)]
    of_groups = rows["zone_id"].isna()
    place = "ftz_id" if of_groups.any() else "zone_id"
    rows = rows[of_groups if of_groups.any() else ~of_groups]
    rows = rows[rows["year"] == rows["year"].mode().max()]
    rows = rows.drop_duplicates([place, "value"], keep="last")
    rows = rows[~rows.duplicated(place, keep=False)]
    return pd.DataFrame(rows)


def _year_of_places(plan: Plan, rows: pd.DataFrame) -> list[float]:
    """Return in which year the whole place of each row was approved, -1 if that is unknown."""
    years = approvals(plan, plan.zones).map(year_of_date).fillna(-1).to_numpy(float)
    ids, groups = plan.zones["zone_id"], plan.zones["ftz_id"]
    return [
        float(
            years[ids.isin(split_list(zone)) if split_list(zone) else groups == ftz].max(initial=-1)
        )
        for ftz, zone in zip(rows["ftz_id"], rows["zone_id"], strict=True)
    ]


def _share_of(use: str) -> Callable[[Coverage], Iterator[Value]]:
    def measure(coverage: Coverage) -> Iterator[Value]:
        stated = set(coverage.plan.zones["zone_id"][coverage.plan.zones[f"{use}_km2"].notna()])
        table = zone_use(coverage)
        known = table[table[f"{use}_share"].notna() | table["zone_id"].isin(stated)]
        land_km2 = (known[f"{use}_km2"] / known[f"{use}_share"]).where(
            known[f"{use}_km2"] != 0, known["approved_km2"].fillna(known["area_km2"])
        )
        whole = float(land_km2.sum(skipna=False))
        part = float(known[f"{use}_km2"].sum(skipna=False))
        has_any = whole > 0
        share, decides = (part / whole, LAND_DECIDES_KM2 / whole) if has_any else (np.nan, 0.0)
        yield Value(None, None, share, decides)

    return measure


def _years(coverage: Coverage) -> Iterator[Value]:
    table = zone_use(coverage)
    age = _latest_year(coverage.plan) - table["approved"].map(year_of_date).to_numpy(float)
    area_km2 = table["area_km2"].to_numpy(float)
    known = ~np.isnan(age)
    land_km2 = area_km2[known].sum()
    mean = float(age[known] @ area_km2[known] / land_km2) if land_km2 > 0 else np.nan
    yield Value(None, None, mean, 0.0)


def _lead(coverage: Coverage) -> Iterator[Value]:
    """Yield by how much trade grew faster than the nation's, latest: of all groups, and of each."""
    table = coverage.growth.dropna(subset="difference_pct").sort_values("period", kind="stable")
    last = table.drop_duplicates("ftz_id", keep="last").set_index("ftz_id")["difference_pct"]
    yield Value(None, None, float(last.get(ALL_FTZS, np.nan)), 0.0)
    for ftz, lead in last.drop(ALL_FTZS, errors="ignore").items():
        yield Value(f"ftz:{ftz}", None, float(lead), 0.0)


_ECONOMY = IndicatorsOfPlan(_indicators)
