"""Caps by date, over two squares of one FTZ that grow in two phases."""

from dataclasses import replace

import pandas as pd
import pytest
from ruled_plan import ONE_KM2, plan_of, strip

from geo import CoverageMeter, Scenario
from geo.caps import caps_in
from geo.comparison.compare import scenario_rule_changes
from geo.comparison.rule_changes import rule_changes_table
from geo.edits import Reshape
from geo.indicators.scorecard import scorecard
from geo.proposals.available_land import headroom_km2
from layers import Plan
from layers.errors import PlanError

OFF = {"swap_balance": "ignore"}


def with_caps(**squares: float) -> Plan:
    """Return the plan, whose FTZ has two squares and a cap of 2.5, with caps in squares by year."""
    years = [year.removeprefix("y").replace("_", "-") for year in squares]
    rows = {"ftz_id": "F", "from": years, "cap_km2": [one * ONE_KM2 for one in squares.values()]}
    return plan_of().with_layer("caps", pd.DataFrame(rows))


def growing(plan: Plan, *phases: tuple[int, int]) -> Scenario:
    """Return W a half of a square wider, then a whole one; so many edits by each year."""
    edits = [Reshape(zone="W", geometry=strip(0, 1 + more)) for more in (0.5, 1)]
    by = [{"by": year, "edits": count} for year, count in phases]
    return Scenario.of(plan, edits, rules=OFF, phases=by)


def over(plan: Plan, scenario: Scenario) -> list[tuple[float, tuple[int, ...]]]:
    """Return by how many squares the cap is exceeded, and in which phases."""
    found = [one for one in scenario_rule_changes(plan, scenario) if one.rule == "cap"]
    beyond = [(one.breach.amount - one.breach.limit) / ONE_KM2 for one in found]
    return [(round(more, 3), one.phases) for more, one in zip(beyond, found, strict=True)]


def test_the_cap_of_a_year_is_the_latest_until_then_and_of_no_year_the_least() -> None:
    plan = with_caps(y2028=3, y2031_07_01=2)
    found = [caps_in(plan, year)["F"] / ONE_KM2 for year in (2020, 2028, 2030, 2031, 0)]
    assert found == pytest.approx([2.5, 3, 3, 2, 2])
    assert headroom_km2(plan, 2028)["F"] == pytest.approx(ONE_KM2)
    alone = plan.with_layer("ftzs", plan.ftzs.assign(cap_km2=None))
    assert [caps_in(alone, year) for year in (2027, 2028)] == [{}, {"F": 3 * ONE_KM2}]


def test_each_phase_is_held_to_the_cap_of_its_year_and_a_violation_names_its_phases() -> None:
    plan = with_caps(y2028=2.5, y2030=3)
    assert over(plan, growing(plan, (2027, 1), (2030, 2))) == []
    assert over(plan, growing(plan, (2027, 2), (2029, 2), (2030, 2))) == [(0.5, (2027, 2029))]
    assert over(plan, growing(plan)) == [(0.5, ())]
    assert over(plan, growing(plan, (2030, 1))) == [
        (0.5, ())
    ]  # of the second edit nobody says when
    early = scenario_rule_changes(plan, growing(plan, (2027, 2), (2030, 2)))
    table = rule_changes_table(plan, early)
    assert table["phases"].tolist() == [[2027]]
    assert str(early[0].reason).startswith("in 2027: Group F has")


def test_a_measure_of_all_edits_is_held_to_the_cap_of_the_last_phase_as_its_year_is() -> None:
    plan = with_caps(y2030=3)
    meter = CoverageMeter(plan, radii_km=1)
    late, early = growing(plan, (2030, 2)), growing(plan, (2029, 2))
    assert meter.measure(late).violations.empty
    assert meter.measure(early).violations["rule"].tolist() == ["cap"]
    assert meter.measure(early.as_of(2030)).violations.empty
    assert meter.measure(late.as_of(2029)).violations.empty  # the baseline


def test_headroom_is_that_of_the_cap_of_the_year_and_of_no_year_of_the_least() -> None:
    plan = with_caps(y2028=3, y2031=2)
    meter = CoverageMeter(plan, radii_km=1)
    grown = replace(growing(plan, (2028, 1), (2030, 2), (2031, 2)), scenario="grown")
    caps = [meter.measure(grown.as_of(year)).ftzs for year in (2027, 2028, 2030, 2031)]
    caps += [meter.measure().ftzs]
    alone = plan.with_layer("ftzs", plan.ftzs.assign(cap_km2=None))
    card = scorecard(alone, grown.as_of(2028))
    (row,) = (one for one in card.rows if one.indicator.key == "headroom_km2")
    assert row.by_scenario["grown"] / ONE_KM2 == pytest.approx(0.5, abs=1e-3)
    squares = pd.concat(caps)[["cap_km2", "headroom_km2"]].to_numpy() / ONE_KM2
    assert squares[:, 0] == pytest.approx([2.5, 3, 3, 2, 2], rel=1e-3)
    assert squares[:, 1] == pytest.approx([0.5, 0.5, 0, -1, 0], abs=1e-3)


def test_a_fault_of_caps_is_a_line_with_its_rows_and_its_mend() -> None:
    rows = {"ftz_id": ["F", "F", "F", "G"], "from": ["2028", "2028-07", "soon", "2029"]}
    with pytest.raises(PlanError) as refused:
        plan_of().with_layer("caps", pd.DataFrame(rows | {"cap_km2": ["x", 2.0, -3.0, 4.0]}))
    lines = [str(problem) for problem in refused.value.problems]
    assert lines == [
        "caps.cap_km2: row 1: 'x' is not a number; correct it",
        "caps.cap_km2: row 3 is below 0; correct it",
        "caps.ftz_id: row 4 (G) not in ftzs; add it to ftzs or correct it",
        "caps.from: row 3 (soon) begins with no year; write a year (2028) or a date (2028-07-01)",
        "caps: row 1 (F), row 2 (F) have a cap from the same year; leave one of them",
    ]
