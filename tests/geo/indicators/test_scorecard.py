"""The scorecard over unit squares and the small plan: values, verdicts, and what cannot be told."""

import pandas as pd
import pytest

from geo import CoverageMeter, Expand, Remove, Scenario
from geo import Set as SetEdit
from geo.coverage.indicator import indicators_of
from geo.indicators import purposes_of, scorecard
from geo.indicators.purposes import Reference
from layers import Plan
from layers.errors import MeasureError, PlanError, UnknownError
from layers.example import example_plan

RADIUS_KM = 5.0


def frames_of(plan: Plan) -> dict[str, pd.DataFrame]:
    return {name: plan.frame(name) for name in plan.present}


def scenario(plan: Plan, *edits: object, name: str = "changed") -> Scenario:
    return Scenario.of(plan, [*edits], scenario=name)  # type: ignore[list-item]


def test_the_values_are_those_of_the_measure() -> None:
    plan = example_plan()
    wider = scenario(plan, Expand(zone="B", by_km=1))
    card = scorecard(plan, wider, radii_km=[5, 10])
    for name, zones in (("baseline", None), ("changed", wider)):
        coverage = CoverageMeter(plan, radii_km=[5, 10]).measure(zones)
        values = {
            (row.indicator.key, row.place, row.radius): row.by_scenario[name] for row in card.rows
        }
        for radius, people in zip((5.0, 10.0), coverage.totals["covered_population"], strict=True):
            assert values["covered_population", None, radius] == people
        assert values["covered_jobs", None, 5.0] == coverage.totals["covered_jobs"].iloc[0]
        assert values["zone_land_km2", "ftz:F", None] == coverage.ftzs["area_km2"].iloc[0]
        assert values["mean_km", None, None] == coverage.access["mean_km"].iloc[0]
        inside = coverage.sectors[coverage.sectors["radius_km"] == 0]
        assert values["matched_clusters", None, None] == inside["matched_clusters"].sum()


def test_of_a_strategic_region_the_people_reached_are_those_of_its_districts() -> None:
    plan = example_plan()
    card = scorecard(plan, scenario(plan, Expand(zone="B", by_km=1)), radii_km=RADIUS_KM)
    (row,) = (
        row
        for row in card.rows
        if (row.indicator.key, row.place) == ("strategy_population", "strategy:COAST")
    )
    # East has 500 people 5.8 km from B and 250 at 20 km: B moved out by 1 km reaches the former
    assert row.by_scenario == {"baseline": 0.0, "changed": 500.0}
    assert row.verdict("changed") == "better"


def test_land_given_to_a_sector_is_better_for_it_though_people_do_not_change() -> None:
    plan = example_plan()
    card = scorecard(
        plan, scenario(plan, SetEdit(zone="B", sectors="marine_economy")), radii_km=RADIUS_KM
    )
    assert card.verdict("sectors", "changed") == "better"
    assert card.verdict("people", "changed") == "same"
    leading = card.leading("sectors", "changed")
    assert {row.place for row in leading} == {None, "sector:marine_economy"}
    assert all(row.difference("changed") == pytest.approx(4.28, abs=0.01) for row in leading)


def test_a_purpose_is_headed_by_its_share_of_the_whole_or_by_what_moved_most() -> None:
    plan = example_plan()
    card = scorecard(plan, scenario(plan, Expand(zone="B", by_km=1)), radii_km=RADIUS_KM)
    today, changed = (card.headline("strategies", name) for name in card.scenarios)
    assert today is not None
    assert (today.indicator.key, today.place) == ("strategy_population", None)
    assert today.whole == 750.0  # 500 and 250 people in East, none of them within 5 km of B
    assert changed is not None
    assert changed.verdict("changed") == "better"
    assert changed.place is None
    assert card.headline("trade", "changed") is None  # nothing moved


def test_land_beyond_the_cap_is_worse_and_what_gains_elsewhere_does_not_hide_it() -> None:
    plan = example_plan()
    card = scorecard(plan, scenario(plan, Expand(zone="B", by_km=1)), radii_km=RADIUS_KM)
    (above,) = (row for row in card.rows if row.indicator.key == "above_cap_km2")
    area = CoverageMeter(plan, 5).measure(scenario(plan, Expand(zone="B", by_km=1))).ftzs
    assert above.difference("changed") == pytest.approx(area["area_km2"].iloc[0] - 9)
    assert above.verdict("changed") == "worse"
    assert card.verdict("land", "changed") in ("worse", "mixed")


def test_a_difference_below_the_people_of_one_point_cannot_be_decided() -> None:
    frames = frames_of(example_plan())
    demand = frames["demand"].assign(population=[1_000.0, 1.0, 250.0])
    plan = Plan(frames | {"demand": demand})
    card = scorecard(plan, scenario(plan, Expand(zone="B", by_km=1)), radii_km=RADIUS_KM)
    (row,) = (row for row in card.rows if row.indicator.key == "covered_population")
    assert row.difference("changed") == 1
    assert row.decides_from == pytest.approx((1_000**2 + 1 + 250**2) / 1_251)
    assert row.verdict("changed") == "undecided"


