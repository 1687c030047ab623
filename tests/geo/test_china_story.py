"""The China plan from its facts to a file: the one story of it that the test command tells."""

import json
from pathlib import Path

from conftest import FEWEST_PEOPLE

from geo import CoverageMeter, Scenario
from layers.china import build_china_plan, sample_scenarios
from layers.formats import export
from service.export_layers import outcome


def test_the_china_plan_is_built_measured_checked_edited_and_exported(tmp_path: Path) -> None:
    plan = build_china_plan(fewest_people=FEWEST_PEOPLE)
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
