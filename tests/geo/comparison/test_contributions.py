"""What each edit contributes adds to what the scenario changes."""

import pytest
from reports import PLAN
from ruled_plan import ONE_KM2

from geo import CoverageMeter, Expand, Scenario, compare
from geo.comparison.contributions import MOST_EDITS, contributions, steps
from geo.edits import Remove, Set

EDITS = [Expand(zone="W", by_km=0.8), Remove(zone="E"), Set(zone="W", name="Quay")]


def test_contributions_of_edits_add_to_the_whole_change() -> None:
    meter = CoverageMeter(PLAN, [1, 2])
    scenario = Scenario.of(PLAN, EDITS, scenario="three")
    before, after = meter.measure(), meter.measure(scenario)
    found = contributions(before, steps(meter, scenario, after))
    assert found["edit"].tolist() == [1, 1, 2, 2, 3, 3]
    totals = compare(before, after).totals.set_index("radius_km")
    for figure in ("covered_population", "covered_area_km2"):
        summed = found.groupby("radius_km")[figure].sum()
        assert summed.tolist() == pytest.approx(totals[f"{figure}_difference"].tolist())
    assert found.loc[found["edit"] == 2, "area_km2"].tolist() == pytest.approx([-ONE_KM2] * 2)
    assert not found.loc[found["edit"] == 3, "area_km2":].any(axis=None)


def test_edits_beyond_the_most_contribute_together() -> None:
    meter = CoverageMeter(PLAN, [1])
    many = [Expand(zone="W", by_km=0.01)] * (MOST_EDITS + 5)
    scenario = Scenario.of(PLAN, many, scenario="many")
    after = meter.measure(scenario)
    found = steps(meter, scenario, after)
    assert len(found) == MOST_EDITS
    assert found[-1] is after
    whole = float(after.zones["area_km2"].sum() - meter.measure().zones["area_km2"].sum())
    assert contributions(meter.measure(), found)["area_km2"].sum() == pytest.approx(whole)


def test_a_scenario_without_edits_has_no_contributions() -> None:
    meter = CoverageMeter(PLAN, [1])
    scenario = Scenario.of(PLAN, [])
    assert contributions(meter.measure(), steps(meter, scenario, meter.measure(scenario))).empty
