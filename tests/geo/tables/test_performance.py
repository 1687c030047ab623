"""Use and yield over two squares of 4.28 km²: what is divided by which land, and what is not."""

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from geo import CoverageMeter, Expand, Remove, Scenario
from geo.land_use import unused_km2
from geo.tables import yields, zone_use
from layers import Plan
from layers.example import example_plan
from service.documents.tables import within_document

KM2 = 4.28


def plan_with(*rows: tuple[Any, ...], zones: dict[str, list[Any]] | None = None) -> Plan:
    columns = ["ftz_id", "zone_id", "indicator", "period", "value", "unit"]
    plan = example_plan().with_layer("performance", pd.DataFrame(rows, columns=columns))
    return plan.with_layer("zones", plan.zones.assign(**zones or {}))


def table(plan: Plan, *edits: Any) -> pd.DataFrame:
    scenario = Scenario.of(plan, [*edits]) if edits else None
    return yields(CoverageMeter(plan, radii_km=5).measure(scenario))


def test_a_whole_amount_of_a_year_is_divided_by_the_land_of_its_place() -> None:
    plan = plan_with(
        (None, "A", "jobs", "2023", 428.0, "persons"),
        (None, "A;B", "jobs", "2023M06", 856.0, "persons"),
        ("F", None, "Umsatz", "2023/24", 856.0, "EUR"),
        zones={"built_km2": [2.0, None], "published_area_km2": [4.0, 4.0]},
    )
    found = table(plan)
    assert found["per_km2"].tolist() == [107.0, 107.0, 107.0]
    assert found["per_built_km2"].tolist()[0] == 214.0
    assert found["per_built_km2"].isna().tolist() == [False, True, True]
    assert found["per_accepted_km2"].isna().all()


@pytest.mark.parametrize(
    ("ftz_id", "period", "unit"),
    [
        (None, "2023", "CNY_cooperation_zone"),
        (None, "2023", "percent_of_province"),
        (None, "2023", "%"),
        (None, "2023H1", "CNY"),
        (None, "2015/2023", "CNY"),
        ("ALL", "2023", "CNY"),
        ("CHN", "2023", "CNY"),
    ],
)
def test_a_figure_of_another_area_a_share_or_part_of_a_year_is_never_divided(
    ftz_id: str | None, period: str, unit: str
) -> None:
    plan = plan_with((ftz_id, None if ftz_id else "A", "trade", period, 1e9, unit))
    assert table(plan)["per_km2"].isna().all()


def test_a_figure_from_before_the_place_was_approved_is_not_divided() -> None:
    years = [(None, "A", "jobs", year, 1.0, "persons") for year in ("2018", "2019", "2020")]
    plan = plan_with(*years, zones={"approved": ["2019-08-06", None]})
    assert table(plan)["per_km2"].notna().tolist() == [False, False, True]


def test_a_scenario_that_changes_the_land_of_a_place_makes_its_yield_unknown() -> None:
    plan = plan_with(
        (None, "A", "jobs", "2023", 1.0, "persons"),
        (None, "B", "jobs", "2023", 1.0, "persons"),
        ("F", None, "jobs", "2023", 1.0, "persons"),
    )
    assert table(plan, Expand(zone="B", by_km=1))["per_km2"].notna().tolist() == [
        True,
        False,
        False,
    ]
    assert table(plan, Remove(zone="B"))["per_km2"].notna().tolist() == [True, False, False]
    assert table(plan)["per_km2"].notna().all()


def test_a_quantile_is_among_three_comparable_places_at_least() -> None:
    zones = pd.concat([example_plan().zones] * 2, ignore_index=True)
    zones["zone_id"] = ["A", "B", "C", "D"]
    east = zones.geometry.iloc[2:].translate(0.1)
    zones.geometry = [*zones.geometry.iloc[:2], *east]
    plan = plan_with(
        *(
            (None, zone, "jobs", "2023", jobs, "persons")
            for zone, jobs in (("A", 1), ("B", 3), ("C", 2))
        ),
        *((None, zone, "tax", "2023", 1.0, "CNY") for zone in "AB"),
    )
    plan = plan.with_layer("zones", gpd.GeoDataFrame(zones, crs=plan.crs))
    found = table(plan)
    assert found["quantile"].round(2).tolist()[:3] == [0.33, 1.0, 0.67]
    assert found["most_place"].dropna().tolist() == ["B"] * 3
    assert found["quantile"].isna().tolist()[3:] == [True, True]


def test_figures_that_differ_are_both_shown_and_said_to_differ() -> None:
    plan = plan_with(
        (None, "A", "jobs", "2023", 1.0, "persons"),
        (None, "A", "jobs", "2023", 2.0, "persons"),
        (None, "B", "jobs", "2023", 2.0, "persons"),
    )
    assert table(plan)["is_disputed"].tolist() == [True, True, False]


def test_of_land_that_a_scenario_adds_the_use_is_known_by_parcels_alone() -> None:
    plan = plan_with(zones={"idle_km2": [1.0, 1.0], "built_km2": [2.0, 2.0]})
    known = zone_use(CoverageMeter(plan, radii_km=5).measure())
    assert known["idle_share"].round(3).tolist() == [round(1 / KM2, 3)] * 2
    wider = Scenario.of(plan, Expand(zone="B", by_km=1))
    changed = zone_use(CoverageMeter(plan, radii_km=5).measure(wider))
    assert changed["idle_km2"].isna().tolist() == [False, True]
    assert changed["changed_km2"].gt(0).tolist() == [False, True]
    parcels = gpd.GeoDataFrame(
        {"parcel_id": ["1"], "land_use": ["industrial"], "idle": [False]},
        geometry=[plan.zones.geometry.iloc[1]],
        crs=plan.crs,
    )
    with_parcels = plan.with_layer("parcels", parcels)
    built = zone_use(CoverageMeter(with_parcels, radii_km=5).measure(wider))["built_km2"]
    assert built.round(1).tolist() == [2.0, 4.3]


def test_what_lies_in_a_zone_tells_its_use_and_yield_and_nothing_where_none_is_known() -> None:
    plan = plan_with(
        (None, "A", "jobs", "2023", 8.0, "persons"),
        (None, "A", "trade", "2023H1", 8.0, "EUR"),
        zones={"idle_km2": [1.0, None], "published_area_km2": [4.0, None]},
    )
    coverage = CoverageMeter(plan, radii_km=5).measure()
    known, without = (within_document(coverage, zone, [5]) for zone in "AB")
    assert known is not None
    assert without is not None
    assert known["zone"]["use"]["idle_share"] == 0.25
    assert [one["per_km2"] for one in known["zone"]["yields"]] == [2.0]
    assert not {"use", "yields"} & without["zone"].keys()


def test_land_of_a_zone_is_unused_by_the_share_that_its_zone_states() -> None:
    plan = plan_with(zones={"built_km2": [3.0, None], "published_area_km2": [4.0, None]})
    shapes = plan.zones.geometry.to_numpy()
    found = unused_km2(plan, shapes, plan.zones["zone_id"].to_numpy(object))
    assert found.tolist() == pytest.approx([KM2 / 4, float("nan")], rel=1e-2, nan_ok=True)
    idle = plan_with(zones={"idle_km2": [1.0, 0.0], "published_area_km2": [4.0, None]})
    found = unused_km2(idle, shapes, plan.zones["zone_id"].to_numpy(object))
    assert found.tolist() == pytest.approx([KM2 / 4, 0.0], rel=1e-2)
