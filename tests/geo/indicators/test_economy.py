"""Yield, use and age of land over the small plan, two zones of 4.28 km²: by hand arithmetic."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo import CoverageMeter, Expand, Scenario, scorecard
from geo.coverage.indicator import indicators_of
from layers import Plan
from layers.errors import PlanError
from layers.example import example_plan

COLUMNS = ["ftz_id", "zone_id", "indicator", "period", "value", "unit"]


def plan_with(*rows: tuple[Any, ...], **zones: list[Any]) -> Plan:
    plan = example_plan().with_layer("performance", pd.DataFrame(rows, columns=COLUMNS))
    return plan.with_layer("zones", plan.zones.assign(**zones))


def value(plan: Plan, key: str, place: str | None = None, *edits: Any) -> float:
    coverage = CoverageMeter(plan, 5).measure(Scenario.of(plan, [*edits]) if edits else None)
    return indicators_of(plan)[key].value_at(coverage, place, None)


def test_a_yield_is_of_the_year_that_most_places_have_and_of_their_land() -> None:
    plan = plan_with(
        (None, "A", "Umsatz", "2022", 8.0, "EUR"),
        (None, "B", "Umsatz", "2022", 4.0, "EUR"),
        (None, "B", "Umsatz", "2023", 100.0, "EUR"),
        published_area_km2=[2.0, 1.0],
    )
    assert value(plan, "umsatz_yield") == 4.0
    groups = plan_with(("F", None, "jobs", "2023", 90.0, "persons"), published_area_km2=[2.0, 1.0])
    assert value(groups, "jobs_yield") == value(groups, "jobs_yield", "ftz:F") == 30.0


def test_land_that_a_scenario_adds_makes_a_yield_and_a_share_unknown_not_better_or_worse() -> None:
    plan = plan_with((None, "A", "jobs", "2023", 8.0, "persons"), built_km2=[2.0, None])
    wider = Scenario.of(plan, Expand(zone="A", by_km=1), scenario="wider")
    card = scorecard(plan, wider, radii_km=5)
    rows = {row.indicator.key: row for row in card.rows if row.place is None}
    assert rows["jobs_yield"].verdict("wider") == rows["built_share"].verdict("wider") == "unknown"
    assert np.isnan(rows["built_share"].by_scenario["wider"])
    assert value(plan, "jobs_yield", None, Expand(zone="B", by_km=1)) == value(plan, "jobs_yield")


def test_shares_are_of_the_land_of_zones_whose_use_is_known() -> None:
    plan = plan_with(idle_km2=[1.0, None], built_km2=[0.0, 2.0], published_area_km2=[4.0, 4.0])
    assert value(plan, "idle_share") == 0.25
    assert value(plan, "built_share") == 0.25
    assert "accepted_share" not in indicators_of(plan)


def test_figures_in_conflict_are_not_summed() -> None:
    plan = plan_with(
        (None, "A", "jobs", "2023", 8.0, "persons"),
        (None, "A", "jobs", "2023", 9.0, "persons"),
        (None, "B", "jobs", "2023", 4.0, "persons"),
        published_area_km2=[2.0, 1.0],
    )
    assert value(plan, "jobs_yield") == 4.0


def test_years_since_approval_are_until_the_latest_figure() -> None:
    plan = plan_with(
        (None, "A", "jobs", "2023", 8.0, "persons"), approved=["2019-08-06", "2013-09-29"]
    )
    assert value(plan, "years_since_approval") == pytest.approx(7.0, rel=1e-3)


def test_a_yield_is_printed_with_a_number_of_digits_as_any_indicator_is() -> None:
    plan = plan_with((None, "A", "jobs", "2023", 8.0, "persons"), idle_km2=[1.0, None])
    known = indicators_of(plan)
    assert [known[key].figure.digits for key in ("jobs_yield", "idle_share")] == [2, 1]


def test_a_plan_without_figures_has_none_of_these() -> None:
    assert not {"trade_lead_pct", "years_since_approval", "idle_share"} & set(
        indicators_of(example_plan())
    )


def own(column: str, *, per_km2: bool = False) -> pd.DataFrame:
    """Return the table of one own indicator, `mine`: the sum of a published figure."""
    row = {"indicator": "mine", "how": "sum", "layer": "performance", "column": column}
    return pd.DataFrame([row | {"per_km2": per_km2, "better": "more"}])


def test_an_own_indicator_sums_a_published_figure_and_is_unknown_where_its_land_changes() -> None:
    plan = plan_with(
        (None, "A", "jobs", "2023", 8.0, "persons"),
        (None, "B", "jobs", "2023", 4.0, "persons"),
        (None, "B", "tax", "2023", 4.0, "percent_of_city"),
        published_area_km2=[2.0, 1.0],
    )
    whole, each = (plan.with_layer("indicators", own("jobs", per_km2=by)) for by in (False, True))
    assert (value(whole, "mine"), value(each, "mine")) == (12.0, 4.0)
    assert np.isnan(value(whole, "mine", None, Expand(zone="A", by_km=1)))
    assert np.isnan(value(plan.with_layer("indicators", own("tax")), "mine"))
    with pytest.raises(PlanError) as unknown:
        indicators_of(plan.with_layer("indicators", own("job")))
    told = "no published figure 'job' in performance; did you mean jobs?"
    assert told in str(unknown.value.problems[0])
