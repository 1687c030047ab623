"""The China plan: conservation for every region, points against pyproj, each lens."""

import numpy as np
import pytest
import shapely

from geo import Coverage, CoverageMeter
from geo.lenses import customs_reach, development, outside, strategies, underserved, zone_gateways
from layers import Plan
from layers.geometry.buffer import buffer
from layers.geometry.ellipsoid import GRS80

RADII_KM = (25, 50, 100)


@pytest.fixture(scope="module")
def baseline(china_plan: Plan) -> Coverage:
    return CoverageMeter(china_plan, RADII_KM).measure()


@pytest.mark.parametrize("radius_km", RADII_KM)
def test_covered_and_uncovered_land_make_every_region(baseline: Coverage, radius_km: float) -> None:
    plan = baseline.plan
    shapes = plan.regions.geometry.to_numpy()
    reach = shapely.union_all([buffer(GRS80, zone, radius_km) for zone in plan.zones.geometry])
    shapely.prepare(reach)
    near = np.flatnonzero(shapely.intersects(reach, shapes))
    uncovered = GRS80.area_km2(shapes)
    uncovered[near] = GRS80.area_km2(shapely.difference(shapes[near], reach))
    regions = baseline.regions[baseline.regions["radius_km"] == radius_km]
    for level, column in (
        ("district", "adcode"),
        ("city", "city_adcode"),
        ("province", "province_adcode"),
    ):
        rows = regions[regions["level"] == level].set_index("adcode")
        rest = plan.regions.assign(uncovered=uncovered).groupby(column)["uncovered"].sum()
        total = rows["covered_area_km2"] + rest[rows.index]
        error = (total - rows["area_km2"]).abs() / rows["area_km2"]
        assert error.max() < 1e-9
    whole = baseline.totals.set_index("radius_km").loc[radius_km]
    assert whole["covered_area_km2"] + uncovered.sum() == pytest.approx(whole["area_km2"], rel=1e-9)


def test_the_baseline_breaks_no_hard_rule_and_stays_within_every_cap(baseline: Coverage) -> None:
    broken = baseline.violations
    assert "hard" not in set(broken["level"])
    assert "cap" not in set(broken["rule"])
    headroom = baseline.ftzs.set_index("ftz_id")["headroom_km2"]
    assert np.isnan(headroom["HI"])
    assert headroom.drop("HI").abs().max() < 1e-3
    outside = broken.loc[broken["rule"] == "outside_province", "zone_id"]
    assert set(outside) == {"SH-BZ", "SH-LG", "ZJ-LD"}


FIGURES = ["covered_area_km2", "covered_population"]


def test_the_uncovered_of_all_provinces_are_the_uncovered_of_the_plan(baseline: Coverage) -> None:
    table = underserved(baseline, 50, "province")
    whole = baseline.totals.set_index("radius_km").loc[50]
    left = whole["population"] - whole["covered_population"]
    assert table["uncovered_population"].sum() == pytest.approx(left, rel=1e-9)
    assert table["uncovered_population"].is_monotonic_decreasing
    assert (table["mean_km"] > 50).all()
    assert (table["nearest_km"] <= table["mean_km"]).all()
    table = outside(baseline)  # nobody lives outside every district, seven are without people
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
