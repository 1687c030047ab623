"""The China plan from its facts to a file, and conservation for every region of it."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo import Coverage, CoverageMeter, Scenario
from layers import Plan
from layers.china import sample_scenarios
from layers.formats import export
from layers.geometry.buffer import buffer
from layers.geometry.ellipsoid import GRS80
from service.export_layers import outcome
from tests.conftest import MadeOnce, built_china

RADII_KM = (25, 50, 100)


def test_the_china_plan_is_built_measured_checked_edited_and_exported(
    tmp_path: Path, made_once: MadeOnce
) -> None:
    plan = Plan.open(built_china(made_once))
    assert [len(plan.frame(name)) for name in ("zones", "ftzs", "regions")] == [70, 22, 2891]
    meter = CoverageMeter(plan, radii_km=50)
    before = meter.measure()
    (total,) = before.totals.to_dict("records")
    assert total["population"] == 1_441_703_758  # the mainland, Hong Kong, Macao and Taiwan
    assert 0.2 < total["covered_population"] / total["population"] < 0.6
    assert "hard" not in set(before.violations["level"])
    samples = {one.scenario: one for one in map(Scenario.from_document, sample_scenarios(plan))}
    after = meter.measure(samples["shanghai-regrouped"])
    broken = after.violations[after.violations["level"] == "hard"]
    assert {"exclusion"} <= set(after.violations["rule"]) - set(before.violations["rule"])
    assert len(broken) > 0
    export(plan, tmp_path / "zones.geojson", [outcome(before, after, "Shanghai")])
    document = json.loads((tmp_path / "zones.geojson").read_text(encoding="utf-8"))
    assert len(document["features"]) == len(after.zone_frame)


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
