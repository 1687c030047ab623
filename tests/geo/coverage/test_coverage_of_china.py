"""Coverage of the China plan: conservation for every region, and points against pyproj."""

import numpy as np
import pytest
import shapely

from geo import Coverage, CoverageMeter
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


def test_a_sample_of_people_is_covered_as_pyproj_to_the_densified_zones_decides(
    baseline: Coverage,
) -> None:
    plan = baseline.plan
    dense = [
        shapely.get_coordinates(shapely.segmentize(zone, 1e-3)) for zone in plan.zones.geometry
    ]
    rng = np.random.default_rng(11)
    sample = plan.demand.iloc[rng.choice(len(plan.demand), 150, replace=False)]
    inside = shapely.union_all(plan.zones.geometry.to_numpy())
    naive_km = np.zeros(len(sample))
    for row, place in enumerate(sample.geometry):
        if inside.intersects(place):
            continue
        near = [xy for xy in dense if np.abs(xy - [place.x, place.y]).max(axis=1).min() < 3]
        line = np.concatenate(near) if near else dense[0]
        here = np.full(len(line), place.x), np.full(len(line), place.y)
        naive_km[row] = GRS80.geod.inv(*here, *line.T)[2].min() / 1e3
    only = Plan({"zones": plan.zones, "ftzs": plan.ftzs, "regions": plan.regions, "demand": sample})
    totals = CoverageMeter(only, RADII_KM).measure().totals
    for radius, covered in zip(totals["radius_km"], totals["covered_population"], strict=True):
        expected = sample["population"].to_numpy()[naive_km <= radius].sum()
        assert covered == pytest.approx(expected, rel=1e-12)


def test_the_baseline_breaks_no_hard_rule_and_stays_within_every_cap(baseline: Coverage) -> None:
    assert "hard" not in set(baseline.violations["level"])
    assert "cap" not in set(baseline.violations["rule"])
    headroom = baseline.ftzs.set_index("ftz_id")["headroom_km2"]
    assert np.isnan(headroom["HI"])
    assert headroom.drop("HI").abs().max() < 1e-3


def test_only_what_the_plan_says_lies_outside_its_province(baseline: Coverage) -> None:
    outside = baseline.violations.query("rule == 'outside_province'")["zone_id"]
    assert set(outside) == {"SH-BZ", "SH-LG", "ZJ-LD"}
