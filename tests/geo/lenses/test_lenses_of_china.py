"""The lenses on the China plan: held to the coverage's own tables, and to measuring again."""

import numpy as np
import pandas as pd
import pytest

from geo import Coverage, CoverageMeter
from geo.lenses import (
    by_weight,
    customs_reach,
    development,
    explain,
    outside,
    strategies,
    underserved,
    zone_gateways,
)
from layers import Plan

FIGURES = ["covered_area_km2", "covered_population"]


@pytest.fixture(scope="module")
def meter(china_plan: Plan) -> CoverageMeter:
    return CoverageMeter(china_plan)


@pytest.fixture(scope="module")
def baseline(meter: CoverageMeter) -> Coverage:
    return meter.measure()


@pytest.mark.parametrize(
    ("adcode", "radius_km", "level"),
    [("330000", 50, "province"), ("441300", 100, "city"), ("310115", 25, "district")],
)
def test_what_a_zone_alone_covers_is_what_its_removal_loses(
    meter: CoverageMeter, baseline: Coverage, adcode: str, radius_km: float, level: str
) -> None:
    def figures(coverage: Coverage) -> pd.Series:
        rows = coverage.regions.set_index(["level", "adcode", "radius_km"])
        return rows.loc[(level, adcode, radius_km), [*FIGURES, "area_km2", "population"]]

    before = figures(baseline)
    table = explain(baseline, adcode, radius_km)
    assert len(table) > 0
    for zone in table.itertuples():
        zones = baseline.plan.zones
        lost = before - figures(meter.measure(zones[zones["zone_id"] != zone.zone_id]))
        assert zone.sole_area_km2 == pytest.approx(
            lost["covered_area_km2"], abs=1e-8 * before["area_km2"]
        )
        assert zone.sole_population == pytest.approx(
            lost["covered_population"], abs=1e-9 * before["population"]
        )


def test_the_zones_that_explain_shanghai_are_its_own_first(baseline: Coverage) -> None:
    table = explain(baseline, "310000", 25)
    assert table["ftz_id"].head(5).tolist() == ["SH"] * 5
    assert (table["sole_population"] <= table["covered_population"]).all()
    assert (table["sole_area_km2"] <= table["covered_area_km2"] * (1 + 1e-9)).all()


def test_each_person_s_radius_adds_to_the_covered(baseline: Coverage) -> None:
    totals, regions = by_weight(baseline, "population")
    np.testing.assert_allclose(
        totals["covered_amount"], baseline.totals["covered_population"], rtol=1e-12
    )
    np.testing.assert_allclose(
        regions["covered_amount"], baseline.regions["covered_population"], rtol=1e-9, atol=1e-6
    )


def test_the_uncovered_of_all_provinces_are_the_uncovered_of_the_plan(baseline: Coverage) -> None:
    table = underserved(baseline, 50, "province")
    whole = baseline.totals.set_index("radius_km").loc[50]
    left = whole["population"] - whole["covered_population"]
    assert table["uncovered_population"].sum() == pytest.approx(left, rel=1e-9)
    assert table["uncovered_population"].is_monotonic_decreasing
    assert (table["mean_km"] > 50).all()
    assert (table["nearest_km"] <= table["mean_km"]).all()


def test_nobody_in_china_lives_outside_every_district_and_seven_are_without_people(
    baseline: Coverage,
) -> None:
    table = outside(baseline)
    assert table["population"].tolist() == [0, 0, 0]
    assert table["districts_without_demand"].tolist() == [7, 7, 7]


def test_a_strategic_region_of_one_province_has_its_figures(baseline: Coverage) -> None:
    table = strategies(baseline)
    assert table["strategy_id"].nunique() == 14
    assert table["name_zh"].notna().all()
    # the membership of these two leans on general knowledge in part
    unverified = table.loc[~table["verified"], "strategy_id"].unique().tolist()
    assert unverified == ["BTH", "NWLSC"]
    hainan = table[table["strategy_id"] == "HFTP"]
    regions = baseline.regions
    province = regions[(regions["level"] == "province") & (regions["adcode"] == "460000")]
    for name in ("area_km2", "population", *FIGURES):
        assert hainan[name].tolist() == pytest.approx(province[name].tolist(), rel=1e-12)


def test_shares_of_all_provinces_add_to_one(baseline: Coverage) -> None:
    table = development(baseline)
    shares = ["share_of_population", "share_of_covered", "share_of_gdp_2024", "share_of_trade_2024"]
    for _, rows in table.groupby("radius_km"):
        assert rows[shares].sum().tolist() == pytest.approx([1, 1, 1, 1])
    without = table.loc[table["gdp_2024_cny"].isna(), "adcode"].unique().tolist()
    assert without == ["710000", "810000", "820000"]
    unverified = table.loc[~table["gdp_2024_verified"], "adcode"].unique().tolist()
    assert unverified == ["460000", *without]


def test_every_zone_and_person_has_a_nearest_gateway_of_each_kind(baseline: Coverage) -> None:
    zones = zone_gateways(baseline)
    assert len(zones) == 70 * 4
    table = customs_reach(baseline).set_index(["subject", "kind", "radius_km"]).sort_index()
    assert set(table.loc["zones", "total"]) == {70}
    assert set(table.loc["clusters", "total"]) == {120}
    people = baseline.totals["population"].iloc[0]
    assert table.loc["population", "total"].tolist() == pytest.approx([people] * 12)
    near = zones[(zones["kind"] == "seaport") & (zones["distance_km"] <= 50)]
    assert table.loc[("zones", "seaport", 50), "within"] == len(near)
    assert table["mean_clearance_hours"].isna().all()  # no clearance time is published
