"""What scripts do with a plan: scenarios of edits, many of them, other zones, other processes."""

import pickle
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo import CoverageMeter, Expand, Scenario, apply
from geo.indicators import zone_gateways
from geo.proposals import Question, propose
from geo.tables import what_would, within
from layers import Plan
from layers.errors import PlanError, UnknownError
from tests.conftest import CRS, demand_frame, point, regions_frame, square, zones_frame

GROWN = {"expand": {"zone": "W", "by_km": 0.1}}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan(
        {
            "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
            "regions": regions_frame(("330101", square(-5, -5, 11))),
            "demand": demand_frame((point(0.5), 10), (point(2), 30)),
        }
    )


def test_a_scenario_is_made_of_edits_or_of_what_a_file_says_of_them(plan: Plan) -> None:
    scenario, made = Scenario.of(plan, [GROWN]), Scenario.of(plan, [Expand(zone="W", by_km=0.1)])
    assert scenario == made
    assert scenario == Scenario("edited", "edited", plan.baseline, [GROWN])  # type: ignore[arg-type]
    assert apply(plan, scenario).geometry[0].area > plan.zones.geometry[0].area
    assert repr(scenario) == "<Scenario edited: 1 expand>"


def test_a_meter_takes_one_radius_the_path_of_a_scenario_and_many_scenarios(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meter, scenario = CoverageMeter(plan, 0.5), Scenario.of(plan, [GROWN])
    assert meter.radii_km == (0.5,)
    path = tmp_path / "grown.yaml"
    path.write_text(scenario.to_yaml(), encoding="utf-8")
    totals = meter.measure(scenario).totals
    assert meter.measure(path).totals.equals(totals)
    assert meter.measure(str(path)).totals.equals(totals)
    with pytest.raises(UnknownError):
        meter.measure(tmp_path / "lost.yaml")
    first, _ = meter.measure_many([scenario, Scenario.of(plan)], progress=True)
    assert first.totals.equals(totals)
    assert capsys.readouterr().err == "\r1 / 2\r2 / 2\n"
    assert len(list(meter.measure_many(iter([scenario])))) == 1
    file = tmp_path / "one.yaml"
    file.write_text(scenario.to_yaml(), encoding="utf-8")
    for one in (scenario, file, str(file)):
        assert [each.scenario for each in meter.measure_many(one)] == [scenario.scenario]


def test_one_alone_is_as_good_as_a_list_of_one(plan: Plan) -> None:
    assert Scenario.of(plan, Expand(zone="W", by_km=0.1)) == Scenario.of(plan, [GROWN])
    assert Scenario.of(plan, GROWN) == Scenario.of(plan, [GROWN])
    asked = {"budget_km2": 2, "front": "population@1"}
    one = Question(objective="population@0.5", ftzs="F", **asked)
    assert one == Question(objective=["population@0.5"], ftzs=["F"], **asked)
    assert propose(plan, "F", "population@0.5", budget_km2=500, tries=300).scenario.edits
    assert plan.only("zones").regions.empty
    gate = {"gateway_id": ["G"], "kind": ["port"]}
    layers = {name: plan.frame(name) for name in plan.present}
    gateways = gpd.GeoDataFrame(gate, geometry=[point(1)], crs=CRS)
    coverage = CoverageMeter(Plan(layers | {"gateways": gateways}), 1).measure()
    alone = (
        zone_gateways(coverage, "port"),
        within(coverage, "W", 1)[0],
        what_would(coverage, "330101", 1, 0.5),
    )
    listed = (
        zone_gateways(coverage, ["port"]),
        within(coverage, ["W"], [1])[0],
        what_would(coverage, "330101", 1, [0.5]),
    )
    for own, same in zip(alone, listed, strict=True):
        assert own.equals(same)


def test_zones_in_another_crs_are_brought_to_the_plans(plan: Plan) -> None:
    meter = CoverageMeter(plan, [0.5])
    there = plan.zones.to_crs(32651)
    pd.testing.assert_frame_equal(meter.measure(there).totals, meter.measure().totals, rtol=1e-7)
    with pytest.raises(PlanError, match="no exact transformation"):
        meter.measure(plan.zones.set_crs(4214, allow_override=True))
    bare = gpd.GeoDataFrame(plan.zones.drop(columns="geometry"), geometry=[square(0), square(3)])
    with pytest.raises(PlanError, match="no CRS"):
        meter.measure(bare)


def test_plan_meter_and_coverage_go_to_another_process_and_say_what_they_are(plan: Plan) -> None:
    meter = CoverageMeter(plan, [0.5, 1])
    coverage = meter.measure(Scenario.of(plan, [GROWN]))
    assert plan.terms.speaker("en")  # which is cached, and stays here
    there = pickle.loads(pickle.dumps((plan, meter, coverage)))  # noqa: S301  our own
    assert list(map(repr, there)) == [
        "<Plan plan: 2 zones, 1 regions, 2 demand>",
        "<CoverageMeter of plan: 0.5, 1 km>",
        "<Coverage of edited in plan: 25.0% within 0.5 km, 100.0% within 1 km>",
    ]
    assert there[1].measure().totals.equals(meter.measure().totals)
    again = there[1].measure(Scenario.of(there[0], [GROWN]))
    for table in ("totals", "zones", "regions", "ftzs", "sectors", "violations", "access"):
        pd.testing.assert_frame_equal(getattr(there[2], table), getattr(coverage, table))
        pd.testing.assert_frame_equal(getattr(again, table), getattr(coverage, table))
