"""The cards of plans, scenarios, coverages and comparisons in a notebook: escaped HTML."""

import pandas as pd

from geo import CoverageMeter, Expand, Remove, Scenario, compare
from layers import Plan, example_plan

HOSTILE = "<script>alert(1)</script>"
PLAN = example_plan()
METER = CoverageMeter(PLAN, radii_km=[5, 10])


def test_a_plan_shows_its_layers_and_levels() -> None:
    html = PLAN._repr_html_()
    assert '<td>zones</td><td class="zw-number">2</td>' in html
    assert "Regions by district, city, province" in html
    assert repr(PLAN).startswith("<Plan plan: 2 zones")


def test_a_coverage_shows_people_and_land_by_radius_and_whether_hard_rules_hold() -> None:
    html = METER.measure()._repr_html_()
    assert '<td>5 km</td><td class="zw-number">1,000</td>' in html
    assert '<b style="width:57.1%"></b></i>57.1%' in html
    assert "No hard rule is broken; soft ones: 0" in html
    without = Plan({"zones": PLAN.zones, "regions": PLAN.regions})
    assert "People" not in CoverageMeter(without, 5).measure()._repr_html_()


def test_a_comparison_shows_what_changes_and_ten_or_so_of_many_zones() -> None:
    wider = Scenario.of(PLAN, [Expand(zone="B", by_km=1), Remove(zone="A")], scenario="wider")
    html = compare(METER.measure(), METER.measure(wider))._repr_html_()
    assert "wider compared with baseline" in html
    assert '<td>A</td><td>removed</td><td class="zw-number">0.00</td>' in html
    assert '<td class="zw-number">+500</td>' in html
    none = compare(METER.measure(), METER.measure())._repr_html_()
    assert "Zones that change" not in none


def test_a_scenario_shows_its_edits() -> None:
    wider = Scenario.of(PLAN, Expand(zone="B", by_km=1), scenario="wider")
    assert '<td class="zw-number">1</td><td>Expand B by 1.00 km</td>' in wider._repr_html_()
    assert "No edits" in Scenario.of(PLAN)._repr_html_()


def test_no_text_of_a_plan_or_a_scenario_becomes_html() -> None:
    zones = PLAN.zones.assign(zone_id=[HOSTILE, "B"])
    terms = pd.DataFrame({"term": ["title"], "text": [HOSTILE]})
    plan = PLAN.with_layer("zones", zones).with_layer("terms", terms)
    assert plan.title() == HOSTILE
    scenario = Scenario.of(plan, Remove(zone=HOSTILE), title=HOSTILE)
    meter = CoverageMeter(plan, radii_km=5)
    after = meter.measure(scenario)
    for shown in (plan, scenario, after, compare(meter.measure(), after)):
        assert "<script" not in shown._repr_html_()
        assert "&lt;script" in shown._repr_html_()