def test_what_a_plan_lacks_is_named_with_what_it_would_need() -> None:
    frames = {
        name: frame
        for name, frame in frames_of(example_plan()).items()
        if name not in ("clusters", "strategies", "travel")
    }
    frames["regions"] = frames["regions"].drop(columns="strategies")
    card = scorecard(Plan(frames), radii_km=RADIUS_KM)
    missing = {one.indicator.key: one.needs for one in card.missing}
    assert missing["strategy_clusters"] == ("clusters", "regions.strategies")
    assert missing["policy_pilots"] == ("policies",)
    assert card.verdict("strategies", "baseline") == "unknown"
    assert not {row.indicator.key for row in card.rows} & missing.keys()


def test_a_policy_pilot_of_several_groups_counts_for_each_of_them() -> None:
    policies = pd.DataFrame({"ftz_id": ["X ; F", "X"], "policy": ["open ports", "free rates"]})
    plan = example_plan().with_layer("policies", policies)
    (row,) = (
        row
        for row in scorecard(plan, radii_km=RADIUS_KM).rows
        if row.indicator.key == "policy_pilots"
    )
    assert row.by_scenario["baseline"] == 1


def test_a_plan_has_purposes_in_its_own_words_and_order() -> None:
    purposes = pd.DataFrame(
        {
            "purpose": ["ports", "people"],
            "order": [2, 1],
            "name": ["Ports", None],
            "name_zh": ["港口", None],
            "indicators": ["gateways@30; zone_land_km2", "population@10;sector:biopharma"],
        }
    )
    plan = Plan(frames_of(example_plan()) | {"purposes": purposes})
    people, ports = purposes_of(plan)
    assert people.indicators == (
        Reference("covered_population", None, 10.0),
        Reference("covered_weight", "sector:biopharma", None),
    )
    assert (ports.key, ports.name, ports.name_zh) == ("ports", "Ports", "港口")
    card = scorecard(plan, radii_km=RADIUS_KM)
    rows = {
        (row.indicator.key, row.place, row.radius): row.by_scenario["baseline"] for row in card.rows
    }
    assert rows["covered_population", None, 10.0] == 1_500
    assert rows["gateways", None, 30.0] == 1
    assert ("covered_population", None, 5.0) not in rows


def test_mistakes_of_purposes_are_named_each_with_its_row() -> None:
    purposes = pd.DataFrame({"purpose": ["x"], "indicators": ["populatoin@50;gini:3;gateways@x"]})
    plan = Plan(frames_of(example_plan()) | {"purposes": purposes})
    with pytest.raises(PlanError) as refused:
        purposes_of(plan)
    assert len(refused.value.problems) == 3
    assert str(refused.value.problems[0]).startswith(
        "purposes[1].indicators: there is no indicator"
    )


def own(**row: object) -> Plan:
    columns = ("layer", "column", "how", "radius_km", "radius_min", "by", "per_km2", "better")
    table = pd.DataFrame([dict.fromkeys(columns) | {"indicator": "mine", "purpose": "land"} | row])
    return Plan(frames_of(example_plan()) | {"indicators": table})


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"how": "within", "layer": "demand", "column": "jobs", "radius_km": 7.0}, 700.0),
        ({"how": "count", "layer": "gateways", "radius_km": 1.0}, 0.0),
        ({"how": "count", "layer": "gateways", "radius_km": 2.0}, 1.0),
        ({"how": "sum", "layer": "zones", "column": "published_area_km2"}, 7.0),
        ({"how": "mean", "layer": "zones", "column": "published_area_km2"}, 3.5),
        ({"how": "sum", "layer": "zones", "column": "published_area_km2", "per_km2": True}, 0.8182),
    ],
)
def test_a_plans_own_indicator_needs_no_code(row: dict[str, object], value: float) -> None:
    plan = own(**row)
    zones = plan.zones.assign(published_area_km2=[3.0, 4.0])
    plan = Plan(frames_of(plan) | {"zones": zones})
    (found,) = (
        one.by_scenario["baseline"]
        for one in scorecard(plan, radii_km=RADIUS_KM).rows
        if one.indicator.key == "mine"
    )
    assert found == pytest.approx(value, abs=1e-4)


def test_mistakes_of_own_indicators_are_named_each_with_its_row() -> None:
    for row, said in (
        ({"how": "guess"}, "how is 'guess'; choose one of within, count, sum, mean"),
        ({"how": "within", "layer": "demand", "column": "jobs"}, "within needs one radius"),
        ({"how": "sum", "layer": "zones", "column": "nothing"}, "has no column 'nothing'"),
        ({"how": "sum", "layer": "zones", "column": "ftz_id"}, "holds no numbers"),
        ({"indicator": "gateways", "how": "mean"}, "is taken"),
    ):
        with pytest.raises(PlanError, match=said) as refused:
            indicators_of(own(**row))
        assert str(refused.value.problems[0]).startswith("indicators[1]")


def test_two_scenarios_of_one_id_are_refused() -> None:
    plan = example_plan()
    one = scenario(plan, Remove(zone="A"))
    with pytest.raises(MeasureError, match="two scenarios have the id changed"):
        scorecard(plan, [one, one])
    with pytest.raises(UnknownError, match="there is no indicator"):
        Reference.parse("nothing@50", indicators_of(plan))


def test_a_zone_at_a_gateway_serves_trade() -> None:
    plan = example_plan()
    far = scenario(plan, Remove(zone="A"), Remove(zone="B"), name="none")
    card = scorecard(plan, far, radii_km=RADIUS_KM)
    assert card.verdict("trade", "none") == "worse"
    (first, second) = card.acceptability
    assert (first.scenario, first.first + second.first) == ("baseline", pytest.approx(1))
