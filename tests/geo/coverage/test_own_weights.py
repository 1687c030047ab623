"""Own columns of the demand are measured where people are: one of twice the people is twice."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo import CoverageMeter, Move, Remove, Scenario, compare
from geo.sweep import Spreads, Sweep, pairs, summary
from geo.tables import within
from layers import Plan
from layers.plan.weights import weights_left_out
from tests.conftest import CRS, point, regions_frame, square, zones_frame

RADII = (1.0, 4.0)


@pytest.fixture
def plan() -> Plan:
    """Return a plan of three zones, with columns that count and some that cannot."""
    people = np.arange(1.0, 13)
    columns = {
        "demand_id": [str(n) for n in range(12)],
        "population": people,
        "就业": 2 * people,
        "none": 0.0,
        "unknown": [np.nan, *people[1:]],
        "below": -people,
        "is_town": True,
        "covered_population": people,
        "weight": people,
    }
    places = [point(3 * n - 5, n % 3) for n in range(12)]  # the last ones lie in no region
    return Plan(
        {
            "zones": zones_frame(
                ("A", "F", square(0)), ("B", "F", square(9)), ("C", "G", square(12))
            ),
            "regions": regions_frame(("330101", square(-9, -9, 18)), ("440101", square(9, -9, 14))),
            "demand": gpd.GeoDataFrame(columns, geometry=places, crs=CRS),
        }
    )


def doubled(table: pd.DataFrame) -> None:
    """Check each figure of the column against that of people."""
    own = [name for name in table.columns if "就业" in str(name)]
    assert own
    for name in own:
        people = table[str(name).replace("就业", "population")]
        np.testing.assert_allclose(table[name].to_numpy(), 2 * people.to_numpy(), rtol=1e-12)


def test_a_column_that_cannot_be_measured_is_named_with_its_points(plan: Plan) -> None:
    told = {name: str(why) for name, why in weights_left_out(plan).items()}
    assert [*told] == ["unknown", "below", "covered_population", "weight"]
    assert told["unknown"].startswith("Not measured: demand.unknown: 0 has a value that is")
    assert "0, 1, 2, 3, 4 and 7 more" in told["below"]


@pytest.mark.parametrize("name", ["level", "districts", "covered_jobs", "weight"])
def test_a_column_that_is_named_as_a_figure_is_left_out_and_named(plan: Plan, name: str) -> None:
    plan = plan.with_layer("demand", plan.demand.assign(**{name: 1.0}))
    told = weights_left_out(plan)[name]
    assert str(told) == (
        f"Not measured: demand.{name}: a figure has that name; give the column another"
    )
    coverage = CoverageMeter(plan, RADII).measure()
    assert set(coverage.regions["level"]) == {level.code for level in plan.levels}
    assert f"covered_{name}" not in coverage.totals


def test_what_zones_hold_leaves_out_what_cannot_be_measured(plan: Plan) -> None:
    figures, _ = within(CoverageMeter(plan, RADII).measure(), "A", RADII)
    assert [*figures] == ["radius_km", "clusters", "population", "就业", "none"]


def test_a_column_is_measured_wherever_people_are(plan: Plan) -> None:
    meter = CoverageMeter(plan, RADII)
    before = meter.measure()
    assert [name for name in before.totals if str(name).startswith("covered_")] == [
        *("covered_area_km2", "covered_population", "covered_就业", "covered_none")
    ]
    steps = [Scenario.of(plan, Move(zone="B", dx_km=dx, dy_km=1)) for dx in (1, 4, 9)]
    steps.append(Scenario.of(plan, [Remove(zone="A"), Move(zone="C", dx_km=5, dy_km=0)]))
    for step in steps:
        now, fully = meter.measure(step), meter.measure_fully(step)
        for table in ("totals", "regions"):
            doubled(getattr(now, table))
            pd.testing.assert_frame_equal(getattr(now, table), getattr(fully, table))
        assert now.nearest_km == pytest.approx(fully.nearest_km, abs=1e-9)
        pd.testing.assert_frame_equal(now.access, fully.access)
        difference = compare(before, now)
        doubled(difference.totals)
        doubled(difference.regions)
        assert (now.totals["covered_none"] == 0).all()
    sweep = Sweep(plan, [None, steps[0]], Spreads(boundary=0.3, demand=0.2), radii_km=RADII, seed=1)
    runs = sweep.measure(range(20))
    doubled(runs)
    for table in (summary(runs), pairs(runs)):
        people, jobs = (
            table[table["total"] == f"covered_{name}"].reset_index()
            for name in ("population", "就业")
        )
        np.testing.assert_allclose(jobs["mean"], 2 * people["mean"])
